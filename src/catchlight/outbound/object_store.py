"""Files into and out of an object store of the user's own: S3, Google Cloud Storage, Azure.

`file://` and `memory://` addresses stay on this machine. The store's own rules decide who can read
there; keys come from the environment, as its own tools take them, and are never written down here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..errors import ExportError

if TYPE_CHECKING:
    from obstore.store import ObjectStore

SCHEMES = ("s3", "gs", "az", "azure", "abfs", "file", "memory")
LOCAL_SCHEMES = ("file", "memory")
CALL = "object_store"  # its entry in `calls.CALLS`


def scheme_of(address: str) -> str:
    """The scheme of an address, "s3". Raises ExportError for one that is no object store's."""
    scheme, mark, _ = address.partition("://")
    if not mark or scheme not in SCHEMES:
        raise ExportError(
            f"{address!r} is no address of an object store. Expected, for example, "
            f"s3://bucket/folder; known: {', '.join(SCHEMES)}. For a folder use --out."
        )
    return scheme


def open_store(address: str, *, make: bool = True) -> ObjectStore:
    """The store at an address; a folder that is not there yet is made where `make`.

    Raises ExportError when obstore is missing or refuses it.
    """
    scheme = scheme_of(address)
    try:
        from obstore.exceptions import BaseError
        from obstore.store import LocalStore, MemoryStore, from_url
    except ImportError as error:
        raise ExportError(
            "Object stores need the package obstore, which is not installed. Expected the extra: "
            'pip install "catchlight[objects]".'
        ) from error
    try:
        if scheme == "file":
            return LocalStore(address.removeprefix("file://"), mkdir=make)
        return MemoryStore() if scheme == "memory" else from_url(address)
    except (BaseError, ValueError, OSError) as error:
        raise ExportError(
            f"The object store {address} could not be opened ({_first_line(error)}). Expected "
            "an address, and keys as its own tools take them (AWS_ACCESS_KEY_ID, AWS_REGION …)."
        ) from error


def put_all(store: ObjectStore, files: Mapping[str, bytes], address: str) -> tuple[str, ...]:
    """Put every file, the names sorted; on an error, what was put is taken away again.

    Returns the addresses. Raises ExportError.
    """
    import obstore
    from obstore.exceptions import BaseError

    put: list[str] = []
    try:
        for name in sorted(files):
            obstore.put(store, name, files[name])
            put.append(name)
    except (BaseError, OSError) as error:
        left = _taken_away(store, put)
        raise ExportError(
            f"The object store {address} did not take {sorted(files)[len(put)]} "
            f"({_first_line(error)}). "
            f"{left} Check address, keys and rights."
        ) from error
    return tuple(f"{address.rstrip('/')}/{name}" for name in put)


def list_objects(address: str) -> list[str]:
    """The addresses of all objects below an address, sorted. Raises ExportError."""
    root, prefix = _root_and_key(address)
    store = open_store(root, make=False)
    from obstore.exceptions import BaseError

    try:
        keys = [meta["path"] for chunk in store.list(prefix or None) for meta in chunk]
    except (BaseError, OSError) as error:
        raise ExportError(
            f"{address} cannot be listed ({_first_line(error)}). Expected a place that may be read."
            " Check address, keys and rights."
        ) from error
    return sorted(f"{root}/{key}" for key in keys)


def fetch_object(address: str, max_bytes: int) -> bytes:
    """One object whole. Raises ExportError when it cannot be had or is larger than that."""
    root, key = _root_and_key(address)
    store = open_store(root, make=False)
    from obstore.exceptions import BaseError

    try:
        size = store.head(key)["size"]
        if size <= max_bytes:
            return bytes(store.get(key).bytes())
    except (BaseError, OSError) as error:
        raise ExportError(
            f"{address} cannot be fetched ({_first_line(error)}). Expected an object that may be "
            "read. Check address, keys and rights."
        ) from error
    raise ExportError(
        f"{address} has {size / 1e6:.0f} MB. Expected at most {max_bytes / 1e6:.0f}. It was not "
        "fetched."
    )


def _root_and_key(address: str) -> tuple[str, str]:
    """The address of a whole store, and the key in it: ("s3://bucket", "folder/a.jpg")."""
    scheme = scheme_of(address)
    if scheme != "file":
        parts = urlsplit(address)
        return f"{scheme}://{parts.netloc}", parts.path.strip("/")
    path = Path(address.removeprefix("file://"))
    return (f"file://{path}", "") if path.is_dir() else (f"file://{path.parent}", path.name)


def _taken_away(store: ObjectStore, names: list[str]) -> str:
    import obstore
    from obstore.exceptions import BaseError

    try:
        for name in names:
            obstore.delete(store, name)
    except (BaseError, OSError):
        return f"These may still be there: {', '.join(names)}."
    return "Nothing was left there."


def _first_line(error: Exception) -> str:
    """What went wrong, without the library's own dump of requests and settings."""
    return (str(error).splitlines() or ["no reason given"])[0].rstrip(". ")
