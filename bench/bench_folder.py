"""Folders, repeated reads, memory and start-up, each against its target.

    python bench/bench_folder.py [--photos 200] [--processes 2] [--only folder|again|start]

The portraits are variants of the sample, made in a temporary folder; caches are temporary too.
Modules are compiled first, as in an installed package. Start-up is told in processor time; the
folder in seconds of the clock with the machine's load beside it, and in processor time, which says
what the clock would show if nothing else ran.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from catchlight.image import open_photo, to_uint8
from catchlight.reading_cache import measuring_hash
from catchlight.readings import ReadingTask, read_photo, read_photos
from catchlight.vision.runtime import set_threads

SIDE_PX = 1024
STARTS = {  # what is started, and its target in ms
    "import catchlight": (["-c", "import catchlight"], 150),
    "catchlight --help": (["-m", "catchlight", "--help"], 300),
}
MEMORY = """
import resource, sys
from catchlight.readings import ReadingTask, read_photos
list(read_photos([ReadingTask(name, remember=False) for name in sys.argv[1:]], 1))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", choices=("folder", "again", "start"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = str(Path(folder) / "cache")
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "compiled")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        if arguments.only in (None, "start"):
            starts()
        if arguments.only in (None, "again"):
            again(portraits(Path(folder), 1)[0])
        if arguments.only in (None, "folder"):
            whole_folder(portraits(Path(folder), arguments.photos), arguments.processes)


def portraits(folder: Path, count: int) -> list[str]:
    """JPEG files at SIDE_PX: the sample cropped, brightened and coloured in `count` ways."""
    chance = np.random.default_rng(7)
    pixels = open_photo("sample:astronaut").pixels
    names = []
    for number in range(count):
        height, width = pixels.shape[:2]
        left, top, right, bottom = chance.uniform(0, 0.08, 4)
        part = pixels[
            round(top * height) : round((1 - bottom) * height),
            round(left * width) : round((1 - right) * width),
        ]
        scale = SIDE_PX / max(part.shape[:2])
        part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        light = chance.uniform(0.85, 1.1) * chance.uniform(0.95, 1.05, 3)
        data = io.BytesIO()
        Image.fromarray(to_uint8((part * light).astype(np.float32))).save(data, "JPEG", quality=92)
        path = folder / f"portrait-{number:03d}.jpg"
        path.write_bytes(data.getvalue())
        names.append(str(path))
    return names


def whole_folder(names: Sequence[str], processes: int) -> None:
    """One process against several, and the memory that one takes."""
    tasks = [ReadingTask(name, remember=False) for name in names]
    seconds, results, processor = [], [], []
    list(read_photos(tasks[: 2 * processes], processes))  # compiles
    read_photo(tasks[0])
    # One process alone may use several threads; each of several has one. So it is timed both ways.
    for count, what in ((1, "its usual threads"), (1, "one thread"), (processes, "one thread")):
        if what == "one thread":
            set_threads(1)
        start, used = time.perf_counter(), _processor_seconds()
        results.append(list(read_photos(tasks, count)))
        seconds.append(time.perf_counter() - start)
        processor.append(_processor_seconds() - used)
        each = 1000 * seconds[-1] / len(tasks)
        print(
            f"{len(tasks)} portraits, {count} process(es), {what}: {seconds[-1]:.1f} s, {each:.0f} "
            f"ms a portrait, {processor[-1]:.1f} s of processor, load {os.getloadavg()[0]:.1f}"
        )
    for number, what in enumerate(("its usual threads", "one thread")):
        by_clock = seconds[number] / seconds[2]
        alone = processor[number] / (processor[2] / processes)
        print(
            f"{processes} processes against one with {what}: {by_clock:.2f} × by the clock, "
            f"{alone:.2f} × by processor time (target ≥ 1.8 for 2 and 200)"
        )
    print(f"the same numbers in the same order: {results[0] == results[1] == results[2]}")
    run = [sys.executable, "-c", MEMORY, *names[:40]]
    peak = float(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
    print(f"peak memory of a process that reads a folder: {peak:.0f} MB (target < 500)")


def _processor_seconds() -> float:
    """Of this process and those it has waited for."""
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in found)


def again(name: str) -> None:
    """Reading a file that has not changed."""
    measuring_hash()  # once a process
    read_photo(ReadingTask(name))
    times = []
    for _ in range(100):
        start = time.perf_counter()
        read_photo(ReadingTask(name))
        times.append(1000 * (time.perf_counter() - start))
    print(
        f"repeated read of an unchanged file: median {statistics.median(times):.2f} ms, "
        f"fastest {min(times):.2f} ms (target < 2)"
    )


def starts() -> None:
    """What it takes until the first thing happens."""
    for what, (command, target) in STARTS.items():
        times = []
        for _ in range(8):
            used = _processor_seconds()
            subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
            times.append(1000 * (_processor_seconds() - used))
        median = statistics.median(times[1:])  # the first one compiles
        print(f"{what}: {median:.0f} ms of processor time (target < {target})")


if __name__ == "__main__":
    main()
