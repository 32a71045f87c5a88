"""The loop on simulated generators, against best-of-N at the same budget; and stiffness.

What the loop is compared with gets the same number of takes by the same generator, is judged by the
same critic, and stops at its first take that passes. Nothing in the loop knows how a generator
hears: it sees the cues of its own takes, as the others do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from catchlight.critique.critic import judge
from catchlight.jobs import EmotionalJob, built_in_jobs, find_job
from catchlight.looping.rounds import Ask, Limits, Made, Stop, passes, run_rounds
from catchlight.prompts.dialects import DIALECTS
from catchlight.prompts.direction import direct
from catchlight.prompts.prompt_brief import PromptBrief
from catchlight.ranking import Candidate
from catchlight.reading import Reading
from catchlight.readings import ReadingTask, Unread, read_photos

from .data import london
from .loop_generator import Generator, Temper
from .omi import ADULT_YEARS, rated_portraits
from .statistics import Values, percent
from .stiff import stiffness_rows
from .table import Row

ROUNDS, TAKES = 4, 4
EVERY_OMI = 2
SEEDS = 6  # generators of one temper, each with a hearing of its own
PLACES = ("", "café", "cinematic office")
BLENDS = (
    "trust=0.6,warmth=0.4", "authority=0.6,trust=0.4", "authority=0.6,warmth=0.4",
    "elite=0.6,creativity=0.4", "contemplation=0.6,warmth=0.4", "contemplation=0.6,elite=0.4",
    "creativity=0.6,playfulness=0.4", "ambition=0.6,authority=0.4", "nostalgia=0.6,trust=0.4",
    "thought-leadership=0.6,approachability=0.4", "confidence=0.6,elite=0.4",
    "elite=0.6,contemplation=0.4",
)  # fmt: skip
TEMPERS = (
    Temper("usual"),
    Temper("hears louder words no better", louder=0.0),
    Temper("hears every phrase fully", hears=(1.0, 1.0)),
    Temper("no habit, chance alone", habit=0.0),
    Temper("twice the habit", habit=2.0),
)
BOOTSTRAPS = 2000
PLAIN = DIALECTS["plain"].render


@dataclass(frozen=True)
class Case:
    """One brief at one generator: the round in which each way reached the job (ROUNDS + 1: never),
    and how many takes it ordered.
    """

    job: str
    loop: int
    same: int
    many: int
    loop_takes: int
    many_takes: int


def run() -> list[Row]:
    """Rows for each temper, then stiffness."""
    rows = [row for temper in TEMPERS for row in temper_rows(temper, list(cases(temper)))]
    return [*rows, *stiffness_rows()]


@cache
def pool() -> tuple[Reading, ...]:
    """The readings of the portraits that a generator can give."""
    files = [*london("neutral").values(), *london("smiling").values()]
    grown = [one.path for one in rated_portraits() if one.ratings["age"] >= ADULT_YEARS]
    files += grown[::EVERY_OMI]
    found = read_photos([ReadingTask(str(path)) for path in files])
    return tuple(one for one in found if not isinstance(one, Unread))


@cache
def candidate(place: int, job: str) -> Candidate:
    """A portrait of the pool, judged for a job."""
    reading = pool()[place]
    return Candidate(reading.photo, reading, judge(reading, find_job(job)))


def cases(temper: Temper) -> Iterator[Case]:
    """Every job and blend at each generator."""
    for number, name in enumerate((*built_in_jobs(), *BLENDS)):
        for seed in range(SEEDS):
            brief = PromptBrief(
                job=name, identity="founder", context=PLACES[(number + seed) % len(PLACES)]
            )
            yield case(Generator(pool(), temper, seed), brief, find_job(name))


def case(generator: Generator, brief: PromptBrief, job: EmotionalJob) -> Case:
    """One brief, worked three ways."""
    looped, ordered = with_loop(generator, brief, job)
    same = best_of(generator, brief, job, wordings=1)
    many = best_of(generator, brief, job, wordings=ROUNDS * TAKES)
    return Case(brief.job, looped, same, many, ordered, min(many, ROUNDS) * TAKES)


def with_loop(generator: Generator, brief: PromptBrief, job: EmotionalJob) -> tuple[int, int]:
    """The round in which the loop reached the job, and the takes it ordered."""
    ordered = 0

    def make(ask: Ask) -> Made:
        nonlocal ordered
        found = []
        for place, wording in enumerate(ask.wordings):
            number = generator.picture(wording.prompt.prompt, ordered)
            found.append((place, candidate(number, brief.job)))
            ordered += 1
        return Made(tuple(found))

    first = [direct(brief, take) for take in range(TAKES)]
    loop = run_rounds(first, job, Limits(ROUNDS, TAKES), "plain", make)
    return (len(loop.rounds) if loop.stop is Stop.PASSED else ROUNDS + 1), ordered


def best_of(generator: Generator, brief: PromptBrief, job: EmotionalJob, wordings: int) -> int:
    """The round in which best-of-N reached the job: one wording, or a new one for each take."""
    prompts = [PLAIN(direct(brief, take)).prompt for take in range(wordings)]
    for number in range(ROUNDS * TAKES):
        place = generator.picture(prompts[number % wordings], number)
        if passes(candidate(place, brief.job)):
            return number // TAKES + 1
    return ROUNDS + 1


def temper_rows(temper: Temper, found: Sequence[Case]) -> list[Row]:
    """What the loop reached, and in how many rounds, beside both ways of best-of-N."""
    jobs = np.array([one.job for one in found])
    table = np.array([(one.loop, one.same, one.many) for one in found], dtype=np.float64)
    hard = table[:, 2] > 1  # what the loop and many wordings, alike so far, had not after round 1
    takes = np.array([(one.loop_takes, one.many_takes) for one in found], dtype=np.float64)
    name = f"loop, generator: {temper.name}"
    spent = f"takes ordered {takes[:, 0].mean():.1f}, many wordings {takes[:, 1].mean():.1f}"
    rows = [_row(name, f"all briefs ({spent})", table, jobs)]
    if hard.any():
        rows.append(_row(name, "briefs not there after round 1", table[hard], jobs[hard]))
    return rows


def _row(name: str, which: str, table: Values, jobs: np.ndarray) -> Row:
    """The loop beside many wordings, which begin alike; one wording only where all briefs count."""
    reached = (table <= ROUNDS).mean(axis=0)
    rounds = table.mean(axis=0)
    share, _ = _gain(table <= ROUNDS, jobs, 2)
    fewer, low = _gain(-table, jobs, 2)
    baseline = f"many wordings {percent(reached[2])}, {rounds[2]:.2f}"
    gains = f"reach {share}; rounds saved {fewer}"
    if "all briefs" in which:
        baseline += f"; one wording {percent(reached[1])}, {rounds[1]:.2f}"
        gains += (
            f"; on one wording {_gain(table <= ROUNDS, jobs, 1)[0]}, {_gain(-table, jobs, 1)[0]}"
        )
    return Row(
        name,
        f"{which}: reach the job in {ROUNDS} rounds of {TAKES}; rounds needed",
        len(table),
        f"{percent(reached[0])}, {rounds[0]:.2f}",
        "fewer rounds, surely",
        baseline,
        gains,
        low > 0,
    )


def _gain(values: np.ndarray, jobs: np.ndarray, other: int) -> tuple[str, float]:
    """The loop's mean gain on another way, paired, with a 90 % interval over jobs; its low end.

    Whole jobs are drawn, as the briefs of one job are not independent.
    """
    gains = values[:, 0].astype(np.float64) - values[:, other].astype(np.float64)
    groups = [gains[jobs == job] for job in np.unique(jobs)]
    random = np.random.default_rng(0)
    drawn = [
        np.concatenate([groups[n] for n in random.integers(0, len(groups), len(groups))]).mean()
        for _ in range(BOOTSTRAPS)
    ]
    low, high = np.quantile(drawn, (0.05, 0.95))
    return f"{gains.mean():+.2f} [{low:+.2f}, {high:+.2f}]", float(low)
