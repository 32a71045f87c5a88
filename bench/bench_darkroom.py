"""Eight gated takes on a proxy, the pick at full size, and the memory that it takes.

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

from catchlight import directing
from catchlight.brief import Brief
from catchlight.directing import Opened
from catchlight.exports.export import encode
from catchlight.image import open_photo, to_uint8
from catchlight.jobs import find_job
from catchlight.portrait import Portrait
from catchlight.provenance.iptc import SourceType
from catchlight.readings import open_portrait
from catchlight.retouch.edit import Edit
from catchlight.retouch.recipe import apply
from catchlight.vision import matte as mattes

FULL_SIDE_PX = 100_000  # whatever the file holds
directing.TAKE_SIDE_PX = 1024
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


def peak_gb() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


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
    """Open, cut out, takes, export: each stage told."""
    job = find_job(job_name)
    with told("open at full size"):
        opened = [Opened(*open_portrait(jpeg, "bench", None, FULL_SIDE_PX))]
    with told("cut the person out"):
        opened = directing.cut_out(opened)
    with told("the proxy, read"):
        references = directing.make_references(opened)
    shot = directing.make_shot(Brief(job=job_name, takes=takes), job, references)
    with told(f"{takes} gated takes (target ≤ 6 s)"):
        made = list(directing.gated_darkroom(job).generate(shot))
    pick, megapixels = made[0], opened[0].portrait.extent.megapixels
    recipe = tuple(Edit.from_dict(edit) for edit in pick.recipe)
    del made, shot, references
    with told(f"the pick at {megapixels:.0f} megapixels, as JPEG (target ≤ 4 s)"):
        developed = apply(opened.pop().portrait, recipe, keep_matte=False)
        encode(developed.pixels, "JPEG", MAX_BYTES, source_type=SourceType.HUMAN_EDITS)
    print(f"  {pick.title}: {', '.join(edit.name for edit in recipe)}")


@contextmanager
def told(what: str) -> Iterator[None]:
    """Print how long the block took."""
    clock, processor = time.perf_counter(), time.process_time()
    yield
    print(
        f"{what:56s} {time.perf_counter() - clock:6.1f} s, "
        f"{time.process_time() - processor:6.1f} s of processor; peak so far {peak_gb():.2f} GB",
        flush=True,
    )


if __name__ == "__main__":
    main()
