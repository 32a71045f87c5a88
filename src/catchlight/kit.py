"""The kit: everything a user takes away from a direction, written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from pathlib import Path
from typing import Any

from .brief import Brief
from .critique.compare import compare
from .critique.detail_watch import DetailWatch
from .cues.reader import CUE_KINDS
from .errors import ExportError
from .exports.export import Export, encode, export
from .exports.platform import Platform, slug
from .exports.sealing import UNSIGNED, Sealing
from .exports.telling import source_type_of_take
from .image import write_whole
from .intake import IntakeReport
from .jobs import DETAIL_BANDS, DETAIL_KEPT, EmotionalJob
from .judged import JudgedTake, judged_to_dict
from .kit_folder import KIT_FILE, whole_folder
from .portrait import Portrait
from .provenance.iptc import SourceType
from .provenance.story import stronger
from .ranking import Place, Ranking
from .report.before_after import before_after
from .report.contact_sheet import Tile, contact_sheet
from .report.loop_note import LoopNote
from .report.previews import PREVIEW_FILE, PREVIEW_TITLE, previews_of
from .report.record import KitReport, TakeNote
from .report.report import write_report
from .report.rounds_sheet import Frame, rounds_sheet
from .shot import Take
from .version import __version__

KIT_SCHEMA = 1
REPORT_FILE, SHEET_FILE, PAIR_FILE = "report.html", "contact-sheet.jpg", "before-after.jpg"
TAKES_FOLDER = "takes"
ROUNDS_FILE = "rounds.jpg"
SHEET_BYTES, TAKE_BYTES = 12_000_000, 8_000_000

OnStep = Callable[[str, int, int], None]
Develop = Callable[[Take], Portrait]
Into = Callable[[Path], AbstractContextManager[Path]]


@dataclass(frozen=True, eq=False)
class Directed:
    """What a direction came to, before anything is written.

    `original` is the sitter's best photo, judged as it was; `carried` what its file said of where
    it came from; `photos` are the intake's reports. `sealing` signs what is written, `loop` tells
    the rounds in which a generator made the takes.
    """

    brief: Brief
    job: EmotionalJob
    photos: tuple[IntakeReport, ...]
    original: JudgedTake
    takes: Mapping[str, JudgedTake]
    ranking: Ranking
    platforms: tuple[Platform, ...]
    command: str = ""
    carried: Mapping[str, SourceType | None] = field(default_factory=dict)
    sealing: Sealing = UNSIGNED
    loop: LoopNote | None = None

    @property
    def pick(self) -> JudgedTake:
        """The take in the first place."""
        return self.takes[self.ranking.pick.name]

    @property
    def in_order(self) -> list[tuple[Place, JudgedTake]]:
        """Takes with their places, the pick first."""
        return [(place, self.takes[place.name]) for place in self.ranking.places]


@dataclass(frozen=True, eq=False)
class Kit:
    """A written kit: its folder, the pick, the exports, and what to tell the user."""

    folder: Path
    directed: Directed
    exports: tuple[Export, ...]
    not_exported: Mapping[str, str]

    @property
    def sentences(self) -> list[str]:
        """What was made, what was picked and why, what could not be done, and where to look."""
        pick, critique = self.directed.ranking.pick, self.directed.pick.critique
        take = self.directed.pick.take
        lines = [
            f"{len(self.directed.takes)} takes for “{self.directed.job.title}”. "
            f"Pick: {take.title}. {pick.reason}",
            critique.headline,
            f"Likeness: {self.directed.pick.likeness.in_words}.",
        ]
        if stiffness := self.directed.pick.stiffness:
            lines.append(f"Stiffness: {stiffness.in_words}.")
        lines += self.directed.loop.sentences if self.directed.loop else []
        notes = (*_photo_notes(self.directed.photos), *take.notes, *critique.remarks)
        lines += [f"Note: {text}" for text in notes]
        lines += [f"Not exported for {title}: {why}" for title, why in self.not_exported.items()]
        lines.append(
            f"{len(self.exports)} exports in {self.folder}. Open {self.folder / REPORT_FILE}"
        )
        return lines


def write_kit(
    folder: Path,
    directed: Directed,
    develop: Develop,
    on_step: OnStep,
    today: date | None = None,
    into: Into = whole_folder,
) -> Kit:
    """Write exports, takes, contact sheet, report and kit.json into `folder`.

    `develop` gives the pick at full size, `into` the folder to fill. A platform that no crop can
    serve is left out with its reason. Raises ExportError; then nothing was written.
    """
    with into(folder) as partial:
        full = develop(directed.pick.take)
        source_type = source_type_of(directed.pick.take, directed.carried)
        exports, not_exported = _write_exports(partial, directed, full, source_type, on_step)
        files = _write_takes(partial, directed, on_step)
        _write_sheet(partial, directed)
        _write_pair(partial, directed)
        _write_previews(partial, directed, exports, full, source_type)
        _write_rounds(partial, directed)
        on_step("Writing the report", 0, 1)
        report = _report(directed, exports, not_exported, files, source_type, today or date.today())
        write_report(report, partial / REPORT_FILE)
        values = kit_to_dict(directed, exports, not_exported, files)
        text = json.dumps(values, ensure_ascii=False, indent=2, allow_nan=False)
        write_whole(partial / KIT_FILE, text.encode("utf-8"))
        on_step("Writing the report", 1, 1)
    return Kit(folder, directed, exports, not_exported)


def source_type_of(take: Take, carried: Mapping[str, SourceType | None]) -> SourceType:
    """IPTC's word for how a take came about: what its own photo said of itself, then its recipe."""
    return source_type_of_take(take, carried.get(take.source))


