"""`catchlight people`: on record, agreeing, withdrawing, handing over, erasing without a trace."""

import json
import zipfile
from datetime import date, timedelta
from hashlib import sha256

import numpy as np
import pytest
from PIL import Image

from catchlight.brief import Brief
from catchlight.cli.app import run
from catchlight.cli.sitters import asked_sitter, note_kit
from catchlight.errors import ConsentMissing
from catchlight.image import find_photo, open_photo, to_uint8
from catchlight.people.embeddings import EmbeddingVault
from catchlight.sitters.neighbors import others
from catchlight.sitters.record import on_record
from catchlight.store import ExportDraft, TakeDraft, open_store
from catchlight.studio import Studio

NAME = "Zebulon Quartermain"
TOMORROW = str(date.today() + timedelta(days=1))


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A data folder of its own."""
    folder = tmp_path / "data"
    monkeypatch.setenv("CATCHLIGHT_HOME", str(folder))
    return folder


@pytest.fixture
def photo(tmp_path):
    """A photo of the sitter that nobody else has."""
    path = tmp_path / "zebulon.jpg"
    pixels = to_uint8(open_photo("sample:astronaut").pixels)
    Image.fromarray(pixels).save(path, quality=90, comment=b"Zebulon's own bytes")
    return path


def everything(*folders):
    """All bytes of all files, and their names."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return b"".join(str(path).encode() + path.read_bytes() for path in files)


def said(capsys, *command):
    """Exit code, output and errors of a command."""
    code = run(["people", *command])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_looking_makes_no_database(home, capsys):
    """Nothing is written before there is something to keep."""
    assert said(capsys, "list") == (
        0, "Nobody is on record. `catchlight people add NAME` puts someone there.\n", "",
    )  # fmt: skip
    assert on_record("Ana", home) is None
    assert not home.exists()


