"""EmotionalJob: the impression a portrait is to make, as data. Found by name, blended by share.

The built-in jobs are in `jobs.toml`; users add their own files of the same form.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from .color import is_hex_color
from .errors import BriefError, UnknownName
from .shot import Band

GazePolicy = Literal["direct", "averted", "either"]
SmilePolicy = Literal["none", "slight", "clear", "either"]
Grade = Literal["strong", "medium", "weak", "house"]

GRADES: tuple[str, ...] = get_args(Grade)  # best first
_POLICIES = {"gaze": get_args(GazePolicy), "smile": get_args(SmilePolicy), "evidence": GRADES}
_TEXTS = ("title", "wanted", "about", "mood")
_LISTS = ("contexts", "postures", "off", "caveats", "sources", "palette")
# What is measured of a named detail: how far the picture shows it and how much of it an edit kept.
DETAIL_SHOWN, DETAIL_KEPT = "detail_shown", "detail_kept"
DETAIL_BANDS: Mapping[str, Band] = MappingProxyType(
    {DETAIL_SHOWN: Band(0.5, math.inf, 0.3), DETAIL_KEPT: Band(0.6, math.inf, 1.0)}
)
_LISTED_BY = "catchlight jobs"
_EXPECTED = {
    **dict.fromkeys(_LISTS, "a list of texts"),
    **dict.fromkeys(_TEXTS, "text"),
    "validated": "true or false",
    "targets": "a table of cues with their bands",
    "impressions": "a table of impressions with the direction wanted, −1 to 1",
}
# Endings of cue names that say the unit: left out where a cue is named in a sentence.
_UNITS = ("_deg", "_stops", "_cm", "_duv", "_k")


@dataclass(frozen=True)
class EmotionalJob:
    """What one portrait is for, and how each cue serves it.

    `wanted` completes "viewers should feel that …". `targets` maps cue names to bands in the cue's
    own unit. `gaze` and `smile` are the policies behind the bands, in one word. `polish` is the
    band of finish, 0…1: above it a picture becomes inaccessible. `mood` describes the palette,
    `contexts` and `postures` what serves the job, in a photographer's words. `impressions` maps
    impression names to the direction wanted, −1…1. `off` names rules that do not apply. `evidence`
    grades the whole; `validated` is False where no ratings of such an impression exist to test it
    on. `conflicts` says what a blend could not reconcile, `palette` the brand's colours (#rrggbb),
    `detail` the one memorable human detail that must stay, in the user's words, `brand` the frame
    and ground of a visual identity, as options of crop and backdrop.
    """

    id: str
    title: str
    wanted: str
    about: str
    targets: Mapping[str, Band]
    gaze: GazePolicy = "direct"
    smile: SmilePolicy = "either"
    polish: Band = field(default=Band(0.3, 0.9))
    mood: str = ""
    contexts: tuple[str, ...] = ()
    postures: tuple[str, ...] = ()
    impressions: Mapping[str, float] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    evidence: Grade = "house"
    validated: bool = False
    conflicts: tuple[str, ...] = ()
    palette: tuple[str, ...] = ()
    brand: Mapping[str, Any] = field(default_factory=dict)
    detail: str = ""

    @property
    def said(self) -> str:
        """How a sentence names it: "trust", or "this blend"."""
        return "this blend" if "=" in self.id else self.title.lower()

    def band(self, cue: str) -> Band | None:
        """The target for one cue; None when this job has no wish for it."""
        return self.targets.get(cue)

    def with_palette(self, palette: tuple[str, ...]) -> EmotionalJob:
        """The same job for a brand with these colours. Raises BriefError unless all are #rrggbb."""
        return replace(self, palette=_colors(palette, "The palette"))

    def with_detail(self, words: str) -> EmotionalJob:
        """The same job, with a memorable detail to be shown and kept; itself without words."""
        if not words.strip():
            return self
        targets = MappingProxyType({**self.targets, **DETAIL_BANDS})
        return replace(self, detail=words.strip(), targets=targets)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as `catchlight jobs --json` prints them; an open end is null."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        values["targets"] = {name: _plain(band) for name, band in self.targets.items()}
        values["polish"] = _plain(self.polish)
        values["impressions"] = dict(self.impressions)
        del values["brand"]  # of one direction, not of the job
        return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