def _write_exports(
    folder: Path,
    directed: Directed,
    full: Portrait,
    source_type: SourceType,
    on_step: OnStep,
) -> tuple[tuple[Export, ...], dict[str, str]]:
    written: list[Export] = []
    not_exported: dict[str, str] = {}
    name = slug(directed.brief.sitter or "portrait")
    words = directed.job.detail
    watch = DetailWatch(words, full, directed.pick.reading) if words else None
    for number, platform in enumerate(directed.platforms, start=1):
        path = folder / platform.file_named(name)
        try:
            sign = directed.sealing.for_export(directed.pick.take, f"Portrait for {platform.title}")
            made = export(full, platform, path, source_type=source_type, sign=sign)
            written.append(_with_detail_note(made, watch))
        except ExportError as error:
            if isinstance(error.__cause__, OSError):
                raise
            not_exported[platform.title] = str(error)
        on_step("Exporting", number, len(directed.platforms))
    return tuple(written), not_exported


def _with_detail_note(made: Export, watch: DetailWatch | None) -> Export:
    """The export, with a note where its crop cuts off the memorable detail that was named."""
    inside = watch.share_inside(made.crop) if watch else None
    if watch is None or inside is None or DETAIL_BANDS[DETAIL_KEPT].distance(inside) == 0:
        return made
    note = f"The crop leaves {inside:.0%} of the memorable detail “{watch.named.words}”."
    return replace(made, notes=(*made.notes, note))


def _write_takes(folder: Path, directed: Directed, on_step: OnStep) -> dict[str, str]:
    (folder / TAKES_FOLDER).mkdir()
    files: dict[str, str] = {}
    for number, (place, judged) in enumerate(directed.in_order, start=1):
        source_type = source_type_of(judged.take, directed.carried)
        data, _ = encode(
            judged.take.portrait.pixels,
            "JPEG",
            TAKE_BYTES,
            source_type=source_type,
            sign=directed.sealing.for_take(judged.take),
        )
        files[place.name] = f"{TAKES_FOLDER}/{judged.take.id}.jpg"
        write_whole(folder / files[place.name], data)
        on_step("Saving takes", number, len(directed.takes))
    return files


def _write_sheet(folder: Path, directed: Directed) -> None:
    tiles = [Tile(directed.original.take.portrait.pixels, "As it was", {}, is_original=True)]
    tiles += [
        Tile(
            judged.take.portrait.pixels,
            judged.take.title,
            shown_axes(place, judged),
            is_pick=place.place == 1,
        )
        for place, judged in directed.in_order
    ]
    subheading = " · ".join(
        text for text in (directed.brief.sitter, directed.brief.identity) if text
    )
    sheet = contact_sheet(tiles, f"Takes for {directed.job.title.lower()}", subheading)
    most = _most_telling(directed)
    sign = directed.sealing.for_sheet("Contact sheet", most)
    data, _ = encode(sheet, "JPEG", SHEET_BYTES, source_type=most, sign=sign)
    write_whole(folder / SHEET_FILE, data)


def _most_telling(directed: Directed) -> SourceType:
    """One sheet shows all takes: it says what most needs saying, generative AI first."""
    kinds = [source_type_of(judged.take, directed.carried) for judged in directed.takes.values()]
    return reduce(stronger, kinds)


def _write_pair(folder: Path, directed: Directed) -> None:
    pick = directed.pick.take
    pair = before_after(
        directed.original.take.portrait.pixels,
        pick.portrait.pixels,
        titles=("As it was", f"{directed.job.title}: {pick.title}"),
    )
    source_type = source_type_of(pick, directed.carried)
    sign = directed.sealing.for_sheet("Before and after", source_type)
    data, _ = encode(pair, "JPEG", SHEET_BYTES, source_type=source_type, sign=sign)
    write_whole(folder / PAIR_FILE, data)


def _write_rounds(folder: Path, directed: Directed) -> None:
    """One page of the rounds, where a generator made the takes in rounds."""
    if directed.loop is None:
        return
    shown = {
        name: Frame(one.take.portrait.pixels, one.critique.verdict, one.is_like)
        for name, one in directed.takes.items()
    }
    sheet = rounds_sheet(directed.loop, shown, f"Rounds for {directed.job.title.lower()}")
    most = _most_telling(directed)
    sign = directed.sealing.for_sheet("Rounds", most)
    data, _ = encode(sheet, "JPEG", SHEET_BYTES, source_type=most, sign=sign)
    write_whole(folder / ROUNDS_FILE, data)


