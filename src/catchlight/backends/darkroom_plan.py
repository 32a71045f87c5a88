"""From a look and what a photo needs to a recipe: which edits, how much, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..color import luminance
from ..face import CHIN, FOREHEAD_TOP
from ..portrait import Portrait
from ..reading import Reading
from ..retouch.backdrops_catalog import backdrops
from ..retouch.edit import Edit, Recipe
from ..retouch.gaze import GAZE_LIMIT_DEG
from ..shot import Band, Reference, Shot
from .looks import Look, shared

# Edits in the order in which a darkroom makes them: the negative first, the print last.
ORDER = (
    "straighten", "close_up_perspective", "white_balance", "denoise", "exposure", "soft_shadows",
    "highlight_protect", "shine_care", "skin_evening", "texture_return", "gaze", "head_turn",
    "smile", "soften_smile", "lip_press", "squinch", "brow_lower", "brow_raise", "relax_brow",
    "asymmetry", "head_tilt", "backdrop", "separation", "defocus", "relight", "key_light",
    "soften_light", "catchlight", "dodge_burn", "contrast", "warmth", "color_grade",
    "vibrance", "desaturate", "black_and_white", "crop", "era", "halation", "faded_blacks",
    "grain", "vignette", "sharpen",
)  # fmt: skip

# Face height (hair line to chin) as a share of the frame: close-up, head-and-shoulders, half-length
CROPS = {"close": 0.46, "standard": 0.36, "wide": 0.27}
EYE_LINES = {"close": 0.42, "standard": 0.39, "wide": 0.36}  # share of the frame above the eyes
PRESS_ASPECT = "4:5"  # the shape of a take; platforms crop further
SMALLEST_TAKE_PX = 420  # of height: a small photo is framed wider rather than enlarged

LEVEL_ENOUGH_DEG = 1.5  # a tilt below this is not seen
SHARED_TILT_DEG = 7.0  # head and shoulders tilted alike: the camera was tilted, up to this much
EXPOSED_ENOUGH_STOPS = 0.35  # within it a face may be as bright as it likes
EXPOSURE_SHARE = 0.7  # of what the face lacks: a reading of exposure is uncertain by half a stop
EXPOSURE_MOST_STOPS = 1.5  # more would lift noise and banding
# A face may be brightened only as far as the whole picture is dim: the brightest places come up to
# this luminance and a little more. Else a correction would lighten skin rather than a photo.
WHITES_LUMINANCE, ROOM_BEYOND_STOPS, WHITES_PERCENTILE = 0.85, 0.25, 98.0
SHADOW_RATIO_STOPS = 1.6  # key:fill above this is a hard light for a friendly portrait
NOISY_GRAIN = 0.006  # grain (sigma at 384 px): clean photos stay below .0024, noise shows from .005
CLIPPED_SHARE = 0.01
SHINY_SHARE = 0.04
WARM_CAST_K, COLD_CAST_K = 4600.0, 7800.0  # outside: the cast is the lamp's, not a mood
# Before a new background the old room's warmth has lost its reason.
WARM_BEFORE_BACKDROP_K, COLD_BEFORE_BACKDROP_K = 5300.0, 7200.0
WARM_ENOUGH, TOO_WARM = 8.0, 16.0  # warmth of the photo from which a look warms less, and hardly
LEAST_WARMING = 0.2  # of what a look warms, even then: it is still that look
SURE_OF_CAST = 0.35  # confidence of the illuminant below which the colours are left alone
SURE_OF_GAZE = 0.5  # confidence of the gaze below which it is left alone
AT_THE_LENS_DEG = 2.0  # eyes within it look straight ahead, and the head says which way
TURN_ASIDE_DEG = 6.0  # with the eyes' own limit it comes to a look of about 12° past the lens
TURNED_ENOUGH_DEG = 20.0  # a head turned further has a direction of its own
WANTS_WEIGHT = 0.5  # wish for dominance from which the brow is lowered a little
COMPOSED_BROW = 0.35  # strength; with it rated dominance rose in 24 of 24 faces (validate/darkroom)
SMILE_GAIN = 0.30  # what `smile` at strength 1 adds to lip_corner_pull
SMILE_MOST = 0.7  # strength beyond which a warped smile begins to look put on
BLANK_ADVANCE = 0.12  # how much a blank face is lifted at least, where the job wants a smile
GAZE_MOST_DEG = 8.0
# Where a brief names no context, its identity stands for one.
USUAL_CONTEXT = {
    "creator": "loft",
    "founder": "office",
    "athlete": "sports ground",
    "artist": "artist studio",
    "executive": "cinematic office",
    "traveler": "travel",
    "student": "library",
}
PLACE_CHOICE = 3  # a look with more backdrops than this is about a place, and takes any that fits
STRENGTH_SPREAD = 0.15  # how far a variant's strengths may differ from the look's own


def plan(
    look: Look,
    variant: int,
    shot: Shot,
    reference: Reference,
    rng: np.random.Generator,
    used_backdrops: frozenset[str] = frozenset(),
) -> Recipe:
    """The recipe for one take: corrections, expression, ground, the look's own edits, crop.

    Every edit carries its reason. `used_backdrops` stand behind earlier takes and come last. The
    same arguments give the same recipe.
    """
    reading, wanted = reference.reading, shot.wanted
    edits = [
        *corrections(
            reading,
            wanted.get("lighting_ratio_stops"),
            brightening_room_stops(reference.portrait),
            new_ground=look.ground == "backdrop",
        ),
        *expression(reading, shot, look.expression),
        *ground(look, shot, rng, used_backdrops),
        *(_tempered(_varied(edit, variant, rng, look), reading) for edit in look.edits),
        crop(look, reading, face_height_px(reference.portrait), shot.options.get("frame", {})),
    ]
    if shot.palette and look.ground != "backdrop" and variant == 0:
        edits.append(_brand_grade(shot.palette))
    return tuple(sorted(edits, key=lambda edit: ORDER.index(edit.name)))


def corrections(
    reading: Reading,
    ratio: Band | None,
    room_stops: float = EXPOSURE_MOST_STOPS,
    new_ground: bool = False,
) -> Iterator[Edit]:
    """What the photo itself needs before any direction: level, colour, exposure, soft shadows."""
    tilt = camera_tilt_deg(reading)
    if tilt:
        yield Edit("straighten", 1.0, {"degrees": round(-tilt, 1)}, "the camera was tilted")
    cast = reading.cues.get("color_temperature_k")
    low, high = (
        (WARM_BEFORE_BACKDROP_K, COLD_BEFORE_BACKDROP_K)
        if new_ground
        else (WARM_CAST_K, COLD_CAST_K)
    )
    if cast and cast.confidence >= SURE_OF_CAST and not low <= cast.value <= high:
        what = "orange" if cast.value < low else "blue"
        yield Edit("white_balance", 0.6, {}, f"the light gave the photo a {what} cast")
    stops = exposure_stops(reading, room_stops)
    if abs(stops) >= EXPOSED_ENOUGH_STOPS / 2:
        why = "the photo was dim" if stops > 0 else "the face was bright for its skin"
        yield Edit("exposure", 1.0, {"stops": round(stops, 2)}, why)
    if (reading.value("grain") or 0.0) > NOISY_GRAIN:
        yield Edit("denoise", 0.6, {}, "the photo is noisy")
    hard = reading.value("lighting_ratio_stops") or 0.0
    most = min(ratio.high, 3.0) if ratio else SHADOW_RATIO_STOPS
    if hard > most:
        strength = float(np.clip((hard - most) / 2, 0.25, 0.8))
        yield Edit("soft_shadows", round(strength, 2), {}, "the shadows on the face were hard")
    if (reading.value("clipped_highlights") or 0.0) > CLIPPED_SHARE:
        yield Edit("highlight_protect", 0.6, {}, "the brightest skin was near white")
    if (reading.value("skin_shine") or 0.0) > SHINY_SHARE:
        yield Edit("shine_care", 0.5, {}, "the skin reflected the light")


def exposure_stops(reading: Reading, room_stops: float) -> float:
    """The change of exposure that the face asks for, as far as it is sure and there is room.

    `face_exposure_stops` is uncertain by most of a stop: what lies within its threshold is left.
    """
    lacks = -(reading.value("face_exposure_stops") or 0.0)
    if abs(lacks) <= EXPOSED_ENOUGH_STOPS:
        return 0.0
    wanted = EXPOSURE_SHARE * lacks
    return float(np.clip(wanted, -EXPOSURE_MOST_STOPS, min(EXPOSURE_MOST_STOPS, room_stops)))


def brightening_room_stops(portrait: Portrait) -> float:
    """How many stops the picture can be brightened before its whites are white, at least 0."""
    small = portrait.pixels[::4, ::4]
    whites = float(np.percentile(luminance(small), WHITES_PERCENTILE))
    return max(0.0, float(np.log2(WHITES_LUMINANCE / max(whites, 1e-3))) + ROOM_BEYOND_STOPS)


def camera_tilt_deg(reading: Reading) -> float:
    """The tilt that head and shoulders share, clockwise +: the camera's. 0 when it is theirs.

    A head tilt alone is expression and stays.
    """
    roll, shoulders = reading.value("roll_deg"), reading.value("shoulder_roll_deg")
    if roll is None or shoulders is None or roll * shoulders <= 0:
        return 0.0
    shared = min(abs(roll), abs(shoulders))
    if not LEVEL_ENOUGH_DEG < shared <= SHARED_TILT_DEG:
        return 0.0
    return float(np.copysign(shared, roll))


def expression(reading: Reading, shot: Shot, amount: float) -> Iterator[Edit]:
    """Small moves of mouth, brow and gaze towards the job; `amount` 0…1 of what is missing."""
    if amount <= 0:
        return
    yield from _mouth(reading, shot, amount)
    if shot.impressions.get("dominance", 0.0) >= WANTS_WEIGHT:
        yield Edit("brow_lower", COMPOSED_BROW, {}, "a composed brow gives the look weight")
    gaze = shot.wanted.get("gaze_offset_deg")
    yield from _gaze_to_lens(reading, gaze, amount)
    yield from _gaze_aside(reading, gaze)


def _mouth(reading: Reading, shot: Shot, amount: float) -> Iterator[Edit]:
    band, corners = shot.wanted.get("lip_corner_pull"), reading.value("lip_corner_pull")
    if band and corners is not None:
        if corners < band.low:
            need = max(band.low + 0.25 * (_closed(band) - band.low) - corners, BLANK_ADVANCE)
            strength = min(amount * need / SMILE_GAIN, SMILE_MOST)
            if strength >= 0.05:
                why = "a small lift at the mouth corners for this job"
                yield Edit("smile", round(strength, 2), {}, why)
        elif corners > band.high:
            strength = min(amount * (corners - band.high) / SMILE_GAIN, 0.6)
            if strength >= 0.05:
                why = "a smaller smile for this job"
                yield Edit("soften_smile", round(strength, 2), {}, why)
    blank, said = shot.wanted.get("expressiveness"), reading.value("expressiveness")
    if blank and not band and said is not None and said < blank.low:
        strength = round(min((blank.low - said + BLANK_ADVANCE) / SMILE_GAIN, SMILE_MOST), 2)
        yield Edit("smile", strength, {}, "a trace of a smile: the face is at rest")


def _gaze_to_lens(reading: Reading, band: Band | None, amount: float) -> Iterator[Edit]:
    offset = reading.cues.get("gaze_offset_deg")
    if not band or not offset or band.low > 0 or not np.isfinite(band.high):
        return
    if band.high < offset.value <= GAZE_MOST_DEG and offset.confidence >= SURE_OF_GAZE:
        strength = round(min(1.0, amount + 0.3), 2)
        yield Edit("gaze", strength, {}, "the look goes just past the lens; the job wants it met")


def _gaze_aside(reading: Reading, band: Band | None) -> Iterator[Edit]:
    """Eyes and head a little past the lens, the way they turn already."""
    offset, yaw = reading.cues.get("gaze_offset_deg"), reading.value("yaw_deg")
    if not band or not offset or yaw is None or offset.confidence < SURE_OF_GAZE:
        return
    if offset.value >= band.low or abs(yaw) > TURNED_ENOUGH_DEG:
        return
    eyes = reading.value("gaze_yaw_deg") or 0.0
    way = 1.0 if (eyes if abs(eyes) > AT_THE_LENS_DEG else yaw) >= 0 else -1.0
    why = "a look that rests beside the lens"
    # The eyes first: a turn of the head serves only what they have begun.
    yield Edit("gaze", 1.0, {"yaw_deg": way * GAZE_LIMIT_DEG}, why)
    yield Edit("head_turn", 1.0, {"yaw_deg": way * TURN_ASIDE_DEG}, why)


def _closed(band: Band) -> float:
    return band.high if np.isfinite(band.high) else band.low + 0.3


def ground(
    look: Look, shot: Shot, rng: np.random.Generator, used: frozenset[str] = frozenset()
) -> Iterator[Edit]:
    """What happens behind the sitter."""
    if look.ground == "separate":
        yield Edit("separation", 0.55, {}, "the background steps back without a new one")
    elif look.ground == "defocus":
        yield Edit("defocus", 0.55, {}, "the eye goes to the face")
    elif look.ground == "backdrop" and (laid := shot.options.get("ground")):
        yield Edit("backdrop", 1.0, dict(laid), "the brand's background")
    elif look.ground == "backdrop":
        name = choose_backdrop(look, shot, used)
        options: dict[str, Any] = {"name": name, "seed": int(rng.integers(1, 10_000))}
        if shot.palette and look.needs_palette:
            options["color"] = shot.palette[0]
        yield Edit("backdrop", 1.0, options, backdrops()[name].about)


def choose_backdrop(look: Look, shot: Shot, used: frozenset[str]) -> str:
    """Of the look's backdrops the one that suits the job best; a brief's context speaks first.

    A look with a wide choice of places also takes those that the context names. Used ones come
    last, so that takes differ.
    """
    context = shot.context or USUAL_CONTEXT.get(shot.identity.strip().lower(), "")
    named = backdrops_for(context)
    pool = list(look.backdrops)
    if len(pool) > PLACE_CHOICE:
        pool += [name for name in named if name not in pool]

    def worth(name: str) -> tuple[bool, bool, float]:
        return name not in used, name in named, suits(name, shot.job)

    return max(pool, key=worth)


def backdrops_for(context: str) -> list[str]:
    """The backdrops that stand for a context, by its words; none for an empty or unknown one."""
    said = context.strip().lower()
    return [
        name
        for name, backdrop in backdrops().items()
        if said and any(said in word or word in said for word in backdrop.contexts)
    ]


def suits(backdrop: str, job: str) -> float:
    """How well a backdrop suits a job or a blend of jobs, 0…1."""
    return shared(job, backdrops()[backdrop].suits)


def crop(
    look: Look, reading: Reading, face_px: float | None, frame: Mapping[str, Any] | None = None
) -> Edit:
    """The frame of a take: 4:5, the face as large as the look wants, with lead room for a turn.

    `frame` are the options of a brand's own frame, which come before the look's.
    """
    if frame:
        return Edit("crop", 1.0, dict(frame), "the brand's frame")
    fraction = CROPS[look.crop]
    why = f"a {look.crop} frame"
    if face_px is not None and face_px / fraction < SMALLEST_TAKE_PX:
        fraction = round(face_px / SMALLEST_TAKE_PX, 3)
        why += ", wider than the look wants because the photo is small"
    options: dict[str, Any] = {
        "aspect": PRESS_ASPECT,
        "face_fraction": fraction,
        "eye_line": EYE_LINES[look.crop],
    }
    yaw = reading.value("yaw_deg")
    if yaw is not None and abs(yaw) > 12:
        options["lead_room"] = round(float(np.clip(yaw / 200, -0.12, 0.12)), 3)
    return Edit("crop", 1.0, options, why)


def face_height_px(portrait: Portrait) -> float | None:
    """Hair line to chin, in pixels; None without a face."""
    if portrait.face is None:
        return None
    chin, forehead = portrait.face.point(CHIN), portrait.face.point(FOREHEAD_TOP)
    return float(np.hypot(chin.x - forehead.x, chin.y - forehead.y))


def _varied(edit: Edit, variant: int, rng: np.random.Generator, look: Look) -> Edit:
    factor = 1 + (rng.uniform(-STRENGTH_SPREAD, STRENGTH_SPREAD) if variant else 0.0)
    strength = round(float(np.clip(edit.strength * factor, 0, 1)), 2)
    return Edit(edit.name, strength, edit.options, f"part of the look “{look.title}”")


def _tempered(edit: Edit, reading: Reading) -> Edit:
    """Less warming where the photo is warm already: lamplight on a face soon turns orange."""
    if edit.name != "warmth" or edit.options.get("toward") == "cool":
        return edit
    room = (TOO_WARM - (reading.value("warmth") or 0.0)) / (TOO_WARM - WARM_ENOUGH)
    return replace(edit, strength=round(edit.strength * float(np.clip(room, LEAST_WARMING, 1)), 2))


def _brand_grade(palette: tuple[str, ...]) -> Edit:
    return Edit("color_grade", 0.35, {"palette": list(palette)}, "the brand's colours")
