"""How much `observe` costs over the bare network calls it makes: run by hand, prints one table.

    python bench/bench_observe.py [PHOTO] [--rounds N]

The calls of one `observe` are recorded with their inputs; then the bare calls, the JPEG decoding
and `observe` take turns, so that a busy machine slows all alike.
Times are processor times on one thread. Compare the ratios.
"""

from __future__ import annotations

import argparse
import io
import statistics
import time
from collections.abc import Callable
from typing import Any

import cv2
from PIL import Image

from catchlight.image import decode_photo, open_photo, to_uint8
from catchlight.vision import runtime
from catchlight.vision.observe import observe

PORTRAIT_SIDE = 1024  # pixels
Step = Callable[[], object]


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photo", nargs="?", default="sample:astronaut")
    parser.add_argument("--rounds", type=int, default=40)
    arguments = parser.parse_args()
    runtime.set_threads(1)
    jpeg = portrait_jpeg(arguments.photo)
    pixels = decode_photo(jpeg, "bench").pixels
    observe(pixels)  # opens the sessions
    calls = recorded_calls(lambda: observe(pixels))
    steps: list[tuple[str, Step]] = [*calls]
    steps.append(("decode", lambda: decode_photo(jpeg, "bench")))
    steps.append(("observe", lambda: observe(pixels)))
    medians = take_turns(steps, arguments.rounds)
    for (name, _), milliseconds in zip(steps, medians, strict=True):
        print(f"{name:44s} {milliseconds:7.2f} ms")
    decode, whole = medians[-2:]
    floor = sum(medians[:-2])
    print(f"{'floor: the bare network calls':44s} {floor:7.2f} ms")
    print(f"{'observe ÷ floor':44s} {whole / floor:7.2f}")
    print(
        f"{'(observe + decode) ÷ (floor + decode)':44s} {(whole + decode) / (floor + decode):7.2f}"
    )


def portrait_jpeg(name: str) -> bytes:
    """The photo as a JPEG with PORTRAIT_SIDE pixels."""
    pixels = open_photo(name).pixels
    scale = PORTRAIT_SIDE / max(pixels.shape[:2])
    resized = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    file = io.BytesIO()
    Image.fromarray(to_uint8(resized)).save(file, "JPEG", quality=92)
    return file.getvalue()


def recorded_calls(work: Step) -> list[tuple[str, Step]]:
    """The network calls that `work` makes, each ready to be made again alone."""
    calls: list[tuple[str, Step]] = []
    kinds: list[Any] = [runtime.TfliteNet, runtime.OnnxNet]
    originals = [kind.run for kind in kinds]
    for kind, original in zip(kinds, originals, strict=True):

        def record(net: Any, *inputs: Any, run: Any = original) -> Any:
            shape = "×".join(map(str, inputs[0].shape[1:]))
            calls.append((f"{net.name} {shape}", lambda: run(net, *inputs)))
            return run(net, *inputs)

        kind.run = record
    work()
    for kind, original in zip(kinds, originals, strict=True):
        kind.run = original
    return calls


def take_turns(steps: list[tuple[str, Step]], rounds: int) -> list[float]:
    """Each step's median processor time in ms, over rounds in which every step has a turn.

    Processor time, so that what else the machine does counts less than by the clock.
    """
    times: list[list[float]] = [[] for _ in steps]
    for _ in range(rounds):
        for spent, (_, step) in zip(times, steps, strict=True):
            start = time.process_time()
            step()
            spent.append((time.process_time() - start) * 1000)
    return [statistics.median(spent) for spent in times]


if __name__ == "__main__":
    main()
