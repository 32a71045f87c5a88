"""The contract of a backend: what it can do, as fields, and takes from a shot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from ..shot import Shot, Take


@dataclass(frozen=True)
class Capabilities:
    """What a backend can do, so that a caller knows before it asks.

    `invents_pixels` says that takes hold what no camera saw (a generator), `sends_away` that
    pictures leave this machine, `cost_per_take_usd` what one take costs there (0 = nothing).
    """

    from_text: bool
    from_photos: bool
    keeps_identity: bool
    seeded: bool
    invents_pixels: bool
    sends_away: bool
    cost_per_take_usd: float = 0.0


OnTake = Callable[[int, int], None]  # takes done, takes asked for


class Backend(Protocol):
    """Makes takes. Heavy imports belong inside `generate`."""

    name: str
    title: str
    capabilities: Capabilities

    def missing(self) -> str:
        """What must be installed or set before it can work, in words; empty when it is ready."""

    def generate(self, shot: Shot) -> Iterator[Take]:
        """Make `shot.takes` takes, one at a time. The same shot gives the same takes if `seeded`.

        Raises BackendMissing, BackendRefused or BackendTimeout.
        """
