"""An identity is a file that people write: everything comes back, and mistakes are named."""

import json
import tomllib

import pytest

from catchlight.errors import IdentityError, UnknownName
from catchlight.jobs import built_in_jobs, find_job
from catchlight.visual_identity.from_job import identity_from_job
from catchlight.visual_identity.identity import PARTLY_THE_SITTERS, PARTS, Ground, Trait
from catchlight.visual_identity.learning import learn
from catchlight.visual_identity.record import from_file, from_mapping, to_mapping, to_toml

from .pictures import picture

HAND_WRITTEN = """
name = "North Light"
detail = "the green scarf"

[palette]
colors = ["#1F4E79", "#f2e8d5"]

[framing]
shot = "head-and-shoulders"
aspect = "4:5"
face_fraction = 0.36
eye_line = [0.36, 0.42]

[warmth]
color_temperature_k = { value = 5400, spread = 150, sure = 0.8 }

[background]
family = "plain"
color = "#c9cdd2"
backdrop = "paper-brand"
"""


def learned():
    """An identity of four planted pictures."""
    return learn([picture(f"p{n}", eye_line=0.4 + n / 100) for n in range(4)], 'Say "hi" – 李')


def test_a_learned_identity_comes_back_from_toml_and_json():
    """Every field, with quotes and other scripts in its name."""
    identity = learned()
    assert from_mapping(tomllib.loads(to_toml(identity)), "brand.toml") == identity
    assert from_mapping(json.loads(json.dumps(to_mapping(identity))), "brand.json") == identity


def test_a_file_is_read_by_its_suffix(tmp_path):
    """TOML as it is written, and JSON."""
    identity = learned()
    (tmp_path / "brand.toml").write_text(to_toml(identity), encoding="utf-8")
    (tmp_path / "brand.json").write_text(json.dumps(to_mapping(identity)), encoding="utf-8")
    assert from_file(tmp_path / "brand.toml") == from_file(tmp_path / "brand.json") == identity


def test_hand_written_traits_may_be_numbers_ranges_or_tables():
    """A number means itself ± half a visible step, a range its middle ± half its width."""
    identity = from_mapping(tomllib.loads(HAND_WRITTEN), "brand.toml")
    assert identity.traits["face_fraction"] == Trait(0.36, 0.04)
    assert identity.traits["eye_line"].value == pytest.approx(0.39)
    assert identity.traits["eye_line"].spread == pytest.approx(0.03)
    assert identity.traits["color_temperature_k"] == Trait(5400.0, 150.0, 0.8)
    assert identity.palette == ("#1f4e79", "#f2e8d5")
    assert identity.aspect == 0.8
    assert identity.ground == Ground("plain", "#c9cdd2", backdrop="paper-brand")


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ('name = ""', IdentityError, "has no name"),
        ('name = "A"\nfoo = 1', UnknownName, "'foo' is unknown"),
        ('name = "A"\nschema = 9', IdentityError, "schema is 9"),
        ('name = "A"\n[light]\npattern = "loopy"', UnknownName, "Did you mean 'loop'"),
        ('name = "A"\n[framing]\nface_fractoin = 0.3', UnknownName, "face_fraction"),
        ('name = "A"\n[framing]\neye_line = "high"', IdentityError, r"\[framing\] eye_line is"),
        ('name = "A"\n[framing]\neye_line = [0.5, 0.3]', IdentityError, "eye_line is"),
        ('name = "A"\n[framing]\naspect = "4/5"', IdentityError, "aspect is '4/5'"),
        ('name = "A"\n[palette]\ncolors = ["red"]', IdentityError, "#rrggbb"),
        ('name = "A"\n[gaze]\npolicy = "up"', UnknownName, "policy"),
        ('name = "A"\n[background]\nbackdrop = "wall"', UnknownName, "Backdrop 'wall'"),
        (
            'name = "A"\n[warmth]\nwarmth = { value = 3, sure = 2 }',
            IdentityError,
            "sure is 2. Expected a share",
        ),
        ('name = "A"\nlearned_from = -1', IdentityError, "learned_from"),
        ('name = "A"\nnotes = "x"', IdentityError, "notes"),
        ('name = "A"\nlight = 3', IdentityError, r"table \[light\]"),
        ("name =", IdentityError, "not valid TOML"),
    ],
)
def test_a_wrong_field_is_named(tmp_path, change, error, said):
    """With its place, what was found and what was expected."""
    path = tmp_path / "brand.toml"
    path.write_text(change, encoding="utf-8")
    with pytest.raises(error, match=said):
        from_file(path)


def test_a_missing_file_says_how_to_make_one(tmp_path):
    """The next step is the command."""
    with pytest.raises(IdentityError, match="identity learn"):
        from_file(tmp_path / "none.toml")


@pytest.mark.parametrize("job", list(built_in_jobs()))
def test_every_job_gives_an_identity_that_holds_its_own_middle(job):
    """Traits lie inside the job's bands, and the file comes back."""
    wanted = find_job(job)
    identity = identity_from_job(wanted)
    assert identity.traits
    for cue, trait in identity.traits.items():
        assert wanted.targets[cue].distance(trait.value) == 0
    assert from_mapping(tomllib.loads(to_toml(identity)), "job") == identity


def test_before_a_plain_ground_nobody_is_held_to_one_skin():
    """Whole-picture colour is then the sitter's own, and is not compared."""
    identity = learned()
    assert identity.ground.family == "plain"
    assert set(identity.traits) >= PARTLY_THE_SITTERS
    assert not set(identity.firm) & PARTLY_THE_SITTERS
    assert not set(identity.look_bands()) & {*PARTS["gaze"], *PARTS["smile"]}
