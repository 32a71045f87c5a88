"""Rules: every one passes its passing examples, fails its failing ones, and says why it exists."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from catchlight.critique.questions import QUESTIONS
from catchlight.critique.remedy import Reshoot
from catchlight.critique.rule import (
    Finding,
    Rule,
    Severity,
    SkippedRule,
    example_job,
    example_reading,
)
from catchlight.critique.rules import RULES
from catchlight.cues.reader import CUE_KINDS
from catchlight.jobs import DETAIL_BANDS, all_jobs, find_job
from catchlight.reading import Cue, Reading
from catchlight.retouch.edit import Edit
from catchlight.retouch.kinds import EDIT_KINDS

ROOT = Path(__file__).parents[3]
RULES_FOLDER = ROOT / "src/catchlight/critique/rules"
BIBLIOGRAPHY = ROOT / "docs/bibliography.bib"
PASSES = [(rule, example) for rule in RULES for example in rule.passes]
FAILS = [(rule, example) for rule in RULES for example in rule.fails]


def found(rule: Rule, example) -> tuple[Finding, ...]:
    job = example_job(example)
    if not rule.applies_to(job):
        return ()
    result = rule.check(example_reading(example), job)
    assert not isinstance(result, SkippedRule), result
    return result


@pytest.mark.parametrize(("rule", "example"), PASSES, ids=lambda x: getattr(x, "id", ""))
def test_a_passing_example_gives_no_finding(rule, example):
    """What a rule calls good passes it."""
    assert found(rule, example) == ()


@pytest.mark.parametrize(("rule", "example"), FAILS, ids=lambda x: getattr(x, "id", ""))
def test_a_failing_example_gives_one_finding_that_is_sure(rule, example):
    """What a rule calls wrong is found once, with the rule's own severity and grade."""
    (finding,) = found(rule, example)
    assert finding.rule == rule.id
    assert finding.evidence_grade == rule.evidence
    if rule.id != "interchangeable":  # the one rule that is never sure
        assert finding.is_sure
        assert finding.severity is rule.severity


def test_there_are_at_least_forty_rules_with_ids_of_their_own():
    """The set is large enough, and an id names one rule."""
    ids = [rule.id for rule in RULES]
    assert len(ids) >= 40
    assert len(set(ids)) == len(ids)


def test_every_file_in_the_folder_is_listed_under_its_name():
    """A rule file that is not listed would never run."""
    files = {path.stem for path in RULES_FOLDER.glob("*.py")} - {"__init__"}
    assert files == {rule.id.replace("-", "_") for rule in RULES}


def test_every_rule_has_examples_a_rationale_and_a_known_question():
    """Examples are the tests; a question is one of the seven, or none for technical rules."""
    questions = {question.id for question in QUESTIONS} | {""}
    for rule in RULES:
        assert rule.passes, rule.id
        assert rule.fails, rule.id
        assert len(rule.rationale) > 40, rule.id
        assert rule.question in questions, rule.id


def test_every_cue_named_by_a_rule_or_job_is_read():
    """A rule that needs a cue nobody reads would be skipped for ever.

    What is measured of a named detail is added to the reading by who knows its name.
    """
    named = {cue for rule in RULES for cue in (*rule.needs, *rule.bands)}
    named |= {cue for job in all_jobs() for cue in job.targets}
    named |= {cue for question in QUESTIONS for cue in question.key}
    assert named - set(CUE_KINDS) == set(DETAIL_BANDS)


def test_every_source_is_in_the_bibliography():
    """A source is a key that can be looked up."""
    keys = set(re.findall(r"^@\w+\{(\w+),", BIBLIOGRAPHY.read_text(encoding="utf-8"), re.M))
    cited = {source for rule in RULES for source in rule.sources}
    cited |= {source for job in all_jobs() for source in job.sources}
    assert cited - keys == set()


def test_a_house_rule_is_never_dressed_as_science():
    """A grade above house names its sources; a rule without sources is a house rule."""
    for rule in RULES:
        assert rule.sources or rule.evidence == "house", rule.id


