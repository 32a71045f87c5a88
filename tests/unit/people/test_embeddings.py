"""Embeddings at rest: none unless asked for, sealed, and gone without a trace."""

import json
import stat
import sys

import numpy as np
import pytest

from catchlight.errors import PersonError
from catchlight.people.deletion import Person
from catchlight.people.embeddings import EmbeddingVault, key_in_keyring
from catchlight.settings import default_settings
from catchlight.sitters.neighbors import vault_of

FACE = np.linspace(-1, 1, 128, dtype=np.float32)


def all_bytes(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_none_are_kept_unless_the_user_turns_it_on(tmp_path):
    """Off by default."""
    assert vault_of(default_settings(), tmp_path) is None
    on = default_settings().with_values("a test", {"people.keep_embeddings": True})
    assert isinstance(vault_of(on, tmp_path), EmbeddingVault)


def test_they_come_back_and_more_are_added(tmp_path):
    """By photo."""
    vault = EmbeddingVault(tmp_path)
    vault.keep("a1", {"photo-1": FACE})
    vault.keep("a1", {"photo-2": -FACE})
    found = EmbeddingVault(tmp_path).of("a1")
    assert sorted(found) == ["photo-1", "photo-2"]
    assert np.array_equal(found["photo-2"], -FACE)
    assert vault.of("b2") == {}


def test_the_files_are_noise_without_the_key(tmp_path):
    """Neither the numbers nor the photos' names can be read."""
    EmbeddingVault(tmp_path).keep("a1", {"photo-1": FACE})
    kept = all_bytes(tmp_path / "embeddings")
    for secret in (b"photo-1", FACE.tobytes()[:64], json.dumps(FACE.tolist())[:40].encode()):
        assert secret not in kept
    (tmp_path / "keys" / "embeddings.key").write_bytes(b"x" * 32)
    with pytest.raises(PersonError, match="cannot be opened"):
        EmbeddingVault(tmp_path).of("a1")


def test_one_persons_file_does_not_open_as_anothers(tmp_path):
    """The id is sealed in: swapping files is noticed."""
    vault = EmbeddingVault(tmp_path)
    vault.keep("a1", {"photo-1": FACE})
    folder = tmp_path / "embeddings"
    (folder / "a1.sealed").rename(folder / "b2.sealed")
    with pytest.raises(PersonError, match="cannot be opened"):
        vault.of("b2")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_only_the_user_can_read_them(tmp_path):
    """0600 for key and files."""
    EmbeddingVault(tmp_path).keep("a1", {"photo-1": FACE})
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_forgetting_leaves_nothing_of_the_person(tmp_path):
    """The file is gone; others stay; the receipt has its hash."""
    vault = EmbeddingVault(tmp_path)
    vault.keep("a1", {"photo-1": FACE})
    vault.keep("b2", {"photo-9": FACE})
    gone = vault.forget(Person("a1", "Ana"))
    assert gone.counts == {"files": 1} and len(gone.hashes[0]) == 64
    assert not vault.still_holds(Person("a1", "Ana"))
    assert vault.of("b2")
    assert vault.forget(Person("a1", "Ana")).counts == {}


def test_the_key_can_live_in_the_keyring(tmp_path, monkeypatch):
    """Then no key lies in the data folder."""
    kept = {}

    class Ring:
        get_password = staticmethod(lambda *entry: kept.get(entry))
        set_password = staticmethod(lambda *entry: kept.update({entry[:2]: entry[2]}))

    monkeypatch.setitem(sys.modules, "keyring", Ring)
    EmbeddingVault(tmp_path, key_in_keyring()).keep("a1", {"photo-1": FACE})
    assert "photo-1" in EmbeddingVault(tmp_path, key_in_keyring()).of("a1")
    assert not (tmp_path / "keys").exists()
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(PersonError, match="package keyring is missing"):
        key_in_keyring()


def test_an_id_leads_to_no_other_folder(tmp_path):
    """Only ids."""
    with pytest.raises(PersonError, match="no id"):
        EmbeddingVault(tmp_path).of("../keys/x")
