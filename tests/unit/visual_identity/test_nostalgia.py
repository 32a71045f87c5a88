"""What an audience remembers: years by age, said with the weakness of the evidence."""

import json

import pytest

from catchlight.errors import UsageError
from catchlight.prompts.lexicon import lexicon
from catchlight.retouch.recipe import check
from catchlight.visual_identity.nostalgia import EVIDENCE, memories


def test_the_years_of_the_bump_follow_from_the_ages():
    """In 2026, 50 to 60: born 1966–1976, ages 10–30 are 1976 to 2006, the middle 1980 to 2000."""
    found = memories("50-60", 2026)
    assert found.years == (1976, 2006)
    assert found.peak == (1980, 2000)
    assert [one.era for one in found.suggestions][:2] == ["1990s", "1980s"]
    assert sum(one.share for one in found.suggestions) == pytest.approx(1)


def test_older_audiences_remember_older_looks():
    """The first suggestion moves back with age."""
    firsts = [memories(ages, 2026).suggestions[0].era for ages in ("35-45", "55-65", "75-85")]
    assert firsts == ["2000s", "1980s", "1960s"]


def test_no_year_lies_in_the_future():
    """An audience of 20 remembers up to today."""
    assert memories("20", 2026).years == (2016, 2026)


@pytest.mark.parametrize("ages", ["35-45", "60", "18 to 30", "70–90"])
def test_each_suggestion_can_be_used_and_comes_with_care(ages):
    """Edits that the darkroom takes, eras that prompts know, a care note for every motif."""
    found = memories(ages, 2026)
    for one in found.suggestions:
        if one.edit:
            check((one.edit,))
            assert lexicon().find("era", one.era) is not None
        assert all(thing and care for thing, care in one.motifs)
    assert len(found.care) >= 4
    assert found.sentences[-1] == EVIDENCE
    assert "not tested" in EVIDENCE
    assert json.loads(json.dumps(found.to_dict()))["evidence"] == EVIDENCE


def test_a_young_audience_is_told_that_it_is_an_extrapolation():
    """The review speaks of middle age and older."""
    assert "extrapolation" in memories("25-35", 2026).care[-1]
    assert "extrapolation" not in " ".join(memories("55-65", 2026).care)


@pytest.mark.parametrize("ages", ["", "young", "45-35", "12-16", "30-200", "1.5"])
def test_ages_that_cannot_be_used_say_what_is_expected(ages):
    """Adults, the smaller age first."""
    with pytest.raises(UsageError, match="Expected an age range of adults"):
        memories(ages, 2026)
