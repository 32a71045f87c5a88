"""Ranking a project's takes anew: after a direction, and after each edit."""

from __future__ import annotations

from ...gating import judge
from ...ranking import Candidate, rank
from ...store import Store
from ...store.records import TakePlace
from .subjects import job_of


def rank_project(store: Store, project_id: str) -> None:
    """Give every take that was read its place; the photo as it was has none."""
    brief = store.projects.get(project_id).brief
    job = job_of(brief)
    takes = {take.id: take for take in store.takes.of_project(project_id)}
    candidates = []
    for found in store.takes.all_found(project_id):
        take = takes.get(found.take_id)
        if take is None or take.is_original or found.reading is None:
            continue
        critique = judge(found.reading, job, brief.off)
        cosine = take.likeness.get("cosine")
        candidates.append(Candidate(take.id, found.reading, critique, cosine, take.title))
    shares = {take.id: take.likeness.get("share") for take in takes.values()}
    store.takes.place(
        project_id,
        [
            TakePlace(
                take_id=place.name,
                place=place.place,
                axes={**place.axes.to_dict(), "likeness": shares[place.name]},
                reason=place.reason,
                stack=place.stack or None,
            )
            for place in rank(candidates).places
        ],
    )