def _write_previews(
    folder: Path,
    directed: Directed,
    exports: Sequence[Export],
    full: Portrait,
    source_type: SourceType,
) -> None:
    if exports:
        sheet = previews_of(exports, directed.platforms, full, directed.brief.sitter)
        sign = directed.sealing.for_sheet(PREVIEW_TITLE, source_type)
        data, _ = encode(sheet, "JPEG", SHEET_BYTES, source_type=source_type, sign=sign)
        write_whole(folder / PREVIEW_FILE, data)


def _report(
    directed: Directed,
    exports: tuple[Export, ...],
    not_exported: Mapping[str, str],
    files: Mapping[str, str],
    source_type: SourceType,
    today: date,
) -> KitReport:
    pick, original = directed.pick, directed.original
    notes = tuple(
        TakeNote(
            judged.take,
            shown_axes(place, judged),
            _reasons(place, judged),
            files[place.name],
            judged.critique.verdict,
        )
        for place, judged in directed.in_order
    )
    return KitReport(
        brief=directed.brief,
        job=directed.job,
        original=original.take.portrait,
        original_reading=original.reading,
        takes=notes,
        pick_reading=pick.reading,
        critique=pick.critique.to_dict(),
        critique_before=original.critique.to_dict(),
        kinds=CUE_KINDS,
        source_type=source_type,
        made_on=today,
        version=__version__,
        exports=exports,
        not_exported=not_exported,
        changes=compare(original.reading, pick.reading, directed.job),
        intake=_photo_notes(directed.photos),
        command=directed.command,
        sent_to=directed.loop.sent_to if directed.loop else "",
        loop=directed.loop,
        files={
            SHEET_FILE: "all takes on one page",
            PAIR_FILE: "before and after",
            **({PREVIEW_FILE: "as each platform shows it"} if exports else {}),
            KIT_FILE: "everything as data, with the recipe of each take",
            **({ROUNDS_FILE: "the rounds, and what changed in the words"} if directed.loop else {}),
        },
    )


def _reasons(place: Place, judged: JudgedTake) -> tuple[str, ...]:
    said = [judged.likeness.in_words] + ([judged.stiffness.in_words] if judged.stiffness else [])
    return (place.reason, *(f"{text[:1].upper()}{text[1:]}." for text in said))


def shown_axes(place: Place, judged: JudgedTake) -> dict[str, float | None]:
    """The axes as people see them: likeness as a share of the sitter's own baseline."""
    share = judged.likeness.share
    return {**place.axes.to_dict(), "likeness": None if share is None else round(share, 3)}


def _photo_notes(photos: Sequence[IntakeReport]) -> tuple[str, ...]:
    return tuple(f"{photo.name}: {note}" for photo in photos for note in photo.notes)


def kit_to_dict(
    directed: Directed,
    exports: Sequence[Export],
    not_exported: Mapping[str, str],
    files: Mapping[str, str],
) -> dict[str, Any]:
    """The content of kit.json: everything, with the recipe that reproduces each take."""
    return {
        "schema": KIT_SCHEMA,
        "catchlight": __version__,
        "brief": directed.brief.to_dict(),
        "job": {
            "id": directed.job.id,
            "wanted": directed.job.wanted,
            "evidence": directed.job.evidence,
            "validated": directed.job.validated,
            "conflicts": list(directed.job.conflicts),
        },
        "photos": [_photo_to_dict(photo) for photo in directed.photos],
        "original": judged_to_dict(directed.original),
        "command": directed.command,
        "pick": directed.pick.take.id,
        "takes": [
            {
                "file": files[place.name],
                "place": place.place,
                "scores": shown_axes(place, judged),
                "reason": place.reason,
                "stack": place.stack or None,
                **judged_to_dict(judged),
            }
            for place, judged in directed.in_order
        ],
        "exports": [one.to_dict() for one in exports],
        "not_exported": dict(not_exported),
        "credentials": credentials_to_dict(directed.sealing),
        "loop": directed.loop.to_dict() if directed.loop else None,
        "files": {
            "report": REPORT_FILE,
            "contact_sheet": SHEET_FILE,
            "before_after": PAIR_FILE,
            "previews": PREVIEW_FILE,
        }
        | ({"rounds": ROUNDS_FILE} if directed.loop else {}),
    }


def credentials_to_dict(sealing: Sealing) -> dict[str, Any]:
    """Who signed the pictures of a kit, if anybody did."""
    key = sealing.key
    return {"signed": key is not None, "signer": key.name if key else None}


def _photo_to_dict(photo: IntakeReport) -> dict[str, Any]:
    return {
        "name": photo.name,
        "verdict": photo.verdict,
        "notes": list(photo.notes),
        "faces": photo.faces,
        "measured": {name: round(value, 4) for name, value in photo.measured.items()},
    }
