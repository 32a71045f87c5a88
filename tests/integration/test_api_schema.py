"""Whatever the description allows, and what it does not, is answered as it says: no server error,
no undocumented status, no other shape.

More examples: CATCHLIGHT_API_EXAMPLES=200 python -m pytest tests/integration/test_api_schema.py
"""

from __future__ import annotations

import os
import random
from typing import Any, cast

import pytest

schemathesis = pytest.importorskip("schemathesis")
from hypothesis import HealthCheck, given, settings  # noqa: E402
from schemathesis.checks import (  # noqa: E402
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from catchlight.brief import Brief  # noqa: E402
from catchlight.image import find_photo  # noqa: E402
from catchlight.store import Store, open_store  # noqa: E402
from catchlight.web.app import create_app  # noqa: E402
from catchlight.web.schemas.kits import KitBody  # noqa: E402
from catchlight.web.schemas.takes import EditBody, Recipe  # noqa: E402
from catchlight.web.security import Launch  # noqa: E402
from catchlight.web.services import developing  # noqa: E402
from catchlight.web.services.queueing import queue_kit  # noqa: E402
from catchlight.web.services.subjects import photo_subject  # noqa: E402
from catchlight.web.services.uploads import keep_upload  # noqa: E402
from catchlight.web.state import Server  # noqa: E402

EXAMPLES = int(os.environ.get("CATCHLIGHT_API_EXAMPLES", "3"))
KNOWN_SHARE = 0.7  # of the ids asked for are of things that are there
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ENDLESS = "/api/v1/events"  # a stream
IDS: dict[str, str] = {}


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The API over a store that holds one of everything."""
    home = tmp_path_factory.mktemp("home")
    patch = pytest.MonkeyPatch()
    patch.setenv("CATCHLIGHT_HOME", str(home))
    with open_store(home) as store:
        launch = Launch(frozenset({"localhost", "testserver"}))
        server = Server(store, launch)
        IDS.update(_one_of_everything(server))
        loaded = schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(server))
        IDS["token"] = launch.token
        yield loaded
    patch.undo()


def _one_of_everything(server: Server) -> dict[str, str]:
    store = server.store
    person = store.people.add("Ana")
    project = store.projects.add("One", Brief(job="trust", takes=1), person_id=None)
    photo = keep_upload(server, project.id, "me.webp", find_photo("sample:astronaut"))
    edits = developing.edits_of([EditBody(edit="vignette", strength=0.3)])
    subject = photo_subject(server, photo.id)
    take = developing.apply(server, subject, edits, mode=Recipe(edits=[]).mode, force=True).take
    assert take is not None
    task = queue_kit(server, project.id, KitBody())
    return {
        "person_id": person.id,
        "project_id": project.id,
        "photo_id": photo.id,
        "take_id": take.id,
        "task_id": task.id,
        "after_take": take.id,
    }


ROUTES = [
    (method.upper(), path)
    for path, methods in create_app(Server(cast(Store, None), Launch.on_port(0)))
    .openapi()["paths"]
    .items()
    for method in methods
    if path != ENDLESS
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_route_answers_as_described(schema: Any, method: str, path: str) -> None:
    """Ids are often of things that are there, so that more than "not found" is asked for."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[path][method].as_strategy())
    def ask(case: Any) -> None:
        chance = random.Random(repr(case.path_parameters) + repr(case.query))
        for values in (case.path_parameters, case.query):
            for name in list(values or {}):
                if name in IDS and chance.random() < KNOWN_SHARE:
                    values[name] = IDS[name]
        case.call_and_validate(headers={"authorization": f"Bearer {IDS['token']}"}, checks=CHECKS)

    ask()
