"""Preview sheet: each export as its platform shows it, at real size, down to a 32-pixel favicon."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..exports.crop_plan import head_of
from ..exports.export import Export, resample
from ..exports.legibility import FAVICON_PX, Legibility, legibility
from ..exports.platform import Platform
from ..geometry import Box, Extent
from ..image import Pixels, open_photo, to_pixels, to_uint8
from ..portrait import Portrait
from .contact_sheet import GROUND, INK, MARK, QUIET
from .typography import width_px, wrapped, write

if TYPE_CHECKING:
    from PIL import Image as PILImage
    from PIL.ImageDraw import ImageDraw

PREVIEW_FILE, PREVIEW_TITLE = "previews.jpg", "How each platform shows it"
CARD_PX = (760, 330)
GAP_PX, MARGIN_PX, HEAD_PX = 28, 56, 150
LARGE_PX = 200  # a preview is shown no higher than this
ENLARGED = 4  # times: how the favicon's own pixels look
TITLE, SMALL, HEADING = 24.0, 19.0, 46.0
SMALL_LINE = 27
PAPER = (255, 255, 255)
FOOTNOTE = (
    "Sizes in CSS pixels, about as each platform shows them. “Reads well” is measured: face height "
    "and contrast in the pixels that are left."
)


@dataclass(frozen=True, eq=False)
class Preview:
    """One export as it is shown: the picture, its heights, and how it reads at each.

    A square one may be shown as a favicon: its last height is FAVICON_PX.
    """

    title: str
    picture: Pixels
    is_circle: bool
    shown_px: tuple[int, ...]
    reads: tuple[Legibility, ...]

    @property
    def smallest(self) -> Legibility:
        """How it reads at its smallest."""
        return self.reads[-1]


def preview_of(export: Export, platform: Platform, portrait: Portrait) -> Preview:
    """The preview of a written export; `portrait` is what it was cut from."""
    picture = open_photo(str(export.path)).pixels
    face = face_in(export, portrait)
    is_avatar = platform.size.width == platform.size.height
    sizes = (*(platform.shown_px or (LARGE_PX,)), *((FAVICON_PX,) if is_avatar else ()))
    shown = tuple(dict.fromkeys(sizes))
    reads = tuple(legibility(picture, face, size) for size in shown)
    return Preview(platform.title, picture, platform.is_circle, shown, reads)


def face_in(export: Export, portrait: Portrait) -> Box:
    """The face, forehead to chin, in the export's own pixels."""
    face, crop = head_of(portrait).face, export.crop
    scale_x = export.extent.width / crop.width
    scale_y = export.extent.height / crop.height
    return Box(
        (face.left - crop.left) * scale_x,
        (face.top - crop.top) * scale_y,
        (face.right - crop.left) * scale_x,
        (face.bottom - crop.top) * scale_y,
    )


def previews_of(
    exports: Sequence[Export], platforms: Sequence[Platform], portrait: Portrait, name: str
) -> Pixels:
    """The preview sheet of written exports; `portrait` is what they were cut from."""
    by_id = {platform.id: platform for platform in platforms}
    shown = [preview_of(one, by_id[one.platform], portrait) for one in exports]
    return preview_sheet(shown, heading_for(name))


def heading_for(name: str) -> str:
    """What stands above the sheet."""
    return f"{name}, as it is shown" if name else "As it is shown"


def preview_sheet(previews: Sequence[Preview], heading: str) -> Pixels:
    """All previews on one page, two in a row."""
    from PIL import Image, ImageDraw

    columns = min(2, len(previews))
    rows = math.ceil(len(previews) / columns)
    width = 2 * MARGIN_PX + columns * CARD_PX[0] + (columns - 1) * GAP_PX
    height = HEAD_PX + rows * (CARD_PX[1] + GAP_PX) + MARGIN_PX + SMALL_LINE
    sheet = Image.new("RGB", (width, height), GROUND)
    draw = ImageDraw.Draw(sheet)
    write(draw, (MARGIN_PX, MARGIN_PX - 8), heading, INK, HEADING, "la")
    for place, preview in enumerate(previews):
        row, column = divmod(place, columns)
        left = MARGIN_PX + column * (CARD_PX[0] + GAP_PX)
        _card(sheet, draw, preview, left, HEAD_PX + row * (CARD_PX[1] + GAP_PX))
    at = (MARGIN_PX, height - MARGIN_PX)
    for number, line in enumerate(wrapped(FOOTNOTE, SMALL, width - 2 * MARGIN_PX, 2)):
        write(draw, (at[0], at[1] + number * SMALL_LINE - SMALL_LINE), line, QUIET, SMALL, "la")
    return to_pixels(np.asarray(sheet))


def _card(sheet: PILImage.Image, draw: ImageDraw, preview: Preview, left: int, top: int) -> None:
    box = (left, top, left + CARD_PX[0], top + CARD_PX[1])
    draw.rounded_rectangle(box, 14, fill=PAPER)
    write(draw, (left + 24, top + 18), preview.title, INK, TITLE, "la")
    at, foot = left + 24, top + 58 + LARGE_PX
    room = left + CARD_PX[0] - 24
    for size in preview.shown_px:
        shown = _shown(preview, size)
        if at + shown.width > room:
            break
        sheet.paste(shown, (at, foot - shown.height))
        label = f"{size} px" if size <= LARGE_PX else f"{size} px, here {LARGE_PX}"
        write(draw, (at, foot + 8), label, QUIET, SMALL, "la")
        at += max(shown.width, round(width_px(label, SMALL))) + 24
    if preview.shown_px[-1] == FAVICON_PX:
        tiny = _shown(preview, FAVICON_PX)
        large = tiny.resize((tiny.width * ENLARGED, tiny.height * ENLARGED), 0)
        sheet.paste(large, (at, foot - large.height))
        write(draw, (at, foot + 8), f"the same, {ENLARGED}×", QUIET, SMALL, "la")
    is_bad = preview.smallest.word == "hard to read"
    said = preview.smallest.said
    line = wrapped(said[:1].upper() + said[1:], SMALL, CARD_PX[0] - 48, 1)[0]
    write(draw, (left + 24, foot + 36), line, MARK if is_bad else INK, SMALL, "la")


def _shown(preview: Preview, size: int) -> PILImage.Image:
    """The picture at most LARGE_PX high, on white, round where the platform cuts it round."""
    from PIL import Image, ImageDraw

    height, width = preview.picture.shape[:2]
    high = min(size, LARGE_PX)
    extent = Extent(max(1, round(width * high / height)), high)
    picture = Image.fromarray(to_uint8(resample(preview.picture, Box(0, 0, width, height), extent)))
    if not preview.is_circle:
        return picture
    over = 4  # times, for a smooth rim
    mask = Image.new("L", (extent.width * over, extent.height * over))
    ImageDraw.Draw(mask).ellipse((0, 0, mask.width - 1, mask.height - 1), fill=255)
    paper = Image.new("RGB", picture.size, PAPER)
    paper.paste(picture, (0, 0), mask.resize(picture.size, Image.Resampling.BOX))
    return paper
