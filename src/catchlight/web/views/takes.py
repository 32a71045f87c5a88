"""Takes as shapes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, cast

from ...critique.gate import Costs as GateCosts
from ...people.likeness import Likeness
from ...report.words import CHECK_WORDS
from ...retouch.kinds import EDIT_KINDS
from ...retouching import Step
from ...store import TakeRecord
from ..schemas.takes import (
    Costs,
    EditDone,
    LikenessView,
    RuleCount,
    Stack,
    StepDone,
    Take,
    TakeList,
)
from ..security import API
from .catalog import axis_cards, rule_titles


def take_view(take: TakeRecord) -> Take:
    """A take."""
    return Take(
        id=take.id,
        project_id=take.project_id,
        photo_id=take.photo_id,
        parent_id=take.parent_id,
        task_id=take.task_id,
        number=take.number,
        title=take.title,
        because=take.because,
        backend=take.backend,
        seed=take.seed,
        recipe=[edit_view(edit) for edit in take.recipe],
        notes=list(take.notes),
        is_original=take.is_original,
        width=take.width,
        height=take.height,
        verdict=cast(Any, take.verdict),
        verdict_words=CHECK_WORDS.get(take.verdict, ""),
        headline=take.headline,
        rules=list(take.rules),
        likeness=LikenessView(
            share=take.likeness.get("share"),
            words=take.likeness.get("words", ""),
            is_nearer_to_other=take.likeness.get("is_nearer_to_other", False),
        ),
        axes=dict(take.axes),
        place=take.place,
        reason=take.reason,
        stack=take.stack,
        rating=take.rating,
        flag=take.flag,
        image=f"{API}/takes/{take.id}/image",
        created_at=take.created_at,
    )


def edit_view(edit: Mapping[str, Any]) -> EditDone:
    """One edit of a recipe."""
    return EditDone(
        edit=edit["edit"],
        title=edit_title(edit["edit"]),
        strength=edit["strength"],
        options=dict(edit.get("options", {})),
        because=edit.get("because", ""),
    )


def edit_title(name: str) -> str:
    """An edit's title by its name."""
    kind = EDIT_KINDS.get(name)
    return kind.title if kind else name


def take_list(shown: Sequence[TakeRecord], every: Sequence[TakeRecord]) -> TakeList:
    """Takes as asked for, with stacks and what there is to filter by."""
    titles = rule_titles()
    counts = Counter(rule for take in every for rule in set(take.rules))
    return TakeList(
        takes=[take_view(take) for take in shown],
        stacks=_stacks(every),
        axes=axis_cards(),
        findings=[
            RuleCount(rule=rule, title=titles.get(rule, rule), count=count)
            for rule, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        ],
        total=len(every),
    )


def _stacks(takes: Sequence[TakeRecord]) -> list[Stack]:
    members: dict[str, list[str]] = {}
    for take in takes:
        if take.stack:
            members.setdefault(take.stack, []).append(take.id)
    return [Stack(top=top, members=below) for top, below in members.items()]


def likeness_values(likeness: Likeness) -> dict[str, Any]:
    """A likeness as it is kept."""
    words = likeness.in_words
    return {
        "share": likeness.share,
        "cosine": likeness.cosine,
        "baseline": likeness.baseline,
        "words": f"{words[:1].upper()}{words[1:]}.",
        "is_nearer_to_other": likeness.is_nearer_to_other,
    }


def costs_view(costs: GateCosts, likeness: Mapping[str, Any]) -> Costs:
    """What an edit cost; likeness as a share of the sitter's own baseline."""
    values = costs.to_dict()
    return Costs(
        texture_kept=values["texture_kept"],
        asymmetry_kept=values["asymmetry_kept"],
        new_clipping=values["new_clipping"],
        likeness_share=likeness.get("share"),
        likeness_words=likeness.get("words", ""),
        unasked=values["unasked"],
        details_lost=values["details_lost"],
    )


def step_view(step: Step, likeness: Mapping[str, Any]) -> StepDone:
    """One edit that was tried."""
    verdict = step.verdict
    return StepDone(
        edit=step.edit.name,
        title=edit_title(step.edit.name),
        strength=step.edit.strength,
        kept=step.kept,
        said=step.said,
        fit_gain=round(verdict.fit_gain, 4) if verdict else None,
        costs=costs_view(verdict.costs, likeness) if verdict else None,
    )
