"""The memorable detail in the user's words: what is watched, what shows, what an edit loses."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from catchlight.critique.compare import compare
from catchlight.critique.critic import critique
from catchlight.critique.detail_watch import DetailWatch, brow_difference
from catchlight.critique.named_detail import understand
from catchlight.cues.reader import read_portrait
from catchlight.geometry import Box
from catchlight.image import Pixels, open_photo
from catchlight.jobs import DETAIL_KEPT, DETAIL_SHOWN, find_job
from catchlight.portrait import Portrait
from catchlight.reading import Cue, Reading, Skip
from catchlight.vision.observe import observe

TRUST = find_job("trust")


@pytest.fixture(scope="module")
def astronaut() -> Portrait:
    """A smiling woman in an orange suit before a flag and a shuttle."""
    return observe(open_photo("sample:astronaut").pixels, body=False)


@pytest.fixture(scope="module")
def reading(astronaut: Portrait) -> Reading:
    return read_portrait(astronaut, "astronaut")


def seen_again(pixels: Pixels) -> tuple[Portrait, Reading]:
    portrait = observe(np.ascontiguousarray(pixels, dtype=np.float32), body=False)
    return portrait, read_portrait(portrait, "after")


def kept(words: str, before: Portrait, reading: Reading, pixels: Pixels) -> float:
    found = DetailWatch(words, before, reading).kept(*seen_again(pixels))
    assert isinstance(found, Cue), found
    return found.value


@pytest.mark.parametrize(
    ("words", "watched"),
    [
        ("a freckled cheek", "the cheeks"),
        ("freckles", "the skin of the face"),
        ("the mole beside her nose", "the plainest dark mark on the skin"),
        ("dimples", "the cheeks"),
        ("a cleft chin", "the lower face"),
        ("the gap between the front teeth", "the teeth"),
        ("wild curls", "the hair"),
        ("round glasses", "the eyes and what is around them"),
        ("a felt hat", "the top of the head"),
        ("silver earrings", "the silver in the ears"),
        ("a red scarf", "the red in neck and clothes"),
        ("grey hair", "the grey in the hair"),
        ("the plant by the window", "the background"),
        ("books behind him", "the background"),
        ("a crooked smile", "the uneven smile"),
        ("a raised brow", "a brow that is higher"),
        ("a tilt of the head", "the tilt of the head"),
        ("a full beard", "the lower face"),
        ("a glance off camera", "the look aside"),
    ],
)
def test_words_lead_to_what_is_watched(words, watched):
    """People name what they see; the program names what it can hold on to."""
    named = understand(words)
    assert named.said == f"“{words}” is watched in {watched}."
    assert named.unknown == ()


def test_words_that_lead_nowhere_are_said_aloud():
    """Nobody should trust a protection that is not there."""
    assert understand("an air of mischief").traits == ()
    assert "cannot be measured: look yourself" in understand("an air of mischief").said
    both = understand("freckles and an air of mischief")
    assert both.unknown == ("an air of mischief",)
    assert "the skin of the face" in both.said


def test_what_the_photo_shows_is_shown_and_what_it_lacks_is_not(astronaut, reading):
    """Her suit is orange, nothing on it is green, and the wall is not plain."""
    for words, least, most in (
        ("an orange suit", 0.9, 1.0),
        ("a green scarf", 0.0, 0.3),
        ("the shuttle behind her", 0.9, 1.0),
        ("a broad smile", 0.9, 1.0),
        ("a raised brow", 0.0, 0.4),
    ):
        found = DetailWatch(words, astronaut, reading).shown()
        assert isinstance(found, Cue)
        assert least <= found.value <= most, (words, found)


def test_tone_does_not_cost_a_detail(astronaut, reading):
    """A brighter, warmer picture still has its freckles, its shuttle and its orange suit."""
    brighter = np.clip(astronaut.pixels * [1.2, 1.15, 1.05], 0, 1)
    for words in ("freckles", "the shuttle", "an orange suit", "curls"):
        assert kept(words, astronaut, reading, brighter) > 0.85, words


def test_a_beauty_filter_costs_marks_of_the_skin_only(astronaut, reading):
    """What is smoothed away is gone; the shuttle is not."""
    face = np.zeros(astronaut.pixels.shape[:2], np.float32)
    points = np.rint(astronaut.face.landmarks[:, :2]).astype(np.int32)
    cv2.fillConvexPoly(face, cv2.convexHull(points), 1.0)
    smooth = cv2.GaussianBlur(astronaut.pixels, (0, 0), 3.5)
    pixels = np.where(face[..., None] > 0, smooth, astronaut.pixels)
    assert kept("freckles", astronaut, reading, pixels) < 0.5
    assert kept("the shuttle", astronaut, reading, pixels) > 0.9


def test_another_background_costs_the_setting_and_no_color_its_color(astronaut, reading):
    """Each loss is found where it is."""
    person = astronaut.person_mask[..., None]
    plain = astronaut.pixels * person + 0.6 * (1 - person)
    assert kept("the shuttle", astronaut, reading, plain) < 0.3
    grey = np.repeat(astronaut.pixels.mean(axis=2, keepdims=True), 3, axis=2)
    assert kept("an orange suit", astronaut, reading, grey) < 0.1
    assert kept("curls", astronaut, reading, grey) > 0.9


def test_a_crop_costs_what_it_cuts_off(astronaut, reading):
    """A close crop leaves freckles and takes suit and shuttle; the plan of a crop tells it too."""
    box = astronaut.face.box
    top, bottom = max(0, int(box.top - 0.3 * box.height)), int(box.bottom + 0.2 * box.height)
    left, right = max(0, int(box.left - 0.4 * box.width)), int(box.right + 0.4 * box.width)
    close = astronaut.pixels[top:bottom, left:right]
    assert kept("freckles", astronaut, reading, close) > 0.8
    assert kept("an orange suit", astronaut, reading, close) < 0.2
    crop = Box(left, top, right, bottom)
    suit = DetailWatch("an orange suit", astronaut, reading)
    assert suit.share_inside(crop) < 0.2
    assert suit.share_inside(Box(0, 0, *astronaut.extent)) == pytest.approx(1.0)
    assert DetailWatch("a smile", astronaut, reading).share_inside(crop) is None


def test_another_photo_is_compared_by_amounts_and_less_surely(astronaut, reading):
    """Two photos cannot be laid over each other."""
    watch = DetailWatch("an orange suit", astronaut, reading)
    same = watch.kept(astronaut, reading)
    mirrored, read = seen_again(astronaut.pixels[:, ::-1])
    other = watch.kept(mirrored, read)
    assert isinstance(same, Cue)
    assert isinstance(other, Cue)
    assert other.value > 0.8
    assert same.confidence > other.confidence


def test_the_critique_finds_a_detail_that_does_not_show_or_is_lost(astronaut, reading):
    """Both are findings of their own rule, with the words the user gave."""
    job = TRUST.with_detail("a green scarf")
    watch = DetailWatch(job.detail, astronaut, reading)
    unseen = critique(watch.watched(reading), {}, job)
    (finding,) = (f for f in unseen.findings if f.rule == "detail-unseen")
    assert "“a green scarf” hardly shows" in finding.message
    assert unseen.answer("person-with-story").verdict == "no"

    job = TRUST.with_detail("an orange suit")
    watch = DetailWatch(job.detail, astronaut, reading)
    grey, read = seen_again(np.repeat(astronaut.pixels.mean(axis=2, keepdims=True), 3, axis=2))
    after = watch.watched(read, grey)
    lost = critique(after, {}, job)
    assert "detail-lost" in {f.rule for f in lost.findings}
    assert any("“an orange suit” is lost" in line for line in compare(reading, after, job))


def test_without_a_named_detail_no_rule_asks_for_one(reading):
    """Nothing is skipped or found that nobody asked about."""
    found = critique(reading, {}, TRUST)
    assert not {"detail-unseen", "detail-lost"} & {
        *(f.rule for f in found.findings),
        *(s.rule for s in found.skipped),
    }


def test_what_cannot_be_measured_is_skipped_with_its_reason(astronaut, reading):
    """Unknown words, and a picture without a face."""
    watch = DetailWatch("an air of mischief", astronaut, reading)
    assert isinstance(watch.shown(), Skip)
    noted = watch.watched(reading)
    assert "cannot be measured" in noted.skipped[DETAIL_SHOWN]
    assert DETAIL_KEPT in noted.skipped
    faceless = replace(astronaut, face=None)
    assert DetailWatch("curls", faceless, reading).shown() == Skip(
        DETAIL_SHOWN, "no face was found"
    )


def test_the_brows_difference_does_not_follow_the_heads_roll(astronaut):
    """A tilted head has no raised brow."""
    turned = cv2.getRotationMatrix2D((256, 256), 20, 1.0)
    level, tilted = astronaut.face, astronaut.face.mapped(turned)
    assert brow_difference(tilted) == pytest.approx(brow_difference(level), abs=0.05)
