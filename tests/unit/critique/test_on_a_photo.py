"""The critic on a real photo: every rule judges or says why not, for every job."""

from __future__ import annotations

import pytest

from catchlight.critique.critic import applicable, critique
from catchlight.cues.reader import read_portrait
from catchlight.impressions.impression import Impression
from catchlight.impressions.published import PublishedModel
from catchlight.jobs import all_jobs, find_job
from catchlight.portrait import Portrait
from catchlight.reading import Reading


@pytest.fixture(scope="module")
def sample(astronaut: Portrait) -> Reading:
    return read_portrait(astronaut, "sample:astronaut")


@pytest.mark.parametrize("job", all_jobs(), ids=lambda job: job.id)
def test_no_rule_breaks_on_a_photo(sample, job):
    """What was skipped names a cue that could not be measured, never a failure of the rule."""
    result = critique(sample, {}, job)
    assert [skip for skip in result.skipped if "failed" in skip.reason] == []
    assert len(result.questions) == 7
    known = {rule.id for rule in applicable(job)}
    assert {finding.rule for finding in result.findings} <= known


def test_the_smile_of_the_sample_serves_trust_and_not_contemplation(sample):
    """She smiles broadly into the lens."""
    trust = critique(sample, {}, find_job("trust"))
    assert trust.answer("intentional-expression").verdict == "yes"
    assert trust.answer("gaze-relation").verdict == "yes"
    still = critique(sample, {}, find_job("contemplation"))
    assert still.answer("intentional-expression").verdict == "no"
    assert still.job_fit < trust.job_fit


def test_the_sample_looks_warm_and_happy(sample):
    """The published effects of her smile."""
    found = PublishedModel().infer(sample)
    for name in ("warmth", "happiness", "trustworthiness", "outgoingness"):
        one = found[name]
        assert isinstance(one, Impression)
        assert one.value > 55, name


def test_evidence_points_to_the_picture(sample):
    """Each answer names cues, and places inside the picture."""
    for answer in critique(sample, {}, find_job("trust")).questions:
        assert answer.evidence
        for polygon in answer.where:
            assert all(-0.5 <= x <= 1.5 and -0.5 <= y <= 1.5 for x, y in polygon)
