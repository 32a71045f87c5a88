"""ComfyUI, against a fake server that does what a real one was seen to do, its races included."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catchlight.backends import comfyui_order
from catchlight.backends.base import MASK, Run
from catchlight.backends.comfyui import ComfyUI
from catchlight.backends.comfyui_workflow import TEMPLATES, load_workflow
from catchlight.backends.pending import PendingFile
from catchlight.errors import (
    BackendCancelled,
    BackendError,
    BackendMissing,
    BackendRefused,
    BackendTimeout,
    ConsentMissing,
)
from catchlight.geometry import Extent
from catchlight.settings import default_settings
from catchlight.shot import Reference

from .conftest import QUICK, words_shot
from .fake_comfyui import FakeComfyUI, event, fake_comfyui, frame, plain_nodes, status

pytestmark = pytest.mark.usefixtures("unobserved", "home")

MakeComfyUI = Callable[..., ComfyUI]


@pytest.fixture
def comfy(picture: bytes) -> Iterator[FakeComfyUI]:
    """A server that runs every prompt well."""
    with fake_comfyui() as fake:
        fake.files["out.png"] = picture
        fake.script = fake.ok
        yield fake


@pytest.fixture
def backend(comfy: FakeComfyUI) -> MakeComfyUI:
    def make(**named: Any) -> ComfyUI:
        values = {name.replace("__", "."): value for name, value in named.items()}
        settings = default_settings().with_values("the test", {**QUICK, **values})
        return ComfyUI(settings.with_values("the test", {"comfyui.base_url": comfy.url}))

    return make


def test_takes_come_with_their_seeds_and_places_filled(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run
) -> None:
    """Prompt, negative, seed, size, steps and the server's only checkpoint are in the workflow."""
    shot = replace(words_shot(takes=2), negative_prompt="blurry")
    takes = list(backend(comfyui__steps=12).generate(shot, run))
    assert [take.seed for take in takes] == [7, 8]
    assert takes[0].model == "portrait.safetensors"
    graph = comfy.prompts[1]["prompt"]
    assert graph["prompt"]["inputs"]["text"] == "a calm founder in a café"
    assert graph["negative"]["inputs"]["text"] == "blurry"
    assert graph["sampler"]["inputs"]["seed"] == 8
    assert graph["sampler"]["inputs"]["steps"] == 12
    assert graph["sampler"]["inputs"]["denoise"] == 1.0
    assert graph["latent"]["inputs"]["width"] == 1024
    assert graph["checkpoint"]["inputs"]["ckpt_name"] == "portrait.safetensors"
    assert "_meta" not in graph["prompt"]


def test_a_photo_is_uploaded_bare_and_once_and_only_after_consent(
    comfy: FakeComfyUI,
    backend: MakeComfyUI,
    run: Run,
    reference: Reference,
    agreed: list[tuple[str, str]],
) -> None:
    """A server on this machine: the likeness is agreed to, nothing is sent away."""
    shot = replace(words_shot(takes=2), references=(reference,))
    with pytest.raises(ConsentMissing):
        backend().generate(shot, Run())
    assert comfy.uploads == []
    list(backend().generate(shot, run))
    assert agreed == [("generate", "comfyui")]
    ((name, data),) = comfy.uploads
    assert data.startswith(b"\xff\xd8") and b"Exif" not in data
    graph = comfy.prompts[0]["prompt"]
    assert graph["photo"]["inputs"]["image"] == f"catchlight/{name}"
    assert graph["sampler"]["inputs"]["denoise"] == 0.55


def test_a_mask_goes_along_with_its_photo(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run, reference: Reference
) -> None:
    """White is made anew."""
    mask = reference.portrait.pixels[..., 0] * 0 + 1
    shot = replace(words_shot(), references=(reference,), options={MASK: mask})
    list(backend().generate(shot, run))
    graph = comfy.prompts[0]["prompt"]
    assert graph["mask"]["inputs"]["image"].endswith(".png")
    assert len(comfy.uploads) == 2


def test_progress_and_previews_are_told(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run, picture: bytes
) -> None:
    """The sampler's steps as a share, and the picture as far as it is."""

    def script(prompt_id: str) -> list[Any]:
        events = comfy.ok(prompt_id)
        return [*events[:6], frame(picture), *events[6:]]

    comfy.script = script
    seen: list[Any] = []
    list(backend().generate(words_shot(), replace(run, on_progress=seen.append)))
    assert [p.fraction for p in seen if p.fraction is not None][:2] == [0.5, 0.5]
    assert seen[-1].preview == picture


