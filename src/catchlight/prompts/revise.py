"""Revise: a direction and what its takes lacked → the next direction, and which words changed why.

Pure. Each lack is answered by one step, the mildest that is left: a phrase that goes further the
way that is missing, the same phrase said louder, the remedy's own words, other words for the same.
What the brief named is never replaced, nothing leaves the job's bands, and a step that the linter
would object to is not taken.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ..shot import Band
from .dialects import DIALECTS, plain
from .direction import STEADY, VARIED, Aims, Direction
from .lexicon import Entry, compatible, lexicon, overlap
from .lint import lint_prompt
from .phrase import ANY, Layer, Prompt

How = Literal["replaced", "said louder", "added"]
MAX_CHANGES = 3  # a round: with more, nobody could say which change did what
LOUDER, LOUDEST = 1.15, plain.LOUDEST  # times a phrase's weight; then words must change

# A cue that phrases rarely name → the one of the same thing that they do name.
_NAMED_AS: Mapping[str, tuple[str, ...]] = {
    "lip_corner_pull": ("smile_level",),
    "gaze_yaw_deg": ("gaze_offset_deg",),
    "duchenne_evidence": ("lower_lid_raise",),
    "face_lightness": ("face_exposure_stops",),
    "background_color_variance": ("background_clutter", "colorfulness"),
}
_LAYER_OF_REMEDY: Mapping[str, Layer] = {
    "identity": "identity",
    "emotion": "expression",
    "context": "context",
    "realism": "realism",
    "light": "light",
    "framing": "lens",
}
_CLAUSES = ("framing", "identity", "context")  # parts of a sentence: no last word by themselves
_REPLACEABLE = (*VARIED, *STEADY)  # the rest is the brief's own


@dataclass(frozen=True)
class Lack:
    """What the takes of a round showed too little or too much of.

    `measured` is the cue's middle value over the takes that missed, in its unit; `wanted` the band
    it should lie in, None where the rule holds for every job; `is_too_low` says that more of it is
    wanted. `layer` and `phrase` are the remedy's
    (empty where an edit would mend it), `share` 0…1 of the takes show it, `because` is the finding
    in words, `rule` its id. `witnesses` are the middle values of other cues of the same takes.
    """

    cue: str
    measured: float
    wanted: Band | None
    is_too_low: bool
    rule: str
    because: str
    layer: str = ""
    phrase: str = ""
    share: float = 1.0
    witnesses: Mapping[str, float] = field(default_factory=dict)

    def seen(self, cue: str) -> float | None:
        """The middle value of a cue over these takes; None when it is not known."""
        return self.measured if cue == self.cue else self.witnesses.get(cue)

    def way(self, before: float, after: float) -> float:
        """How far `after` lies from `before` the way that is missing; < 0 = the wrong way."""
        return after - before if self.is_too_low else before - after

    def to_dict(self) -> dict[str, Any]:
        """Plain values; an open end is null."""
        band = None
        if self.wanted is not None:
            ends = (self.wanted.low, self.wanted.high)
            band = [end if math.isfinite(end) else None for end in ends]
        return {**vars(self), "wanted": band, "witnesses": dict(self.witnesses)}


@dataclass(frozen=True)
class WordChange:
    """One phrase that changed: in which layer, from what to what, for which cue, and why.

    `before` is empty for words that were added, and equals `after` for words said louder.
    """

    how: How
    layer: Layer
    cue: str
    before: str
    after: str
    rule: str
    because: str

    @property
    def sentence(self) -> str:
        """The change and its reason, for people."""
        if self.how == "added":
            return f"{self.layer}: added “{self.after}”. {self.because}"
        if self.how == "said louder":
            return f"{self.layer}: said louder “{self.after}”. {self.because}"
        return f"{self.layer}: “{self.before}” became “{self.after}”. {self.because}"

    def to_dict(self) -> dict[str, str]:
        """Plain values."""
        return dict(vars(self))


@dataclass(frozen=True)
class Revision:
    """The next direction, what changed, and the lacks that no words are left for."""

    direction: Direction
    changes: tuple[WordChange, ...]
    unanswered: tuple[Lack, ...] = ()


Step = tuple[Direction, WordChange]


def revise(
    direction: Direction, lacks: Sequence[Lack], wanted: Aims, dialect: str = plain.NAME
) -> Revision:
    """Answer the lacks, the first ones first, with at most MAX_CHANGES changes of words.

    `wanted` are the job's bands: no phrase outside them is chosen. A step that the dialect does not
    show (an editor hears nothing of a lens) is none.
    """
    render = DIALECTS[dialect].render
    changes: list[WordChange] = []
    unanswered: list[Lack] = []
    touched: set[str] = set()
    objections = _objections(direction, render(direction))
    for lack in lacks:
        if len(changes) == MAX_CHANGES:
            break
        before = render(direction).prompt
        for after, change in _steps(direction, lack, wanted, touched):
            prompt = render(after)
            if prompt.prompt == before or _objections(after, prompt) - objections:
                continue
            touched |= _changed_pools(direction, after)
            direction = after
            changes.append(change)
            break
        else:
            unanswered.append(lack)
    return Revision(direction, tuple(changes), tuple(unanswered))


def _steps(direction: Direction, lack: Lack, wanted: Aims, touched: set[str]) -> Iterator[Step]:
    """The steps that would answer a lack, the mildest first."""
    free = [pool for pool in _pools_of(lack) if pool not in touched]
    makers: tuple[Callable[[], Iterator[Step]], ...] = (
        lambda: _further(direction, lack, wanted, free),
        lambda: _louder(direction, lack, free, LOUDER),
        lambda: _added(direction, lack, wanted),
        lambda: _other_words(direction, lack, wanted, free),
        lambda: _louder(direction, lack, free, LOUDEST),
    )
    for make in makers:
        yield from make()


def _further(direction: Direction, lack: Lack, wanted: Aims, free: Sequence[str]) -> Iterator[Step]:
    """A phrase of the same pool that aims further the way that is missing, the nearest first."""
    for pool in free:
        current = direction.chosen.get(pool)
        here = _position(current, lack)
        ahead = []
        for entry in _options(direction, pool, lack, wanted):
            aim, there = _aim(entry, lack), _position(entry, lack)
            if aim is None or there is None:
                continue
            # Where the pool spoke of something else so far, only a phrase mainly about the cue.
            start = here if here is not None else lack.seen(aim[0])
            if here is None and (start is None or entry.cue != aim[0]):
                continue
            is_right = aim[0] != lack.cue or lack.wanted is None or not lack.wanted.distance(there)
            if is_right and start is not None and (gain := lack.way(start, there)) > 0:
                ahead.append((gain, entry))
        for _, entry in sorted(ahead, key=lambda pair: pair[0]):
            yield _replaced(direction, pool, entry, lack)


def _other_words(
    direction: Direction, lack: Lack, wanted: Aims, free: Sequence[str]
) -> Iterator[Step]:
    """Another phrase for the same, not tried yet: generators hear some words better."""
    for pool in free:
        here = _position(direction.chosen.get(pool), lack)
        for entry in _options(direction, pool, lack, wanted):
            there = _position(entry, lack)
            if here is not None and there is not None and lack.way(here, there) >= 0:
                yield _replaced(direction, pool, entry, lack)


def _louder(direction: Direction, lack: Lack, free: Sequence[str], weight: float) -> Iterator[Step]:
    """The phrase that already asks for it, with more weight."""
    for pool in free:
        entry = direction.chosen.get(pool)
        if entry is None or pool in _CLAUSES or not _asks_for_it(entry, lack):
            continue
        if direction.louder.get(pool, 1.0) < weight:
            after = replace(direction, louder={**direction.louder, pool: weight})
            yield after, _change("said louder", entry, entry, lack)


def _added(direction: Direction, lack: Lack, wanted: Aims) -> Iterator[Step]:
    """Words beside what is there: the lexicon's for this cue, else the remedy's own."""
    if any(entry.cue == lack.cue for entry in direction.answers):
        return
    words = lexicon().answers.get(lack.cue)
    known = (words.more if lack.is_too_low else words.less) if words else ""
    aims = {lack.cue: lack.wanted or ANY}
    if phrase := known or lack.phrase:
        say = f"{phrase[:1].upper()}{phrase[1:]}"
        entry = Entry(phrase, _layer_of(lack), say, phrase, aims)
        if compatible(aims, wanted) and all(compatible(aims, e.aims) for e in direction.entries()):
            after = replace(direction, answers=(*direction.answers, entry))
            yield after, _change("added", None, entry, lack)


def _replaced(direction: Direction, pool: str, entry: Entry, lack: Lack) -> Step:
    before = direction.chosen.get(pool)
    spent = direction.spent | ({(pool, before.name)} if before else set())
    chosen = {**direction.chosen, pool: entry}
    louder = {name: weight for name, weight in direction.louder.items() if name != pool}
    after = replace(direction, chosen=chosen, spent=spent, louder=louder)
    return after, _change("replaced" if before else "added", before, entry, lack)


def _options(direction: Direction, pool: str, lack: Lack, wanted: Aims) -> list[Entry]:
    """Entries of a pool that speak to the lack and agree with all the rest, the job's own first."""
    current = direction.chosen.get(pool)
    if pool not in _REPLACEABLE or (current is not None and current.name == "brand"):
        return []
    known = lexicon()
    job = known.jobs.get(direction.job)
    names = list(job.choices.get(pool, ())) if job else []
    if pool not in VARIED or not names:
        names += [name for name in known.pools[pool] if name not in names]
    kept = [e for e in direction.entries() if e is not current]
    place = _place(direction)
    return [
        entry
        for entry in (known.pools[pool][name] for name in names)
        if entry is not current
        and (pool, entry.name) not in direction.spent
        and _aim(entry, lack) is not None
        and (not entry.place or bool(set(entry.place) & set(place)))
        and compatible(entry.aims, wanted)
        and (lack.wanted is None or overlap(entry.aims.get(lack.cue, ANY), lack.wanted))
        and all(compatible(entry.aims, other.aims) for other in kept)
    ]


