"""The prompt rules: their own examples, their words, and what lint_prompt promises."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from catchlight.errors import UnknownName
from catchlight.prompts.lint import RULES, Example, PromptRule, lint_prompt, lint_to_dict

ROOT = Path(__file__).parents[3]
PASSES = [pytest.param(r, e, id=f"{r.id}-{n}") for r in RULES for n, e in enumerate(r.passes)]
FAILS = [pytest.param(r, e, id=f"{r.id}-{n}") for r in RULES for n, e in enumerate(r.fails)]


def rules_found(prompt: str, negative: str = "", job: str | None = None) -> list[str]:
    """The ids of what lint finds."""
    return [finding.rule for finding in lint_prompt(prompt, negative, job)]


@pytest.mark.parametrize(("rule", "example"), PASSES)
def test_a_passing_example_passes_every_rule(rule: PromptRule, example: Example) -> None:
    """What a rule recommends is not what another one forbids."""
    assert rules_found(example.prompt, example.negative, example.job) == []


@pytest.mark.parametrize(("rule", "example"), FAILS)
def test_a_failing_example_is_found_where_it_stands(rule: PromptRule, example: Example) -> None:
    """The finding names the rule, quotes the text at its span, and has a fix."""
    findings = lint_prompt(example.prompt, example.negative, example.job)
    own = [finding for finding in findings if finding.rule == rule.id]
    assert own
    for finding in own:
        start, end = finding.span
        text = example.prompt if finding.text == "prompt" else example.negative
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
        assert finding.message and finding.fix and "{" not in finding.message


def test_there_are_many_rules_each_with_its_reasons() -> None:
    """At least twenty, ids unique, each with rationale and both kinds of example."""
    assert len(RULES) >= 20
    assert [i for i, n in Counter(rule.id for rule in RULES).items() if n > 1] == []
    for rule in RULES:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
        assert len(rule.rationale) > 40 and rule.passes and rule.fails
        assert rule.evidence == "house" or rule.sources


def test_every_source_is_in_the_bibliography() -> None:
    """A cited key resolves."""
    keys = set(re.findall(r"@\w+\{(\w+),", (ROOT / "docs/bibliography.bib").read_text("utf-8")))
    assert {source for rule in RULES for source in rule.sources} <= keys


def test_the_text_is_about_the_prompt_and_kind() -> None:
    """No message judges a person or promises beauty."""
    unkind = re.compile(r"\b(stupid|wrong|bad|lazy|must|should not|prettier|improve your)\b", re.I)
    for rule in RULES:
        assert not unkind.search(f"{rule.message} {rule.fix}"), rule.id


@pytest.mark.parametrize(
    ("prompt", "negative", "job", "expected"),
    [
        ("portrait, flawless skin", "", None, {"flawless-skin"}),
        ("portrait", "asymmetry", None, {"negative-asymmetry"}),
        ("portrait", "moles, age spot", None, {"negative-marks"}),
        ("portrait", "big nose", None, {"negative-features"}),
        ("looking at the camera, looking away", "", None, {"two-gazes"}),
        ("rembrandt lighting, butterfly lighting", "", None, {"two-light-patterns"}),
        ("gorgeous, stunning supermodel", "", None, {"beauty-inflation"}),
        ("a young girl, café", "", None, {"minor-lookalike"}),
        ("cold stare, studio", "", "warmth", {"emotion-against-job"}),
        ("masterpiece, portrait", "", None, {"quality-tokens"}),
    ],
)  # fmt: skip
def test_the_faults_people_know_are_found(
    prompt: str, negative: str, job: str | None, expected: set[str]
) -> None:
    """The brief's own list, each by its rule and by no other."""
    assert set(rules_found(prompt, negative, job)) == expected


