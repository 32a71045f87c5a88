"""The next prompt answers what the takes lacked, says what changed and why, and stays clean."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catchlight.cues.reader import CUE_KINDS
from catchlight.jobs import built_in_jobs, find_job
from catchlight.prompts.dialects import DIALECTS
from catchlight.prompts.direction import Direction, direct
from catchlight.prompts.lexicon import compatible, lexicon
from catchlight.prompts.lint import lint_prompt
from catchlight.prompts.prompt_brief import PromptBrief
from catchlight.prompts.revise import MAX_CHANGES, Lack, Revision, revise
from catchlight.shot import Band

NO_SMILE = Lack(
    "lip_corner_pull", 0.02, Band(0.2, 1.0), True, "smile-missing", "No smile is seen.",
    "emotion", "think of someone you like and let the smile come",
)  # fmt: skip
LOOKS_ASIDE = Lack(
    "gaze_offset_deg", 15.0, Band(0, 7), False, "gaze-averted", "The eyes look past the viewer.",
    "emotion", "look straight into the lens",
)  # fmt: skip


def direction(job: str = "trust", **given: str) -> Direction:
    return direct(PromptBrief(job=job, **given))


def revised(before: Direction, *lacks: Lack, dialect: str = "plain") -> Revision:
    return revise(before, lacks, find_job(before.job).targets, dialect)


def test_too_faint_a_smile_gets_a_phrase_that_asks_for_more() -> None:
    """The expression goes one phrase further; everything else keeps its words."""
    before = direction()
    after = revised(before, NO_SMILE)
    (change,) = after.changes
    assert (change.how, change.layer, change.rule) == ("replaced", "expression", "smile-missing")
    assert change.before.startswith("A trace of a smile")
    assert change.after.startswith("A real, easy smile")
    assert "No smile is seen." in change.sentence
    assert {**after.direction.chosen, "expression": 0} == {**before.chosen, "expression": 0}


def test_words_that_are_not_heard_are_said_louder_then_otherwise() -> None:
    """Step by step: louder, words for the finding, other words for the same, and then no more."""
    now, seen = direction(), []
    for _ in range(8):
        made = revised(now, LOOKS_ASIDE)
        seen += [change.how for change in made.changes]
        now = made.direction
    assert seen[:3] == ["said louder", "added", "replaced"]
    assert revised(now, LOOKS_ASIDE).changes == ()
    assert revised(now, LOOKS_ASIDE).unanswered == (LOOKS_ASIDE,)


def test_no_revision_comes_back_to_words_that_failed() -> None:
    """A phrase that was replaced is spent."""
    now, said = direction(), []
    for _ in range(8):
        now = revised(now, LOOKS_ASIDE).direction
        if not said or said[-1] != now.chosen["gaze"].name:
            said.append(now.chosen["gaze"].name)
    assert len(said) == len(set(said)) > 2


def test_louder_is_a_last_word_in_plain_language_and_a_weight_in_tags() -> None:
    """Each dialect raises its voice in its own way."""
    louder = revised(direction(), LOOKS_ASIDE).direction
    plain = DIALECTS["plain"].render(louder).prompt
    assert plain.split("What matters most: ")[1].startswith("The eyes meet the lens")
    assert plain.count("The eyes meet the lens") == 1
    assert ":1.32)" in DIALECTS["clip"].render(louder).prompt  # 1.15 × 1.15
    assert "Most important: The eyes" in DIALECTS["kontext"].render(louder).prompt


EVERY_JOB = [(job, "plain") for job in built_in_jobs()]


@pytest.mark.parametrize(
    ("job", "dialect"), [*EVERY_JOB, *(("elite", name) for name in ("clip", "kontext"))]
)
def test_a_revised_prompt_is_as_clean_as_the_first(job: str, dialect: str) -> None:
    """Answering every finding there is adds no beauty bias, no conflict, and leaves no band."""
    first = direction(job, identity="founder", context="café")
    bands = find_job(job).targets
    prompt = DIALECTS[dialect].render(first)
    before = {f.rule for f in lint_prompt(prompt.prompt, prompt.negative, job)}
    lacks = [
        Lack(cue, band.low - 1 if is_low else band.high + 1, band, is_low, f"{cue}-rule", "Seen.")
        for cue, band in bands.items()
        for is_low in (True, False)
        if (band.low if is_low else band.high) not in (float("-inf"), float("inf"))
    ]
    assert lacks
    now = first
    for start in range(0, len(lacks), MAX_CHANGES):
        now = revised(now, *lacks[start : start + MAX_CHANGES], dialect=dialect).direction
    text = DIALECTS[dialect].render(now)
    assert text.prompt != prompt.prompt
    assert {f.rule for f in lint_prompt(text.prompt, text.negative, job)} <= before
    assert all(compatible(entry.aims, bands) for entry in now.entries())


def test_what_the_brief_named_is_never_replaced() -> None:
    """Identity, place and the brand's colours are the user's own words."""
    brief = PromptBrief(job="trust", identity="founder", context="café", palette=("#1f4e79",))
    before = direct(brief)
    loud = Lack("colorfulness", 80.0, Band(8, 60), False, "colors-loud", "Loud.")
    busy = Lack("background_clutter", 0.9, Band(0, 0.6), False, "background-cluttered", "Busy.")
    after = revised(before, loud, busy).direction
    for pool in ("identity", "context", "palette"):
        assert after.chosen[pool] is before.chosen[pool]
    assert {entry.cue for entry in after.answers} <= {"colorfulness", "background_clutter"}


def test_a_round_changes_few_things() -> None:
    """With more changes at once nobody could say which of them did what."""
    lacks = [
        Lack(cue, 99.0, find_job("trust").band(cue), False, cue, "Seen.")
        for cue in ("gaze_offset_deg", "brow_lower", "yaw_deg", "pitch_deg", "roll_deg")
    ]
    assert len(revised(direction(), *lacks).changes) == MAX_CHANGES


def test_a_change_that_the_dialect_does_not_show_is_none() -> None:
    """An edit instruction hears nothing of the captured moment, so it is not changed there."""
    blank = Lack("expressiveness", 0.05, Band(0.25, 1), True, "expression-blank", "At rest.")
    before = direction()
    after = revised(before, blank, dialect="kontext")
    shown = [DIALECTS["kontext"].render(one).prompt for one in (before, after.direction)]
    assert len(set(shown)) == (2 if after.changes else 1)


def test_revision_is_pure() -> None:
    """The same direction and lacks give the same revision, and leave their arguments alone."""
    before = direction()
    kept = replace(before)
    assert revised(before, NO_SMILE, LOOKS_ASIDE) == revised(before, NO_SMILE, LOOKS_ASIDE)
    assert before == kept


def test_every_answer_speaks_of_a_cue_that_is_read() -> None:
    """The lexicon of answers names cues that exist, and says something for each."""
    answers = lexicon().answers
    assert set(answers) - set(CUE_KINDS) == set()
    assert all(words.more or words.less for words in answers.values())
