"""Gating: every edit is read before and after, and stays only if the gate lets it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from .backends.darkroom_steps import MOVING_THE_FACE
from .backends.referee import Advice, Ruling, State
from .critique.critic import Critique, judge
from .critique.detail_watch import DetailWatch
from .critique.gate import GateVerdict, gate
from .critique.rule import Finding, Severity
from .cues.reader import read_portrait
from .jobs import EmotionalJob
from .people.likeness import LikenessBaseline
from .portrait import Portrait
from .reading import Reading
from .retouch.edit import Edit
from .vision.observe import observe

# Edits after which everything is looked for anew: the face was reshaped or the frame moved.
MOVING = MOVING_THE_FACE | {"crop", "straighten"}


class Gatekeeper:
    """The referee of one sitter's takes for one job: reads, critiques and gates.

    `own` are the sitter's own photos: likeness is measured against them, and expression from the
    sitter's own face at rest, where one of them shows it. `likeness` is that baseline.
    """

    def __init__(
        self, job: EmotionalJob, own: Sequence[Portrait], off: tuple[str, ...] = ()
    ) -> None:
        self._job = job
        self._off = off
        self._own = tuple(own)
        self.likeness = LikenessBaseline(own)
        # Who watches over the detail that the job names, for each state of a take.
        self._watches: WeakKeyDictionary[State, DetailWatch] = WeakKeyDictionary()

    def start(self, portrait: Portrait, reading: Reading | None = None) -> State:
        """The photo before any edit; `reading` is its own, where it was taken before."""
        reading = reading or self.read(portrait)
        if not self._job.detail:
            return State(portrait, portrait, reading)
        watch = DetailWatch(self._job.detail, portrait, reading)
        state = State(portrait, portrait, watch.watched(reading))
        self._watches[state] = watch
        return state

    def read(self, seen: Portrait) -> Reading:
        """What a viewer sees in the picture."""
        return read_portrait(seen, "portrait", self._own)

    def look(self, before: State, after: Portrait, edit: Edit) -> State:
        """The picture after an edit, read anew.

        Where the edit moved something the face is looked for again: landmarks carried through a
        warp would tell what was intended. Elsewhere what was seen still lies where it was.
        """
        if edit.name in MOVING or after.extent != before.seen.extent:
            seen = observe(after.pixels)
        else:
            seen = before.seen.with_pixels(after.pixels)
        return self.later(before, after, seen)

    def later(
        self, before: State, after: Portrait, seen: Portrait, reading: Reading | None = None
    ) -> State:
        """The state in which the picture is `after`, and a viewer sees `seen`."""
        reading, watch = reading or self.read(seen), self._watches.get(before)
        if watch is None:
            return State(after, seen, reading)
        state = State(after, seen, watch.watched(reading, seen))
        self._watches[state] = watch
        return state

    def judge(
        self, first: State, before: State, after: Portrait, edit: Edit, *, must_serve: bool
    ) -> Ruling:
        """Whether the edit may stay; see Referee."""
        state = self.look(before, after, edit)
        verdict = self.verdict(first, before, state, edit, must_serve=must_serve)
        return Ruling(
            verdict.accepted,
            verdict.reason,
            state if verdict.accepted else before,
            verdict.too_dear,
            {name: value for name, value in verdict.to_dict().items() if name != "edit"},
        )

    def verdict(
        self,
        first: State,
        before: State,
        after: State,
        edit: Edit,
        *,
        must_serve: bool = True,
        along: Sequence[str] = (),
    ) -> GateVerdict:
        """The gate's verdict on one edit, and on those named in `along` if made together."""
        likeness = self.likeness.measure(after.seen).cosine  # tones can cost it too
        return gate(
            before.reading,
            after.reading,
            self._job,
            edit,
            likeness=likeness,
            baseline=self.likeness.cosine,
            first=first.reading,
            must_serve=must_serve,
            mended=self._mended(before.reading, after.reading, {edit.name, *along})
            if must_serve
            else "",
            along=along,
        )

    def _mended(self, before: Reading, after: Reading, names: set[str]) -> str:
        """The rule whose finding asked for such an edit and is satisfied now; empty if none is."""
        asked = {f.rule for f in self.critique(before).findings if _proposes(f, names)}
        left = {f.rule for f in self.critique(after).findings} if asked else set()
        return min(asked - left, default="")

    def advise(self, state: State) -> Advice:
        """The edits that the findings propose, gravest first; and what none can mend."""
        found = self.critique(state.reading)
        left = [f for f in found.findings if f.severity is not Severity.HINT]
        return Advice(
            tuple(proposals(found)),
            found.verdict == "pass",
            f"What is left: {left[0].message}" if left else "",
        )

    def critique(self, reading: Reading) -> Critique:
        """The critique of a reading against the job."""
        return judge(reading, self._job, self._off)


def proposals(found: Critique) -> Iterator[Edit]:
    """The edits that the findings propose, gravest first."""
    for finding in found.findings:
        if isinstance(finding.remedy, Edit):
            yield finding.remedy


def _proposes(finding: Finding, names: set[str]) -> bool:
    return isinstance(finding.remedy, Edit) and finding.remedy.name in names
