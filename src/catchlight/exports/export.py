"""A portrait cut, sized, sharpened and written for a platform: whole or not at all."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from ..errors import ExportError, FileTooLarge, ProvenanceError
from ..geometry import Box, Extent
from ..image import Pixels, to_uint8, write_whole
from ..portrait import Portrait
from ..provenance.c2pa_write import Sign
from ..provenance.iptc import SourceType, xmp_packet
from ..provenance.metadata import not_allowed
from .crop_plan import CropPlan, head_of, plan_crop
from .platform import SUFFIX_OF_FORMAT, Platform

# Highest quality tried first, lowest that is still good enough to publish (house choices).
QUALITY_RANGE = {"JPEG": (93, 62), "WEBP": (92, 58), "AVIF": (88, 45)}
SHARPEN_RADIUS_PX = 0.7  # of the written picture: makes up for what the resize softens
SHARPEN_AMOUNT = 0.35
SHARPEN_LIMIT = 0.035  # of full scale: no bright or dark rims along edges
SMALL_PX = 16  # side of the picture on which the size of a signature is measured
SIGNING_SLACK_BYTES = 256  # lengths and padding inside credentials differ a little with the file
_FORMAT_OF_SUFFIX = {suffix: name for name, suffix in SUFFIX_OF_FORMAT.items()} | {".jpeg": "JPEG"}
_PROFILE_DATE = slice(24, 36)  # when the ICC profile was made: a clock reading, not a colour


@dataclass(frozen=True)
class Export:
    """One written file. `crop` is in pixels of the portrait; `quality` is None for PNG."""

    platform: str
    title: str
    path: Path
    extent: Extent
    shape: str
    format: str
    bytes: int
    quality: int | None
    crop: Box
    source_type: str
    sha256: str
    notes: tuple[str, ...] = ()
    is_signed: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, as kept in kit.json; the file by its name only."""
        return {
            "platform": self.platform,
            "title": self.title,
            "file": self.path.name,
            "width": self.extent.width,
            "height": self.extent.height,
            "shape": self.shape,
            "format": self.format,
            "bytes": self.bytes,
            "quality": self.quality,
            "crop_px": [
                round(side, 1)
                for side in (self.crop.left, self.crop.top, self.crop.right, self.crop.bottom)
            ],
            "digital_source_type": self.source_type,
            "sha256": self.sha256,
            "signed": self.is_signed,
            "notes": list(self.notes),
        }


def export(
    portrait: Portrait,
    platform: Platform,
    path: Path,
    *,
    source_type: SourceType,
    title: str = "",
    sign: Sign | None = None,
) -> Export:
    """Write the portrait for a platform; the suffix of `path` chooses among its formats.

    The file carries an sRGB profile, the digital source type and, where given, the title and the
    content credentials that `sign` adds; nothing else. Signed, it still keeps the platform's byte
    limit. Raises ExportError (face would be cut, format not taken, folder not writable) or
    FileTooLarge; if it raises, nothing was written.
    """
    file_format = _format_for(platform, path)
    picture, plan = render(portrait, platform)
    data, quality = encode(
        picture, file_format, platform.max_bytes, source_type=source_type, title=title, sign=sign
    )
    write_whole(path, data)
    return Export(
        platform=platform.id,
        title=platform.title,
        path=path,
        extent=platform.size,
        shape=platform.shape,
        format=file_format,
        bytes=len(data),
        quality=quality,
        crop=plan.box,
        source_type=source_type.value,
        sha256=hashlib.sha256(data).hexdigest(),
        notes=plan.notes,
        is_signed=sign is not None,
    )


def render(portrait: Portrait, platform: Platform) -> tuple[Pixels, CropPlan]:
    """The picture at the platform's size, as it will be written, and the plan of its crop."""
    plan = plan_crop(portrait.extent, head_of(portrait), platform)
    picture = resample(portrait.pixels, plan.box, platform.size)
    if plan.upscale < 1:
        picture = sharpen_for_output(picture)
    return picture, plan


def resample(pixels: Pixels, box: Box, size: Extent) -> Pixels:
    """The part of the picture in `box` at `size`, by an antialiased Lanczos filter.

    Pillow's, as OpenCV's Lanczos skips pixels when it shrinks; float planes, so nothing is rounded.
    """
    from PIL import Image

    planes = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(pixels[..., channel])).resize(
                (size.width, size.height),
                Image.Resampling.LANCZOS,
                box=(box.left, box.top, box.right, box.bottom),
            )
        )
        for channel in range(3)
    ]
    return np.asarray(np.clip(np.stack(planes, axis=-1), 0, 1), dtype=np.float32)


