"""Content credentials: signed last, read back, broken by any change, and leaking nothing."""

import io
import json
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

from catchlight.errors import ProvenanceError
from catchlight.provenance.c2pa_read import media_type_of, read_credentials
from catchlight.provenance.c2pa_write import manifest_of, sign
from catchlight.provenance.inspection import inspect
from catchlight.provenance.iptc import SourceType, xmp_packet
from catchlight.provenance.metadata import carried_source_type, inspect_metadata
from catchlight.provenance.signing_key import own_key, trust_anchors
from catchlight.provenance.story import Action, Ingredient, Step, Story

from .credentials import PLACE, SERIAL, camera_jpeg, read_independently, thumbnail
from .pictures import phone_jpeg, prompt_png, saved, scene

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
ENHANCED = SourceType.ALGORITHMICALLY_ENHANCED


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def key(home):
    return own_key(home, "Ana")


@pytest.fixture(scope="module")
def anchors(home, key):
    return trust_anchors(home)


@pytest.fixture(scope="module")
def camera(tmp_path_factory):
    """A camera's photo, signed with a key that this machine does not know."""
    return camera_jpeg(own_key(tmp_path_factory.mktemp("maker"), "Example Camera Company"))


def developed(photo=b"", *, term=ENHANCED, more=()):
    """The story of a photo that was developed and cut."""
    steps = (
        Step(Action.OPENED, "A photo of the sitter"),
        Step(Action.ADJUSTED_COLOR, "Exposure, strength 0.40", term),
        *more,
        Step(Action.CROPPED, "Cut for the platform"),
    )
    return Story("Portrait for LinkedIn", steps, (Ingredient("parentOf", photo),))


def picture(file_format, **options):
    return saved(scene(), file_format, xmp=xmp_packet(ENHANCED), **options)


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_signed_file_says_who_did_what_and_nothing_else(file_format, key, anchors):
    """All four formats: intact, known, the steps in order, and no further metadata."""
    plain = saved(scene(), file_format)
    data = sign(plain, developed(), key)
    found = read_credentials(data, anchors)
    assert (found.is_intact, found.is_known, found.failures) == (True, True, ())
    assert (found.signer, found.title) == ("Ana", "Portrait for LinkedIn")
    assert found.generator.startswith("Catchlight ")
    assert [(one.action, one.source_type) for one in found.told] == [
        ("c2pa.opened", None),
        ("c2pa.adjustedColor", ENHANCED),
        ("c2pa.cropped", None),
    ]
    assert found.strongest is ENHANCED
    assert set(inspect_metadata(data)) - set(inspect_metadata(plain)) == {"c2pa"}
    assert len(data) - len(plain) < 6000


@pytest.mark.parametrize("file_format", FORMATS)
def test_signing_leaves_the_picture_alone(file_format, key):
    """Pixel for pixel; and no thumbnail is made."""
    plain = saved(scene(), file_format)
    data = sign(plain, developed(), key)
    assert np.array_equal(*(np.asarray(Image.open(io.BytesIO(one))) for one in (plain, data)))
    assert b"thumbnail" not in data


def test_a_signer_that_this_machine_does_not_know_is_said_to_be_one(key):
    """The file is intact all the same: anybody can sign, under any name."""
    found = read_credentials(sign(saved(scene(), "JPEG"), developed(), key))
    assert (found.is_intact, found.is_known) == (True, False)
    assert found.failures == ("signingCredential.untrusted",)


@pytest.mark.parametrize("file_format", FORMATS)
def test_any_changed_byte_of_the_picture_is_noticed(file_format, key):
    """One bit flipped, at many places of the picture: never taken for the signed one."""
    noise = np.random.default_rng(1).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    plain = saved(Image.fromarray(noise), file_format)
    data = sign(plain, developed(), key)
    body = plain[-220:-20]
    start = data.find(body)
    assert start > 0
    for at in range(start, start + len(body), 17):
        changed = bytearray(data)
        changed[at] ^= 1
        assert inspect(bytes(changed), "changed").is_tampered, at


def test_a_changed_record_is_noticed(key):
    """Neither what was done nor the disclosure can be rewritten."""
    data = sign(picture("JPEG"), developed(), key)
    for old, new in (
        (b"Exposure", b"Enclosur"),
        (b"c2pa.cropped", b"c2pa.dropped"),
        (b"algorithmicallyEnhanced", b"digitalCapturedByCamera"),
    ):
        assert len(old) == len(new) and data.count(old) >= 1
        assert inspect(data.replace(old, new), "changed").is_tampered, old


