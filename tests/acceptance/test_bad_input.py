"""Whatever is handed in, the command answers in a sentence and leaves nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


def catchlight(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "catchlight", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def picture(path: Path, width: int = 320, height: int = 320) -> Path:
    """A picture of nothing: soft noise."""
    noise = np.random.default_rng(1).integers(90, 160, (height, width, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    return path


def assert_said(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """The exit code and the words are as expected, and there is no traceback."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.txt", b"hello", "is not a picture"),
        ("page.jpg", b"<!DOCTYPE html><p>", "is a web page"),
        ("empty.png", b"", "is empty"),
        ("cut.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "is damaged or cut off"),
    ],
)
def test_a_file_that_is_no_photo(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    """The file is named for what it is, and no kit appears."""
    (tmp_path / name).write_bytes(content)
    done = catchlight("direct", name, "--job", "trust", "--out", "kit", cwd=tmp_path)
    assert_said(done, 1, name, said, "Expected a JPEG")
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith((".", "kit"))) == []


def test_a_picture_without_a_face(tmp_path: Path) -> None:
    """Tips are given instead of a kit."""
    picture(tmp_path / "wall.png")
    done = catchlight("direct", "wall.png", "--job", "trust", cwd=tmp_path)
    assert_said(done, 1, "wall.png", "face")
    assert not (tmp_path / "kit").exists()


def test_an_unknown_job_names_close_ones(tmp_path: Path) -> None:
    """A typing mistake in the job is answered before any work is done."""
    done = catchlight("direct", "sample:astronaut", "--job", "trsut", cwd=tmp_path)
    assert_said(done, 1, "trsut", "Did you mean 'trust'", "catchlight jobs")


def test_an_unknown_platform_names_close_ones(tmp_path: Path) -> None:
    """So is one in a platform."""
    done = catchlight(
        "direct", "sample:astronaut", "--job", "trust", "--platforms", "linkedn", cwd=tmp_path
    )
    assert_said(done, 1, "linkedn", "linkedin")


def test_no_photo_and_no_job(tmp_path: Path) -> None:
    """What is missing is said with an example."""
    assert_said(catchlight("direct", "--job", "trust", cwd=tmp_path), 2, "No photo was given")
    assert_said(catchlight("direct", "sample:astronaut", cwd=tmp_path), 2, "--job trust")


def test_a_missing_file(tmp_path: Path) -> None:
    """A wrong path is named."""
    done = catchlight("direct", "nobody.jpg", "--job", "trust", cwd=tmp_path)
    assert_said(done, 1, "nobody.jpg")


def test_a_folder_that_holds_other_things_is_not_touched(tmp_path: Path) -> None:
    """Only a new or empty folder, or an earlier kit, is written to."""
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "thesis.txt").write_text("mine")
    done = catchlight("direct", "sample:astronaut", "--job", "trust", "--out", "kit", cwd=tmp_path)
    assert_said(done, 1, "not empty", "Choose another")
    assert [p.name for p in (tmp_path / "kit").iterdir()] == ["thesis.txt"]


@pytest.mark.skipif(os.name == "nt" or not Path("/proc/self").exists(), reason="needs Linux /proc")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """/proc refuses every file, even to root."""
    done = catchlight(
        "direct", "sample:astronaut", "--job", "trust", "--out", "/proc/kit", cwd=tmp_path
    )
    assert_said(done, 1, "/proc", "Choose another folder")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """A table that cannot be written is an error in words."""
    done = catchlight("read", "sample:astronaut", "--csv", "/dev/full/x.csv", cwd=tmp_path)
    assert_said(done, 1, "could not be written")


def test_missing_weights_name_the_command_that_brings_them(tmp_path: Path) -> None:
    """An empty weights folder is an error with one next step."""
    (tmp_path / "weights").mkdir()
    done = catchlight(
        "read",
        "sample:astronaut",
        cwd=tmp_path,
        CATCHLIGHT_WEIGHTS_DIR=str(tmp_path / "weights"),
    )
    assert_said(done, 1, "catchlight doctor --fetch")


def test_wrong_usage_leaves_with_2(tmp_path: Path) -> None:
    """An unknown option or command is wrong usage, not a failure."""
    assert catchlight("direct", "--nonsense", cwd=tmp_path).returncode == 2
    assert catchlight("develop", cwd=tmp_path).returncode == 2
    assert catchlight("check", "sample:astronaut", cwd=tmp_path).returncode == 2


def test_one_bad_file_does_not_stop_a_folder(tmp_path: Path) -> None:
    """The good photo is read, the bad one named, and the exit code tells."""
    (tmp_path / "bad.jpg").write_bytes(b"no")
    done = catchlight("read", "bad.jpg", "sample:astronaut", "--json", cwd=tmp_path)
    assert_said(done, 1, "bad.jpg")
    assert done.stdout.count("\n") == 1
    assert '"photo": "sample:astronaut"' in done.stdout
