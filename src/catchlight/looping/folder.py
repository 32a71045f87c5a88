"""RoundsFolder: every round kept on disk as it happens, so that nothing that was made is lost.

loop.json                     what was asked for, the run's id, and why it stopped
pending.json                  requests at a service that were not yet collected
rounds/01/round.json          the words, and what changed in them
rounds/01/take-01.png, .json  each take, whole or not at all: the .json comes last
rounds/01/take-01.seen.json   its reading, critique, likeness and stiffness
rounds/01/outcome.json        what came of the round; without it the round is not finished
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import BriefError, CatchlightError, ExportError, UsageError
from ..exports.export import encode
from ..exports.telling import source_type_of_take
from ..image import decode_photo, make_folder, write_whole
from ..judged import JudgedTake, judged_to_dict
from ..kit_folder import LOOP_FILE, PENDING_FILE, ROUNDS_FOLDER, check_kit_folder
from ..portrait import Portrait
from ..shot import Take
from ..version import __version__
from .rounds import Ask, Loop, Round

SEEN = ".seen.json"
SCHEMA = 1
MOST_BYTES = 200_000_000  # of a kept take: PNG, so that a kept take is read as it was
# What has to be the same when a loop is continued; limits may change.
_SAME = ("brief", "photos", "backend", "dialect")
_OF_TAKE = (
    "id", "title", "backend", "seed", "source", "because", "model", "prompt", "terms", "cost_usd",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Kept:
    """A take with the number (from 0) of the wording that made it; `retouched` came from another
    take of the round.
    """

    place: int
    take: Take
    is_retouched: bool = False


class RoundsFolder:
    """The rounds of one loop in one folder, which becomes its kit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def pending(self) -> Path:
        """The file for requests that were not yet collected."""
        return self.folder / PENDING_FILE

    def begin(self, plan: Mapping[str, Any], run: str, resume: bool) -> str:
        """Start or continue a loop; gives the run's id. Raises ExportError, UsageError, BriefError.

        If it raises, nothing was written.
        """
        kept = self._plan()
        if kept is None:
            if resume:
                raise UsageError(
                    f"{self.folder} holds no loop to continue. Expected the folder of an earlier "
                    "`catchlight direct --rounds`. Leave --resume out to begin one."
                )
            self._begin_new(plan, run)
            return run
        if not resume:
            raise ExportError(
                f"{self.folder} holds the rounds of an earlier loop. Expected a new or empty "
                "folder, so that no take is lost or paid for twice. Continue it with --resume, or "
                "choose another folder with --out."
            )
        for name in _SAME:
            if kept.get(name) != json.loads(json.dumps(plan[name])):
                raise BriefError(
                    f"{self.folder} was begun with another {name}: {_shown(kept.get(name))}; now "
                    f"{_shown(plan[name])}. Expected the same, as kept takes would not fit. Ask "
                    "for the same, or begin anew in another folder."
                )
        return str(kept["run"])

    def open_round(self, ask: Ask) -> None:
        """Keep a round's words before anything is ordered with them."""
        make_folder(self._round(ask.number))
        self._write(self._round(ask.number) / "round.json", ask_to_dict(ask))

    def is_closed(self, number: int) -> bool:
        """Whether a round was finished."""
        return (self._round(number) / "outcome.json").is_file()

    def kept(self, number: int) -> list[Kept]:
        """A round's takes as they were made, a retouched one last.

        What was half written when the power failed is left out.
        """
        found = [
            kept
            for path in self._round(number).glob("take-*.json")
            if not path.name.endswith(SEEN) and (kept := _opened(path)) is not None
        ]
        return sorted(found, key=lambda one: (one.is_retouched, one.place))

    def keep(self, number: int, kept: Kept) -> None:
        """Keep a take at once: the picture first, then what is known of it. Raises ExportError."""
        take = kept.take
        stem = self._stem(number, kept)
        data, _ = encode(
            take.portrait.pixels, "PNG", MOST_BYTES, source_type=source_type_of_take(take, None)
        )
        write_whole(stem.with_name(f"{stem.name}.png"), data)
        values = {
            **{name: getattr(take, name) for name in _OF_TAKE},
            "notes": list(take.notes),
            "recipe": [dict(edit) for edit in take.recipe],
            "place": kept.place,
            "is_retouched": kept.is_retouched,
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        self._write(stem.with_name(f"{stem.name}.json"), values)

    def keep_seen(self, number: int, kept: Kept, judged: JudgedTake) -> None:
        """Keep what was seen in a take: reading, critique, likeness, stiffness."""
        stem = self._stem(number, kept)
        self._write(stem.with_name(f"{stem.name}{SEEN}"), judged_to_dict(judged))

    def picture(self, take_id: str) -> bytes:
        """The PNG of a take, at full size. Raises ExportError when it is gone."""
        for path in sorted(self.folder.glob(f"{ROUNDS_FOLDER}/*/take-*.json")):
            if path.name.endswith(SEEN):
                continue
            if json.loads(path.read_bytes()).get("id") == take_id:
                return path.with_suffix(".png").read_bytes()
        raise ExportError(
            f"The picture of {take_id} is no longer in {self.folder / ROUNDS_FOLDER}. Expected it "
            "where it was written. Put it back, or begin anew in another folder."
        )

    def close_round(self, done: Round) -> None:
        """Keep what came of a finished round."""
        self._write(self._round(done.ask.number) / "outcome.json", outcome_to_dict(done))

    def stop(self, loop: Loop, cost_usd: float) -> None:
        """Keep why the loop stopped and what it has cost."""
        plan = {**(self._plan() or {}), "stopped": loop.stop.value, "said": loop.said}
        self._write(self.folder / LOOP_FILE, {**plan, "cost_usd": round(cost_usd, 4)})

    def _begin_new(self, plan: Mapping[str, Any], run: str) -> None:
        if self.folder.is_dir() and any(self.folder.iterdir()):
            raise ExportError(
                f"{self.folder} is not empty. Expected a new or empty folder for a loop, so that "
                "nothing of yours is replaced. Choose another one with --out."
            )
        check_kit_folder(self.folder)
        make_folder(self.folder)
        values = {"schema": SCHEMA, "catchlight": __version__, "run": run, **plan}
        self._write(self.folder / LOOP_FILE, values)

    def _plan(self) -> dict[str, Any] | None:
        path = self.folder / LOOP_FILE
        if not path.is_file():
            return None
        try:
            plan = json.loads(path.read_bytes())
            if isinstance(plan, dict) and "run" in plan:
                return plan
        except (OSError, ValueError):
            pass
        raise ExportError(
            f"{path} cannot be read. Expected the record that Catchlight wrote there. The takes "
            f"in {self.folder / ROUNDS_FOLDER} are whole; begin anew in another folder."
        )

    def _round(self, number: int) -> Path:
        return self.folder / ROUNDS_FOLDER / f"{number:02d}"

    def _stem(self, number: int, kept: Kept) -> Path:
        suffix = "-retouched" if kept.is_retouched else ""
        return self._round(number) / f"take-{kept.place + 1:02d}{suffix}"

    def _write(self, path: Path, values: Mapping[str, Any]) -> None:
        text = json.dumps(values, ensure_ascii=False, indent=2, allow_nan=False)
        write_whole(path, text.encode("utf-8"))


def ask_to_dict(ask: Ask) -> dict[str, Any]:
    """A round's words as plain values."""
    return {
        "number": ask.number,
        "base": ask.base or None,
        "changes": [change.to_dict() for change in ask.changes],
        "unanswered": [lack.to_dict() for lack in ask.unanswered],
        "wordings": [one.prompt.to_dict() for one in ask.wordings],
        "dialect": ask.wordings[0].prompt.dialect,
    }


def outcome_to_dict(done: Round) -> dict[str, Any]:
    """What came of a round as plain values."""
    return {
        "takes": [take.name for take in done.takes],
        "verdicts": {take.name: take.critique.verdict for take in done.takes},
        "job_fit": {take.name: round(take.critique.job_fit, 3) for take in done.takes},
        "best": done.best.name if done.best else None,
        "passed": [take.name for take in done.passed],
        "lacks": [lack.to_dict() for lack in done.lacks],
    }


def _opened(path: Path) -> Kept | None:
    """The take of a record, its picture beside it; None where the two do not belong together."""
    try:
        values = json.loads(path.read_bytes())
        data = path.with_suffix(".png").read_bytes()
        if hashlib.sha256(data).hexdigest() != values["sha256"]:
            return None
        return _kept(values, Portrait(decode_photo(data, str(path)).pixels))
    except (OSError, ValueError, LookupError, TypeError, CatchlightError):
        return None


def _kept(values: Mapping[str, Any], portrait: Portrait) -> Kept:
    take = Take(
        portrait=portrait,
        notes=tuple(values["notes"]),
        recipe=tuple(values["recipe"]),
        **{name: values[name] for name in _OF_TAKE},
    )
    return Kept(int(values["place"]), take, bool(values["is_retouched"]))


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}…"
