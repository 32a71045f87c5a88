"""Reading an edit's options: each is checked, a wrong one is an error saying what was expected."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, overload

from ..errors import EditBeyondLimit, EditError, UnknownName


@overload
def number(
    options: Mapping[str, Any], name: str, default: float, low: float, high: float, unit: str = ""
) -> float: ...
@overload
def number(
    options: Mapping[str, Any], name: str, default: None, low: float, high: float, unit: str = ""
) -> float | None: ...
def number(
    options: Mapping[str, Any],
    name: str,
    default: float | None,
    low: float,
    high: float,
    unit: str = "",
) -> float | None:
    """The option as a float, `default` where it is absent or null.

    Raises EditError when it is not a number, EditBeyondLimit when it lies outside low…high.
    """
    value = options.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise EditError(f"Option {name!r} is {value!r}. Expected a number {low:g}…{high:g}{unit}.")
    if not low <= value <= high:
        raise EditBeyondLimit(
            f"Option {name!r} is {value:g}{unit}. Expected {low:g}…{high:g}{unit}, its hard limit. "
            "Use a smaller change; a larger one needs another photo."
        )
    return float(value)


def choice(options: Mapping[str, Any], name: str, default: str, known: Collection[str]) -> str:
    """The option as one of the known words. Raises UnknownName with close matches."""
    value = options.get(name)
    if value is None:
        return default
    if value not in known:
        raise UnknownName(f"option {name}", str(value), known)
    return str(value)


def flag(options: Mapping[str, Any], name: str, default: bool = False) -> bool:
    """The option as true or false. Raises EditError on anything else."""
    value = options.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise EditError(f"Option {name!r} is {value!r}. Expected true or false.")
    return value


def whole_number(options: Mapping[str, Any], name: str, default: int) -> int:
    """The option as an integer ≥ 0, such as a seed. Raises EditError on anything else."""
    value = options.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise EditError(f"Option {name!r} is {value!r}. Expected a whole number from 0 up.")
    return value
