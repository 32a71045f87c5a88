"""What a file tells of its making: C2PA's actions and IPTC's term, always saying the same."""

import io

import numpy as np
import pytest
from PIL import Image

from catchlight.errors import FileTooLarge
from catchlight.exports.export import QUALITY_RANGE, encode, export
from catchlight.exports.platform import find_platform
from catchlight.exports.sealing import UNSIGNED, Sealing
from catchlight.exports.telling import (
    ACTION_OF_EDIT,
    after_export,
    source_type_of_take,
    story_of,
)
from catchlight.provenance.c2pa_read import read_credentials
from catchlight.provenance.inspection import inspect
from catchlight.provenance.iptc import SourceType
from catchlight.provenance.signing_key import own_key
from catchlight.provenance.story import Action
from catchlight.retouch.kinds import EDIT_KINDS
from catchlight.shot import Take

from .sitters import sitter


@pytest.fixture(scope="module")
def portrait():
    return sitter(900, 900, x=450, top=300, face=220)


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    return own_key(tmp_path_factory.mktemp("home"), "Ana")


def take(*edits, portrait=None, **more):
    recipe = tuple({"edit": name, "strength": 0.4, "options": {}, "because": "x"} for name in edits)
    values = {"source": "me.jpg", "recipe": recipe, "backend": "darkroom", **more}
    return Take("t1", "Warm", portrait, seed=0, **values)


