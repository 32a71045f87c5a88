"""Uploads: sniffed, measured, judged in words, kept."""

from __future__ import annotations

from ...errors import ImageError, UnreadableImage
from ...image import Photo, decode_photo
from ...intake import IntakeReport, intake, rejected, require_face
from ...store import PhotoDraft, PhotoRecord
from ...vision.observe import observe
from ..errors import Refusal
from ..state import Server
from ..table import PROXY_SIDE_PX
from ..views.projects import intake_values

MAX_UPLOAD_BYTES = 60_000_000  # a 50-megapixel photo at best quality, with room
MAX_PHOTOS = 100  # a project; more are two shoots
MAX_NAME = 120
# What `filetype` calls what Pillow is then asked to decode.
MEDIA_TYPES = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/avif": (".avif",),
    "image/heic": (".heic", ".heif"),
    "image/heif": (".heif",),
    "image/tiff": (".tif", ".tiff"),
}


def keep_upload(
    server: Server, project_id: str, name: str, data: bytes, person_id: str | None = None
) -> PhotoRecord:
    """Keep a photo with the intake's verdict; one that shows no face is kept as rejected, and says
    why. Raises NotKept, UnreadableImage, ImageTooLarge, Refusal for too many photos.
    """
    store = server.store
    project = store.projects.get(project_id)
    if store.projects.counts(project_id)[0] >= MAX_PHOTOS:
        raise Refusal(
            409, "too-many-photos", "This project is full",
            f"The project holds {MAX_PHOTOS} photos. Expected at most that many. Delete some, or "
            "begin another project.",
        )  # fmt: skip
    said_name = _safe_name(name)
    media_type = sniff(data, said_name)
    photo = decode_photo(data, said_name, PROXY_SIDE_PX)
    report = _judge(server, photo, project.brief.face)
    draft = PhotoDraft(
        name=said_name,
        media_type=media_type,
        width=photo.extent.width,
        height=photo.extent.height,
        intake=intake_values(report),
        person_id=person_id,
    )
    return store.photos.add(project_id, draft, data)


def sniff(data: bytes, name: str) -> str:
    """The media type by the file's own bytes, never by its name. Raises UnreadableImage."""
    import filetype

    kind = filetype.guess(data[:8192])
    media_type = kind.mime if kind else ""
    if media_type not in MEDIA_TYPES:
        found = f"looks like {media_type}" if media_type else "is not a picture that can be read"
        raise UnreadableImage(
            f"{name} {found}. Expected a JPEG, PNG, WebP, AVIF, HEIC or TIFF photo. Open it in a "
            "photo app and export it as JPEG."
        )
    return media_type


def _judge(server: Server, photo: Photo, face: int | None) -> IntakeReport:
    key = f"{photo.sha256}-{PROXY_SIDE_PX}-{face}"
    portrait = server.table.opened(key, lambda: observe(photo.pixels, face=face))
    try:
        require_face(photo, portrait, face)
        return intake(photo, portrait)
    except ImageError as error:
        return rejected(photo.name, str(error), portrait.faces)


def _safe_name(name: str) -> str:
    """The file's name without its path and without what could confuse a terminal or a page."""
    plain = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in plain if letter.isprintable()).strip()
    return plain[-MAX_NAME:] or "photo"
