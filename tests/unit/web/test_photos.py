"""Uploads are told by their bytes, judged in words, and never sent back as they came."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from catchlight.store import Store
from catchlight.web.services import uploads

API = "/api/v1"


def send(
    client: TestClient, project_id: str, data: bytes, name: str = "me.jpg", kind: str = "image/jpeg"
):
    return client.post(f"{API}/projects/{project_id}/photos", files={"file": (name, data, kind)})


def as_format(selfie: bytes, file_format: str) -> bytes:
    sink = io.BytesIO()
    with Image.open(io.BytesIO(selfie)) as picture:
        picture.save(sink, file_format)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("file_format", "media_type"),
    [("PNG", "image/png"), ("WEBP", "image/webp"), ("AVIF", "image/avif"), ("TIFF", "image/tiff")],
)
def test_each_format_is_taken_whatever_its_name_says(
    client: TestClient, project_id: str, selfie: bytes, file_format: str, media_type: str
) -> None:
    """The bytes decide."""
    answer = send(client, project_id, as_format(selfie, file_format), "holiday.txt", "text/plain")

    assert answer.status_code == 201, answer.text
    assert answer.json()["media_type"] == media_type
    assert answer.json()["verdict"] in ("use", "usable")


def test_heic_is_taken_as_phones_send_it(client: TestClient, project_id: str) -> None:
    """Told by its bytes; a picture without a face says so."""
    data = (Path(__file__).parents[2] / "images" / "inputs" / "blocks.heic").read_bytes()

    photo = send(client, project_id, data, "IMG_0001.HEIC", "application/octet-stream").json()

    assert (photo["media_type"], photo["verdict"]) == ("image/heic", "reject")
    assert client.get(photo["image"]).headers["content-type"] == "image/jpeg"


def test_the_verdict_is_in_words(client: TestClient, project_id: str, selfie: bytes) -> None:
    """Sentences that say what could be better, without commands of a terminal."""
    photo = send(client, project_id, selfie).json()

    assert photo["verdict"] == "usable"
    assert photo["notes"]
    for note in photo["notes"]:
        assert note[0].isupper()
        assert note.endswith(".")
        assert "--face" not in note


def test_a_picture_without_a_face_is_kept_and_says_why(client: TestClient, project_id: str) -> None:
    """So that the page can show it with its reason."""
    sink = io.BytesIO()
    Image.new("RGB", (400, 300), "grey").save(sink, "PNG")

    photo = send(client, project_id, sink.getvalue()).json()

    assert photo["verdict"] == "reject"
    assert "No face was found" in photo["notes"][0]


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims to be huge."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    end = b"IEND"
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", 0) + end + struct.pack(">I", zlib.crc32(end))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "status", "kind"),
    [
        (b"", 415, "unreadable-image"),
        (b"<!doctype html><script>alert(1)</script>", 415, "unreadable-image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 415, "unreadable-image"),
        (b"GIF89a" + b"\0" * 100, 415, "unreadable-image"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 500, 415, "unreadable-image"),
        (b"%PDF-1.7" + b"\0" * 100, 415, "unreadable-image"),
        (png_header(40_000, 40_000), 413, "image-too-large"),
    ],
)
def test_what_is_no_picture_is_refused_and_not_kept(
    client: TestClient, project_id: str, store: Store, data: bytes, status: int, kind: str
) -> None:
    """Web pages, drawings with scripts, truncated files, bombs."""
    answer = send(client, project_id, data, "me.jpg")

    assert (answer.status_code, answer.json()["type"]) == (status, kind)
    assert list(store.blobs) == []


def test_a_picture_with_a_page_behind_it_comes_back_as_pixels_only(
    client: TestClient, project_id: str, selfie: bytes
) -> None:
    """A file that is two things at once loses the other thing."""
    both = selfie + b"<html><script>alert('me')</script></html>"

    photo = send(client, project_id, both, "me.html", "text/html").json()
    answer = client.get(photo["image"])

    assert answer.headers["content-type"] == "image/jpeg"
    assert b"<script>" not in answer.content


def test_an_upload_over_the_limit_is_refused(
    client: TestClient, project_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the one shape, before it is read whole."""
    answer = send(client, project_id, b"\xff\xd8\xff" + b"\0" * (uploads.MAX_UPLOAD_BYTES + 1))

    assert (answer.status_code, answer.json()["type"]) == (413, "too-large")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\me.jpg", "me.jpg"),
        ("<img src=x>.jpg", "<img src=x>.jpg"),
        ("\u202egpj.em", "gpj.em"),
        ("", "photo"),
        ("x" * 500 + ".jpg", "x" * 116 + ".jpg"),
    ],
)
def test_a_name_is_only_a_label(given: str, kept: str) -> None:
    """No path, no control characters, not too long; a page escapes it when it shows it."""
    assert uploads._safe_name(given) == kept


