"""Readings of unchanged photos are remembered exactly, and nothing else is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from catchlight import reading_cache
from catchlight.geometry import Point
from catchlight.reading import Cue, Reading, Swatch
from catchlight.reading_cache import ReadingCache, user_reading_cache

READING = Reading(
    "anna.jpg",
    2,
    {
        "gaze_yaw_deg": Cue(
            "gaze_yaw_deg", 1 / 3, "°", -2.1, 7e-9, 0.1 + 0.2, "direct", (Point(0.1, 2 / 3),)
        ),
        "headroom": Cue("headroom", -0.0, "", -1, 1, 1.0),
    },
    {"lean": "the shoulders are hidden"},
    (Swatch("#a0b0c0", 0.123),),
    {"mouth_width": 2 / 3},
)
PHOTO = b"the bytes of a photo"


@pytest.fixture
def cache(tmp_path: Path) -> ReadingCache:
    return ReadingCache(tmp_path / "kept" / "readings")


def entries(cache: ReadingCache) -> list[Path]:
    return sorted(cache.folder.iterdir())


def test_a_record_gives_the_same_reading_back_to_the_last_digit():
    """Every number, label, place, reason and colour survives."""
    assert Reading.from_record("anna.jpg", READING.to_record()) == READING


def test_a_kept_reading_is_found_under_the_name_that_the_photo_has_now(cache: ReadingCache):
    """A copy with another name is the same picture."""
    cache.keep(PHOTO, None, READING)
    found = cache.find(PHOTO, "copy.jpg", None)
    assert found is not None
    assert found.photo == "copy.jpg"
    assert Reading.from_record("anna.jpg", found.to_record()) == READING


@pytest.mark.parametrize(("data", "face"), [(PHOTO + b".", None), (PHOTO, 1)])
def test_another_picture_or_another_face_is_not_found(
    cache: ReadingCache, data: bytes, face: int | None
):
    """One changed byte, or asking for face 1, means measuring."""
    cache.keep(PHOTO, None, READING)
    assert cache.find(data, "anna.jpg", face) is None


def test_other_code_finds_nothing(cache: ReadingCache, monkeypatch: pytest.MonkeyPatch):
    """A release, or a change in a cue family, does not serve the numbers of another."""
    cache.keep(PHOTO, None, READING)
    monkeypatch.setattr(reading_cache, "measuring_hash", lambda: "changed")
    assert cache.find(PHOTO, "anna.jpg", None) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"cues": [[1]]}', b"\xff\xfe", b"null"])
def test_a_damaged_entry_counts_as_none_and_is_replaced(cache: ReadingCache, damage: bytes):
    """Half a file or other people's JSON never reaches a reading."""
    cache.keep(PHOTO, None, READING)
    (entry,) = entries(cache)
    entry.write_bytes(damage)
    assert cache.find(PHOTO, "anna.jpg", None) is None
    cache.keep(PHOTO, None, READING)
    assert entries(cache) == [entry]
    assert cache.find(PHOTO, "anna.jpg", None) == READING


def test_an_entry_holds_numbers_and_no_name_and_is_for_its_owner_only(cache: ReadingCache):
    """Nobody else on the machine can read it, and it does not say whose photo it was."""
    cache.keep(PHOTO, None, READING)
    (entry,) = entries(cache)
    assert "anna" not in entry.read_text() + entry.name
    if os.name == "posix":
        assert entry.stat().st_mode & 0o077 == 0
        assert cache.folder.stat().st_mode & 0o077 == 0


def test_the_longest_unused_entries_go_when_there_are_too_many(
    cache: ReadingCache, monkeypatch: pytest.MonkeyPatch
):
    """A reading that was looked up lately stays; the count never passes the limit."""
    monkeypatch.setattr(reading_cache, "MAX_ENTRIES", 10)
    monkeypatch.setattr(reading_cache, "_TRIMMED", 2)
    photos = [f"photo {number}".encode() for number in range(11)]
    for age, data in enumerate(photos[:10]):
        cache.keep(data, None, READING)
        path = cache._path(data, None)
        os.utime(path, (1000 + age, 1000 + age))
    assert cache.find(photos[0], "first.jpg", None) is not None  # used just now
    cache.keep(photos[10], None, READING)
    kept = [data for data in photos if cache.find(data, "x.jpg", None) is not None]
    assert kept == [photos[0], *photos[4:]]


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path: Path):
    """A reading that is already made is not lost for want of a cache."""
    (tmp_path / "file").write_text("in the way")
    cache = ReadingCache(tmp_path / "file" / "readings")
    cache.keep(PHOTO, None, READING)
    assert cache.find(PHOTO, "anna.jpg", None) is None


def test_the_user_can_turn_it_off(monkeypatch: pytest.MonkeyPatch):
    """CATCHLIGHT_CACHE=off leaves no cache; otherwise it lies in the user's cache folder."""
    assert user_reading_cache() is not None
    monkeypatch.setenv("CATCHLIGHT_CACHE", "OFF")
    assert user_reading_cache() is None
