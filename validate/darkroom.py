"""The darkroom's proof: directed takes of 100 photos, half of them held back as a test split.

For each photo and job the darkroom directs gated takes; the pick is compared with the photo. Asked:
did the cues that the job wants move (or stay, where nothing was amiss), does a model of impressions
that the search has not used agree, who is still to be recognised, how much of the skin's texture is
left. Photos: London, neutral and smiling, one of each person; OMI adults with odd numbers, spread
over skin tones and ages (the outside model is fitted on even numbers).

It takes a quarter of an hour or more, so it can be cut short and taken up again (among all
protocols only a part of the photos is directed):

    python -m validate.darkroom --photos 12 --processes 2

Each finished photo is a line in the log (--log, --fresh); the table counts what is in it.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from catchlight.backends.darkroom_steps import MOVING_THE_FACE
from catchlight.brief import Brief
from catchlight.critique.measure import miss
from catchlight.critique.rule import MIN_CONFIDENCE
from catchlight.critique.steps import STEP, fit_change
from catchlight.cues.reader import read_portrait
from catchlight.directing import gated_darkroom, make_shot, make_takes
from catchlight.image import open_photo
from catchlight.jobs import EmotionalJob, find_job
from catchlight.portrait import Portrait
from catchlight.reading import Reading
from catchlight.shot import Reference
from catchlight.vision.matte import with_matte
from catchlight.vision.observe import observe

from .data import london, london_info
from .identity import strength_zero
from .omi import ADULT_YEARS, rated_portraits
from .rated_shapes import is_fitted_on, shape_model
from .table import Row, as_markdown

JOBS = ("trust", "warmth", "authority", "contemplation", "creativity")
WITNESSED = {"trust": "trustworthiness", "warmth": "warmth", "authority": "dominance"}
PHOTOS, OMI_PHOTOS = 100, 40
PHOTOS_AMONG_ALL = 16  # when all protocols run: about four minutes
SMILING_EVERY = 3  # of the London people, every third is taken smiling
SIDE_PX, TAKES = 768, 2
ASKED_WEIGHT = 0.3  # of a band: lighter wishes are no reason to direct
MOVED = 0.004  # of the job fit: what the gate itself calls served
KEPT = -0.010
LOG = Path(tempfile.gettempdir()) / "catchlight-darkroom.jsonl"


@dataclass(frozen=True)
class Directed:
    """What one direction came to. `asked` names the cues outside their bands before."""

    photo: str
    split: str
    group: str
    job: str
    asked: tuple[str, ...]
    nearer: tuple[str, ...]
    left: tuple[str, ...]
    fit_change: float
    verdict: tuple[str, str]
    points: dict[str, float]
    reshaped: bool
    likeness: tuple[float, ...]
    texture: tuple[float, ...]
    recipe: tuple[str, ...]
    stopped: str

    @property
    def moved(self) -> bool:
        """Nearer to the job; where nothing was amiss, not further from it."""
        return self.fit_change >= (MOVED if self.asked else KEPT)


@dataclass(frozen=True)
class Subject:
    """One photo of the proof, the half it belongs to and whose group it stands for."""

    path: Path
    split: str
    group: str

    @property
    def name(self) -> str:
        """Folder and file, without this machine's path."""
        return f"{self.path.parent.name}/{self.path.name}"


