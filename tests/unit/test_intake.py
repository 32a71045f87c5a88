"""Intake: good photos pass, planted faults are named, nothing is retouched."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from catchlight.color import linear_to_srgb, srgb_to_linear
from catchlight.errors import FaceTooSmall, ImageError, NoFaceFound, SeveralFacesFound
from catchlight.face import HeadPose
from catchlight.geometry import Extent
from catchlight.image import Photo
from catchlight.intake import (
    IntakeReport,
    choose_references,
    intake,
    rejected,
    require_face,
)
from catchlight.portrait import Portrait
from catchlight.vision.observe import observe


def photo_of(pixels: np.ndarray, name: str = "me.jpg", scale: float = 1) -> Photo:
    height, width = pixels.shape[:2]
    return Photo(name, pixels, "", Extent(round(width * scale), round(height * scale)))


def judged(pixels: np.ndarray, scale: float = 3) -> IntakeReport:
    """As if the file were `scale` times as large as what was opened of it."""
    pixels = np.ascontiguousarray(np.clip(pixels, 0, 1), dtype=np.float32)
    return intake(photo_of(pixels, scale=scale), observe(pixels, body=False))


def test_a_good_portrait_can_be_used_as_it_is(astronaut: Portrait) -> None:
    """No reservations; the figures are given; the pixels stay untouched."""
    before = astronaut.pixels.copy()
    report = judged(astronaut.pixels)
    assert (report.verdict, report.notes, report.faces) == ("use", (), 1)
    assert 0 < report.quality <= 1
    assert report.measured["face_height_px"] == pytest.approx(326, abs=6)
    assert np.array_equal(before, astronaut.pixels)


FAULTS = {
    "blurred": (lambda p: cv2.GaussianBlur(p, (0, 0), 1.3), "blurred"),
    "shaken": (lambda p: cv2.blur(p, (7, 1)), "blurred"),
    "three stops dark": (lambda p: linear_to_srgb(srgb_to_linear(p) / 8), "dim"),
    "noisy": (lambda p: p + np.random.default_rng(0).normal(0, 0.08, p.shape), "noisy"),
    "overexposed": (lambda p: p * 1.15 + 0.04, "burnt out"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_named(astronaut: Portrait, fault: str) -> None:
    """In a note that a photographer understands."""
    spoil, word = FAULTS[fault]
    report = judged(spoil(astronaut.pixels))
    assert report.verdict != "use"
    assert any(word in note for note in report.notes), report.notes


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda p: cv2.GaussianBlur(p, (0, 0), 4), "too blurred"),
        (lambda p: linear_to_srgb(srgb_to_linear(p) / 128), "too dark"),
        (lambda p: p * 2.5, "burnt out"),
    ],
)
def test_a_hopeless_photo_is_rejected_with_its_reason(astronaut: Portrait, spoil, word) -> None:
    """And never chosen."""
    report = judged(spoil(astronaut.pixels))
    assert report.verdict == "reject" and report.quality == 0
    assert any(word in note for note in report.notes)
    assert choose_references([report], 5) == []


def test_closed_eyes_are_noticed(astronaut: Portrait) -> None:
    """The lids are drawn over the eyes by stretching the skin above them downwards."""
    assert astronaut.face is not None
    scale = 3
    pixels = cv2.resize(astronaut.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    landmarks = astronaut.face.landmarks * scale
    rows, columns = np.indices(pixels.shape[:2]).astype(np.float32)
    for upper, lower, outer, inner in ((159, 145, 33, 133), (386, 374, 263, 362)):
        across = sorted((landmarks[outer, 0], landmarks[inner, 0]))
        width = across[1] - across[0]
        top, lid, low = landmarks[upper, 1] - 0.35 * width, landmarks[upper, 1], landmarks[lower, 1]
        inside = (columns > across[0]) & (columns < across[1]) & (rows > top) & (rows < low)
        share = (rows - top) / (low - top)
        rows = np.where(inside, top + share * (lid - top), rows).astype(np.float32)
    report = judged(cv2.remap(pixels, columns, rows, cv2.INTER_LINEAR), scale=1)
    assert "the eyes look closed or lowered" in report.notes


def test_a_small_face_and_a_cut_one_are_reservations(astronaut: Portrait) -> None:
    """The height is counted in pixels of the file."""
    assert judged(astronaut.pixels, scale=1).notes == (
        "the face is only 109 px high; from 250 px details hold up",
    )
    cut = judged(astronaut.pixels[95:])
    assert "the face is cut by the edge of the picture" in cut.notes


def test_several_faces_are_counted_and_the_one_used_is_named(astronaut: Portrait) -> None:
    """That alone is no reservation."""
    half = cv2.resize(astronaut.pixels, (256, 256), interpolation=cv2.INTER_AREA)
    pair = np.full((512, 800, 3), 0.5, np.float32)
    pair[:256, :256], pair[:, 288:] = half, astronaut.pixels
    report = judged(pair)
    assert (report.verdict, report.faces) == ("use", 2)
    assert report.notes == (
        "2 faces seen; number 2 from the left is used (`--face N` chooses another)",
    )


def test_no_face_gives_tips() -> None:
    """What, what was expected, what to do."""
    pixels = np.full((300, 300, 3), 0.5, np.float32)
    with pytest.raises(NoFaceFound, match=r"in me\.jpg\. Expected .* 80 px.*Use a photo"):
        require_face(photo_of(pixels), observe(pixels))


def test_a_face_number_out_of_range_says_how_many_there_are(astronaut: Portrait) -> None:
    """Numbers are counted from the left."""
    portrait = observe(astronaut.pixels, face=4, body=False)
    with pytest.raises(SeveralFacesFound, match=r"no face number 4 .* from 1 to 1, counted from"):
        require_face(photo_of(astronaut.pixels), portrait, 4)


def test_a_tiny_face_is_refused_with_its_height(astronaut: Portrait) -> None:
    """64 px where 80 are needed; what counts is the file, not what was opened of it."""
    small = cv2.resize(astronaut.pixels, (301, 301), interpolation=cv2.INTER_AREA)
    portrait = observe(small, body=False)
    with pytest.raises(FaceTooSmall, match=r"is 6[345] px high\. Expected at least 80 px\."):
        require_face(photo_of(small), portrait)
    require_face(photo_of(small, scale=2), portrait)


def test_a_profile_is_refused(astronaut: Portrait) -> None:
    """Beyond 50° half of the mesh is guessed."""
    assert astronaut.face is not None
    turned = replace(astronaut, face=replace(astronaut.face, pose=HeadPose(-62.0, 0.0, 0.0)))
    with pytest.raises(ImageError, match=r"turned 62°\. Expected at most 50°\. Use a photo"):
        require_face(photo_of(astronaut.pixels), turned)
    assert intake(photo_of(astronaut.pixels), turned).verdict == "reject"


def test_the_best_photos_come_first_and_rejected_ones_never() -> None:
    """Unreserved before reserved, then by quality, then as given; at most the limit."""
    reports = [
        IntakeReport("reserved, fine", "usable", ("soft",), quality=0.9),
        IntakeReport("good", "use", quality=0.4),
        rejected("broken", "not a picture"),
        IntakeReport("better", "use", quality=0.7),
        IntakeReport("as good", "use", quality=0.4),
    ]
    names = [report.name for report in choose_references(reports, 4)]
    assert names == ["better", "good", "as good", "reserved, fine"]
    assert [report.name for report in choose_references(reports, 1)] == ["better"]


def test_a_flat_drawing_is_no_photo(astronaut: Portrait, astronaut_photo: Photo) -> None:
    """A face in which nearly everything is one flat colour is refused with the reason."""
    assert astronaut.face is not None
    drawn = astronaut.pixels.copy()
    box = astronaut.face.box
    drawn[int(box.top) : int(box.bottom), int(box.left) : int(box.right)] = (0.9, 0.7, 0.6)
    with pytest.raises(ImageError, match=r"looks drawn.*Expected a photo"):
        require_face(astronaut_photo, astronaut.with_pixels(drawn))
    require_face(astronaut_photo, astronaut)