CASES = {
    "only cut": (take(), None, SourceType.ALGORITHMICALLY_ENHANCED),
    "only cut, from a camera": (
        take(), SourceType.DIGITAL_CAPTURE, SourceType.DIGITAL_CAPTURE,
    ),
    "developed, from a camera": (
        take("exposure"), SourceType.DIGITAL_CAPTURE, SourceType.ALGORITHMICALLY_ENHANCED,
    ),
    "developed": (take("exposure"), None, SourceType.ALGORITHMICALLY_ENHANCED),
    "reshaped": (take("exposure", "smile"), None, SourceType.HUMAN_EDITS),
    "composite": (take("backdrop", "smile"), None, SourceType.COMPOSITE),
    "a scanned negative": (take(), SourceType.NEGATIVE_FILM, SourceType.NEGATIVE_FILM),
    "a generated photo": (take("exposure"), SourceType.GENERATED, SourceType.GENERATED),
    "generated": (take(source="", model="x-2"), None, SourceType.GENERATED),
    "generated from a photo, then developed": (
        take("exposure", model="x-2"), SourceType.DIGITAL_CAPTURE, SourceType.GENERATED,
    ),
    "edited by a generator elsewhere": (
        take("exposure"), SourceType.EDITED_BY_GENERATIVE_AI, SourceType.EDITED_BY_GENERATIVE_AI,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_signed_story_and_the_iptc_term_say_the_same(case):
    """For each case of decision 003."""
    made, carried, expected = CASES[case]
    story = story_of(made, "x", carried=carried, after=after_export())
    assert story.source_type is expected
    assert source_type_of_take(made, carried) is expected


@pytest.mark.parametrize("case", CASES)
def test_a_written_file_agrees_with_itself(case, portrait, key):
    """Read back from the file: record and metadata."""
    made, carried, expected = CASES[case]
    sealing = Sealing(key, {}, {"me.jpg": carried})
    sign = sealing.for_export(made, "x")
    data, _ = encode(portrait.pixels, "JPEG", 10**7, source_type=expected, sign=sign)
    found = inspect(data, "x.jpg")
    assert found.agrees and not found.is_tampered
    assert found.signed_source_type is expected


def test_a_photo_shown_to_a_generator_is_its_input_and_no_parent():
    """The picture was made, not edited: all of it is new."""
    story = story_of(take("exposure", model="x-2"), "x", photo=b"\xff\xd8\xff")
    assert story.steps[0].action is Action.CREATED
    assert [one.role for one in story.ingredients] == ["inputTo"]
    assert story_of(take(source="", model="x-2"), "x").ingredients == ()


def test_every_edit_has_its_action():
    """No edit is left out of the record, and none is named that there is not."""
    assert set(ACTION_OF_EDIT) == set(EDIT_KINDS)
    assert ACTION_OF_EDIT["exposure"] is Action.ADJUSTED_COLOR
    assert ACTION_OF_EDIT["smile"] is ACTION_OF_EDIT["backdrop"] is Action.EDITED


def test_edits_are_told_in_their_order_with_their_strength():
    """Opened, each edit, cut, sized."""
    told = story_of(take("exposure", "smile"), "x", after=after_export()).steps
    assert [step.action.value for step in told] == [
        "c2pa.opened",
        "c2pa.adjustedColor",
        "c2pa.edited",
        "c2pa.cropped",
        "c2pa.resized",
    ]
    assert told[2].what == "Smile, strength 0.40"


def test_a_generators_prompt_is_told_only_on_request():
    """Its name and model always."""
    made = take(source="", backend="openai", model="x-2", prompt="a café")
    assert story_of(made, "x").steps[0].agent == "openai x-2"
    assert story_of(made, "x").steps[0].prompt == ""
    assert story_of(made, "x", tell_prompts=True).steps[0].prompt == "a café"


@pytest.mark.parametrize("file_format", [*QUALITY_RANGE, "PNG"])
def test_a_signed_file_keeps_its_byte_limit(file_format, key):
    """The quality leaves room for the signature: just under the limit, and whole."""
    noise = np.random.default_rng(1).random((256, 256, 3), dtype=np.float32) * 0.2 + 0.4
    kind = SourceType.ALGORITHMICALLY_ENHANCED
    sign = Sealing(key).for_take(take("exposure"))
    plain, _ = encode(noise, file_format, 10**7, source_type=kind)
    limit = int(len(plain) * 0.8) if file_format in QUALITY_RANGE else len(plain) + 6000
    data, _ = encode(noise, file_format, limit, source_type=kind, sign=sign)
    assert len(data) <= limit
    assert read_credentials(data).is_intact
    with pytest.raises(FileTooLarge):
        encode(noise, "PNG", len(encode(noise, "PNG", 10**7, source_type=kind)[0]) + 100,
               source_type=kind, sign=sign)  # fmt: skip


def test_an_export_is_signed_last(portrait, key, tmp_path):
    """The record holds the signed bytes' size and hash."""
    platform = find_platform("x")
    sign = Sealing(key).for_export(take("exposure"), "Portrait for X")
    kind = SourceType.ALGORITHMICALLY_ENHANCED
    made = export(portrait, platform, tmp_path / "a.jpg", source_type=kind, sign=sign)
    data = (tmp_path / "a.jpg").read_bytes()
    assert (made.is_signed, made.bytes) == (True, len(data))
    assert made.bytes <= platform.max_bytes
    assert not inspect(data, "a.jpg").is_tampered
    plain = export(portrait, platform, tmp_path / "b.jpg", source_type=kind)
    assert not plain.is_signed
    same = [np.asarray(Image.open(tmp_path / name)) for name in ("a.jpg", "b.jpg")]
    assert np.array_equal(*same)


def test_two_signed_exports_differ_only_by_their_signature(portrait, key):
    """The same pixels; the record is new each time, so files are compared without it."""
    kind = SourceType.ALGORITHMICALLY_ENHANCED
    sign = Sealing(key).for_take(take("exposure"))
    first, second = (
        encode(portrait.pixels, "PNG", 10**7, source_type=kind, sign=sign)[0] for _ in range(2)
    )
    assert first != second
    pixels = [np.asarray(Image.open(io.BytesIO(data))) for data in (first, second)]
    assert np.array_equal(*pixels)


def test_without_a_key_nothing_is_signed(portrait):
    """The disclosure in the metadata stays."""
    assert UNSIGNED.for_take(take("exposure")) is None
    assert UNSIGNED.for_export(take("exposure"), "x") is None
    assert UNSIGNED.for_sheet("x", SourceType.COMPOSITE) is None
