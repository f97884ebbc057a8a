"""Limit requests that find nothing, by client address.

Requests that find a calendar are never limited: big calendar services fetch those of
many officers from a few addresses.
"""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

PER_MINUTE = 30
"""Misses that an address may cause in a minute before it is told to wait."""

ADDRESSES = 10_000
"""Most addresses remembered; the one unseen for longest is forgotten first."""


class Misses:
    """Counts misses, in a bounded memory.

    Parameters
    ----------
    per_minute
        How many are answered with "not found".
    addresses
        How many addresses are remembered.
    clock
        Seconds that only grow.
    """

    def __init__(
        self,
        per_minute: int = PER_MINUTE,
        addresses: int = ADDRESSES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate, self._most = per_minute / 60, per_minute
        self._addresses, self._clock = addresses, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """Return how many addresses are remembered."""
        return len(self._left)

    def count(self, address: str) -> int:
        """Count a miss; return seconds to wait, 0 within the limit."""
        key, now = network(address), self._clock()
        with self._lock:
            left, at = self._left.pop(key, (float(self._most), now))
            left = min(self._most, left + (now - at) * self._rate)
            over = left < 1
            self._left[key] = (left if over else left - 1, now)
            if len(self._left) > self._addresses:
                self._left.popitem(last=False)
        return max(1, round((1 - left) / self._rate)) if over else 0


def network(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or an IPv6 /64."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if found.version == 4:
        return str(found)
    assert isinstance(found, ipaddress.IPv6Address)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(found) >> 64 << 64, 64)))
