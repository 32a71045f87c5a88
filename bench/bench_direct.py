"""How long `catchlight direct` takes, where the time goes, and how much memory it needs.

    python bench/bench_direct.py [PHOTO] [--job JOB]

Runs the command twice in processes of their own, as a user does; the first run may still compile
what later ones reuse. Prints the seconds at which each stage ended and the peak memory.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = """
import resource, sys, time
start = time.perf_counter()
from pathlib import Path
from catchlight.brief import Brief
from catchlight.studio import Studio
ended = {}
def on_step(what, done, total):
    ended[what] = (time.perf_counter() - start, done)
Studio().direct([sys.argv[1]], Brief(job=sys.argv[2]), Path(sys.argv[3]), on_step)
before = 0.0
for what, (seconds, done) in ended.items():
    print(f"{what:24s} until {seconds:6.1f} s   took {seconds - before:6.1f} s")
    before = seconds
print(f"{'whole':24s}       {time.perf_counter() - start:6.1f} s")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
print(f"{'peak memory':24s}       {peak:6.2f} GB")
"""


def main() -> None:
    """Print both runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photo", nargs="?", default="sample:astronaut")
    parser.add_argument("--job", default="trust")
    arguments = parser.parse_args()
    for run in ("first run", "second run"):
        with tempfile.TemporaryDirectory() as folder:
            print(f"-- {run}", flush=True)
            kit = str(Path(folder) / "kit")
            command = [sys.executable, "-c", PROGRAM, arguments.photo, arguments.job, kit]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
