"""Craft: noise words, weights, chunks, repetition, lenses too near."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..clip_tokens import CHUNK_TOKENS, count_tokens
from .rule import Example, Hit, PromptText, in_prompt, prompt_rule
from .text import LintedText, Match
from .vocabulary import AVERTED_GAZE, DIRECT_GAZE, SMILES, TERMS

quality_tokens = prompt_rule(
    id="quality-tokens",
    title="Quality words",
    message="“{words}” costs tokens and says nothing about the portrait.",
    fix="Take it out, or spend the words on light: “soft window light from the left”.",
    rationale="Such words were captions of one kind of picture: polished, glossy, retouched. They "
    "pull a portrait there, and push gaze and expression out of the first chunk.",
    severity="hint",
    passes=(Example("soft window light, 85mm lens"), Example("award ceremony on a stage")),
    fails=(
        Example("masterpiece, best quality, 8k, portrait"),
        Example("ultra-detailed, hyperrealistic portrait"),
    ),
)(in_prompt(TERMS["quality-tokens"]))


@prompt_rule(
    id="render-in-photo",
    title="Render words in a photograph",
    message="“{words}” pulls a photograph towards a rendering.",
    fix="Take it out, or decide for one of the two.",
    rationale="A face between photograph and rendering has the skin of the rendering.",
    passes=(Example("digital painting of a founder"), Example("photo of an anime artist's desk")),
    fails=(
        Example("photo of a founder, octane render"),
        Example("headshot, 85mm, unreal engine 5"),
    ),
)
def render_in_photo(text: PromptText) -> Iterator[Hit]:
    """Rendering words where the prompt also asks for a photograph."""
    if text.prompt.first(TERMS["photograph"]) is None:
        return
    for match in text.prompt.find(TERMS["render-in-photo"]):
        after = text.prompt.text[match.end : match.end + 12].lower()
        if not after.lstrip().startswith(("artist", "fan", "book", "poster", "studio")):
            yield Hit(match)


MIN_WEIGHT, MAX_WEIGHT = 0.5, 1.4  # house: beyond these, Stable Diffusion faces break up
_BRACKET_WEIGHT = 1.1  # A1111: each pair of round brackets multiplies by this
_MANY_BRACKETS = 4  # 1.1⁴ = 1.46 is past MAX_WEIGHT
_WEIGHTED = re.compile(r"\(([^()]+?):\s*(-?\d+(?:\.\d+)?|-?\.\d+)\s*\)")
_STACKED = re.compile(rf"(?<!\\)\({{{_MANY_BRACKETS},}}[^()]*\){{{_MANY_BRACKETS},}}")


@prompt_rule(
    id="weight-range",
    title="A weight out of range",
    message="“{words}” is weighted beyond what a face bears.",
    fix=f"Keep weights between {MIN_WEIGHT:g} and {MAX_WEIGHT:g}; 1.1 to 1.2 is plain emphasis.",
    rationale="High weights burn colours and break up faces; weights near zero or below act as a "
    "negative that nobody sees.",
    passes=(
        Example("(direct eye contact:1.15), portrait"),
        Example("portrait, ratio (3:2), <lora:film:0.3>"),
    ),
    fails=(
        Example("(freckles:1.8), portrait"),
        Example("((((slight smile)))), portrait"),
        Example("portrait", "(blurry:2)"),
    ),
)
def weight_range(text: PromptText) -> Iterator[Hit]:
    """Weights outside the range, in either text, and four or more stacked brackets."""
    for side, body in (("prompt", text.prompt.text), ("negative", text.negative.text)):
        for found in _WEIGHTED.finditer(body):
            is_ratio = found[1].strip().isdigit()
            if not is_ratio and not MIN_WEIGHT <= float(found[2]) <= MAX_WEIGHT:
                yield Hit(_match(found), "prompt" if side == "prompt" else "negative")
        for found in _STACKED.finditer(body):
            yield Hit(_match(found), "prompt" if side == "prompt" else "negative")


def _match(found: re.Match[str]) -> Match:
    return Match(found.start(), found.end(), found[0])


@prompt_rule(
    id="weight-syntax",
    title="A bracket that does not close",
    message="The bracket at “{words}” has no partner, so the weight reaches too far or not at all.",
    fix="Close it, or write \\( for a bracket that is only a bracket.",
    rationale="In tag prompts brackets are commands. One left open changes everything after it.",
    passes=(
        Example("(slight smile:1.1), portrait, BREAK, café"),
        Example("portrait \\(1990s look\\), (warm:1.1)"),
    ),
    fails=(
        Example("(slight smile:1.1, portrait, café, (soft light:1.1)"),
        Example("portrait, café), (warm:1.1)"),
    ),
)
def weight_syntax(text: PromptText) -> Iterator[Hit]:
    """Unbalanced round brackets in a tag prompt."""
    if not text.is_clip:
        return
    opened: list[int] = []
    for found in re.finditer(r"(?<!\\)[()]", text.prompt.text):
        if found[0] == "(":
            opened.append(found.start())
        elif opened:
            opened.pop()
        else:
            opened.append(found.start())
            break
    for at in opened[:1]:
        end = min(len(text.prompt.text), at + 12)
        yield Hit(Match(at, end, text.prompt.text[at:end]))


@prompt_rule(
    id="chunk-loss",
    title="Gaze or expression past the first chunk",
    message=f"“{{words}}” comes after the first {CHUNK_TOKENS} tokens.",
    fix="Move gaze and expression to the front, or put BREAK before a new thought.",
    rationale="A CLIP encoder sees 77 tokens with its two marks. Plain pipelines cut off the rest; "
    "A1111 and ComfyUI encode it apart, where it weighs less. Counted approximately here.",
    passes=(
        Example(
            "portrait, direct eye contact, trace of a smile, " + ", ".join(["grey wool coat"] * 1)
        ),
        Example(
            "founder portrait, café table, cups, window, rain outside, brass lamp, green tiles, "
            "wooden chairs, newspaper, wool coat, linen shirt, silver ring, leather notebook, soft "
            "window light, muted colors, cream and sand, one deep accent, 85mm lens, shallow depth "
            "of field, gentle contrast, fine grain, natural skin texture BREAK direct eye contact"
        ),
    ),
    fails=(
        Example(
            "founder portrait, café table, cups, window, rain outside, brass lamp, green tiles, "
            "wooden chairs, newspaper, wool coat, linen shirt, silver ring, leather notebook, soft "
            "window light, muted colors, cream and sand, one deep accent, 85mm lens, shallow depth "
            "of field, gentle contrast, fine grain, natural skin texture, slow afternoon, distant "
            "street, reflections on glass, a folded umbrella, direct eye contact"
        ),
    ),
)
def chunk_loss(text: PromptText) -> Iterator[Hit]:
    """The first gaze or expression of a tag prompt, when it lies past the first chunk."""
    if not text.is_clip:
        return
    first_break = re.search(r"\bBREAK\b", text.prompt.text)
    head = text.prompt.text[: first_break.start()] if first_break else text.prompt.text
    for found in _decisive(LintedText(head)):
        if count_tokens(head[: found.end]) > CHUNK_TOKENS:
            yield Hit(found)


def _decisive(text: LintedText) -> Iterator[Match]:
    """The first gaze and the first expression."""
    gaze = [*text.search(DIRECT_GAZE), *text.search(AVERTED_GAZE)]
    smile = text.first(tuple(term for terms in SMILES.values() for term in terms))
    yield from sorted(gaze, key=lambda match: match.start)[:1]
    if smile:
        yield smile


_MIN_REPEAT_CHARS = 6  # shorter pieces ("warm") repeat by accident
_PIECE = re.compile(r"[^,.;|\n]+")


@prompt_rule(
    id="repeated-phrase",
    title="The same phrase twice",
    message="“{words}” is there already.",
    fix="Take one out. For emphasis use a weight of 1.1.",
    rationale="A phrase said twice is weighted twice, and pushes another out of the chunk.",
    severity="hint",
    passes=(Example("soft window light, soft shadows"),),
    fails=(
        Example("soft window light, café, soft window light"),
        Example("natural skin, (Natural Skin:1.1), portrait"),
    ),
)
def repeated_phrase(text: PromptText) -> Iterator[Hit]:
    """A piece between commas or stops that was said before, weights aside."""
    seen: set[str] = set()
    for found in _PIECE.finditer(text.prompt.text):
        bare = re.sub(r"\bBREAK\b|[()\[\]]|:[\d.]+", " ", found[0])
        words = " ".join(bare.lower().split())
        if len(words) < _MIN_REPEAT_CHARS:
            continue
        if words in seen:
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            yield Hit(Match(start, found.end(), found[0].strip()))
        seen.add(words)


_NEAR_LENS = re.compile(
    r"\b(?:wide[\s-]?angle(?:[\s-]lens)?|fish[\s-]?eye(?:[\s-]lens)?|selfie(?:[\s-](?:stick|angle|style))?|"
    r"gopro|(?:1[0-9]|2[0-8])[\s-]?mm)\b",
    re.I,
)


@prompt_rule(
    id="near-wide-lens",
    title="A wide lens near the face",
    message="“{words}” near a face enlarges what is nearest the lens.",
    fix="Write “85mm lens, from about two metres”.",
    rationale="Faces photographed from 45 cm rather than 135 cm were judged less trustworthy, less "
    "competent and less attractive, and got less money in a trust game.",
    evidence="strong",
    sources=("Bryan2012",),
    passes=(
        Example("environmental portrait, 28mm lens, waist up"),
        Example("close-up, 85mm lens, no wide angle"),
    ),
    fails=(
        Example("close-up portrait, wide-angle lens"),
        Example("headshot, 24mm"),
        Example("selfie close-up"),
    ),
)
def near_wide_lens(text: PromptText) -> Iterator[Hit]:
    """A wide lens or a selfie together with a near shot."""
    if text.prompt.first(TERMS["near-shot"]):
        yield from (Hit(match) for match in text.prompt.search(_NEAR_LENS))


RULES = (
    quality_tokens,
    render_in_photo,
    weight_range,
    weight_syntax,
    chunk_loss,
    repeated_phrase,
    near_wide_lens,
)
