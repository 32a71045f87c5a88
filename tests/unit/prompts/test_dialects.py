"""Dialects: what each kind of generator is given."""

from __future__ import annotations

import re
from typing import Any

import pytest

from catchlight.errors import BriefError, UnknownName
from catchlight.prompts.clip_tokens import CHUNK_TOKENS, count_tokens
from catchlight.prompts.compose import PromptBrief, compose
from catchlight.prompts.dialects.comfyui import placed
from catchlight.prompts.phrase import Prompt

BRIEF = PromptBrief(
    job="trust",
    identity="founder",
    emotion="approachable",
    context="workshop",
    detail="round glasses (tortoiseshell)",
)


def graph() -> dict[str, dict[str, Any]]:
    """A small graph in API form with titled text encoders."""
    return {
        "3": {"class_type": "KSampler", "inputs": {"positive": ["6", 0], "negative": ["7", 0]}},
        "6": {
            "class_type": "CLIPTextEncode",
            "inputs": {"text": "old", "clip": ["4", 1]},
            "_meta": {"title": "Positive prompt"},
        },
        "7": {
            "class_type": "CLIPTextEncodeSDXL",
            "inputs": {"text_g": "old", "text_l": "old", "width": 1024},
            "_meta": {"title": "Negative prompt"},
        },
    }


def test_plain_language_is_three_paragraphs_of_sentences() -> None:
    """Who and why, how the person is, how it is made; no weights, no tag lists."""
    prompt = compose(BRIEF).prompt
    paragraphs = prompt.split("\n\n")
    assert len(paragraphs) == 3
    assert paragraphs[0].startswith("A head-and-shoulders portrait photograph of a founder")
    assert all(paragraph.endswith(".") for paragraph in paragraphs)
    assert not re.search(r":\d|BREAK|__", prompt)


def test_clip_chunks_hold_whole_phrases_and_fit() -> None:
    """No chunk has more than 75 tokens, no phrase is cut in two, the gaze is in the first."""
    prompt = compose(BRIEF, "clip")
    chunks = prompt.prompt.split(" BREAK ")
    assert len(chunks) == 2
    assert all(count_tokens(chunk) <= CHUNK_TOKENS for chunk in chunks)
    assert all(any(phrase.text in chunk for chunk in chunks) for phrase in prompt.phrases)
    gaze = next(phrase.text for phrase in prompt.phrases if phrase.layer == "gaze")
    assert f"({gaze}:1.15)" in chunks[0]


def test_clip_escapes_the_brackets_and_commands_of_the_users_words() -> None:
    """A bracket that is only a bracket is no weight; AND does not split the prompt."""
    prompt = compose(PromptBrief(job="trust", detail="scarf AND hat [red] (wool)"), "clip").prompt
    assert r"(scarf and hat \[red\] \(wool\):1.2)" in prompt


def test_comfyui_has_no_chunk_marks_and_smaller_weights() -> None:
    """ComfyUI cuts by itself and does not even weights out."""
    prompt = compose(BRIEF, "comfyui").prompt
    assert "BREAK" not in prompt
    weights = [float(found) for found in re.findall(r":(\d\.\d+)\)", prompt)]
    assert weights and max(weights) == 1.14
    assert r"round glasses \(tortoiseshell\)" in prompt


def test_edit_instructions_say_first_what_stays() -> None:
    """An editor is told to keep the person, then one instruction a line."""
    lines = compose(BRIEF, "kontext").prompt.splitlines()
    assert lines[0].startswith("Edit this photo and keep the same person")
    assert (
        "Place the person in their workshop, tools and half-finished pieces within reach." in lines
    )
    assert len(lines) > 8


def test_texts_are_placed_by_title_and_the_given_graph_stays_as_it_was() -> None:
    """Both encoders get their text, an SDXL encoder in both of its fields."""
    before = graph()
    filled = placed(before, compose(BRIEF, "comfyui"))
    prompt = compose(BRIEF, "comfyui")
    assert filled["6"]["inputs"]["text"] == prompt.prompt
    assert filled["7"]["inputs"]["text_g"] == filled["7"]["inputs"]["text_l"] == prompt.negative
    assert filled["7"]["inputs"]["width"] == 1024
    assert before == graph()


def test_a_node_may_be_named_by_its_id() -> None:
    """Ids work where titles are missing."""
    untitled = {key: {k: v for k, v in n.items() if k != "_meta"} for key, n in graph().items()}
    prompt = Prompt("comfyui", "words", "others", ())
    filled = placed(untitled, prompt, "6", "7")
    assert filled["6"]["inputs"]["text"] == "words"


def test_a_graph_without_a_negative_node_gets_the_positive_alone() -> None:
    """Some models take no negative; that is no fault of the graph."""
    only = {"6": graph()["6"]}
    assert placed(only, Prompt("comfyui", "words", "others", ()))["6"]["inputs"]["text"] == "words"


@pytest.mark.parametrize(
    ("title", "error", "message"),
    [
        ("Positive text", UnknownName, "Did you mean 'Positive prompt'"),
        ("3", BriefError, r"'3' \(KSampler\) takes no text"),
    ],
)
def test_a_wrong_node_is_named(title: str, error: type[Exception], message: str) -> None:
    """Nothing is placed by guess."""
    with pytest.raises(error, match=message):
        placed(graph(), Prompt("comfyui", "words", "", ()), title)
