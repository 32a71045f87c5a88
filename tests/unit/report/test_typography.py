"""Text in pictures: every name is drawn, in its own letters where there are any."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from catchlight.report import typography
from catchlight.report.typography import plain, runs, width_px, write

NAMES = ("Zoë Žižek", "Łukasz Đorđević", "Nguyễn Thị Ánh", "Γιώργος", "Михаил Ёлкин", "Þóra Ægis")


@pytest.fixture
def bare_machine(monkeypatch):
    """A machine without any typeface of its own."""
    monkeypatch.setattr(typography, "SYSTEM_TYPEFACES", ())
    caches = (typography.runs, typography._typeface_for, typography._present)
    for one in caches:
        one.cache_clear()
    yield
    for one in caches:
        one.cache_clear()


@pytest.mark.parametrize("name", NAMES)
def test_latin_greek_and_cyrillic_names_keep_their_letters(bare_machine, name):
    """Accents and all, in the typeface that ships."""
    assert runs(name) == ((name, ""),)


def test_signs_of_captions_are_drawn_as_they_are(bare_machine):
    """Dashes, quotes, signs, degrees; arrows become ">"."""
    text = "“A” – 2 × 3 °C … · −1"
    assert plain(text) == text
    assert plain("3 → 4 ≤ 5") == "3 > 4 <= 5"


@pytest.mark.parametrize(
    ("name", "latin"),
    [("李", "Li"), ("Ana 李", "Ana Li"), ("さくら", "sakura"), ("Дмитро 李", "Дмитро Li")],
)
def test_other_scripts_become_latin_letters_where_the_machine_has_none(bare_machine, name, latin):
    """A name is transliterated, never a box and never a question mark."""
    assert plain(name) == latin


def test_a_typeface_of_the_machine_draws_what_the_shipped_one_lacks(monkeypatch, tmp_path):
    """The name is split into runs; both are drawn on one baseline, one after the other."""
    from importlib import resources

    from PIL import ImageFont

    shipped = resources.files("catchlight.report") / "typeface" / typography.TYPEFACE
    of_machine = tmp_path / "machine.ttf"
    of_machine.write_bytes(shipped.read_bytes())
    monkeypatch.setattr(
        typography, "_typeface_for", lambda char: str(of_machine) if char == "李" else ""
    )
    typography.runs.cache_clear()
    try:
        assert runs("Ana 李 B") == (("Ana ", ""), ("李 ", str(of_machine)), ("B", ""))
        sheet = Image.new("L", (300, 60))
        write(ImageDraw.Draw(sheet), (0, 0), "Ana 李 B", 255, 30.0, "la")
        drawn = np.flatnonzero(np.asarray(sheet).any(axis=0))
        assert drawn[-1] == pytest.approx(width_px("Ana 李 B", 30.0), abs=4)
        assert isinstance(typography.font(30.0, str(of_machine)), ImageFont.FreeTypeFont)
    finally:
        typography.runs.cache_clear()


def test_control_characters_are_only_space(bare_machine):
    """Nothing invisible is drawn as a box."""
    assert plain("a\x00b\tc\u200b") == "a b c "


def test_no_letter_is_drawn_as_the_mark_for_a_missing_one(bare_machine):
    """What is written differs from the typeface's box."""
    letters = typography.font(40.0)
    box = bytes(letters.getmask("\uffff"))
    for char in "".join(NAMES).replace(" ", ""):
        assert bytes(letters.getmask(char)) != box
