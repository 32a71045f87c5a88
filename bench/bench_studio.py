"""The studio on this machine: first paint, slider to preview, uploads, memory after many takes.

    python bench/bench_studio.py            # needs the extra [browser] and Chromium

Real command, real Chromium. Times are those of the machine it runs on; what to compare is named
beside each: the preview with the bare edit, eight uploads with one.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from catchlight.image import find_photo, open_photo
from catchlight.retouch.edit import Edit
from catchlight.retouch.recipe import develop
from catchlight.vision.matte import with_matte
from catchlight.vision.observe import observe

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
EDITS = ("contrast", "warmth", "smile", "head_turn", "defocus", "relight")
STEPS = 12  # previews an edit: as a hand that drags
UPLOADS = 24
EDITED_TAKES = 40


class Client:
    """The API, as the page uses it."""

    def __init__(self, url: str) -> None:
        self.base, self.token = re.match(r"(http://[^/]+)/\?token=(\S+)", url).groups()  # type: ignore[union-attr]

    def ask(self, method: str, path: str, body: Any = None, kind: str = "application/json") -> Any:
        """One request; JSON comes back as values, anything else as bytes."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if body else None
        request = urllib.request.Request(f"{self.base}/api/v1{path}", data, method=method)
        request.add_header("Authorization", f"Bearer {self.token}")
        if data is not None:
            request.add_header("Content-Type", kind)
        with urllib.request.urlopen(request, timeout=300) as answer:
            found = answer.read()
            return json.loads(found) if "json" in answer.headers["content-type"] else found

    def upload(self, project: str, data: bytes, name: str) -> Any:
        """One photo."""
        edge = "catchlight-bench"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
        kind = f"multipart/form-data; boundary={edge}"
        return self.ask("POST", f"/projects/{project}/photos", body, kind)


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def memory_mb(pid: int) -> float:
    """Resident memory of a process and its children."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/status"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        ids = {key: re.search(rf"{key}:\s+(\d+)", text) for key in ("Pid", "PPid", "VmRSS")}
        if all(ids.values()) and str(pid) in (ids["Pid"][1], ids["PPid"][1]):  # type: ignore[index]
            total += int(ids["VmRSS"][1]) / 1024  # type: ignore[index]
    return total


def first_paint(url: str) -> tuple[float, float]:
    """Milliseconds to the first contentful paint and to the first heading, median of five."""
    from playwright.sync_api import sync_playwright

    paints, headings = [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for _ in range(5):
            page = browser.new_context().new_page()
            begun = time.perf_counter()
            page.goto(url)
            page.get_by_role("heading", level=1).wait_for()
            headings.append((time.perf_counter() - begun) * 1000)
            page.wait_for_timeout(200)
            paints.append(
                page.evaluate(
                    "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
                )
            )
            page.context.close()
        browser.close()
    return statistics.median(paints), statistics.median(headings)


def previews(client: Client, take: str) -> None:
    """Slider to preview, beside the bare edit on the same pixels."""
    data = open_photo("sample:astronaut", 1024)
    portrait = with_matte(observe(data.pixels))
    for name in EDITS:
        seen, bare = [], []
        for step in range(STEPS):
            strength = 0.1 + 0.05 * step
            body = {
                "edits": [{"edit": name, "strength": strength, "options": {}}],
                "mode": "append",
            }
            begun = time.perf_counter()
            client.ask("POST", f"/takes/{take}/preview", {**body, "side_px": 1024})
            seen.append((time.perf_counter() - begun) * 1000)
            begun = time.perf_counter()
            develop(portrait, Edit(name, strength))
            bare.append((time.perf_counter() - begun) * 1000)
        print(
            f"  {name:<12} p50 {statistics.median(seen[1:]):6.0f}  p95 {p95(seen[1:]):6.0f}"
            f"  first {seen[0]:6.0f}  bare edit {statistics.median(bare):6.0f} ms"
        )


def uploads(client: Client, project: str) -> None:
    """Uploads one after another, then eight at a time: the wait of each."""
    import numpy as np

    from catchlight.image import encode_jpeg

    pixels = open_photo("sample:astronaut").pixels
    files = [encode_jpeg(np.roll(pixels, n, axis=1), 90) for n in range(2 * UPLOADS)]

    def send(number: int) -> float:
        begun = time.perf_counter()
        client.upload(project, files[number], f"{number}.jpg")
        return (time.perf_counter() - begun) * 1000

    alone = [send(number) for number in range(UPLOADS)]
    begun = time.perf_counter()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(send, range(UPLOADS, 2 * UPLOADS)))
    took = time.perf_counter() - begun
    print(
        f"uploads, p95: one at a time {p95(alone):.0f} ms, eight at a time {p95(together):.0f} ms"
        f" ({UPLOADS / took:.1f} a second against {1000 / statistics.mean(alone):.1f})"
    )


def main() -> None:
    """Start a studio in a folder of its own, measure, stop it."""
    home = tempfile.mkdtemp(prefix="catchlight-bench-")
    environment = {**os.environ, "CATCHLIGHT_HOME": home, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "catchlight", "studio", "--no-open", "--port", "0"]
    studio = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )
    try:
        url = re.search(r"http://\S+", studio.stdout.readline()).group(0)  # type: ignore[union-attr]
        client = Client(url)
        assets = Path(sys.modules["catchlight"].__path__[0], "web", "static", "assets")
        scripts = sum(len(gzip.compress(one.read_bytes())) for one in assets.glob("*.js"))
        print(f"JavaScript: {scripts / 1000:.0f} kB gzipped")
        if shutil.which("chromium"):
            paint, heading = first_paint(url)
            print(f"first contentful paint {paint:.0f} ms, first heading {heading:.0f} ms")
        project = client.ask("POST", "/projects", {"title": "Bench", "brief": {"job": "trust"}})[
            "id"
        ]
        client.upload(project, find_photo("sample:astronaut"), "sample.webp")
        task = client.ask("POST", f"/projects/{project}/direct", {"takes": 4})["id"]
        while (told := client.ask("GET", f"/tasks/{task}"))["status"] in ("waiting", "running"):
            time.sleep(0.5)
        if told["status"] != "done":
            raise SystemExit(told["error"])
        takes = client.ask("GET", f"/projects/{project}/takes")["takes"]
        take = next(one["id"] for one in takes if not one["is_original"])
        print("slider to preview at 1024 px, over HTTP:")
        previews(client, take)
        uploads(client, project)
        before = memory_mb(studio.pid)
        for number in range(EDITED_TAKES):
            edit = {"edit": "warmth", "strength": 0.02 + number * 0.01, "options": {}}
            client.ask("POST", f"/takes/{take}/edits", {"edits": [edit], "force": True})
            client.ask("GET", f"/takes/{take}/image?side={300 + number}")
        after = memory_mb(studio.pid)
        print(f"memory {before:.0f} MB; {after:.0f} MB after {EDITED_TAKES} more takes")
    finally:
        os.killpg(studio.pid, signal.SIGTERM)
        studio.wait(timeout=30)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
