"""How much a full reading costs over its floor: the bare network calls and the JPEG decode.

    python bench/bench_read.py [PHOTO] [--rounds N]

Floor, decode, observe, each cue family and the whole reading take turns in one run, on one thread,
so that a busy machine slows all alike. Times are processor times: compare the ratios.
"""

from __future__ import annotations

import argparse

import cv2
from bench_observe import Step, portrait_jpeg, recorded_calls, take_turns

from catchlight.cues.reader import FAMILIES, read_family, read_portrait
from catchlight.image import decode_photo
from catchlight.vision import runtime
from catchlight.vision.observe import observe


def main() -> None:
    """Print the medians and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photo", nargs="?", default="sample:astronaut")
    parser.add_argument("--rounds", type=int, default=30)
    arguments = parser.parse_args()
    runtime.set_threads(1)
    cv2.setNumThreads(1)
    jpeg = portrait_jpeg(arguments.photo)

    def whole() -> object:
        return read_portrait(observe(decode_photo(jpeg, "bench").pixels), "bench")

    whole()  # opens the sessions
    pixels = decode_photo(jpeg, "bench").pixels
    calls = recorded_calls(whole)
    steps: list[tuple[str, Step]] = [*calls]
    steps.append(("decode", lambda: decode_photo(jpeg, "bench")))
    steps.append(("observe, networks included", lambda: observe(pixels)))
    for family in FAMILIES:
        steps.append(
            (f"cues: {family.name}", lambda family=family: read_family(family, observe(pixels)))
        )
    steps.append(("whole reading", whole))
    medians = take_turns(steps, arguments.rounds)
    observed = medians[len(calls) + 1]
    for (name, _), milliseconds in zip(steps, medians, strict=True):
        own = milliseconds - observed if name.startswith("cues:") else milliseconds
        print(f"{name:44s} {own:7.2f} ms")
    floor = sum(medians[: len(calls) + 1])
    print(f"{'floor: network calls + decode':44s} {floor:7.2f} ms")
    print(f"{'whole reading ÷ floor':44s} {medians[-1] / floor:7.2f}")


if __name__ == "__main__":
    main()
