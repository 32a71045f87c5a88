"""Ordering takes from a generator: one at a time, each with its own words and seed."""

from __future__ import annotations

from dataclasses import replace

from ...backends.base import Clearance, Run, ask_clearance
from ...backends.pending import PendingFile
from ...backends.registry import find_backend
from ...brief import Brief
from ...jobs import EmotionalJob
from ...looping.loop import photos_for
from ...prompts.compose import compose
from ...prompts.lint.adults import refuse_minors
from ...prompts.prompt_brief import prompt_brief_of
from ...settings import data_folder
from ...shot import Shot, Take
from .piece import Bench

PENDING_FOLDER = "pending"


class Ordering:
    """Takes of one task at a generator. Consent is asked before anything is sent.

    Requests that were submitted are remembered by id, so that a restart collects them instead of
    paying twice.
    """

    def __init__(
        self, bench: Bench, brief: Brief, job: EmotionalJob, shot: Shot, clear: Clearance
    ) -> None:
        """Raises ConsentMissing, BriefError, BackendMissing."""
        self._stop, self._job = bench.stop_if_unwanted, job
        self._backend = find_backend(str(bench.task.wanted["backend"]), bench.settings())
        able = self._backend.capabilities
        photos = photos_for(self._backend, shot.references)
        ask_clearance(self._backend.name, able, photos, clear)
        self.judged_by = shot
        self._shot = replace(shot, references=photos, size=able.sizes.nearest(shot.size), takes=1)
        self._words = prompt_brief_of(brief)
        refuse_minors(self._words.own_words)
        pending = PendingFile(data_folder() / PENDING_FOLDER / f"{bench.task.id}.json")
        self._run = Run(bench.task.id, clear, cancelled=self._is_unwanted, pending=pending)

    def take(self, number: int) -> Take | None:
        """Take number `number` (from 0). Raises BackendError, ConsentMissing."""
        able = self._backend.capabilities
        prompt = compose(self._words, able.dialect, take=number, wanted=self._job.targets)
        shot = replace(
            self._shot,
            seed=self._shot.seed + number,
            prompt=prompt.prompt,
            negative_prompt=prompt.negative if able.takes_negatives else "",
        )
        take = next(iter(self._backend.generate(shot, self._run)), None)
        return take and replace(take, title=f"{self._backend.title}, take {number + 1}")

    def _is_unwanted(self) -> bool:
        self._stop()
        return False
