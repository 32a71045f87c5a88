"""Addresses: their origin, and whether they stay on this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from ..errors import BackendMissing


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, as `https://api.example.com`. Raises BackendMissing."""
    import httpx2

    try:
        parsed = httpx2.URL(url)
        scheme, host, port = parsed.scheme, parsed.host, parsed.port
    except (httpx2.InvalidURL, TypeError) as error:
        raise BackendMissing(_bad_address(url)) from error
    if scheme not in ("http", "https", "ws", "wss") or not host:
        raise BackendMissing(_bad_address(url))
    bracketed = f"[{host}]" if ":" in host else host
    return f"{scheme}://{bracketed}" + (f":{port}" if port else "")


def host_and_port(url: str) -> tuple[str, int]:
    """The host and the port of an address, the scheme's usual port where it names none."""
    import httpx2

    parsed = httpx2.URL(url)
    return parsed.host, parsed.port or (443 if parsed.scheme in ("https", "wss") else 80)


def is_loopback(url: str) -> bool:
    """Whether an address stays on this machine."""
    origin_of(url)
    host, _ = host_and_port(url)
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _bad_address(url: str) -> str:
    return (
        f"The address {url!r} cannot be used. Expected http:// or https:// and a host. "
        "Mend it in the settings: `catchlight settings` lists them."
    )


def is_among(origin: str, patterns: Sequence[str]) -> bool:
    """Whether an origin is one of these; `https://*.example.com` stands for any subdomain."""
    scheme, host = origin.split("://", 1)
    for pattern in patterns:
        wanted_scheme, wanted = pattern.split("://", 1)
        below = wanted.startswith("*.") and host.endswith(wanted[1:])
        if scheme == wanted_scheme and (host == wanted or below):
            return True
    return False
