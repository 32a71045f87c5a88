"""Rounds: ask, look at what came, revise the words, ask again; stop with a reason. No pixels here.

What makes takes is handed in, so the same loop runs on backends, on a kept folder and on a
simulated generator.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..errors import BackendError, SpendLimit
from ..jobs import EmotionalJob
from ..prompts.dialects import DIALECTS
from ..prompts.direction import Direction
from ..prompts.phrase import Prompt
from ..prompts.revise import Lack, WordChange, revise
from ..ranking import LIKENESS_FLOOR, Candidate, order_value
from .lacks import lacks_of

MIN_GAIN = 0.005  # of the ranking's order value: less is not seen
PATIENCE = 2  # rounds in a row without that gain are no progress
MAX_ROUNDS, MAX_TAKES = 12, 16  # a round


class Stop(StrEnum):
    """Why a loop ended."""

    PASSED = "passed"
    ROUNDS = "rounds"
    BUDGET = "budget"
    NO_PROGRESS = "no-progress"
    FAILED = "failed"


@dataclass(frozen=True)
class Limits:
    """Where a loop ends at the latest: rounds, takes a round, and US dollars (None: no limit)."""

    rounds: int = 3
    takes: int = 4
    budget_usd: float | None = None


@dataclass(frozen=True, eq=False)
class Wording:
    """The words for a take: what was decided, and the prompt it became in the dialect."""

    direction: Direction
    prompt: Prompt


@dataclass(frozen=True, eq=False)
class Ask:
    """What one round asks for: a wording a take.

    The first round's wordings differ in gaze, expression and posture. Every later round says one
    thing to all its takes: the words of the last round's best take, `base`, revised.
    `changes` say which words changed and why, `unanswered` are lacks for which no words are left.
    """

    number: int
    wordings: tuple[Wording, ...]
    base: str = ""
    changes: tuple[WordChange, ...] = ()
    unanswered: tuple[Lack, ...] = ()


@dataclass(frozen=True, eq=False)
class Made:
    """What came of an ask: candidates with the number (from 0) of the wording that made each.

    `error` is why it is fewer than asked, `is_out_of_money` likewise.
    """

    takes: tuple[tuple[int, Candidate], ...]
    error: BackendError | None = None
    is_out_of_money: bool = False


@dataclass(frozen=True, eq=False)
class Round:
    """One round: what was asked, what came, and what the best of it lacks."""

    ask: Ask
    made: Made
    lacks: tuple[Lack, ...]

    @property
    def takes(self) -> tuple[Candidate, ...]:
        """What came, in the order in which it came."""
        return tuple(take for _, take in self.made.takes)

    @property
    def best(self) -> Candidate | None:
        """The take that would rank first; None when nothing came."""
        return best_of(self.takes)

    @property
    def passed(self) -> tuple[Candidate, ...]:
        """The takes for which the checklist passes and that still look like the sitter."""
        return tuple(take for take in self.takes if passes(take))


@dataclass(frozen=True, eq=False)
class Loop:
    """A loop that has ended: its rounds, why it stopped, and the failure, if that was it."""

    rounds: tuple[Round, ...]
    stop: Stop
    error: BackendError | None = None

    @property
    def said(self) -> str:
        """Why it stopped, in a sentence."""
        count = len(self.rounds)
        after = f"after {count} round{'s' if count != 1 else ''}"
        if self.error is not None and self.stop is not Stop.PASSED:
            return f"Stopped {after}: {self.error}"
        return {
            Stop.PASSED: f"Stopped {after}: the checklist passes.",
            Stop.ROUNDS: f"Stopped {after}: that is as many as were asked for.",
            Stop.BUDGET: f"Stopped {after}: another take would cost more than the budget.",
            Stop.NO_PROGRESS: f"Stopped {after}: {PATIENCE} in a row brought nothing better.",
        }[self.stop]


Make = Callable[[Ask], Made]
OnRound = Callable[[Round], None]


def passes(take: Candidate) -> bool:
    """Nothing asks for a change, and it is still the sitter (where that could be measured)."""
    is_like = take.likeness is None or take.likeness >= LIKENESS_FLOOR
    return take.critique.verdict == "pass" and is_like


def best_of(takes: Sequence[Candidate]) -> Candidate | None:
    """The take that would rank first; None of none."""
    return max(takes, key=lambda take: (passes(take), order_value(take), take.name), default=None)


def run_rounds(
    first: Sequence[Direction],
    job: EmotionalJob,
    limits: Limits,
    dialect: str,
    make: Make,
    on_round: OnRound = lambda _: None,
) -> Loop:
    """Ask round after round until a take passes, a limit is reached, or nothing gets better.

    `first` are the directions of the first round's takes. Pure apart from `make`: the same takes
    give the same asks, so a loop that was cut off is continued by running it again over the takes
    that were kept.
    """
    render = DIALECTS[dialect].render
    ask = Ask(1, tuple(Wording(one, render(one)) for one in first[: limits.takes]))
    rounds: list[Round] = []
    while True:
        made = make(ask)
        takes = [take for _, take in made.takes]
        best = best_of(takes)
        lacks = lacks_of(best, takes, job) if best else ()
        rounds.append(Round(ask, made, lacks))
        on_round(rounds[-1])
        stop = _why_stop(rounds, made, limits)
        if stop is not None or best is None:
            return Loop(tuple(rounds), stop or Stop.NO_PROGRESS, made.error)
        base = next(ask.wordings[place] for place, take in made.takes if take is best)
        revised = revise(base.direction, lacks, job.targets, dialect)
        wording = Wording(revised.direction, render(revised.direction))
        ask = Ask(
            ask.number + 1,
            (wording,) * limits.takes,
            best.name,
            revised.changes,
            revised.unanswered,
        )


def _why_stop(rounds: Sequence[Round], made: Made, limits: Limits) -> Stop | None:
    """Why no further round is asked; None to go on."""
    if rounds[-1].passed:
        return Stop.PASSED
    if made.error is not None:
        return Stop.BUDGET if isinstance(made.error, SpendLimit) else Stop.FAILED
    if made.is_out_of_money:
        return Stop.BUDGET
    if len(rounds) >= limits.rounds:
        return Stop.ROUNDS
    return Stop.NO_PROGRESS if _stands_still(rounds) else None


def _stands_still(rounds: Sequence[Round]) -> bool:
    """Whether the last PATIENCE rounds brought nothing better than those before them."""
    best = [order_value(one.best) if one.best else float("-inf") for one in rounds]
    earlier, latest = best[:-PATIENCE], best[-PATIENCE:]
    return bool(earlier) and max(latest) < max(earlier) + MIN_GAIN
