"""Cue and Reading: what was measured in one portrait. Records, no measuring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .geometry import Point

RANGE_COVERAGE = 0.9  # share of portraits whose true value should lie within low…high


@dataclass(frozen=True)
class CueKind:
    """What a cue is: declared by its family, listed by `catchlight cues`, tabled in the docs.

    `tolerance` is how much a JPEG q90 recompression, a 0.75× resize or a mirror may move it, in its
    own unit. `flips` says that a mirror changes its sign. `sources` are bibliography keys.
    """

    name: str
    family: str
    unit: str
    title: str
    about: str
    tolerance: float
    flips: bool = False
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cue:
    """One observable, measured thing.

    `low`…`high` is the range that holds the true value in RANGE_COVERAGE of portraits;
    `confidence` 0…1; `label` a word for the value where there is one ("direct", "rembrandt");
    `where` a polygon or points in fractions of width and height, empty = the whole picture.
    """

    name: str
    value: float
    unit: str
    low: float
    high: float
    confidence: float
    label: str = ""
    where: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Skip:
    """A cue that could not be measured, and why, in words."""

    name: str
    reason: str


@dataclass(frozen=True)
class Swatch:
    """One colour of the picture's palette: sRGB as #rrggbb and its share of the area, 0…1."""

    hex: str
    share: float


@dataclass(frozen=True)
class Reading:
    """All cues of one portrait.

    Every known cue is either in `cues` or in `skipped` with its reason. `photo` is the name it was
    opened by. `expression_geometry` holds the distances behind the expression cues (`cues.geometry`
    names them), for fitted impression models; it is empty where the expression was skipped, and is
    not printed: a single distance tells a reader nothing. `own_background` is False where a
    backdrop was put behind the person: it then tells nothing of them.
    """

    photo: str
    faces: int
    cues: Mapping[str, Cue] = field(default_factory=dict)
    skipped: Mapping[str, str] = field(default_factory=dict)
    palette: tuple[Swatch, ...] = ()
    expression_geometry: Mapping[str, float] = field(default_factory=dict)
    own_background: bool = True

    def __contains__(self, name: str) -> bool:
        return name in self.cues

    def __getitem__(self, name: str) -> Cue:
        return self.cues[name]

    def value(self, name: str) -> float | None:
        """The cue's value, or None when it was skipped."""
        cue = self.cues.get(name)
        return None if cue is None else cue.value

    def to_dict(self) -> dict[str, Any]:
        """The JSON form that `catchlight read --json` prints."""
        cues = {
            name: {
                "value": round(float(cue.value), 4),
                "unit": cue.unit,
                "low": round(float(cue.low), 4),
                "high": round(float(cue.high), 4),
                "confidence": round(float(cue.confidence), 3),
                **({"label": cue.label} if cue.label else {}),
            }
            for name, cue in self.cues.items()
        }
        return {
            "photo": self.photo,
            "faces": self.faces,
            "cues": cues,
            "skipped": dict(self.skipped),
            "palette": [{"hex": swatch.hex, "share": swatch.share} for swatch in self.palette],
        }

    def to_record(self) -> dict[str, Any]:
        """Plain values at full precision, for `from_record`; the photo's name is left out."""
        cues = [
            [
                cue.name,
                cue.unit,
                cue.label,
                *map(float, (cue.value, cue.low, cue.high, cue.confidence)),
                [[float(x), float(y)] for x, y in cue.where],
            ]
            for cue in self.cues.values()
        ]
        return {
            "faces": self.faces,
            "cues": cues,
            "skipped": dict(self.skipped),
            "palette": [[swatch.hex, float(swatch.share)] for swatch in self.palette],
            "geometry": {name: float(v) for name, v in self.expression_geometry.items()},
        }

    @classmethod
    def from_record(cls, photo: str, record: Mapping[str, Any]) -> Reading:
        """The reading that `to_record` gave, of the photo that now has this name.

        Raises LookupError, TypeError or ValueError for anything else.
        """
        cues = {
            name: Cue(name, value, unit, low, high, sure, label, tuple(Point(x, y) for x, y in at))
            for name, unit, label, value, low, high, sure, at in record["cues"]
        }
        palette = tuple(Swatch(color, share) for color, share in record["palette"])
        geometry = {name: float(value) for name, value in dict(record["geometry"]).items()}
        return cls(photo, int(record["faces"]), cues, dict(record["skipped"]), palette, geometry)

    def to_row(self) -> dict[str, Any]:
        """One flat row: photo, faces, then value, range and confidence of each cue, or its skip."""
        row: dict[str, Any] = {"photo": self.photo, "faces": self.faces}
        for name, cue in self.cues.items():
            row[name] = round(float(cue.value), 4)
            row[f"{name}.low"], row[f"{name}.high"] = (
                round(float(cue.low), 4),
                round(float(cue.high), 4),
            )
            row[f"{name}.confidence"] = round(float(cue.confidence), 3)
        for name, reason in self.skipped.items():
            row[f"{name}.skipped"] = reason
        return row
