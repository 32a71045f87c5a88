"""Every failure in one JSON shape (RFC 9457, `application/problem+json`), with the right status."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .. import errors as known
from .schemas.base import FieldError, Problem

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger("catchlight.web")

# The most special class first: the first that fits decides. (class, status, kind, title)
MAPPED: tuple[tuple[type[known.CatchlightError], int, str, str], ...] = (
    (known.UnreadableImage, 415, "unreadable-image", "This file is no picture that can be read"),
    (known.ImageTooLarge, 413, "image-too-large", "This picture has too many pixels"),
    (known.NoFaceFound, 422, "no-face", "No face was found"),
    (known.SeveralFacesFound, 422, "several-faces", "Several faces were found"),
    (known.FaceTooSmall, 422, "face-too-small", "The face is too small"),
    (known.ImageError, 422, "image", "This picture cannot be used"),
    (known.UsageError, 422, "usage", "That value cannot be used"),
    (known.BriefError, 422, "brief", "The brief cannot be used as it is"),
    (known.UnknownName, 422, "unknown-name", "There is nothing of that name"),
    (known.EditBeyondLimit, 422, "edit-beyond-limit", "The edit goes beyond its limit"),
    (known.EditError, 422, "edit", "The edit cannot be made on this picture"),
    (known.ConsentMissing, 403, "consent-missing", "The sitter has not agreed to this"),
    (known.NotFullyErased, 409, "not-fully-erased", "Something could not be erased"),
    (known.PersonError, 409, "person", "This cannot be done for this person"),
    (known.BackendTimeout, 503, "backend-timeout", "The backend did not answer in time"),
    (known.BackendMissing, 409, "backend-missing", "The backend is not ready"),
    (known.BackendError, 409, "backend", "The backend could not do it"),
    (known.WeightsMissing, 503, "weights-missing", "A network's weights are missing"),
    (known.ModelMissing, 503, "model-missing", "The impression model is not installed"),
    (known.NotKept, 404, "not-found", "There is no such thing"),
    (known.StoreError, 503, "store", "The store could not be read or written"),
    (known.FileTooLarge, 409, "file-too-large", "No quality brings the file under its limit"),
    (known.ExportError, 409, "export", "This cannot be exported"),
    (known.ProvenanceError, 409, "provenance", "The record of origin could not be written"),
    (known.CatchlightError, 409, "catchlight", "Catchlight could not do this"),
)
_OF_STATUS = {
    400: ("bad-request", "The request cannot be read"),
    401: ("not-open", "Open the address that the command printed"),
    403: ("forbidden", "This is not allowed"),
    404: ("not-found", "There is no such thing"),
    405: ("wrong-method", "This address does not do that"),
    413: ("too-large", "This is too large"),
    422: ("invalid", "What was sent is not as expected"),
}


class Refusal(Exception):
    """A failure that the web server finds itself."""

    def __init__(self, status: int, kind: str, title: str, detail: str) -> None:
        super().__init__(detail)
        self.problem = Problem(type=kind, title=title, status=status, detail=detail)


def not_here(error: known.UnknownName) -> Refusal:
    """404 for a name that stands in the address."""
    refusal = Refusal(404, "not-found", "There is no such thing", str(error))
    refusal.problem = refusal.problem.model_copy(update={"known": list(error.known)})
    return refusal


def problem_of(error: Exception) -> Problem:
    """The problem that stands for an error raised on purpose, or for an unforeseen one."""
    if isinstance(error, Refusal):
        return error.problem
    for kind, status, name, title in MAPPED:
        if isinstance(error, kind):
            names = list(error.known) if isinstance(error, known.UnknownName) else []
            return Problem(type=name, title=title, status=status, detail=str(error), known=names)
    return Problem(
        type="unforeseen",
        title="An error that was not foreseen",
        status=500,
        detail=f"{type(error).__name__}. Nothing was left half-written. Please report it with what "
        "you did; the terminal in which the studio runs shows where it happened.",
    )


def response(problem: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    """The problem as an answer."""
    return JSONResponse(
        problem.model_dump(mode="json"), problem.status, headers=headers, media_type=MEDIA_TYPE
    )


class OneShape:
    """ASGI middleware: the framework's plain answer to a body that is too large, as a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        is_replaced = False

        async def reshaped(message: Message) -> None:
            nonlocal is_replaced
            is_start = message["type"] == "http.response.start"
            if is_start and message["status"] == 413 and _is_plain(message):
                is_replaced = True
                problem = Problem(
                    type="too-large",
                    title=_OF_STATUS[413][1],
                    status=413,
                    detail="What was sent is larger than this address takes. `GET /about` says "
                    "how large uploads may be.",
                    instance=scope["path"],
                )
                await response(problem, {"connection": "close"})(scope, receive, send)
            elif not is_replaced:
                await send(message)

        await self.app(scope, receive, reshaped)


def _is_plain(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/plain")


def install(app: FastAPI) -> None:
    """Answer every failure of this app with a problem."""

    def answer(request: Request, error: Exception) -> JSONResponse:
        problem = problem_of(error)
        if problem.status == 500:
            _log.error("unforeseen error", exc_info=error)
        return response(problem.model_copy(update={"instance": request.url.path}))

    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        errors = [_field_error(one) for one in error.errors()]
        said = "; ".join(f"{one.field}: {one.detail}" for one in errors[:3])
        problem = Problem(
            type="invalid",
            title=_OF_STATUS[422][1],
            status=422,
            detail=f"{said}. The API's description (/api/v1/openapi.json) says what is expected.",
            instance=request.url.path,
            errors=errors,
        )
        return response(problem)

    def plain(request: Request, error: HTTPException) -> JSONResponse:
        kind, title = _OF_STATUS.get(error.status_code, ("http", "The request was refused"))
        problem = Problem(
            type=kind,
            title=title,
            status=error.status_code,
            detail=f"{error.detail}.",
            instance=request.url.path,
        )
        return response(problem, dict(error.headers or {}))

    app.add_exception_handler(known.CatchlightError, answer)
    app.add_exception_handler(Refusal, answer)
    app.add_exception_handler(Exception, answer)
    app.add_exception_handler(RequestValidationError, invalid)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, plain)  # type: ignore[arg-type]


def _field_error(one: Any) -> FieldError:
    where = [str(part) for part in one.get("loc", ()) if part not in ("body", "query", "path")]
    return FieldError(field=".".join(where) or "body", detail=str(one.get("msg", "is wrong")))


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route adds to the API's description: these statuses answer with a problem."""
    return {status: _described(status) for status in statuses}


def _described(status: int) -> dict[str, Any]:
    title = _OF_STATUS.get(status, ("", "It could not be done"))[1]
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": title, "content": {MEDIA_TYPE: {"schema": schema}}}


EVERYWHERE = problems(401, 403, 421)
