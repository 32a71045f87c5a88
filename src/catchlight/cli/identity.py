"""`catchlight identity …`: a brand's visual identity learned, applied, and watched for drift."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import cyclopts
from cyclopts import Parameter

from .progress import progress_bar
from .sitters import asked_developing

if TYPE_CHECKING:
    from ..provenance.signing_key import SigningKey
    from ..visual_identity.desk import IdentityDesk
    from ..visual_identity.identity import VisualIdentity

EXIT_OUT_OF_LINE = 1

identity = cyclopts.App(
    name="identity",
    help="Keep one visual identity over many portraits: learn it, apply it, watch it.",
    help_format="plaintext",
    default_parameter=cyclopts.Parameter(negative=()),
)
Json = Annotated[bool, Parameter(name="--json")]
Out = Annotated[Path, Parameter(name=("--out", "-o"))]
Sitters = Annotated[tuple[str, ...], Parameter(name="--sitter")]


@identity.command
def learn(*photos: str, out: Out = Path("brand.toml"), name: str = "Identity") -> int:
    """Learn an identity from 3 to 20 portraits that people already like.

    Each field gets a middle, its spread over the photos, and how sure it is.

    Examples:

        catchlight identity learn liked/*.jpg -o brand.toml --name "North Light"

    Parameters
    ----------
    photos
        3 to 20 portraits; files, folders or patterns.
    out
        The file to write (TOML); edit it by hand as you like.
    name
        What the identity is called.
    """
    from ..studio import find_photos
    from ..visual_identity.record import to_toml

    with progress_bar() as on_step:
        learned = _desk().learn(find_photos(photos), name, on_step)
    _write_text(out, to_toml(learned))
    _show(learned)
    print(f"Written to {out}.")
    return 0


@identity.command(name="from-job")
def from_job(job: str, /, out: Out = Path("brand.toml"), name: str = "") -> int:
    """Make an identity from an emotional job, to begin with.

    Examples:

        catchlight identity from-job trust -o brand.toml

    Parameters
    ----------
    job
        An emotional job or a blend; `catchlight jobs` lists them.
    out
        The file to write (TOML).
    name
        What the identity is called; the job's title without it.
    """
    from ..jobs import find_job
    from ..visual_identity.from_job import identity_from_job
    from ..visual_identity.record import to_toml

    made = identity_from_job(find_job(job), name)
    _write_text(out, to_toml(made))
    _show(made)
    print(f"Written to {out}.")
    return 0


@identity.command
def show(brand: Path, /, *, json_output: Json = False) -> int:
    """Show an identity: every field with its spread and how sure it is.

    Examples:

        catchlight identity show brand.toml

    Parameters
    ----------
    brand
        An identity file.
    json_output
        Print one JSON object, for programs.
    """
    from ..visual_identity.record import from_file

    found = from_file(brand)
    if json_output:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return 0
    _show(found)
    return 0


@identity.command
def apply(brand: Path, /, *photos: str, out: Out = Path("branded"), sitter: Sitters = ()) -> int:
    """Bring photos to an identity by gated edits of light, frame, background and grade.

    Expression, gaze and skin are never edited. Each picture comes with its recipe.

    Examples:

        catchlight identity apply brand.toml new/*.jpg -o branded/

    Parameters
    ----------
    brand
        An identity file.
    photos
        Files, folders or patterns.
    out
        The folder for pictures and recipes.
    sitter
        Who is portrayed, once for each; of those on record the consent is asked.
    """
    from ..studio import find_photos
    from ..visual_identity.record import from_file

    wanted = from_file(brand)
    asked_developing(sitter)
    with progress_bar() as on_step:
        done, failed = _desk(_key()).apply(wanted, find_photos(photos), out, on_step)
    for brought, path in done:
        print("\n".join(brought.sentences))
        print(f"  written to {path}")
    _show_failed(failed)
    return 1 if failed else 0


@identity.command
def drift(
    brand: Path, /, *photos: str, sheet: Path | None = None, json_output: Json = False
) -> int:
    """Find which pictures are out of line with an identity, in what, and what brings them back.

    Leaves with 0 when all are in line, 1 when some are not.

    Examples:

        catchlight identity drift brand.toml site/*.jpg --sheet drift.jpg

    Parameters
    ----------
    brand
        An identity file.
    photos
        Files, folders or patterns.
    sheet
        Write a contact sheet with what is out of line marked (JPEG).
    json_output
        Print one JSON object, for programs.
    """
    from ..critique.remedy import Reshoot
    from ..retouch.edit import Edit
    from ..studio import find_photos
    from ..visual_identity.desk import write_drift_sheet
    from ..visual_identity.record import from_file

    wanted = from_file(brand)
    with progress_bar() as on_step:
        found, pictures = _desk().drift(wanted, find_photos(photos), on_step)
    if sheet:
        write_drift_sheet(found, pictures, sheet)
    if json_output:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return EXIT_OUT_OF_LINE if found.out else 0
    for picture in sorted(found.pictures, key=lambda one: -one.distance):
        state = "out of line" if picture.out else "in line"
        print(f"{picture.name}: {state}, {picture.distance:.1f} units off")
        for one in picture.out:
            print(f"  {one.said}")
            if isinstance(one.remedy, Edit):
                print(f"    back by: --edit {one.remedy.name}={one.remedy.strength:g}")
            elif isinstance(one.remedy, Reshoot):
                print(f"    take it again: {one.remedy.phrase}")
    _show_failed(found.failed)
    print(f"{len(found.out)} of {len(found.pictures)} out of line with {found.identity}.")
    return EXIT_OUT_OF_LINE if found.out else 0


@identity.command
def team(
    *photos: str, out: Out = Path("team"), brand: Path | None = None, sitter: Sitters = ()
) -> int:
    """Give many people's headshots one look, and leave every face its own.

    Light, frame, background and grade come together; expression and skin do not. Both are
    measured and told.

    Examples:

        catchlight identity team people/*.jpg --brand brand.toml -o team/

    Parameters
    ----------
    photos
        One photo of each person; files, folders or patterns.
    out
        The folder for headshots, sheets and figures.
    brand
        An identity file; without it the team's own photos give the look.
    sitter
        Who is portrayed, once for each; of those on record the consent is asked.
    """
    from ..studio import find_photos
    from ..visual_identity.record import from_file

    wanted = from_file(brand) if brand else None
    asked_developing(sitter)
    with progress_bar() as on_step:
        made = _desk(_key()).team(find_photos(photos), out, wanted, on_step)
    for sentence in made.figures.sentences:
        print(sentence)
    _show_failed(made.failed)
    print(f"{len(made.members)} headshots in {out}. Look at {out / 'team.jpg'}.")
    return 1 if made.failed or not made.figures.keeps_faces_apart else 0


@identity.command
def nostalgia(ages: str, /, *, year: int | None = None, json_output: Json = False) -> int:
    """Suggest what cues memory in an audience of an age: years, looks and motifs, with care.

    Examples:

        catchlight identity nostalgia 35-45

    Parameters
    ----------
    ages
        The audience's ages, like 35-45.
    year
        Count from this year; this year without it.
    json_output
        Print one JSON object, for programs.
    """
    from ..visual_identity.nostalgia import memories

    found = memories(ages, year)
    if json_output:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return 0
    for sentence in found.sentences:
        print(sentence)
    return 0


def _desk(key: SigningKey | None = None) -> IdentityDesk:
    from ..studio import Studio
    from ..visual_identity.desk import IdentityDesk

    return IdentityDesk(Studio().open, key)


def _key() -> SigningKey | None:
    from ..exports.sealing import Signing
    from ..settings import load_settings

    return Signing.from_settings(load_settings()).find_key()


def _show(found: VisualIdentity) -> None:
    count = f", learned from {found.learned_from} photos" if found.learned_from else ""
    print(f"{found.name}{count}")
    for what, value, sure in found.lines():
        print(f"  {what:<30} {value:<34} {sure}".rstrip())
    for note in found.notes:
        print(f"Note: {note}")


def _show_failed(failed: Sequence[tuple[str, str]]) -> None:
    for name, reason in failed:
        print(f"{name} was left out: {reason}")


def _write_text(path: Path, text: str) -> None:
    from ..image import make_folder, write_whole

    make_folder(path.parent)
    write_whole(path, text.encode("utf-8"))
