"""Every failure has one shape, the right status, and says what to do next."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from catchlight import errors as known
from catchlight.web.app import create_app
from catchlight.web.errors import MAPPED, problem_of
from catchlight.web.state import Server

API = "/api/v1"


def tree(kind: type[Exception]) -> list[type[Exception]]:
    """A class and all below it."""
    return [kind, *(one for below in kind.__subclasses__() for one in tree(below))]


def test_every_error_of_the_library_has_a_status() -> None:
    """None falls through to "unforeseen", and none is a server error."""
    for kind in tree(known.CatchlightError):
        error = kind("edit", "x", ["y"]) if kind is known.UnknownName else kind("what is wrong")
        problem = problem_of(error)
        assert problem.type != "unforeseen", kind
        assert 400 <= problem.status <= 503, kind
        assert problem.status != 500, kind


def test_no_mapping_is_hidden_by_one_above_it() -> None:
    """The most special class stands first."""
    for place, (kind, *_) in enumerate(MAPPED):
        assert not [one for one, *_ in MAPPED[:place] if issubclass(kind, one)], kind


def test_an_unforeseen_error_tells_no_secret(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its kind only: values may be personal."""
    monkeypatch.setattr(server.store.projects, "all", lambda: 1 / 0)
    client = TestClient(
        create_app(server), base_url="http://127.0.0.1:8722", raise_server_exceptions=False
    )

    answer = client.get(
        f"{API}/projects", headers={"authorization": f"Bearer {server.launch.token}"}
    )

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "unforeseen"
    assert "division" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("GET", "/projects/xyz", None, 422, "invalid"),
        ("GET", f"/projects/{'0' * 32}", None, 404, "not-found"),
        ("GET", "/jobs/trsut", None, 404, "not-found"),
        ("GET", "/edits?job=trsut", None, 422, "unknown-name"),
        ("GET", "/nothing", None, 404, "not-found"),
        ("PUT", "/projects", None, 405, "wrong-method"),
        ("POST", "/projects", {"title": "x"}, 422, "invalid"),
        ("POST", "/projects", {"title": "x", "brief": {"job": "trsut"}}, 422, "unknown-name"),
        ("POST", "/projects", {"title": "x", "brief": {"job": "trust", "nope": 1}}, 422, "invalid"),
        ("POST", "/projects", {"title": "\u0000", "brief": {"job": "trust"}}, 422, "invalid"),
        ("POST", "/people", {"name": "x" * 2_000_000}, 413, "too-large"),
    ],
)
def test_each_kind_of_failure_has_its_status_and_words(
    client: TestClient, method: str, path: str, body: object, status: int, kind: str
) -> None:
    """In the one shape, with a detail that a user can act on."""
    answer = client.request(method, f"{API}{path}", json=body)

    problem = answer.json()
    assert (answer.status_code, problem["type"], problem["status"]) == (status, kind, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["detail"]
    assert set(problem) == {"type", "title", "status", "detail", "instance", "errors", "known"}


def test_an_unknown_name_comes_with_those_there_are(client: TestClient) -> None:
    """So that a page can offer them."""
    problem = client.get(f"{API}/jobs/trsut").json()

    assert "trust" in problem["known"]
    assert "Did you mean 'trust'?" in problem["detail"]


def test_a_wrong_field_is_named(client: TestClient) -> None:
    """By its path in what was sent."""
    body = {"title": "x", "brief": {"job": "trust", "palette": ["red"]}}

    (error,) = client.post(f"{API}/projects", json=body).json()["errors"]

    assert error["field"] == "brief.palette.0"
