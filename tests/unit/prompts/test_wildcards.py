"""Variants and wildcards: seeded, nested, complete, and clear when malformed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from catchlight.errors import BriefError, UnknownName
from catchlight.prompts.template import has_wildcards
from catchlight.prompts.wildcards import expand, expand_all, wildcards_from_folder

HATS = {"hat": ("felt hat", "straw hat", "{red|blue} cap"), "loop": ("a __loop__",)}


def test_the_same_seed_draws_the_same_text() -> None:
    """A template can be had again; over seeds every option comes up."""
    drawn = [expand("{a|b|c}", seed=n) for n in range(30)]
    assert drawn == [expand("{a|b|c}", seed=n) for n in range(30)]
    assert set(drawn) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ("plain text", ("plain text",)),
        ("{a|b} light", ("a light", "b light")),
        ("{2$$ and $$a|b|c}", ("a and b", "a and c", "b and c")),
        ("{1-2$$a|b}", ("a", "b", "a, b")),
        ("{-2$$a|b}", ("a", "b", "a, b")),
        ("{2-$$a|b|c}", ("a, b", "a, c", "b, c", "a, b, c")),
        ("{9$$a|b}", ("a, b",)),
        ("{a|{b|c} d}", ("a", "b d", "c d")),
        ("{|very} warm", ("warm", "very warm")),
        (r"\{a\|b\} {x|y}", ("{a|b} x", "{a|b} y")),
        ("a | b", ("a | b",)),
        ("__hat__", ("felt hat", "straw hat", "red cap", "blue cap")),
        ("__h*__", ("felt hat", "straw hat", "red cap", "blue cap")),
        ("${x=!{a|b}}${x} and ${x}", ("a and a", "b and b")),
        ("${x={a|b}}${x} and ${x}", ("a and a", "a and b", "b and a", "b and b")),
    ],
)
def test_all_expansions_come_in_the_order_written(template: str, texts: tuple[str, ...]) -> None:
    """The syntax people know from dynamic prompts."""
    assert expand_all(template, HATS) == texts


@pytest.mark.parametrize(
    "template", ["{a|{b|c} d}", "{2$$ and $$a|b|c}", "__hat__", "${x=!{a|b}}${x}"]
)
def test_a_draw_is_one_of_all_expansions(template: str) -> None:
    """Drawing and writing out agree; several options may be drawn in any order."""
    everything = {frozenset(text.split()) for text in expand_all(template, HATS)}
    drawn = {frozenset(expand(template, seed, HATS).split()) for seed in range(20)}
    assert drawn <= everything


def test_several_lines_of_one_wildcard_are_never_the_same() -> None:
    """`{2$$__hat__}` draws without putting back."""
    for seed in range(20):
        first, second = expand("{2$$ + $$__flat__}", seed, {"flat": ("a", "b", "c")}).split(" + ")
        assert first != second


def test_weights_shift_the_odds() -> None:
    """An option nine times as heavy is drawn about nine times in ten; weight 0 never."""
    drawn = Counter(expand("{9::a|1::b|0::c}", seed) for seed in range(400))
    assert 330 <= drawn["a"] <= 390
    assert drawn["c"] == 0


def test_the_lexicon_offers_its_own_lists() -> None:
    """`__context__` and its like need no files."""
    assert "library" in expand_all("__context__")
    assert all("lens" in text for text in expand_all("__lens__"))


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{a|b", "'{' without its '}' at character 1"),
        ("a}", "'}' without its '{' at character 2"),
        ("${1x}", "is not a variable"),
        ("{0::a}", "no option with a weight > 0"),
        ("{" * 20 + "a" + "}" * 20, "nests deeper than 12"),
        ("__loop__", "leads back to itself"),
    ],
)
def test_a_malformed_template_says_where(template: str, message: str) -> None:
    """Each error names the place or the name, for drawing and for writing out."""
    with pytest.raises(BriefError, match=message):
        expand(template, wildcards=HATS)
    with pytest.raises(BriefError, match=message):
        expand_all(template, HATS)


@pytest.mark.parametrize(
    ("template", "message"), [("__hut__", "'hat'"), ("${x}", "'x' is unknown")]
)
def test_an_unknown_name_is_named(template: str, message: str) -> None:
    """A missing list gets its neighbours, a missing variable its name."""
    with pytest.raises(UnknownName, match=message):
        expand(template, wildcards=HATS)


def test_writing_out_stops_at_its_limit() -> None:
    """A template of a million texts is refused quickly."""
    with pytest.raises(BriefError, match="more than 1000 expansions"):
        expand_all("{a|b}" * 20)


def test_wildcards_are_read_from_a_folder(tmp_path: Path) -> None:
    """A line an option, comments and empty lines left out, folders in the name."""
    (tmp_path / "clothes").mkdir()
    (tmp_path / "clothes" / "hats.txt").write_text("# hats\nfelt hat\n\nstraw hat\n", "utf-8")
    assert wildcards_from_folder(tmp_path) == {"clothes/hats": ("felt hat", "straw hat")}


def test_a_folder_without_lists_or_with_bytes_is_refused(tmp_path: Path) -> None:
    """Both messages say what was expected."""
    with pytest.raises(BriefError, match="holds no wildcard files"):
        wildcards_from_folder(tmp_path)
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BriefError, match="could not be read"):
        wildcards_from_folder(tmp_path)


@pytest.mark.parametrize(
    ("text", "has"), [("a {b|c}", True), ("__hat__", True), ("snake_case", False)]
)
def test_templates_are_told_from_plain_text(text: str, has: bool) -> None:
    """Only text with something to draw is touched."""
    assert has_wildcards(text) is has
