"""Team mode: do the pictures come together, and do the faces stay apart? With skin of known colour.

People of the London set, over the whole range of skin tones, get what a team's own photos have:
another background, a cast, another exposure, another frame. Planted, so each true skin colour is
known from the untouched photo. Then a team is made of them. A second team is made of portraits as
they are (OMI, synthetic people in ordinary pictures).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from catchlight.errors import CatchlightError
from catchlight.portrait import Portrait
from catchlight.retouch.edit import Edit
from catchlight.retouch.recipe import apply
from catchlight.vision.matte import with_matte
from catchlight.visual_identity.applying import Brought, bring, skin_change
from catchlight.visual_identity.identity import Ground, Trait, VisualIdentity
from catchlight.visual_identity.seen import Seen, seen, seen_anew
from catchlight.visual_identity.team import Convergence, convergence

from .data import folder, london, portrait
from .table import Row

PEOPLE = 20
GROUNDS = ("paper-mid", "library", "canvas-umber", "paper-light", "cafe-bokeh", "canvas")
KELVINS = (6500, 5000, 5600, 7600, 4600)  # of the light that the photo seems to have
STOPS = (0.0, -0.6, 0.3, -0.3)
FRAMES = ((0.40, -0.06), (0.44, 0.0), (0.42, 0.05))  # face / frame height, and shift sideways


def brand() -> VisualIdentity:
    """A plain headshot identity, as a brand would write it."""
    numbers = {
        "color_temperature_k": (6300.0, 250.0),
        "tint_duv": (0.003, 0.004),
        "face_exposure_stops": (0.2, 0.3),
        "face_fraction": (0.46, 0.02),
        "eye_line": (0.42, 0.02),
        "face_offset": (0.0, 0.02),
        "background_clutter": (0.08, 0.05),
        "lighting_ratio_stops": (0.4, 0.3),
    }
    traits = {cue: Trait(value, spread) for cue, (value, spread) in numbers.items()}
    ground = Ground("plain", "#c9cdd2", backdrop="paper-brand")
    return VisualIdentity("Team", traits, ("#c9cdd2", "#1f3b4d"), aspect=0.8, ground=ground)


def planted(untouched: Portrait, number: int) -> Portrait:
    """The same person in another picture: background, light's colour, exposure and frame."""
    face, shift = FRAMES[number % len(FRAMES)]
    edits = [
        Edit("backdrop", 0.6, {"name": GROUNDS[number % len(GROUNDS)], "seed": number + 1}),
        Edit("exposure", 1.0, {"stops": STOPS[number % len(STOPS)]}),
        Edit("crop", 1.0, {"aspect": 1.0, "face_fraction": face, "lead_room": shift}),
    ]
    kelvin = KELVINS[number % len(KELVINS)]
    if kelvin != 6500:
        options = {"source_k": 6500, "target_k": kelvin}
        edits.insert(1, Edit("white_balance", 1.0, options))
    after = apply(with_matte(untouched), tuple(edits))
    return seen_anew("planted", after.pixels).portrait


def people_by_tone(count: int) -> list[Seen]:
    """People of the London set, evenly over the skin tones that the photos show, palest first."""
    files = london("smiling")
    names = list(files)[:: max(1, len(files) // (2 * count))]
    found = [seen(name, portrait(files[name])) for name in names]
    toned = [it for it in found if it.skin is not None and it.reading.value("skin_tone_ita_deg")]
    toned.sort(key=lambda it: -(it.reading.value("skin_tone_ita_deg") or 0))
    places = np.linspace(0, len(toned) - 1, min(count, len(toned))).round().astype(int)
    return [toned[place] for place in places]


def brought_team(people: Sequence[Seen]) -> Iterator[Brought]:
    """Each of them brought to the brand."""
    identity = brand()
    for it in people:
        yield bring(it, identity, uniform=True)


def run() -> list[Row]:
    """Both teams' figures, and the truth of the skin."""
    true = people_by_tone(PEOPLE)
    before = [seen(it.name, planted(it.portrait, n)) for n, it in enumerate(true)]
    done = list(brought_team(before))
    traces = [one.traces for one in done]
    planted_team = convergence([old for old, _ in traces], [new for _, new in traces])
    rows = _rows("team, planted (London)", planted_team, len(done))
    rows += _skin_rows(true, before, done)
    rows += _as_found()
    return rows


def _rows(protocol: str, figures: Convergence, count: int) -> list[Row]:
    look, face = figures.look_spread, figures.face_spread
    alike = figures.alike or (0.0, 0.0)
    return [
        Row(
            protocol,
            "spread of the look, steps",
            count,
            f"{look[0]:.2f} → {look[1]:.2f}",
            "falls",
            passed=figures.is_one_look,
        ),
        Row(
            protocol,
            "spread of expression, gaze and skin, steps",
            count,
            f"{face[0]:.2f} → {face[1]:.2f}",
            "≥ 85 % stays",
            passed=face[1] >= 0.85 * face[0],
        ),
        Row(
            protocol,
            "mean cosine between different faces",
            count,
            f"{alike[0]:.3f} → {alike[1]:.3f}",
            "rises ≤ .02",
            passed=alike[1] <= alike[0] + 0.02,
        ),
    ]


def _skin_rows(true: Sequence[Seen], before: Sequence[Seen], done: Sequence[Brought]) -> list[Row]:
    """How far the skin is from its true colour, before and after, by thirds of tone."""
    changes = []
    for truth, old, new in zip(true, before, done, strict=True):
        after = new.traces[1].skin
        if truth.skin is None or old.skin is None or after is None:
            continue
        changes.append([skin_change(truth.skin, old.skin), skin_change(truth.skin, after)])
    table = np.abs(np.array(changes))  # person × before/after × hue, saturation, lightness
    rows = []
    for part, name in zip(np.array_split(table, 3), ("palest", "middle", "darkest"), strict=True):
        (hue, sat, light), (hue2, sat2, light2) = part.mean(axis=0)
        rows.append(
            Row(
                "team, true skin",
                f"{name} third: hue, saturation, lightness off the untouched photo",
                len(part),
                f"{hue:.1f}° {sat:.0%} {light:.3f} → {hue2:.1f}° {sat2:.0%} {light2:.3f}",
                "nearer to the truth",
                passed=bool(hue2 <= hue and sat2 <= sat),
            )
        )
    return rows


def _as_found() -> list[Row]:
    files = sorted((folder("omi")).rglob("*.jpg"))[:: max(1, 800 // PEOPLE)][:PEOPLE]
    found = [seen(path.stem, portrait(path)) for path in files]
    done = []
    for it in found:
        try:
            done.append(bring(it, brand(), uniform=True))
        except CatchlightError as error:
            print(f"SKIPPED {it.name}: {error}")
    traces = [one.traces for one in done]
    figures = convergence([old for old, _ in traces], [new for _, new in traces])
    return _rows("team, as found (OMI)", figures, len(done))
