"""What is signed: one digest over salted leaves, one leaf an officer.

A leaf binds the duties of an officer without showing them. When the duties are purged
the leaf stays, so the digest and its signatures still verify.
"""

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scheduler.domain.plans import OfficerPlan, Plan
from scheduler.ledger.audit import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A plan with its leaves and its digest.

    Parameters
    ----------
    salts, leaves
        By officer: what the leaf is salted with, and its SHA-256.
    digest
        What signatories sign.
    """

    salts: Mapping[str, str]
    leaves: Mapping[str, str]
    digest: str


def seal(plan: Plan, secret: str, inputs: Mapping[str, str], run: str) -> Sealed:
    """Return the leaves and the digest of a plan.

    Parameters
    ----------
    plan
        The duties.
    secret
        Random text, from which every salt is made.
    inputs
        SHA-256 of every input file, by name.
    run
        What the solver reported, as canonical JSON.
    """
    salts = {
        officer: hmac.new(secret.encode(), officer.encode(), hashlib.sha256).hexdigest()
        for officer in plan.officers
    }
    leaves = {
        officer: leaf(salts[officer], duties)
        for officer, duties in plan.officers.items()
    }
    found = digest(
        plan.first, plan.days, plan.timezone, input_set_sha256(inputs), run,
        leaves.values(),
    )  # fmt: skip
    return Sealed(salts=salts, leaves=leaves, digest=found)


def leaf(salt: str, duties: OfficerPlan) -> str:
    """Return the leaf of an officer: SHA-256 of salt, person and duties."""
    text = canonical([salt, duties.officer, duties.payload()])
    return hashlib.sha256(text.encode()).hexdigest()


def digest(
    first: dt.date,
    days: int,
    timezone: str,
    inputs: str,
    run: str,
    leaves: Iterable[str],
) -> str:
    """Return the digest of a version from what it stores.

    Parameters
    ----------
    first, days, timezone
        The horizon.
    inputs
        SHA-256 of the set of inputs.
    run
        What the solver reported, as canonical JSON.
    leaves
        SHA-256 of every leaf, in any order.
    """
    parts = [
        first.isoformat(), days, timezone, inputs, run,
        sorted(leaves),
    ]  # fmt: skip
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def input_set_sha256(inputs: Mapping[str, str]) -> str:
    """Return the SHA-256 of a set of inputs, by which it is kept."""
    return hashlib.sha256(canonical(dict(inputs)).encode()).hexdigest()
