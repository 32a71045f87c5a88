"""Large pictures in bands of rows, so that an edit's intermediate results stay small."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np

from ..color import FloatArray
from ..image import Pixels
from ..portrait import Matte

SOLID_FROM = 0.9  # alpha from which the person's colours become the picture's own
BAND_PIXELS = 1_000_000  # a band of this many pixels takes 12 MB per picture-sized intermediate


def bands(height: int, width: int) -> Iterator[slice]:
    """Row slices from top to bottom, each about BAND_PIXELS large."""
    rows = max(1, BAND_PIXELS // max(1, width))
    for top in range(0, height, rows):
        yield slice(top, min(height, top + rows))


def side_by_side(work: Callable[[slice], None], parts: Iterable[slice]) -> None:
    """Do the work on every part, on as many threads as OpenCV was given.

    The parts must not touch each other's results, so that the number of threads changes nothing.
    """
    parts = list(parts)
    threads = min(cv2.getNumThreads(), len(parts))
    if threads < 2:
        for part in parts:
            work(part)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, parts):
            pass  # raises what the work raised


def enlarged_rows(
    small: FloatArray, rows: slice, height: int, width: int, how: int = cv2.INTER_LINEAR
) -> FloatArray:
    """Those rows of `small` enlarged to height × width, as cv2.resize would give."""
    scale_y, scale_x = small.shape[0] / height, small.shape[1] / width
    matrix = np.array(
        [[scale_x, 0, (scale_x - 1) / 2], [0, scale_y, scale_y * (rows.start + 0.5) - 0.5]]
    )
    part = cv2.warpAffine(
        small,
        matrix,
        (width, rows.stop - rows.start),
        flags=how | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(part, dtype=np.float32)


def own_colors(pixels: Pixels, matte: Matte, rows: slice) -> Pixels:
    """The person's own colours in those rows: the picture's where they are solid, sharper than any
    estimate; the matte's foreground where background shines through.
    """
    height, width = matte.alpha.shape
    colors = enlarged_rows(matte.foreground, rows, height, width)
    solid = np.clip((matte.alpha[rows] - SOLID_FROM) / (1 - SOLID_FROM), 0, 1)[..., None]
    colors += solid * (pixels[rows] - colors)
    return colors