def sharpen_for_output(pixels: Pixels) -> Pixels:
    """Light sharpening of brightness only, so that edges gain no coloured or visible rims."""
    luma = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    blurred = cv2.GaussianBlur(luma, (0, 0), SHARPEN_RADIUS_PX)
    detail = np.clip((luma - blurred) * SHARPEN_AMOUNT, -SHARPEN_LIMIT, SHARPEN_LIMIT)
    return np.asarray(np.clip(pixels + detail[..., None], 0, 1), dtype=np.float32)


def encode(
    pixels: Pixels,
    file_format: str,
    max_bytes: int,
    *,
    source_type: SourceType,
    title: str = "",
    sign: Sign | None = None,
) -> tuple[bytes, int | None]:
    """File bytes under `max_bytes` at the best quality that fits, and that quality.

    `sign` adds content credentials to the finished file; room is left for them. Raises
    FileTooLarge when even the lowest quality is over the limit.
    """
    xmp = xmp_packet(source_type, title)
    room = max_bytes - _room_to_sign(file_format, xmp, sign)
    if file_format not in QUALITY_RANGE:
        data = _encoded(pixels, file_format, None, xmp)
        quality = None
    else:
        data, quality = _best_quality(pixels, file_format, room, xmp)
    if len(data) > room:
        raise FileTooLarge(
            f"The {file_format} file would have {len(data) + max_bytes - room:,} bytes. Expected "
            f"at most {max_bytes:,}. Choose another format or a smaller size."
        )
    left_over = not_allowed(data)
    if left_over:  # guards against a change in the encoder, not against a user's mistake
        raise ProvenanceError(f"The encoded file carries {', '.join(left_over)}; not written.")
    return (sign(data) if sign else data), quality


def _room_to_sign(file_format: str, xmp: bytes, sign: Sign | None) -> int:
    """Bytes that signing adds, measured on the smallest file: they do not depend on the picture."""
    if sign is None:
        return 0
    low = QUALITY_RANGE[file_format][1] if file_format in QUALITY_RANGE else None
    smallest = _encoded(np.zeros((SMALL_PX, SMALL_PX, 3), np.float32), file_format, low, xmp)
    return len(sign(smallest)) - len(smallest) + SIGNING_SLACK_BYTES


def _best_quality(
    pixels: Pixels, file_format: str, max_bytes: int, xmp: bytes
) -> tuple[bytes, int]:
    """Bisection over the quality, as the size grows with it; the lowest when none fits."""
    high, low = QUALITY_RANGE[file_format]
    data = _encoded(pixels, file_format, high, xmp)
    if len(data) <= max_bytes:
        return data, high
    best, best_quality = _encoded(pixels, file_format, low, xmp), low
    high -= 1
    while low < high and len(best) <= max_bytes:
        middle = (low + high + 1) // 2
        data = _encoded(pixels, file_format, middle, xmp)
        if len(data) <= max_bytes:
            best, best_quality, low = data, middle, middle
        else:
            high = middle - 1
    return best, best_quality


def _encoded(pixels: Pixels, file_format: str, quality: int | None, xmp: bytes) -> bytes:
    from PIL import Image, PngImagePlugin

    buffer = io.BytesIO()
    picture = Image.fromarray(to_uint8(pixels))
    if file_format == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_itxt("XML:com.adobe.xmp", xmp.decode("utf-8"))
        picture.save(buffer, "PNG", icc_profile=srgb_profile(), pnginfo=text, optimize=True)
        return buffer.getvalue()
    options: dict[str, Any] = {"quality": quality, "icc_profile": srgb_profile(), "xmp": xmp}
    if file_format == "JPEG":
        options |= {"optimize": True, "progressive": True, "subsampling": "4:4:4"}
    elif file_format == "WEBP":
        options |= {"method": 5}
    elif file_format == "AVIF":
        options |= {"speed": 6, "subsampling": "4:4:4"}
    picture.save(buffer, file_format, **options)
    return buffer.getvalue()


@cache
def srgb_profile() -> bytes:
    """A small sRGB profile (588 bytes), the same on every run."""
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_PROFILE_DATE] = bytes.fromhex("07d000010001000000000000")  # 2000-01-01 00:00:00
    return bytes(profile)


def _format_for(platform: Platform, path: Path) -> str:
    chosen = _FORMAT_OF_SUFFIX.get(path.suffix.lower(), "")
    if chosen not in platform.formats:
        takes = " or ".join(SUFFIX_OF_FORMAT[name] for name in platform.formats)
        raise ExportError(
            f"{platform.title} does not take {path.suffix or 'a file without suffix'}. "
            f"Expected {takes}. Rename the file."
        )
    return chosen