def _pools_of(lack: Lack) -> list[str]:
    """The pools whose phrases move the cue, those that may be replaced first."""
    pools = lexicon().pools
    found = [name for name in pools if any(_aim(e, lack) for e in pools[name].values())]
    return sorted(found, key=lambda name: name not in _REPLACEABLE)


def _aim(entry: Entry, lack: Lack) -> tuple[str, Band] | None:
    """The cue and band by which an entry speaks to a lack; None when it does not."""
    for cue in (*_NAMED_AS.get(lack.cue, ()), lack.cue):
        band = entry.aims.get(cue)
        if band is not None and band != ANY:
            return cue, band
    return None


def _position(entry: Entry | None, lack: Lack) -> float | None:
    """The middle of what an entry aims at; an open end counts by its closed one."""
    aim = _aim(entry, lack) if entry is not None else None
    if aim is None:
        return None
    closed = [end for end in (aim[1].low, aim[1].high) if math.isfinite(end)]
    return sum(closed) / len(closed)


def _asks_for_it(entry: Entry, lack: Lack) -> bool:
    """Whether an entry asks for something else than what was seen."""
    aim = _aim(entry, lack)
    if aim is None:
        return False
    seen = lack.seen(aim[0])
    return seen is None or aim[1].distance(seen) != 0


def _layer_of(lack: Lack) -> Layer:
    pools = lexicon().pools
    for pool in _pools_of(lack):
        if pool in _REPLACEABLE:
            return next(iter(pools[pool].values())).layer
    return _LAYER_OF_REMEDY.get(lack.layer, "detail")


def _place(direction: Direction) -> tuple[str, ...]:
    context = direction.chosen.get("context")
    return ("studio",) if context is None else context.place


def _change(how: How, before: Entry | None, after: Entry, lack: Lack) -> WordChange:
    said = before.say if before else ""
    return WordChange(how, after.layer, lack.cue, said, after.say, lack.rule, lack.because)


def _changed_pools(before: Direction, after: Direction) -> set[str]:
    names = {*before.chosen, *after.chosen}
    return {
        name
        for name in names
        if before.chosen.get(name) is not after.chosen.get(name)
        or before.louder.get(name) != after.louder.get(name)
    }


def _objections(direction: Direction, prompt: Prompt) -> set[tuple[str, str]]:
    """What the linter says of a prompt: rule and message."""
    job = direction.job if direction.job in lexicon().jobs else None
    findings = lint_prompt(prompt.prompt, prompt.negative, job)
    return {(finding.rule, finding.message) for finding in findings}
