"""Prompts in pictures: A1111 text, ComfyUI graphs, and clear words when there are none."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from catchlight.errors import ImageError, UnreadableImage
from catchlight.prompts.png_metadata import (
    read_all_prompts,
    read_prompt_metadata,
    user_comment_text,
)

A1111 = """portrait of a founder, (slight smile:1.1),
soft window light
Negative prompt: asymmetry, moles,
blurry
Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 5.5, Seed: 4711, Size: 832x1216, \
Model hash: abc123, Model: portraits_v3, Lora hashes: "film: 1a2b, grain: 3c4d", Version: v1.10"""


def picture(kind: str = "PNG", texts: Mapping[str, str] | None = None, **options: Any) -> bytes:
    """A small picture file with PNG texts."""
    file = io.BytesIO()
    if texts:
        options["pnginfo"] = PngImagePlugin.PngInfo()
        for key, text in texts.items():
            options["pnginfo"].add_text(key, text)
    Image.new("RGB", (8, 8)).save(file, kind, **options)
    return file.getvalue()


def with_exif(
    kind: str, comment: bytes | None = None, tags: Mapping[int, str] | None = None
) -> bytes:
    """A small picture with an EXIF UserComment or plain EXIF tags."""
    exif = Image.Exif()
    if comment is not None:
        exif.get_ifd(0x8769)[0x9286] = comment
    for tag, text in (tags or {}).items():
        exif[tag] = text
    return picture(kind, exif=exif)


def node(class_type: str, **inputs: Any) -> dict[str, Any]:
    """A node of a graph in the form that runs."""
    return {"class_type": class_type, "inputs": inputs}


def simple_graph() -> dict[str, dict[str, Any]]:
    """Checkpoint, two encoders, sampler, decoder, saved picture."""
    return {
        "4": node("CheckpointLoaderSimple", ckpt_name="portraits.safetensors"),
        "7": node("CLIPTextEncode", text="moles", clip=["4", 1]),
        "6": node("CLIPTextEncode", text="a founder", clip=["4", 1]),
        "5": node("EmptyLatentImage", width=832, height=1216, batch_size=1),
        "3": node(
            "KSampler",
            seed=7,
            steps=20,
            cfg=6.5,
            sampler_name="euler",
            scheduler="karras",
            denoise=1.0,
            model=["4", 0],
            positive=["6", 0],
            negative=["7", 0],
            latent_image=["5", 0],
        ),
        "8": node("VAEDecode", samples=["3", 0], vae=["4", 2]),
        "9": node("SaveImage", images=["8", 0], filename_prefix="p"),
    }


def comfy(graph: Mapping[str, Any], key: str = "prompt") -> bytes:
    """A picture that ComfyUI could have saved."""
    return picture(texts={key: json.dumps(graph)})


def test_a1111_text_is_taken_apart() -> None:
    """Prompt, negative over several lines, and each setting in its unit."""
    found = read_prompt_metadata(picture(texts={"parameters": A1111}))
    assert found.source == "a1111"
    assert found.prompt == "portrait of a founder, (slight smile:1.1),\nsoft window light"
    assert found.negative == "asymmetry, moles,\nblurry"
    assert (found.seed, found.steps, found.guidance_scale) == (4711, 28, 5.5)
    assert (found.sampler, found.scheduler, found.model) == ("DPM++ 2M", "Karras", "portraits_v3")
    assert (found.width, found.height) == (832, 1216)
    assert found.settings["Lora hashes"] == "film: 1a2b, grain: 3c4d"
    assert found.settings["Version"] == "v1.10"


@pytest.mark.parametrize(
    ("text", "prompt", "negative"),
    [
        ("portrait, café", "portrait, café", ""),
        ("portrait\nNegative prompt: moles", "portrait", "moles"),
        ("portrait, ratio: 3:2", "portrait, ratio: 3:2", ""),
        ("portrait\nSteps: 20, Sampler: Euler a, Seed: 1", "portrait", ""),
        ("Negative prompt: moles\nSteps: 20, Sampler: Euler a, Seed: 1", "", "moles"),
    ],
)
def test_missing_parts_stay_empty(text: str, prompt: str, negative: str) -> None:
    """A last line that is no settings line is prompt; nothing is guessed."""
    found = read_prompt_metadata(picture(texts={"parameters": text}))
    assert (found.prompt, found.negative) == (prompt, negative)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
@pytest.mark.parametrize(
    "comment",
    [
        b"UNICODE\0" + A1111.encode("utf-16-be"),
        b"UNICODE\0" + A1111.encode("utf-16-le"),
        b"ASCII\0\0\0" + A1111.encode(),
        b"\0" * 8 + A1111.encode(),
    ],
    ids=["utf-16-be", "utf-16-le", "ascii", "no code"],
)
def test_a1111_text_is_found_in_exif(kind: str, comment: bytes) -> None:
    """JPEG and WebP hold it in the UserComment, in any of the encodings that writers use."""
    found = read_prompt_metadata(with_exif(kind, comment))
    assert found.seed == 4711
    assert found.negative.startswith("asymmetry")


def test_a_comment_without_its_encoding_is_read_as_text() -> None:
    """Some writers leave the eight bytes out."""
    assert user_comment_text("portrait, café".encode()) == "portrait, café"


def test_a_comfyui_graph_is_followed_from_the_sampler() -> None:
    """Which text is the negative is told by the link, not by the order of the nodes."""
    found = read_prompt_metadata(comfy(simple_graph()))
    assert (found.source, found.prompt, found.negative) == ("comfyui", "a founder", "moles")
    assert (found.seed, found.steps, found.guidance_scale) == (7, 20, 6.5)
    assert (found.sampler, found.scheduler) == ("euler", "karras")
    assert found.model == "portraits.safetensors"
    assert (found.width, found.height) == (832, 1216)


def test_conditioning_is_followed_through_other_nodes() -> None:
    """Combined texts are joined in order; a ControlNet hands on both sides; zeroed out is empty."""
    graph = simple_graph()
    graph |= {
        "20": node("CLIPTextEncode", text="café", clip=["4", 1]),
        "21": node("ConditioningCombine", conditioning_1=["6", 0], conditioning_2=["20", 0]),
        "22": node("ConditioningZeroOut", conditioning=["7", 0]),
        "23": node("ControlNetApplyAdvanced", positive=["21", 0], negative=["22", 0], strength=1),
    }
    graph["3"]["inputs"] |= {"positive": ["23", 0], "negative": ["23", 1]}
    found = read_prompt_metadata(comfy(graph))
    assert (found.prompt, found.negative) == ("a founder, café", "")


def test_a_text_may_come_from_a_text_node_and_a_seed_from_a_primitive() -> None:
    """Inputs that are links lead to the words and numbers."""
    graph = simple_graph()
    graph |= {
        "30": node("PrimitiveStringMultiline", value="a founder,\n smiling"),
        "31": node("PrimitiveInt", value=99),
    }
    graph["6"]["inputs"]["text"] = ["30", 0]
    graph["3"]["inputs"]["seed"] = ["31", 0]
    found = read_prompt_metadata(comfy(graph))
    assert (found.prompt, found.seed) == ("a founder, smiling", 99)


def test_a_flux_graph_with_a_guider_is_followed() -> None:
    """Custom samplers take their words, noise and steps from nodes linked to them."""
    graph = {
        "1": node("UNETLoader", unet_name="flux.safetensors"),
        "2": node("CLIPTextEncodeFlux", clip_l="founder", t5xxl="a founder at work", guidance=3.5),
        "3": node("BasicGuider", model=["1", 0], conditioning=["2", 0]),
        "4": node("RandomNoise", noise_seed=5),
        "5": node("KSamplerSelect", sampler_name="euler"),
        "6": node("BasicScheduler", scheduler="simple", steps=12, model=["1", 0]),
        "7": node("EmptySD3LatentImage", width=1024, height=1280, batch_size=1),
        "8": node(
            "SamplerCustomAdvanced",
            noise=["4", 0],
            guider=["3", 0],
            sampler=["5", 0],
            sigmas=["6", 0],
            latent_image=["7", 0],
        ),
        "9": node("SaveImage", images=["8", 0]),
    }
    found = read_prompt_metadata(comfy(graph))
    assert (found.prompt, found.negative) == ("founder, a founder at work", "")
    assert (found.seed, found.steps, found.sampler) == (5, 12, "euler")
    assert (found.model, found.height) == ("flux.safetensors", 1280)


def test_of_two_samplers_the_one_that_made_the_picture_comes_first() -> None:
    """A second pass with its own words is the picture's; the first pass is still told."""
    graph = simple_graph()
    graph |= {
        "40": node("CLIPTextEncode", text="a founder, closer", clip=["4", 1]),
        "41": node(
            "KSampler",
            seed=8,
            steps=9,
            cfg=3,
            positive=["40", 0],
            negative=["7", 0],
            latent_image=["3", 0],
            model=["4", 0],
        ),
    }
    graph["8"]["inputs"]["samples"] = ["41", 0]
    found = read_all_prompts(comfy(graph))
    assert [(prompt.prompt, prompt.seed) for prompt in found] == [
        ("a founder, closer", 8),
        ("a founder", 7),
    ]


