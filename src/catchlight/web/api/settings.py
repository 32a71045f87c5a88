"""Settings, keys of services, and the session."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from ...backends.keys import KEYS, find_key, forget_key, keep_key, key_kind
from ...backends.spending import Ledger, now
from ...errors import UnknownName
from ...settings import SETTINGS, default_settings
from ..errors import Refusal, not_here, problems
from ..schemas.tasks import (
    KeyBody,
    KeyView,
    Session,
    SessionBody,
    SettingsChange,
    SettingsView,
    SettingView,
)
from ..state import SET_HERE, SETTINGS_NAME, Here, Server, is_locked

router = APIRouter()
ServicePath = Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,59}$")]


@router.get("/settings", tags=["settings"], responses=problems(409))
def settings(here: Here) -> SettingsView:
    """All settings, which keys there are (never the keys), and what was spent this month."""
    return _view(here)


@router.patch("/settings", tags=["settings"], responses=problems(409))
def change_settings(body: SettingsChange, here: Here) -> SettingsView:
    """Set some; what the environment sets cannot be changed here."""
    current = here.settings()
    for name in body.values:
        if is_locked(current, name):
            detail = f"{name} is set by {current.sources[name]}. Unset it there first."
            raise Refusal(409, "locked", "The environment sets this", detail)
    default_settings().with_values(SET_HERE, body.values)
    kept = here.store.preferences.get(SETTINGS_NAME, {})
    here.store.preferences.set(SETTINGS_NAME, {**kept, **body.values})
    return _view(here)


@router.put("/keys/{service}", tags=["settings"], status_code=204, responses=problems(404, 409))
def put_key(service: ServicePath, body: KeyBody, here: Here) -> None:
    """Keep a key of a service. It is never given back."""
    _known(service)
    keep_key(service, body.key, here.settings())


@router.delete("/keys/{service}", tags=["settings"], status_code=204, responses=problems(404, 409))
def delete_key(service: ServicePath, here: Here) -> None:
    """Forget a kept key; one in the environment stays."""
    _known(service)
    forget_key(service, here.settings())


@router.get("/session", tags=["session"])
def session() -> Session:
    """Whether this window is signed in: answers, or 401."""
    return Session(is_open=True)


@router.post("/session", tags=["session"], responses=problems(401))
def open_session(body: SessionBody, here: Here, response: Response) -> Session:
    """Swap the token of the printed address for a cookie."""
    if not here.launch.takes_token(body.token):
        detail = "It changes each time the studio is started. Open the printed address."
        raise Refusal(401, "wrong-token", "The token is not good (any more)", detail)
    response.headers["set-cookie"] = here.launch.set_cookie()
    return Session(is_open=True)


def _known(service: str) -> None:
    try:
        key_kind(service)
    except UnknownName as error:
        raise not_here(error) from error


def _view(here: Server) -> SettingsView:
    current = here.settings()
    return SettingsView(
        settings=[
            SettingView(
                name=one.name,
                value=current.values[one.name],
                default=one.default,
                help=one.help,
                source=current.sources.get(one.name, "default"),
                is_locked=is_locked(current, one.name),
            )
            for one in SETTINGS
        ],
        keys=[_key(here, kind.service) for kind in KEYS],
        spent_this_month_usd=Ledger().month_usd(now()),
    )


def _key(here: Server, service: str) -> KeyView:
    kind, found = key_kind(service), find_key(service, here.settings())
    return KeyView(
        service=service,
        title=kind.title,
        has_key=found is not None,
        source=found.source if found else "",
        get_at=kind.get_at,
        is_needed=kind.needed,
    )
