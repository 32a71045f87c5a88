"""Compose: from a brief to prompts that agree with themselves."""

from __future__ import annotations

import json
from itertools import combinations, product

import pytest

from catchlight.errors import BriefError, UnknownName
from catchlight.jobs import built_in_jobs
from catchlight.prompts.compose import (
    PromptBrief,
    compose,
    compose_series,
    compose_to_dict,
    compose_variants,
)
from catchlight.prompts.dialects import DIALECTS
from catchlight.prompts.direction import direct
from catchlight.prompts.lexicon import compatible, lexicon, overlap
from catchlight.prompts.lint import lint_prompt
from catchlight.prompts.phrase import ANY, LAYERS
from catchlight.shot import Band

LEXICON = lexicon()
JOBS = tuple(LEXICON.jobs)
FOUNDER = PromptBrief(
    job="trust", identity="founder", emotion="approachable", context="café", detail="round glasses"
)


def covering_briefs() -> list[PromptBrief]:
    """Briefs in which every job meets every emotion and every context, identities in turn."""
    identities, emotions, contexts, eras = (
        tuple(LEXICON.pools[pool]) for pool in ("identity", "emotion", "context", "era")
    )
    briefs = []
    for number, (job, context) in enumerate(product(JOBS, contexts)):
        turn = number // len(contexts) + number % len(contexts)
        briefs.append(
            PromptBrief(
                job=job,
                identity=identities[number % len(identities)],
                emotion=emotions[turn % len(emotions)],
                context=context,
                nostalgia=eras[number % len(eras)] if number % 3 == 0 else "",
                detail="round glasses" if number % 2 else "",
                seed=number % 5,
            )
        )
    return briefs


BRIEFS = covering_briefs()


@pytest.mark.parametrize("job", JOBS)
def test_every_composed_prompt_passes_its_own_lint(job: str) -> None:
    """Over jobs, identities, emotions, contexts, eras, seeds and dialects nothing is found."""
    dialects = tuple(DIALECTS)
    for number, brief in enumerate(b for b in BRIEFS if b.job == job):
        for dialect in (dialects[number % 2], dialects[2 + number % 2]):
            prompt = compose(brief, dialect, take=number % 4)
            assert lint_prompt(prompt.prompt, prompt.negative, job) == (), (brief, dialect)


def test_no_prompt_wants_one_cue_in_two_places() -> None:
    """The phrases of a prompt agree with each other and with the job's bands."""
    for brief in BRIEFS:
        entries = direct(brief, take=1).entries()
        targets = built_in_jobs()[brief.job].targets
        for first, second in combinations(entries, 2):
            assert compatible(first.aims, second.aims), (brief, first.name, second.name)
        for entry in entries:
            if entry.layer not in ("identity", "emotion", "context", "nostalgia"):
                assert compatible(entry.aims, targets), (brief, entry.name)


def test_no_negative_forbids_what_its_prompt_asks_for() -> None:
    """Each entry of the negative keeps out bands that no phrase of the prompt wants."""
    forbids = {entry.text: entry.forbids for entry in LEXICON.exclusions}
    for brief in BRIEFS[::7]:
        prompt = compose(brief, "clip")
        for text in prompt.negative.split(", "):
            for phrase in prompt.phrases:
                band = forbids[text].get(phrase.cue)
                assert band is None or phrase.band == ANY or not overlap(band, phrase.band), (
                    text,
                    phrase,
                )


def test_negatives_follow_the_job_and_the_era() -> None:
    """Looking away is kept out of trust, eye contact out of contemplation, grain nowhere it is
    asked for."""
    trust = compose(PromptBrief(job="trust"), "clip").negative
    contemplation = compose(PromptBrief(job="contemplation"), "clip").negative
    nineties = compose(PromptBrief(job="trust", nostalgia="90s"), "clip").negative
    assert "looking away" in trust and "staring into the camera" not in trust
    assert "staring into the camera" in contemplation and "looking away" not in contemplation
    assert "film grain" in trust and "film grain" not in nineties


