"""Only one package opens connections, and its list says every call."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import catchlight
from catchlight.backends.keys import KEYS
from catchlight.backends.models import all_models
from catchlight.backends.registry import BUILT_IN
from catchlight.outbound import CALLS, find_call

SOURCE = Path(catchlight.__file__).parent
NETWORK = {
    "aiohttp",
    "ftplib",
    "http",
    "httpx",
    "httpx2",
    "imaplib",
    "obstore",
    "poplib",
    "ray",
    "requests",
    "smtplib",
    "socket",
    "ssl",
    "telnetlib",
    "urllib3",
    "websockets",
    "xmlrpc",
}
# Names that are harmless although their package can reach out.
HARMLESS = {"http.HTTPStatus", "urllib.parse"}
# Beside the package: what serves this machine, and what joins a cluster of the user's own.
BESIDE = ("outbound", "web")
JOINS_THE_USERS_CLUSTER = "batch/ray.py"  # the call `cluster`
# pip for weights; the studio's own worker, on this machine.
STARTS_A_PROCESS = {"vision/weights.py", "web/work/process.py"}


def imports(path: Path) -> set[str]:
    """The modules that a file imports, anywhere in it, by their full names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def reaches_out(name: str) -> bool:
    if any(name == one or name.startswith(f"{one}.") for one in HARMLESS):
        return False
    return name.split(".", maxsplit=1)[0] in NETWORK or name.startswith("urllib.request")


def test_only_the_outbound_package_imports_a_network_library() -> None:
    """Whatever leaves the machine goes through it."""
    offenders = {}
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE)
        if place.parts[0] in BESIDE or str(place) == JOINS_THE_USERS_CLUSTER:
            continue
        if named := {name for name in imports(path) if reaches_out(name)}:
            offenders[str(place)] = sorted(named)
    assert offenders == {}


def test_the_check_sees_an_import_inside_a_function(tmp_path: Path) -> None:
    """Lazy imports are the rule here, so they must not hide."""
    file = tmp_path / "x.py"
    file.write_text("def f():\n    from httpx2 import Client\n    import urllib.request\n")
    assert {name for name in imports(file) if reaches_out(name)} == {
        "httpx2.Client",
        "urllib.request",
    }


def test_another_process_is_started_only_where_it_is_listed() -> None:
    """What leaves through another program would not be seen here."""
    starters = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if any(name.split(".")[0] == "subprocess" for name in imports(path))
    }
    assert starters <= STARTS_A_PROCESS
    assert find_call("weights").service


def test_every_backend_that_sends_something_away_has_its_call() -> None:
    """And says in it whether a face can be among what is sent."""
    called = {call.id for call in CALLS}
    services = set(all_models()) | {"openai_compatible", "comfyui"}
    assert services <= called
    assert services <= set(BUILT_IN)
    assert all(find_call(name).face for name in services)
    assert {kind.service for kind in KEYS} <= called


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.id)
def test_a_call_says_when_what_and_where(call: catchlight.outbound.OutboundCall) -> None:
    """In words, over https unless the user names the address."""
    assert call.service and call.when and call.sends
    assert all(origin.startswith("https://") for origin in call.origins)