def test_a_graph_that_goes_in_a_circle_ends() -> None:
    """A broken graph gives an error, not a hang."""
    graph = simple_graph()
    graph["6"] = node("ConditioningCombine", conditioning_1=["6", 0])
    graph["7"] = node("CLIPTextEncode", text=["7", 0])
    with pytest.raises(ImageError, match="no sampler leads to a text encoder"):
        read_prompt_metadata(comfy(graph))


def page_form(mode: int = 0) -> dict[str, Any]:
    """The same graph as the page draws it, with a node between encoder and sampler."""
    conditioning = {"name": "conditioning", "type": "CONDITIONING", "link": 1}
    return {
        "nodes": [
            {"id": 6, "type": "CLIPTextEncode", "widgets_values": ["a founder"], "inputs": []},
            {"id": 7, "type": "CLIPTextEncode", "widgets_values": ["moles"], "inputs": []},
            {
                "id": 10,
                "type": "FluxGuidance",
                "mode": mode,
                "widgets_values": [3.5],
                "inputs": [conditioning],
                "outputs": [{"name": "CONDITIONING", "type": "CONDITIONING"}],
            },
            {"id": 5, "type": "EmptyLatentImage", "widgets_values": [832, 1216, 1], "inputs": []},
            {
                "id": 3,
                "type": "KSampler",
                "widgets_values": [7, "fixed", 20, 6.5, "euler", "karras", 1],
                "inputs": [
                    {"name": "positive", "type": "CONDITIONING", "link": 2},
                    {"name": "negative", "type": "CONDITIONING", "link": 3},
                    {"name": "latent_image", "type": "LATENT", "link": 4},
                ],
            },
        ],
        "links": [
            [1, 6, 0, 10, 0, "CONDITIONING"],
            [2, 10, 0, 3, 1, "CONDITIONING"],
            [3, 7, 0, 3, 2, "CONDITIONING"],
            [4, 5, 0, 3, 3, "LATENT"],
        ],
    }


