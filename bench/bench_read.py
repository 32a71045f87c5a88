"""How much a full reading costs over its floor: the bare network calls and the JPEG decode.

    python bench/bench_read.py [PHOTO …] [--rounds N]

The reading is the one that `catchlight read` makes: decode, the networks, the checks of the face,
all cues. The floor is every network call that this reading made, again, with its input ready, and
the decode. Floor and reading take turns in one run on one thread, so that a busy machine slows both
alike. Times are processor times: compare the ratios. What a family measures first and others use
too (the mirrored reading, the planes) is counted with the first of them.
"""

from __future__ import annotations

import argparse
import statistics
import time

import cv2
from bench_observe import Step, portrait_jpeg, recorded_calls

from catchlight.cues.palette import measure_palette_swatches
from catchlight.cues.reader import FAMILIES, read_family, read_portrait
from catchlight.image import decode_photo
from catchlight.readings import open_portrait
from catchlight.vision import runtime

Parts = dict[str, list[float]]


def main() -> None:
    """Print the medians and the ratios of each photo."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", nargs="*", default=["sample:astronaut"])
    parser.add_argument("--rounds", type=int, default=40)
    arguments = parser.parse_args()
    runtime.set_threads(1)
    cv2.setNumThreads(1)
    for photo in arguments.photos:
        print(f"-- {photo}")
        measure(portrait_jpeg(photo), arguments.rounds)


def measure(jpeg: bytes, rounds: int) -> None:
    """Floor, reading, floor, reading …; then the reading's parts."""

    def whole() -> object:
        return read_portrait(open_portrait(jpeg, "bench", None)[1], "bench")

    whole()  # opens the sessions
    calls = recorded_calls(whole)
    floors: Parts = {}
    parts: Parts = {}
    readings = []
    for _ in range(rounds):
        for number, (name, call) in enumerate(calls, 1):
            timed(floors, f"{number} {name}", call)
        timed(floors, "decode", lambda: decode_photo(jpeg, "bench"))
        start = time.process_time()
        whole()
        readings.append(time.process_time() - start)
        in_parts(parts, jpeg)
    for name, times in {**floors, **parts}.items():
        print(f"{name:56s} {1000 * statistics.median(times):7.2f} ms")
    sums = [sum(each) for each in zip(*floors.values(), strict=True)]
    for what, of in (("median", statistics.median), ("least", min)):
        floor, reading = 1000 * of(sums), 1000 * of(readings)
        print(
            f"{what}: floor {floor:6.2f} ms, whole reading {reading:6.2f} ms, "
            f"ratio {reading / floor:.2f} (target ≤ 1.5)"
        )


def in_parts(parts: Parts, jpeg: bytes) -> None:
    """The same reading, part by part."""
    _, portrait = timed(
        parts, "decode, networks, checks of the face", lambda: open_portrait(jpeg, "bench", None)
    )
    for family in FAMILIES:
        timed(parts, f"cues: {family.name}", lambda family=family: read_family(family, portrait))
    timed(parts, "palette", lambda: measure_palette_swatches(portrait))


def timed(parts: Parts, name: str, work: Step) -> object:
    """What the work gives; its processor time is added to the list under its name."""
    start = time.process_time()
    result = work()
    parts.setdefault(name, []).append(time.process_time() - start)
    return result


if __name__ == "__main__":
    main()
