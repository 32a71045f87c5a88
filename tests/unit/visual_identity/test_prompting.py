"""A brand in prompts and directions: its look is the brand's, its job stays the job's."""

import pytest

from catchlight.backends.darkroom_plan import crop, ground
from catchlight.backends.looks import all_looks
from catchlight.errors import UnknownName
from catchlight.jobs import find_job
from catchlight.prompts.compose import compose
from catchlight.prompts.prompt_brief import PromptBrief
from catchlight.retouch.edit import Edit
from catchlight.retouch.recipe import check
from catchlight.shot import Shot
from catchlight.visual_identity.learning import learn
from catchlight.visual_identity.prompting import (
    aims_of,
    branded,
    branded_jobs,
    shot_options,
)

from .pictures import picture

BRAND = learn([picture(f"p{n}") for n in range(6)], "North Light")


def test_the_brand_fills_only_what_the_brief_leaves_open():
    """Palette, place and light come from the brand; the brief's own words stay."""
    empty = branded(PromptBrief(job="trust"), BRAND)
    assert empty.palette == BRAND.palette
    assert "plain" in empty.context
    assert "aside" in empty.context  # its light pattern is loop
    own = PromptBrief(job="trust", context="café", palette=("#aa2020",), detail="red glasses")
    kept = branded(own, BRAND)
    assert (kept.context, kept.palette, kept.detail) == ("café", ("#aa2020",), "red glasses")


@pytest.mark.parametrize("dialect", ["plain", "clip", "kontext"])
def test_the_prompt_speaks_the_brands_colours_and_ground(dialect):
    """In every dialect."""
    aims = aims_of(find_job("trust"), BRAND)
    said = compose(branded(PromptBrief(job="trust"), BRAND), dialect, wanted=aims).prompt
    assert "plain" in said
    assert "studio wall" in said


def test_no_phrase_aims_away_from_the_brand():
    """A brand that looks into the lens gets no averted gaze, even where the job would."""
    job = find_job("contemplation")
    aims = aims_of(job, BRAND)
    assert aims["gaze_offset_deg"].high < 10
    assert aims["lip_corner_pull"].low > job.targets["lip_corner_pull"].low


def test_a_branded_job_keeps_its_name_and_takes_the_brands_look():
    """Bands of gaze, smile, light and frame; frame and ground as options for the darkroom."""
    jobs = branded_jobs("trust", BRAND)
    assert list(jobs) == ["trust"]
    job = find_job("trust", jobs)
    assert job.id == "trust"
    assert job.band("face_fraction").distance(BRAND.traits["face_fraction"].value) == 0
    assert job.band("color_temperature_k").distance(5600) == 0
    assert job.palette == BRAND.palette
    assert "brand" not in job.to_dict()
    for name, options in (("crop", job.brand["frame"]), ("backdrop", job.brand["ground"])):
        check((Edit(name, 1.0, options),))


def test_a_blend_is_branded_as_well():
    """Both parts take the look, and so does the blend."""
    spec = "trust=0.7,creativity=0.3"
    job = find_job(spec, branded_jobs(spec, BRAND))
    assert job.id == spec
    assert job.brand == shot_options(BRAND)
    with pytest.raises(UnknownName):
        branded_jobs("trsut", BRAND)


def test_the_darkroom_frames_and_backs_takes_as_the_brand_wants():
    """The brand's options come before the look's own."""
    import numpy as np

    shot = Shot("trust", {}, (), options=shot_options(BRAND))
    look = next(one for one in all_looks() if one.ground == "backdrop")
    (laid,) = ground(look, shot, np.random.default_rng(0))
    assert laid.options == shot.options["ground"]
    reading = picture("p").reading
    assert crop(look, reading, 400.0, shot.options["frame"]).options == shot.options["frame"]
    assert crop(look, reading, 400.0).options["aspect"] == "4:5"
