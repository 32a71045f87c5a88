"""Overlays show what was read, where it was read."""

from dataclasses import replace

import numpy as np
import pytest

from catchlight.errors import UnknownName
from catchlight.portrait import Portrait
from catchlight.reading import Reading
from catchlight.report.marks import AMBER, CYAN, Glow, Patch, Ring, Stroke
from catchlight.report.overlay import LAYERS, draw_overlay, layers_of
from tests.unit.exports.sitters import sitter

from .kits import reading


@pytest.fixture(scope="module")
def portrait():
    """A drawn sitter whose irises sit at the eyes."""
    made = sitter(800, 1000, x=400, top=300, face=280)
    points = made.face.landmarks.copy()
    for center, eye in zip((468, 473), made.face.eye_centers, strict=True):
        points[center : center + 5, :2] = eye
        points[center + 1 : center + 5, :2] += [[8, 0], [0, 8], [-8, 0], [0, -8]]
    return replace(made, face=replace(made.face, landmarks=points))


def layer(portrait, name, **values):
    """One layer of a reading, or None."""
    found = [it for it in layers_of(portrait, reading(**values)) if it.name == name]
    return found[0] if found else None


def marks(layer, kind, color=None):
    """The layer's marks of one kind."""
    return [m for m in layer.marks if isinstance(m, kind) and color in (None, m.color)]


def test_all_layers_are_there_when_all_was_read(portrait):
    """In drawing order."""
    assert tuple(it.name for it in layers_of(portrait, reading())) == LAYERS


def test_what_was_not_read_is_not_drawn(portrait):
    """An empty reading leaves the mesh, the frame and the mask."""
    names = [it.name for it in layers_of(portrait, Reading("x", 1))]
    assert names == ["background", "frame", "mesh"]
    assert [it.name for it in layers_of(Portrait(portrait.pixels), reading())] == [
        "frame",
        "palette",
    ]


@pytest.mark.parametrize(("azimuth", "side"), [(50.0, 1), (-50.0, -1)])
def test_the_light_stands_where_it_comes_from(portrait, azimuth, side):
    """+ is the picture's right; a raised light stands above the face's middle."""
    (glow,) = marks(layer(portrait, "light", light_azimuth_deg=azimuth), Glow)
    middle = portrait.face.box.center
    assert np.sign(glow.center.x - middle.x) == side
    assert glow.center.y < middle.y


def test_a_frontal_light_is_a_ring(portrait):
    """A light beside the camera has no side to point from."""
    frontal = layer(portrait, "light", light_azimuth_deg=3.0, light_elevation_deg=4.0)
    assert marks(frontal, Glow) == []
    assert len(marks(frontal, Ring)) == 1


@pytest.mark.parametrize(("yaw", "pitch"), [(20.0, 0.0), (-20.0, 0.0), (0.0, 15.0)])
def test_the_gaze_ray_points_where_the_eyes_look(portrait, yaw, pitch):
    """+ yaw to the picture's right, + pitch up, by the sine of the angle."""
    gaze = layer(portrait, "gaze", gaze_yaw_deg=yaw, gaze_pitch_deg=pitch)
    shaft = marks(gaze, Stroke, CYAN)[0].runs[0]
    dx, dy = shaft[-1].x - shaft[0].x, shaft[-1].y - shaft[0].y
    assert np.sign(round(dx)) == np.sign(yaw)
    assert np.sign(round(-dy)) == np.sign(pitch)


def test_a_direct_gaze_is_a_ring_without_ray(portrait):
    """A ray shorter than the iris would only hide it."""
    made = reading()
    label = replace(made.cues["gaze_yaw_deg"], value=4.0, label="direct")
    told = replace(made, cues={**made.cues, "gaze_yaw_deg": label})
    (direct,) = [it for it in layers_of(portrait, told) if it.name == "gaze"]
    assert marks(direct, Stroke) == []
    assert len(marks(direct, Ring, CYAN)) == 2


def test_an_unsure_height_of_the_gaze_is_not_drawn(portrait):
    """Only the side is, which is measured better."""
    made = reading(gaze_yaw_deg=20.0)
    unsure = replace(made.cues["gaze_pitch_deg"], value=-15.0, confidence=0.3)
    told = replace(made, cues={**made.cues, "gaze_pitch_deg": unsure})
    (gaze,) = [it for it in layers_of(portrait, told) if it.name == "gaze"]
    shaft = marks(gaze, Stroke, CYAN)[0].runs[0]
    assert shaft[0].y == pytest.approx(shaft[-1].y)


def test_the_palette_strip_is_shared_by_weight(portrait):
    """60 % and 30 % of what was found: two thirds and one third of the width."""
    patches = marks(layer(portrait, "palette"), Patch)[1:]
    assert [p.box.width / 800 for p in patches] == pytest.approx([2 / 3, 1 / 3])
    assert patches[-1].box.right == pytest.approx(800)


def test_the_texture_patches_lie_on_cheeks_and_forehead(portrait):
    """Each patch is a shape of its own; a cheek that is turned away is left out."""
    (patches,) = marks(layer(portrait, "texture"), Stroke)
    forehead = patches.runs[-1]
    assert forehead[0] == pytest.approx(tuple(portrait.face.point(108)))
    assert len(patches.runs) in (2, 3)


def test_each_layer_says_itself_in_words(portrait):
    """One sentence each, with the labels of the cues."""
    for it in layers_of(portrait, reading()):
        assert it.about.endswith(".")
    assert "natural" in layer(portrait, "texture").about
    assert "slightly averted" in layer(portrait, "gaze").about


def test_a_drawing_is_a_new_picture_of_the_same_size(portrait):
    """The portrait stays as it is; values stay in range."""
    before = portrait.pixels.copy()
    drawn = draw_overlay(portrait, reading())
    assert drawn.shape == portrait.pixels.shape
    assert drawn.dtype == np.float32
    assert np.array_equal(portrait.pixels, before)
    assert drawn.min() >= 0
    assert drawn.max() <= 1
    assert not np.array_equal(drawn, before)


def test_only_the_chosen_layers_are_drawn(portrait):
    """The palette touches the bottom strip only; no layer, no change."""
    assert np.array_equal(draw_overlay(portrait, reading(), ()), portrait.pixels)
    strip = draw_overlay(portrait, reading(), ("palette",))
    assert np.array_equal(strip[:950], portrait.pixels[:950])
    assert not np.array_equal(strip[970:], portrait.pixels[970:])


def test_an_unknown_layer_is_refused(portrait):
    """With the close match."""
    with pytest.raises(UnknownName, match="Did you mean 'mesh'"):
        draw_overlay(portrait, reading(), ("mash",))


def test_the_real_sample_is_drawn(astronaut):
    """On a real face the web lies inside the face's oval and amber light is visible."""
    drawn = draw_overlay(astronaut, reading())
    changed = np.abs(drawn - astronaut.pixels).max(axis=-1) > 0.05
    box = astronaut.face.box
    inside = changed[round(box.top) : round(box.bottom), round(box.left) : round(box.right)]
    assert inside.mean() > 0.1
    assert AMBER in {getattr(m, "color", "") for m in layer(astronaut, "light").marks}
