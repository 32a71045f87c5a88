"""Direction: what compose decided, layer by layer, before any dialect puts it into words.

One rule decides: no two phrases of a prompt may want the same cue in two places. What the brief
names is settled first; the job's own choices are then kept to those that agree with it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product

from ..errors import BriefError
from ..jobs import find_job
from ..shot import Band
from .lexicon import Entry, JobWords, compatible, lexicon, plain_key
from .own_words import brand_palette, own_entry
from .phrase import ANY, Layer
from .prompt_brief import PromptBrief

VARIED = ("gaze", "expression", "posture")  # what differs between the takes of a series
STEADY = ("light", "palette", "framing", "lens", "skin", "unevenness", "moment")
_SETTING = ("light", "palette", "framing", "moment")  # where a blend's second job may speak
SECOND_JOB_SHARE = 0.25  # below it a blended job changes no phrase

Aims = Mapping[str, Band]


@dataclass(frozen=True)
class Direction:
    """The chosen entry per pool (absent: nothing fits), in the order of choosing.

    `detail`, `concept` and `motifs` are the user's own words. What a revision adds: `louder` maps a
    pool to how many times its usual weight it gets, `answers` are phrases that answer findings,
    `spent` the entries (pool, name) that were tried and replaced.
    """

    job: str
    chosen: Mapping[str, Entry]
    motifs: tuple[Entry, ...]
    detail: Entry | None
    concept: Entry | None
    remembered: Entry | None
    notes: tuple[str, ...]
    own_words: str
    louder: Mapping[str, float] = field(default_factory=dict)
    answers: tuple[Entry, ...] = ()
    spent: frozenset[tuple[str, str]] = frozenset()

    def entries(self) -> tuple[Entry, ...]:
        """Every entry that is in the prompt."""
        singles = (self.detail, self.concept, self.remembered)
        kept = (entry for entry in singles if entry is not None)
        return (*self.chosen.values(), *self.motifs, *kept, *self.answers)


def direct(brief: PromptBrief, take: int = 0, wanted: Aims | None = None) -> Direction:
    """Choose every phrase. `take` turns gaze, expression and posture within a series.

    No phrase outside the job's target bands is chosen. `wanted` replaces them, and leads where the
    lexicon does not know the job. Raises UnknownName, BriefError.
    """
    brief = brief.expanded()
    notes: list[str] = []
    jobs = jobs_named(brief.job, wanted)
    bands = find_job(brief.job).targets if wanted is None else wanted
    asked = _asked(brief, jobs, notes)
    motifs = tuple(_named("motif", "culture", motif, notes) for motif in brief.motifs)
    choice = _Choice(brief, jobs, bands, [*asked.values(), *motifs], _place(asked))
    varied, steady = choice.take(take), choice.steady(asked, notes)
    lead = jobs[0] if jobs else None
    own_concept = own_entry("concept", brief.concept) if brief.concept else None
    return Direction(
        job=brief.job,
        chosen=asked | varied | steady,
        motifs=motifs,
        detail=own_entry("detail", brief.detail) if brief.detail else None,
        concept=own_concept or (lead.story if lead else None),
        remembered=_remembered(asked, brief),
        notes=(*notes, *(f"{motif.name}: {motif.care}" for motif in motifs if motif.care)),
        own_words=brief.own_words,
    )


def jobs_named(text: str, wanted: Aims | None = None) -> tuple[JobWords, ...]:
    """The jobs whose phrases are used, the larger share first; empty for a user's own job."""
    known = lexicon()
    if "=" not in text and "," not in text:
        is_own = wanted is not None and plain_key(text).replace(" ", "-") not in known.jobs
        return () if is_own else (known.job(text),)
    shares: dict[str, float] = {}
    for part in text.split(","):
        name, _, share = part.partition("=")
        try:
            shares[name.strip()] = float(share)
        except ValueError as error:
            raise BriefError(
                f"The blend {text!r} cannot be read at {part.strip()!r}. Expected jobs with "
                "shares, like trust=0.7,creativity=0.3."
            ) from error
    total = sum(shares.values()) or 1.0
    ranked = sorted(shares, key=lambda name: -shares[name])
    heard = [n for i, n in enumerate(ranked) if i == 0 or shares[n] / total >= SECOND_JOB_SHARE]
    return tuple(known.job(name) for name in heard)


def _named(pool: str, layer: Layer, text: str, notes: list[str]) -> Entry:
    """The lexicon's entry of that name, else the user's own words, with a hint at a near name."""
    known = lexicon()
    if entry := known.find(pool, text):
        return entry
    if near := known.nearest(pool, text):
        notes.append(f"{text!r} is used as written. Did you mean {near!r}?")
    return own_entry(layer, text)


def _asked(brief: PromptBrief, jobs: Sequence[JobWords], notes: list[str]) -> dict[str, Entry]:
    """What the brief names itself."""
    asked: dict[str, Entry] = {}
    layers: tuple[tuple[str, Layer, str], ...] = (
        ("identity", "identity", brief.identity),
        ("emotion", "emotion", brief.emotion),
        ("context", "context", brief.context),
        ("era", "nostalgia", brief.nostalgia or _default_era(jobs)),
    )
    for pool, layer, text in layers:
        if text:
            asked[pool] = _named(pool, layer, _decade(text) if pool == "era" else text, notes)
    if brief.palette:
        asked["palette"] = brand_palette(brief.palette)
    if jobs and "emotion" in asked and asked["emotion"].name in jobs[0].pulls:
        notes.append(
            f"The emotion {asked['emotion'].name!r} pulls against the job {jobs[0].id!r}; the job "
            "leads and the emotion stays an undertone."
        )
    return asked