def test_the_history_may_come_later_than_the_end_of_the_run(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run
) -> None:
    """Trap: it was seen empty when execution_success arrived; it is looked at again."""
    comfy.late_looks = 2
    assert len(list(backend().generate(words_shot(), run))) == 1
    assert comfy.history_looks == 3


def test_a_history_that_stays_empty_has_a_deadline(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking for ever would hang the run."""
    monkeypatch.setattr(comfyui_order, "HISTORY_WAIT_S", 0.2)
    comfy.script = lambda prompt_id: [one for one in comfy.ok(prompt_id) if not callable(one)]
    with pytest.raises(BackendTimeout, match="has not finished"):
        list(backend().generate(words_shot(), run))


def test_the_end_of_the_run_before_does_not_end_this_one(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run
) -> None:
    """Trap: `executing` without a node, and even a success, of another prompt open the next run."""

    def script(prompt_id: str) -> list[Any]:
        stale = [
            event("executing", "another", node=None),
            event("execution_success", "another"),
            event("executing", prompt_id, node=None),
            lambda: time.sleep(0.1),
        ]
        return [*stale, *comfy.ok(prompt_id)]

    comfy.script = script
    seen: list[Any] = []
    takes = list(backend().generate(words_shot(), replace(run, on_progress=seen.append)))
    assert len(takes) == 1
    assert "making" in {p.stage for p in seen}  # it did wait for its own start


def test_a_picture_over_the_socket_begins_at_its_eighth_byte(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run, picture: bytes, tmp_path: Path
) -> None:
    """Trap: SaveImageWebsocket gives a binary frame only: no `executed`, nothing in the history."""
    graph = load_workflow("txt2img")
    graph["picture"]["class_type"] = "SaveImageWebsocket"
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(graph))
    comfy.script = lambda prompt_id: [
        event("execution_start", prompt_id),
        event("executing", prompt_id, node="sampler"),
        frame(b"a preview that is no picture"),
        event("executing", prompt_id, node="picture"),
        frame(b"of an unknown kind", kind=4),
        frame(picture),
        event("execution_success", prompt_id),
    ]
    (take,) = backend(comfyui__workflow=str(file)).generate(words_shot(), run)
    assert take.portrait.extent == Extent(512, 640)
    assert comfy.history_looks == 0


def test_a_cached_run_gives_the_old_file(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run, picture: bytes
) -> None:
    """Trap: when all is cached, `executed` and the history still name the earlier file."""
    comfy.files = {"earlier.png": picture}
    comfy.script = lambda prompt_id: [
        event("execution_start", prompt_id),
        event("execution_cached", prompt_id, nodes=["checkpoint", "sampler", "picture"]),
        event("executed", prompt_id, node="picture", output={}),
        lambda: comfy.finish(prompt_id, filename="earlier.png"),
        event("execution_success", prompt_id),
    ]
    assert len(list(backend().generate(words_shot(), run))) == 1


def test_a_cached_file_that_was_deleted_is_said_so(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run
) -> None:
    """The server answers 404 with nothing in it."""
    comfy.files = {}
    with pytest.raises(BackendError, match="no longer on the ComfyUI server"):
        list(backend().generate(words_shot(), run))


def test_a_rejected_workflow_names_node_input_value_and_choices(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run
) -> None:
    """Trap: what is wrong stands in node_errors, not in the message of the 400."""
    comfy.rejection = {
        "error": {"type": "prompt_outputs_failed_validation", "message": "failed"},
        "node_errors": {
            "5": {
                "class_type": "VAELoader",
                "dependent_outputs": ["9"],
                "errors": [
                    {
                        "type": "value_not_in_list",
                        "message": "Value not in list",
                        "details": "",
                        "extra_info": {
                            "input_name": "vae_name",
                            "received_value": "nope",
                            "input_config": [["good.safetensors"], {}],
                        },
                    }
                ],
            }
        },
    }
    with pytest.raises(BackendError) as caught:
        list(backend().generate(words_shot(), run))
    for word in ("node 5", "VAELoader", "vae_name", "'nope'", "good.safetensors"):
        assert word in str(caught.value)


@pytest.mark.parametrize("kind", ["prompt_no_outputs", "invalid_prompt", "no_prompt"])
def test_every_kind_of_rejection_is_told(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run, kind: str
) -> None:
    """Also those without node_errors."""
    comfy.rejection = {"error": {"type": kind, "message": "in words"}, "node_errors": {}}
    with pytest.raises(BackendError, match=f"{kind}.*in words"):
        list(backend().generate(words_shot(), run))


def test_a_failed_node_is_told_in_one_line_without_the_servers_inside(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run
) -> None:
    """Trap: the event also carries a traceback, the whole graph, and paths of the server."""
    comfy.script = lambda prompt_id: [
        event("execution_start", prompt_id),
        event(
            "execution_error",
            prompt_id,
            node_id="sampler",
            node_type="KSampler",
            exception_type="torch.OutOfMemoryError",
            exception_message="Allocation failed.\n in /home/someone/ComfyUI",
            traceback=["File /home/someone/secret.py"],
            current_inputs={"text": ["a calm founder"]},
        ),
    ]
    with pytest.raises(BackendError, match=r"Allocation failed.*smaller size") as caught:
        list(backend().generate(words_shot(), run))
    assert "KSampler" in str(caught.value) and "/home/someone" not in str(caught.value)


def test_a_run_that_somebody_interrupts_is_told_apart_from_a_failed_one(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run
) -> None:
    """It may be run again as it is."""
    comfy.script = lambda prompt_id: [
        event("execution_start", prompt_id),
        event("execution_interrupted", prompt_id, node_id="sampler", executed=["checkpoint"]),
    ]
    with pytest.raises(BackendError, match="was interrupted"):
        list(backend().generate(words_shot(), run))


def test_an_interrupted_run_stands_in_the_history_as_an_error(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run
) -> None:
    """Trap: only its messages tell; here the socket broke, so that the history must do."""

    def interrupted(prompt_id: str) -> None:
        messages = [["execution_interrupted", {"node_id": "3"}]]
        entry = {"outputs": {}, "status": {"status_str": "error", "messages": messages}}
        comfy.history[prompt_id] = entry

    comfy.script = lambda prompt_id: [
        event("execution_start", prompt_id),
        lambda: interrupted(prompt_id),
        None,
    ]
    with pytest.raises(BackendError, match="was interrupted"):
        list(backend().generate(words_shot(), run))


def test_a_broken_socket_does_not_lose_the_run(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run
) -> None:
    """The prompt goes on at the server; its end is seen in the history."""
    comfy.script = lambda prompt_id: [
        event("execution_start", prompt_id),
        lambda: comfy.finish(prompt_id),
        None,
    ]
    assert len(list(backend().generate(words_shot(), run))) == 1


def test_cancelling_interrupts_this_prompt_and_no_other(
    comfy: FakeComfyUI, backend: MakeComfyUI
) -> None:
    """While it waits it only leaves the queue: an interrupt would hit somebody else's run."""
    comfy.script = lambda prompt_id: [status(2)]
    comfy.pending, comfy.running = ["prompt-1"], ["somebody-elses"]
    waiting = Run("r", cancelled=lambda: bool(comfy.prompts))
    with pytest.raises(BackendCancelled):
        list(backend().generate(words_shot(), waiting))
    assert comfy.told == [("/queue", {"delete": ["prompt-1"]})]
    comfy.told.clear()
    heard: list[str] = []
    comfy.pending, comfy.running = [], ["prompt-2"]
    comfy.script = lambda prompt_id: [event("execution_start", prompt_id)]
    running = Run(
        "r", on_progress=lambda p: heard.append(p.stage), cancelled=lambda: "making" in heard
    )
    with pytest.raises(BackendCancelled):
        list(backend().generate(words_shot(seed=50), running))
    assert ("/interrupt", {"prompt_id": "prompt-2"}) in comfy.told


def test_a_take_that_takes_too_long_is_collected_by_the_next_run(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run, tmp_path: Path
) -> None:
    """The prompt is kept, and found in the history."""
    kept = PendingFile(tmp_path / "pending.json")
    comfy.script = lambda prompt_id: [event("execution_start", prompt_id)]
    slow = backend(network__take_timeout_s=0.3)
    with pytest.raises(BackendTimeout, match="collect it"):
        list(slow.generate(words_shot(), replace(run, pending=kept)))
    comfy.finish("prompt-1")
    assert len(list(slow.generate(words_shot(), replace(run, pending=kept)))) == 1
    assert len(comfy.prompts) == 1


def test_a_prompt_that_still_waits_at_the_server_is_waited_for(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run
) -> None:
    """After a restart it is found in the queue, not submitted again."""
    comfy.script = lambda prompt_id: [event("execution_start", prompt_id)]
    with pytest.raises(BackendTimeout):
        list(backend(network__take_timeout_s=0.3).generate(words_shot(), run))
    comfy.pending = ["prompt-1"]
    looks = comfy.history_looks
    comfy.late_looks = looks + 3
    comfy.finish("prompt-1")
    assert len(list(backend().generate(words_shot(), run))) == 1
    assert len(comfy.prompts) == 1


@pytest.mark.parametrize(
    "nodes",
    [
        {"CheckpointLoaderSimple": 7},
        plain_nodes() | {"KSampler": {"input": []}},
        plain_nodes() | {"CLIPTextEncode": {"input": {"required": 5}}},
    ],
)
def test_a_server_of_an_unknown_kind_is_an_error_in_words(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run, nodes: Any
) -> None:
    """A newer ComfyUI may describe its nodes otherwise."""
    comfy.nodes = nodes
    with pytest.raises(BackendError, match="Expected"):
        list(backend().generate(words_shot(), run))


def test_a_prompt_that_the_server_forgot_is_run_again(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run, tmp_path: Path
) -> None:
    """A restarted server knows nothing of it."""
    kept = PendingFile(tmp_path / "pending.json")
    comfy.script = lambda prompt_id: [event("execution_start", prompt_id)]
    with pytest.raises(BackendTimeout):
        quick = backend(network__take_timeout_s=0.3)
        list(quick.generate(words_shot(), replace(run, pending=kept)))
    comfy.script = comfy.ok
    assert len(list(backend().generate(words_shot(), replace(run, pending=kept)))) == 1
    assert len(comfy.prompts) == 2


def test_a_node_that_the_server_lacks_is_named_with_its_pack_before_anything_runs(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run, reference: Reference
) -> None:
    """Also nodes off the path to the picture, which the server itself would not look at."""
    shot = replace(words_shot(), references=(reference,))
    with pytest.raises(BackendMissing, match="ComfyUI_IPAdapter_plus"):
        list(backend(comfyui__workflow="faceid").generate(shot, run))
    with pytest.raises(BackendMissing, match="PuLID_ComfyUI"):
        list(backend(comfyui__workflow="pulid").generate(shot, run))
    assert comfy.prompts == []


def test_the_identity_templates_fit_the_nodes_that_they_name(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run, reference: Reference
) -> None:
    """With the packs there, the photo steers the face as strongly as the setting says."""
    fractions = {"start_at": ["FLOAT", {}], "end_at": ["FLOAT", {}], "weight": ["FLOAT", {}]}
    comfy.nodes = plain_nodes() | {
        "IPAdapterUnifiedLoaderFaceID": {
            "input": {
                "required": {
                    "model": ["MODEL"],
                    "preset": [["FACEID", "FACEID PLUS V2"]],
                    "lora_strength": ["FLOAT", {}],
                    "provider": [["CPU", "CUDA"]],
                },
                "optional": {"ipadapter": ["IPADAPTER"]},
            }
        },
        "IPAdapterFaceID": {
            "input": {
                "required": {
                    "model": ["MODEL"],
                    "ipadapter": ["IPADAPTER"],
                    "image": ["IMAGE"],
                    "weight_faceidv2": ["FLOAT", {}],
                    "weight_type": [["linear", "ease in"]],
                    "combine_embeds": [["concat", "average"]],
                    "embeds_scaling": [["V only", "K+V"]],
                    **fractions,
                }
            }
        },
    }
    backend_ = backend(comfyui__workflow="faceid", comfyui__identity_strength=0.7)
    assert backend_.capabilities.keeps_identity
    shot = replace(words_shot(), references=(reference,))
    list(backend_.generate(shot, run))
    assert comfy.prompts[0]["prompt"]["face"]["inputs"]["weight"] == 0.7


def test_several_checkpoints_are_the_users_choice(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run
) -> None:
    """None is guessed; the one that is set is used, and must be there."""
    comfy.nodes = plain_nodes(("a.safetensors", "b.safetensors"))
    with pytest.raises(
        BackendMissing, match=r"a\.safetensors, b\.safetensors.*comfyui\.checkpoint"
    ):
        list(backend().generate(words_shot(), run))
    (take,) = backend(comfyui__checkpoint="b.safetensors").generate(words_shot(), run)
    assert take.model == "b.safetensors"
    with pytest.raises(BackendMissing, match=r"no 'c\.safetensors'"):
        list(backend(comfyui__checkpoint="c.safetensors").generate(words_shot(), run))


def test_no_checkpoint_at_all_is_said_so(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run
) -> None:
    """The list may be empty."""
    comfy.nodes = plain_nodes(())
    with pytest.raises(BackendMissing, match="has no file for CheckpointLoaderSimple"):
        list(backend().generate(words_shot(), run))


@pytest.mark.parametrize("prefix", ["../../evil", "/etc/x", "a/../../b", "C:\\x"])
def test_a_workflow_that_saves_elsewhere_is_refused_by_us(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run, tmp_path: Path, prefix: str
) -> None:
    """Trap: the server finds it only when the picture is done, and then as an error of the node."""
    graph = load_workflow("txt2img")
    graph["picture"]["class_type"] = "SaveImage"
    graph["picture"]["inputs"]["filename_prefix"] = prefix
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(graph))
    with pytest.raises(BackendRefused, match="filename_prefix"):
        list(backend(comfyui__workflow=str(file)).generate(words_shot(), run))
    assert comfy.prompts == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no JSON"),
        ('{"nodes": [], "links": []}', "Export"),
        ('{"1": {"class_type": "X"}}', "has no inputs"),
        ('{"1": {"class_type": "X", "inputs": {}}}', "catchlight: picture"),
    ],
)
def test_a_workflow_of_ones_own_that_cannot_be_used_says_why(
    backend: MakeComfyUI, tmp_path: Path, text: str, said: str
) -> None:
    """Known without asking the server."""
    file = tmp_path / "mine.json"
    file.write_text(text)
    assert said in backend(comfyui__workflow=str(file)).missing()
    assert "cannot be read" in backend(comfyui__workflow=str(tmp_path / "none.json")).missing()