def test_another_picture_with_these_credentials_is_noticed(key):
    """The record cannot be moved to another file."""
    data = sign(saved(scene(), "JPEG"), developed(), key)
    other = saved(Image.fromarray(255 - np.asarray(scene())), "JPEG")
    segments = data[20 : 20 + len(data) - len(saved(scene(), "JPEG"))]
    assert segments[:2] == b"\xff\xeb"
    assert inspect(other[:20] + segments + other[20:], "moved").is_tampered


@pytest.mark.parametrize("file_format", FORMATS)
def test_saving_again_drops_the_credentials(file_format, key):
    """So they are signed last, on the bytes delivered."""
    data = sign(saved(scene(), file_format), developed(), key)
    again = saved(Image.open(io.BytesIO(data)), file_format)
    assert read_credentials(again) is None
    assert not inspect(again, "again").is_tampered


def test_the_credentials_of_a_photo_are_kept_as_those_of_an_ingredient(key, anchors, camera):
    """Who made it and how stays, still signed by its maker; whether it fitted is recorded."""
    found = read_credentials(sign(saved(scene(), "PNG"), developed(camera), key), anchors)
    assert found.is_intact
    (photo,) = found.ingredients
    assert (photo.role, photo.signer) == ("parentOf", "Example Camera Company")
    assert (photo.is_intact, photo.is_known) == (True, False)
    assert photo.generator == "Example Phone 9"
    assert photo.told[0].source_type is SourceType.DIGITAL_CAPTURE


def test_what_is_private_in_them_is_taken_out(key, anchors, camera):
    """Thumbnail, place and serial number, though the camera had signed them in; and it is said."""
    assert PLACE.encode() in camera and thumbnail()[200:400] in camera
    data = sign(saved(scene(), "WEBP"), developed(camera), key)
    for secret in (PLACE.encode(), SERIAL.encode(), thumbnail()[100:300], thumbnail()[200:400]):
        assert secret not in data
    assert read_credentials(data, anchors).redacted == 3


def test_it_is_taken_out_of_the_credentials_before_those_too(key, anchors, tmp_path):
    """A photo that was edited by another program: both records travel without private parts."""
    maker = own_key(tmp_path, "Maker")
    edited = camera_jpeg(maker, ingredient=camera_jpeg(maker))
    assert edited.count(SERIAL.encode()) == 2
    data = sign(saved(scene(), "JPEG"), developed(edited), key)
    assert SERIAL.encode() not in data and PLACE.encode() not in data
    found = read_credentials(data, anchors)
    assert (found.is_intact, found.redacted >= 6) == (True, True)
    assert found.ingredients[0].ingredients[0].generator == "Example Phone 9"


def test_a_photo_without_credentials_leaves_no_trace_but_a_title(key):
    """No name of the file, no identifier from its XMP, no address, no EXIF."""
    ids = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
        b'syntax-ns#"><rdf:Description xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" '
        b'xmlns:dcterms="http://purl.org/dc/terms/" xmpMM:DocumentID="uuid:SECRET" '
        b'dcterms:provenance="https://example.org/x.c2pa"/></rdf:RDF></x:xmpmeta>'
    )
    for photo in (saved(scene(), "JPEG", xmp=ids), phone_jpeg(), prompt_png()):
        data = sign(saved(scene(), "JPEG"), developed(photo), key)
        for secret in (b"SECRET", b"example.org", b"SERIAL", b"Anna", b"my phone"):
            assert secret not in data
        assert read_credentials(data).ingredients[0].title == "A photo"


def test_credentials_that_did_not_fit_their_photo_are_said_to_be_so(key, camera):
    """A photo changed after its camera signed it is used, and the record tells."""
    changed = bytearray(camera)
    changed[-30] ^= 1
    found = read_credentials(sign(saved(scene(), "JPEG"), developed(bytes(changed)), key))
    assert found.is_intact
    assert not found.ingredients[0].is_intact
    assert "assertion.dataHash.mismatch" in found.ingredients[0].failures


def test_malformed_credentials_are_an_error_before_anything_is_written(key, camera):
    """What they say would be lost in silence otherwise."""
    at = camera.find(b"jumb")
    malformed = camera[: at - 4] + b"\x00\x00\x00\x05" + camera[at:]
    photo = picture("JPEG")
    uses = (carried_source_type, read_credentials, lambda d: sign(photo, developed(d), key))
    for use in uses:
        with pytest.raises(ProvenanceError, match="content credentials that cannot be read"):
            use(malformed)
    found = inspect(malformed, "photo.jpg")
    assert found.is_tampered and found.credentials is None
    assert "cannot be read" in found.sentences[0]


