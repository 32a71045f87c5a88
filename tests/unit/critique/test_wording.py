"""Wording: plain, kind, about the picture, never about the person or what they cannot change."""

from __future__ import annotations

import re

import pytest

from catchlight.critique.compare import compare, impression_changes
from catchlight.critique.critic import critique
from catchlight.critique.detail import KNOWN_DETAILS
from catchlight.critique.named_detail import PLACE_WORDS
from catchlight.critique.questions import QUESTIONS
from catchlight.critique.remedy import in_words
from catchlight.critique.rule import example_job, example_reading
from catchlight.critique.rules import RULES
from catchlight.critique.wording import amount, listed, wish
from catchlight.impressions.published import PublishedModel
from catchlight.jobs import all_jobs
from catchlight.ranking import Candidate, rank
from catchlight.shot import Band

from .readings import reading

# Judgements on the person, on looks, or advice to change what a sitter is.
NEVER = re.compile(
    r"\b(ugly|beautiful|pretty|handsome|attractiveness score|fat|thin|slim|overweight|weight loss|"
    r"younger|older|youthful|wrinkl\w*|ageing|aging|feminine|masculine|manly|womanly|ethnic\w*|"
    r"race|racial|skin colou?r|fairer|whiten\w*|lighten (?:the|your) skin|double chin|big nose|"
    r"bad skin|blemish\w*|flaws?|imperfect face|unattractive|plain face|lose weight|"
    r"you look|you are|your face|your nose|your eyes are)\b",
    re.IGNORECASE,
)
# Words about raters and studies are allowed in rationales and notes, not in what a sitter is told.
UNKIND = re.compile(
    r"\b(bad|wrong|terrible|awful|horrible|fail(?:ed|ure)?|poor|stupid|boring|creepy|weird)\b",
    re.IGNORECASE,
)


def told() -> list[tuple[str, str]]:
    """Everything a user is told about their own picture: messages, fixes, answers, headlines."""
    said = []
    for rule in RULES:
        for example in rule.fails:
            job = example_job(example)
            for finding in rule.check(example_reading(example), job):
                said.append((rule.id, finding.message))
                said.append((rule.id, in_words(finding.remedy)))
        said.append((rule.id, rule.title))
    for job in all_jobs():
        result = critique(reading(), {}, job)
        said += [(f"{job.id}/{one.id}", f"{one.evidence} {one.fix}") for one in result.questions]
        said.append((job.id, result.headline))
        said.append((job.id, result.diagnosis.advice))
    said += [(question.id, question.help_) for question in QUESTIONS]
    return said + told_of_two() + told_of_details()


def told_of_two() -> list[tuple[str, str]]:
    """What comparing and ranking say, of a good portrait and each rule's failing example."""
    said = []
    for rule in RULES:
        for example in rule.fails:
            job, other = example_job(example), example_reading(example)
            good = reading(photo="good.jpg")
            both = [Candidate("a", good, critique(good, PublishedModel().infer(good), job))]
            both.append(Candidate("b", other, critique(other, PublishedModel().infer(other), job)))
            said += [("compare", text) for text in compare(good, other, job)]
            said += [("rank", place.reason) for place in rank(both).places]
            told = impression_changes(both[0].critique.impressions, both[1].critique.impressions)
            said += [("impressions", text) for text in told]
            said += [(f"{rule.id}/{one.id}", one.evidence) for one in both[1].critique.questions]
    return said


def told_of_details() -> list[tuple[str, str]]:
    """What jobs propose and how details are named."""
    said = [(f"/{detail.name}", detail.phrase) for detail in KNOWN_DETAILS]
    said += [(f"/{place}", words) for place, words in PLACE_WORDS.items()]
    for job in all_jobs():
        said += [(f"{job.id}/words", text) for text in (*job.contexts, *job.postures, job.mood)]
    return said


def test_nothing_is_said_about_the_person():
    """No word on beauty, age, sex, weight, race or what a face is like."""
    assert [(where, text) for where, text in told() if NEVER.search(text)] == []


def test_nothing_unkind_is_said():
    """What is told is about the picture, and what to do."""
    assert [(where, text) for where, text in told() if UNKIND.search(text)] == []


def test_rationales_and_caveats_give_no_advice_on_the_person():
    """Reasons may speak of studies, never of changing a sitter."""
    texts = [rule.rationale + " " + rule.note for rule in RULES]
    texts += [" ".join((job.about, job.wanted, *job.caveats)) for job in all_jobs()]
    advice = re.compile(r"\b(lose weight|look younger|lighten|whiten|thinner|be more feminine)\b")
    assert [text for text in texts if advice.search(text)] == []


def test_every_message_is_a_sentence():
    """A capital at the start, a full stop at the end, no code names in it."""
    for where, text in told():
        if not text or "/" in where:
            continue
        assert text[0].isupper() or text[0].isdigit(), (where, text)
        assert "_" not in text.split("(edit ")[0], (where, text)


def test_popular_claims_carry_what_studies_found():
    """Asymmetry, airbrushing, warm light, context and broad smiles: asked for, and qualified."""
    with_note = {rule.id for rule in RULES if rule.note}
    assert with_note >= {
        "too-symmetric", "skin-over-smoothed", "colors-cold", "background-empty",
        "smile-too-broad", "vintage-missing",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("yaw_deg", 24.3, "24°"),
        ("yaw_deg", -0.2, "0°"),
        ("pitch_deg", -12.0, "−12°"),
        ("color_temperature_k", 5230.4, "5230 K"),
        ("face_exposure_stops", -0.75, "−0.8 stops"),
        ("colorfulness", 33.4, "33"),
        ("lip_corner_pull", 0.125, "0.12"),
        ("lip_corner_pull", -0.001, "0.00"),
    ],
)
def test_numbers_are_written_as_people_write_them(name, value, said):
    """With their unit, and no more digits than they can bear."""
    assert amount(name, value) == said


def test_bands_are_said_with_their_open_ends():
    """An open end is "at least" or "at most"."""
    inf = float("inf")
    assert wish("yaw_deg", Band(-5, 5)) == "−5° to 5°"
    assert wish("lighting_ratio_stops", Band(0.4, 3)) == "0.4 to 3.0 stops"
    assert wish("expressiveness", Band(0.2, inf)) == "at least 0.20"
    assert wish("colorfulness", Band(-inf, 40)) == "at most 40"


def test_lists_are_joined_as_in_speech():
    """One, two, three."""
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
