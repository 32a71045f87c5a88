"""Emotional jobs: found by name, blended by share, read from a user's file."""

from __future__ import annotations

import math

import pytest

from catchlight.errors import BriefError, UnknownName
from catchlight.jobs import all_jobs, built_in_jobs, find_job, load_jobs
from catchlight.shot import Band

NAMED_BY_PEOPLE = {
    "trust", "warmth", "approachability", "authority", "thought-leadership", "creativity",
    "ambition", "elite", "contemplation", "confidence", "playfulness", "nostalgia",
}  # fmt: skip

OWN_JOB = """
[keynote]
based_on = "authority"
title = "Keynote"
[keynote.targets]
lip_corner_pull = [0.1, 0.5]

[calm]
title = "Calm"
wanted = "all is well"
about = "Quiet."
gaze = "either"
[calm.targets]
colorfulness = [-inf, 40, 0.5]
"""


@pytest.fixture
def own_file(tmp_path):
    path = tmp_path / "jobs.toml"
    path.write_text(OWN_JOB, encoding="utf-8")
    return path


def test_all_jobs_that_people_name_are_there():
    """At least the twelve, each with targets and words."""
    assert set(built_in_jobs()) >= NAMED_BY_PEOPLE
    for job in all_jobs():
        assert len(job.targets) >= 10, job.id
        assert job.title, job.id
        assert job.wanted, job.id
        assert job.contexts, job.id
        assert job.postures, job.id
        assert job.mood, job.id


def test_a_job_without_ratings_to_test_it_on_says_so():
    """Creativity, contemplation, elite and nostalgia are unvalidated and graded weak or house."""
    for name in ("creativity", "contemplation", "elite", "nostalgia"):
        job = find_job(name)
        assert not job.validated
        assert job.evidence in ("weak", "house")
        assert job.caveats


def test_a_grade_above_house_names_its_sources():
    """No job dresses practice as science."""
    assert [job.id for job in all_jobs() if job.evidence != "house" and not job.sources] == []


def test_the_gaze_that_serves_depends_on_the_job():
    """Direct for trust, averted for contemplation."""
    assert find_job("trust").gaze == "direct"
    assert find_job("trust").targets["gaze_offset_deg"].high < 10
    assert find_job("contemplation").gaze == "averted"
    assert find_job("contemplation").targets["gaze_offset_deg"].low > 5


def test_the_worked_rules_hold():
    """Creativity wants asymmetry and a place; thought leadership no over-smiling."""
    creativity, trust = find_job("creativity"), find_job("trust")
    assert creativity.targets["expression_asymmetry"].low > 0
    assert creativity.targets["background_clutter"].low > 0
    assert trust.targets["background_clutter"].high <= 0.6
    smile = find_job("thought-leadership").targets["lip_corner_pull"]
    assert smile.high < trust.targets["lip_corner_pull"].high


@pytest.mark.parametrize(
    "written", ["thought-leadership", "Thought Leadership", "thought_leadership"]
)
def test_a_job_is_found_however_it_is_written(written):
    """Case, blanks and underscores do not matter."""
    assert find_job(written).id == "thought-leadership"


def test_an_unknown_job_names_its_neighbours():
    """The message ends with the next step."""
    with pytest.raises(UnknownName, match=r"'trsut' is unknown\. Did you mean 'trust'\?") as caught:
        find_job("trsut")
    assert "catchlight jobs" in str(caught.value)


def test_a_blend_averages_bands_by_share():
    """70 % of one edge, 30 % of the other; weights likewise."""
    blend = find_job("trust=0.7,warmth=0.3")
    trust, warmth = find_job("trust").targets, find_job("warmth").targets
    expected = 0.7 * trust["warmth"].low + 0.3 * warmth["warmth"].low
    assert blend.targets["warmth"].low == pytest.approx(expected)
    weight = 0.7 * trust["warmth"].weight + 0.3 * warmth["warmth"].weight
    assert blend.targets["warmth"].weight == pytest.approx(weight)


def test_shares_are_scaled_to_one():
    """7 to 3 is 0.7 to 0.3."""
    assert find_job("trust=7,creativity=3").id == "trust=0.7,creativity=0.3"


def test_an_edge_that_one_job_leaves_open_stays_with_the_job_that_closes_it():
    """Open means no wish, not a wish for infinity."""
    blend = find_job("trust=0.5,creativity=0.5")
    assert blend.targets["expression_asymmetry"].low == pytest.approx(
        find_job("creativity").targets["expression_asymmetry"].low
    )
    assert math.isfinite(blend.targets["expression_asymmetry"].high)


def test_a_blend_says_its_conflicts_aloud_and_follows_the_larger_share():
    """Trust wants the eyes on the viewer, contemplation elsewhere."""
    blend = find_job("trust=0.4,contemplation=0.6")
    assert blend.gaze == "averted"
    assert (
        blend.targets["gaze_offset_deg"].low
        == find_job("contemplation").targets["gaze_offset_deg"].low
    )
    assert any("gaze cannot serve all" in sentence for sentence in blend.conflicts)