def test_the_same_file_is_one_photo(client: TestClient, project_id: str, selfie: bytes) -> None:
    """Sent twice, kept once."""
    first, second = send(client, project_id, selfie).json(), send(client, project_id, selfie).json()

    assert first["id"] == second["id"]
    assert len(client.get(f"{API}/projects/{project_id}/photos").json()["photos"]) == 1


def test_a_project_takes_only_so_many_photos(
    client: TestClient, project_id: str, photo_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More are two shoots."""
    monkeypatch.setattr(uploads, "MAX_PHOTOS", 1)

    answer = send(client, project_id, b"\xff\xd8\xff")

    assert (answer.status_code, answer.json()["type"]) == (409, "too-many-photos")


@pytest.mark.parametrize("file_format", ["jpeg", "webp", "png", "avif"])
def test_pictures_come_at_sizes_and_may_be_kept_by_the_browser(
    client: TestClient, photo_id: str, file_format: str
) -> None:
    """An address names a picture for good: the second time only "not modified" is sent."""
    address = f"{API}/photos/{photo_id}/image?side=120&format={file_format}"
    answer = client.get(address)

    assert answer.headers["content-type"] == f"image/{file_format}"
    assert "immutable" in answer.headers["cache-control"]
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert max(picture.size) == 120
        assert not picture.getexif()
    again = client.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_reading_comes_with_overlays_and_bands(client: TestClient, photo_id: str) -> None:
    """Each layer is an SVG image of its own; each cue has its range, target and grade."""
    reading = client.get(f"{API}/photos/{photo_id}/reading").json()

    assert {"gaze", "light", "mesh", "frame", "palette"} <= {
        one["name"] for one in reading["layers"]
    }
    for layer in reading["layers"]:
        assert layer["svg"].startswith("<svg ")
        assert "<script" not in layer["svg"]
    cues = [cue for family in reading["families"] for cue in family["cues"]]
    smile = next(cue for cue in cues if cue["name"] == "lip_corner_pull")
    assert smile["low"] <= smile["value"] <= smile["high"]
    assert smile["target_words"]
    assert smile["status"] in ("in", "out", "unsure")
    assert smile["grade"] in ("strong", "medium", "weak", "house")


def test_a_critique_asks_seven_questions(client: TestClient, photo_id: str) -> None:
    """With evidence, and a rule behind each fix that "Apply" can run."""
    critique = client.get(f"{API}/photos/{photo_id}/critique").json()

    assert len(critique["questions"]) == 7
    rules = {finding["rule"] for finding in critique["findings"]}
    for question in critique["questions"]:
        assert question["evidence"]
        if question["can_apply"]:
            assert question["fix_rule"] in rules


def test_a_photo_is_judged_for_another_job_on_request(client: TestClient, photo_id: str) -> None:
    """A blend too; an unknown job is said."""
    for job in ("contemplation", "trust=0.5,warmth=0.5"):
        critique = client.get(f"{API}/photos/{photo_id}/critique", params={"job": job}).json()
        assert critique["job"] == job
    answer = client.get(f"{API}/photos/{photo_id}/critique", params={"job": "nope"})
    assert answer.json()["type"] == "unknown-name"


def test_deleting_is_not_erasing(
    client: TestClient, project_id: str, photo_id: str, store: Store
) -> None:
    """A photo in the trash is hidden, still there, and can be taken back; emptying ends it."""
    assert client.delete(f"{API}/photos/{photo_id}").status_code == 204
    assert client.get(f"{API}/projects/{project_id}/photos").json()["photos"] == []
    (item,) = client.get(f"{API}/trash").json()["items"]
    assert (item["kind"], item["id"]) == ("photo", photo_id)

    assert client.post(f"{API}/trash/photo/{photo_id}/restore").status_code == 204
    assert len(client.get(f"{API}/projects/{project_id}/photos").json()["photos"]) == 1

    client.delete(f"{API}/photos/{photo_id}")
    emptied = client.delete(f"{API}/trash").json()
    assert (emptied["rows"]["photos"], emptied["files"]) == (1, 1)
    assert list(store.blobs) == []
