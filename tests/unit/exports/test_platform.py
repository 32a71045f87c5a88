"""Platforms are data: complete, dated and honest about their sources."""

from datetime import date

import pytest

from catchlight.brief import DEFAULT_PLATFORMS
from catchlight.errors import ExportError, UnknownName
from catchlight.exports.platform import (
    KIT_PLATFORMS,
    find_platform,
    platforms,
    platforms_from_toml,
    slug,
)

ENTRY = """
checked_on = 2026-11-23
[club]
title = "Club card"
size = [300, 300]
shape = "circle"
formats = ["JPEG"]
max_bytes = 50_000
face = 0.4
eyes = 0.4
file_name = "{name}-club"
grade = "house"
source_title = "House choice"
source = ""
note = ""
"""


def test_there_are_enough_of_them():
    """At least fifteen places, the kit's and the brief's among them."""
    assert len(platforms()) >= 15
    assert set(KIT_PLATFORMS) <= set(platforms())
    assert set(DEFAULT_PLATFORMS) == set(KIT_PLATFORMS)


@pytest.mark.parametrize("platform", platforms().values(), ids=lambda it: it.id)
def test_each_is_dated_and_sourced(platform):
    """A check date, a named source, and an address unless it is our own choice."""
    assert isinstance(platform.checked_on, date)
    assert platform.source_title
    assert platform.note
    assert platform.source.startswith("https://") or platform.grade == "house"


def test_file_names_are_safe_and_distinct():
    """One name per platform, without spaces, accents or folders."""
    names = {it.file_named("Zoë Müller / press") for it in platforms().values()}
    assert len(names) == len(platforms())
    assert "zoe-muller-press-linkedin.jpg" in names
    assert slug("../..") == "portrait"
    assert slug("李 Žižek") == "li-zizek"


def test_the_format_chooses_the_suffix():
    """Only formats that the platform takes."""
    bio = find_platform("website-bio")
    assert bio.file_named("Ana") == "ana-bio.webp"
    assert bio.file_named("Ana", "avif") == "ana-bio.avif"
    with pytest.raises(ExportError, match=r"does not take PNG\. Expected WEBP or AVIF or JPEG"):
        bio.file_named("Ana", "PNG")


def test_a_mistyped_name_gets_a_hint():
    """The close match is offered."""
    with pytest.raises(UnknownName, match="Did you mean 'linkedin'"):
        find_platform("linkdin")  # codespell:ignore


def test_own_entries_are_read():
    """The same form that the shipped file has."""
    club = platforms_from_toml(ENTRY, "mine.toml")["club"]
    assert (club.size, club.face_x, club.checked_on) == ((300, 300), 0.5, date(2026, 11, 23))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('shape = "circle"', 'shape = "oval"'), "shape is wrong. Expected circle or rectangle"),
        (("[300, 300]", "[300, 400]"), "Expected a square for a circle"),
        (("face = 0.4", "face = 1.4"), "face is wrong"),
        (('formats = ["JPEG"]', 'formats = ["BMP"]'), "formats is wrong"),
        (('grade = "house"', 'grade = "rumour"'), "grade is wrong"),
        (('grade = "house"', 'grade = "guides"'), "source is wrong"),
        (("max_bytes = 50_000\n", ""), "incomplete or malformed \\('max_bytes'\\)"),
        (("[club]", "[club"), "not valid TOML"),
    ],
)
def test_a_wrong_entry_is_named(change, said):
    """The message names the platform's field and what it should be."""
    with pytest.raises(ExportError, match=said):
        platforms_from_toml(ENTRY.replace(*change), "mine.toml")