@pytest.mark.parametrize("dialect", DIALECTS)
def test_phrases_stand_in_the_prompt_letter_for_letter(dialect: str) -> None:
    """Each phrase can be found in the text, has a layer and a cue."""
    for brief in BRIEFS[::11]:
        prompt = compose(brief, dialect)
        assert prompt.phrases
        for phrase in prompt.phrases:
            assert phrase.text in prompt.prompt
            assert phrase.layer in LAYERS and phrase.cue


def test_all_layers_of_a_full_brief_are_said() -> None:
    """A brief that names everything gets a phrase in each of the fourteen layers."""
    brief = PromptBrief(
        job="warmth",
        identity="artist",
        emotion="serene",
        context="library",
        detail="a silver thimble",
        palette=("#1f4e79",),
        concept="slow fashion",
        nostalgia="1970s",
        motifs=("handwoven textile",),
    )
    assert {phrase.layer for phrase in compose(brief).phrases} == set(LAYERS)


def test_the_same_brief_gives_the_same_words_and_another_seed_others() -> None:
    """A prompt can be had again, and other wordings can be asked for."""
    assert compose(FOUNDER) == compose(FOUNDER)
    texts = {compose(PromptBrief(job="trust", identity="founder", seed=n)).prompt for n in range(8)}
    assert len(texts) >= 6


def test_a_series_changes_only_gaze_expression_and_posture() -> None:
    """The person, the place, the light, the colours and the lens keep their words."""
    series = compose_series(FOUNDER, 8)
    varied = ("gaze", "expression", "posture")
    steady = {tuple(p for p in s.phrases if p.layer not in varied) for s in series}
    moving = {tuple(p.text for p in s.phrases if p.layer in varied) for s in series}
    assert len(steady) == 1
    assert len(moving) == 8


def test_neighbours_in_a_series_differ_in_more_than_one_way() -> None:
    """The first takes already show the breadth of the job."""
    first, second, third = (
        {p.text for p in prompt.phrases} for prompt in compose_series(FOUNDER, 3)
    )
    assert len(first - second) == 3
    assert len(second - third) == 3


def test_variants_differ_and_start_with_the_typical_one() -> None:
    """Each variant is another text; the first is the brief's own prompt."""
    variants = compose_variants(FOUNDER, 5, "clip")
    assert variants[0] == compose(FOUNDER, "clip")
    assert len({variant.prompt for variant in variants}) == 5


@pytest.mark.parametrize("count", [0, 65])
def test_a_series_of_no_or_too_many_takes_is_refused(count: int) -> None:
    """The message names the number and the range."""
    with pytest.raises(BriefError, match=rf"asks for {count} prompts\. Expected 1 to 64"):
        compose_series(FOUNDER, count)


def test_words_of_ones_own_are_used_as_written() -> None:
    """An unknown identity, emotion and context stand in the prompt."""
    brief = PromptBrief(
        job="trust", identity="marine biologist", emotion="wry", context="on a boat at dusk"
    )
    prompt = compose(brief).prompt
    assert "of a marine biologist, on a boat at dusk." in prompt
    assert "The mood is wry." in prompt
    assert "studio" not in prompt


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        ("architect", "an architect"),
        ("university dean", "a university dean"),
        ("our head of care", "our head of care"),
        ("hourly worker", "an hourly worker"),
    ],
)
def test_an_own_identity_gets_its_article(identity: str, said: str) -> None:
    """English articles follow the sound."""
    assert f"of {said}" in compose(PromptBrief(job="trust", identity=identity)).prompt


def test_a_slip_of_a_known_name_is_hinted_at() -> None:
    """Nearly known is used as written, and said; one's own words are not commented on."""
    slip = compose(PromptBrief(job="trust", identity="foundr"))
    own = compose(PromptBrief(job="trust", identity="falconer"))
    assert slip.notes == ("'foundr' is used as written. Did you mean 'founder'?",)
    assert own.notes == ()


