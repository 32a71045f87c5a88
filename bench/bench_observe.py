"""How much `observe` costs over the bare network calls: run by hand, prints one line each.

    python bench/bench_observe.py [PHOTO] [--rounds N]

Bare calls and `observe` take turns, so that a busy machine slows both alike. Compare the ratio.
"""

from __future__ import annotations

import argparse
import io
import statistics
import time
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image

from catchlight.image import decode_photo, open_photo, to_uint8
from catchlight.vision import runtime
from catchlight.vision.observe import observe

PORTRAIT_SIDE = 1024  # pixels
NETS = {
    "face_detector.tflite": (1, 128, 128, 3),
    "face_landmarks_detector.tflite": (1, 256, 256, 3),
    "face_blendshapes.tflite": (1, 146, 2),
    "selfie_segmenter.tflite": (1, 256, 256, 3),
    "pose_landmarks_detector.tflite": (1, 256, 256, 3),
}


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photo", nargs="?", default="sample:astronaut")
    parser.add_argument("--rounds", type=int, default=40)
    arguments = parser.parse_args()
    runtime.set_threads(1)
    jpeg = _portrait(arguments.photo)
    pixels = decode_photo(jpeg, "bench").pixels
    steps: dict[str, Callable[[], object]] = {
        name: _bare_call(name, shape) for name, shape in NETS.items()
    }
    steps["decode"] = lambda: decode_photo(jpeg, "bench")
    steps["observe"] = lambda: observe(pixels)
    times = _take_turns(steps, arguments.rounds)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, milliseconds in medians.items():
        print(f"{name:40s} {milliseconds:7.2f} ms")
    floor = sum(medians[name] for name in NETS)
    print(f"{'floor: the bare network calls':40s} {floor:7.2f} ms")
    print(f"{'observe ÷ floor':40s} {medians['observe'] / floor:7.2f}")


def _portrait(name: str) -> bytes:
    pixels = open_photo(name).pixels
    scale = PORTRAIT_SIDE / max(pixels.shape[:2])
    resized = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    file = io.BytesIO()
    Image.fromarray(to_uint8(resized)).save(file, "JPEG", quality=92)
    return file.getvalue()


def _bare_call(name: str, shape: tuple[int, ...]) -> Callable[[], object]:
    net = runtime.tflite_net(name)
    tensor = np.random.default_rng(0).random(shape, dtype=np.float32)
    return lambda: net.run(tensor)


def _take_turns(steps: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in steps}
    for step in steps.values():
        step()
    for _ in range(rounds):
        for name, step in steps.items():
            start = time.perf_counter()
            step()
            times[name].append((time.perf_counter() - start) * 1000)
    return times


if __name__ == "__main__":
    main()
