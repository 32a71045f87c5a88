"""Fakes for tests of one's own: a backend that gives canned pictures, and fails when told to.

    backend = ScriptedBackend([picture, BackendTimeout(), picture])

makes one take, fails in time for the second, and then has one more to give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from .backends.base import UNATTENDED, Capabilities, Progress, Run, ask_clearance, check_shot
from .errors import BackendRefused
from .image import Pixels
from .shot import Shot, Take
from .vision.observe import observe

GENERATOR = Capabilities(
    from_text=True,
    from_photos=True,
    keeps_identity=True,
    seeded=True,
    invents_pixels=True,
    sends_away=False,
    max_references=3,
    dialect="plain",
)
Draw = Callable[[str, int], Pixels]


@dataclass(frozen=True)
class Order:
    """One take that was ordered: the words and the seed."""

    prompt: str
    seed: int
    photos: int


@dataclass(eq=False)
class ScriptedBackend:
    """A generator that gives what it was handed, in order, over all its shots.

    `script` holds pictures (float32 H×W×3, 0…1) and errors: an error is raised in place of a take,
    and what follows it is given when it is asked again. Instead of a script, `draw` makes the
    picture of a prompt and a seed. `orders` is what was asked for; `cost_usd` what a take costs.
    """

    script: Sequence[Pixels | BaseException] = ()
    draw: Draw | None = None
    name: str = "scripted"
    title: str = "A scripted backend"
    capabilities: Capabilities = GENERATOR
    cost_usd: float = 0.0
    lacks: str = ""
    orders: list[Order] = field(default_factory=list)
    _given: int = 0

    def missing(self) -> str:
        """What `lacks` says; empty when it is ready."""
        return self.lacks

    def estimate_usd(self, shot: Shot) -> float:
        """What the takes cost."""
        return self.cost_usd * shot.takes

    def generate(self, shot: Shot, run: Run = UNATTENDED) -> Iterator[Take]:
        """The next pictures of the script. Raises what it says, or that it is at its end."""
        check_shot(self.title, self.capabilities, shot)
        ask_clearance(self.name, self.capabilities, shot.references, run.clear)
        return self._takes(shot, run)

    def _takes(self, shot: Shot, run: Run) -> Iterator[Take]:
        for number in range(shot.takes):
            run.stop_if_cancelled()
            seed = shot.seed + number
            self.orders.append(Order(shot.prompt, seed, len(shot.references)))
            run.on_progress(Progress(number + 1, shot.takes, "Making", 1.0))
            pixels = self._next(shot.prompt, seed)
            yield Take(
                id=f"take-{number + 1:02d}",
                title=f"Take {number + 1}",
                portrait=observe(pixels),
                backend=self.name,
                seed=seed,
                source=shot.references[0].name if shot.references else "",
                model=f"{self.name}-1",
                prompt=shot.prompt,
                cost_usd=self.cost_usd,
            )

    def _next(self, prompt: str, seed: int) -> Pixels:
        if self.draw is not None:
            return self.draw(prompt, seed)
        if self._given >= len(self.script):
            raise BackendRefused(
                f"The script of {self.name} has {len(self.script)} entries and is at its end."
            )
        self._given += 1
        given = self.script[self._given - 1]
        if isinstance(given, BaseException):
            raise given
        return given
