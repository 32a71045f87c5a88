"""Screenshots of the studio for the README, with the public-domain sample.

python scripts/draw_studio.py           # needs the extra [browser] and Chromium
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from catchlight.image import find_photo

OUT = Path(__file__).parents[1] / "docs" / "images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
SIZE = {"width": 1360, "height": 850}
WAIT_MS = 240_000


def shoot(page: Page, name: str) -> None:
    """Write the window as docs/images/studio-NAME.webp."""
    page.wait_for_timeout(1500)
    raw = OUT / f"studio-{name}.png"
    page.screenshot(path=raw)
    with Image.open(raw) as picture:
        picture.convert("RGB").save(raw.with_suffix(".webp"), quality=86, method=6)
    raw.unlink()


def walk(page: Page, selfie: Path) -> None:
    """Brief, selfies, takes, reading, checklist, darkroom."""

    def go(step: str) -> None:
        page.get_by_role("navigation", name="Studio").get_by_role("link", name=step).click()

    page.get_by_role("button", name="New project").first.click()
    page.get_by_role("radio", name=re.compile("^Trust")).check(force=True)
    shoot(page, "brief")
    go("Selfies")
    page.locator("input[type=file]").set_input_files(str(selfie))
    page.locator(".photos > li").first.wait_for(timeout=WAIT_MS)
    go("Contact sheet")
    page.get_by_role("button", name="Make takes").click()
    page.get_by_text("As it was").first.wait_for(timeout=WAIT_MS)
    page.locator(".task").wait_for(state="detached", timeout=WAIT_MS)
    shoot(page, "takes")
    go("Reading")
    page.get_by_role("heading", name="Gaze").wait_for(timeout=WAIT_MS)
    shoot(page, "reading")
    go("Checklist")
    page.locator("ol.cards > li").first.wait_for(timeout=WAIT_MS)
    shoot(page, "checklist")


def main() -> None:
    """Start a studio in a folder of its own, walk through it, stop it."""
    home = Path(tempfile.mkdtemp())
    selfie = home / "selfie.webp"
    selfie.write_bytes(find_photo("sample:astronaut"))
    environment = {**os.environ, "CATCHLIGHT_HOME": str(home / "data"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "catchlight", "studio", "--no-open", "--port", "0"]
    studio = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )
    try:
        found = re.search(r"http://\S+", studio.stdout.readline() if studio.stdout else "")
        with sync_playwright() as play:
            chromium = shutil.which("chromium")
            browser = play.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            page = browser.new_context(viewport=SIZE, color_scheme="dark", locale="en").new_page()  # type: ignore[arg-type]
            page.goto(found.group(0) if found else "")
            walk(page, selfie)
            browser.close()
    finally:
        os.killpg(studio.pid, signal.SIGTERM)
        studio.wait(timeout=30)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
