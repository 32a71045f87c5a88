"""Studio: the only place where the steps meet."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from .errors import ImageError, UnreadableImage
from .image import SUFFIXES, find_photo, open_photo, to_pixels
from .reading import Reading
from .readings import (
    READING_SIDE_PX,
    ReadingTask,
    Unread,
    open_portrait,
    read_photo,
    read_photos,
    read_pixels,
)

if TYPE_CHECKING:
    from .brief import Brief
    from .checking import Culled
    from .critique.critic import Critique
    from .directing import Opened
    from .exports.sealing import Signing
    from .face import FloatArray
    from .intake import IntakeReport
    from .jobs import EmotionalJob
    from .kit import Kit
    from .portrait import Portrait

FULL_SIDE_PX = 2048  # the pick is developed again at this size for the exports
MAX_REFERENCES = 3  # of the sitter's photos, the best ones are used for takes

OnStep = Callable[[str, int, int], None]


def quiet(what: str, done: int, total: int) -> None:
    """Report no progress."""


def find_photos(names: Sequence[str]) -> list[str]:
    """Files, folders and globs → picture files, in a stable order, each once.

    Raises UnreadableImage when a name leads to no picture.
    """
    found: list[str] = []
    for name in names:
        path = Path(name)
        if name.startswith("sample:") or path.is_file():
            matches = [name]
        elif path.is_dir():
            matches = sorted(str(p) for p in path.rglob("*") if p.suffix.lower() in SUFFIXES)
        else:
            matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - an absolute pattern too
        if not matches:
            raise UnreadableImage(
                f"{name} leads to no picture. Expected a file, a folder with pictures, or a "
                f'pattern like "shoot/*.jpg" ({", ".join(SUFFIXES)}). Check the path.'
            )
        found += matches
    if not found:
        raise UnreadableImage(
            "No picture was named. Expected at least one file, folder or pattern."
        )
    return list(dict.fromkeys(found))


class Studio:
    """Opens, reads, checks, compares, ranks, retouches and directs portraits.

    It sends nothing anywhere, and keeps nothing but readings (see `reading_cache`); with `remember`
    False not even those.
    """

    def __init__(
        self,
        remember: bool = True,
        jobs: Mapping[str, EmotionalJob] | None = None,
        options: Sequence[str] = (),
    ) -> None:
        """`jobs` are the user's own emotional jobs; they win over built-in ones. `options` are the
        words of the command that brought them (`--brand FILE`), for the command that repeats it.
        """
        self.remember = remember
        self.jobs = jobs or {}
        self.options = tuple(options)

    def job(self, name: str) -> EmotionalJob:
        """A job or a blend by name, the user's own first. Raises UnknownName."""
        from .jobs import find_job

        return find_job(name, self.jobs)

    def open(self, name: str, face: int | None = None, side: int = READING_SIDE_PX) -> Opened:
        """Open a photo and find its face. Raises ImageError (see there) when that fails."""
        from .directing import Opened

        return Opened(*open_portrait(find_photo(name), name, face, side))

    def read_opened(self, opened: Opened, baseline: tuple[Portrait, ...] = ()) -> Reading:
        """The reading of an opened photo."""
        from .cues.reader import read_portrait

        return read_portrait(opened.portrait, opened.photo.name, baseline)

    def read(self, name: str, face: int | None = None) -> Reading:
        """Open a photo and read it, or remember the reading of an unchanged one."""
        return read_photo(ReadingTask(name, face, remember=self.remember))

    def check(
        self,
        name: str,
        job: str,
        *,
        off: tuple[str, ...] = (),
        palette: tuple[str, ...] = (),
        face: int | None = None,
        detail: str = "",
        own: Sequence[str] = (),
    ) -> Critique:
        """Critique a photo against an emotional job.

        `detail` is the one memorable human detail in the user's words, `own` other photos of the
        same person.
        """
        from .checking import check_photo

        wanted = self.job(job).with_palette(palette).with_detail(detail)
        return check_photo(ReadingTask(name, face, remember=self.remember), wanted, off, own)

    def critique(self, reading: Reading, job: EmotionalJob, off: tuple[str, ...] = ()) -> Critique:
        """Critique a reading against a job."""
        from .critique.critic import judge

        return judge(reading, job, off)

    def compare(
        self, before: str, after: str, job: str, *, face: int | None = None, detail: str = ""
    ) -> list[str]:
        """What changed emotionally between two photos, in sentences."""
        from .checking import compare_photos

        first, second = (
            ReadingTask(name, face, remember=self.remember) for name in (before, after)
        )
        return list(compare_photos(first, second, self.job(job).with_detail(detail)))

    def rank(
        self,
        names: Sequence[str],
        job: str,
        on_step: OnStep = quiet,
        *,
        own: Sequence[str] = (),
        detail: str = "",
    ) -> Culled:
        """Rank photos for a job; what cannot be read is listed, and does not stop the others.

        `own` are the sitter's own photos, for likeness; `detail` must show.
        """
        from .checking import rank_photos

        wanted = self.job(job).with_detail(detail)
        return rank_photos(names, wanted, own=own, remember=self.remember, on_step=on_step)

    def retouch(
        self,
        name: str,
        out: Path,
        *,
        job: str | None = None,
        edits: tuple[str, ...] = (),
        recipe: Path | None = None,
        face: int | None = None,
        force: bool = False,
        detail: str = "",
        save: str = "",
        steps: Path | None = None,
        signing: Signing | None = None,
    ) -> list[str]:
        """Retouch one photo into the file `out`; says what was done, in sentences.

        With a job every edit is gated; with a job and no edits, the critique's own remedies are
        walked. `detail` is what no edit may cost, in the user's words. A photo without a face still
        takes edits that need none. `save` keeps the recipe under that name, with the gate's words;
        `steps` is a folder for the picture after each edit. `signing` says with which key the file
        is signed; None = it is not, and the same photo and edits give the same bytes.
        """
        from .errors import EditError
        from .exports.sealing import Sealing
        from .provenance.metadata import carried_source_type
        from .retouching import (
            answer_critique,
            apply_edits,
            apply_gated,
            edit_from_text,
            recipe_from_file,
            save_recipe,
            write_retouched,
            write_steps,
        )
        from .vision.observe import observe

        wanted = self.job(job).with_detail(detail) if job else None
        asked = [edit_from_text(text) for text in edits]
        asked += recipe_from_file(recipe) if recipe else ()
        if wanted is None and not asked:
            raise EditError(
                "Nothing was asked for. Expected --edit NAME=STRENGTH, --recipe FILE or --job JOB. "
                "`catchlight edits` lists the edits."
            )
        if wanted:
            portrait = self.open(name, face, FULL_SIDE_PX).portrait
            done = apply_gated(portrait, asked, wanted, force) if asked else None
            done = done or answer_critique(portrait, wanted)
        else:
            portrait = observe(open_photo(name, FULL_SIDE_PX).pixels, face=face)
            done = apply_edits(portrait, asked)
        data = find_photo(name)
        carried = carried_source_type(data)
        key = signing.find_key() if signing else None
        write_retouched(done, out, carried, Sealing(key, {"": data}, {"": carried}))
        also = [save_recipe(done, save)] if save else []
        also += write_steps(done, steps) if steps else []
        return [*done.sentences, *(f"Written to {path}." for path in (out, *also))]

    def proof(
        self,
        name: str,
        out: Path,
        *,
        job: str = "trust",
        takes: int = 4,
        edits: tuple[str, ...] = (),
        recipe: Path | None = None,
        face: int | None = None,
    ) -> Path:
        """A proof sheet of one photo in the folder `out`: its takes for a job, or each edit."""
        from .proofing import proof_edits, proof_takes
        from .retouching import edit_from_text, recipe_from_file

        asked = (*map(edit_from_text, edits), *(recipe_from_file(recipe) if recipe else ()))
        wanted = self.job(job)
        opened = self.open(name, face, FULL_SIDE_PX)
        return proof_edits(opened, asked, out) if asked else proof_takes(opened, wanted, takes, out)

    def direct(
        self,
        names: Sequence[str],
        brief: Brief,
        out: Path,
        on_step: OnStep = quiet,
        *,
        signing: Signing | None = None,
        others: Sequence[FloatArray] = (),
    ) -> Kit:
        """From the sitter's photos to a kit in the folder `out`.

        If it raises, nothing was written; a sitter on record must have agreed (ConsentMissing is
        raised otherwise). The same photos, brief and version give the same takes;
        their files differ by the signature, which is new each time. `signing` says what is signed
        and with which key; None = as the user's settings say. `others` are embeddings of other
        people in the user's library: a take that is nearer to one of them is flagged.
        """
        from .brief import command_of
        from .critique.critic import applicable
        from .directing import (
            cut_out,
            develop_full,
            gated_darkroom,
            make_references,
            make_shot,
            make_takes,
        )
        from .exports.platform import find_platform
        from .exports.sealing import Sealing, Signing
        from .kit import Directed, write_kit
        from .kit_folder import check_kit_folder
        from .provenance.metadata import carried_source_type
        from .settings import data_folder, load_settings
        from .sitters.record import DARKROOM, ask_before_directing, on_record

        job = self.job(brief.job).with_palette(brief.palette).with_detail(brief.detail)
        applicable(job, brief.off)
        platforms = tuple(find_platform(name) for name in dict.fromkeys(brief.platforms))
        sitter = on_record(brief.sitter, data_folder())
        ask_before_directing(sitter, brief.platforms, backend=DARKROOM, on=date.today())
        check_kit_folder(out)
        signing = signing or Signing.from_settings(load_settings())
        key = signing.find_key()
        opened, reports = self.choose_photos(names, brief.face, on_step)
        files = {one.photo.name: find_photo(one.photo.name) for one in opened}
        carried = {name: carried_source_type(data) for name, data in files.items()}
        opened = cut_out(opened)
        shot = make_shot(brief, job, make_references(opened))
        darkroom = gated_darkroom(job, brief.off)
        takes, original, ranking = make_takes(darkroom, shot, job, brief.off, on_step, others)
        directed = Directed(
            brief,
            job,
            tuple(reports),
            original,
            takes,
            ranking,
            platforms,
            command_of(names, brief, self.options),
            carried,
            Sealing(key, files, carried, signing.tell_prompts),
        )
        return write_kit(out, directed, lambda take: develop_full(take, opened), on_step)

    def choose_photos(
        self, names: Sequence[str], face: int | None, on_step: OnStep
    ) -> tuple[list[Opened], list[IntakeReport]]:
        """Open every photo; the usable ones, best first, and the reports of all.

        One photo that cannot be used does not stop the others; when none can be read, the first
        reason is raised. Where all that can be read have a grave fault (closed eyes, blur), they
        are used all the same: they are what the user has, and the kit says what is wrong.
        """
        from .directing import of_one_person
        from .intake import choose_references, intake, rejected

        readable: list[str] = []
        reports: list[IntakeReport] = []
        refused: list[ImageError] = []
        for number, name in enumerate(dict.fromkeys(names), start=1):
            try:
                # Small at first, and let go again: a folder of photos must not fill the memory.
                seen = self.open(name, face)
                reports.append(intake(seen.photo, seen.portrait))
                readable.append(name)
            except ImageError as error:
                refused.append(error)
                reports.append(rejected(name, str(error)))
            on_step("Opening", number, len(names))
        if not readable:
            raise refused[0]
        chosen = choose_references(reports, MAX_REFERENCES)
        best = [report.name for report in chosen] or readable[:MAX_REFERENCES]
        opened = [self.open(name, face, FULL_SIDE_PX) for name in best]
        return of_one_person(opened, reports)


