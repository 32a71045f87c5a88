"""Strangers, other sites and other names are refused; answers are held in."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from catchlight.web.app import create_app
from catchlight.web.security import Launch
from catchlight.web.state import Server

API = "/api/v1"
SECRET = "the database is above"


def routes(client: TestClient) -> list[tuple[str, str]]:
    """Every method and path of the API's own description."""
    paths = client.get(f"{API}/openapi.json").json()["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods]


def test_a_stranger_gets_nothing_from_any_route(stranger: TestClient) -> None:
    """Without a session every route answers 401, but for signing in, health and the description."""
    opened = {("GET", f"{API}/health"), ("POST", f"{API}/session")}
    for method, path in routes(stranger):
        address = path.replace("{kind}", "take").replace("{job}", "trust")
        for name in (
            "project_id",
            "photo_id",
            "take_id",
            "task_id",
            "person_id",
            "export_id",
            "item_id",
        ):
            address = address.replace(f"{{{name}}}", "0" * 32)
        address = address.replace("{platform}", "linkedin").replace("{service}", "openai")
        answer = stranger.request(method, address, headers={"x-catchlight": "1"})
        expected = {200, 422} if (method, path) in opened else {401}
        assert answer.status_code in expected, (method, path)


def test_the_printed_address_swaps_its_token_for_a_cookie_that_scripts_cannot_read(
    stranger: TestClient, server: Server
) -> None:
    """The token leaves the address bar at once."""
    answer = stranger.get(f"/?token={server.launch.token}", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert server.launch.token not in cookie
    assert stranger.get(f"{API}/about").status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", "x" * 200])
def test_a_wrong_token_opens_nothing(stranger: TestClient, token: str) -> None:
    """Neither in the address, nor sent, nor as a bearer."""
    assert "set-cookie" not in stranger.get(f"/?token={token}").headers
    assert stranger.post(f"{API}/session", json={"token": token}).status_code in (401, 422)
    headers = {"authorization": f"Bearer {token}"}
    assert stranger.get(f"{API}/about", headers=headers).status_code == 401


def test_a_script_may_send_the_token_itself(stranger: TestClient, server: Server) -> None:
    """A bearer token needs no cookie and no other header."""
    headers = {"authorization": f"Bearer {server.launch.token}"}

    answer = stranger.post(f"{API}/people", json={"name": "Ana"}, headers=headers)

    assert answer.status_code == 201


def test_a_cookie_alone_changes_nothing(client: TestClient) -> None:
    """A form on another site could send a cookie, but not the header."""
    del client.headers["x-catchlight"]

    answer = client.post(f"{API}/people", json={"name": "Ana"})

    assert (answer.status_code, answer.json()["type"]) == (403, "header-missing")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:8722", ""]
)
def test_a_name_that_was_pointed_at_this_machine_is_refused(client: TestClient, host: str) -> None:
    """DNS rebinding: the Host header then names the other site."""
    for path in ("/", f"{API}/about", f"{API}/openapi.json"):
        answer = client.get(path, headers={"host": host})
        assert (answer.status_code, answer.json()["type"]) == (421, "wrong-host")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_site_may_not_ask(client: TestClient, headers: dict[str, str]) -> None:
    """Even with the cookie and the header."""
    for method in ("GET", "POST"):
        answer = client.request(method, f"{API}/people", headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (403, "wrong-origin")


def test_the_own_page_may_ask(client: TestClient) -> None:
    """Same origin, by any of the machine's own names."""
    for host in ("127.0.0.1:8722", "localhost:8722", "[::1]:8722"):
        headers = {"host": host, "origin": f"http://{host}", "sec-fetch-site": "same-origin"}
        cookie = f"{client.app.state.server.launch.set_cookie().partition(';')[0]}"  # type: ignore[attr-defined]
        answer = client.get(f"{API}/about", headers={**headers, "cookie": cookie})
        assert answer.status_code == 200, host


def test_every_answer_is_held_in(client: TestClient) -> None:
    """Page, API, errors: no script from elsewhere, no sniffing, no frame, no referrer."""
    for path in ("/", f"{API}/about", f"{API}/nothing", f"{API}/takes/{'0' * 32}/image"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "http:" not in policy
        assert "https:" not in policy
        assert "unsafe-eval" not in policy
        assert "script-src 'self'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"


def test_nothing_is_answered_to_other_sites_by_cors(client: TestClient) -> None:
    """No header lets another origin read an answer."""
    answer = client.options(
        f"{API}/people",
        headers={"origin": "https://evil.example", "access-control-request-method": "POST"},
    )
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Studio</title>")
    (folder / "assets" / "app.js").write_text("1")
    (tmp_path / "secret.txt").write_text(SECRET)
    return folder


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/../../secret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "//secret.txt",
        "/%00",
        "/assets/app.js%00.html",
    ],
)
def test_no_path_leads_out_of_the_page(server: Server, page: Path, path: str) -> None:
    """Whatever is asked for, only the page's own files are given."""
    with TestClient(create_app(server, page), base_url="http://127.0.0.1:8722") as client:
        answer = client.get(path)
        assert SECRET not in answer.text
        assert answer.status_code < 500


def test_the_page_is_served_with_its_own_types(server: Server, page: Path) -> None:
    """Scripts as scripts, addresses of the page's own as the page, wrong API addresses as 404."""
    with TestClient(create_app(server, page), base_url="http://127.0.0.1:8722") as client:
        assert client.get("/").headers["content-type"].startswith("text/html")
        script = client.get("/assets/app.js")
        assert "javascript" in script.headers["content-type"]
        assert "immutable" in script.headers["cache-control"]
        assert client.get("/").headers["cache-control"] == "no-store"
        assert "<title>Studio" in client.get("/projects/1", headers={"accept": "text/html"}).text
        wrong = client.get(
            f"{API}/nothing", headers={"authorization": f"Bearer {server.launch.token}"}
        )
        assert (wrong.status_code, wrong.json()["type"]) == (404, "not-found")


def test_a_page_that_was_not_built_is_said(server: Server, tmp_path: Path) -> None:
    """With what to do about it."""
    with TestClient(
        create_app(server, tmp_path / "none"), base_url="http://127.0.0.1:8722"
    ) as client:
        assert "npm run build" in client.get("/").text


def test_each_launch_has_its_own_token() -> None:
    """And does not show it in a log."""
    one, two = Launch.on_port(1), Launch.on_port(1)

    assert one.token != two.token
    assert one.token not in repr(one)
    assert one.cookie != Launch.on_port(2).cookie
