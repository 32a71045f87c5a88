"""Expression geometry: what it holds, when it is empty, and that it stays as packs need it."""

from __future__ import annotations

from dataclasses import fields, replace

import cv2
import numpy as np
import pytest

from catchlight.cues.geometry import measure_geometry
from catchlight.cues.reader import read_portrait
from catchlight.cues.shape import Shape
from catchlight.image import open_photo
from catchlight.portrait import Portrait
from catchlight.vision.observe import observe

# A fitted impression model depends on these distances. Where a change of the landmarks or of a
# formula moves one, the packs in packages/ have to be fitted again.
SAMPLE = {
    "corner_lift": 0.105,
    "corner_back": 0.308,
    "mouth_width": 1.012,
    "mouth_to_nose": 0.236,
    "lips_gap": 0.180,
    "lips_height": 0.206,
    "lower_lid": 0.032,
    "upper_lid": 0.112,
    "cheek": 0.401,
    "inner_brow": 0.254,
    "brow_gap": 0.453,
    "smile_shape": -0.106,
    "squint": 0.352,
    "brow_down": 0.041,
    "brow_up": 0.012,
    "press": 0.173,
    "frown": 0.000,
    "outer_brow": 0.246,
    "middle_brow": 0.396,
    "cheek_back": 0.634,
    "mouth_back": 0.712,
    "nose_wings": 0.063,
    "jaw_open": 0.020,
}

BLENDSHAPES = {"smile_shape", "squint", "brow_down", "brow_up", "press", "frown", "jaw_open"}


@pytest.fixture(scope="module")
def sample() -> Portrait:
    return observe(open_photo("sample:astronaut").pixels, body=False)


@pytest.mark.parametrize("name", SAMPLE)
def test_the_sample_keeps_the_distances_that_packs_were_fitted_on(sample: Portrait, name: str):
    """Every distance, within a hundredth of the eye distance (the logarithm within .1)."""
    tolerance = 0.1 if name == "smile_shape" else 0.01
    assert measure_geometry(sample)[name] == pytest.approx(SAMPLE[name], abs=tolerance)


def test_every_distance_is_held(sample: Portrait):
    """The table above is complete, and begins with the parts of `Shape`."""
    names = list(measure_geometry(sample))
    assert sorted(names) == sorted(SAMPLE)
    assert names[: len(fields(Shape))] == [each.name for each in fields(Shape)]


def test_size_and_mirror_hardly_change_a_distance(sample: Portrait):
    """A quarter larger and seen in a mirror: within 2 % of the eye distance, blendshapes .03."""
    large = cv2.resize(sample.pixels, None, fx=1.25, fy=1.25, interpolation=cv2.INTER_LINEAR)
    mirrored = observe(np.ascontiguousarray(large[:, ::-1]), body=False)
    before, after = measure_geometry(sample), measure_geometry(mirrored)
    for name, value in before.items():
        tolerance = 0.03 if name in BLENDSHAPES else 0.02
        assert after[name] == pytest.approx(value, abs=tolerance), name


def test_a_reading_carries_them_but_does_not_print_them(sample: Portrait):
    """They are in the record, and in neither the JSON nor the row."""
    reading = read_portrait(sample, "astronaut")
    assert reading.expression_geometry == measure_geometry(sample)
    assert not {"geometry", "expression_geometry"} & reading.to_dict().keys()
    assert "nose_wings" not in reading.to_row()


def test_without_a_face_there_are_none(sample: Portrait):
    """No face, no distances, in the function and in the reading."""
    faceless = replace(sample, face=None)
    assert measure_geometry(faceless) == {}
    assert read_portrait(faceless, "nobody").expression_geometry == {}
