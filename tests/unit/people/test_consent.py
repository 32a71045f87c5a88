"""Consent: what it covers, on which day, and that nothing happens without it."""

from dataclasses import replace
from datetime import date

import pytest

from catchlight.errors import ConsentMissing
from catchlight.people.consent import Consent, require
from catchlight.people.sheet import USE_WORDS, consent_sheet

DAY = date(2026, 11, 24)
GIVEN = Consent(
    "Ana",
    date(2026, 11, 1),
    uses=("develop", "export"),
    backends=("darkroom",),
    platforms=("linkedin",),
    until=date(2026, 11, 30),
)
CASES = {
    "a use": ({"use": "generate"}, "the use “generate”"),
    "a service": ({"use": "develop", "backend": "openai"}, "the service “openai”"),
    "a platform": ({"use": "export", "platform": "x"}, "the platform “x”"),
    "too late": ({"use": "develop", "on": date(2026, 12, 1)}, "ended on 2026-11-30"),
    "too early": ({"use": "develop", "on": date(2026, 10, 31)}, "holds from 2026-11-01"),
}


def test_what_was_agreed_to_is_allowed_up_to_the_last_day():
    """And the last day counts."""
    require(GIVEN, "develop", backend="darkroom", on=DAY)
    require(GIVEN, "export", platform="linkedin", on=date(2026, 11, 30))


@pytest.mark.parametrize("case", CASES)
def test_what_was_not_agreed_to_is_refused_with_the_reason(case):
    """Use, service, platform, day."""
    what, why = CASES[case]
    with pytest.raises(ConsentMissing, match=why):
        require(GIVEN, **{"on": DAY, **what})


def test_a_withdrawn_consent_covers_nothing_from_that_day_on():
    """Not even on the day itself."""
    ended = replace(GIVEN, withdrawn_on=DAY)
    assert "withdrew" in ended.refusal("develop", on=DAY)
    assert ended.refusal("develop", on=date(2026, 11, 23)) == ""


def test_no_consent_is_no_consent():
    """Silence is not agreement."""
    with pytest.raises(ConsentMissing, match="No consent is on record"):
        require(None, "develop", on=DAY)


def test_the_sheet_says_what_is_agreed_to_and_what_rights_there_are():
    """Ticked as agreed, escaped, and nothing fetched from elsewhere."""
    page = consent_sheet(replace(GIVEN, sitter="Ana <b>"), publisher="Studio & Co")
    assert "Ana &lt;b&gt;" in page and "Studio &amp; Co" in page
    assert page.count("<li class=agreed>") == 2
    assert all(words in page for words in USE_WORDS.values())
    assert "withdraw this consent at any time" in page and "receipt" in page
    assert "http" not in page.replace("http-equiv", "") and "src=" not in page


def test_a_blank_sheet_ticks_nothing():
    """The sitter chooses by hand."""
    page = consent_sheet(Consent("", DAY, uses=()), blank=True)
    assert "agreed" not in page.split("</style>")[1].split("<h2>")[2]
    assert "<li class=agreed>" not in page
    assert page.count('class="line"') >= 6
