"""Seal and signatures in the folder of a solved week: what is signed before or after.

``seal.json`` holds the secret from which the leaves are salted, and the digest.
``signatures/FORCE.json`` is the detached signature of a force. Both are of one roster:
solved again, the folder is sealed anew, and signatures of the former roster go.
"""

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from scheduler.domain.plans import Plan
from scheduler.ledger.keys import Signature
from scheduler.ledger.seals import Sealed, seal
from scheduler.ledger.store import LedgerRefused
from scheduler.words import N_

SEAL_FILE = "seal.json"
SIGNATURES = "signatures"


def sealed(folder: Path, plan: Plan, inputs: Mapping[str, str], run: str) -> Sealed:
    """Return the seal of the roster in a folder; make one if it has none.

    Raises
    ------
    LedgerRefused
        If it cannot be written.
    """
    path = folder / SEAL_FILE
    with suppress(OSError, ValueError, LookupError, TypeError):
        content = json.loads(path.read_bytes())
        found = seal(plan, str(content["secret"]), inputs, run)
        if found.digest == content["digest"]:
            return found
    secret = secrets.token_hex(32)
    made = seal(plan, secret, inputs, run)
    for former in (folder / SIGNATURES).glob("*.json"):
        former.unlink()
    write_private(path, _json({"secret": secret, "digest": made.digest}))
    return made


def signatures_in(folder: Path, digest: str) -> tuple[Signature, ...]:
    """Return the signatures in a folder, by force.

    Raises
    ------
    LedgerRefused
        If a file holds none, or one of another roster.
    """
    found = []
    for path in sorted((folder / SIGNATURES).glob("*.json")):
        try:
            content = json.loads(path.read_bytes())
            signed = Signature(
                **{n: str(content[n]) for n in ("force", "key", "digest", "proof")}
            )
        except (OSError, ValueError, LookupError, TypeError):
            raise LedgerRefused(
                N_("{file} holds no signature"),
                N_("sign the roster again, with patrol sign"),
                file=str(path),
            ) from None
        if signed.digest != digest:
            raise LedgerRefused(
                N_("{file} is the signature of another roster"),
                N_("sign this one, with patrol sign"),
                file=str(path),
            )
        found.append(signed)
    return tuple(found)


def write_signature(folder: Path, signed: Signature) -> Path:
    """Write a detached signature into a folder; return its file."""
    path = folder / SIGNATURES / f"{quote(signed.force, safe='')}.json"
    content = {
        "force": signed.force,
        "key": signed.key,
        "digest": signed.digest,
        "proof": signed.proof,
    }
    write_private(path, _json(content))
    return path


def write_private(path: Path, content: bytes, *, replace: bool = True) -> None:
    """Write a file for its owner alone, whole or not at all.

    Raises
    ------
    LedgerRefused
        If it cannot be written, or is there already and not to be replaced.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if replace:
                beside.replace(path)
            else:
                os.link(beside, path)
        finally:
            beside.unlink(missing_ok=True)
    except FileExistsError:
        raise LedgerRefused(
            N_("{file} is there already"), N_("name another file"), file=str(path)
        ) from None
    except OSError as error:
        raise LedgerRefused(
            N_("{file} cannot be written ({reason})"),
            N_("choose another place, or have the permissions changed"),
            file=str(path),
            reason=error.strerror or str(error),
        ) from None


def _json(content: Mapping[str, str]) -> bytes:
    return (json.dumps(content, indent=2) + "\n").encode()
