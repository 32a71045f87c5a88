"""Bringing a real photo to an identity: nearer in look, the face left alone, the recipe kept."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from catchlight.color import hex_to_srgb, srgb_to_oklab
from catchlight.directing import Opened
from catchlight.errors import ExportError, IdentityError
from catchlight.exports.export import encode
from catchlight.provenance.iptc import SourceType
from catchlight.provenance.metadata import carried_source_type
from catchlight.retouch.recipe import apply
from catchlight.vision.matte import with_matte
from catchlight.visual_identity.applying import (
    SKIN_CHROMA,
    SKIN_HUE_DEG,
    Brought,
    bring,
    skin_change,
)
from catchlight.visual_identity.bringing import painted
from catchlight.visual_identity.desk import TEAM_FILE, IdentityDesk, write_drift_sheet
from catchlight.visual_identity.drift import drift
from catchlight.visual_identity.identity import Ground, Trait, VisualIdentity
from catchlight.visual_identity.seen import Seen, seen, seen_anew
from catchlight.visual_identity.team import FACE_CUES, convergence

WALL = "#9aa7b5"
GENERATED = SourceType.GENERATED
BRAND = VisualIdentity(
    "North Light",
    {
        "face_fraction": Trait(0.36, 0.02),
        "eye_line": Trait(0.40, 0.02),
        "background_clutter": Trait(0.08, 0.05),
    },
    aspect=0.8,
    ground=Ground("plain", WALL, backdrop="paper-brand"),
)


@pytest.fixture(scope="module")
def photo(astronaut) -> Seen:
    """The sample as an identity sees it."""
    return seen("sample", astronaut)


@pytest.fixture(scope="module")
def brought(photo: Seen) -> Brought:
    """The sample brought to the brand."""
    return bring(photo, BRAND)


def test_the_picture_comes_nearer_in_frame_and_background(brought: Brought) -> None:
    """Both are edited, and the distance falls by more than half."""
    assert [edit.name for edit in brought.recipe][:2] == ["crop", "backdrop"]
    assert brought.after.distance < 0.5 * brought.before.distance
    assert brought.after.out == ()


def test_the_face_stays_as_it_was(photo: Seen, brought: Brought) -> None:
    """No edit of expression or skin is in the recipe; the skin keeps its colour."""
    touching = {"smile", "gaze", "squinch", "skin_evening", "head_turn", "brow_raise", "asymmetry"}
    assert not touching & {edit.name for edit in brought.recipe}
    before, after = (trace.skin for trace in brought.traces)
    assert before is not None
    assert after is not None
    hue, saturation, _ = skin_change(before, after)
    assert abs(hue) <= SKIN_HUE_DEG
    assert abs(saturation) <= SKIN_CHROMA


def test_the_recipe_makes_the_same_picture_again(photo: Seen, brought: Brought) -> None:
    """From the photo, pixel by pixel."""
    again = apply(with_matte(photo.portrait), brought.recipe)
    assert np.array_equal(again.pixels, brought.portrait.pixels)


def test_every_step_is_said_and_the_record_is_plain(brought: Brought) -> None:
    """Kept or not, with the reason."""
    assert len(brought.sentences) == 1 + len(brought.tried)
    assert all(one.said for one in brought.tried)
    values = json.loads(json.dumps(brought.to_dict()))
    assert len(values["recipe"]) == len(brought.recipe)


def test_a_picture_in_line_is_left_as_it_is(brought: Brought) -> None:
    """Bringing it again changes nothing that can be seen."""
    again = bring(seen_anew("again", brought.portrait.pixels), BRAND)
    assert [edit.name for edit in again.recipe if edit.name != "denoise"] == []


@pytest.mark.parametrize("color", ["#9aa7b5", "#c9cdd2", "#3b3c3f", "#4a6a7c"])
def test_a_painted_backdrop_comes_out_in_the_wanted_colour(color: str) -> None:
    """Within a visible step of it, in the middle of the plate."""
    from catchlight.retouch.backdrops_catalog import plate

    made = plate("paper-brand", 0, painted("paper-brand", color))
    height, width = made.shape[:2]
    middle = made[: round(0.7 * height), round(0.2 * width) : round(0.8 * width)]
    found = srgb_to_oklab(np.median(middle.reshape(-1, 3), axis=0))
    assert float(np.linalg.norm(found - srgb_to_oklab(hex_to_srgb(color)))) < 0.03


def test_skin_change_tells_hue_saturation_and_lightness_apart() -> None:
    """Twice the light: lightness only, hue and saturation stay."""
    skin = srgb_to_oklab(np.float32([0.55, 0.40, 0.32]))
    brighter = skin * np.float32(1.2)
    hue, saturation, lightness = skin_change(skin, brighter)
    assert (hue, saturation) == pytest.approx((0, 0), abs=1e-3)
    assert lightness == pytest.approx(0.2 * float(skin[0]), abs=1e-4)


def desk(photo: Seen) -> IdentityDesk:
    """A desk that knows the sample, and one photo that cannot be read."""
    from catchlight.image import Photo, open_photo

    def opened(name: str, face: int | None, side: int) -> Opened:
        original: Photo = open_photo("sample:astronaut")
        if name == "broken":
            raise IdentityError("broken on purpose")
        return Opened(original, photo.portrait)

    return IdentityDesk(opened)


def test_a_team_is_written_with_figures_and_sheets(photo: Seen, tmp_path) -> None:
    """Headshots of one size; who could not be read is named and does not stop the others."""
    from PIL import Image

    damaged = tmp_path / "damaged.jpg"
    black = Image.fromarray(np.zeros((8, 8, 3), np.uint8))
    black.save(damaged, xmp=b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><broken')
    names = [str(damaged), "sample:astronaut", "broken"]
    made = desk(photo).team(names, tmp_path / "team", BRAND)
    assert dict(made.failed)["broken"] == "broken on purpose"
    assert "XMP is malformed" in dict(made.failed)[str(damaged)]
    files = {path.name for path in (tmp_path / "team").iterdir()}
    assert files == {"sample-astronaut.jpg", "team.jpg", "team-before.jpg", TEAM_FILE}
    with Image.open(tmp_path / "team" / "sample-astronaut.jpg") as picture:
        assert picture.size == tuple(made.size)
        assert picture.width / picture.height == pytest.approx(0.8, abs=0.01)
    values = json.loads((tmp_path / "team" / TEAM_FILE).read_text("utf-8"))
    assert values["convergence"]["keeps_faces_apart"] is True


def test_a_team_of_nobody_is_an_error(photo: Seen, tmp_path) -> None:
    """With the reasons, and nothing is written."""
    with pytest.raises(IdentityError, match="broken on purpose"):
        desk(photo).team(["broken"], tmp_path / "team", BRAND)
    assert not list(tmp_path.iterdir())


def test_where_no_photo_can_be_read_nothing_is_written(photo: Seen, tmp_path) -> None:
    """Not even the folder; one that cannot be written to is said before any work."""
    done, failed = desk(photo).apply(BRAND, ["broken"], tmp_path / "new" / "branded")
    assert (done, dict(failed)) == ([], {"broken": "broken on purpose"})
    assert not list(tmp_path.iterdir())
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(ExportError, match="cannot be written to"):
        desk(photo).apply(BRAND, ["broken"], tmp_path / "file")


def test_a_sheet_with_a_generated_picture_on_it_says_so(photo: Seen, tmp_path) -> None:
    """Nobody may take it for photographs only."""
    name = tmp_path / "made.png"
    name.write_bytes(encode(photo.portrait.pixels, "PNG", 10**7, source_type=GENERATED)[0])
    desk(photo).team([str(name)], tmp_path / "team", BRAND)
    pictures = [replace(photo, name=str(name))]
    write_drift_sheet(drift(BRAND, pictures), pictures, tmp_path / "drift.jpg")
    for path in (*(tmp_path / "team").glob("*.jpg"), tmp_path / "drift.jpg"):
        assert carried_source_type(path.read_bytes()) is GENERATED


def test_convergence_measures_look_and_face_apart() -> None:
    """Two pictures that come together in frame only."""
    from catchlight.visual_identity.seen import Trace

    from .pictures import picture

    def traces(*faces: float) -> list[Trace]:
        found = []
        for n, face in enumerate(faces):
            it = picture(f"p{n}", face_fraction=face, lip_corner_pull=0.2 + 0.5 * n)
            found.append(Trace(it.reading, it.ground, it.skin, np.eye(2, dtype=np.float32)[n]))
        return found

    figures = convergence(traces(0.2, 0.5), traces(0.35, 0.37))
    assert figures.look["face_fraction"] == pytest.approx((1.875, 0.125))
    assert figures.face_spread[0] == pytest.approx(figures.face_spread[1])
    assert figures.face_spread[0] > 0
    assert set(figures.face) <= {*FACE_CUES, "skin colour"}
    assert figures.alike == (0.0, 0.0)
    assert figures.is_one_look
    assert figures.keeps_faces_apart
    worse = convergence(traces(0.35, 0.37), traces(0.2, 0.5))
    assert not worse.is_one_look
    assert "did not come together" in " ".join(worse.sentences)


def test_an_era_that_is_named_is_laid_over_the_picture(photo: Seen) -> None:
    """A decade needs no figures: it is the identity's own wish, and only its costs count."""
    from catchlight.visual_identity.bringing import look_of_era

    done = bring(photo, VisualIdentity("Nineties", era="1990s"))
    assert [edit.name for edit in done.recipe] == ["era"]
    assert done.recipe[0].options["decade"] == "1990s"
    film = look_of_era(VisualIdentity("Film", era="analogue film"))
    assert film is not None
    assert film.name == "faded_blacks"
    assert look_of_era(VisualIdentity("Plain")) is None


