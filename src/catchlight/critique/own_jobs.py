"""A user's own jobs, checked against what there is to judge by.

`jobs` knows the form of a job file; which cues, impressions and rules there are is known here. A
misspelt name would otherwise be a wish that nobody looks at.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..cues.reader import CUE_KINDS
from ..errors import UnknownName
from ..impressions.impression import NAMES
from ..jobs import EmotionalJob, load_jobs
from .rules import RULES


def load_own_jobs(path: Path | None) -> dict[str, EmotionalJob]:
    """The jobs of a user's file, by id; none without a file.

    Raises BriefError for what is wrong in its form, UnknownName for a cue, an impression or a rule
    that there is not.
    """
    if path is None:
        return {}
    jobs = load_jobs(path)
    rules = [rule.id for rule in RULES]
    for job in jobs.values():
        place = f"in {path}, job {job.id!r}"
        _check(f"{place}: cue", job.targets, CUE_KINDS, "catchlight cues")
        _check(f"{place}: impression", job.impressions, NAMES)
        _check(f"{place}: rule", job.off, rules, "catchlight rules")
    return jobs


def _check(kind: str, names: Iterable[str], known: Iterable[str], listed_by: str = "") -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnknownName(kind, unknown[0], known, listed_by)
