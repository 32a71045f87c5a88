"""A brief is read as written, and a wrong field is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from catchlight.brief import DEFAULT_PLATFORMS, Brief, brief_from_toml
from catchlight.errors import BriefError

WHOLE = """
# catchlight: off background-plain
job = "trust=0.7,creativity=0.3"
sitter = "Sam"
identity = "founder"
emotion = "approachable"
context = "café"
detail = "the one-sided smile"
palette = ["#1f4e79", "#F2E8D5"]
platforms = ["linkedin", "github"]
takes = 10
seed = 3
face = 2
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "brief.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_whole_brief_is_read_as_written(tmp_path: Path) -> None:
    """Every field arrives, and an `off` comment leaves its rule out."""
    brief = brief_from_toml(written(tmp_path, WHOLE))
    assert brief == Brief(
        job="trust=0.7,creativity=0.3",
        sitter="Sam",
        identity="founder",
        emotion="approachable",
        context="café",
        detail="the one-sided smile",
        palette=("#1f4e79", "#F2E8D5"),
        platforms=("linkedin", "github"),
        takes=10,
        seed=3,
        face=2,
        off=("background-plain",),
    )


def test_only_the_job_is_needed(tmp_path: Path) -> None:
    """Everything else has a default."""
    assert brief_from_toml(written(tmp_path, 'job = "trust"')).platforms == DEFAULT_PLATFORMS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no emotional job"),
        ('job = ""', "no emotional job"),
        ('job = "trust"\nemotoin = "calm"', "Did you mean 'emotion'"),
        ('job = "trust"\ntakes = "many"', "takes is 'many'. Expected a whole number"),
        ('job = "trust"\ntakes = true', "takes is True. Expected a whole number"),
        ('job = "trust"\ntakes = 100', "100 takes. Expected 1 to 24"),
        ('job = "trust"\npalette = "#123456"', "Expected a list of texts"),
        ('job = "trust"\npalette = ["blue"]', "Expected colours written #rrggbb"),
        ('job = "trust"\nface = 0', "counted from the left"),
        ('job = "trust"\nseed = -1', "seed is -1. Expected a whole number from 0 up"),
        ('job = "trust"\nplatforms = []', "names no platform"),
        ("job = trust", "is not valid TOML"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, text: str, said: str) -> None:
    """The error says which field, what was found and what was expected."""
    with pytest.raises(BriefError) as caught:
        brief_from_toml(written(tmp_path, text))
    assert said in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """No traceback for a wrong path."""
    with pytest.raises(BriefError, match=r"nothing\.toml could not be read"):
        brief_from_toml(tmp_path / "nothing.toml")


def test_options_win_over_the_file() -> None:
    """What is given on the command line replaces the brief's own; None changes nothing."""
    brief = Brief(job="trust", takes=4).with_options(takes=9, seed=None)
    assert (brief.takes, brief.seed) == (9, 0)


def test_a_brief_survives_as_plain_values() -> None:
    """kit.json keeps lists, not tuples."""
    assert Brief(job="trust", palette=("#123456",)).to_dict()["palette"] == ["#123456"]