def _default_era(jobs: Sequence[JobWords]) -> str:
    return "analogue film" if jobs and jobs[0].id == "nostalgia" else ""


def _decade(text: str) -> str:
    """A year names its decade: "1994" → "1990s"."""
    bare = re.sub(r"^the ", "", text, flags=re.I)
    year = re.fullmatch(r"(?:early |mid |late )?((?:19|20)\d)\ds?", bare, re.I)
    return f"{year[1]}0s" if year else bare


def _place(asked: Mapping[str, Entry]) -> tuple[str, ...]:
    """Where the light comes from: a studio without context, anywhere in a place of one's own."""
    context = asked.get("context")
    return ("studio",) if context is None else context.place


def _remembered(asked: Mapping[str, Entry], brief: PromptBrief) -> Entry | None:
    """The object of an era that the place can hold: something worn outdoors, a thing in a room."""
    era, context = asked.get("era"), asked.get("context")
    if era is None or context is None or not brief.nostalgia:
        return None
    thing = era.outdoor if "outdoor" in context.place else era.indoor if context.furnished else ""
    if not thing:
        return None
    say = f"Something of that time is there without being pointed at: {thing}"
    aims = {"vintage_look": ANY}
    return Entry(thing, "nostalgia", say, thing, aims)


@dataclass(frozen=True)
class _Choice:
    """Chooses among a job's phrases what agrees with all that is settled."""

    brief: PromptBrief
    jobs: tuple[JobWords, ...]
    wanted: Aims
    settled: Sequence[Entry]
    place: tuple[str, ...]

    def fits(self, entry: Entry) -> bool:
        """In this place, inside the wanted bands, against nothing that is settled."""
        here = not entry.place or bool(set(entry.place) & set(self.place))
        return (
            here
            and compatible(entry.aims, self.wanted)
            and all(compatible(entry.aims, other.aims) for other in self.settled)
        )

    def options(self, pool: str) -> list[Entry]:
        """What fits: the job's choices, most typical first, else anything of the pool."""
        entries = lexicon().pools[pool]
        fitting = [entries[name] for name in self._names(pool) if self.fits(entries[name])]
        if not fitting:
            serving = sorted(entries.values(), key=lambda e: -len(set(e.aims) & set(self.wanted)))
            fitting = [entry for entry in serving if self.fits(entry)]
        if self.brief.seed and fitting:
            turn = random.Random(f"{self.brief.seed}:{pool}").randrange(len(fitting))
            fitting = fitting[turn:] + fitting[:turn]
        return fitting

    def _names(self, pool: str) -> Iterable[str]:
        """Names to try, in order: the context's light, the brand's palette, the jobs' choices."""
        first: list[str] = []
        if pool == "light":
            first = [name for entry in self.settled for name in entry.light]
        if pool == "palette":
            first = list(_brand_palettes(self.brief.concept))
        speaking = self.jobs[::-1] if pool in _SETTING else self.jobs[:1]
        from_jobs = [name for job in speaking for name in job.choices.get(pool, ())]
        return dict.fromkeys(first + from_jobs)

    def varied(self) -> list[dict[str, Entry]]:
        """Every agreeing combination of gaze, expression and posture, most typical first."""
        pools = [self.options(pool) for pool in VARIED]
        kept = [
            dict(zip(VARIED, entries, strict=True))
            for entries in product(*pools)
            if all(compatible(a.aims, b.aims) for a, b in combinations(entries, 2))
        ]
        if not kept:
            raise BriefError(
                f"No gaze, expression and posture serve the job {self.brief.job!r} together with "
                "the rest of the brief. Expected bands that leave room for them; widen the job's "
                "targets or change the context."
            )
        return kept

    def take(self, number: int) -> dict[str, Entry]:
        """The combination of one take: each differs as much as can be from those before it."""
        combos = self.varied()
        order = [combos.pop(0)]
        used: dict[Entry, int] = {}
        while len(order) <= number % (len(order) + len(combos)):
            for entry in order[-1].values():
                used[entry] = used.get(entry, 0) + 1
            nearest = min(combos, key=lambda c: sum(used.get(e, 0) for e in c.values()))
            combos.remove(nearest)
            order.append(nearest)
        return order[number % (len(order) + len(combos))]

    def steady(self, asked: Mapping[str, Entry], notes: list[str]) -> dict[str, Entry]:
        """What stays the same: each agrees with every combination that a take may have."""
        takes = [entry for pool in VARIED for entry in self.options(pool)]
        found: dict[str, Entry] = {}
        for pool in (pool for pool in STEADY if pool not in asked):
            room = replace(self, settled=[*self.settled, *takes, *found.values()])
            if options := room.options(pool):
                found[pool] = options[0]
            else:
                notes.append(f"No phrase on {pool} agrees with the rest of the brief: left out.")
        return found


def _brand_palettes(concept: str) -> tuple[str, ...]:
    """Palettes of the brand families that the concept's words announce."""
    words = set(re.findall(r"[a-z]+", plain_key(concept)))
    return tuple(
        name for brand in lexicon().brands if words & set(brand.words) for name in brand.palette
    )