CLEAN = [
    "A Kenyan founder in her forties, warm smile, looking at the camera, no airbrushing.",
    "A carpenter in his workshop, soft window light, hands dusty, looking up from the bench",
    "Portrait of a mother who founded a childcare company, seated on a sofa",
    "Studio portrait of a 62-year-old professor, deep wrinkles, kind eyes, 85mm, f/2",
    "portrait of a man with vitiligo, freckles, slight asymmetry, natural light",
    "An editorial photograph of a dancer mid-turn, stunning stage light, dark background",
    "Keep the wrinkles, do not smooth the skin, do not remove freckles",
    "Portrait without airbrushing, beauty filters or fake bokeh",
    "cinematic portrait, (soft rim light:1.2), 50mm, f1.8, film grain, kodak portra 400",
    "A black and white portrait of an elderly fisherman looking into the camera, weathered skin",
    "photo of a doctor, hospital corridor, symmetrical corridor behind",
    "portrait of a pediatrician who treats children",
    "Her face is lit by a smooth gradient of light, skin texture intact",
    "portrait of an Indian scientist in a sari at her lab, catchlights",
    "A woman in a red dress, half in shadow; looks like she is about to speak",
    "portrait by the window, by candlelight",
    "shot on 35mm film, 35mm lens",
    "",
]  # fmt: skip


@pytest.mark.parametrize("prompt", CLEAN)
def test_an_honest_prompt_is_left_alone(prompt: str) -> None:
    """Words that only look like faults are no findings."""
    assert rules_found(prompt, "plastic skin, watermark, extra fingers") == []


@pytest.mark.parametrize(
    "prompt",
    [
        "no airbrushing",
        "avoid: airbrushed skin, flawless skin, poreless skin",
        "without porcelain skin, airbrushing or doll-like faces",
        "not gorgeous, not stunning",
        "un-airbrushed",
        "rather than flawless skin, real texture",
    ],
)
def test_what_is_negated_is_no_fault(prompt: str) -> None:
    """“No airbrushing” is what the rule wants."""
    assert rules_found(prompt) == []


@pytest.mark.parametrize(
    "prompt",
    [
        "no glasses, airbrushed skin",
        "without a hat. Airbrushed skin",
        "no smile but flawless skin",
        "AIRBRUSHED SKIN",
        "air-brushed skin",
        "air_brushed skin",
        "air brushed skin",
    ],
)
def test_a_negation_ends_with_its_clause_and_case_and_hyphens_do_not_matter(prompt: str) -> None:
    """A "no" before the comma says nothing about what comes after it."""
    assert rules_found(prompt) == ["flawless-skin"]


@pytest.mark.parametrize("prompt", ["poresome", "asymmetrically", "remolded", "teenth", "girlhood"])
def test_a_part_of_a_word_is_not_the_word(prompt: str) -> None:
    """Terms end where words end, unless the term says otherwise."""
    assert rules_found(prompt) == []


def test_polish_against_texture_names_both() -> None:
    """The message quotes the two wishes that fight."""
    (finding,) = lint_prompt("flawless skin with visible pores")
    assert finding.message == "“flawless skin” works against “visible pores” in the same prompt."


def test_the_gravest_findings_come_first() -> None:
    """Refusals, then warnings, then hints; within them as written."""
    findings = lint_prompt("masterpiece, gorgeous woman, teenager, flawless skin")
    assert [finding.severity for finding in findings] == ["fail", "warn", "warn", "hint"]


def test_of_a_blend_the_larger_job_is_held() -> None:
    """Looking away fights trust, also when trust is only the greater part."""
    blend = "trust=0.7,contemplation=0.3"
    assert rules_found("founder looking away", job=blend) == ["gaze-against-job"]
    assert rules_found("founder looking away", job="contemplation=0.7,trust=0.3") == []


def test_an_unknown_job_is_refused() -> None:
    """Not linted as if it had none."""
    with pytest.raises(UnknownName, match="Did you mean 'trust'"):
        lint_prompt("portrait", job="trst")


def test_the_json_form_is_the_one_that_was_promised() -> None:
    """Rule, span, message and fix, and in which text; an empty list when all is well."""
    (finding,) = json.loads(json.dumps(lint_to_dict(lint_prompt("portrait", "moles"))))["findings"]
    assert {"rule", "span", "message", "fix"} <= set(finding)
    assert finding["rule"] == "negative-marks"
    assert finding["span"] == [0, 5]
    assert finding["text"] == "negative"
    assert lint_to_dict(()) == {"findings": []}


def test_long_prompts_are_linted_quickly() -> None:
    """Patterns do not blow up on 20,000 characters of near misses; the time-out would tell."""
    noise = "no pores and looking at the side of a symmetrical hallway, (soft, " * 300
    assert isinstance(lint_prompt(noise, noise, "trust"), tuple)
