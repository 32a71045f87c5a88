"""The signing key: made once, private to the user; refused with a reason if it cannot serve."""

import stat
import sys
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from catchlight.errors import ProvenanceError, UsageError
from catchlight.exports.sealing import Signing
from catchlight.provenance import signing_key
from catchlight.provenance.c2pa_read import read_credentials
from catchlight.provenance.c2pa_write import sign
from catchlight.provenance.signing_key import key_from_files, own_key, trust_anchors
from catchlight.provenance.story import Action, Ingredient, Step, Story
from catchlight.settings import default_settings

from .pictures import saved, scene

STORY = Story("A test", (Step(Action.OPENED),), (Ingredient("parentOf"),))


def pem_pair(folder, key, *, days=30, password=None, chained=True):
    """A key and its certificate, signed by an authority of its own, as files."""
    authority = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    top = x509.Name.from_rfc4514_string("CN=Test authority,O=Tests")
    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    leaf = (
        x509.CertificateBuilder()
        .subject_name(x509.Name.from_rfc4514_string("CN=Ana Photographer,O=Ana"))
        .issuer_name(top)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=40))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(False, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()),
            critical=False,
        )
        .sign(authority, hashes.SHA256())
    )
    ca_usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    root = (
        x509.CertificateBuilder()
        .subject_name(top)
        .issuer_name(top)
        .public_key(authority.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=40))
        .not_valid_after(now + timedelta(days=400))
        .add_extension(x509.BasicConstraints(True, 0), critical=True)
        .add_extension(ca_usage, critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(authority.public_key()), critical=False
        )
        .sign(authority, hashes.SHA256())
    )
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
    chain = leaf.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM) * chained
    (folder / "chain.pem").write_bytes(chain)
    (folder / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    return folder / "key.pem", folder / "chain.pem"


def test_the_key_is_made_once_and_kept(tmp_path):
    """The second use finds the first one's key; its name is the one asked for."""
    first = own_key(tmp_path, "Ana")
    assert own_key(tmp_path, "Somebody else") == first
    assert first.name == "Ana"
    assert first.is_own
    assert first.algorithm == "ES256"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_only_the_user_can_read_it(tmp_path):
    """0600 for files, 0700 for folders; and no second key lies about: the authority's is gone."""
    own_key(tmp_path)
    folder = tmp_path / "keys" / "own"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["authority.pem", "signing.key", "signing.pem"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert sum(b"PRIVATE KEY" in file.read_bytes() for file in files) == 1
    assert [entry.name for entry in (tmp_path / "keys").iterdir()] == ["own"]


def test_the_key_is_not_shown(tmp_path):
    """Printing it, as a log or a traceback does, gives no secret."""
    key = own_key(tmp_path)
    assert "PRIVATE" not in repr(key)


def test_of_two_programs_that_make_one_the_later_gives_way(tmp_path, monkeypatch):
    """Both sign with the same key in the end."""
    made = signing_key._new_pair

    def slow(name):
        monkeypatch.setattr(signing_key, "_new_pair", made)
        own_key(tmp_path, "The faster one")
        return made(name)

    monkeypatch.setattr(signing_key, "_new_pair", slow)
    assert own_key(tmp_path, "The slower one").name == "The faster one"
    assert [entry.name for entry in (tmp_path / "keys").iterdir()] == ["own"]


def test_an_out_of_date_key_is_made_anew_and_old_files_stay_known(tmp_path, monkeypatch):
    """The old authority goes to the trusted ones."""
    monkeypatch.setattr(signing_key, "VALID_YEARS", 1 / 365.25 / 86400)
    monkeypatch.setattr(signing_key, "_CLOCK_SLACK", timedelta(seconds=-1))
    with pytest.raises(ProvenanceError, match="not today"):
        own_key(tmp_path)  # not valid before the next second
    monkeypatch.undo()
    old = (tmp_path / "keys" / "own" / "authority.pem").read_bytes()
    monkeypatch.setattr(signing_key, "_is_out_of_date", lambda folder: True)
    new = own_key(tmp_path)
    assert old in trust_anchors(tmp_path)
    assert old not in new.chain_pem


def test_a_damaged_own_key_is_an_error_and_is_not_replaced(tmp_path):
    """Nothing is thrown away in silence."""
    own_key(tmp_path)
    file = tmp_path / "keys" / "own" / "signing.key"
    file.write_bytes(b"not a key")
    with pytest.raises(ProvenanceError, match="cannot be used"):
        own_key(tmp_path)
    assert file.read_bytes() == b"not a key"


KINDS = {
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ES384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "PS256": lambda: rsa.generate_private_key(65537, 2048),
}


@pytest.mark.parametrize("algorithm", KINDS)
def test_the_users_own_key_signs(tmp_path, algorithm):
    """Of every usual kind; the file names the user, and is known once the authority is trusted."""
    key = key_from_files(*pem_pair(tmp_path, KINDS[algorithm]()))
    assert (key.algorithm, key.name, key.is_own) == (algorithm, "Ana Photographer", False)
    data = sign(saved(scene(), "JPEG"), STORY, key)
    found = read_credentials(data)
    assert (found.is_intact, found.is_known, found.signer) == (True, False, "Ana Photographer")
    assert read_credentials(data, (tmp_path / "root.pem").read_bytes()).is_known


def test_a_key_that_cannot_serve_is_refused_with_the_reason(tmp_path):
    """Strange pair, locked, out of date, of an odd kind, missing, no PEM."""
    key, chain = pem_pair(tmp_path, ec.generate_private_key(ec.SECP256R1()))
    other = tmp_path / "other"
    other.mkdir()
    strange, _ = pem_pair(other, ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(ProvenanceError, match="does not belong"):
        key_from_files(strange, chain)
    with pytest.raises(ProvenanceError, match="without a password"):
        key_from_files(*pem_pair(other, ec.generate_private_key(ec.SECP256R1()), password=b"x"))
    with pytest.raises(ProvenanceError, match=r"not today\. Renew it"):
        key_from_files(*pem_pair(other, ec.generate_private_key(ec.SECP256R1()), days=-1))
    with pytest.raises(ProvenanceError, match="of a kind"):
        key_from_files(*pem_pair(other, dsa.generate_private_key(2048)))
    with pytest.raises(ProvenanceError, match="cannot be read"):
        key_from_files(tmp_path / "none.pem", chain)
    with pytest.raises(ProvenanceError, match="Expected PEM"):
        key_from_files(key, key)


def test_a_key_without_certificates_is_wrong_usage():
    """Both are needed."""
    from pathlib import Path

    with pytest.raises(UsageError, match="--sign-cert"):
        Signing(key=Path("key.pem")).find_key()


def test_signing_follows_the_settings(tmp_path, monkeypatch):
    """On by default with the key of this machine; off when asked."""
    monkeypatch.setenv("CATCHLIGHT_HOME", str(tmp_path))
    usual = Signing.from_settings(default_settings())
    assert usual.find_key() == own_key(tmp_path)
    off = default_settings().with_values("a test", {"credentials.sign": False})
    assert Signing.from_settings(off).find_key() is None
