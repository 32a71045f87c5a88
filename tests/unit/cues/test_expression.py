"""Expression: actions from hand-made shapes, the sitter's own neutral, and the real sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catchlight.cues import expression as e
from catchlight.cues.shape import mean_shape, shape_of
from catchlight.portrait import Portrait
from catchlight.reading import Cue
from catchlight.vision.head_pose import straightened
from tests.unit.cues.faces import face, landmarks, portrait

SMILE = replace(
    e.NEUTRAL, corner_lift=0.06, corner_back=0.28, mouth_width=1.0, smile_shape=-0.2,
    mouth_to_nose=0.32, lower_lid=0.034, cheek=0.45, squint=0.5,
)  # fmt: skip
LAUGH = replace(SMILE, lips_gap=0.2)


def test_the_average_neutral_face_is_blank() -> None:
    """No action, no smile, nothing departs."""
    actions = e.actions_of(e.NEUTRAL)
    assert actions.lip_corner_pull == 0
    assert actions.brow_lower == actions.inner_brow_raise == actions.lip_press == 0
    assert actions.smile_level < 0.2
    assert actions.expressiveness < 0.05


def test_a_closed_smile_is_slight_and_a_parted_one_open() -> None:
    """1 and 2 on the scale, with the eyes taking part."""
    closed, parted = e.actions_of(SMILE), e.actions_of(LAUGH)
    assert closed.smile_level == pytest.approx(1, abs=0.1)
    assert parted.smile_level == pytest.approx(2, abs=0.1)
    assert closed.lip_corner_pull > 0.6
    assert closed.duchenne_evidence > 0.4
    assert closed.lips_part < 0.05 < parted.lips_part


def test_the_same_smile_with_still_eyes_is_weaker_evidence() -> None:
    """Duchenne evidence needs raised lids or cheeks."""
    still = replace(SMILE, lower_lid=0.0447, cheek=0.489, squint=0.268)
    assert e.actions_of(still).duchenne_evidence == 0
    assert e.actions_of(still).lip_corner_pull == e.actions_of(SMILE).lip_corner_pull


@pytest.mark.parametrize(
    ("change", "action"),
    [
        ({"brow_down": 0.8, "inner_brow": 0.16}, "brow_lower"),
        ({"brow_up": 0.7, "inner_brow": 0.38}, "inner_brow_raise"),
        ({"press": 0.6, "lips_height": 0.13}, "lip_press"),
        ({"corner_lift": -0.075, "frown": 0.1}, "lip_corner_depress"),
        ({"lower_lid": 0.01, "squint": 0.7}, "lower_lid_raise"),
        ({"lips_gap": 0.2}, "lips_part"),
    ],
)
def test_each_action_answers_to_its_own_change(change: dict[str, float], action: str) -> None:
    """The action is clearly up and it is the strongest of all."""
    actions = e.actions_of(replace(e.NEUTRAL, **change))
    others = {
        name: getattr(actions, name)
        for name in ("brow_lower", "inner_brow_raise", "lip_press", "lip_corner_depress")
        if name != action
    }
    assert getattr(actions, action) > 0.6
    assert all(value < 0.35 for value in others.values())
    assert actions.expressiveness >= 0.3


def test_smile_evidence_is_the_mean_of_seven_standardised_parts() -> None:
    """Worked: the corner lift alone, one spread up, gives 1/7."""
    lifted = replace(e.NEUTRAL, corner_lift=e.NEUTRAL.corner_lift + e.LIFT_SD)
    assert e.smile_evidence(lifted) - e.smile_evidence(e.NEUTRAL) == pytest.approx(1 / 7)


def test_a_sitter_with_low_brows_is_blank_against_their_own_neutral() -> None:
    """The same face reads as lowered brows on its own and as nothing with its baseline."""
    low_brows = replace(e.NEUTRAL, brow_down=0.7, inner_brow=0.19)
    alone = e.actions_of(low_brows)
    known = e.actions_of(low_brows.relative_to(mean_shape([low_brows]), e.NEUTRAL), low_brows)
    assert alone.brow_lower > 0.4
    assert known.brow_lower == 0
    assert known.expressiveness < 0.05


def test_turning_the_head_leaves_the_shape_alone() -> None:
    """Distances of the average head, turned 25° and nodded 15°, stay within 1 % of eye distance."""
    straight = shape_of(straightened(landmarks()), face())
    turned = shape_of(straightened(landmarks(25.0, -15.0)), face())
    for name in ("corner_lift", "mouth_width", "mouth_to_nose", "inner_brow", "lower_lid"):
        assert getattr(turned, name) == pytest.approx(getattr(straight, name), abs=0.01)


def test_the_astronaut_smiles_openly(astronaut: Portrait) -> None:
    """An open smile with the eyes; every cue is given with its range."""
    cues = {cue.name: cue for cue in e.measure_expression(astronaut) if isinstance(cue, Cue)}
    assert set(cues) == {kind.name for kind in e.KINDS}
    assert cues["smile_level"].label == "open"
    assert cues["lip_corner_pull"].value > 0.6
    assert cues["expressiveness"].label == "expressive"
    assert all(cue.low <= cue.value <= cue.high for cue in cues.values())


def test_a_smiling_photo_is_no_neutral_baseline(astronaut: Portrait) -> None:
    """Given only smiling photos, the average neutral stays the zero."""
    assert e.own_neutral((astronaut,)) is None
    assert e.own_neutral((portrait(iod_px=10.0),)) is None
    plain, given = (
        {cue.name: cue for cue in e.measure_expression(astronaut, baseline=b)}
        for b in ((), (astronaut,))
    )
    assert plain == given


def test_a_covered_mouth_is_said_not_guessed(astronaut: Portrait) -> None:
    """Painted over from nose to chin: the mouth's cues are skipped, the brows are still read."""
    from catchlight.vision.observe import observe

    assert astronaut.face is not None
    points, iod = astronaut.face.landmarks, astronaut.face.interocular_px
    x, y = (int(v) for v in points[13, :2])
    pixels = astronaut.pixels.copy()
    pixels[y - int(0.6 * iod) : y + int(0.9 * iod), x - int(1.3 * iod) : x + int(1.3 * iod)] = 0.3
    found = {each.name: each for each in e.measure_expression(observe(pixels, body=False))}
    assert "mouth cannot be seen clearly" in found["smile_level"].reason
    assert "mouth cannot be seen clearly" in found["expressiveness"].reason
    assert isinstance(found["brow_lower"], Cue)


def test_no_face_gives_reasons() -> None:
    """Every cue skipped."""
    empty = Portrait(np.zeros((64, 64, 3), np.float32))
    assert {s.name for s in e.measure_expression(empty)} == {kind.name for kind in e.KINDS}
