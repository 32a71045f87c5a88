"""Crops serve the face: its size, its eye line, its hair and the circle around it."""

import numpy as np
import pytest

from catchlight.errors import ExportError
from catchlight.exports.crop_plan import head_of, plan_crop
from catchlight.exports.platform import find_platform, platforms
from catchlight.portrait import Portrait

from .sitters import sitter


def planned(portrait, name):
    """The plan for a platform by name."""
    return plan_crop(portrait.extent, head_of(portrait), find_platform(name))


def farthest(plan, points):
    """The farthest point's distance from the crop's middle, in radii."""
    away = np.asarray(points) - np.array(plan.box.center)
    return float(np.hypot(*away.T).max() / (plan.box.width / 2))


@pytest.mark.parametrize("platform", platforms().values(), ids=lambda it: it.id)
def test_every_crop_has_the_right_shape_and_stays_in_the_photo(platform):
    """Aspect as asked, inside the picture, the face whole."""
    portrait = sitter(1600, 1600, x=800, top=500, face=380)
    plan = plan_crop(portrait.extent, head_of(portrait), platform)
    box, face = plan.box, portrait.face.box
    assert box.width / box.height == pytest.approx(platform.aspect)
    assert box.left >= 0
    assert box.top >= 0
    assert box.right <= 1600 + 1e-6
    assert box.bottom <= 1600 + 1e-6
    assert box.left < face.left
    assert box.right > face.right
    assert box.top < face.top
    assert box.bottom > face.bottom


def test_with_room_the_wishes_are_met_exactly():
    """Face fraction and eye line come out as the platform wants, and nothing is noted."""
    plan = planned(sitter(1500, 1500, x=750, top=600, face=330), "press-4x5")
    press = find_platform("press-4x5")
    assert plan.face_fraction == pytest.approx(press.face_fraction)
    assert plan.eye_line == pytest.approx(press.eye_line)
    assert plan.notes == ()


def test_the_hero_leaves_room_for_words():
    """The face stands right of the middle."""
    portrait = sitter(1600, 1000, x=880, top=400, face=200)
    box = planned(portrait, "website-hero").box
    assert (880 - box.left) / box.width == pytest.approx(0.62)


@pytest.mark.parametrize("hair", [0.1, 0.3, 0.6, 0.9])
def test_the_whole_head_stays_in_the_circle(hair):
    """Low or high hair: crown, sides and chin lie inside the circle."""
    portrait = sitter(1200, 1200, x=600, top=500, face=250, hair=hair)
    head = head_of(portrait)
    plan = planned(portrait, "linkedin")
    assert farthest(plan, head.outline) <= 1
    assert plan.face_fraction <= 0.44 + 1e-9
    assert plan.notes == ()


def test_higher_hair_takes_a_wider_crop():
    """The crop gives way to the hair, not the hair to the crop."""
    low = planned(sitter(1200, 1200, x=600, top=500, face=250, hair=0.2), "linkedin")
    high = planned(sitter(1200, 1200, x=600, top=500, face=250, hair=0.9), "linkedin")
    assert high.box.height > low.box.height


def test_the_crown_is_found_in_the_mask():
    """To the pixel row, and without a mask by a usual head."""
    portrait = sitter(top=350, face=360, hair=0.4)  # 350 − .4 × 360 = 206
    assert head_of(portrait).hair_top == pytest.approx(206, abs=2)
    bare = Portrait(portrait.pixels, face=portrait.face)
    assert head_of(bare).hair_top == pytest.approx(350 - 0.32 * 360, abs=1)


def test_a_mask_that_misses_the_face_is_not_believed():
    """A usual head is taken instead."""
    portrait = sitter()
    blank = Portrait(portrait.pixels, face=portrait.face, person=np.zeros((50, 40), np.float32))
    assert head_of(blank).hair_top == pytest.approx(350 - 0.32 * 360, abs=1)


def test_hair_that_leaves_the_photo_is_said():
    """Nothing can bring it back."""
    (note, *_) = planned(sitter(1000, 1250, top=60, face=360, hair=0.5), "linkedin").notes
    assert note.startswith("The hair already leaves the photo")


def test_hair_that_must_be_cut_is_said():
    """A wide picture of a tight face loses the crown, and says so."""
    notes = planned(sitter(1000, 1000, x=500, top=330, face=480, hair=0.6), "website-hero").notes
    assert "Some hair is cut at the top: the photo is too tight for the whole head." in notes


def test_a_tight_photo_gives_the_largest_crop_and_a_note():
    """All of the height is used; the face is larger than wanted."""
    plan = planned(sitter(900, 900, x=450, top=230, face=500, hair=0.2), "press-4x5")
    assert plan.box.height == pytest.approx(900)
    assert plan.notes[0] == (
        "The photo is tighter than Press picture 4:5 likes: the face fills 56% of the height "
        "instead of 31%."
    )


def test_a_face_is_never_cut_through():
    """A face that fills the photo cannot be cut for a wide picture."""
    with pytest.raises(ExportError, match="would cut the face"):
        planned(sitter(1000, 1000, x=400, top=5, face=990, hair=0.0), "website-hero")


def test_a_photo_without_room_is_exported_with_a_note():
    """Where the photo itself ends at the chin, its round picture says so instead of failing."""
    plan = planned(sitter(1000, 1000, x=500, top=180, face=830, hair=0.0), "linkedin")
    assert plan.box.height == pytest.approx(1000)
    assert "The edge of the face is cut: the photo itself has no room around it." in plan.notes


def test_an_off_centre_face_keeps_its_picture():
    """A face near the edge: the crop stops at the edge and the face is whole."""
    portrait = sitter(1000, 1000, x=160, top=400, face=300)
    plan = planned(portrait, "speaker-bio")
    assert plan.box.left == 0
    assert plan.box.right > portrait.face.box.right


def test_enlarging_is_said_beyond_half_as_much_again():
    """1.4× is quiet, 2× is not."""
    quiet = planned(sitter(1000, 1000, x=500, top=400, face=200, hair=0.2), "x")  # 400 / 455
    loud = planned(sitter(1000, 1000, x=500, top=400, face=80, hair=0.2), "x")  # 400 / 182
    assert quiet.upscale < 1.5
    assert quiet.notes == ()
    assert loud.upscale > 2
    assert loud.notes[-1].startswith("Enlarged 2.2×")


def test_a_mirrored_portrait_gets_the_mirrored_crop():
    """Left and right are treated alike."""
    one = planned(sitter(1400, 1200, x=600, top=400, face=300), "linkedin").box
    other = planned(sitter(1400, 1200, x=800, top=400, face=300), "linkedin").box
    assert 1400 - other.right == pytest.approx(one.left, abs=3)  # the mask is on whole pixels
    assert other.height == pytest.approx(one.height, abs=3)


def test_without_a_face_there_is_no_crop():
    """The message says what to use instead."""
    with pytest.raises(ExportError, match="No face is known"):
        head_of(Portrait(np.zeros((10, 10, 3), np.float32)))
