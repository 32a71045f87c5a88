"""People, consent, and erasing: typed, complete, with a receipt that names nobody."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from catchlight.web.state import Server

API = "/api/v1"
NAME = "Zebulon Quartermain"


@pytest.fixture
def person_id(client: TestClient) -> str:
    return str(client.post(f"{API}/people", json={"name": NAME, "note": "choir"}).json()["id"])


@pytest.fixture
def own_project(client: TestClient, person_id: str, selfie: bytes) -> str:
    brief = {"job": "trust", "sitter": NAME}
    body = {"title": f"{NAME}'s page", "brief": brief, "person_id": person_id}
    project = client.post(f"{API}/projects", json=body).json()["id"]
    files = {"file": (f"{NAME}.jpg", selfie)}
    photo = client.post(f"{API}/projects/{project}/photos", files=files).json()
    edits = {"edits": [{"edit": "vignette", "strength": 0.3}], "force": True}
    assert client.post(f"{API}/photos/{photo['id']}/edits", json=edits).status_code == 200
    assert client.get(photo["image"]).status_code == 200
    return str(project)


def test_an_agreement_is_asked_for_before_anything_is_made(
    client: TestClient, person_id: str, own_project: str
) -> None:
    """Of a person on record; withdrawn, it stops again; the record keeps every agreement."""
    direct = f"{API}/projects/{own_project}/direct"
    assert client.post(direct, json={}).json()["type"] == "consent-missing"

    agreed = client.post(f"{API}/people/{person_id}/consents", json={"uses": ["develop"]}).json()
    assert client.post(direct, json={}).status_code == 202
    kit = client.post(f"{API}/projects/{own_project}/kit", json={})
    assert (kit.status_code, kit.json()["type"]) == (403, "consent-missing")

    withdrawn = client.post(f"{API}/people/{person_id}/withdraw").json()
    assert client.post(direct, json={}).status_code == 403
    assert (agreed["holds"], withdrawn["holds"]) == (False, False)
    assert "withdrew" in withdrawn["words"]
    consents = client.get(f"{API}/people/{person_id}/consents").json()["consents"]
    assert len(consents) == 2


def test_erasing_wants_the_name_typed(client: TestClient, person_id: str, own_project: str) -> None:
    """Anything else changes nothing."""
    answer = client.post(f"{API}/people/{person_id}/erase", json={"confirm": "Zebulon"})

    assert (answer.status_code, answer.json()["type"]) == (409, "not-confirmed")
    assert client.get(f"{API}/people/{person_id}").json()["photos"] == 1


def test_nothing_of_an_erased_person_is_left_anywhere(
    client: TestClient, server: Server, person_id: str, own_project: str, tmp_path: Path
) -> None:
    """Not in the data folder, the cache folder, the server's memory, or the answer."""
    client.post(f"{API}/projects/{own_project}/direct", json={})

    answer = client.post(f"{API}/people/{person_id}/erase", json={"confirm": NAME})

    receipt = answer.json()
    assert answer.status_code == 200, receipt
    assert answer.headers["clear-site-data"] == '"cache"'
    kept = b"".join(path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file())
    for trace in (NAME.encode(), b"Zebulon", b"choir"):
        assert trace not in kept
    assert list(server.store.blobs) == []
    assert len(server.pictures) == 0
    assert server.table.bytes == 0
    assert NAME not in answer.text
    store = next(one for one in receipt["holders"] if one["name"] == "Store")
    assert store["erased"]["photos"] == 1
    assert len(receipt["files"]) == 2
    assert client.get(f"{API}/people/{person_id}").status_code == 404
    assert client.get(f"{API}/tasks").json()["tasks"] == []


def test_a_person_can_have_everything_that_is_kept_of_them(
    client: TestClient, person_id: str, own_project: str
) -> None:
    """One zip with their photos."""
    answer = client.get(f"{API}/people/{person_id}/everything")

    assert answer.headers["content-disposition"] == 'attachment; filename="zebulon-quartermain.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as kept:
        assert any(name.endswith(".jpg") for name in kept.namelist())


def test_deleting_a_person_is_not_erasing_them(client: TestClient, person_id: str) -> None:
    """They can be taken back."""
    client.delete(f"{API}/people/{person_id}")
    assert client.get(f"{API}/people").json()["people"] == []

    client.post(f"{API}/trash/person/{person_id}/restore")

    assert [one["name"] for one in client.get(f"{API}/people").json()["people"]] == [NAME]
