"""The guard in front of everything: who may ask, from where, and what answers may do in a browser.

One user on one machine: a token made at each start stands in the address that the command prints.
Opening it swaps the token for a cookie that scripts cannot read and other sites cannot send. The
Host and Origin headers must name this server, so that neither a page elsewhere (CSRF) nor a name
that was pointed at this machine (DNS rebinding) can ask anything.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import URL, Headers, MutableHeaders, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import errors
from .schemas.base import Problem

API = "/api/v1"
ASSETS = "/assets/"  # of the built page: their names hold the hash of their content
FOR_GOOD = "public, max-age=31536000, immutable"
HEADER = "x-catchlight"  # scripts of other sites cannot send it without being asked first
OPEN_ROUTES = frozenset(
    {("GET", f"{API}/openapi.json"), ("GET", f"{API}/health"), ("POST", f"{API}/session")}
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_OWN = frozenset({"same-origin", "none"})
_TOKEN_BYTES = 32

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",  # widths of bars and places of sliders
        "img-src 'self' blob: data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = (
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"),
)


@dataclass(frozen=True)
class Launch:
    """One start of the server: its token, and the hosts by which it may be called.

    `hosts` are Host headers, port included.
    """

    hosts: frozenset[str]
    token: str = field(default_factory=lambda: secrets.token_urlsafe(_TOKEN_BYTES), repr=False)

    @classmethod
    def on_port(cls, port: int) -> Launch:
        """A launch on this machine's loopback."""
        return cls(frozenset(f"{host}:{port}" for host in LOOPBACK))

    @property
    def cookie(self) -> str:
        """The cookie's name: one a server, as cookies do not tell ports apart."""
        hosts = hashlib.sha256(" ".join(sorted(self.hosts)).encode()).hexdigest()
        return f"catchlight-{hosts[:8]}"

    @property
    def session(self) -> str:
        """What the cookie holds: made from the token, from which the token cannot be made."""
        return hmac.new(self.token.encode(), b"session", hashlib.sha256).hexdigest()

    def takes_token(self, given: str) -> bool:
        """Whether this is the token; takes the same time for every wrong one."""
        return hmac.compare_digest(given.encode(), self.token.encode())

    def set_cookie(self) -> str:
        """The header that opens a session in a browser, until it is closed."""
        return f"{self.cookie}={self.session}; Path=/; HttpOnly; SameSite=Strict"

    def is_open(self, headers: Headers) -> bool:
        """Whether the cookie or the bearer token is good."""
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self.takes_token(given.strip())
        return self._cookie_is_good(headers)

    def _cookie_is_good(self, headers: Headers) -> bool:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self.cookie)
        except CookieError:
            return False
        return found is not None and hmac.compare_digest(
            found.value.encode(), self.session.encode()
        )


class Guard:
    """ASGI middleware: refuses strangers, and sets the headers that hold answers in."""

    def __init__(self, app: ASGIApp, launch: Launch) -> None:
        self.app, self.launch = app, launch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def held_in(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS:
                    headers[name] = value
                is_asset = scope["path"].startswith(ASSETS) and message["status"] == 200
                headers.setdefault("cache-control", FOR_GOOD if is_asset else "no-store")
            await send(message)

        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            instance = refusal.model_copy(update={"instance": scope["path"]})
            await errors.response(instance)(scope, receive, held_in)
        elif cookie := self._swapped(scope):
            await _redirect(cookie)(scope, receive, held_in)
        else:
            await self.app(scope, receive, held_in)

    def _refusal(self, scope: Scope, headers: Headers) -> Problem | None:
        host = headers.get("host", "").lower()
        if host not in self.launch.hosts:
            return _problem(421, "wrong-host", "This server has another name",
                            "Open the address that the command printed.")  # fmt: skip
        if not _is_own_origin(headers, host):
            return _problem(403, "wrong-origin", "Another site may not ask here",
                            "Open the studio in a window of its own.")  # fmt: skip
        path, method = scope["path"], scope["method"]
        if not path.startswith("/api/") or (method, path) in OPEN_ROUTES:
            return None
        if not self.launch.is_open(headers):
            return _problem(
                401, "not-open", "This window is not signed in",
                "Open the address that the command printed, with its token. "
                "It changes each time the studio is started.",
            )  # fmt: skip
        if method not in SAFE_METHODS and not _is_deliberate(headers):
            return _problem(403, "header-missing", "A header is missing",
                            f"Send the header {HEADER}: 1 with every change.")  # fmt: skip
        return None

    def _swapped(self, scope: Scope) -> str | None:
        """The cookie for an address with the right token."""
        if scope["path"] != "/" or not scope["query_string"]:
            return None
        given = QueryParams(scope["query_string"]).get("token", "")
        return self.launch.set_cookie() if given and self.launch.takes_token(given) else None


def _is_own_origin(headers: Headers, host: str) -> bool:
    """Whether a browser says that this server's own page asks, or that the user typed it in."""
    origin = headers.get("origin")
    if origin is not None and URL(origin).netloc.lower() != host:
        return False
    site = headers.get("sec-fetch-site", "none")
    # A link to the studio may stand anywhere: following it shows the page, and sends no cookie.
    is_visit = headers.get("sec-fetch-mode") == "navigate" and not headers.get("origin")
    return site in _OWN or is_visit


def _is_deliberate(headers: Headers) -> bool:
    return HEADER in headers or headers.get("authorization", "").lower().startswith("bearer ")


def _problem(status: int, kind: str, title: str, detail: str) -> Problem:
    return Problem(type=kind, title=title, status=status, detail=detail)


def _redirect(cookie: str) -> ASGIApp:
    from starlette.responses import RedirectResponse

    answer = RedirectResponse("/", status_code=303)
    answer.headers["set-cookie"] = cookie
    return answer
