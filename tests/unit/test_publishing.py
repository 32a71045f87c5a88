"""Publishing a finished picture: every platform that can be served, none half."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from catchlight.errors import ExportError, UnknownName
from catchlight.exports.platform import find_platform
from catchlight.provenance.iptc import SourceType
from catchlight.provenance.metadata import carried_source_type, inspect_metadata
from catchlight.publishing import Wish, publish
from catchlight.report.previews import PREVIEW_FILE
from tests.unit.exports.sitters import sitter

KIND = SourceType.ALGORITHMICALLY_ENHANCED


@pytest.fixture(scope="module")
def portrait():
    """One drawn sitter with room around."""
    return sitter(1600, 1600, x=800, top=520, face=360)


def wish(*names, **more):
    """A wish for platforms by name."""
    return Wish(tuple(find_platform(name) for name in names), "Zoë 李", **more)


def test_each_platform_gets_a_file_and_all_are_previewed(portrait, tmp_path):
    """Names in plain letters; the sheet shows each, with the disclosure and nothing else."""
    done = publish(portrait, wish("linkedin", "website-bio:avif"), tmp_path / "out", KIND)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == sorted(done.files) == [PREVIEW_FILE, "zoe-li-bio.avif", "zoe-li-linkedin.jpg"]
    sheet = (tmp_path / "out" / PREVIEW_FILE).read_bytes()
    assert carried_source_type(sheet) is KIND
    assert set(inspect_metadata(sheet)) == {"format", "icc", "xmp"}
    assert done.previews[0].smallest.word == "just readable"  # the drawn face has no features
    assert done.previews[0].smallest.size_px == 32


@pytest.mark.parametrize("file_format", ["jpeg", "png", "webp", "avif"])
def test_a_format_is_written_wherever_it_is_taken(portrait, tmp_path, file_format):
    """A platform that does not take it keeps its own, and a note says so."""
    done = publish(portrait, wish("x", "website-bio", file_format=file_format), tmp_path, KIND)
    for one in done.exports:
        platform = find_platform(one.platform)
        wanted = file_format.upper()
        expected = wanted if wanted in platform.formats else platform.formats[0]
        with Image.open(one.path) as picture:
            assert picture.format == one.format == expected
        assert one.bytes <= platform.max_bytes
        assert any(platform.title in note for note in done.notes) == (expected != wanted)


def test_a_pattern_of_ones_own_names_the_files(portrait, tmp_path):
    """Name, platform and size are filled in."""
    done = publish(
        portrait, wish("x", file_name="{platform}_{name}_{width}x{height}"), tmp_path, KIND
    )
    assert done.exports[0].path.name == "x_zoe-li_400x400.jpg"


@pytest.mark.parametrize("pattern", ["same", "{who}", "a/{name}", "{name", "..{name}", "{0}"])
def test_a_pattern_that_cannot_be_used_is_refused(pattern):
    """It says what may stand in it."""
    with pytest.raises(ExportError, match="file name pattern"):
        find_platform("x").named(pattern)


def test_two_platforms_never_write_one_file(portrait, tmp_path):
    """A pattern without the platform is refused for several."""
    with pytest.raises(ExportError, match="Two platforms would be written"):
        publish(portrait, wish("x", "github", file_name="{name}"), tmp_path / "out", KIND)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("top", "face"), [(-60, 300), (930, 300), (200, 590)], ids=["high", "low", "tight"]
)
def test_a_platform_that_no_crop_can_serve_is_an_error_and_writes_nothing(tmp_path, top, face):
    """A face at the photo's edge, or larger than the shape allows."""
    placed = sitter(1000, 1000 if face < 500 else 640, x=500, top=top, face=face)
    with pytest.raises(ExportError, match=r"nothing was written\. .* would cut the face"):
        publish(placed, wish("website-hero", "linkedin"), tmp_path / "out", KIND)
    assert list(tmp_path.iterdir()) == []


def test_one_platform_that_cannot_be_served_leaves_the_others(portrait, tmp_path):
    """Its reason is told; the wide hero needs more room than the square avatar."""
    tight = sitter(700, 900, x=350, top=240, face=420)
    done = publish(tight, wish("website-hero", "linkedin"), tmp_path, KIND)
    assert [one.platform for one in done.exports] == ["linkedin"]
    assert list(done.not_exported) == ["Website hero"]
    assert any(line.startswith("Not exported for Website hero") for line in done.sentences)


def test_every_file_is_signed_by_what_is_given(portrait, tmp_path):
    """The signer is asked once a platform, with its title; that of sheets for the preview."""
    asked, sheets = [], []

    def sign_for(title):
        asked.append(title)

    def sign_sheet(title):
        sheets.append(title)

    publish(portrait, wish("x", "github"), tmp_path, KIND, sign_for, sign_sheet)
    assert asked == ["Portrait for X profile", "Portrait for GitHub profile"]
    assert sheets == ["How each platform shows it"]


@pytest.mark.parametrize("name", ["passport", "visa", "id-card"])
def test_documents_of_identity_are_no_platform(name):
    """Said plainly, with where to go instead."""
    with pytest.raises(ExportError, match="no pictures for passports"):
        find_platform(name)


def test_a_format_in_the_platforms_name_must_be_taken():
    """website-bio:gif is refused, an unknown platform gets its hint."""
    with pytest.raises(ExportError, match="does not take GIF"):
        find_platform("website-bio:gif")
    with pytest.raises(UnknownName, match="linkedin"):
        find_platform("linkdin:png")  # codespell


def test_the_circle_is_cut_round_in_the_preview(portrait, tmp_path):
    """The corners of an avatar are the card's white."""
    from catchlight.report.previews import _shown

    done = publish(portrait, wish("linkedin", "website-bio"), tmp_path, KIND)
    round_one, square = (np.asarray(_shown(one, 200)) for one in done.previews)
    assert (round_one[0, 0] == 255).all()
    assert not (square[0, 0] == 255).all()
