"""The model `omi`: its door, its directions, its ranges, its abstentions, what it must not see."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import metadata, resources
from pathlib import Path

import numpy as np
import pytest
from catchlight.cues.reader import CUE_KINDS
from catchlight.impressions.impression import NAMES, Abstention, Impression
from catchlight.impressions.registry import find_model
from catchlight.reading import Cue, Reading
from catchlight.studio import read

from catchlight_omi import OmiModel, install
from catchlight_omi.features import CUES, CURVED, DISTANCES, FEATURES, look
from catchlight_omi.fitting import TARGETS
from catchlight_omi.model import GRADES, load

# From the mean of neutral to the mean of smiling London faces, in eye distances.
SMILE = {
    "corner_lift": 0.08, "corner_back": 0.05, "mouth_width": 0.16, "mouth_to_nose": -0.09,
    "mouth_back": 0.05, "lips_gap": 0.09, "smile_shape": 4.0,
}  # fmt: skip
# What a sitter cannot change, or what raters' bias attaches to.
FORBIDDEN = {"skin_tone_ita_deg", "face_lightness", "skin_texture", "structural_asymmetry"}


def reading(confidence: float = 0.9, half_range: float = 0.0, **changes: float) -> Reading:
    """The average face, with these distances and cues changed."""
    fit = load()["happiness"].fit
    center = dict(zip(FEATURES, fit.center, strict=True))
    distances = {name: center[name] + changes.pop(name, 0.0) for name in DISTANCES}
    cues = {
        name: Cue(
            name,
            value := center[name] + changes.pop(name, 0.0),
            "",
            value - half_range,
            value + half_range,
            confidence,
        )
        for name in CUES
    }
    assert not changes, f"unknown: {changes}"
    return Reading("x", 1, cues, {}, (), distances)


def inferred(name: str, seen: Reading) -> Impression:
    found = OmiModel().infer(seen)[name]
    assert isinstance(found, Impression)
    return found


def width(one: Impression) -> float:
    return one.high - one.low


def test_it_is_found_by_name_through_its_entry_point():
    """`catchlight read --model omi` finds the installed pack."""
    assert isinstance(find_model("omi"), OmiModel)


def test_install_registers_the_model_once():
    """One name, one way to make it."""
    seen = {}
    install(lambda name, make: seen.update({name: make}))
    assert seen == {"omi": OmiModel}


def test_every_impression_has_coefficients_for_every_feature():
    """The six names of the contract, none more, and a grade for each."""
    assert set(load()) == set(NAMES) == set(TARGETS) == set(GRADES)
    for one in load().values():
        assert one.fit.weights.shape == (len(FEATURES),)
        assert (one.fit.scale > 0).all() and (one.fit.low < one.fit.high).all()
        assert one.below < 0 < one.above


@pytest.mark.parametrize("name", NAMES)
def test_an_average_face_is_in_the_middle(name: str):
    """50 within 2 points: products of means are not quite means of products."""
    one = inferred(name, reading())
    assert one.value == pytest.approx(50, abs=2)
    assert one.model == "omi"
    assert 0 <= one.low < one.value < one.high <= 100


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("trustworthiness", 3, 20),
        ("warmth", 5, 25),
        ("outgoingness", 7, 30),
        ("happiness", 10, 45),
        ("dominance", -20, -3),
    ],
)
def test_a_smile_moves_impressions_as_raters_are_moved(name: str, least: float, most: float):
    """From rest to a posed smile, in points of the ratings' scale."""
    before = reading(**{part: -by / 2 for part, by in SMILE.items()})
    after = reading(**{part: by / 2 for part, by in SMILE.items()})
    assert least < inferred(name, after).value - inferred(name, before).value < most


def test_the_reason_names_the_part_of_the_face_that_carried_it():
    """A smile is told by the mouth, and nothing is told of an average face."""
    smiling = reading(**SMILE)
    assert inferred("happiness", smiling).because.startswith("the shape of the mouth raises it")
    assert inferred("competence", reading()).because == "nothing in it stands out either way"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("cue", CUES)
def test_a_missing_cue_widens_the_range(name: str, cue: str):
    """Never a narrower range for knowing less."""
    whole = reading()
    without = replace(whole, cues={k: v for k, v in whole.cues.items() if k != cue})
    assert width(inferred(name, without)) > width(inferred(name, whole))


