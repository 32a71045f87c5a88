"""What `catchlight direct --backend X --rounds N` does besides a direction in the darkroom."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from .progress import OnStep

if TYPE_CHECKING:
    from ..brief import Brief
    from ..exports.sealing import Signing
    from ..face import FloatArray
    from ..kit import Kit
    from ..looping.rounds import Limits, Round
    from ..sitters.record import OnRecord
    from ..studio import Studio

DARKROOM = "darkroom"
VERDICTS = {"pass": "pass", "fix": "to mend", "reshoot": "to take again"}
ROUNDS, TAKES = 3, 4  # unless asked for otherwise; takes are for one round


def limits_of(
    backend: str, rounds: int | None, takes: int, budget: float | None, resume: bool
) -> Limits | None:
    """The limits of a loop; None for the darkroom, which needs none. Raises UsageError."""
    from ..looping.rounds import Limits

    if backend != DARKROOM:
        return Limits(ROUNDS if rounds is None else rounds, takes, budget)
    for option, is_given in (
        ("--rounds", rounds is not None),
        ("--budget", budget is not None),
        ("--resume", resume),
    ):
        if is_given:
            raise UsageError(
                f"{option} was given for the darkroom, which hears no words and costs nothing. "
                "Expected a backend that takes prompts: --backend NAME. `catchlight backends` "
                "lists them."
            )
    return None


def direct_in_rounds(
    studio: Studio,
    photos: Sequence[str],
    brief: Brief,
    out: Path,
    backend: str,
    limits: Limits,
    on_step: OnStep,
    *,
    resume: bool = False,
    retouch: bool = True,
    signing: Signing | None = None,
    sitter: OnRecord | None = None,
    others: Sequence[FloatArray] = (),
) -> Kit:
    """A direction with a generator; says on standard error what is sent and what each round did."""
    from ..backends.registry import find_backend
    from ..shooting import direct_rounds

    def tell(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    try:
        return direct_rounds(
            studio,
            photos,
            brief,
            out,
            find_backend(backend),
            limits,
            consent=sitter.consent if sitter else None,
            others=others,
            resume=resume,
            retouch=retouch,
            signing=signing,
            on_step=on_step,
            on_round=lambda one: tell(round_said(one)),
            on_notice=tell,
        )
    except KeyboardInterrupt:
        tell(f"\nEvery take so far is kept in {out}; the same command with --resume goes on.")
        raise


def round_said(one: Round) -> str:
    """One round in a few lines: what changed in the words, what came, what is lacking."""
    from ..ranking import LIKENESS_FLOOR

    alike = [take.likeness is None or take.likeness >= LIKENESS_FLOOR for take in one.takes]
    said = [
        VERDICTS[take.critique.verdict] if is_like else "not like the sitter"
        for take, is_like in zip(one.takes, alike, strict=True)
    ]
    counts = ", ".join(f"{said.count(words)} {words}" for words in dict.fromkeys(said))
    lines = [f"Round {one.ask.number}: {counts or 'no take'}."]
    lines += [f"  changed {change.sentence}" for change in one.ask.changes]
    lines += [f"  lacking: {lack.because}" for lack in one.lacks if not one.passed]
    return "\n".join(lines)