def test_practitioners_data_alone_is_graded_weak():
    """docs/rules.md says so: medium takes at least one study."""
    for rule in RULES:
        if set(rule.sources) and set(rule.sources) <= {"Photofeeler2015", "OmiAnalysis"}:
            assert rule.evidence in ("weak", "house"), rule.id


def test_every_question_has_a_rule():
    """A question that no rule speaks to could never be answered no."""
    asked = {rule.question for rule in RULES}
    assert {question.id for question in QUESTIONS} <= asked


@pytest.mark.parametrize(("rule", "example"), FAILS, ids=lambda x: getattr(x, "id", ""))
def test_an_edit_remedy_is_one_the_darkroom_knows(rule, example):
    """A remedy names an edit that exists, with options it takes, inside 0…1."""
    (finding,) = found(rule, example)
    if isinstance(finding.remedy, Edit):
        assert finding.remedy.name in EDIT_KINDS
        assert 0 < finding.remedy.strength <= 1
        assert set(finding.remedy.options) <= set(EDIT_KINDS[finding.remedy.name].options)


def test_a_missing_cue_skips_the_rule_with_the_reason():
    """What could not be measured is said, not passed over."""
    rule = next(one for one in RULES if one.id == "gaze-averted")
    reading = Reading("x", 1, {}, {"gaze_yaw_deg": "sunglasses hide the eyes"})
    result = rule.check(reading, find_job("trust"))
    assert result == SkippedRule("gaze-averted", "gaze yaw deg: sunglasses hide the eyes")


def test_a_cue_that_is_a_guess_skips_the_rule():
    """Low confidence is no ground for a judgement."""
    rule = next(one for one in RULES if one.id == "smile-missing")
    cue = Cue("lip_corner_pull", 0.0, "", 0.0, 0.0, 0.1)
    result = rule.check(Reading("x", 1, {cue.name: cue}), find_job("trust"))
    assert isinstance(result, SkippedRule)


def test_a_rule_that_breaks_is_a_recorded_skip():
    """One rule's failure does not cost the critique."""
    rule = next(one for one in RULES if one.id == "smile-missing")

    def broken(reading, job):
        raise RuntimeError("boom")
        yield

    result = replace(rule, judge=broken).check(
        example_reading({"lip_corner_pull": 0.0}), find_job("trust")
    )
    assert result == SkippedRule("smile-missing", "judging it failed (RuntimeError: boom)")


def test_an_unsure_measurement_softens_the_finding():
    """A value outside the band whose range reaches far into it is a hint, not a warning."""
    rule = next(one for one in RULES if one.id == "head-turned")
    sure = Cue("yaw_deg", 23.0, "deg", 22.0, 24.0, 0.9)
    wide = Cue("yaw_deg", 23.0, "deg", 3.0, 43.0, 0.9)
    job = find_job("trust")
    (certain,) = rule.check(Reading("x", 1, {"yaw_deg": sure}), job)
    (doubtful,) = rule.check(Reading("x", 1, {"yaw_deg": wide}), job)
    assert (certain.severity, certain.is_sure) == (Severity.WARN, True)
    assert (doubtful.severity, doubtful.is_sure) == (Severity.HINT, False)


@pytest.mark.parametrize(
    ("id_", "inside", "beyond"),
    [
        ("gaze-averted", {"gaze_yaw_deg": 11, "gaze_pitch_deg": 0}, {"gaze_yaw_deg": 12}),
        ("head-turned", {"yaw_deg": 22}, {"yaw_deg": 24}),
        ("head-tilted", {"roll_deg": 12}, {"roll_deg": 14}),
        ("chin-low", {"pitch_deg": -17}, {"pitch_deg": -19}),
    ],
)
def test_within_a_warps_limit_the_remedy_is_an_edit_and_beyond_it_a_reshoot(id_, inside, beyond):
    """The critic never proposes what a warp would refuse."""
    rule = next(one for one in RULES if one.id == id_)
    (small,) = found(rule, inside)
    (large,) = found(rule, {**inside, **beyond})
    assert isinstance(small.remedy, Edit)
    assert isinstance(large.remedy, Reshoot)
