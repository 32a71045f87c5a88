"""Background: plain, context or distraction, and how it stands against the face."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from catchlight.cues.background import BACKGROUND_KINDS, FAMILY, background_kind
from catchlight.image import Pixels
from catchlight.portrait import Portrait
from tests.unit.cues.scenes import before, cues_of, repainted, skips_of


def even(portrait: Portrait, level: float) -> Pixels:
    """A wall of one grey."""
    return np.full_like(portrait.pixels, level)


def jumble(portrait: Portrait, seed: int = 1) -> Pixels:
    """Small patches in random colours."""
    patches = np.random.default_rng(seed).random((40, 40, 3)).astype(np.float32)
    size = (portrait.extent.width, portrait.extent.height)
    return np.asarray(cv2.resize(patches, size, interpolation=cv2.INTER_NEAREST))


def test_a_wall_is_plain_and_a_jumble_distracts(astronaut: Portrait) -> None:
    """Clutter, edges and colours rise; the kind follows."""
    wall = cues_of(FAMILY, before(astronaut, even(astronaut, 0.6)))
    busy = cues_of(FAMILY, before(astronaut, jumble(astronaut)))
    for name in ("background_clutter", "background_edge_density", "background_color_variance"):
        assert wall[name].value < 0.2 * busy[name].value
    assert wall["background_kind"].label == "plain"
    assert busy["background_kind"].label == "distracting"


def test_a_smooth_gradient_is_no_clutter(astronaut: Portrait) -> None:
    """Light falling off over a wall is not detail."""
    fall = np.linspace(0.2, 0.9, astronaut.extent.width, dtype=np.float32)[None, :, None]
    seen = cues_of(FAMILY, before(astronaut, even(astronaut, 1.0) * fall))
    assert seen["background_clutter"].value < 0.3


@pytest.mark.parametrize(
    ("clutter", "is_soft", "pull", "text", "kind"),
    [
        (0.05, False, 0, 0, "plain"),
        (0.4, False, 0, 0, "context"),
        (0.8, True, 0, 0, "context"),
        (0.8, False, 0, 0, "distracting"),
        (0.3, False, 40, 0, "distracting"),
        (0.3, True, 0, 0.1, "distracting"),
        (0.05, False, 60, 0, "plain"),
    ],
)
def test_the_kind_weighs_clutter_softness_lightness_and_writing(
    clutter: float, is_soft: bool, pull: float, text: float, kind: str
) -> None:
    """A soft busy background stays context, a bright bare wall stays plain."""
    assert BACKGROUND_KINDS[background_kind(clutter, is_soft, pull, text)] == kind


def test_a_softer_background_reads_a_higher_blur(astronaut: Portrait) -> None:
    """Blurring what is behind the person raises the cue step by step."""
    scene = jumble(astronaut)
    read = []
    for sigma in (0.0, 2.0, 5.0):
        behind = cv2.GaussianBlur(scene, (0, 0), sigma) if sigma else scene
        read.append(cues_of(FAMILY, before(astronaut, behind))["background_blur"].value)
    assert read == sorted(read)
    assert read[2] > read[0] + 0.2


def test_a_plain_background_has_no_blur_to_read(astronaut: Portrait) -> None:
    """The reason says that it is plain."""
    wall = before(astronaut, even(astronaut, 0.5))
    assert "plain" in skips_of(FAMILY, wall)["background_blur"]


def test_the_pull_has_the_sign_of_the_lighter_side(astronaut: Portrait) -> None:
    """White wall +, black wall −, with its word."""
    white = cues_of(FAMILY, before(astronaut, even(astronaut, 1.0)))["background_lightness_pull"]
    black = cues_of(FAMILY, before(astronaut, even(astronaut, 0.0)))["background_lightness_pull"]
    assert white.value > 10
    assert white.label == "lighter"
    assert black.value < -50
    assert black.label == "darker"


def test_words_behind_the_person_are_noticed(astronaut: Portrait) -> None:
    """Lettering on a wall covers some of it and is located; a bare wall has none."""
    wall = even(astronaut, 0.8)
    written = np.rint(wall * 255).astype(np.uint8)
    cv2.putText(written, "COFFEE", (330, 60), 2, 1.2, (10, 10, 10), 3, cv2.LINE_AA)
    cv2.putText(written, "OPEN", (350, 180), 2, 1.2, (10, 10, 10), 3, cv2.LINE_AA)
    cue = cues_of(FAMILY, before(astronaut, written / np.float32(255)))["background_text"]
    assert cue.value > 0.02
    assert len(cue.where) >= 4
    assert cues_of(FAMILY, before(astronaut, wall))["background_text"].value == 0


def test_a_line_through_the_head_is_noticed(astronaut: Portrait) -> None:
    """Dark sea under a light sky, the edge behind the eyes; the same edge at the chest is none."""
    at_eyes, at_chest = even(astronaut, 0.85), even(astronaut, 0.85)
    at_eyes[105:], at_chest[300:] = 0.25, 0.25
    assert cues_of(FAMILY, before(astronaut, at_eyes))["horizon_through_head"].value > 0.8
    assert cues_of(FAMILY, before(astronaut, at_chest))["horizon_through_head"].value < 0.2


def test_a_person_who_fills_the_picture_leaves_no_background(astronaut: Portrait) -> None:
    """The share is still given, the rest has its reason."""
    full = Portrait(
        astronaut.pixels, astronaut.face, 1, astronaut.body, np.ones((256, 256), np.float32)
    )
    assert cues_of(FAMILY, full)["background_share"].value == 0
    assert "hardly any background" in skips_of(FAMILY, full)["background_clutter"]


def test_brighter_pictures_keep_the_kind_of_edges(astronaut: Portrait) -> None:
    """Half a stop less light changes clutter little: it is about variety, not exposure."""
    darker = repainted(astronaut, lambda p: p * 0.85)
    before_, after = cues_of(FAMILY, astronaut), cues_of(FAMILY, darker)
    moved = after["background_clutter"].value - before_["background_clutter"].value
    assert abs(moved) < 0.08
