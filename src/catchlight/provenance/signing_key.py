"""The key that signs content credentials: made here on first use, or the user's own.

The own key is a P-256 pair with a certificate from a small authority that is made with it. The
authority's private half is thrown away at once: it can never vouch for another key. Both live in
`keys/own` of the data folder, readable by this user only.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ProvenanceError

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

KEYS_FOLDER, OWN_FOLDER, TRUSTED_FOLDER = "keys", "own", "trusted"
KEY_FILE, CHAIN_FILE, AUTHORITY_FILE = "signing.key", "signing.pem", "authority.pem"
DEFAULT_NAME = "A Catchlight user"
# Long, as a signature without a trusted time stamp counts only while its certificate is valid.
VALID_YEARS = 10
_DAYS_A_YEAR = 365.25
_CLOCK_SLACK = timedelta(days=1)  # other machines' clocks may run a little behind
_ORGANIZATION = "Catchlight, self-signed on the user's machine"


@dataclass(frozen=True)
class SigningKey:
    """A private key with its certificates (PEM, the signer's first) and the C2PA algorithm.

    `name` is the signer's, as readers will see it; `is_own` says that it was made here.
    """

    chain_pem: bytes
    key_pem: bytes
    algorithm: str
    name: str
    is_own: bool

    def __repr__(self) -> str:
        """Without the key: it must not get into a log."""
        return f"SigningKey(name={self.name!r}, algorithm={self.algorithm!r})"


def own_key(data_folder: Path, name: str = DEFAULT_NAME) -> SigningKey:
    """The key of this machine; made when there is none, and made anew once it is out of date.

    `name` goes into a new certificate and so into every signed file. Raises ProvenanceError.
    """
    folder = data_folder / KEYS_FOLDER / OWN_FOLDER
    try:
        if folder.is_dir() and _is_out_of_date(folder):
            _set_aside(folder)
        if not folder.is_dir():
            _make(folder, name or DEFAULT_NAME)
        chain, key = (folder / CHAIN_FILE).read_bytes(), (folder / KEY_FILE).read_bytes()
    except OSError as error:
        raise ProvenanceError(
            f"The signing key in {folder} cannot be kept or read ({error.strerror or error}). "
            "Expected a folder of yours. Mend its permissions, or sign nothing: --no-credentials."
        ) from error
    return _checked(chain, key, is_own=True)


def key_from_files(key: Path, certificates: Path) -> SigningKey:
    """The user's own key and certificate chain (PEM files, the signer's certificate first).

    Raises ProvenanceError when they cannot be read, do not belong together, or are out of date.
    """
    try:
        key_pem, chain_pem = key.read_bytes(), certificates.read_bytes()
    except OSError as error:
        raise ProvenanceError(
            f"{error.filename} cannot be read ({error.strerror}). Expected the PEM files of your "
            "key and certificates. Check --sign-key and --sign-cert."
        ) from error
    return _checked(chain_pem, key_pem, is_own=False)


def trust_anchors(data_folder: Path) -> bytes:
    """PEM certificates that this machine trusts: its own authority, and those in keys/trusted."""
    keys = data_folder / KEYS_FOLDER
    files = [keys / OWN_FOLDER / AUTHORITY_FILE, *sorted((keys / TRUSTED_FOLDER).glob("*.pem"))]
    return b"\n".join(file.read_bytes() for file in files if file.is_file())


def _checked(chain_pem: bytes, key_pem: bytes, *, is_own: bool) -> SigningKey:
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        certificates = x509.load_pem_x509_certificates(chain_pem)
        private = load_pem_private_key(key_pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ProvenanceError(
            f"The signing key or certificate cannot be used ({error}). Expected PEM, the key "
            "without a password. Check --sign-key and --sign-cert."
        ) from error
    leaf = certificates[0]
    if private.public_key() != leaf.public_key():
        raise ProvenanceError(
            "The signing key does not belong to the first certificate. Expected the signer's own "
            "certificate first, then those above it. Check --sign-key and --sign-cert."
        )
    now = datetime.now(UTC)
    if not leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc:
        raise ProvenanceError(
            f"The signing certificate is valid from {leaf.not_valid_before_utc:%Y-%m-%d} to "
            f"{leaf.not_valid_after_utc:%Y-%m-%d}, not today. Renew it, or leave --sign-key and "
            "--sign-cert out to sign with the key of this machine."
        )
    return SigningKey(chain_pem, key_pem, _algorithm(private), _name_of(leaf), is_own)


def _algorithm(private: PrivateKeyTypes) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if isinstance(private, ed25519.Ed25519PrivateKey):
        return "Ed25519"
    if isinstance(private, rsa.RSAPrivateKey):
        return "PS256"
    curves = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
    if isinstance(private, ec.EllipticCurvePrivateKey) and private.curve.name in curves:
        return curves[private.curve.name]
    raise ProvenanceError(
        "The signing key is of a kind that content credentials do not take. Expected P-256, "
        "P-384, P-521, Ed25519 or RSA. Ask your certificate authority for one of those."
    )


def _name_of(certificate: x509.Certificate) -> str:
    from cryptography.x509.oid import NameOID

    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        if found := certificate.subject.get_attributes_for_oid(kind):
            return str(found[0].value)
    return "a signer without a name"


def _is_out_of_date(folder: Path) -> bool:
    from cryptography import x509

    try:
        leaf = x509.load_pem_x509_certificates((folder / CHAIN_FILE).read_bytes())[0]
    except ValueError:
        return False  # damaged: said when it is used, never replaced in silence
    return datetime.now(UTC) > leaf.not_valid_after_utc


def _set_aside(folder: Path) -> None:
    """Keep the old authority among the trusted ones, so that old files stay known; drop the key."""
    trusted = folder.parent / TRUSTED_FOLDER
    trusted.mkdir(mode=0o700, exist_ok=True)
    stamp = f"own-until-{datetime.now(UTC):%Y%m%d}.pem"
    (folder / AUTHORITY_FILE).replace(trusted / stamp)
    shutil.rmtree(folder)


def _make(folder: Path, name: str) -> None:
    """All files at once: of two programs that make a key at the same time, one gives way."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=".own-", dir=folder.parent))
    try:
        for file, content in _new_pair(name):
            path = partial / file
            path.touch(mode=0o600)
            path.write_bytes(content)
        if not folder.is_dir():
            partial.rename(folder)
    except OSError:
        if not folder.is_dir():  # the other one has won otherwise, and its key serves
            raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _new_pair(name: str) -> Iterable[tuple[str, bytes]]:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    authority_key = ec.generate_private_key(ec.SECP256R1())
    key = ec.generate_private_key(ec.SECP256R1())
    authority = _authority(authority_key)
    leaf = _leaf(key, name, authority, authority_key)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    top = authority.public_bytes(Encoding.PEM)
    yield KEY_FILE, pem
    yield CHAIN_FILE, leaf.public_bytes(Encoding.PEM) + top
    yield AUTHORITY_FILE, top


def _named(common_name: str) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),  # X.520's limit
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ORGANIZATION),
        ]
    )


def _dated(subject: x509.Name, issuer: x509.Name) -> x509.CertificateBuilder:
    from cryptography import x509

    now = datetime.now(UTC).replace(microsecond=0)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SLACK)
        .not_valid_after(now + timedelta(days=VALID_YEARS * _DAYS_A_YEAR))
    )


def _usage(*, signs: bool, certifies: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=certifies,
        encipher_only=False,
        decipher_only=False,
    )


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    name = _named("Catchlight authority of one machine")
    return (
        _dated(name, name)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=False, certifies=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _leaf(
    key: ec.EllipticCurvePrivateKey,
    name: str,
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID

    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    # C2PA asks for an extended use; e-mail protection is the one that its early profile named.
    use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
    return (
        _dated(_named(name), authority.subject)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=True, certifies=False), critical=True)
        .add_extension(use, critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(above, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