@pytest.mark.parametrize("name", NAMES)
def test_unsure_cues_widen_the_range_up_to_missing_ones(name: str):
    """Sure < a wide range of its own < hardly any confidence = missing."""
    sure, unsure = width(inferred(name, reading())), width(inferred(name, reading(half_range=2)))
    guessed = width(inferred(name, reading(confidence=0.1)))
    missing = width(inferred(name, replace(reading(), cues={})))
    assert sure < unsure <= guessed
    assert guessed == missing


def test_a_face_beyond_the_rated_ones_is_not_followed_but_doubted():
    """An opening twice as wide as any: the same value, a wider range."""
    index = FEATURES.index("cheek_back")
    fit = load()["dominance"].fit
    edge = float(fit.high[index] - fit.center[index])
    at, beyond = (inferred("dominance", reading(cheek_back=by)) for by in (edge, 2 * edge))
    assert beyond.value == pytest.approx(at.value)
    assert width(beyond) > width(at)


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (
            Reading("x", 1, {}, {"lip_corner_pull": "the face is too small"}),
            "the face is too small",
        ),
        (Reading("x", 0), "could not be read: it was not measured"),
        (reading(yaw_deg=45), "turned .* up to 3[0-9]°"),
    ],
    ids=["skipped", "no face", "turned"],
)
def test_it_abstains_with_a_reason(seen: Reading, reason: str):
    """No expression, or a head turned further than the rated faces: no values at all."""
    found = OmiModel().infer(seen)
    assert set(found) == set(NAMES)
    for one in found.values():
        assert isinstance(one, Abstention)
        assert one.model == "omi"
        assert re.search(reason, one.reason)


def test_nothing_but_expression_gaze_and_head_is_looked_at():
    """Any other cue of the catalogue, skin and light among them, changes nothing."""
    assert not FORBIDDEN & set(FEATURES)
    plain = reading()
    others = {
        name: Cue(name, 1e3, kind.unit, 0, 2e3, 1.0)
        for name, kind in CUE_KINDS.items()
        if name not in CUES
    }
    assert set(others) >= FORBIDDEN
    changed = replace(plain, cues={**plain.cues, **others})
    assert OmiModel().infer(changed) == OmiModel().infer(plain)


def test_left_and_right_are_the_same_to_it():
    """Turned and tilted one way or the other: the same impressions."""
    there = reading(yaw_deg=8, roll_deg=3)
    cues = {
        name: replace(one, value=-one.value, low=-one.high, high=-one.low)
        if name in ("yaw_deg", "roll_deg")
        else one
        for name, one in there.cues.items()
    }
    assert OmiModel().infer(replace(there, cues=cues)) == OmiModel().infer(there)


def test_features_come_in_their_order_with_gaps_where_cues_are_missing():
    """Distances first, then the curved ones, then cues; a curved one needs its cue too."""
    seen = look(replace(reading(mouth_width=0.1), cues={}))
    assert not isinstance(seen, str)
    names = [*DISTANCES, *CURVED, *CUES]
    assert tuple(names) == FEATURES
    missing = {name for name, value in zip(names, seen.values, strict=True) if np.isnan(value)}
    assert missing == {*CUES, "width_times_eyes"}
    values = dict(zip(names, seen.values, strict=True))
    assert values["mouth_width_squared"] == pytest.approx(values["mouth_width"] ** 2)


def test_a_photo_is_read_and_judged_from_end_to_end():
    """The smiling sample reads as happier and less dominant than the average face."""
    found = OmiModel().infer(read("sample:astronaut"))
    values = {name: one.value for name, one in found.items() if isinstance(one, Impression)}
    assert values["happiness"] > 60
    assert values["trustworthiness"] > 52
    assert values["dominance"] < 50


def test_the_licence_travels_with_the_coefficients():
    """CC BY-NC-SA 4.0 in the metadata, attribution in the licence and in the data."""
    assert metadata.metadata("catchlight-omi")["License-Expression"] == "CC-BY-NC-SA-4.0"
    licence = (Path(__file__).parents[1] / "LICENSE").read_text("utf-8")
    data = resources.files("catchlight_omi").joinpath("coefficients.json").read_text("utf-8")
    for text in (licence, data):
        assert "Peterson" in text and "One Million Impressions" in text and "BY-NC-SA 4.0" in text


def test_no_picture_and_no_rating_is_in_the_package():
    """Code, coefficients and the marker of types, nothing else."""
    found = {path.suffix for path in Path(str(resources.files("catchlight_omi"))).rglob("*.*")}
    assert found - {".pyc"} == {".py", ".json", ".typed"}
