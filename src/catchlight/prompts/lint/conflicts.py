"""Conflicts: two wishes of which a picture can keep only one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .rule import Example, Hit, PromptText, prompt_rule, two_of
from .text import Match
from .vocabulary import AVERTED_GAZE, DIRECT_GAZE, GROUPS, SMILES

_AVERAGE = (
    "A generator cannot choose between two wishes: it mixes them, takes the first, or gives one of "
    "them at random."
)


def gazes(text: PromptText) -> tuple[list[Match], list[Match]]:
    """Direct and averted gazes asked for; a match of both kinds ("up at the camera") is direct."""
    direct = list(text.prompt.search(DIRECT_GAZE))
    averted = [
        match
        for match in text.prompt.search(AVERTED_GAZE)
        if not any(match.start < d.end and d.start < match.end for d in direct)
    ]
    return direct, averted


@prompt_rule(
    id="two-gazes",
    title="Two gazes",
    message="The prompt asks for two gazes.",
    fix="Keep the one that the job wants: into the lens for trust, off camera for contemplation.",
    rationale=f"{_AVERAGE} Between two gazes that is a stare past the viewer.",
    passes=(
        Example("looking at the camera, slight smile"),
        Example("looking up at the camera"),
        Example("not looking away, eye contact"),
    ),
    fails=(
        Example("looking at the camera, looking away"),
        Example("direct eye contact with averted gaze"),
        Example("eyes on the lens, gazing into the distance"),
    ),
)
def two_gazes(text: PromptText) -> Iterator[Hit]:
    """A direct and an averted gaze in one prompt; the later one is the hit."""
    direct, averted = gazes(text)
    if direct and averted:
        first, later = sorted((direct[0], averted[0]), key=lambda match: match.start)
        yield Hit(later, message=f"“{first.text}” and “{later.text}” are two gazes.")


two_expressions = prompt_rule(
    id="two-expressions",
    title="Two expressions",
    message="The prompt asks for two expressions.",
    fix="Keep one, and say how the mouth and the eyes show it.",
    rationale=f"{_AVERAGE} Between two expressions that is a grimace.",
    passes=(
        Example("slight smile, relaxed brow"),
        Example("half smile, no wide grin"),
        Example("laughing, eyes narrowed by it, big smile"),
    ),
    fails=(
        Example("slight smile, big grin"),
        Example("laughing, serious expression"),
        Example("stern, with a broad smile"),
    ),
)(two_of(SMILES))

two_light_patterns = prompt_rule(
    id="two-light-patterns",
    title="Two light patterns",
    message="The prompt asks for two light patterns.",
    fix="Keep one pattern; say where its light stands.",
    rationale=f"{_AVERAGE} A face has one key light, and its shadow falls one way.",
    passes=(Example("Rembrandt lighting, rim light on the hair"),),
    fails=(
        Example("rembrandt lighting, butterfly lighting"),
        Example("flat lighting with split light"),
    ),
)(two_of(GROUPS["light_patterns"]))

two_light_qualities = prompt_rule(
    id="two-light-qualities",
    title="Hard and soft light",
    message="The prompt asks for hard and soft light.",
    fix="Keep one. Soft light with real shadow: “large soft key from one side, dark room”.",
    rationale=f"{_AVERAGE} The edge of a shadow is either drawn or it is not.",
    passes=(
        Example("soft window light, deep shadow side"),
        Example("soft light, no harsh shadows"),
    ),
    fails=(
        Example("soft lighting, hard shadows"),
        Example("direct flash, soft diffused light"),
    ),
)(two_of(GROUPS["light_qualities"]))

two_times_of_day = prompt_rule(
    id="two-times-of-day",
    title="Two times of day",
    message="The prompt asks for two times of day.",
    fix="Keep one; the rest of the light follows from it.",
    rationale=f"{_AVERAGE} Light from two suns is what people call “AI light”.",
    passes=(Example("golden hour on a beach, low sun"),),
    fails=(Example("golden hour, midday sun"), Example("street at night, sunset")),
)(two_of(GROUPS["times_of_day"]))

two_shot_sizes = prompt_rule(
    id="two-shot-sizes",
    title="Two shot sizes",
    message="The prompt asks for two shot sizes.",
    fix="Keep one. Head and shoulders serves most profiles; waist up shows context.",
    rationale=f"{_AVERAGE} “Full body close-up” gives a small face or cut-off feet.",
    passes=(Example("close-up headshot"), Example("half-length portrait, waist up")),
    fails=(
        Example("close-up, full body portrait"),
        Example("headshot, wide shot"),
        Example("half_body, head to toe"),
    ),
)(
    two_of(
        GROUPS["shot_sizes"], frozenset({frozenset({"close", "head"}), frozenset({"head", "bust"})})
    )
)

two_temperatures = prompt_rule(
    id="two-temperatures",
    title="Warm and cool at once",
    message="The prompt asks for warm and cool colours.",
    fix="Keep one for the whole, or say where each belongs: “warm skin against a cool wall”.",
    rationale=f"{_AVERAGE} Without places for both the white balance wanders from take to take.",
    passes=(Example("warm skin against a cool blue wall"), Example("warm tones, café")),
    fails=(Example("warm tones, cool color palette"), Example("golden tones, cold colors")),
)(two_of(GROUPS["temperatures"]))

two_saturations = prompt_rule(
    id="two-saturations",
    title="Muted and rich at once",
    message="The prompt asks for muted and rich colours.",
    fix="Keep one; an accent may stay: “muted colours, one saturated accent”.",
    rationale=f"{_AVERAGE} Saturation strengthens the feeling that is there, muting quietens it.",
    passes=(
        Example("muted colors, one saturated accent"),
        Example("black and white, muted tones"),
    ),
    fails=(
        Example("muted colors, vibrant colors"),
        Example("black and white portrait, vivid colors"),
    ),
)(two_of(GROUPS["saturations"], frozenset({frozenset({"muted", "none"})})))

two_finishes = prompt_rule(
    id="two-finishes",
    title="Film and spotless digital",
    message="The prompt asks for film grain and a spotless picture.",
    fix="Keep one: grain for memory, a clean file for business.",
    rationale=f"{_AVERAGE} Grain is what the words for “clean” take away.",
    passes=(Example("film grain, faded blacks"), Example("crystal clear water behind, film look")),
    fails=(Example("film grain, noise-free"), Example("analog film, ultra clean, razor sharp")),
)(two_of(GROUPS["finishes"]))

_AGE_BEFORE = re.compile(r"\b(?:her|his|their|my|your|our)(?:\s+\w+)?\s+$", re.I)
_AGE_BEFORE_CHARS = 24


@prompt_rule(
    id="two-eras",
    title="Two eras",
    message="The prompt asks for the look of two eras.",
    fix="Keep the era that the viewers remember.",
    rationale=f"{_AVERAGE} A memory has one date; a mixture reads as a costume party.",
    passes=(Example("1990s film look, 90s office"), Example("1990s look, founder in her 40s")),
    fails=(Example("1970s print, 1990s office"), Example("80s neon, y2k digital camera")),
)
def two_eras(text: PromptText) -> Iterator[Hit]:
    """Decades of two eras, where the later one is not somebody's age ("in her 40s")."""
    for hit in two_of(GROUPS["eras"])(text):
        before = text.prompt.text[max(0, hit.match.start - _AGE_BEFORE_CHARS) : hit.match.start]
        if not _AGE_BEFORE.search(before):
            yield hit


