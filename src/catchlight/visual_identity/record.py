"""A visual identity as TOML or JSON, and back; a wrong field is named with its place."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from ..critique.steps import STEP
from ..cues.reader import CUE_KINDS
from ..errors import IdentityError, UnknownName
from ..jobs import GazePolicy, SmilePolicy
from ..retouch.backdrops_catalog import find_backdrop
from .identity import (
    ERAS,
    FAMILIES,
    GROUND_STEP,
    PARTS,
    PATTERNS,
    SHOTS,
    Ground,
    Trait,
    VisualIdentity,
)

SCHEMA = 1
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_TOP = ("schema", "name", "detail", "learned_from", "notes")
# Words that a part may hold besides its cues.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "palette": ("colors", "sure"),
    "gaze": ("policy",),
    "smile": ("policy",),
    "framing": ("shot", "aspect"),
    "background": ("family", "color", "color_spread", "color_sure", "backdrop"),
    "light": ("pattern",),
    "film": ("era",),
}
_SPREAD_OF_A_NUMBER = 0.5  # of the cue's step: how closely a bare number written by hand is meant


def to_mapping(identity: VisualIdentity) -> dict[str, Any]:
    """Plain values by part, as they stand in the file."""
    values: dict[str, Any] = {"schema": SCHEMA, "name": identity.name}
    values["detail"] = identity.detail
    values["learned_from"] = identity.learned_from
    values["notes"] = list(identity.notes)
    values["palette"] = {"colors": list(identity.palette), "sure": identity.palette_sure}
    for part, cues in PARTS.items():
        values[part] = {
            cue: {"value": trait.value, "spread": trait.spread, "sure": trait.sure}
            for cue in cues
            if (trait := identity.traits.get(cue)) is not None
        }
    values["gaze"] = {"policy": identity.gaze, **values["gaze"]}
    values["smile"] = {"policy": identity.smile, **values["smile"]}
    values["framing"] = {"shot": identity.shot, "aspect": identity.aspect, **values["framing"]}
    ground = identity.ground
    values["background"] = {
        "family": ground.family,
        "color": ground.color,
        "color_spread": ground.spread,
        "color_sure": ground.sure,
        "backdrop": ground.backdrop,
        **values["background"],
    }
    values["light"] = {"pattern": identity.pattern, **values["light"]}
    values["film"] = {"era": identity.era, **values["film"]}
    return values


def to_toml(identity: VisualIdentity) -> str:
    """The identity as a TOML file that people can read and change."""
    values = to_mapping(identity)
    lines = ["# A visual identity for Catchlight: docs/identity.md tells what each field means."]
    lines += [f"{key} = {_toml(values[key])}" for key in _TOP]
    for part in ("palette", *PARTS):
        lines += ["", f"[{part}]"]
        lines += [f"{key} = {_toml(value)}" for key, value in values[part].items()]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # TOML's basic strings escape as JSON's do
    return repr(value)


def from_file(path: Path) -> VisualIdentity:
    """An identity from a TOML or JSON file. Raises IdentityError naming the field."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise IdentityError(
            f"The identity {path} could not be read ({error}). Expected a TOML or JSON text file. "
            "Check the path, or make one: catchlight identity learn PHOTOS -o brand.toml"
        ) from error
    try:
        is_json = path.suffix.lower() == ".json"
        values = json.loads(text) if is_json else tomllib.loads(text)
    except ValueError as error:
        raise IdentityError(
            f"The identity {path} is not valid {'JSON' if is_json else 'TOML'}: {error}. "
            "Mend that line and try again."
        ) from error
    return from_mapping(values, str(path))


def from_mapping(values: Any, where: str) -> VisualIdentity:
    """An identity from plain values, each checked. Raises IdentityError or UnknownName."""
    if not isinstance(values, Mapping):
        raise IdentityError(f"{where} is {type(values).__name__}. Expected a table of fields.")
    if values.get("schema", SCHEMA) != SCHEMA:
        raise IdentityError(
            f"{where}: schema is {values['schema']!r}. Expected {SCHEMA}: this file is of another "
            "version of Catchlight. Update Catchlight."
        )
    _known(values, (*_TOP, "palette", *PARTS), f"{where}: field")
    name = _text(values, "name", where)
    if not name.strip():
        raise IdentityError(f'{where} has no name. Expected a line like name = "North Light".')
    parts = {part: _part(values, part, where) for part in ("palette", *PARTS)}
    traits = {
        cue: _trait(parts[part][cue], cue, f"{where}, [{part}] {cue}")
        for part, cues in PARTS.items()
        for cue in cues
        if cue in parts[part]
    }
    return VisualIdentity(
        name=name,
        traits=traits,
        palette=_colors(parts["palette"].get("colors", []), f"{where}, [palette] colors"),
        palette_sure=_share(parts["palette"], "sure", f"{where}, [palette]"),
        gaze=_word(parts, "gaze", "policy", get_args(GazePolicy), "either", where),
        smile=_word(parts, "smile", "policy", get_args(SmilePolicy), "either", where),
        shot=_word(parts, "framing", "shot", ("", *SHOTS), "", where),
        aspect=_aspect(parts["framing"].get("aspect", 0), f"{where}, [framing] aspect"),
        ground=_ground(parts, where),
        pattern=_word(parts, "light", "pattern", ("", *PATTERNS), "", where),
        era=_word(parts, "film", "era", ERAS, "", where),
        detail=_text(values, "detail", where),
        learned_from=_count(values, where),
        notes=_notes(values, where),
    )