def read(photo: str | Path | npt.NDArray[Any], face: int | None = None) -> Reading:
    """The reading of one photo: a path, `sample:NAME`, or an array (height × width × 3, sRGB).

    Arrays are uint8, uint16 or floats 0…1.
    """
    if isinstance(photo, (str, Path)):
        return Studio().read(str(photo), face)
    return read_pixels(to_pixels(photo), face)


def read_many(photos: Sequence[str], processes: int = 1) -> Iterator[dict[str, Any]]:
    """One flat row a photo, ready for a data frame; what cannot be read has an `error`.

    The rows are the same, in the same order, whatever the number of processes. With more than one,
    call it under `if __name__ == "__main__":`, as new processes import the calling script.
    """
    tasks = [ReadingTask(name) for name in find_photos(photos)]
    for found in read_photos(tasks, processes):
        if isinstance(found, Unread):
            yield {"photo": found.photo, "error": found.reason}
        else:
            yield found.to_row()


def check(photo: str, job: str, face: int | None = None) -> Critique:
    """The critique of one photo against an emotional job."""
    return Studio().check(photo, job, face=face)


def direct(photos: Sequence[str], brief: Brief, out: Path) -> Kit:
    """From the sitter's photos to a kit in the folder `out`."""
    return Studio().direct(photos, brief, out)
