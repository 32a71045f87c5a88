"""Tasks over the API: what can be done when, and the stream that tells of them."""

from __future__ import annotations

import json
from threading import Event

import pytest
from fastapi.testclient import TestClient

from catchlight.store import Store
from catchlight.web.schemas.tasks import TaskEvent
from catchlight.web.services import events
from catchlight.web.state import Server

API = "/api/v1"


@pytest.fixture
def task_id(client: TestClient, project_id: str, photo_id: str) -> str:
    answer = client.post(f"{API}/projects/{project_id}/direct", json={"takes": 3, "seed": 7})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def test_a_direction_is_queued_with_what_is_wanted(
    client: TestClient, store: Store, task_id: str, photo_id: str
) -> None:
    """It waits until a worker takes it, and survives a restart as a row of the store."""
    task = client.get(f"{API}/tasks/{task_id}").json()

    assert (task["status"], task["title"], task["attempt"]) == ("waiting", "3 takes for trust", 1)
    wanted = store.tasks.get(task_id).wanted
    assert (wanted["photo_ids"], wanted["takes"], wanted["seed"]) == ([photo_id], 3, 7)


def test_each_state_allows_only_what_makes_sense(client: TestClient, task_id: str) -> None:
    """Pause, resume, cancel, retry; anything else is refused with the state it is in."""

    def do(verb: str) -> tuple[int, str]:
        answer = client.post(f"{API}/tasks/{task_id}/{verb}")
        body = answer.json()
        return answer.status_code, body.get("detail", "") if answer.status_code > 200 else body[
            "status"
        ]

    assert do("pause") == do("pause") == (200, "paused")
    assert do("retry")[0] == 409
    assert do("resume") == do("resume") == (200, "waiting")
    assert do("cancel") == do("cancel") == (200, "cancelled")
    assert do("pause") == (
        409,
        "The task is cancelled, so it cannot become paused. Look at the list again.",
    )
    assert do("resume")[0] == 409
    assert do("retry") == (200, "waiting")
    assert client.get(f"{API}/tasks/{task_id}").json()["attempt"] == 3
    assert client.delete(f"{API}/tasks/{task_id}").status_code == 409
    do("cancel")
    assert client.delete(f"{API}/tasks/{task_id}").status_code == 204
    assert client.get(f"{API}/tasks/{task_id}").status_code == 404


def test_the_time_left_is_told_once_something_was_done(
    client: TestClient, store: Store, task_id: str
) -> None:
    """By the steps so far."""
    store.tasks.become(task_id, "running")
    assert client.get(f"{API}/tasks/{task_id}").json()["eta_s"] is None

    store.tasks.step(task_id, "Making takes", 2, 4)

    task = client.get(f"{API}/tasks/{task_id}").json()
    assert task["share"] == 0.5
    assert task["eta_s"] >= 0


def test_the_stream_tells_what_moves_and_ends_when_the_server_does(
    server: Server, task_id: str, project_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First what is open, then each change once; nothing of other projects."""
    monkeypatch.setattr(events, "POLL_S", 0.01)
    stream = events.task_events(server, project_id)

    first = next(stream)
    server.store.tasks.become(task_id, "running")
    second = next(stream)
    server.store.tasks.become(task_id, "failed", error="The service refused.")
    third = next(stream)

    told = [one.data for one in (first, second, third)]
    assert all(isinstance(one, TaskEvent) for one in told)
    assert [one.task.status for one in told] == ["waiting", "running", "failed"]
    assert told[2].task.error == "The service refused."
    assert len({first.id, second.id, third.id}) == 3
    server.is_closing.set()
    assert list(stream) == []
    object.__setattr__(server, "is_closing", Event())
    monkeypatch.setattr(events, "STREAM_S", 0.05)
    assert [one.event for one in events.task_events(server, "0" * 32)] == []


def test_events_come_as_a_stream_of_server_sent_events(
    client: TestClient, task_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the description says; the shape is documented."""
    monkeypatch.setattr(events, "STREAM_S", 0.2)
    with client.stream("GET", f"{API}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = list(answer.iter_lines())

    data = next(line.removeprefix("data: ") for line in lines if line.startswith("data: "))
    assert TaskEvent.model_validate(json.loads(data)).task.id == task_id
    shaped = client.get(f"{API}/events/shape").json()
    assert shaped[0]["task"]["id"] == task_id


def test_what_cannot_be_made_is_refused_before_it_is_queued(
    client: TestClient, project_id: str
) -> None:
    """No photo, no take, a stranger's ids, an unknown backend: nothing waits in the queue."""
    direct, kit = f"{API}/projects/{project_id}/direct", f"{API}/projects/{project_id}/kit"

    assert client.post(direct, json={}).json()["type"] == "no-photo"
    assert client.post(direct, json={"photo_ids": ["0" * 32]}).status_code == 404
    assert client.post(kit, json={}).json()["type"] == "no-take"
    assert client.post(kit, json={"take_ids": ["0" * 32]}).status_code == 404
    assert client.get(f"{API}/tasks").json()["tasks"] == []


def test_an_unknown_backend_is_said(client: TestClient, project_id: str, photo_id: str) -> None:
    """With those there are."""
    answer = client.post(f"{API}/projects/{project_id}/direct", json={"backend": "nope"})

    assert (answer.status_code, answer.json()["type"]) == (422, "unknown-name")
