"""Readings as bands: where a value, its range and its target lie on one line, in percent."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ..reading import Cue, CueKind, Reading
from ..shot import Band
from .record import KitReport
from .words import CODED, FAMILY_TITLES, number, title_of, with_unit

_ROOM = 0.14  # of the span, left free at both ends of the line


@dataclass(frozen=True)
class BandRow:
    """One cue as a row: words, and places on the line in percent of its width (None = absent).

    A coded cue has its word only, and no line (`has_line`). `status` is "in", "out" or "unsure"
    against the target, "" without one.
    """

    title: str
    about: str
    value: str
    label: str
    span: str
    target: str
    status: str
    status_words: str
    confidence: str
    has_line: bool
    at: float
    low: float
    high: float
    before_at: float | None
    before: str
    target_low: float | None
    target_high: float | None


@dataclass(frozen=True)
class FamilyRows:
    """One family: its rows, its skipped cues with reasons, and how many wishes are met."""

    title: str
    rows: tuple[BandRow, ...]
    skipped: tuple[tuple[str, str], ...]
    wished: int
    met: int

    @property
    def is_open(self) -> bool:
        """Whether something here deserves a look at once."""
        return self.met < self.wished


def families(kit: KitReport) -> tuple[FamilyRows, ...]:
    """Every cue of the pick by family, in the order of the kinds."""
    names: dict[str, list[str]] = {}
    known = [*kit.pick_reading.cues, *kit.pick_reading.skipped]
    for name in [*(n for n in kit.kinds if n in known), *(n for n in known if n not in kit.kinds)]:
        kind = kit.kinds.get(name)
        family = kind.family if kind else "other"
        names.setdefault(FAMILY_TITLES.get(family, title_of(family)), []).append(name)
    return tuple(_family(title, members, kit) for title, members in names.items())


def _family(title: str, names: Iterable[str], kit: KitReport) -> FamilyRows:
    reading, rows, skipped = kit.pick_reading, [], []
    for name in names:
        kind = kit.kinds.get(name)
        cue = reading.cues.get(name)
        if cue is None:
            skipped.append((kind.title if kind else title_of(name), reading.skipped[name]))
        else:
            rows.append(band_row(cue, kind, kit.job.targets.get(name), kit.original_reading))
    wished = [row for row in rows if row.status]
    met = sum(row.status == "in" for row in wished)
    return FamilyRows(title, tuple(rows), tuple(skipped), len(wished), met)


def band_row(cue: Cue, kind: CueKind | None, band: Band | None, before: Reading) -> BandRow:
    """One cue against its target and against the original's value."""
    earlier = before.cues.get(cue.name)
    ends = [cue.low, cue.high, cue.value] + ([earlier.value] if earlier else [])
    ends += [end for end in (band.low, band.high) if math.isfinite(end)] if band else []
    low, span = min(ends), (max(ends) - min(ends)) or 1.0
    start, full = low - _ROOM * span, span * (1 + 2 * _ROOM)

    def place(value: float) -> float:
        return round(100 * min(max((value - start) / full, 0.0), 1.0), 2)

    status, said = _status(cue, band)
    is_coded = bool(cue.label) and cue.name in CODED
    return BandRow(
        title=kind.title if kind else title_of(cue.name),
        about=kind.about if kind else "",
        value="" if is_coded else _said(cue.value, cue),
        label=cue.label,
        span=f"{number(cue.low, cue.low, cue.high)} to {_said(cue.high, cue)}",
        target=_target(cue, band),
        status=status,
        status_words=said,
        confidence=f"{cue.confidence:.0%}",
        has_line=not is_coded,
        at=place(cue.value),
        low=place(cue.low),
        high=place(cue.high),
        before_at=place(earlier.value) if earlier else None,
        before=_said(earlier.value, cue) if earlier else "",
        target_low=place(band.low) if band else None,
        target_high=place(band.high) if band else None,
    )


def _said(value: float, cue: Cue) -> str:
    return with_unit(number(value, cue.low, cue.high), cue.unit)


def _target(cue: Cue, band: Band | None) -> str:
    if band is None:
        return ""
    if not math.isfinite(band.low):
        return f"at most {_said(band.high, cue)}"
    if not math.isfinite(band.high):
        return f"at least {_said(band.low, cue)}"
    return f"{number(band.low, cue.low, cue.high)} to {_said(band.high, cue)}"


def _status(cue: Cue, band: Band | None) -> tuple[str, str]:
    if band is None:
        return "", "no wish for this job"
    away = band.distance(cue.value)
    if away == 0:
        return "in", "where the job wants it"
    side = "below" if away < 0 else "above"
    is_unsure = cue.high >= band.low and cue.low <= band.high
    words = f"{with_unit(number(abs(away), cue.low, cue.high), cue.unit)} {side} the target"
    return ("unsure", words + ", within its range") if is_unsure else ("out", words)
