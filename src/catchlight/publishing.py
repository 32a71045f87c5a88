"""Publishing: one finished picture written for many platforms, with a preview of each."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .errors import ExportError
from .exports.export import Export, encode, export
from .exports.platform import Platform, slug
from .image import make_folder, write_whole
from .portrait import Portrait
from .provenance.c2pa_write import Sign
from .provenance.iptc import SourceType
from .report.previews import (
    PREVIEW_FILE,
    PREVIEW_TITLE,
    Preview,
    heading_for,
    preview_of,
    preview_sheet,
)

PREVIEW_BYTES = 6_000_000

SignFor = Callable[[str], Sign | None]


def unsigned(title: str) -> Sign | None:
    """Sign nothing."""
    return None


@dataclass(frozen=True)
class Wish:
    """What is to be written: platforms, whose name the files bear, format and file name pattern.

    `file_format` is written wherever a platform takes it; empty = each platform's first.
    `file_name` is a pattern (`Platform.named`), empty = each platform's own.
    """

    platforms: tuple[Platform, ...]
    name: str
    file_format: str = ""
    file_name: str = ""

    def settled(self) -> tuple[tuple[Platform, ...], tuple[str, ...]]:
        """The platforms as they will be written, and notes on formats that one does not take."""
        found: list[Platform] = []
        notes: list[str] = []
        for platform in self.platforms:
            if self.file_format:
                try:
                    platform = platform.preferring(self.file_format)
                except ExportError:
                    notes.append(
                        f"{platform.title} does not take {self.file_format.upper()}; it gets "
                        f"{platform.formats[0]}."
                    )
            found.append(platform.named(self.file_name) if self.file_name else platform)
        return tuple(found), tuple(notes)


@dataclass(frozen=True, eq=False)
class Published:
    """What was written into `folder`, how each reads small, and what could not be served."""

    folder: Path
    exports: tuple[Export, ...]
    previews: tuple[Preview, ...]
    not_exported: Mapping[str, str]
    notes: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The names of all files written."""
        return (*(one.path.name for one in self.exports), *([PREVIEW_FILE] if self.exports else ()))

    @property
    def sentences(self) -> list[str]:
        """One line an export, with how it reads as a favicon; then what could not be had."""
        lines = [
            f"{one.path.name}: {one.extent.width} × {one.extent.height}, "
            f"{one.bytes / 1000:.0f} kB; {preview.smallest.said}"
            for one, preview in zip(self.exports, self.previews, strict=True)
        ]
        lines += [f"Note: {one.title}: {note}" for one in self.exports for note in one.notes]
        lines += [f"Note: {note}" for note in self.notes]
        lines += [f"Not exported for {title}: {why}" for title, why in self.not_exported.items()]
        if self.exports:
            lines.append(f"{len(self.exports)} files and {PREVIEW_FILE} in {self.folder}.")
        return lines


def publish(
    portrait: Portrait,
    wish: Wish,
    folder: Path,
    source_type: SourceType,
    sign_for: SignFor = unsigned,
    sign_sheet: SignFor = unsigned,
) -> Published:
    """Write the portrait for every platform, and the preview sheet; both signed by title.

    A platform that no crop can serve is left out with its reason. Raises ExportError when none can
    be served, two files would bear one name, or the folder cannot be written; then nothing was.
    """
    platforms, notes = wish.settled()
    names = _names(platforms, wish.name)
    make_folder(folder.absolute().parent)
    with tempfile.TemporaryDirectory(dir=folder.absolute().parent, prefix=".exports-") as partial:
        there = Path(partial)
        written: list[Export] = []
        previews: list[Preview] = []
        failed: dict[str, str] = {}
        for platform, name in zip(platforms, names, strict=True):
            try:
                sign = sign_for(f"Portrait for {platform.title}")
                one = export(portrait, platform, there / name, source_type=source_type, sign=sign)
            except ExportError as error:
                if isinstance(error.__cause__, OSError):
                    raise
                failed[platform.title] = str(error)
                continue
            written.append(one)
            previews.append(preview_of(one, platform, portrait))
        if not written:
            reasons = " ".join(f"{title}: {why}" for title, why in failed.items())
            raise ExportError(f"No platform could be served, nothing was written. {reasons}")
        sheet = preview_sheet(previews, heading_for(wish.name))
        sign = sign_sheet(PREVIEW_TITLE)
        data, _ = encode(sheet, "JPEG", PREVIEW_BYTES, source_type=source_type, sign=sign)
        write_whole(there / PREVIEW_FILE, data)
        _move(there, folder)
    exports = tuple(replace(one, path=folder / one.path.name) for one in written)
    return Published(folder, exports, tuple(previews), failed, notes)


def _names(platforms: Sequence[Platform], name: str) -> list[str]:
    names = [platform.file_named(slug(name)) for platform in platforms]
    double = next((one for one in names if names.count(one) > 1), "")
    if double:
        raise ExportError(
            f"Two platforms would be written to {double}. Expected a name of its own for each. "
            "Put {platform} into the file name pattern."
        )
    return names


def _move(source: Path, folder: Path) -> None:
    make_folder(folder)
    try:
        for path in sorted(source.iterdir()):
            path.replace(folder / path.name)
    except OSError as error:
        raise ExportError(
            f"{folder} could not be written to ({error.strerror or error}). "
            "Choose another folder with --out."
        ) from error
