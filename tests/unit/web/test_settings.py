"""Settings and keys: kept, checked, and never given away."""

from __future__ import annotations

import socket

import pytest
from fastapi.testclient import TestClient

from catchlight.web.state import Server

API = "/api/v1"
KEY = "sk-very-secret-0123456789"


@pytest.fixture(autouse=True)
def no_keys_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "BFL_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def setting(client: TestClient, name: str) -> dict:
    settings = client.get(f"{API}/settings").json()["settings"]
    return next(one for one in settings if one["name"] == name)


def test_a_setting_is_kept_and_says_who_set_it(client: TestClient, server: Server) -> None:
    """Everything that reads settings sees it; the default stays known."""
    answer = client.patch(f"{API}/settings", json={"values": {"spend.per_run_usd": 0.5}})

    assert answer.status_code == 200
    shown = setting(client, "spend.per_run_usd")
    assert (shown["value"], shown["default"], shown["source"]) == (0.5, 2.0, "the studio")
    assert server.settings().number("spend.per_run_usd") == 0.5


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"nope.nope": 1}, "unknown-name"),
        ({"spend.per_run_usd": "much"}, "usage"),
        ({"spend.per_run_usd": -1}, "usage"),
        ({}, "invalid"),
    ],
)
def test_a_wrong_setting_changes_nothing(
    client: TestClient, values: dict[str, object], kind: str
) -> None:
    """It is said which, and what was expected."""
    answer = client.patch(f"{API}/settings", json={"values": values})

    assert (answer.status_code, answer.json()["type"]) == (422, kind)
    assert setting(client, "spend.per_run_usd")["source"] == "default"


def test_what_the_environment_sets_is_locked(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page shows it as such, and cannot change it."""
    monkeypatch.setenv("CATCHLIGHT_SPEND_PER_RUN_USD", "9")

    answer = client.patch(f"{API}/settings", json={"values": {"spend.per_run_usd": 1}})

    assert (answer.status_code, answer.json()["type"]) == (409, "locked")
    assert setting(client, "spend.per_run_usd")["is_locked"]


def test_a_key_is_kept_and_never_given_back(client: TestClient) -> None:
    """Only whether there is one, and where; forgetting it works."""
    assert client.put(f"{API}/keys/openai", json={"key": KEY}).status_code == 204

    answer = client.get(f"{API}/settings")
    shown = next(one for one in answer.json()["keys"] if one["service"] == "openai")
    assert shown["has_key"]
    assert KEY not in answer.text

    client.delete(f"{API}/keys/openai")
    keys = client.get(f"{API}/settings").json()["keys"]
    assert not next(one for one in keys if one["service"] == "openai")["has_key"]


def test_a_service_that_there_is_not_has_no_key(client: TestClient) -> None:
    """404, as it stands in the address."""
    for method in ("PUT", "DELETE"):
        body = {"key": KEY} if method == "PUT" else None
        assert client.request(method, f"{API}/keys/nope", json=body).status_code == 404


def test_no_address_that_is_set_is_ever_asked_by_looking(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Setting a server's address and listing backends opens no connection (no SSRF by reading)."""

    def refuse(self: socket.socket, address: object) -> None:
        raise AssertionError(f"connected to {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    inside = "http://169.254.169.254/latest"
    client.patch(f"{API}/settings", json={"values": {"openai_compatible.base_url": inside}})

    assert client.get(f"{API}/backends").status_code == 200
    assert client.get(f"{API}/settings").status_code == 200


def test_no_route_takes_an_address_to_fetch(client: TestClient) -> None:
    """Pictures come by upload only: nothing in the description asks for a URL."""
    description = client.get(f"{API}/openapi.json").json()
    names = {
        parameter["name"]
        for methods in description["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", [])
    }
    bodies = {
        field
        for name, shape in description["components"]["schemas"].items()
        if name.endswith(("Body", "Change"))
        for field in shape.get("properties", {})
    }
    assert not {name for name in names | bodies if "url" in name or "address" in name}
