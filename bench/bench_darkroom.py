"""Eight gated takes on a proxy, the pick at full size, and the memory that takes.

    python bench/bench_darkroom.py [PHOTO] [--job JOB] [--takes 8] [--megapixels 12] [--rounds 2]

The photo is first made as large as a camera's file (the sample is enlarged). Every round runs in
one process, so that from the second on all is warm: compiled, loaded, no cache of results. Seconds
by the clock with the machine's load beside them, and of processor.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager

import cv2
from PIL import Image

from catchlight.brief import Brief
from catchlight.cues.reader import read_portrait
from catchlight.directing import gated_darkroom, make_shot
from catchlight.exports.export import encode
from catchlight.image import open_photo, to_uint8
from catchlight.jobs import find_job
from catchlight.portrait import Portrait
from catchlight.provenance.iptc import SourceType
from catchlight.readings import open_portrait
from catchlight.retouch.edit import Edit
from catchlight.retouch.recipe import apply
from catchlight.shot import Reference, Take
from catchlight.vision import matte as mattes

PROXY_SIDE_PX = 1024
MAX_BYTES = 50_000_000


def main() -> None:
    """Print the stages of every round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photo", nargs="?", default="sample:astronaut")
    parser.add_argument("--job", default="trust")
    parser.add_argument("--takes", type=int, default=8)
    parser.add_argument("--megapixels", type=float, default=12.0)
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    jpeg = camera_file(arguments.photo, arguments.megapixels)
    cut_outs = count_cut_outs()
    for number in range(arguments.rounds):
        print(f"-- round {number + 1}, load {os.getloadavg()[0]:.1f}", flush=True)
        cut_outs.clear()
        whole_round(jpeg, arguments.job, arguments.takes)
        print(f"persons cut out: {len(cut_outs)}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"peak memory {peak:.2f} GB")


def camera_file(name: str, megapixels: float) -> bytes:
    """The photo as a JPEG with so many megapixels."""
    pixels = open_photo(name).pixels
    scale = (megapixels * 1e6 / (pixels.shape[0] * pixels.shape[1])) ** 0.5
    large = cv2.resize(to_uint8(pixels), None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    file = io.BytesIO()
    Image.fromarray(large).save(file, "JPEG", quality=92)
    return file.getvalue()


def count_cut_outs() -> list[tuple[int, ...]]:
    """A list that grows by one each time that a matte is made."""
    made: list[tuple[int, ...]] = []
    original = mattes.cut_out

    def counted(portrait: Portrait) -> object:
        made.append(portrait.pixels.shape)
        return original(portrait)

    mattes.cut_out = counted
    return made


def whole_round(jpeg: bytes, job_name: str, takes: int) -> None:
    """Open, takes, export: each stage told."""
    job = find_job(job_name)
    with told("open at the proxy's size, read"):
        _, portrait = open_portrait(jpeg, "bench", None, PROXY_SIDE_PX)
        reference = Reference("bench", portrait, read_portrait(portrait, "bench"))
    shot = make_shot(Brief(job=job_name, takes=takes), job, (reference,))
    made: list[Take] = []
    with told(f"{takes} gated takes (target ≤ 6 s)"):
        for take in gated_darkroom(job).generate(shot):
            made.append(take)
    with told("open at full size"):
        _, full = open_portrait(jpeg, "bench", None, 100_000)
    pick = made[0]
    with told(f"the pick at {full.extent.megapixels:.0f} megapixels, as JPEG (target ≤ 4 s)"):
        recipe = tuple(Edit.from_dict(edit) for edit in pick.recipe)
        developed = apply(mattes.with_matte(full), recipe)
        encode(developed.pixels, "JPEG", MAX_BYTES, source_type=SourceType.HUMAN_EDITS)
    print(f"  {pick.title}: {', '.join(edit.name for edit in recipe)}")


@contextmanager
def told(what: str) -> Iterator[None]:
    """Print how long the block took."""
    clock, processor = time.perf_counter(), time.process_time()
    yield
    print(
        f"{what:56s} {time.perf_counter() - clock:6.1f} s, "
        f"{time.process_time() - processor:6.1f} s of processor",
        flush=True,
    )


if __name__ == "__main__":
    main()
