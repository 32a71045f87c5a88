"""Pictures in and out: the one pixel convention, and the edge where files become pixels.

**Pixels** are float32, height × width × 3, sRGB, 0…1. Pillow loads and converts (EXIF turn, ICC
profile → sRGB, alpha); OpenCV only computes. Nothing else in Catchlight opens a user's picture.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import warnings
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .errors import ExportError, ImageTooLarge, UnknownName, UnreadableImage
from .geometry import Extent

if TYPE_CHECKING:
    from PIL import Image as PILImage

Pixels = npt.NDArray[np.float32]

MAX_MEGAPIXELS = 50  # larger pictures are refused before they are decoded
MAX_FILE_BYTES = 200_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF", "TIFF")
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif", ".tif", ".tiff")
SAMPLES = {"astronaut": "astronaut.webp"}
_EXIF_ORIENTATION = 0x0112
_BAND_VALUES = 500_000  # a band of this many values stays in the processor's cache
_PAPER = 255  # what shows through a transparent picture


@dataclass(frozen=True, eq=False)
class Photo:
    """One opened picture.

    `name` is what the user called it, `sha256` the hash of the file's bytes, `extent` the size of
    the file's picture once upright (`pixels` may be smaller when it was opened with a limit),
    `notes` what was converted on the way in, in words. `levels` are the pixels in the 8 bits they
    were decoded to, for whoever would turn them back; None for a picture that was no file.
    """

    name: str
    pixels: Pixels
    sha256: str
    extent: Extent
    notes: tuple[str, ...] = ()
    levels: npt.NDArray[np.uint8] | None = None


def to_pixels(values: npt.NDArray[Any]) -> Pixels:
    """uint8, uint16 or float array, grey, RGB or RGBA → Pixels."""
    array = np.asarray(values)
    if array.ndim == 2:
        array = np.repeat(array[..., None], 3, axis=2)
    if array.ndim != 3 or array.shape[2] not in (3, 4):
        raise ValueError(f"expected height × width × 3, got shape {array.shape}")
    array = array[..., :3]
    if array.dtype in (np.uint8, np.uint16):
        pixels = array.astype(np.float32)  # then in place: half the time of doing both at once
        pixels *= np.float32(1 / (255 if array.dtype == np.uint8 else 65535))
        return pixels
    return np.asarray(np.clip(array, 0, 1), dtype=np.float32)


def to_uint8(pixels: Pixels) -> npt.NDArray[np.uint8]:
    """Pixels → uint8, rounded to nearest; a band of rows at a time, to hold no large copies."""
    array = np.asarray(pixels)
    levels = np.empty(array.shape, dtype=np.uint8)
    step = max(1, _BAND_VALUES * len(array) // max(1, array.size))
    for top in range(0, len(array), step):
        part = np.clip(array[top : top + step], 0, 1) * 255
        levels[top : top + step] = np.rint(part, out=part)
    return levels


def shrunk(pixels: Pixels, longest_side: int) -> Pixels:
    """The picture with its longest side at most `longest_side`; itself when it is small enough."""
    import cv2

    extent = Extent(pixels.shape[1], pixels.shape[0])
    size = extent.fit_within(longest_side)
    if size == extent:
        return pixels
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def find_photo(name: str) -> bytes:
    """The bytes of a file, or of a shipped sample named `sample:NAME`.

    Raises UnreadableImage when there is no such file or it cannot be read.
    """
    if name.startswith("sample:"):
        sample = name.removeprefix("sample:")
        if sample not in SAMPLES:
            raise UnknownName("sample photo", sample, SAMPLES)
        return (resources.files("catchlight") / "samples" / SAMPLES[sample]).read_bytes()
    path = Path(name)
    if path.is_dir():
        raise UnreadableImage(
            f"{name} is a folder. Expected a picture file. Name the pictures in it."
        )
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableImage(
                f"{name} is {path.stat().st_size / 1e6:.0f} MB. Expected at most "
                f"{MAX_FILE_BYTES / 1e6:.0f} MB. Save it smaller and try again."
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableImage(f"There is no file {name}. Check the path and try again.") from None
    except OSError as error:
        raise UnreadableImage(
            f"{name} could not be read ({error.strerror or error}). Check its permissions."
        ) from error


def open_photo(name: str, longest_side: int | None = None) -> Photo:
    """Open a file or sample as upright sRGB pixels; `longest_side` shrinks it while decoding.

    Raises UnreadableImage (not a picture, damaged, truncated) or ImageTooLarge (over
    MAX_MEGAPIXELS, refused before decoding).
    """
    return decode_photo(find_photo(name), name, longest_side)


def decode_photo(data: bytes, name: str, longest_side: int | None = None) -> Photo:
    """As open_photo, for bytes that are already in memory."""
    from PIL import Image

    _register_heif()
    notes: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                _refuse_large(name, picture)
                extent, upright = _upright_srgb(picture, longest_side, notes)
    except ImageTooLarge:
        raise
    except Image.DecompressionBombError as error:
        raise ImageTooLarge(_too_large_text(name, f"more than {MAX_MEGAPIXELS}")) from error
    except Exception as error:  # Pillow's decoders raise nearly anything on damaged files
        raise UnreadableImage(_unreadable_text(name, data)) from error
    levels = np.asarray(upright)
    digest = hashlib.sha256(data).hexdigest()
    return Photo(name, to_pixels(levels), digest, extent, tuple(notes), levels)


def _register_heif() -> None:
    import pi_heif

    pi_heif.register_heif_opener(thumbnails=False)


def _refuse_large(name: str, picture: PILImage.Image) -> None:
    megapixels = picture.width * picture.height / 1e6
    if megapixels > MAX_MEGAPIXELS:
        raise ImageTooLarge(_too_large_text(name, f"{megapixels:.0f}"))


def _too_large_text(name: str, megapixels: str) -> str:
    return (
        f"{name} has {megapixels} megapixels. Expected at most {MAX_MEGAPIXELS}. "
        "Save a smaller copy and try again."
    )


def _unreadable_text(name: str, data: bytes) -> str:
    head = data[:512].lstrip().lower()
    if not data:
        found = "is empty"
    elif head.startswith((b"<!doctype", b"<html", b"<?xml", b"<svg")):
        found = "is a web page or SVG, not a photo, whatever its name says"
    elif head.startswith((b"\xff\xd8\xff", b"\x89png", b"riff")):
        found = "is damaged or cut off: its picture data does not decode"
    else:
        found = "is not a picture that can be read"
    return (
        f"{name} {found}. Expected a JPEG, PNG, WebP, AVIF, HEIC or TIFF photo. "
        "Open it in a photo app and export it as JPEG, or download it again."
    )


def _upright_srgb(
    picture: PILImage.Image, longest_side: int | None, notes: list[str]
) -> tuple[Extent, PILImage.Image]:
    from PIL import Image, ImageOps

    orientation = picture.getexif().get(_EXIF_ORIENTATION, 1)
    turned = orientation in (5, 6, 7, 8)
    full = Extent(picture.height, picture.width) if turned else Extent(*picture.size)
    profile = picture.info.get("icc_profile")
    if longest_side and picture.format in ("JPEG", "MPO"):
        picture.draft(None, (longest_side, longest_side))  # decodes at 1/2, 1/4, 1/8: much faster
    picture.load()  # while the file is open
    # An upright picture is left as it is: Pillow would copy it.
    upright = picture if orientation == 1 else ImageOps.exif_transpose(picture)
    if upright.size != picture.size or turned:
        notes.append("turned upright as its EXIF says")
    target = full.fit_within(longest_side) if longest_side else full
    upright = _flat_rgb(upright, notes) if not profile else _to_srgb(upright, profile, notes)
    size = (target.width, target.height)
    if upright.size != size:
        upright = upright.resize(size, Image.Resampling.LANCZOS)
    return full, upright


def _to_srgb(picture: PILImage.Image, profile: bytes, notes: list[str]) -> PILImage.Image:
    """Convert through the embedded profile; a damaged profile is said, not hidden."""
    from PIL import ImageCms

    flat = picture if picture.mode == "CMYK" else _flat_rgb(picture, notes)
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        described = ImageCms.getProfileDescription(source).strip()
        if picture.mode == "CMYK" or "srgb" not in described.lower():
            converted = ImageCms.profileToProfile(
                flat, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if converted is not None:
                notes.append(f"converted from {described} to sRGB")
                return converted
    except (ImageCms.PyCMSError, OSError, ValueError):  # Pillow raises all three
        notes.append("its colour profile could not be used; colours are taken as sRGB")
    return _flat_rgb(flat, notes)


def _flat_rgb(picture: PILImage.Image, notes: list[str]) -> PILImage.Image:
    from PIL import Image

    if picture.mode.startswith("I;16") or picture.mode == "I":
        grey = (np.asarray(picture, dtype=np.float64) / 257).clip(0, 255).round().astype(np.uint8)
        return Image.fromarray(grey).convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        rgba = picture.convert("RGBA")
        if np.asarray(rgba.getchannel("A")).min() < 255:
            notes.append("laid on white where it was transparent")
        paper = Image.new("RGBA", rgba.size, (_PAPER, _PAPER, _PAPER, 255))
        return Image.alpha_composite(paper, rgba).convert("RGB")
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def encode_jpeg(pixels: Pixels, quality: int = 92) -> bytes:
    """A plain JPEG without any metadata: for overlays and sheets, not for publishing."""
    from PIL import Image

    sink = io.BytesIO()
    Image.fromarray(to_uint8(pixels)).save(sink, "JPEG", quality=quality, subsampling="4:4:4")
    return sink.getvalue()


def make_folder(folder: Path) -> None:
    """Make a folder and its parents. Raises ExportError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(
            f"The folder {folder} could not be made ({error.strerror or error}). "
            "Choose another one, or mend its permissions."
        ) from error


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all. Raises ExportError."""
    partial = ""
    try:
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(partial).chmod(0o644)
        Path(partial).replace(path)
    except OSError as error:
        raise ExportError(
            f"{path} could not be written ({error.strerror or error}). "
            "Nothing was left half-written. Free some space or choose another folder."
        ) from error
    finally:
        if partial:
            Path(partial).unlink(missing_ok=True)
