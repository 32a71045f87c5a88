"""The application: guard, routes, errors, page, and the API's own description."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse
from starlette.middleware import Middleware

from ..version import __version__
from . import errors
from .api import catalog, kits, people, projects, settings, takes, tasks, trash
from .schemas.base import Problem
from .security import API, Guard
from .state import Server

MAX_JSON_BYTES = 1_000_000
STATIC_FOLDER = "static"
_NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Catchlight</title>
<h1>The studio's page was not built</h1>
<p>This copy of Catchlight was installed without its page (CATCHLIGHT_SKIP_FRONTEND was set, or it
runs from a working copy). Install it again without that, or build it: in <code>frontend/</code> run
<code>npm ci</code> and <code>npm run build</code>.</p>
<p>The API works all the same: <a href="/api/v1/openapi.json">its description</a>.</p></html>"""
_ABOUT = """The studio's API. Everything that the studio's page does, it does by these routes.

Open a session with the token of the printed address (`POST /api/v1/session`), or send
`Authorization: Bearer TOKEN`. With a cookie, send the header `X-Catchlight: 1` with every change.
Failures are `application/problem+json`: what is wrong, what was expected, and the next step."""


def create_app(server: Server, static: Path | None = None) -> FastAPI:
    """The application for one server; `static` is the built page (default: the one installed)."""
    app = FastAPI(
        title="Catchlight studio",
        version=__version__,
        description=_ABOUT,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        middleware=[Middleware(Guard, launch=server.launch), Middleware(errors.OneShape)],
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.server = server
    api = APIRouter(prefix=API, responses=errors.EVERYWHERE, max_body_size=MAX_JSON_BYTES)
    for part in (catalog, projects, takes, kits, people, tasks, trash, settings):
        api.include_router(part.router)
    app.include_router(api)
    errors.install(app)
    _serve_page(app, static or installed_page())
    _describe(app)
    return app


def installed_page() -> Path:
    """Where the built page lies, whether it was built or not."""
    return Path(str(resources.files(__package__) / STATIC_FOLDER))


def _serve_page(app: FastAPI, folder: Path) -> None:
    @app.get("/api/{path:path}", include_in_schema=False)
    def nothing(path: str, request: Request) -> None:
        """No page where the API ends: a wrong address is said."""
        raise errors.Refusal(
            404, "not-found", "There is no such thing",
            f"The API has no {request.url.path[:200]}. See {API}/openapi.json.",
        )  # fmt: skip

    if (folder / "index.html").is_file():
        app.frontend("/", directory=folder, fallback="index.html")
    else:

        @app.get("/", include_in_schema=False)
        def not_built() -> HTMLResponse:
            """Say how to build the page."""
            return HTMLResponse(_NOT_BUILT)


def _describe(app: FastAPI) -> None:
    """Put the one shape of errors into the description, also where input is wrong."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = plain()
            schemas = schema["components"]["schemas"]
            schemas["Problem"] = Problem.model_json_schema(
                ref_template="#/components/schemas/{model}"
            )
            schemas |= schemas["Problem"].pop("$defs", {})
            schemas.pop("HTTPValidationError", None)
            schemas.pop("ValidationError", None)
            for path in schema["paths"].values():
                for operation in path.values():
                    if "422" in operation["responses"]:
                        operation["responses"]["422"] = errors.problems(422)[422]
                    if "requestBody" in operation:
                        operation["responses"].setdefault("413", errors.problems(413)[413])
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]
