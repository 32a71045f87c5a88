"""Judging and ranking a project's takes anew: after a direction, an edit, or for another job."""

from __future__ import annotations

from ...critique.critic import Critique, judge
from ...ranking import Candidate, Place, rank
from ...store import Store, TakeRecord
from ...store.records import TakePlace
from .subjects import job_of


def rank_project(store: Store, project_id: str) -> None:
    """Give every take that was read its critique and its place; the photo as it was has none."""
    brief = store.projects.get(project_id).brief
    job = job_of(brief)
    takes = {take.id: take for take in store.takes.of_project(project_id)}
    critiques: dict[str, Critique] = {}
    candidates: list[Candidate] = []
    for found in store.takes.all_found(project_id):
        take = takes.get(found.take_id)
        if take is None or found.reading is None:
            continue
        critiques[take.id] = judge(found.reading, job, brief.off)
        if not take.is_original:
            cosine = take.likeness.get("cosine")
            candidates.append(
                Candidate(take.id, found.reading, critiques[take.id], cosine, take.title)
            )
    places = {place.name: place for place in rank(candidates).places}
    store.takes.place(
        project_id,
        [_placed(takes[id_], critique, places.get(id_)) for id_, critique in critiques.items()],
    )


def _placed(take: TakeRecord, critique: Critique, place: Place | None) -> TakePlace:
    axes = {} if place is None else {**place.axes.to_dict(), "likeness": take.likeness.get("share")}
    return TakePlace(
        take_id=take.id,
        place=place.place if place else None,
        axes=axes,
        reason=place.reason if place else "",
        stack=(place.stack or None) if place else None,
        verdict=critique.verdict,
        headline=critique.headline,
        rules=tuple(finding.rule for finding in critique.findings),
        critique=critique.to_dict(),
    )
