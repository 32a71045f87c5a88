"""Inspecting a file: who did what with what, trusted or not, tampered or not, what else is left."""

import json

import pytest

from catchlight.cli.app import run
from catchlight.errors import ProvenanceError
from catchlight.provenance.c2pa_write import sign
from catchlight.provenance.inspection import inspect
from catchlight.provenance.iptc import SourceType, xmp_packet
from catchlight.provenance.signing_key import own_key, trust_anchors
from catchlight.provenance.story import Action, Ingredient, Step, Story

from .credentials import camera_jpeg
from .pictures import phone_jpeg, phone_webp, prompt_png, saved, scene

STEPS = (
    Step(Action.OPENED, "A photo of the sitter"),
    Step(Action.EDITED, "Smile, strength 0.30", SourceType.HUMAN_EDITS),
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    monkeypatch.setenv("CATCHLIGHT_HOME", str(folder))
    return folder


def signed(home, photo=b"", term=SourceType.HUMAN_EDITS):
    plain = saved(scene(), "JPEG", xmp=xmp_packet(term))
    story = Story("Portrait", STEPS, (Ingredient("parentOf", photo, "A photo of the sitter"),))
    return sign(plain, story, own_key(home, "Ana"))


def test_a_signed_file_in_words(home):
    """Unchanged, by whom, what was done, what it is, and that nothing else is in it."""
    found = inspect(signed(home), "a.jpg", trust_anchors(home))
    said = " ".join(found.sentences)
    assert found.sentences[0] == "Unchanged since it was signed."
    assert "Signed by “Ana”" in said and "This machine knows the signer" in said
    assert "edited the content: Smile, strength 0.30." in said
    assert "Made from: A photo of the sitter, which had no credentials of its own." in said
    assert "The expression or pose was moved a little." in said
    assert "Nothing else is left in it" in said
    assert found.agrees and not found.is_tampered


def test_a_stranger_is_not_trusted_and_the_reason_is_said(home):
    """The name of a signer that nobody knows is only a claim."""
    said = " ".join(inspect(signed(home), "a.jpg").sentences)
    assert "does not know the signer" in said
    assert "anybody can sign under any name" in said


def test_a_photo_with_its_own_credentials_is_told_with_its_maker(home, tmp_path):
    """And what was taken out of them."""
    camera = camera_jpeg(own_key(tmp_path, "Camera maker"))
    said = " ".join(inspect(signed(home, camera), "a.jpg", trust_anchors(home)).sentences)
    assert "with its own credentials by “Camera maker” (not known to this machine)" in said
    assert "they fitted when it was used" in said
    assert "3 parts (pictures, places, names) were taken out" in said


def test_a_tampered_file_is_called_so(home):
    """First of all, and with what does not fit."""
    data = bytearray(signed(home))
    data[-30] ^= 1
    found = inspect(bytes(data), "a.jpg", trust_anchors(home))
    assert found.is_tampered
    assert found.sentences[0].startswith("TAMPERED")
    assert "assertion.dataHash.mismatch" in found.sentences[0]


def test_metadata_that_contradicts_the_record_is_noticed(home):
    """A file signed as reshaped whose IPTC field says it was generated."""
    found = inspect(signed(home, term=SourceType.GENERATED), "a.jpg")
    assert not found.agrees
    assert "disagree" in " ".join(found.sentences)


def test_what_else_a_file_carries_is_named():
    """Place, camera, prompt, comment: so that one knows before sending it."""
    phone = inspect(phone_jpeg(), "p.jpg").sentences
    assert "nobody has signed" in phone[0]
    for word in ("GPS", "EXIF", "IPTC records", "a comment", "bytes after", "photoshop"):
        assert word in phone[-1]
    assert "writes its prompt there" in inspect(prompt_png(), "p.png").sentences[-1]


def test_what_credentials_hold_besides_the_record_is_named(home, tmp_path):
    """A camera signs its thumbnail and the place in; our own files hold nothing of the kind."""
    camera = camera_jpeg(own_key(tmp_path, "Camera maker"))
    assert inspect(camera, "c.jpg").beside == ("c2pa.metadata", "c2pa.thumbnail.claim", "stds.exif")
    assert "inside its credentials: c2pa.metadata" in inspect(camera, "c.jpg").sentences[-1]
    assert inspect(signed(home, camera), "a.jpg").beside == ()


def test_malformed_exif_is_named():
    """A block that does not begin as EXIF does."""
    for data in (phone_jpeg(), phone_webp()):
        assert not any("exif" in one for one in inspect(data, "x").damaged)
        at = data.index(b"MM\x00*") if b"MM\x00*" in data else data.index(b"II*\x00")
        broken = data[:at] + b"\xff\xff\xff\xff" + data[at + 4 :]
        found = inspect(broken, "x")
        assert any(one.startswith("exif:") for one in found.damaged)
        assert found.is_tampered


@pytest.mark.parametrize(
    "rubbish", [b"\xff\xff\xff\x7f" + b"no list" * 3, b"\x08\0\0\0\xff\x7f" + b"cut off"]
)
def test_exif_that_points_outside_itself_is_named(rubbish):
    """Its header is right, but its first list is not there, or is cut off."""
    found = inspect(saved(scene(), "JPEG", exif=b"Exif\0\0II*\0" + rubbish), "x")
    assert "Damaged: exif: malformed: its header or its first list is broken." in found.sentences
    assert "Nothing else can be read from it; what is damaged may hold more." in found.sentences


def test_what_is_damaged_is_said_with_one_full_stop():
    """A file that was cut off."""
    whole = saved(scene(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0")
    assert not inspect(whole, "x").damaged
    said = inspect(whole[: len(whole) // 2], "x").sentences
    assert any(line.startswith("Damaged: ") for line in said)
    assert not any(line.endswith("..") for line in said)


def test_a_file_that_is_no_picture_is_an_error():
    """Not a picture without credentials."""
    with pytest.raises(ProvenanceError, match="no picture"):
        inspect(b"hello", "a.txt")


def test_the_command_leaves_with_1_when_a_file_was_tampered_with(home, tmp_path, capsys):
    """0 for a whole file; the JSON holds the same findings."""
    file = tmp_path / "a.jpg"
    file.write_bytes(signed(home))
    assert run(["inspect", str(file)]) == 0
    assert "This machine knows the signer" in capsys.readouterr().out
    data = bytearray(file.read_bytes())
    data[-30] ^= 1
    file.write_bytes(bytes(data))
    assert run(["inspect", str(file), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["tampered"] is True
    assert told["signed_source_type"] == told["digital_source_type"] == "humanEdits"
    assert told["credentials"]["signer_known"] is True


def test_the_command_says_what_is_wrong_with_a_file_it_cannot_read(tmp_path, capsys):
    """One sentence, exit code 1."""
    file = tmp_path / "a.jpg"
    file.write_bytes(b"hello")
    assert run(["inspect", str(file)]) == 1
    assert "no picture" in capsys.readouterr().err
    assert run(["inspect", str(tmp_path / "none.jpg")]) == 1
