"""Keys of services: from the environment, the system's keyring, or a file that only you can read.

A key never stands in the settings, in a log, in an error or in a `repr`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from ..errors import BackendMissing, ExportError, UnknownName, UsageError
from ..image import make_folder, write_whole
from ..settings import Settings, data_folder

FOLDER = "keys"  # in the data folder; one file a service
KEYRING_SERVICE = "catchlight"
_MOST_CHARACTERS = 4096
_OWNER_ONLY = 0o600
_OTHERS = 0o077


class Secret:
    """A key. It shows itself only to who asks for it."""

    __slots__ = ("_value", "source")

    def __init__(self, value: str, source: str) -> None:
        self._value = value
        self.source = source

    def reveal(self) -> str:
        """The key itself: for the one header it is made for."""
        return self._value

    def __repr__(self) -> str:
        return f"<key from {self.source}>"

    def __reduce__(self) -> str:
        raise TypeError("a key is not to be pickled")


@dataclass(frozen=True)
class KeyKind:
    """The key of one service: the variables that may hold it, and where to get one."""

    service: str
    title: str
    variables: tuple[str, ...]
    get_at: str
    needed: bool = True


KEYS: tuple[KeyKind, ...] = (
    KeyKind("openai", "OpenAI", ("OPENAI_API_KEY",), "https://platform.openai.com/api-keys"),
    KeyKind(
        "gemini",
        "Google Gemini",
        ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
        "https://aistudio.google.com/apikey",
    ),
    KeyKind("bfl", "Black Forest Labs", ("BFL_API_KEY",), "https://dashboard.bfl.ai"),
    KeyKind("fal", "fal", ("FAL_KEY",), "https://fal.ai/dashboard/keys"),
    KeyKind(
        "replicate",
        "Replicate",
        ("REPLICATE_API_TOKEN",),
        "https://replicate.com/account/api-tokens",
    ),
    KeyKind(
        "openai_compatible",
        "your own server",
        ("CATCHLIGHT_OPENAI_COMPATIBLE_KEY",),
        "whoever runs it",
        needed=False,
    ),
)


def key_kind(service: str) -> KeyKind:
    """What is known of a service's key. Raises UnknownName."""
    known = {one.service: one for one in KEYS}
    if service not in known:
        raise UnknownName("service with a key", service, known, "catchlight backends")
    return known[service]


def find_key(
    service: str, settings: Settings, environment: Mapping[str, str] | None = None
) -> Secret | None:
    """The key of a service, or None: the environment first, then the keyring, then the file.

    The keyring is asked only when `keys.keyring` is set. Raises UsageError for a file that others
    can read, BackendMissing for a keyring that does not work.
    """
    kind = key_kind(service)
    environment = os.environ if environment is None else environment
    for variable in kind.variables:
        if value := environment.get(variable, "").strip():
            return Secret(_clean(value, variable), variable)
    if settings.flag("keys.keyring") and (value := _from_keyring(service)):
        return Secret(_clean(value, "the keyring"), "the keyring")
    return _from_file(service)


def missing_key(service: str) -> str:
    """What to do about a key that is not there, in words."""
    kind = key_kind(service)
    return (
        f"The key of {kind.title} is missing. Expected it in {kind.variables[0]}. Get one at "
        f"{kind.get_at}, then set the variable, or keep it: catchlight backends key {service}"
    )


def keep_key(service: str, value: str, settings: Settings) -> str:
    """Keep a key in the keyring (where `keys.keyring` is set) or in a file; says where.

    Raises UnknownName, UsageError for what cannot be a key, ExportError when it cannot be written.
    """
    key_kind(service)
    value = _clean(value.strip(), "what was given")
    if settings.flag("keys.keyring"):
        _keyring().set_password(KEYRING_SERVICE, service, value)
        return "the keyring"
    folder = data_folder() / FOLDER
    make_folder(folder)
    path = folder / service
    try:
        folder.chmod(0o700)
        path.touch(mode=_OWNER_ONLY)
    except OSError as error:
        raise ExportError(
            f"The key could not be kept in {folder} ({error.strerror}). Mend its permissions, or "
            f"set {key_kind(service).variables[0]} instead."
        ) from error
    write_whole(path, value.encode())
    path.chmod(_OWNER_ONLY)
    return str(path)


def forget_key(service: str, settings: Settings) -> bool:
    """Forget a kept key; False when there was none. The environment is not touched."""
    key_kind(service)
    path = data_folder() / FOLDER / service
    found = path.is_file()
    path.unlink(missing_ok=True)
    if settings.flag("keys.keyring") and _from_keyring(service):
        _keyring().delete_password(KEYRING_SERVICE, service)
        found = True
    return found


def _clean(value: str, source: str) -> str:
    """A key that can stand in a header. Raises UsageError; the message does not show it."""
    if not value or len(value) > _MOST_CHARACTERS or not value.isascii() or " " in value:
        raise UsageError(
            f"{source} holds no key. Expected one word of plain letters and digits. Copy it again."
        )
    if not value.isprintable():
        raise UsageError(f"{source} holds a key over several lines. Expected one word.")
    return value


def _from_file(service: str) -> Secret | None:
    path = data_folder() / FOLDER / service
    try:
        mode = path.stat().st_mode
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    if os.name == "posix" and mode & _OTHERS:
        raise UsageError(
            f"Others on this machine can read the key in {path}. Expected a file for you alone. "
            f"Run `chmod 600 {path}`."
        )
    return Secret(_clean(value, str(path)), str(path)) if value else None


def _keyring() -> Any:
    """The optional package."""
    try:
        return import_module("keyring")
    except ImportError as error:
        raise BackendMissing(
            "The setting keys.keyring is on, but the package keyring is missing. Expected it "
            'installed. Run `pip install "catchlight[keyring]"`, or turn the setting off.'
        ) from error


def _from_keyring(service: str) -> str:
    try:
        return _keyring().get_password(KEYRING_SERVICE, service) or ""
    except BackendMissing:
        raise
    except Exception as error:  # keyrings raise their own kinds, by desktop
        raise BackendMissing(
            f"The system's keyring does not answer ({type(error).__name__}). Expected it unlocked. "
            "Unlock it, or turn the setting keys.keyring off."
        ) from error
