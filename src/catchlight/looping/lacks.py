"""What a round's takes lacked: the findings of all of them, by rule, with the cue that missed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from statistics import median

from ..critique.gaze import OFFSET, gaze_offset
from ..critique.remedy import Reshoot
from ..critique.rule import Finding, Severity
from ..critique.rules import RULES
from ..critique.steps import STEP
from ..jobs import EmotionalJob
from ..prompts.revise import Lack
from ..ranking import LIKENESS_FLOOR, Candidate
from ..reading import Reading

WITNESSES = frozenset({"smile_level", "gaze_offset_deg", "lower_lid_raise", "colorfulness"})
LIKENESS_RULE = "likeness"
SEVERAL_FACES = "several-faces"
ONE_PERSON = "only one person is in the picture"
KEEP_THE_FACE = (
    "keep the face of the reference photos exactly, with its own shape, marks and unevenness"
)


def lacks_of(best: Candidate, takes: Sequence[Candidate], job: EmotionalJob) -> tuple[Lack, ...]:
    """What the best take of a round still lacks, what most of the takes lack first.

    What many takes lack comes from the words, what one lacks may be chance. Hints are not answered:
    they do not stop a take from passing.
    """
    own = [f.rule for f in best.critique.findings if f.severity is not Severity.HINT]
    found: list[tuple[int, Lack]] = []
    for rule in dict.fromkeys(own):
        seen = [
            (take, finding)
            for take in takes
            for finding in take.critique.findings
            if finding.rule == rule and finding.severity is not Severity.HINT
        ]
        gravest = max(finding.severity.weight for _, finding in seen)
        found.append((gravest * len(seen), _lack(rule, seen, len(takes), job)))
    found.sort(key=lambda pair: (-pair[0], pair[1].rule))
    return (*_lost_likeness(best, takes), *(lack for _, lack in found))


def _lack(
    rule: str, seen: Sequence[tuple[Candidate, Finding]], takes: int, job: EmotionalJob
) -> Lack:
    """One rule's findings as one lack: the cue that misses most, and the remedy's own words."""
    if rule == SEVERAL_FACES:
        return Lack(
            "faces", measured=seen[0][0].reading.faces, wanted=None, is_too_low=False, rule=rule,
            because=seen[0][1].message, layer="identity", phrase=ONE_PERSON,
            share=round(len(seen) / takes, 3),
        )  # fmt: skip
    misses: dict[str, list[float]] = {}
    for take, finding in seen:
        cue, value = _missed(take.reading, finding, job)
        misses.setdefault(cue, []).append(value)
    cue = max(misses, key=lambda name: (len(misses[name]), name))
    measured = median(misses[cue])
    band = job.band(cue)
    outside = band.distance(measured) if band is not None else 0.0
    because = min(
        (abs(_missed(take.reading, f, job)[1] - measured), n, f.message)
        for n, (take, f) in enumerate(seen)
    )[2]
    remedies = [f.remedy for _, f in seen if isinstance(f.remedy, Reshoot)]
    return Lack(
        cue=cue,
        measured=round(measured, 4),
        wanted=band if outside else None,
        is_too_low=outside < 0 if outside else _finds_too_little(rule, cue),
        rule=rule,
        because=because,
        layer=remedies[0].layer if remedies else "",
        phrase=remedies[0].phrase if remedies else "",
        share=round(len(seen) / takes, 3),
        witnesses=_witnesses([take for take, _ in seen]),
    )


@cache
def _finds_too_little(rule: str, cue: str) -> bool:
    """Whether a rule is for too little of a cue, by its own examples: those that pass have more."""
    found = next(one for one in RULES if one.id == rule)
    good, bad = (
        [float(example[cue]) for example in examples if cue in example]
        for examples in (found.passes, found.fails)
    )
    return not good or not bad or sum(good) / len(good) >= sum(bad) / len(bad)


def _witnesses(takes: Sequence[Candidate]) -> dict[str, float]:
    """The middle value of each cue that all of these takes have."""
    shared = set.intersection(*(set(take.reading.cues) for take in takes))
    return {
        name: round(median(take.reading[name].value for take in takes), 4)
        for name in sorted(shared & WITNESSES)
    }


def _missed(reading: Reading, finding: Finding, job: EmotionalJob) -> tuple[str, float]:
    """The cue of a finding that lies furthest outside the job's band, and its value."""
    if "gaze_yaw_deg" in finding.cues and "gaze_yaw_deg" in reading:
        reading = gaze_offset(reading)[0]
    names = [OFFSET if name == "gaze_yaw_deg" else name for name in finding.cues]
    values = {name: reading[name].value for name in names if name in reading}

    def steps_outside(name: str) -> float:
        band = job.band(name)
        return abs(band.distance(values[name])) / STEP.get(name, 1.0) if band else 0.0

    if not values:
        return (names[0] if names else "", 0.0)
    cue = max(values, key=lambda name: (steps_outside(name), -names.index(name)))
    return cue, values[cue]


def _lost_likeness(best: Candidate, takes: Sequence[Candidate]) -> tuple[Lack, ...]:
    """A lack where the best take no longer looks like the sitter's own photos."""
    if best.likeness is None or best.likeness >= LIKENESS_FLOOR:
        return ()
    lost = sum(take.likeness is not None and take.likeness < LIKENESS_FLOOR for take in takes)
    because = f"The face drifts from the sitter's own photos (likeness {best.likeness:.2f})."
    return (
        Lack(
            cue=LIKENESS_RULE,
            measured=round(best.likeness, 4),
            wanted=None,
            is_too_low=True,
            rule=LIKENESS_RULE,
            because=because,
            layer="identity",
            phrase=KEEP_THE_FACE,
            share=round(lost / len(takes), 3),
        ),
    )