def test_a_sitter_is_put_on_record_with_what_they_agreed_to(capsys):
    """Listed and shown, for people and for programs."""
    code, out, _ = said(
        capsys, "add", "Ana", "--agrees", "develop", "export", "--platforms", "linkedin",
        "--until", TOMORROW, "--attested-by", "Ana herself",
    )  # fmt: skip
    assert code == 0 and "develop, export; with darkroom; on platforms: linkedin" in out
    assert TOMORROW in out and "said by Ana herself" in out
    _, out, _ = said(capsys, "list", "--json")
    (row,) = json.loads(out)["people"]
    assert row["name"] == "Ana" and row["agreement"].startswith("Holds today")
    _, out, _ = said(capsys, "show", "ana", "--json")
    told = json.loads(out)
    assert told["agreements"][0]["platforms"] == ["linkedin"]
    assert told["likeness_baseline"] is None


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (("add", "Ana", "--agrees", "everything"), "use 'everything' is unknown"),
        (("add", "Ana", "--agrees", "export", "--platforms", "linkedn"), "mean 'linkedin'"),
        (("add", "Ana", "--agrees", "send", "--backends", "opnai"), "mean 'openai'"),
        (("add", "Ana", "--agrees", "export", "--until", "2020-01-01"), "ended on 2020-01-01"),
        (("add", "Ana", "--photos", "none.jpg"), "none.jpg"),
        (("add", "Ana", "--agrees", "export", "--sheet", "none.pdf"), "none.pdf cannot be read"),
        (("add", "Ana", "--sheet", "none.pdf"), "without an agreement"),
        (("show", "Nobody"), "person 'Nobody' is unknown"),
        (("withdraw", "Nobody"), "catchlight people list"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nobody_is_half_on_record(capsys, command, why):
    """Bad names, days, files."""
    code, _, err = said(capsys, *command)
    assert code in (1, 2)
    assert why.lower() in err.lower()
    assert "Nobody is on record" in said(capsys, "list")[1]


def test_a_name_is_on_record_once(capsys):
    """Whatever its case."""
    run(["people", "add", "Ana"])
    assert "on record already" in said(capsys, "add", "ANA")[2]


def test_a_withdrawn_agreement_stops_a_direction_and_a_new_one_allows_it(capsys):
    """Asked before anything is opened; platforms too."""
    brief = Brief(job="trust", sitter="ana", platforms=("linkedin", "x"))
    assert asked_sitter(brief, "darkroom") == (None, ())  # not on record: a label
    run(["people", "add", "Ana"])
    with pytest.raises(ConsentMissing, match="on record without an agreement"):
        asked_sitter(brief, "darkroom")
    run(["people", "agree", "Ana", "--to", "develop", "export", "--platforms", "linkedin"])
    with pytest.raises(ConsentMissing, match="platform “x”"):
        asked_sitter(brief, "darkroom")
    run(["people", "agree", "Ana", "--to", "develop", "export"])
    found, _ = asked_sitter(brief, "darkroom")
    assert found is not None and found.person.name == "Ana"
    with pytest.raises(ConsentMissing, match="use “generate”"):
        asked_sitter(brief, "openai")
    run(["people", "withdraw", "Ana"])
    with pytest.raises(ConsentMissing, match="withdrew consent"):
        asked_sitter(brief, "darkroom")
    assert "withdrew consent" in said(capsys, "list")[1]


def test_direct_writes_nothing_for_a_sitter_who_did_not_agree(tmp_path, capsys):
    """One sentence, exit code 1."""
    run(["people", "add", "Ana", "--agrees", "export"])
    command = ["direct", "sample:astronaut", "--job", "trust", "--sitter", "Ana"]
    assert run([*command, "--out", str(tmp_path / "kit")]) == 1
    assert "did not agree to the use “develop”" in capsys.readouterr().err
    assert not (tmp_path / "kit").exists()


def test_an_export_asks_for_each_platform_and_before_it_leaves(tmp_path, capsys):
    """Of a finished picture too; a store elsewhere needs the use `send`."""
    run(["people", "add", "Ana", "--agrees", "export", "--platforms", "x"])
    command = ["export", "sample:astronaut", "--sitter", "Ana", "-o", str(tmp_path / "files")]
    assert run([*command, "--platforms", "linkedin"]) == 1
    assert "platform “linkedin”" in capsys.readouterr().err
    assert run([*command, "--platforms", "x", "--to", "s3://bucket/ana"]) == 1
    assert "use “send”" in capsys.readouterr().err
    assert not (tmp_path / "files").exists()
    run(
        ["people", "agree", "Ana", "--to", "export", "send", "--platforms", "x", "--backends",
         "object_store"]
    )  # fmt: skip
    capsys.readouterr()
    assert run([*command, "--platforms", "x", "--no-credentials"]) == 0
    assert run(["inspect", *map(str, (tmp_path / "files").glob("*-x.jpg"))]) == 0
    assert "no content credentials" in capsys.readouterr().out


def test_a_finished_kit_is_packed_or_sent_only_with_its_sitters_consent(tmp_path, capsys):
    """The kit says who it shows and where it goes; naming somebody else does not get around it."""
    kit, packed = tmp_path / "kit", tmp_path / "kit.zip"
    kit.mkdir()
    brief = {"sitter": "Ana", "platforms": ["linkedin"]}
    (kit / "kit.json").write_text(json.dumps({"brief": brief}), encoding="utf-8")
    command = ["export", str(kit), "--zip", str(packed)]
    run(["people", "add", "Ana", "--agrees", "export", "--platforms", "x"])
    assert run([*command, "--sitter", "Somebody"]) == 1
    assert "platform “linkedin”" in capsys.readouterr().err
    run(["people", "agree", "Ana", "--to", "export"])
    assert run([*command, "--to", "s3://bucket/ana"]) == 1
    assert "use “send”" in capsys.readouterr().err
    assert not packed.exists()
    assert run(command) == 0
    packed.unlink()
    run(["people", "withdraw", "Ana"])
    assert run(command) == 1
    assert "withdrew consent" in capsys.readouterr().err
    (kit / "kit.json").unlink()  # files that say nothing: the one who is named is asked
    (kit / "one.jpg").write_bytes(b"picture")
    assert run([*command, "--sitter", "Ana"]) == 1
    assert not packed.exists()


@pytest.mark.parametrize("command", ["apply", "team"])
def test_an_identity_is_not_laid_on_photos_of_a_sitter_who_did_not_agree(command, tmp_path, capsys):
    """Of several that are named, everybody on record is asked, before a photo is opened."""
    brand, out = tmp_path / "brand.toml", tmp_path / "out"
    run(["identity", "from-job", "trust", "-o", str(brand)])
    run(["people", "add", "Ana", "--agrees", "develop", "export"])
    run(["people", "withdraw", "Ana"])
    photos = ["sample:astronaut", "--sitter", "Ben", "--sitter", "Ana", "-o", str(out)]
    words = [str(brand), *photos] if command == "apply" else [*photos, "--brand", str(brand)]
    capsys.readouterr()
    assert run(["identity", command, *words]) == 1
    assert "Ana withdrew consent" in capsys.readouterr().err
    assert not out.exists()


def test_a_photo_of_a_sitter_who_did_not_agree_is_not_retouched(tmp_path, capsys):
    """Asked before the photo is opened; nothing is written."""
    out = tmp_path / "out.jpg"
    run(["people", "add", "Ana", "--agrees", "export"])
    command = ["retouch", "none.jpg", "--edit", "warmth=0.2", "--sitter", "Ana", "-o", str(out)]
    capsys.readouterr()
    assert run(command) == 1
    assert "did not agree to the use “develop”" in capsys.readouterr().err
    assert not out.exists()


def test_the_library_asks_as_the_command_does(tmp_path):
    """Nobody gets around the agreement by calling Python."""
    run(["people", "add", "Ana", "--agrees", "export"])
    brief = Brief(job="trust", sitter="Ana")
    with pytest.raises(ConsentMissing, match="use “develop”"):
        Studio().direct(["sample:astronaut"], brief, tmp_path / "kit")
    assert not (tmp_path / "kit").exists()


def test_a_sitter_in_the_trash_can_be_erased(home):
    """By name, as the trash keeps them."""
    run(["people", "add", NAME])
    with open_store(home) as store:
        store.trash.put("person", store.people.all()[0].id)
    assert NAME.encode() in everything(home)
    assert run(["people", "erase", NAME, "--confirm", NAME]) == 0
    assert NAME.encode() not in everything(home)


def test_an_expired_agreement_is_no_agreement(home):
    """The day after the last one."""
    run(["people", "add", "Ana", "--agrees", "develop", "export", "--until", TOMORROW])
    found = on_record("Ana", home)
    assert found is not None and found.consent is not None
    later = date.today() + timedelta(days=2)
    assert "ended on" in found.consent.refusal("develop", on=later)


def test_a_signed_sheet_is_kept_with_its_hash(home, tmp_path, capsys):
    """Written to be printed, scanned, and put on record."""
    page = tmp_path / "sheet.html"
    assert run(["people", "sheet", "Ana", "--out", str(page), "--publisher", "Studio Lux"]) == 0
    assert "Studio Lux" in page.read_text("utf-8")
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF a scan with a signature")
    run(["people", "add", "Ana"])
    run(["people", "agree", "Ana", "--to", "develop", "--sheet", str(scan)])
    found = on_record("Ana", home)
    assert found is not None and found.consent is not None
    assert found.consent.how == "signed sheet"
    assert found.consent.sheet_sha256 == sha256(scan.read_bytes()).hexdigest()
    with open_store(home) as store:
        assert store.blobs.get(found.consent.sheet_sha256) == scan.read_bytes()


def test_photos_of_a_sitter_make_their_baseline(home, photo, capsys):
    """With one photo what is typical stands in, and it says so."""
    assert run(["people", "add", NAME, "--photos", str(photo)]) == 0
    _, out, _ = said(capsys, "show", NAME)
    assert "One photo is too few for a likeness baseline" in out


def test_everything_of_a_sitter_can_be_handed_over(photo, tmp_path, capsys):
    """Record, agreements, photos as they were given."""
    run(["people", "add", NAME, "--photos", str(photo), "--agrees", "develop"])
    code, out, _ = said(capsys, "export", NAME, "--out", str(tmp_path / "all.zip"))
    assert code == 0 and "1 consents, 1 photos" in out
    with zipfile.ZipFile(tmp_path / "all.zip") as zipped:
        told = json.loads(zipped.read("person.json"))
        assert zipped.read(told["photos"][0]["file"]) == photo.read_bytes()
    assert told["person"]["name"] == NAME


def test_erasing_asks_for_the_name(capsys):
    """Typed wrong, or not at all: nothing happens."""
    run(["people", "add", NAME])
    for typed in ([], ["--confirm", "zebulon quartermain"]):
        code, _, err = said(capsys, "erase", NAME, *typed)
        assert code == 1 and "Nothing was erased" in err
    assert NAME in said(capsys, "list")[1]


def keep_one_of_everything(home, photo, kit):
    """A sitter with photo, take, export, task, signed sheet, reading, embedding and kit."""
    sheet = photo.with_name("sheet.pdf")
    sheet.write_bytes(b"%PDF signed by Zebulon")
    run(
        ["people", "add", NAME, "--photos", str(photo), "--agrees", "develop", "export",
         "--sheet", str(sheet), "--note", "tall"]
    )  # fmt: skip
    Studio().read(str(photo))
    with open_store(home) as store:
        (person,) = (one for one in store.people.all() if one.name == NAME)
        (project,) = (one for one in store.projects.all() if one.person_id == person.id)
        (kept,) = store.photos.of_project(project.id)
        task = store.tasks.add("direct", f"Direct {NAME}", {"photos": [kept.id]}, project.id)
        draft = TakeDraft(
            key="f" * 64, title=f"{NAME}, warm", backend="darkroom", media_type="image/jpeg",
            width=9, height=9, photo_id=kept.id, base_sha256=kept.sha256, task_id=task.id,
        )  # fmt: skip
        take = store.takes.add(project.id, draft, b"a take of Zebulon")
        made = ExportDraft(
            kind="platform", file_name="zebulon.jpg", media_type="image/jpeg", take_id=take.id
        )
        store.exports.add(project.id, made, b"an export of Zebulon")
        vault = EmbeddingVault(home)
        vault.keep(person.id, {kept.sha256: np.ones(128, np.float32)})
    kit.mkdir()
    (kit / "zebulon-linkedin.jpg").write_bytes(b"kit of Zebulon")
    told = {"brief": {"sitter": NAME}, "exports": [{"file": "zebulon-linkedin.jpg"}]}
    (kit / "kit.json").write_text(json.dumps({**told, "takes": [], "files": {}}))
    note_kit(on_record(NAME, home), kit)
    return person.id, kept.sha256


def test_nothing_of_an_erased_sitter_is_left_anywhere(home, photo, tmp_path, capsys):
    """Not in the database's pages or log, not in files, caches, embeddings, kits; others stay."""
    photo_bytes = photo.read_bytes()
    kit = tmp_path / "kit"
    id_, photo_hash = keep_one_of_everything(home, photo, kit)
    run(["people", "add", "Benedikt Aurelius", "--agrees", "develop"])
    traces = (
        NAME.encode(), b"Zebulon", b"zebulon", id_.encode(), photo_hash.encode(),
        photo_bytes[400:600], b"tall",
    )  # fmt: skip
    places = (home, tmp_path / "cache")
    before = everything(*places)
    assert all(trace in before for trace in traces)
    assert list((tmp_path / "cache").rglob("*.json"))  # its reading

    receipt = tmp_path / "receipt.json"
    code, out, _ = said(capsys, "erase", NAME, "--confirm", NAME, "--receipt", str(receipt))

    assert code == 0 and "Store: " in out and "Not looked for: " in out
    after = everything(*places)
    for trace in traces:
        assert trace not in after, trace
    assert not kit.exists()
    assert not list((tmp_path / "cache").rglob("*.json"))
    assert b"Benedikt Aurelius" in after
    told = receipt.read_text("utf-8")
    assert "Zebulon" not in told
    assert sha256(photo_bytes).hexdigest() in json.loads(told)["files_sha256"]
    assert len(json.loads(told)["files_sha256"]) == 7  # photo, take, export, sheet, seal, kit's two


def test_a_kit_with_files_of_the_users_own_is_left_and_named(home, photo, tmp_path, capsys):
    """Nothing is deleted that is not certainly the kit's."""
    kit = tmp_path / "kit"
    keep_one_of_everything(home, photo, kit)
    (kit / "my-notes.txt").write_text("mine")
    _, out, _ = said(capsys, "erase", NAME, "--confirm", NAME)
    assert (kit / "my-notes.txt").is_file()
    assert "Left:" in out and "delete it by hand" in out


def test_a_folder_that_holds_another_kit_now_is_left_alone(home, photo, tmp_path, capsys):
    """It was overwritten with somebody else's."""
    kit = tmp_path / "kit"
    keep_one_of_everything(home, photo, kit)
    told = json.loads((kit / "kit.json").read_text())
    (kit / "kit.json").write_text(json.dumps({**told, "brief": {"sitter": "Ben"}}))
    code, out, _ = said(capsys, "erase", NAME, "--confirm", NAME)
    assert code == 0 and "no longer there; if you moved it" in out
    assert (kit / "zebulon-linkedin.jpg").is_file()


def test_only_people_whose_agreement_holds_are_compared_with(home, photo, tmp_path):
    """Others in the library, for the flag; kept sealed only when asked for."""
    run(["people", "add", "Ana", "--agrees", "develop"])
    run(["people", "add", NAME, "--photos", str(photo), "--agrees", "develop"])
    with open_store(home) as store:
        ana = next(one.id for one in store.people.all() if one.name == "Ana")
        found = others(store, ana, date.today(), None)
        assert len(found) == 1 and found[0].shape == (128,)
        assert not (home / "embeddings").exists()
        vault = EmbeddingVault(home)
        assert np.allclose(others(store, ana, date.today(), vault)[0], found[0])
        assert np.allclose(others(store, ana, date.today(), vault)[0], found[0])
        assert len(list((home / "embeddings").iterdir())) == 1
        run(["people", "withdraw", NAME])
        assert others(store, ana, date.today(), None) == []


def test_a_photo_without_a_face_is_not_kept(tmp_path, capsys):
    """And the sitter is not on record by half."""
    path = tmp_path / "wall.png"
    Image.fromarray(np.full((400, 400, 3), 120, np.uint8)).save(path)
    assert run(["people", "add", "Ana", "--photos", str(path)]) == 1
    assert "Nobody is on record" in said(capsys, "list")[1]


def test_the_sample_is_found():
    """The tests above need it."""
    assert len(find_photo("sample:astronaut")) > 10_000
