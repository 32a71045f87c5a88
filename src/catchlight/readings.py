"""Photos → readings: one or many, measured or remembered, on one process or on several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import CatchlightError
from .geometry import Extent
from .image import (
    Photo,
    Pixels,
    decode_photo,
    encode_jpeg,
    find_photo,
    make_folder,
    shrunk,
    write_whole,
)
from .processes import in_order, usual_processes
from .reading import Reading
from .reading_cache import user_reading_cache

if TYPE_CHECKING:
    from .portrait import Portrait

READING_SIDE_PX = 1024  # a picture is read at this size; the networks see less than that anyway


@dataclass(frozen=True)
class Unread:
    """A photo that could not be read, and why, in words."""

    photo: str
    reason: str


@dataclass(frozen=True)
class ReadingTask:
    """One photo to be read.

    `face` counts from the left, None = the largest. `overlay` is the file for a copy on which is
    drawn what was read. `remember` lets the reading be kept and looked up (see `reading_cache`).
    """

    name: str
    face: int | None = None
    overlay: Path | None = None
    remember: bool = True


def open_portrait(
    data: bytes, name: str, face: int | None, side: int = READING_SIDE_PX
) -> tuple[Photo, Portrait]:
    """A picture file's bytes as pixels, and what the networks see. Raises ImageError."""
    photo = decode_photo(data, name, side)
    portrait = _seen(photo, face)
    return replace(photo, levels=None), portrait  # they were wanted once


def _seen(photo: Photo, face: int | None) -> Portrait:
    from .intake import require_face
    from .vision.observe import observe

    portrait = observe(photo.pixels, face=face, levels=photo.levels)
    require_face(photo, portrait, face)
    return portrait


def read_photo(task: ReadingTask) -> Reading:
    """The reading of one photo. Raises ImageError, or ExportError for its overlay."""
    data = find_photo(task.name)
    return _remembered(task, data) or _measured(task, data)


def read_pixels(pixels: Pixels, face: int | None = None, name: str = "array") -> Reading:
    """The reading of a picture in memory, taken at READING_SIDE_PX. Raises ImageError."""
    from .cues.reader import read_portrait

    extent = Extent(pixels.shape[1], pixels.shape[0])
    photo = Photo(name, shrunk(pixels, READING_SIDE_PX), "", extent)
    return read_portrait(_seen(photo, face), name)


def read_photos(
    tasks: Sequence[ReadingTask], processes: int | None = None
) -> Iterator[Reading | Unread]:
    """One reading a photo, in the tasks' order; what cannot be read does not stop the others.

    `processes` None takes one for a few photos, else as many as the machine has cores. The numbers
    are the same whatever it is.
    """
    if processes is None:
        processes = usual_processes(len(tasks))
    return in_order(_measured_or_said, tasks, processes, _known, _use_one_thread)


def overlay_paths(names: Sequence[str], folder: Path) -> list[Path]:
    """A file in the folder for each photo's overlay, none of them twice."""
    taken: Counter[str] = Counter()
    paths = []
    for name in names:
        stem = Path(name.replace(":", "-")).stem
        taken[stem] += 1
        again = f"-{taken[stem]}" if taken[stem] > 1 else ""
        paths.append(folder / f"{stem}{again}-overlay.jpg")
    return paths


def _remembered(task: ReadingTask, data: bytes) -> Reading | None:
    """A kept reading; an overlay needs the picture measured again."""
    cache = user_reading_cache() if task.remember and task.overlay is None else None
    return cache.find(data, task.name, task.face) if cache else None


def _known(task: ReadingTask) -> Reading | None:
    try:
        return _remembered(task, find_photo(task.name))
    except CatchlightError:
        return None  # whoever measures it says why


def _measured_or_said(task: ReadingTask) -> Reading | Unread:
    """What is remembered was asked for already, so this only measures."""
    try:
        return _measured(task, find_photo(task.name))
    except CatchlightError as error:
        return Unread(task.name, str(error))


def _use_one_thread() -> None:
    """Several processes share the cores already."""
    from .vision.runtime import set_threads

    set_threads(1)


def _measured(task: ReadingTask, data: bytes) -> Reading:
    from .cues.reader import read_portrait

    _, portrait = open_portrait(data, task.name, task.face)
    reading = read_portrait(portrait, task.name)
    if task.remember and (cache := user_reading_cache()):
        cache.keep(data, task.face, reading)
    if task.overlay:
        _write_overlay(task.overlay, portrait, reading)
    return reading


def _write_overlay(path: Path, portrait: Portrait, reading: Reading) -> None:
    from .report.overlay import draw_overlay

    make_folder(path.parent)
    write_whole(path, encode_jpeg(draw_overlay(portrait, reading)))