def test_an_emotion_that_pulls_against_the_job_is_noted() -> None:
    """The job leads, and the user hears of it."""
    notes = compose(PromptBrief(job="authority", emotion="playful")).notes
    assert "pulls against the job 'authority'" in notes[0]


def test_motifs_bring_their_care_note_but_not_into_the_prompt() -> None:
    """What the user should check is said to the user alone."""
    prompt = compose(PromptBrief(job="warmth", motifs=("kente",)))
    assert any("Name the exact weave" in note for note in prompt.notes)
    assert "Name the exact weave" not in prompt.prompt


@pytest.mark.parametrize(
    ("said", "found"),
    [("90s", "1990s"), ("the 1990s", "1990s"), ("1994", "1990s"), ("early 2000s", "2000s")],
)
def test_an_era_may_be_said_in_many_ways(said: str, found: str) -> None:
    """Decades, years and nicknames lead to the same look."""
    brief = PromptBrief(job="nostalgia", nostalgia=said)
    assert f"from the {found}" in compose(brief).prompt


def test_an_era_puts_its_things_only_where_they_can_stand() -> None:
    """A corded telephone belongs in a room, a jacket outdoors, nothing in a plain studio."""
    office, street, studio = (
        compose(PromptBrief(job="nostalgia", nostalgia="1990s", context=context)).prompt
        for context in ("office", "street", "studio")
    )
    assert "corded telephone" in office
    assert "streetwear" in street and "telephone" not in street
    assert "telephone" not in studio and "streetwear" not in studio


def test_brand_colours_are_named_for_those_who_cannot_read_codes() -> None:
    """Plain language keeps the code beside the name, tags keep the name alone."""
    brief = PromptBrief(job="trust", palette=("#1f4e79", "terracotta"))
    assert "deep blue (#1f4e79) and terracotta" in compose(brief).prompt
    assert "deep blue and terracotta color palette" in compose(brief, "clip").prompt


def test_a_colour_that_is_none_is_refused() -> None:
    """The message shows the value and the form."""
    with pytest.raises(BriefError, match=r"palette holds '#12'.*#rrggbb"):
        compose(PromptBrief(job="trust", palette=("#12",)))


def test_a_concept_leads_the_palette_of_its_family() -> None:
    """Technology is cool with one accent; wellness warm and quiet."""
    technology = compose(PromptBrief(job="creativity", concept="privacy software"))
    wellness = compose(PromptBrief(job="trust", concept="a yoga studio for shift workers"))
    assert "single strong accent colour" in technology.prompt
    assert "cream, sand" in wellness.prompt
    assert "stands for privacy software" in technology.prompt


def test_a_blend_keeps_the_gaze_of_the_larger_and_the_setting_of_the_smaller_job() -> None:
    """Trust with some creativity: eye contact, in a more coloured world."""
    blend = compose(PromptBrief(job="trust=0.7,creativity=0.3"))
    trust = compose(PromptBrief(job="trust"))
    by_layer = {p.layer: p.text for p in blend.phrases}
    assert by_layer["gaze"] == {p.layer: p.text for p in trust.phrases}["gaze"]
    assert by_layer["palette"] != {p.layer: p.text for p in trust.phrases}["palette"]


@pytest.mark.parametrize(("first", "second"), list(combinations(JOBS, 2))[::5])
def test_any_two_jobs_can_be_blended(first: str, second: str) -> None:
    """Even jobs that exclude each other give a prompt that agrees with itself."""
    brief = PromptBrief(job=f"{first}=0.6,{second}=0.4", identity="founder")
    prompt = compose(brief, "clip")
    assert lint_prompt(prompt.prompt, prompt.negative, first) == ()