def test_what_a_workflow_has_no_place_for_is_refused(
    comfy: FakeComfyUI, backend: MakeComfyUI, run: Run, reference: Reference
) -> None:
    """A photo for txt2img, no photo for img2img."""
    with pytest.raises(BackendRefused, match="at most 0"):
        shot = replace(words_shot(), references=(reference,))
        backend(comfyui__workflow="txt2img").generate(shot, run)
    with pytest.raises(BackendRefused, match="no photo"):
        backend(comfyui__workflow="img2img").generate(words_shot(), run)


def test_the_servers_state_can_be_looked_at(comfy: FakeComfyUI, backend: MakeComfyUI) -> None:
    """Ready, then without a checkpoint, then something that is not ComfyUI."""
    assert backend().look() == ""
    comfy.nodes = plain_nodes(())
    assert "has no file" in backend().look()
    comfy.nodes = ["something else"]
    assert "not ComfyUI" in backend().look()


def test_a_server_that_does_not_run_is_said_so(run: Run) -> None:
    """The address is in the message's next step."""
    settings = default_settings().with_values(
        "the test", {**QUICK, "comfyui.base_url": "http://127.0.0.1:9"}
    )
    with pytest.raises(BackendError, match="could not be reached"):
        list(ComfyUI(settings).generate(words_shot(), run))


def test_a_server_elsewhere_is_away_and_needs_leave_to_send(
    run: Run, reference: Reference, agreed: list[tuple[str, str]]
) -> None:
    """A face that goes to another machine leaves this one, whoever owns it."""
    settings = default_settings().with_values(
        "the test", {"comfyui.base_url": "http://192.168.0.9:8188"}
    )
    away = ComfyUI(settings)
    assert away.capabilities.sends_away
    assert away.capabilities.sends_to == "http://192.168.0.9:8188"
    away.generate(replace(words_shot(), references=(reference,)), run)  # nothing is sent yet
    assert agreed == [("generate", "comfyui"), ("send", "comfyui")]


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_is_whole(name: str) -> None:
    """Each link leads to a node of the template, and nothing is saved in the output folder."""
    graph = load_workflow(name)
    for node in graph.values():
        for value in node["inputs"].values():
            if isinstance(value, list):
                assert value[0] in graph
    assert graph["picture"]["class_type"] == "PreviewImage"