@pytest.mark.parametrize("mode", [0, 4], ids=["running", "bypassed"])
def test_the_pages_form_is_read_when_it_is_all_there_is(mode: int) -> None:
    """Widget values become inputs; a bypassed node hands on what comes in."""
    found = read_prompt_metadata(comfy(page_form(mode), "workflow"))
    assert (found.prompt, found.negative) == ("a founder", "moles")
    assert (found.seed, found.steps, found.scheduler, found.width) == (7, 20, "karras", 832)


def test_a_muted_node_ends_the_path() -> None:
    """What is muted on the page did not reach the sampler."""
    found = read_prompt_metadata(comfy(page_form(2), "workflow"))
    assert (found.prompt, found.negative) == ("", "moles")


def test_comfyui_webp_holds_the_graph_in_exif() -> None:
    """WebP has no text chunks; ComfyUI uses the tags for make and model."""
    tags = {0x0110: "prompt:" + json.dumps(simple_graph()), 0x010F: "workflow:{}"}
    assert read_prompt_metadata(with_exif("WEBP", tags=tags)).prompt == "a founder"


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    """A path works as bytes do, and the file's name is in the error."""
    path = tmp_path / "one.png"
    path.write_bytes(picture(texts={"parameters": A1111}))
    assert read_prompt_metadata(path).seed == 4711
    path.write_bytes(picture())
    with pytest.raises(ImageError, match=r"one\.png holds no prompt"):
        read_prompt_metadata(path)


@pytest.mark.parametrize(
    ("file", "error", "message"),
    [
        (picture(), ImageError, "holds no prompt. Expected a picture as A1111"),
        (picture("JPEG"), ImageError, "holds no prompt"),
        (picture(texts={"prompt": "{not json"}), ImageError, "is not valid JSON"),
        (picture(texts={"prompt": "[1, 2]"}), ImageError, "is a list. Expected a graph"),
        (picture(texts={"prompt": "[" * 100000}), ImageError, "is not valid JSON"),
        (
            picture(texts={"workflow": '{"nodes": 3}'}),
            ImageError,
            "workflow that cannot be followed",
        ),
        (comfy({"1": node("SaveImage")}), ImageError, "a ComfyUI graph of 1 nodes in which no"),
        (picture(texts={"parameters": '{"prompt": "x"}'}), ImageError, "is JSON. Expected A1111"),
        (picture(texts={"parameters": "  "}), ImageError, "is empty. Expected A1111"),
        (b"<html>", UnreadableImage, "not a picture that can be read"),
        (b"", UnreadableImage, "not a picture that can be read"),
        (
            picture(texts={"parameters": A1111})[:40],
            UnreadableImage,
            "could not be read|not a pict",
        ),
    ],
)
def test_what_cannot_be_read_says_so(file: bytes, error: type[Exception], message: str) -> None:
    """Each message says what was found, what was expected, and the next step."""
    with pytest.raises(error, match=message):
        read_prompt_metadata(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The path is in the message."""
    with pytest.raises(UnreadableImage, match=r"none\.png could not be read"):
        read_prompt_metadata(tmp_path / "none.png")
