"""A studio in a folder of its own, asked in-process: no port is opened."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from catchlight.image import find_photo
from catchlight.store import Store, open_store
from catchlight.store.database import DATABASE_FILE
from catchlight.web.app import create_app
from catchlight.web.security import Launch
from catchlight.web.state import Server
from catchlight.web.table import Table

HOST = "127.0.0.1:8722"


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables made, to be copied."""
    folder = tmp_path_factory.mktemp("empty")
    open_store(folder).close()
    return folder / DATABASE_FILE


@pytest.fixture
def store(tmp_path: Path, empty_store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("CATCHLIGHT_HOME", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    shutil.copy(empty_store, tmp_path / "data" / DATABASE_FILE)
    with open_store(tmp_path / "data") as opened:
        yield opened


@pytest.fixture(scope="session")
def table() -> Table:
    """One darkroom table for all tests: photos are known by their hash."""
    return Table()


@pytest.fixture
def server(store: Store, table: Table) -> Server:
    return Server(store, Launch.on_port(8722), table=table)


@pytest.fixture
def stranger(server: Server) -> Iterator[TestClient]:
    """A client without a session."""
    with TestClient(create_app(server), base_url=f"http://{HOST}") as client:
        yield client


@pytest.fixture
def client(stranger: TestClient, server: Server) -> TestClient:
    """A client that is signed in as the page is: by cookie, with the header."""
    stranger.headers["x-catchlight"] = "1"
    stranger.post("/api/v1/session", json={"token": server.launch.token})
    return stranger


@pytest.fixture(scope="session")
def selfie() -> bytes:
    """The public-domain sample as a JPEG of 700 px."""
    with Image.open(io.BytesIO(find_photo("sample:astronaut"))) as picture:
        picture = picture.convert("RGB")
        picture.thumbnail((700, 700))
        sink = io.BytesIO()
        picture.save(sink, "JPEG", quality=92)
    return sink.getvalue()


@pytest.fixture
def project_id(client: TestClient) -> str:
    body = {"title": "Speaker page", "brief": {"job": "trust", "takes": 2}}
    answer = client.post("/api/v1/projects", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.fixture
def photo_id(client: TestClient, project_id: str, selfie: bytes) -> str:
    answer = client.post(
        f"/api/v1/projects/{project_id}/photos", files={"file": ("me.jpg", selfie, "image/jpeg")}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])
