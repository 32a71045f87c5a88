"""Spending: an estimate before, a limit that holds, and a ledger of what was spent.

The ledger is a file of JSON lines in the data folder. A line says when, which backend and model,
how much, and for which run; it names no person, no prompt and no picture. Lines are only added.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..errors import BackendError, SpendLimit
from ..settings import Settings, data_folder

LEDGER = "spending.jsonl"
_PENNY = 0.00005  # sums of estimates are rounded no finer


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Expense:
    """One line of the ledger.

    `usd` is negative where a charge was taken back. `how` says how sure it is: `reported` by the
    service, `estimated` from its price list, or `uncertain` (the answer was lost on its way).
    """

    at: str
    backend: str
    model: str
    usd: float
    how: str
    run: str = ""


class Ledger:
    """What was spent, in a file that only grows."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or data_folder() / LEDGER

    def add(self, expense: Expense) -> None:
        """Write one line to disk. Raises BackendError when it cannot: nothing may go uncounted."""
        line = json.dumps(asdict(expense)) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, line.encode())
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise BackendError(
                f"What was spent could not be written to {self.path} ({error.strerror}): "
                f"${expense.usd:.3f} at {expense.backend}. Expected a place to write. Nothing more "
                "is ordered until there is one."
            ) from error

    def expenses(self) -> Iterator[Expense]:
        """All lines; a damaged one (a crash while writing) is left out."""
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return
        for line in lines:
            try:
                kept: dict[str, Any] = json.loads(line)
                yield Expense(**kept)
            except (ValueError, TypeError):
                continue

    def month_usd(self, at: datetime) -> float:
        """What the calendar month of this time has cost so far (UTC)."""
        month = at.strftime("%Y-%m")
        return round(sum(one.usd for one in self.expenses() if one.at.startswith(month)), 4)

    def run_usd(self, run: str) -> float:
        """What a run has cost so far, over restarts."""
        return round(sum(one.usd for one in self.expenses() if one.run == run), 4)


def by_month(ledger: Ledger) -> dict[str, dict[str, float]]:
    """What was spent, by calendar month and backend, in US dollars."""
    sums: dict[str, dict[str, float]] = {}
    for one in ledger.expenses():
        month = sums.setdefault(one.at[:7], {})
        month[one.backend] = round(month.get(one.backend, 0.0) + one.usd, 4)
    return sums


@dataclass(frozen=True)
class Budget:
    """The limits for a run and for a calendar month, and the ledger they are held against."""

    ledger: Ledger
    per_run_usd: float
    per_month_usd: float
    clock: Callable[[], datetime] = now

    def check(self, title: str, wanted_usd: float, run: str) -> None:
        """Raise SpendLimit when this much more would break a limit; nothing was ordered then."""
        if wanted_usd <= 0:
            return
        for spent, limit, what, setting in (
            (self.ledger.run_usd(run), self.per_run_usd, "run", "spend.per_run_usd"),
            (
                self.ledger.month_usd(self.clock()),
                self.per_month_usd,
                "month",
                "spend.per_month_usd",
            ),
        ):
            if spent + wanted_usd > limit + _PENNY:
                error = SpendLimit(
                    f"{title} would cost about ${wanted_usd:.2f}, and this {what} has cost "
                    f"${spent:.2f} so far. Expected at most ${limit:.2f} a {what} ({setting}). "
                    "Ask for fewer takes, choose a cheaper model, or raise the limit."
                )
                error.spent_usd = self.ledger.run_usd(run)
                raise error

    def add(self, backend: str, model: str, usd: float, how: str, run: str) -> None:
        """Enter an expense, now."""
        if usd:
            at = self.clock().isoformat(timespec="seconds")
            self.ledger.add(Expense(at, backend, model, round(usd, 5), how, run))


def budget_from(settings: Settings) -> Budget:
    """The budget of the settings, with the ledger in the data folder."""
    return Budget(
        Ledger(), settings.number("spend.per_run_usd"), settings.number("spend.per_month_usd")
    )