def subjects(count: int = PHOTOS) -> list[Subject]:
    """The photos, alternating between the halves; a smaller count is spread over them all."""
    info = london_info()
    found: list[tuple[Path, str]] = []
    for number, person in enumerate(sorted(london("neutral"))):
        expression = "smiling" if number % SMILING_EVERY == 2 else "neutral"
        found.append((london(expression)[person], f"{info[person]['face_eth']}"))
    adults = [
        one
        for one in rated_portraits()
        if one.ratings["age"] >= ADULT_YEARS and not is_fitted_on(one.path)
    ]
    by_skin = sorted(adults, key=lambda one: one.ratings["skin-color"])
    for number in range(OMI_PHOTOS):
        one = by_skin[number * len(by_skin) // OMI_PHOTOS]
        found.append((one.path, f"omi {'older' if one.ratings['age'] >= 45 else 'younger'}"))
    halves = [
        Subject(path, "test" if number % 2 else "development", group)
        for number, (path, group) in enumerate(found)
    ]
    return [halves[number * len(halves) // count] for number in range(min(count, len(halves)))]


def directed(subject: Subject) -> list[Directed]:
    """One photo, directed for every job."""
    seen = observe(open_photo(str(subject.path), SIDE_PX).pixels)
    cut_out = with_matte(seen)
    before = read_portrait(cut_out, subject.name, (cut_out,))
    reference = Reference(subject.name, cut_out, before)
    return [_directed(subject, reference, find_job(name)) for name in JOBS]


def _directed(subject: Subject, reference: Reference, job: EmotionalJob) -> Directed:
    shot = make_shot(Brief(job=job.id, takes=TAKES), job, (reference,))
    takes, original, ranking = make_takes(gated_darkroom(job), shot, job, (), lambda *_: None)
    pick = takes[ranking.pick.name]
    asked = tuple(_asked(reference.reading, job))
    return Directed(
        subject.name,
        subject.split,
        subject.group,
        job.id,
        asked,
        tuple(name for name in asked if _nearer(name, reference.reading, pick.reading, job)),
        tuple(set(_asked(pick.reading, job)) - set(asked)),
        fit_change(reference.reading, pick.reading, job.targets),
        (original.critique.verdict, pick.critique.verdict),
        _points(reference.portrait, pick.take.portrait),
        any(edit["edit"] in MOVING_THE_FACE for edit in pick.take.recipe),
        tuple(one.likeness.cosine or 0.0 for one in takes.values()),
        tuple(_texture_kept(reference.reading, one.reading) for one in takes.values()),
        tuple(f"{edit['edit']} {edit['strength']:g}" for edit in pick.take.recipe),
        pick.take.stopped,
    )


def _asked(reading: Reading, job: EmotionalJob) -> Iterator[str]:
    for name, band in job.targets.items():
        found = miss(reading, name, band)
        if band.weight >= ASKED_WEIGHT and found and found.cue.confidence >= MIN_CONFIDENCE:
            yield name


def _nearer(name: str, before: Reading, after: Reading, job: EmotionalJob) -> bool:
    """By at least a tenth of a visible step."""
    if name not in after:
        return False
    band = job.targets[name]
    gone = abs(band.distance(before[name].value)) - abs(band.distance(after[name].value))
    return gone >= 0.1 * STEP.get(name, 1.0)


def _points(before: Portrait, after: Portrait) -> dict[str, float]:
    """How much the outside model's points changed."""
    if before.face is None or after.face is None:
        return {}
    old, new = shape_model().points(before.face), shape_model().points(after.face)
    return {name: new[name] - old[name] for name in old}


def _texture_kept(before: Reading, after: Reading) -> float:
    old, new = before.value("skin_texture"), after.value("skin_texture")
    return math.nan if not old or new is None else new / old


def run() -> list[Row]:
    """The rows of a smaller proof; `python -m validate.darkroom` makes the whole one."""
    return rows(proven(PHOTOS_AMONG_ALL, 2, LOG.with_suffix(".few.jsonl")))


def proven(count: int, processes: int, log: Path) -> list[Directed]:
    """What is in the log, and what is missing there made now."""
    known = {one.photo for one in _logged(log)}
    wanted = subjects(count)
    todo = [one for one in wanted if one.name not in known]
    print(f"{len(wanted) - len(todo)} of {len(wanted)} photos are in {log}", flush=True)
    shape_model()
    with ProcessPoolExecutor(processes) as pool, log.open("a", encoding="utf-8") as file:
        for done in pool.map(directed, todo):
            file.writelines(json.dumps(asdict(one)) + "\n" for one in done)
            file.flush()
    names = {one.name for one in wanted}
    return [one for one in _logged(log) if one.photo in names]


def _logged(log: Path) -> list[Directed]:
    if not log.exists():
        return []
    return [Directed(**json.loads(line)) for line in log.read_text("utf-8").splitlines()]


def rows(found: Iterable[Directed]) -> list[Row]:
    """The table: each half apart, then what holds for all takes."""
    everything = list(found)
    table = []
    for split in ("development", "test"):
        of_split = [one for one in everything if one.split == split]
        table += [_cues(split, job, of_split) for job in JOBS]
        table += [_witness(split, job, name, of_split) for job, name in WITNESSED.items()]
        table += [_likeness(split, of_split), _texture(split, of_split)]
    return [*table, strength_zero([subject.path for subject in subjects(3)])]


def _cues(split: str, job: str, found: list[Directed]) -> Row:
    mine = [one for one in found if one.job == job]
    asked = [one for one in mine if one.asked]
    passes = sum(one.verdict[1] == "pass" for one in mine)
    before = sum(one.verdict[0] == "pass" for one in mine)
    share = sum(one.moved for one in mine) / max(len(mine), 1)
    return Row(
        f"darkroom, {split}",
        f"{job}: the wanted cues came nearer (something amiss in {len(asked)}), else stayed; "
        f"checklist passed before {before}, after {passes}",
        len(mine),
        f"{share:.0%}; amiss and nearer {_share(one.moved for one in asked)}",
        "≥ 90 %",
        passed=share >= 0.9,
    )


def _witness(split: str, job: str, name: str, found: list[Directed]) -> Row:
    mine = [one for one in found if one.job == job and name in one.points]
    moved = [one for one in mine if one.reshaped]
    ups = [one.points[name] > 0 for one in moved]
    return Row(
        f"darkroom, {split}",
        f"{job}: judged {name} rises, by a model of the face's shape that the search never saw "
        f"(held out r {shape_model().held_out_r[name]:.2f}), where head or face was moved",
        len(moved),
        f"{_share(ups)}; over all {len(mine)} photos {_share(o.points[name] > 0 for o in mine)}",
        "≥ 80 %",
        "50 % by chance",
        passed=bool(ups) and sum(ups) / len(ups) >= 0.8,
    )


def _likeness(split: str, found: list[Directed]) -> Row:
    values = [value for one in found for value in one.likeness]
    least = min(values, default=0.0)
    high = sum(value >= 0.90 for value in values) / max(len(values), 1)
    return Row(
        f"darkroom, {split}",
        "likeness of every take to its photo (cosine): least; share ≥ .90",
        len(values),
        f"{least:.3f}; {high:.1%}",
        "≥ .80 on all, ≥ .90 on 95 %",
        "two photos of one person .935",
        passed=least >= 0.80 and high >= 0.95,
    )


def _texture(split: str, found: list[Directed]) -> Row:
    values = [value for one in found for value in one.texture if not math.isnan(value)]
    enough = sum(value >= 0.85 for value in values) / max(len(values), 1)
    return Row(
        f"darkroom, {split}",
        "skin texture kept in every take: least; share ≥ 85 %",
        len(values),
        f"{min(values, default=0.0):.0%}; {enough:.1%}",
        "≥ 85 % on all",
        passed=enough == 1.0,
    )


def _share(flags: Iterable[bool]) -> str:
    values = list(flags)
    return f"{sum(values) / len(values):.0%}" if values else "–"


def main() -> None:
    """Direct the missing photos, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=PHOTOS)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--log", type=Path, default=LOG)
    parser.add_argument("--fresh", action="store_true", help="forget what the log holds")
    arguments = parser.parse_args()
    if arguments.fresh:
        arguments.log.unlink(missing_ok=True)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    print(as_markdown(rows(proven(arguments.photos, arguments.processes, arguments.log))))


if __name__ == "__main__":
    main()
