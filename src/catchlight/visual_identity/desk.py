"""IdentityDesk: learn, watch and apply identities over files. The studio gives it its eyes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path

from ..directing import Opened
from ..errors import CatchlightError, IdentityError
from ..exports.export import encode
from ..exports.platform import slug
from ..exports.sealing import Sealing
from ..image import Pixels, find_photo, make_folder, shrunk, to_pixels, to_uint8, write_whole
from ..kit import source_type_of
from ..kit_folder import check_writable
from ..portrait import Portrait
from ..provenance.iptc import SourceType
from ..provenance.metadata import carried_source_type
from ..provenance.signing_key import SigningKey
from ..provenance.story import stronger
from ..report.contact_sheet import Tile, contact_sheet
from ..retouch.edit import Recipe
from ..shot import Take
from .applying import Brought, bring
from .drift import Drift, drift
from .identity import VisualIdentity
from .learning import learn
from .seen import Seen, seen
from .team import Member, Team, team_of

FULL_SIDE_PX = 2048
SMALL_SIDE_PX = 1024
FILE_BYTES, SHEET_BYTES = 12_000_000, 12_000_000
TEAM_FILE, SHEET_FILE, BEFORE_FILE = "team.json", "team.jpg", "team-before.jpg"
TEAM_ASPECT = 0.8  # 4:5, where neither the brand nor its photos name a shape
SHOWN_DEPARTURES = 3
DRIFT_FOOTNOTE = (
    "1 unit = as far as pictures of this identity usually lie apart; out of line from 2 units."
)

OnStep = Callable[[str, int, int], None]
OpenPhoto = Callable[[str, int | None, int], Opened]


def quiet(what: str, done: int, total: int) -> None:
    """Report no progress."""


class IdentityDesk:
    """Learns, applies and watches visual identities; sends nothing and keeps nothing.

    `open_photo(name, face, longest_side)` opens a photo and finds its face; `key` signs what is
    written, None signs nothing.
    """

    def __init__(self, open_photo: OpenPhoto, key: SigningKey | None = None) -> None:
        self._open = open_photo
        self._key = key

    def see(self, name: str, side: int = SMALL_SIDE_PX) -> Seen:
        """One photo, opened and measured. Raises ImageError."""
        return seen(name, self._open(name, None, side).portrait)

    def see_all(
        self, names: Sequence[str], on_step: OnStep = quiet
    ) -> tuple[list[Seen], list[tuple[str, str]]]:
        """Every photo that can be read, and the others with the reason."""
        found: list[Seen] = []
        failed: list[tuple[str, str]] = []
        for number, name in enumerate(names, start=1):
            try:
                found.append(self.see(name))
            except CatchlightError as error:
                failed.append((name, str(error)))
            on_step("Reading", number, len(names))
        return found, failed

    def learn(
        self, names: Sequence[str], name: str = "Identity", on_step: OnStep = quiet
    ) -> VisualIdentity:
        """The identity of 3–20 portraits; photos that cannot be read are told in its notes."""
        found, failed = self.see_all(names, on_step)
        try:
            learned = learn(found, name)
        except IdentityError as error:
            reasons = "".join(f" {photo} was left out: {why}" for photo, why in failed)
            raise IdentityError(f"{error}{reasons}") from error
        notes = (*learned.notes, *(f"{photo} was left out: {why}" for photo, why in failed))
        return replace(learned, notes=notes)

    def drift(
        self, identity: VisualIdentity, names: Sequence[str], on_step: OnStep = quiet
    ) -> tuple[Drift, list[Seen]]:
        """Every picture against the identity, and the pictures, for the sheet."""
        found, failed = self.see_all(names, on_step)
        _refuse_none(found, failed)
        return drift(identity, found, failed), found

    def bring(
        self, identity: VisualIdentity, name: str, uniform: bool = False, side: int = FULL_SIDE_PX
    ) -> Brought:
        """One photo brought to the identity, at full size. Raises ImageError or EditError."""
        full = self._open(name, None, side).portrait
        return bring(seen(name, full), identity, full, uniform)

    def apply(
        self, identity: VisualIdentity, names: Sequence[str], folder: Path, on_step: OnStep = quiet
    ) -> tuple[list[tuple[Brought, Path]], list[tuple[str, str]]]:
        """Bring every photo to the identity and write it into the folder, with its recipe.

        One that cannot be read does not stop the others; where none can, there is no folder either.
        Raises ExportError.
        """
        check_writable(folder)
        done: list[tuple[Brought, Path]] = []
        failed: list[tuple[str, str]] = []
        files = _file_names(names)
        for number, name in enumerate(names, start=1):
            try:
                brought = self.bring(identity, name)
                path = folder / f"{files[name]}.jpg"
                data, _ = self._file(path.stem, brought.portrait.pixels, name, brought.recipe)
                make_folder(folder)
                write_whole(path, data)
                values = {"photo": Path(name).name, **brought.to_dict()}
                values["edits"] = values.pop("recipe")
                text = json.dumps(values, ensure_ascii=False, indent=2)
                write_whole(path.with_suffix(".recipe.json"), text.encode("utf-8"))
                done.append((brought, path))
            except CatchlightError as error:
                failed.append((name, str(error)))
            on_step("Applying", number, len(names))
        return done, failed

    def team(
        self,
        names: Sequence[str],
        folder: Path,
        identity: VisualIdentity | None = None,
        on_step: OnStep = quiet,
    ) -> Team:
        """One look for many people, written into the folder with sheets and figures.

        Without an identity the team's own photos give it. Raises IdentityError, ExportError.
        """
        check_writable(folder)
        brand = identity or self._of_team(names, on_step)
        if not brand.aspect:
            brand = replace(brand, aspect=TEAM_ASPECT)
        members: list[Member] = []
        befores: list[Tile] = []
        failed: list[tuple[str, str]] = []
        for number, name in enumerate(names, start=1):
            try:
                full = self._open(name, None, FULL_SIDE_PX).portrait
                carried_source_type(find_photo(name))  # damaged: said now, not half-way in writing
                brought = bring(seen(name, full), brand, full, uniform=True)
                members.append(Member(brought, to_uint8(brought.portrait.pixels)))
                befores.append(Tile(_thumb(full.pixels), Path(name).stem, {}))
            except CatchlightError as error:
                failed.append((name, str(error)))
            on_step("One look", number, len(names))
        _refuse_none(members, failed)
        made = team_of(brand, members, failed)
        make_folder(folder)
        self._write_team(made, befores, names, folder)
        return made

    def _of_team(self, names: Sequence[str], on_step: OnStep) -> VisualIdentity:
        """The identity of at most MOST of the team's own photos, evenly taken."""
        from .learning import MOST

        step = max(1, -(-len(names) // MOST))
        return self.learn(names[::step], "Team", on_step)

    def _write_team(
        self, made: Team, befores: Sequence[Tile], names: Sequence[str], folder: Path
    ) -> None:
        files = _file_names(names)
        tiles = []
        most = SourceType.COMPOSITE  # of the sheets: what is on them may say more
        for member in made.members:
            name = member.brought.name
            picture = made.picture(member)
            data, term = self._file(files[name], picture, name, member.brought.recipe)
            write_whole(folder / f"{files[name]}.jpg", data)
            most = stronger(most, term)
            tiles.append(Tile(_thumb(picture), Path(name).stem, {}, notes=_still_out(member)))
        look, face = made.figures.look_spread, made.figures.face_spread
        told = f"spread of the look {look[0]:.2f} → {look[1]:.2f}, of the faces {face[0]:.2f} → "
        heading = f"{made.identity.name}: one look"
        after = contact_sheet(tiles, heading, f"{told}{face[1]:.2f} steps", DRIFT_FOOTNOTE)
        before = contact_sheet(befores, f"{made.identity.name}: as they came", "", DRIFT_FOOTNOTE)
        for file, sheet in ((SHEET_FILE, after), (BEFORE_FILE, before)):
            self._write_sheet(folder / file, sheet, made.identity.name, most)
        text = json.dumps(made.to_dict(), ensure_ascii=False, indent=2)
        write_whole(folder / TEAM_FILE, text.encode("utf-8"))

    def _file(
        self, title: str, pixels: Pixels, photo: str, recipe: Recipe
    ) -> tuple[bytes, SourceType]:
        """A finished picture: nothing in its metadata but how it came about, signed; and that."""
        edits = tuple(edit.to_dict() for edit in recipe)
        take = Take(title, title, Portrait(pixels), "darkroom", 0, photo, recipe=edits)
        file = find_photo(photo)
        carried = {photo: carried_source_type(file)}
        source_type = source_type_of(take, carried)
        sign = Sealing(self._key, {photo: file}, carried).for_take(take)
        data, _ = encode(pixels, "JPEG", FILE_BYTES, source_type=source_type, sign=sign)
        return data, source_type

    def _write_sheet(self, path: Path, sheet: Pixels, title: str, most: SourceType) -> None:
        sign = Sealing(self._key).for_sheet(title, most)
        data, _ = encode(sheet, "JPEG", SHEET_BYTES, source_type=most, sign=sign)
        write_whole(path, data)


def drift_sheet(found: Drift, pictures: Sequence[Seen]) -> Pixels:
    """A contact sheet of the set: what is out of line is marked, and says how it comes back."""
    by_name = {one.name: one for one in found.pictures}
    tiles = []
    for it in sorted(pictures, key=lambda one: -by_name[one.name].distance):
        drifted = by_name[it.name]
        notes = [one.said for one in drifted.out[:SHOWN_DEPARTURES]]
        mark = f"{drifted.distance:.1f} units off" if drifted.out else ""
        title = Path(it.name).stem
        tiles.append(Tile(_thumb(it.portrait.pixels), title, {}, notes=tuple(notes), mark=mark))
    told = f"{len(found.out)} of {len(found.pictures)} out of line"
    return contact_sheet(tiles, f"Drift from {found.identity}", told, DRIFT_FOOTNOTE)


def write_drift_sheet(found: Drift, pictures: Sequence[Seen], path: Path) -> None:
    """Write the drift sheet as JPEG; it says what its pictures say of themselves, the most telling
    first. Raises ExportError, and ProvenanceError for a picture whose metadata is damaged.
    """
    sheet = drift_sheet(found, pictures)
    terms = [carried_source_type(find_photo(one.name)) for one in pictures]
    most = reduce(stronger, filter(None, terms), SourceType.ALGORITHMICALLY_ENHANCED)
    data, _ = encode(sheet, "JPEG", SHEET_BYTES, source_type=most)
    write_whole(path, data)


def _still_out(member: Member) -> tuple[str, ...]:
    return tuple(one.said for one in member.brought.after.out[:2])


def _refuse_none(found: Sequence[object], failed: Sequence[tuple[str, str]]) -> None:
    if not found:
        reasons = " ".join(f"{name}: {why}" for name, why in failed[:3])
        raise IdentityError(
            f"None of the pictures could be read. Expected portraits with one clear face. {reasons}"
        )


def _thumb(pixels: Pixels) -> Pixels:
    """Small enough for a sheet, so that a large team does not fill the memory."""
    return to_pixels(to_uint8(shrunk(pixels, 700)))


def _file_names(names: Sequence[str]) -> dict[str, str]:
    """A file name for each photo, none of them twice."""
    taken: dict[str, int] = {}
    found = {}
    for name in names:
        stem = slug(Path(name.replace(":", "-")).stem)
        taken[stem] = taken.get(stem, 0) + 1
        found[name] = stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"
    return found