def test_a_blend_is_never_validated_and_has_the_worse_grade():
    """What was tested for one was not tested for the mixture."""
    blend = find_job("warmth=0.5,creativity=0.5")
    assert not blend.validated
    assert blend.evidence == "house"


@pytest.mark.parametrize(
    "text", ["trust=0.7,creativity", "trust=x,warmth=1", "trust=-1,warmth=1", "trust=1,trust=1"]
)
def test_a_malformed_blend_says_what_was_expected(text):
    """Each job once, with a share above 0."""
    with pytest.raises(BriefError, match="Expected each job once"):
        find_job(text)


def test_a_users_job_builds_on_another(own_file):
    """What it names wins; the rest is inherited; its evidence is a house grade."""
    jobs = load_jobs(own_file)
    keynote = jobs["keynote"]
    assert keynote.targets["lip_corner_pull"] == Band(0.1, 0.5)
    assert keynote.targets["pitch_deg"] == find_job("authority").targets["pitch_deg"]
    assert (keynote.evidence, keynote.validated) == ("house", False)
    assert find_job("calm", jobs).targets == {"colorfulness": Band(-math.inf, 40, 0.5)}
    assert find_job("keynote=0.5,trust=0.5", jobs).id == "keynote=0.5,trust=0.5"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[a]\ntitle='A'\nwanted='w'\nabout='x'\n", "has no targets"),
        ("[a]\nabout='x'\n[a.targets]\nwarmth=[0,1]\n", "has no title"),
        ("[a]\nbased_on='trsut'\n", "Did you mean 'trust'"),
        ("[a]\nbased_on='trust'\ngaze='sideways'\n", "'sideways' is unknown"),
        ("[a]\nbased_on='trust'\ncolour='red'\n", "field 'colour' is unknown"),
        ("[a]\nbased_on='trust'\n[a.targets]\nwarmth=[5,1]\n", "low ≤ high"),
        ("[a]\nbased_on='trust'\n[a.targets]\nwarmth=[0,1,2]\n", "weight 0 to 1"),
        ("[a]\nbased_on='trust'\ncontexts='here'\n", "Expected a list of texts"),
        ("[a]\nbased_on='trust'\nimpressions={dominance='high'}\n", "−1 to 1"),
        ("[a]\nbased_on='trust'\nimpressions={dominance=3}\n", "−1 to 1"),
        ("[a]\nbased_on='trust'\npalette=['red']\n", "'red'. Expected colours written #rrggbb"),
        ("[a]\nbased_on='trust'\nvalidated='yes'\n", "Expected true or false"),
        ("[a]\nbased_on='trust'\ntargets=[1]\n", "Expected a table of cues"),
        ("[a]\nbased_on='trust'\ntitle=' '\n", "title is ' '. Expected text"),
        ("['Key Note']\nbased_on='trust'\n", "called 'Key Note'. Expected small letters"),
        ("['a=b']\nbased_on='trust'\n", "Expected small letters"),
        ("a = 3\n", "Expected a table"),
        ("[a\n", "is not valid TOML"),
    ],
)
def test_a_wrong_job_file_names_the_place(tmp_path, text, said):
    """The message names the file and the field."""
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((BriefError, UnknownName), match=said) as caught:
        load_jobs(path)
    assert "mine.toml" in str(caught.value)


def test_a_missing_job_file_is_told_in_words(tmp_path):
    """No traceback, the next step."""
    with pytest.raises(BriefError, match="Check the path"):
        load_jobs(tmp_path / "none.toml")


def test_a_job_can_be_written_as_json():
    """Open ends are null, tuples are lists."""
    values = find_job("trust").to_dict()
    assert values["targets"]["expressiveness"]["high"] is None
    assert values["contexts"] == list(find_job("trust").contexts)


def test_a_users_job_without_a_title_is_called_by_its_own_name(tmp_path):
    """Not by that of the job it builds on, whose bands it no longer has."""
    path = tmp_path / "mine.toml"
    path.write_text("[town-hall]\nbased_on = 'authority'\n", encoding="utf-8")
    assert load_jobs(path)["town-hall"].title == "Town hall"


def test_a_blend_says_each_conflict_once_and_without_units():
    """The look is told of as a look, other cues by their plain names."""
    gaze, *others = find_job("trust=0.7,contemplation=0.3").conflicts
    assert gaze.startswith("The gaze cannot serve all: trust wants it direct")
    assert not [sentence for sentence in others if "gaze" in sentence]
    said = " ".join(find_job("playfulness=0.6,contemplation=0.4").conflicts)
    assert "Playfulness and contemplation ask for different amounts of lip corner pull" in said
    assert not any(unit in said for unit in (" deg", " stops", " cm"))


@pytest.mark.parametrize("color", ["nocolor", "#12", "1f4e79", "#+1+2+3"])
def test_a_palette_holds_colors_only(color):
    """What is no colour is told, not passed over."""
    with pytest.raises(BriefError, match="Expected colours written #rrggbb"):
        find_job("trust").with_palette((color,))