def test_malformed_xmp_is_an_error_where_its_disclosure_would_be_lost():
    """And is named when the file is inspected; entities are never expanded."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    for packet in (xmp_packet(SourceType.GENERATED)[:-60], bomb):
        data = saved(scene(), "JPEG", xmp=packet)
        with pytest.raises(ProvenanceError, match="XMP is malformed"):
            carried_source_type(data)
        assert any("xmp: malformed" in said for said in inspect(data, "x").damaged)


def test_a_signed_disclosure_is_carried_like_one_in_the_metadata(tmp_path):
    """A generated picture whose XMP is gone is still known as generated, and so is its edit."""
    maker = own_key(tmp_path, "A generator")
    made = camera_jpeg(maker, term="trainedAlgorithmicMedia")
    assert carried_source_type(made) is SourceType.GENERATED
    assert carried_source_type(camera_jpeg(maker, ingredient=made)) is SourceType.GENERATED
    both = camera_jpeg(maker, term="digitalCapture", xmp=xmp_packet(SourceType.COMPOSITE))
    assert carried_source_type(both) is SourceType.COMPOSITE


def test_a_prompt_is_written_only_when_it_is_told(key):
    """Nothing of it without; with it, the reader gives it back."""

    def made(prompt):
        step = Step(Action.CREATED, "Made by a model", SourceType.GENERATED, "openai x-2", prompt)
        return sign(saved(scene(), "JPEG"), Story("A take", (step,)), key)

    assert b"org.catchlight.prompt" not in made("")
    (told,) = read_credentials(made("a café in the rain")).told
    assert (told.prompt, told.agent) == ("a café in the rain", "openai x-2")
    assert told.source_type is SourceType.GENERATED


def test_a_generator_that_saw_a_photo_names_it_as_input(key, camera):
    """The photo is no parent: the picture was made, not edited. Its source type is the model's."""
    step = Step(Action.CREATED, "Made by a model", SourceType.GENERATED, "openai x-2")
    story = Story("A take", (step,), (Ingredient("inputTo", camera, "A photo of the sitter"),))
    found = read_credentials(sign(saved(scene(), "JPEG"), story, key))
    assert found.is_intact and found.strongest is SourceType.GENERATED
    assert found.ingredients[0].role == "inputTo"


def test_a_story_that_hangs_in_the_air_cannot_be_told():
    """It begins with opening one photo or with making the picture."""
    with pytest.raises(ValueError, match="begins with"):
        Story("x", (Step(Action.CROPPED),))
    with pytest.raises(ValueError, match="one ingredient"):
        Story("x", (Step(Action.OPENED),))
    with pytest.raises(ValueError, match="one ingredient"):
        Story("x", (Step(Action.CREATED),), (Ingredient("parentOf"),))


def test_actions_are_all_told(key):
    """The record claims to be complete, and holds neither a time nor a thumbnail."""
    told = manifest_of(developed())["assertions"][0]["data"]
    assert told["allActionsIncluded"] is True
    assert "when" not in json.dumps(told)


def test_a_reader_of_our_own_confirms_hash_and_signature(key, camera):
    """By SHA-256 and ECDSA alone, without the library that wrote it."""
    data = sign(picture("JPEG"), developed(camera), key)
    found = read_independently(data)
    assert found["signer"].endswith("CN=Ana") or "CN=Ana" in found["signer"]
    actions = [one["action"] for one in found["c2pa.actions.v2"]["actions"]]
    assert actions == ["c2pa.opened", *["c2pa.redacted"] * 3, "c2pa.adjustedColor", "c2pa.cropped"]
    assert found["c2pa.ingredient.v3"]["relationship"] == "parentOf"
    changed = bytearray(data)
    changed[-30] ^= 1
    with pytest.raises(AssertionError):
        read_independently(bytes(changed))


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
@pytest.mark.parametrize("file_format", FORMATS)
def test_exiftool_finds_the_record_and_nothing_private(file_format, key, camera, tmp_path):
    """An independent program reads actions and disclosure; no place, serial number or thumbnail."""
    file = tmp_path / f"signed.{file_format.lower()}"
    file.write_bytes(sign(picture(file_format), developed(camera), key))
    said = subprocess.run(
        ["exiftool", "-a", "-G1", "-s", "-ee3", str(file)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "digitalsourcetype/algorithmicallyEnhanced" in said
    if file_format in ("JPEG", "PNG"):  # exiftool 12.57 reads C2PA in those two
        assert "c2pa.adjustedColor" in said
    for word in ("GPS", "[IFD0]", "[ExifIFD]", "SerialNumber", SERIAL, "ThumbnailImage"):
        assert word not in said


def test_what_is_no_picture_cannot_be_signed(key):
    """In words."""
    with pytest.raises(ProvenanceError, match="no picture that can hold"):
        sign(b"hello", developed(), key)
    assert media_type_of(saved(scene(), "AVIF")) == "image/avif"
