"""The contract of a backend: what it can do, as fields, and takes from a shot.

One shot is one prompt. Take number k (from 0) is made with the seed `shot.seed + k`, so a shot with
another seed continues where this one ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ..errors import BackendCancelled, BackendRefused, ConsentMissing
from ..shot import Reference, Shot, Take
from .pending import Pending, RememberedOnly
from .sizes import SizeLimits

MASK = "mask"  # in Shot.options: float32 H×W over the first photo, 1 where it is to be made anew


@dataclass(frozen=True)
class Capabilities:
    """What a backend can do with the model that is set, so that a caller knows before it asks.

    `invents_pixels` says that takes hold what no camera saw (a generator), `sends_away` that
    something leaves this machine, `sends_to` where to (a host), `max_references` how many photos of
    the sitter one take can use. `keeps_identity` says that a photo steers whose face it is, not how
    well: that is measured on every take. `dialect` is the prompt dialect it wants (`plain`, `clip`,
    `comfyui`, `kontext`; empty: it reads no prompt). `cost_per_take_usd` is an estimate of what one
    take costs there (0 = nothing), read on `cost_checked_on` (ISO date).
    """

    from_text: bool
    from_photos: bool
    keeps_identity: bool
    seeded: bool
    invents_pixels: bool
    sends_away: bool
    max_references: int = 0
    takes_mask: bool = False
    takes_negatives: bool = False
    dialect: str = ""
    sizes: SizeLimits = SizeLimits()
    reports_progress: bool = False
    cancels: bool = False
    cost_per_take_usd: float = 0.0
    cost_checked_on: str = ""
    sends_to: str = ""


@dataclass(frozen=True, eq=False)
class Progress:
    """How far a run is: take number (from 1) of how many, what is being done, share of this take.

    `fraction` is 0…1, or None where the backend does not say. `preview` is an encoded picture of
    the unfinished take, or empty.
    """

    take: int
    takes: int
    stage: str
    fraction: float | None = None
    preview: bytes = b""


Clearance = Callable[[str, str], None]
"""(use, backend) → None, or raises ConsentMissing. `use` is of people.consent.USES."""


def no_clearance(use: str, backend: str) -> None:
    """The clearance of a caller that brought none: nothing that shows a face may be done."""
    raise ConsentMissing(
        f"Nobody said that the sitter agrees to the use “{use}” by {backend}. Expected the "
        "sitter's consent before a face is used there. "
        "Record it: catchlight people add NAME --agrees …"
    )


def silent(progress: Progress) -> None:
    """Report no progress."""


def never() -> bool:
    """Nobody cancels."""
    return False


@dataclass(frozen=True, eq=False)
class Run:
    """What a caller hands along with a shot.

    `id` names the run that the money is counted for (several shots may share it; no personal data).
    `clear` is asked before a photo of the sitter is used by a generator or leaves the machine.
    `cancelled` is asked often; once it says yes, BackendCancelled is raised. `pending` keeps the
    ids of requests that were submitted, so that a restart collects them instead of paying twice.
    """

    id: str = ""
    clear: Clearance = no_clearance
    on_progress: Callable[[Progress], None] = silent
    cancelled: Callable[[], bool] = never
    pending: Pending = field(default_factory=RememberedOnly)

    def stop_if_cancelled(self) -> None:
        """Raise BackendCancelled when the caller wants no more."""
        if self.cancelled():
            raise BackendCancelled


UNATTENDED = Run()


class Backend(Protocol):
    """Makes takes. Heavy imports belong inside `generate`."""

    @property
    def name(self) -> str:
        """Its id, as `find_backend` knows it."""

    @property
    def title(self) -> str:
        """Its name for people."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do, with the model that is set."""

    def missing(self) -> str:
        """What must be installed or set before it can work, in words; empty when it is ready.

        Nothing is sent to find out.
        """

    def estimate_usd(self, shot: Shot) -> float:
        """About what `generate` would cost, in US dollars; 0 for what runs on this machine."""

    def generate(self, shot: Shot, run: Run = UNATTENDED) -> Iterator[Take]:
        """Make `shot.takes` takes, one at a time. The same shot gives the same takes if `seeded`.

        A take's portrait is what `vision.observe` saw in the finished picture. Takes that were
        given stay good when a later one fails. Raises BackendError (see there), ConsentMissing.
        """


def uses_of(able: Capabilities, photos: Sequence[Reference]) -> tuple[str, ...]:
    """What a sitter must have agreed to before a backend gets these photos; nothing without any."""
    asked = (("generate", able.invents_pixels), ("send", able.sends_away))
    return tuple(use for use, is_asked in asked if is_asked and photos)


def ask_clearance(
    name: str, able: Capabilities, photos: Sequence[Reference], clear: Clearance
) -> None:
    """Ask for every use that the backend `name` makes of these photos. Raises ConsentMissing."""
    for use in uses_of(able, photos):
        clear(use, name)


def check_shot(title: str, able: Capabilities, shot: Shot) -> None:
    """Refuse what the backend cannot do before anything is sent. Raises BackendRefused."""
    photos = len(shot.references)
    if able.dialect and not shot.prompt.strip():
        raise BackendRefused(
            f"{title} was given no prompt. Expected one in the {able.dialect} dialect. "
            "`catchlight compose` writes it."
        )
    if photos > able.max_references:
        raise BackendRefused(
            f"{title} was given {photos} photos. Expected at most {able.max_references} with this "
            "model. Choose the best ones, or another model."
        )
    if not photos and not able.from_text:
        raise BackendRefused(
            f"{title} was given no photo. Expected at least one of the sitter. Name a photo, or "
            "choose a model that makes pictures from words alone."
        )
    if shot.negative_prompt.strip() and not able.takes_negatives:
        raise BackendRefused(
            f"{title} takes no negative prompt with this model. Expected what is wanted in the "
            "prompt itself. Leave negative_prompt empty."
        )
    if MASK in shot.options and not photos:
        raise BackendRefused(
            f"{title} was given a mask without a photo. Expected the photo that it lies over. Name "
            "the photo, or leave the mask out."
        )
    if MASK in shot.options and not able.takes_mask:
        raise BackendRefused(
            f"{title} takes no mask with this model. Expected none. Leave the mask out, or choose "
            "a model that edits inside a mask."
        )