def _known(values: Mapping[str, Any], known: tuple[str, ...], what: str) -> None:
    for key in values:
        if key not in known:
            raise UnknownName(what, str(key), known)


def _part(values: Mapping[str, Any], part: str, where: str) -> Mapping[str, Any]:
    found = values.get(part, {})
    if not isinstance(found, Mapping):
        raise IdentityError(f"{where}: {part} is {found!r}. Expected a table [{part}].")
    _known(found, (*_WORDS.get(part, ()), *PARTS.get(part, ())), f"{where}, [{part}]: field")
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def _trait(value: Any, cue: str, place: str) -> Trait:
    """A trait from a table, from [low, high], or from a bare number."""
    step = STEP.get(cue, 1.0)
    if _is_number(value):
        return Trait(float(value), _SPREAD_OF_A_NUMBER * step)
    if isinstance(value, list) and len(value) == 2 and all(map(_is_number, value)):
        low, high = map(float, value)
        if low <= high:
            return Trait((low + high) / 2, (high - low) / 2)
    if isinstance(value, Mapping):
        _known(value, ("value", "spread", "sure"), f"{place}: field")
        if _is_number(value.get("value")):
            spread = value.get("spread", _SPREAD_OF_A_NUMBER * step)
            if _is_number(spread) and spread >= 0:
                return Trait(float(value["value"]), float(spread), _share(value, "sure", place))
    unit = CUE_KINDS[cue].unit
    raise IdentityError(
        f"{place} is {value!r}. Expected a number{f' in {unit}' if unit else ''}, "
        "[low, high], or {value = …, spread = …, sure = …}. `catchlight cues` tells the units."
    )


def _share(values: Mapping[str, Any], key: str, place: str) -> float:
    value = values.get(key, 1.0)
    if not _is_number(value) or not 0 <= value <= 1:
        raise IdentityError(f"{place} {key} is {value!r}. Expected a share, 0…1.")
    return float(value)


def _text(values: Mapping[str, Any], key: str, where: str) -> str:
    value = values.get(key, "")
    if not isinstance(value, str):
        raise IdentityError(f"{where}: {key} is {value!r}. Expected text in quotes.")
    return value


def _count(values: Mapping[str, Any], where: str) -> int:
    value = values.get("learned_from", 0)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise IdentityError(f"{where}: learned_from is {value!r}. Expected a count of photos.")
    return value


def _notes(values: Mapping[str, Any], where: str) -> tuple[str, ...]:
    value = values.get("notes", [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise IdentityError(f"{where}: notes is {value!r}. Expected a list of texts.")
    return tuple(value)


def _colors(value: Any, place: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise IdentityError(f"{place} is {value!r}. Expected a list of colours like #1f4e79.")
    return tuple(_color(item, place) for item in value)


def _color(value: Any, place: str) -> str:
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        raise IdentityError(f"{place} holds {value!r}. Expected a colour written #rrggbb.")
    return value.lower()


def _word(
    parts: Mapping[str, Mapping[str, Any]],
    part: str,
    key: str,
    known: tuple[str, ...],
    default: str,
    where: str,
) -> Any:
    value = parts[part].get(key, default)
    if value not in known:
        raise UnknownName(f"{where}, [{part}] {key}", str(value), [word for word in known if word])
    return value


def _aspect(value: Any, place: str) -> float:
    if isinstance(value, str) and (found := re.fullmatch(r"(\d+):(\d+)", value)):
        value = int(found[1]) / max(int(found[2]), 1)
    if not _is_number(value) or not (value == 0 or 0.2 <= value <= 5):
        raise IdentityError(
            f'{place} is {value!r}. Expected width over height as "4:5" or 0.2…5; 0 = any.'
        )
    return float(value)


def _ground(parts: Mapping[str, Mapping[str, Any]], where: str) -> Ground:
    given, place = parts["background"], f"{where}, [background]"
    color, backdrop = given.get("color", ""), given.get("backdrop", "")
    if backdrop:
        find_backdrop(str(backdrop))
    spread = given.get("color_spread", GROUND_STEP)
    if not _is_number(spread) or spread < 0:
        raise IdentityError(f"{place} color_spread is {spread!r}. Expected an OKLab distance ≥ 0.")
    return Ground(
        family=_word(parts, "background", "family", FAMILIES, "any", where),
        color=_color(color, f"{place} color") if color else "",
        spread=float(spread),
        sure=_share(given, "color_sure", place),
        backdrop=str(backdrop),
    )
