"""Keys and signatures (Ed25519): what a signatory of a force signs with.

The private key is a file of the signatory, under a passphrase. The ledger knows public
keys alone, each for one force.
"""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from scheduler.ledger.store import LedgerRefused
from scheduler.words import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A detached signature.

    Parameters
    ----------
    force
        Code of the force for which it was made.
    key
        Id of the key: SHA-256 of the public key.
    digest
        Digest of the version signed.
    proof
        The signature, in hexadecimal.
    """

    force: str
    key: str
    digest: str
    proof: str


def new_key(passphrase: str | None) -> tuple[bytes, bytes]:
    """Return a new private key and its public key, both as PEM.

    Parameters
    ----------
    passphrase
        What the private key is encrypted with; ``None`` = it is not.
    """
    private = Ed25519PrivateKey.generate()
    encryption: KeySerializationEncryption = (
        BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    )
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    return secret, _public_pem(private.public_key())


def encrypted(private: bytes) -> bool:
    """Tell whether a private key asks for a passphrase."""
    return b"ENCRYPTED" in private


def key_id(public: bytes) -> str:
    """Return the id of a public key.

    Raises
    ------
    LedgerRefused
        If it is no such key.
    """
    return _id(_read_public(public))


def sign(private: bytes, passphrase: str | None, force: str, digest: str) -> Signature:
    """Sign the digest of a version for a force.

    Raises
    ------
    LedgerRefused
        If the key cannot be read.
    """
    found = _read_private(private, passphrase)
    proof = found.sign(_statement(force, digest))
    return Signature(
        force=force, key=_id(found.public_key()), digest=digest, proof=proof.hex()
    )


def genuine(public: bytes, signature: Signature) -> bool:
    """Tell whether a signature was made with a key, over what it says."""
    try:
        key = _read_public(public)
        if _id(key) != signature.key:
            return False
        proof = bytes.fromhex(signature.proof)
        key.verify(proof, _statement(signature.force, signature.digest))
    except (InvalidSignature, ValueError, LedgerRefused):
        return False
    return True


def _statement(force: str, digest: str) -> bytes:
    return f"joint-patrol-scheduler version\n{force}\n{digest}\n".encode()


def _id(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def _public_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _read_private(private: bytes, passphrase: str | None) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(private, passphrase.encode() if passphrase else None)
    except TypeError:
        raise LedgerRefused(
            N_("the key asks for a passphrase, or has none"),
            N_("give the passphrase that the key was made with"),
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise LedgerRefused(
            N_("the private key cannot be read: a wrong passphrase, or another file"),
            N_("give the file that patrol key new wrote, and its passphrase"),
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise LedgerRefused(
            N_("the private key is of another kind"),
            N_("make one with patrol key new"),
        )
    return key


def _read_public(public: bytes) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(public)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise LedgerRefused(
            N_("the public key cannot be read"),
            N_("give the .pub file that patrol key new wrote"),
        )
    return key
