"""`catchlight direct` on a real photo gives a kit that can be published, and leaves no mess."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catchlight.image import open_photo, to_uint8
from catchlight.provenance.inspection import inspect
from catchlight.provenance.metadata import inspect_metadata
from tests.signals import heed_interrupts

COMMAND = [sys.executable, "-m", "catchlight"]


@pytest.fixture(scope="module")
def photo_with_gps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a phone would save it: turned on its side, with a place and a serial number."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Phone maker"
    exif[0xA431] = "SERIAL-4711"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 28.0, 40.0), 3: "W", 4: (0.0, 0.0, 5.0)})
    pixels = np.rot90(to_uint8(open_photo("sample:astronaut").pixels))
    path = tmp_path_factory.mktemp("photo") / "IMG_0001.jpg"
    Image.fromarray(np.ascontiguousarray(pixels)).save(path, exif=exif, quality=95)
    return path


@pytest.fixture(scope="module")
def kit(photo_with_gps: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One real run, as a user types it."""
    folder = tmp_path_factory.mktemp("direct") / "kit"
    options = ["--job", "trust", "--sitter", "Sam Doe", "--out", str(folder), "--seed", "5"]
    done = subprocess.run(
        [*COMMAND, "direct", str(photo_with_gps), *options],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # no progress bar and no chatter when piped
    assert "Pick:" in done.stdout and "report.html" in done.stdout
    return folder


def values(kit: Path) -> dict[str, object]:
    return json.loads((kit / "kit.json").read_text("utf-8"))


def test_the_kit_is_whole(kit: Path) -> None:
    """Exports for five platforms, eight takes, contact sheet, report and data; nothing hidden."""
    found = values(kit)
    assert [e["platform"] for e in found["exports"]] == [
        "linkedin",
        "instagram",
        "x",
        "website-bio",
        "press-4x5",
    ]
    assert len(found["takes"]) == 8
    named = {e["file"] for e in found["exports"]} | {t["file"] for t in found["takes"]}
    named |= {"report.html", "contact-sheet.jpg", "before-after.jpg", "previews.jpg", "kit.json"}
    there = {str(p.relative_to(kit)) for p in kit.rglob("*") if p.is_file()}
    assert there == named
    assert [p.name for p in kit.parent.iterdir()] == ["kit"]


def test_exports_have_their_sizes_and_stay_under_their_limits(kit: Path) -> None:
    """What kit.json says of each file is true of the file."""
    for export in values(kit)["exports"]:
        path = kit / export["file"]
        assert path.stat().st_size == export["bytes"]
        with Image.open(path) as picture:
            assert picture.size == (export["width"], export["height"])


def test_no_place_and_no_serial_number_leaves(kit: Path) -> None:
    """EXIF and GPS are gone from every picture; each says how it came about."""
    pictures = [p for p in kit.rglob("*") if p.suffix in (".jpg", ".webp", ".png")]
    assert len(pictures) >= 15
    for path in pictures:
        found = inspect_metadata(path.read_bytes())
        assert not found.get("exif") and not found.get("gps"), path.name
        assert b"SERIAL-4711" not in path.read_bytes()
        with Image.open(path) as picture:
            assert "DigitalSourceType" in str(picture.info.get("xmp")), path.name


def test_every_picture_is_signed_and_says_the_same_twice(kit: Path) -> None:
    """Content credentials fit each file and agree with its IPTC term; a changed byte is noticed."""
    assert values(kit)["credentials"] == {"signed": True, "signer": "A Catchlight user"}
    for export in values(kit)["exports"]:
        data = (kit / export["file"]).read_bytes()
        found = inspect(data, export["file"])
        assert found.credentials is not None and export["signed"]
        assert not found.is_tampered and found.agrees, export["file"]
        assert found.signed_source_type == export["digital_source_type"]
        assert b"Sam Doe" not in data and b"IMG_0001" not in data
    changed = bytearray(data)
    changed[-60] ^= 1
    assert inspect(bytes(changed), "changed").is_tampered


def test_every_take_has_scores_reasons_and_a_recipe(kit: Path) -> None:
    """The axes are apart, there is no score of beauty, and the order is said in words."""
    takes = values(kit)["takes"]
    assert [take["place"] for take in takes] == list(range(1, 9))
    for take in takes:
        assert {"job_fit", "likeness", "human_texture", "technical"} <= set(take["scores"])
        assert not any("beaut" in name or "attract" in name for name in take["scores"])
        assert take["reason"].endswith(".")
        assert take["recipe"] and all(edit["because"] for edit in take["recipe"])
        assert len(take["critique"]["questions"]) == 7


def test_the_report_needs_nothing_from_elsewhere(kit: Path) -> None:
    """Every picture is inside; no address is fetched; the seven questions are there."""
    page = (kit / "report.html").read_text("utf-8")
    fetched = re.findall(r"(?:src|href)=[\"'](?!data:|#)([^\"']+)", page)
    assert all(not link.startswith(("http:", "https:", "//")) for link in fetched)
    assert "url(http" not in page and "@import" not in page
    assert 'name="viewport"' in page
    assert page.count("?</h3>") >= 7 or page.count("Does ") >= 5


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_stopping_half_way_leaves_nothing(tmp_path: Path, stop: signal.Signals) -> None:
    """Ctrl-C in the middle: one sentence, exit code 130, no kit and no hidden folder."""
    folder = tmp_path / "out"
    folder.mkdir()
    process = subprocess.Popen(
        [*COMMAND, "direct", "sample:astronaut", "--job", "trust", "--out", str(folder / "kit")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_interrupts,
    )
    time.sleep(4)
    process.send_signal(stop)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    assert "Traceback" not in said and "stopped" in said
    assert list(folder.iterdir()) == []


def test_check_speaks_json_and_tells_by_its_exit_code(tmp_path: Path) -> None:
    """The contract that others build on."""
    done = subprocess.run(
        [*COMMAND, "check", "sample:astronaut", "--job", "contemplation", "--json"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    found = json.loads(done.stdout)
    assert done.returncode == (0 if found["verdict"] == "pass" else 1)
    assert found["verdict"] in ("pass", "fix", "reshoot")
    assert len(found["questions"]) == 7
    for question in found["questions"]:
        assert {"id", "verdict", "evidence", "fix"} <= set(question)
        assert question["verdict"] in ("yes", "no", "unsure")
    for finding in found["findings"]:
        assert {"rule", "severity", "evidence_grade", "message", "remedy"} <= set(finding)