def _plain(band: Band) -> dict[str, float | None]:
    low = band.low if math.isfinite(band.low) else None
    high = band.high if math.isfinite(band.high) else None
    return {"low": low, "high": high, "weight": band.weight}


@cache
def built_in_jobs() -> Mapping[str, EmotionalJob]:
    """The jobs that ship with Catchlight, by id."""
    text = (resources.files("catchlight") / "jobs.toml").read_text(encoding="utf-8")
    return MappingProxyType(jobs_from_mapping(tomllib.loads(text), "jobs.toml", {}))


def all_jobs() -> tuple[EmotionalJob, ...]:
    """The built-in jobs in the order of their file."""
    return tuple(built_in_jobs().values())


def load_jobs(path: Path) -> dict[str, EmotionalJob]:
    """A user's own jobs, by id. A job may build on another with `based_on = "trust"`.

    Raises BriefError naming the file, the job and the field that is wrong.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BriefError(
            f"The job file {path} could not be read ({error}). Expected a TOML text file. "
            "Check the path."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise BriefError(
            f"The job file {path} is not valid TOML: {error}. Mend that line and try again."
        ) from error
    return jobs_from_mapping(values, str(path), built_in_jobs())


def jobs_from_mapping(
    values: Mapping[str, Any], where: str, known: Mapping[str, EmotionalJob]
) -> dict[str, EmotionalJob]:
    """Jobs from plain values, each field checked; `based_on` finds `known` and earlier jobs."""
    jobs: dict[str, EmotionalJob] = {}
    for id_, given in values.items():
        if not id_ or id_ != _key(id_) or set(id_) & set("=,"):
            raise BriefError(
                f"{where}: a job is called {id_!r}. Expected small letters, digits and hyphens, "
                "like [town-hall]; its title may be written as you like."
            )
        if not isinstance(given, Mapping):
            raise BriefError(
                f"{where}: {id_} is {given!r}. Expected a table [{id_}] that describes a job."
            )
        jobs[id_] = _job(id_, given, where, {**known, **jobs})
    return jobs


def _job(
    id_: str, given: Mapping[str, Any], where: str, known: Mapping[str, EmotionalJob]
) -> EmotionalJob:
    place = f"{where}, job {id_!r}"
    base = None
    if "based_on" in given:
        name = str(given["based_on"])
        if name not in known:
            raise UnknownName(f"in {place}: based_on", name, known, _LISTED_BY)
        base = known[name]
    allowed = {f.name for f in fields(EmotionalJob)} - {"id", "conflicts", "brand", "detail"} | {
        "based_on"
    }
    if unknown := sorted(set(given) - allowed):
        raise UnknownName(f"in {place}: field", unknown[0], allowed)
    if missing := [n for n in ("title", "wanted", "about") if base is None and n not in given]:
        raise BriefError(f"{place} has no {missing[0]}. Expected a sentence. Add the field.")
    checked = {name: _checked(name, given[name], place) for name in given if name != "based_on"}
    targets = {**(base.targets if base else {}), **checked.pop("targets", {})}
    if not targets:
        raise BriefError(
            f"{place} has no targets. Expected at least one cue with a band, like "
            "lip_corner_pull = [0.2, 0.6]. `catchlight cues` lists the cues."
        )
    frozen = MappingProxyType(targets)
    if base is None:
        return EmotionalJob(id=id_, targets=frozen, **checked)
    # What was tested for the base was not tested for what a user made of it; nor is it called so.
    title = id_.replace("-", " ").capitalize()
    own = {"title": title, "evidence": "house", "validated": False, **checked}
    return replace(base, id=id_, targets=frozen, **own)


def _checked(name: str, value: Any, place: str) -> Any:
    if name in _POLICIES:
        if value not in _POLICIES[name]:
            raise UnknownName(f"in {place}: {name}", str(value), _POLICIES[name])
        return value
    if name == "targets" and isinstance(value, Mapping):
        return {cue: _band(band, f"{place}: {cue}") for cue, band in value.items()}
    if name == "polish":
        return _band(value, f"{place}: polish")
    if name == "impressions" and isinstance(value, Mapping) and _are_wishes(value.values()):
        return MappingProxyType({str(k): float(v) for k, v in value.items()})
    if name == "validated" and isinstance(value, bool):
        return value
    if name in _TEXTS and isinstance(value, str) and value.strip():
        return value.strip()
    is_texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
    if name == "palette" and is_texts:
        return _colors(value, f"{place}: palette")
    if name in _LISTS and is_texts:
        return tuple(value)
    raise BriefError(f"{place}: {name} is {value!r}. Expected {_EXPECTED[name]}. Mend that field.")


def _colors(colors: Iterable[str], place: str) -> tuple[str, ...]:
    for color in colors:
        if not is_hex_color(color):
            raise BriefError(
                f"{place} holds {color!r}. Expected colours written #rrggbb, like #1f4e79."
            )
    return tuple(colors)


def _are_wishes(values: Iterable[Any]) -> bool:
    return all(_is_number(value) and -1 <= value <= 1 for value in values)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _band(value: Any, place: str) -> Band:
    numbers = isinstance(value, list) and len(value) in (2, 3) and all(_is_number(v) for v in value)
    if not numbers or not value[0] <= value[1] or not 0 <= (value[2:] or [1])[0] <= 1:
        raise BriefError(
            f"{place} is {value!r}. Expected [low, high] or [low, high, weight] with low ≤ high "
            "and weight 0 to 1; an open end is -inf or inf."
        )
    return Band(*map(float, value))


def find_job(name: str, jobs: Mapping[str, EmotionalJob] | None = None) -> EmotionalJob:
    """The job called `name`, or the blend `trust=0.7,creativity=0.3`.

    `jobs` are looked up besides the built-in ones and win over them. Raises UnknownName with close
    matches, BriefError for a malformed blend.
    """
    known = {**built_in_jobs(), **(jobs or {})}
    if "=" in name or "," in name:
        return blend(name, known)
    key = _key(name)
    if key not in known:
        raise UnknownName("emotional job", name, known, _LISTED_BY)
    return known[key]


def _key(name: str) -> str:
    return name.strip().lower().replace("_", "-").replace(" ", "-")


def blend(text: str, known: Mapping[str, EmotionalJob]) -> EmotionalJob:
    """A job made of others by share, `trust=0.7,creativity=0.3`; shares are scaled to sum to 1.

    Where two bands meet, the edges are averaged by share. Where they exclude each other the larger
    share wins, and `conflicts` says so.
    """
    shares = _shares(text, known)
    parts = sorted(shares, key=lambda id_: -shares[id_])  # sorted is stable: first named wins ties
    if len(parts) == 1:
        return known[parts[0]]
    lead = known[parts[0]]
    conflicts: list[str] = []
    cues = dict.fromkeys(cue for id_ in parts for cue in known[id_].targets)
    targets = {cue: _blended(cue, parts, shares, known, conflicts) for cue in cues}
    policies = [known[id_] for id_ in parts]
    if len({job.gaze for job in policies} - {"either"}) > 1:
        conflicts.insert(0, _gaze_conflict(policies, lead))
    impressions = {
        name: sum(shares[j.id] * j.impressions.get(name, 0.0) for j in policies)
        for name in dict.fromkeys(n for j in policies for n in j.impressions)
    }
    return replace(
        lead,
        id=",".join(f"{id_}={shares[id_]:g}" for id_ in parts),
        title=", ".join(f"{shares[id_]:.0%} {known[id_].title.lower()}" for id_ in parts),
        wanted="; and ".join(job.wanted for job in policies),
        about="A blend: " + " ".join(job.about for job in policies),
        targets=MappingProxyType(targets),
        polish=_mixed([(job.polish, shares[job.id]) for job in policies]),
        mood="; ".join(job.mood for job in policies if job.mood),
        contexts=_joined(job.contexts for job in policies),
        postures=_joined(job.postures for job in policies),
        impressions=MappingProxyType(impressions),
        off=tuple(r for r in lead.off if all(r in job.off for job in policies)),
        caveats=(
            "A blend has not been tested with viewers.",
            *_joined(j.caveats for j in policies),
        ),
        sources=_joined(job.sources for job in policies),
        evidence=max((job.evidence for job in policies), key=GRADES.index),
        validated=False,
        conflicts=tuple(conflicts),
    )


def _shares(text: str, known: Mapping[str, EmotionalJob]) -> dict[str, float]:
    shares: dict[str, float] = {}
    for part in text.split(","):
        name, _, number = part.partition("=")
        job = find_job(name, known)
        try:
            share = float(number or "nan")
        except ValueError:
            share = math.nan
        if not (math.isfinite(share) and share > 0) or job.id in shares:
            raise BriefError(
                f"The blend {text!r} cannot be read at {part.strip()!r}. Expected each job once "
                "with a share above 0, like trust=0.7,creativity=0.3."
            )
        shares[job.id] = share
    total = sum(shares.values())
    return {id_: round(share / total, 3) for id_, share in shares.items()}


def _blended(
    cue: str,
    parts: list[str],
    shares: Mapping[str, float],
    known: Mapping[str, EmotionalJob],
    conflicts: list[str],
) -> Band:
    wishes = [
        (known[id_].targets[cue], shares[id_], id_) for id_ in parts if cue in known[id_].targets
    ]
    weight = sum(band.weight * share for band, share, _ in wishes)
    (lead, _, lead_id), *others = wishes
    for band, _, id_ in others:
        if band.low > lead.high or band.high < lead.low:
            conflict = _band_conflict(cue, known[lead_id], known[id_])
            conflicts += [conflict] if conflict else []
            return replace(lead, weight=weight)
    return replace(_mixed([(band, share) for band, share, _ in wishes]), weight=weight)


def _mixed(wishes: list[tuple[Band, float]]) -> Band:
    """Edges averaged by share; an edge that any wish leaves open stays with those that close it."""

    def edge(values: list[tuple[float, float]], open_end: float) -> float:
        closed = [(value, share) for value, share in values if math.isfinite(value)]
        total = sum(share for _, share in closed)
        return sum(v * share for v, share in closed) / total if closed else open_end

    low = edge([(band.low, share) for band, share in wishes], -math.inf)
    high = edge([(band.high, share) for band, share in wishes], math.inf)
    return Band(min(low, high), max(low, high), wishes[0][0].weight)


def _band_conflict(cue: str, lead: EmotionalJob, other: EmotionalJob) -> str:
    """Why one cue cannot serve both, in words; empty where the conflict of the gaze says it."""
    if cue == "gaze_offset_deg" and {lead.gaze, other.gaze} == {"direct", "averted"}:
        return ""
    unit = next((unit for unit in _UNITS if cue.endswith(unit)), "")
    said = cue.removesuffix(unit).replace("_", " ")
    return (
        f"{lead.title} and {other.title.lower()} ask for different amounts of {said}; "
        f"the blend follows {lead.title.lower()}."
    )


def _gaze_conflict(jobs: list[EmotionalJob], lead: EmotionalJob) -> str:
    wishes = " and ".join(
        f"{job.title.lower()} wants it {job.gaze}" for job in jobs if job.gaze != "either"
    )
    return f"The gaze cannot serve all: {wishes}. The blend follows {lead.title.lower()}."


def _joined(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))
