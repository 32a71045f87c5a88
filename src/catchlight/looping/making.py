"""Maker: a round's takes from a backend. What was kept is never ordered again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from ..backends.base import Backend, Run
from ..critique.wording import listed
from ..errors import BackendCancelled, BackendError
from ..judged import JudgedTake
from ..report.loop_note import RETOUCHED
from ..shot import Shot, Take
from .folder import Kept, RoundsFolder
from .judging import TakeJudge, candidate
from .rounds import Ask, Limits, Made, best_of, passes

SEEDS_A_ROUND = 1000  # seeds of two rounds never meet, however many takes a round has
_PENNY = 0.00005  # sums of estimates are rounded no finer

Finish = Callable[[JudgedTake], Take | None]
OnStep = Callable[[str, int, int], None]


def leave_as_is(judged: JudgedTake) -> Take | None:
    """No retouching."""
    return None


@dataclass(eq=False)
class Maker:
    """Makes the takes of a round, keeps each at once, and looks at it.

    `shot` says everything but words, seed and number of takes. `finish` may retouch the best take
    of a round that no take of passes. `judged` holds every take that was looked at, by its id;
    `faceless` the ids of those that show no face. `cost_usd` is what all takes have cost so far.
    """

    backend: Backend
    run: Run
    shot: Shot
    limits: Limits
    folder: RoundsFolder
    judge: TakeJudge
    on_step: OnStep
    finish: Finish = leave_as_is
    judged: dict[str, JudgedTake] = field(default_factory=dict)
    faceless: list[str] = field(default_factory=list)
    cost_usd: float = 0.0
    ordered: int = 0

    def __call__(self, ask: Ask) -> Made:
        """The round's takes: first what was kept, then what is still missing."""
        self.folder.open_round(ask)
        found: list[tuple[int, JudgedTake]] = []
        kept = self.folder.kept(ask.number)
        for one in kept:
            self._look(ask, one, found)
        done = {one.place for one in kept if not one.is_retouched}
        error, is_out_of_money = None, False
        if not self.folder.is_closed(ask.number):
            missing = [place for place in range(len(ask.wordings)) if place not in done]
            try:
                is_out_of_money = not self._order(ask, missing, found)
            except BackendCancelled:
                raise
            except BackendError as failure:
                error = failure
            if error is None and not is_out_of_money:
                self._finish(ask, found)
        takes = tuple((place, candidate(one)) for place, one in found)
        return Made(takes, error, is_out_of_money)

    def _order(self, ask: Ask, missing: Sequence[int], found: list[tuple[int, JudgedTake]]) -> bool:
        """Order the missing takes; False when the budget does not reach for all of them."""
        for places in _runs(ask, missing):
            wording = ask.wordings[places[0]]
            negative = self.backend.capabilities.takes_negatives
            shot = replace(
                self.shot,
                prompt=wording.prompt.prompt,
                negative_prompt=wording.prompt.negative if negative else "",
                seed=self.shot.seed + SEEDS_A_ROUND * (ask.number - 1) + places[0],
            )
            payable = self._payable(shot, len(places))
            if payable:
                made = self.backend.generate(replace(shot, takes=payable), self.run)
                for place, take in zip(places, made, strict=False):
                    self.cost_usd += take.cost_usd
                    self.ordered += 1
                    named = replace(
                        take,
                        id=f"round-{ask.number:02d}-take-{place + 1:02d}",
                        title=f"Round {ask.number}, take {place + 1}",
                        because=_because(ask),
                    )
                    one = Kept(place, named)
                    self.folder.keep(ask.number, one)
                    self._look(ask, one, found, is_new=True)
            if payable < len(places):
                return False
        return True

    def _payable(self, shot: Shot, wanted: int) -> int:
        """How many of the wanted takes the budget still pays."""
        one = self.backend.estimate_usd(replace(shot, takes=1))
        if self.limits.budget_usd is None or one <= 0:
            return wanted
        return min(wanted, takes_for(self.limits.budget_usd - self.cost_usd, one))

    def _look(
        self, ask: Ask, kept: Kept, found: list[tuple[int, JudgedTake]], is_new: bool = False
    ) -> None:
        if not is_new and not kept.is_retouched:
            self.cost_usd += kept.take.cost_usd
        judged = self.judge.take(kept.take)
        if judged is None:
            self.faceless.append(kept.take.id)
            return
        self.folder.keep_seen(ask.number, kept, judged)
        self.judged[kept.take.id] = judged
        found.append((kept.place, judged))
        self.on_step(f"Round {ask.number}", len(found), len(ask.wordings))

    def _finish(self, ask: Ask, found: list[tuple[int, JudgedTake]]) -> None:
        """Retouch the best take where no take passes and an edit can mend it."""
        best = best_of([candidate(one) for _, one in found])
        if best is None or passes(best) or best.critique.verdict != "fix":
            return
        place, judged = next((p, one) for p, one in found if one.take.id == best.name)
        better = self.finish(judged)
        if better is None:
            return
        kept = Kept(place, replace(better, id=f"{best.name}{RETOUCHED}"), is_retouched=True)
        self.folder.keep(ask.number, kept)
        self._look(ask, kept, found, is_new=True)


def takes_for(usd: float, one_usd: float) -> int:
    """How many takes at this price an amount pays, where a take costs anything (`one_usd` > 0)."""
    return max(0, int((usd + _PENNY) / one_usd))


def _runs(ask: Ask, places: Sequence[int]) -> Iterator[list[int]]:
    """The places in runs of neighbours that share their words: one shot each."""

    def key(pair: tuple[int, int]) -> tuple[int, str]:
        number, place = pair
        return place - number, ask.wordings[place].prompt.prompt

    for _, group in groupby(enumerate(places), key=key):
        yield [place for _, place in group]


def _because(ask: Ask) -> str:
    """One sentence on what was tried."""
    if not ask.base:
        return "The first words for this brief."
    if not ask.changes:
        return f"The words of {ask.base} again: none are left to change."
    layers: list[str] = list(dict.fromkeys(change.layer for change in ask.changes))
    return f"The words on {listed(layers)} were changed after what the round before showed."