_POSTURES = (two_of(GROUPS["leans"]), two_of(GROUPS["arms"]))


@prompt_rule(
    id="two-postures",
    title="Two postures",
    message="The prompt asks for two postures.",
    fix="Keep one: towards the viewer engages, back and settled is calm authority.",
    rationale=f"{_AVERAGE} A body leans one way.",
    passes=(Example("leaning in slightly, arms open"),),
    fails=(
        Example("leaning forward, sitting back in a chair"),
        Example("arms crossed, open body language"),
    ),
)
def two_postures(text: PromptText) -> Iterator[Hit]:
    """Two leans, or arms both crossed and open."""
    for judge in _POSTURES:
        yield from judge(text)


_FOCAL_LENGTH = re.compile(
    r"(?<![\w/.-])(\d{2,3})[\s-]?mm\b(?![\s-]+(?:film|slide|negative|print))", re.I
)


@prompt_rule(
    id="two-lenses",
    title="Two focal lengths",
    message="The prompt asks for two focal lengths.",
    fix="Keep one: 85mm for a face, 50mm for a face and its place.",
    rationale=f"{_AVERAGE} A picture has one perspective.",
    passes=(Example("85mm lens, shot on 35mm film"), Example("24-70mm lens")),
    fails=(Example("85mm lens, 24mm wide angle"),),
)
def two_lenses(text: PromptText) -> Iterator[Hit]:
    """A second focal length that differs from the first."""
    found = list(text.prompt.search(_FOCAL_LENGTH))
    for match in found[1:]:
        if re.sub(r"\D", "", match.text) != re.sub(r"\D", "", found[0].text):
            yield Hit(match, message=f"“{found[0].text}” and “{match.text}” exclude each other.")


RULES = (
    two_gazes,
    two_expressions,
    two_light_patterns,
    two_light_qualities,
    two_times_of_day,
    two_shot_sizes,
    two_temperatures,
    two_saturations,
    two_finishes,
    two_eras,
    two_postures,
    two_lenses,
)