def test_a_job_of_ones_own_is_composed_from_its_bands() -> None:
    """Where the lexicon does not know a job, the wanted bands choose the phrases."""
    wanted = {"gaze_offset_deg": Band(12, 30), "smile_level": Band(0, 0.4), "lean": Band(-1, -0.2)}
    prompt = compose(PromptBrief(job="keynote"), wanted=wanted)
    said = {p.layer: p for p in prompt.phrases}
    assert said["gaze"].cue == "gaze_offset_deg" and said["gaze"].band.high >= 12
    assert "Sitting back" in said["posture"].text


def test_bands_that_nothing_serves_are_refused_in_words() -> None:
    """A gaze of sixty degrees is in no phrase."""
    with pytest.raises(BriefError, match="No gaze, expression and posture serve the job 'keynote'"):
        compose(PromptBrief(job="keynote"), wanted={"gaze_offset_deg": Band(60, 70)})


@pytest.mark.parametrize(
    ("brief", "expected"),
    [
        ({"job": "trsut"}, "Did you mean 'trust'"),
        ({"job": "trust=0.5,warm=0.5"}, "'warm' is unknown. Did you mean 'warmth'"),
    ],
)
def test_unknown_jobs_are_refused_with_close_matches(brief: dict[str, str], expected: str) -> None:
    """The message is the one of `catchlight jobs`."""
    with pytest.raises(UnknownName, match=expected):
        compose(PromptBrief(**brief))


def test_an_unknown_dialect_is_refused_with_those_there_are() -> None:
    """The names are listed."""
    with pytest.raises(UnknownName, match="clip, comfyui, kontext, plain"):
        compose(FOUNDER, "midjourney")


@pytest.mark.parametrize("field", ["identity", "context", "detail", "concept"])
def test_a_brief_for_a_minor_is_refused(field: str) -> None:
    """No layer may make the sitter a child; the message names the word."""
    with pytest.raises(BriefError, match=r"says 'teenager'.*Expected an adult"):
        compose(PromptBrief(job="trust", **{field: "a teenager"}))  # type: ignore[arg-type]


def test_a_brief_without_a_job_or_with_a_novel_is_refused() -> None:
    """Both say what was expected."""
    with pytest.raises(BriefError, match="has no emotional job"):
        PromptBrief(job="  ")
    with pytest.raises(BriefError, match="detail is 500 characters long"):
        PromptBrief(job="trust", detail="x" * 500)


def test_control_characters_and_line_breaks_do_not_reach_a_prompt() -> None:
    """Words from a form come out as one clean line."""
    brief = PromptBrief(job="trust", detail="a\tsilver\nring\x00.")
    assert brief.detail == "a silver ring"


def test_wildcards_in_a_brief_are_drawn_by_its_seed() -> None:
    """The same seed draws the same, and over seeds all options come up."""
    drawn = {
        compose(PromptBrief(job="trust", detail="{a red scarf|a green hat}", seed=n)).prompt
        for n in range(12)
    }
    assert all(("red scarf" in text) != ("green hat" in text) for text in drawn)
    assert any("red scarf" in text for text in drawn) and any("green hat" in t for t in drawn)


def test_the_json_form_is_the_one_that_was_promised() -> None:
    """Three dialects with prompt, negative and phrases of text, layer and cue; plain JSON."""
    composed = json.loads(json.dumps(compose_to_dict(FOUNDER)))
    assert set(composed["dialects"]) == {"plain", "clip", "comfyui"}
    for dialect in composed["dialects"].values():
        assert set(dialect) == {"prompt", "negative", "phrases"}
        assert all({"text", "layer", "cue"} <= set(phrase) for phrase in dialect["phrases"])
    assert composed["notes"] == []


def test_other_dialects_can_be_asked_for_in_the_json_form() -> None:
    """Edit instructions come when they are named."""
    assert set(compose_to_dict(FOUNDER, ["kontext"])["dialects"]) == {"kontext"}
