"""What a round lacked: from findings to cues, directions and words."""

from __future__ import annotations

import pytest

from catchlight.critique.critic import judge
from catchlight.critique.rule import Rule, Severity, example_job, example_reading
from catchlight.critique.rules import RULES
from catchlight.jobs import find_job
from catchlight.looping.lacks import lacks_of
from catchlight.prompts.direction import direct
from catchlight.prompts.prompt_brief import PromptBrief
from catchlight.prompts.revise import Lack, revise
from catchlight.ranking import Candidate
from tests.unit.critique.readings import reading

TRUST = find_job("trust")


def take(name: str, **changed: float | None) -> Candidate:
    one = reading(name, **changed)
    return Candidate(name, one, judge(one, TRUST))


def shown(rule: Rule) -> tuple[Candidate, Lack | None]:
    """The rule's first failing example as the only take of a round, and the lack it gives."""
    example = rule.fails[0]
    one, job = example_reading(example), example_job(example)
    best = Candidate("one", one, judge(one, job))
    found = [lack for lack in lacks_of(best, [best], job) if lack.rule == rule.id]
    return best, found[0] if found else None


SERIOUS = [rule for rule in RULES if rule.severity is not Severity.HINT and shown(rule)[1]]


def test_hints_are_not_answered() -> None:
    """They do not stop a take from passing, so no words are spent on them."""
    hint = take("one", skin_shine=0.2)
    assert [f.rule for f in hint.critique.findings if f.rule == "skin-shine"]
    assert lacks_of(hint, [hint], TRUST) == ()


def test_what_most_takes_lack_comes_first() -> None:
    """Only what the best take lacks is answered; the others' takes say how often it happens."""
    best = take("best", gaze_yaw_deg=30.0, lip_corner_pull=0.0)
    others = [take(f"take-{n}", gaze_yaw_deg=25.0 + n) for n in range(3)]
    lacks = lacks_of(best, [best, *others], TRUST)
    assert [(lack.rule, lack.share) for lack in lacks[:2]] == [
        ("gaze-averted", 1.0),
        ("smile-missing", 0.25),
    ]
    assert lacks[0].cue == "gaze_offset_deg"
    assert 26.0 <= lacks[0].measured <= 27.1  # the middle of 25, 26, 27 and 30
    assert lacks_of(others[0], [best, *others], TRUST)[0].rule == "gaze-averted"


@pytest.mark.parametrize(
    ("rule", "is_too_low"),
    [
        ("smile-missing", True),
        ("smile-too-broad", False),
        ("gaze-averted", False),
        ("gaze-too-direct", True),
        ("face-dark", True),
        ("face-bright", False),
        ("eyes-closed", True),
        ("skin-over-smoothed", False),
        ("background-empty", True),
        ("background-cluttered", False),
        ("light-from-below", True),
        ("colors-cold", True),
        ("vintage-missing", True),
    ],
)
def test_a_lack_knows_which_way_is_missing(rule: str, is_too_low: bool) -> None:
    """From the job's band, or from the rule's own examples where it holds for every job."""
    _, lack = shown(next(one for one in RULES if one.id == rule))
    assert lack is not None
    assert lack.is_too_low is is_too_low


@pytest.mark.parametrize("rule", SERIOUS, ids=lambda rule: rule.id)
def test_every_serious_finding_can_be_answered_in_words(rule: Rule) -> None:
    """Every rule that stops a take leads to a change of words that says why."""
    best, lack = shown(rule)
    assert lack is not None
    job = best.critique.job
    made = revise(direct(PromptBrief(job=job.id)), [lack], job.targets)
    assert [change.because for change in made.changes] == [lack.because]
    assert made.unanswered == ()