def test_a_cut_out_with_a_hole_in_the_head_gets_no_other_background() -> None:
    """Where the plain mask is sure of the head, the fine one may not see through."""
    from dataclasses import replace

    from catchlight.portrait import Matte
    from catchlight.visual_identity.applying import hole_in_head
    from tests.unit.exports.sitters import sitter

    whole = sitter()
    assert whole.person is not None
    sound = replace(whole, matte=Matte(whole.person, whole.pixels))
    assert hole_in_head(sound) == ""
    holed = whole.person.copy()
    holed[420:480, 470:530] = 0
    torn = replace(whole, matte=Matte(holed, whole.pixels))
    assert "of the head" in hole_in_head(torn)
    assert hole_in_head(whole) == ""  # without a fine cut-out there is nothing to compare


def test_a_background_that_will_be_replaced_does_not_limit_the_exposure() -> None:
    """A dim face before a white wall may be brightened when the wall goes."""
    import dataclasses

    from catchlight.critique.remedy import Reshoot
    from catchlight.retouch.edit import Edit
    from catchlight.visual_identity.bringing import remedy_for
    from tests.unit.exports.sitters import sitter

    from .pictures import picture

    dim = sitter()
    assert dim.person is not None
    tone = np.where(dim.person > 0.5, np.float32(0.25), np.float32(1.0))
    pixels = np.repeat(tone[..., None], 3, axis=-1)
    it = picture("dim", face_exposure_stops=-1.5)
    before_wall = dataclasses.replace(it, portrait=dim.with_pixels(pixels))
    traits = {"face_exposure_stops": Trait(0.0, 0.2)}
    kept = VisualIdentity("kept", traits)
    replaced = VisualIdentity("replaced", traits, ground=BRAND.ground)
    of_kept, of_replaced = (
        remedy_for(one, before_wall, "face_exposure_stops", -1.5) for one in (kept, replaced)
    )
    assert isinstance(of_kept, Reshoot)
    assert isinstance(of_replaced, Edit)
    assert of_replaced.options["stops"] > 0.9
