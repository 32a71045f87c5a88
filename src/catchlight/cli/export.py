"""`catchlight export`: one finished picture for many platforms, with a preview, packed or sent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from .inspect import signing_from
from .sitters import asked_export

if TYPE_CHECKING:
    from ..provenance.iptc import SourceType
    from ..publishing import SignFor


def export(
    photo: str,
    /,
    out: Annotated[Path, Parameter(name=("--out", "-o"))] = Path("exports"),
    platforms: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    name: str = "",
    format: str = "",
    file_name: str = "",
    zip: Path | None = None,
    to: str = "",
    face: int | None = None,
    sitter: str = "",
    no_credentials: bool = False,
) -> int:
    """Cut, size and write a finished picture for platforms, with a preview of each.

    A platform that no crop can serve is left out with its reason; with none left nothing is
    written. Nothing leaves this machine unless --to names a store elsewhere.

    Examples:

        catchlight export pick.jpg --platforms linkedin github website-bio:avif -o exports/

        catchlight export pick.jpg --name "Zoë Žižek" --zip zoe.zip

        catchlight export pick.jpg --to s3://our-press/zoe

        catchlight export kit/ --zip kit.zip

    Parameters
    ----------
    photo
        The finished picture, or `sample:astronaut`; a folder (a kit) is packed or sent as it is.
    out
        The folder for the files; it is made if need be.
    platforms
        Where it will appear, `website-bio:avif` with a format; the usual five without it.
    name
        Whose files they are: the first part of each file's name.
    format
        jpeg, png, webp or avif, wherever the platform takes it.
    file_name
        A pattern of {name}, {platform}, {width} and {height}.
    zip
        Also pack all files into this zip.
    to
        Also put them into an object store: s3://, gs://, az:// or file://.
    face
        Which face, counted from the left, where a photo shows several.
    sitter
        Who is portrayed; if they are on record, their consent is asked. A kit says it itself.
    no_credentials
        Do not sign the files: they say how they were made, but nobody vouches for it.
    """
    from ..exports.parcel import files_of
    from ..exports.platform import KIT_PLATFORMS, find_platform
    from ..outbound.object_store import CALL, LOCAL_SCHEMES, scheme_of
    from ..publishing import Wish, publish
    from ..studio import FULL_SIDE_PX, Studio

    # A wrong address is said before any work is done.
    leaves = bool(to) and scheme_of(to) not in LOCAL_SCHEMES
    if Path(photo).is_dir():
        return _hand_over(Path(photo), zip, to, sitter, CALL if leaves else "")
    wanted = [find_platform(one) for one in dict.fromkeys(platforms or KIT_PLATFORMS)]
    wish = Wish(tuple(wanted), name or Path(photo.replace(":", "-")).stem, format, file_name)
    asked_export(sitter, [one.id for one in wanted], CALL if leaves else "")
    portrait = Studio().open(photo, face, FULL_SIDE_PX).portrait
    source_type, sign_for, sign_sheet = _disclosure(photo, no_credentials)
    done = publish(portrait, wish, out, source_type, sign_for, sign_sheet)
    for sentence in done.sentences:
        print(sentence)
    files = {file: data for file, data in files_of(out).items() if file in done.files}
    _pack_and_deliver(files, zip, to)
    return 1 if done.not_exported else 0


def _hand_over(folder: Path, zip_path: Path | None, to: str, sitter: str, sent_by: str) -> int:
    """A finished folder, such as a kit, as it is. Raises ConsentMissing, also for a kit's sitter"""
    from ..errors import UsageError
    from ..exports.parcel import files_of
    from ..kit_folder import platforms_of, sitter_of

    if not zip_path and not to:
        raise UsageError(
            f"{folder} is a folder of finished files. Expected --zip FILE or --to ADDRESS for it, "
            "or a picture to export."
        )
    for name in dict.fromkeys((sitter, sitter_of(folder) or "")):
        asked_export(name, list(platforms_of(folder)), sent_by)
    _pack_and_deliver(files_of(folder), zip_path, to)
    return 0


def _pack_and_deliver(files: Mapping[str, bytes], zip_path: Path | None, to: str) -> None:
    from ..exports.parcel import deliver, write_zip

    if zip_path:
        write_zip(files, zip_path)
        print(f"Packed into {zip_path}.")
    if to:
        print("Delivered:")
        for address in deliver(files, to):
            print(f"  {address}")


def _disclosure(photo: str, no_credentials: bool) -> tuple[SourceType, SignFor, SignFor]:
    """What the files say of themselves: what the picture said, and the credentials of the export
    and of the preview sheet.
    """
    import numpy as np

    from ..exports.sealing import Sealing
    from ..image import find_photo
    from ..portrait import Portrait
    from ..provenance.iptc import Making, source_type_for
    from ..provenance.metadata import carried_source_type
    from ..shot import Take

    data = find_photo(photo)
    carried = carried_source_type(data)
    key = signing_from(no_credentials, None, None).find_key()
    sealing = Sealing(key, {photo: data}, {photo: carried})
    pixels = np.zeros((1, 1, 3), dtype=np.float32)
    take = Take("export", "", Portrait(pixels), "darkroom", 0, photo)
    term = source_type_for(Making(carried=carried))
    return (
        term,
        lambda title: sealing.for_export(take, title),
        lambda title: sealing.for_sheet(title, term),
    )
