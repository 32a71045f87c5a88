"""A drawn kit: two takes of a drawn sitter with made-up readings; no network is run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from catchlight.brief import Brief
from catchlight.exports.export import export
from catchlight.exports.platform import find_platform
from catchlight.geometry import Point
from catchlight.jobs import find_job
from catchlight.portrait import Portrait
from catchlight.provenance.iptc import SourceType
from catchlight.reading import Cue, CueKind, Reading, Swatch
from catchlight.report.record import KitReport, TakeNote
from catchlight.shot import Band, Take
from tests.unit.exports.sitters import sitter

HOSTILE = '<script>alert("x")</script> & "quoted"'


def cue(name: str, value: float, unit: str = "deg", half: float = 2.0, **more: Any) -> Cue:
    """A cue with a symmetric range."""
    return Cue(name, value, unit, value - half, value + half, 0.8, **more)


def reading(**values: float) -> Reading:
    """Gaze, light, texture and framing; values by cue name replace or add."""
    cheek = tuple(Point(x, y) for x, y in ((0.4, 0.45), (0.45, 0.45), (0.45, 0.5), (0.4, 0.5)))
    cues = {
        it.name: it
        for it in (
            cue("gaze_yaw_deg", 12.0, label="slightly averted"),
            cue("gaze_pitch_deg", 0.0),
            cue("light_azimuth_deg", 40.0),
            cue("light_elevation_deg", 30.0),
            cue("skin_texture", 0.4, "ratio", 0.1, label="natural", where=cheek),
            cue("face_fraction", 0.3, "fraction", 0.01),
        )
    }
    cues |= {name: cue(name, value) for name, value in values.items()}
    palette = (Swatch("#806040", 0.6), Swatch("#202830", 0.3))
    return Reading("me.jpg", 1, cues, {"arms_crossed": "the arms are not in the picture"}, palette)


KINDS = {
    kind.name: kind
    for kind in (
        CueKind("gaze_yaw_deg", "gaze", "deg", "Gaze, sideways", "Where the eyes look.", 2.0),
        CueKind("skin_texture", "skin", "ratio", "Skin texture", "Fine detail.", 0.1),
        CueKind("arms_crossed", "posture", "code", "Crossed arms", "", 0.0),
    )
}


def moved(portrait: Portrait, scale: float, dx: float, dy: float, angle_deg: float) -> Portrait:
    """The same sitter turned, scaled and shifted."""
    center = (portrait.extent.width / 2, portrait.extent.height / 2)
    matrix = cv2.getRotationMatrix2D(center, angle_deg, scale)
    matrix[:, 2] += (dx, dy)
    pixels = cv2.warpAffine(
        portrait.pixels, matrix, tuple(portrait.extent), borderMode=cv2.BORDER_REPLICATE
    )
    return portrait.mapped(matrix, np.asarray(pixels, dtype=np.float32))


def critique() -> dict[str, Any]:
    """As the critic gives it: seven questions, two findings."""
    verdicts = ("yes", "yes", "no", "unsure", "yes", "yes", "yes")
    return {
        "verdict": "fix",
        "questions": [
            {
                "id": f"q{n}",
                "question": f"Question {n}?",
                "verdict": verdict,
                "evidence": f"Evidence {n}.",
                "fix": "Ease the smoothing." if verdict == "no" else None,
            }
            for n, verdict in enumerate(verdicts, start=1)
        ],
        "findings": [
            {
                "rule": "texture-low",
                "severity": "warn",
                "evidence_grade": "weak",
                "message": "The cheek is very smooth.",
                "remedy": {"kind": "edit", "edit": "texture_return", "strength": 0.4},
                "question": "q3",
                "note": "Studies disagree.",
            },
            {
                "rule": "small",
                "severity": "hint",
                "evidence_grade": "house",
                "message": "The photo is small.",
                "remedy": {"kind": "reshoot", "phrase": "use a larger photo"},
                "question": "",
            },
        ],
        "diagnosis": {"quadrant": "impressive but forgettable", "advice": "Choose a setting."},
    }


def kit(folder: Path, **changes: Any) -> KitReport:
    """Two takes, three exports; `changes` replace fields."""
    original = sitter(400, 500, x=200, top=150, face=140)
    pick = moved(original, 1.2, 5, 10, 3.0)
    edit = {"edit": "warmth", "strength": 0.35, "options": {}, "because": "friendlier"}
    axes = {"job_fit": 0.9, "clarity": 0.6, "likeness": None, "human_texture": 0.3}
    takes = tuple(
        TakeNote(
            Take(f"t{n}", title, portrait, "darkroom", 7, "me.jpg", (edit,), "Closer."),
            axes,
            (f"Reason {n}.",),
            f"takes/t{n}.jpg",
            "pass",
        )
        for n, (title, portrait) in enumerate((("Window", pick), ("Studio", original)), start=1)
    )
    exports = tuple(
        export(
            pick,
            find_platform(name),
            folder / find_platform(name).file_named("Ana"),
            source_type=SourceType.ALGORITHMICALLY_ENHANCED,
        )
        for name in ("linkedin", "x", "email-signature")
    )
    job = replace(find_job("trust"), targets={"gaze_yaw_deg": Band(-7, 7)})
    made = KitReport(
        brief=Brief("trust", sitter="Ana", detail="the green scarf"),
        job=job,
        original=original,
        original_reading=reading(gaze_yaw_deg=3.0),
        takes=takes,
        pick_reading=reading(),
        critique=critique(),
        kinds=KINDS,
        source_type=SourceType.ALGORITHMICALLY_ENHANCED,
        made_on=date(2026, 11, 23),
        version="1.2.3",
        exports=exports,
        not_exported={"Website hero": "the face would be cut"},
        changes=("The face is closer.",),
        intake=("me.jpg: sharp",),
        command="catchlight direct me.jpg --job trust",
        files={"kit.json": "everything as data"},
    )
    return replace(made, **changes)
