"""The loop asks, revises and stops for a reason; here over readings alone, without a picture."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from catchlight.critique.critic import judge
from catchlight.errors import BackendTimeout, SpendLimit
from catchlight.jobs import find_job
from catchlight.looping.rounds import Ask, Limits, Loop, Made, Stop, run_rounds
from catchlight.prompts.direction import direct
from catchlight.prompts.prompt_brief import PromptBrief
from catchlight.ranking import Candidate
from tests.unit.critique.readings import reading

TRUST = find_job("trust")
GOOD: dict[str, float] = {}
LOOKS_ASIDE = {"gaze_yaw_deg": 30.0}
NO_SMILE = {"lip_corner_pull": 0.0}


def take(name: str, likeness: float | None = None, **changed: float | None) -> Candidate:
    one = reading(name, **changed)
    return Candidate(name, one, judge(one, TRUST), likeness)


class Scripted:
    """Gives each round what the script says: cue changes of one take each, or an ending."""

    def __init__(self, *rounds: Sequence[dict[str, float]] | Made) -> None:
        self.rounds = rounds
        self.asks: list[Ask] = []

    def __call__(self, ask: Ask) -> Made:
        self.asks.append(ask)
        given = self.rounds[min(ask.number, len(self.rounds)) - 1]
        if isinstance(given, Made):
            return given
        return Made(tuple((n, take(f"r{ask.number}-{n}", **cues)) for n, cues in enumerate(given)))


def run(make: Scripted, rounds: int = 4, takes: int = 2) -> Loop:
    brief = PromptBrief(job="trust")
    first = [direct(brief, number) for number in range(takes)]
    return run_rounds(first, TRUST, Limits(rounds, takes), "plain", make)


def test_a_take_that_passes_ends_the_loop() -> None:
    """One take of the second round passes: no third round is asked for."""
    make = Scripted([LOOKS_ASIDE, LOOKS_ASIDE], [GOOD, LOOKS_ASIDE], [GOOD, GOOD])
    loop = run(make)
    assert (loop.stop, len(loop.rounds)) == (Stop.PASSED, 2)
    assert [one.name for one in loop.rounds[1].passed] == ["r2-0"]
    assert loop.said == "Stopped after 2 rounds: the checklist passes."


def test_the_next_words_answer_what_the_best_take_lacked() -> None:
    """Eyes that look aside: the second round's words on the gaze are louder, and it says why."""
    make = Scripted([LOOKS_ASIDE, {**LOOKS_ASIDE, **NO_SMILE}], [GOOD, GOOD])
    loop = run(make)
    first, second = make.asks
    assert second.base == "r1-0"
    assert [change.rule for change in second.changes] == ["gaze-averted"]
    assert "What matters most" in second.wordings[0].prompt.prompt
    assert "What matters most" not in first.wordings[0].prompt.prompt
    assert loop.rounds[0].lacks[0].share == 1.0


def test_the_first_round_tries_several_wordings_later_ones_one() -> None:
    """Variety first; then every take of a round says the same, so that rounds can be compared."""
    make = Scripted([LOOKS_ASIDE] * 3, [LOOKS_ASIDE] * 3)
    run(make, rounds=2, takes=3)
    first, second = ({one.prompt.prompt for one in ask.wordings} for ask in make.asks)
    assert (len(first), len(second)) == (3, 1)


def test_a_take_that_is_not_the_sitter_does_not_pass() -> None:
    """A clean checklist on somebody else's face goes on, with words on the likeness."""
    stranger = Made(((0, take("stranger", likeness=0.2)), (1, take("other", likeness=0.3))))
    make = Scripted(stranger, stranger)
    loop = run(make, rounds=2)
    assert loop.stop is Stop.ROUNDS
    assert make.asks[1].changes[0].rule == "likeness"
    assert "Keep the face of the reference photos" in make.asks[1].wordings[0].prompt.prompt


def test_rounds_that_bring_nothing_better_end_it() -> None:
    """Two rounds in a row without a better take are no progress."""
    make = Scripted([LOOKS_ASIDE, LOOKS_ASIDE])
    loop = run(make, rounds=8)
    assert (loop.stop, len(loop.rounds)) == (Stop.NO_PROGRESS, 3)


def test_the_last_round_asked_for_ends_it() -> None:
    """No more rounds than were asked for, even while it gets better."""
    make = Scripted([LOOKS_ASIDE], [{"gaze_yaw_deg": 20.0}], [{"gaze_yaw_deg": 16.0}])
    loop = run(make, rounds=2, takes=1)
    assert (loop.stop, len(loop.rounds)) == (Stop.ROUNDS, 2)


@pytest.mark.parametrize(
    ("made", "stop"),
    [
        (Made(((0, take("one", **LOOKS_ASIDE)),), BackendTimeout("Too late.")), Stop.FAILED),
        (Made((), BackendTimeout("Too late.")), Stop.FAILED),
        (Made((), SpendLimit("Too dear.")), Stop.BUDGET),
        (Made(((0, take("one", **LOOKS_ASIDE)),), is_out_of_money=True), Stop.BUDGET),
    ],
)
def test_a_failure_or_an_empty_purse_ends_it_with_what_there_is(made: Made, stop: Stop) -> None:
    """What was made stays in the round, and the reason is kept."""
    loop = run(Scripted(made))
    assert loop.stop is stop
    assert loop.error is made.error
    assert str(made.error or "more than the budget") in loop.said
    assert loop.rounds[0].takes == tuple(one for _, one in made.takes)


def test_a_take_that_passes_counts_even_when_the_next_one_failed() -> None:
    """The failure came after the goal was reached."""
    made = Made(((0, take("good")),), BackendTimeout("Too late."))
    assert run(Scripted(made)).stop is Stop.PASSED


def test_the_same_takes_give_the_same_asks() -> None:
    """The loop is pure, so that it can be continued by running it over what was kept."""
    script = ([LOOKS_ASIDE, NO_SMILE], [NO_SMILE, LOOKS_ASIDE], [GOOD, GOOD])
    runs = [Scripted(*script), Scripted(*script)]
    for make in runs:
        run(make)
    prompts = [[[one.prompt.prompt for one in ask.wordings] for ask in make.asks] for make in runs]
    assert prompts[0] == prompts[1]
