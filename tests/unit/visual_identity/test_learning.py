"""Learning: the middle of what is there, deaf to one stranger, and honest about disagreement."""

import numpy as np
import pytest

from catchlight.errors import IdentityError
from catchlight.visual_identity.identity import FIRM
from catchlight.visual_identity.learning import learn, robust_trait

from .pictures import WALL, picture


def test_one_picture_that_does_not_belong_changes_little():
    """Median and median deviation: eleven alike and one far off give the eleven's identity."""
    alike = [picture(f"p{n}", face_fraction=0.33 + 0.001 * n) for n in range(11)]
    clean = learn(alike)
    mixed = learn([*alike, picture("stranger", face_fraction=0.7, wall="#802020")])
    assert mixed.traits["face_fraction"].value == pytest.approx(0.335, abs=0.003)
    assert mixed.traits["face_fraction"].spread < 1.4 * clean.traits["face_fraction"].spread
    assert mixed.ground.color == clean.ground.color == WALL


def test_few_photos_are_less_sure_and_allow_more():
    """Three alike photos do not make an identity that no fourth can meet."""
    three, many = (learn([picture(f"p{n}") for n in range(count)]) for count in (3, 20))
    few, lot = three.traits["eye_line"], many.traits["eye_line"]
    assert few.spread > 2 * lot.spread > 0
    assert few.sure < lot.sure
    assert few.sure >= FIRM


def test_what_the_photos_do_not_agree_on_is_left_open():
    """Wildly different smiles make no smile of the brand, and the note says so."""
    smiles = (0.0, 1.0, 0.1, 0.9, 0.5, 0.95)
    identity = learn([picture(f"p{n}", lip_corner_pull=s) for n, s in enumerate(smiles)])
    assert not identity.traits["lip_corner_pull"].is_firm
    assert identity.smile == "either"
    assert "lip corner pull" in identity.notes[0]


@pytest.mark.parametrize(
    ("values", "field", "word"),
    [
        ({"gaze_offset_deg": 2.0}, "gaze", "direct"),
        ({"gaze_offset_deg": 20.0}, "gaze", "averted"),
        ({"gaze_offset_deg": 11.0}, "gaze", "either"),
        ({"lip_corner_pull": 0.05}, "smile", "none"),
        ({"lip_corner_pull": 0.4}, "smile", "slight"),
        ({"lip_corner_pull": 0.8}, "smile", "clear"),
        ({"face_fraction": 0.5}, "shot", "close-up"),
        ({"face_fraction": 0.2}, "shot", "half-length"),
        ({"grain": 0.012, "faded_blacks": 20.0}, "era", "analogue film"),
        ({}, "era", ""),
        ({}, "pattern", "loop"),
        ({}, "aspect", 0.8),
    ],
)
def test_words_follow_the_figures(values, field, word):
    """Policies, shot and film look."""
    identity = learn([picture(f"p{n}", **values) for n in range(5)])
    assert getattr(identity, field) == word


def test_a_busy_background_is_context_and_gets_no_backdrop():
    """Only a plain wall can be painted again."""
    identity = learn([picture(f"p{n}", background_clutter=0.6) for n in range(4)])
    assert (identity.ground.family, identity.ground.backdrop) == ("context", "")


def test_skin_is_nobodys_palette():
    """A colour that may be skin is left out, a shared one stays, a single one goes."""
    skin, shared, single = "#b98a6d", "#1f3b4d", "#10a020"
    pictures = [picture(f"p{n}", palette=(skin, shared)) for n in range(3)]
    pictures.append(picture("odd", palette=(skin, single)))
    assert learn(pictures).palette == (shared,)


@pytest.mark.parametrize("count", [0, 2, 21])
def test_three_to_twenty_photos_are_needed(count):
    """The message says how many there were."""
    with pytest.raises(IdentityError, match=f"from {count} photos. Expected 3 to 20"):
        learn([picture(f"p{n}") for n in range(count)])


def test_a_cue_that_few_photos_show_is_no_trait():
    """Fewer than three measurements say nothing."""
    pictures = [picture(f"p{n}", without=("grain",)) for n in range(3)]
    assert "grain" not in learn([*pictures, picture("p3"), picture("p4")]).traits


def test_the_spread_is_shrunk_to_what_is_usual():
    """n = 4, own spread 0, usual .6 of a step of 1: √(2 · .36 / 6) = .346."""
    trait = robust_trait(np.array([1.0, 1.0, 1.0, 1.0]), np.full(4, 1.0), 1.0)
    assert trait.spread == pytest.approx(0.3464, abs=1e-4)
    assert trait.sure == pytest.approx(4 / 6, abs=1e-3)
