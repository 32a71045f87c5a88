"""Words for figures: axes, verdicts, grades and families, as a reader of the report sees them."""

from __future__ import annotations

from dataclasses import dataclass

NOT_MEASURED = "not measured"


# The values, 0…1, from which the second, third and fourth word is used. Job fit, clarity and
# technical: near the quartiles of ordinary portraits judged for three jobs, so that words differ.
JOB_FIT_STEPS = (0.72, 0.84, 0.96)
CLARITY_STEPS = (0.60, 0.75, 0.90)
TECHNICAL_STEPS = (0.80, 0.92, 0.985)
TEXTURE_STEPS = (0.50, 0.70, 0.95)  # by what one finding takes from the answer's score
LIKENESS_STEPS = (0.80, 0.90, 0.97)  # shares of what the sitter's own photos reach
DIFFERENCE_STEPS = (0.10, 0.20, 0.35)  # .10 and less is stacked by the ranking


@dataclass(frozen=True)
class Axis:
    """One axis of the ranking: its name, title, and words from the least to the most."""

    name: str
    title: str
    about: str
    words: tuple[str, str, str, str]
    steps: tuple[float, float, float]

    def step(self, value: float | None) -> int:
        """1…4: which word a value of 0…1 gets; 0 when it was not measured."""
        return 0 if value is None else 1 + sum(value >= step for step in self.steps)

    def said(self, value: float | None) -> str:
        """The word for a value, 0…1."""
        return self.words[self.step(value) - 1] if value is not None else NOT_MEASURED


AXES = (
    Axis(
        "job_fit",
        "Job fit",
        "how well the cues lie where the job wants them",
        ("works against the job", "serves it in part", "serves it well", "serves it fully"),
        JOB_FIT_STEPS,
    ),
    Axis(
        "clarity",
        "Clarity",
        "how clearly the seven questions are answered with yes",
        ("hard to read", "readable", "clear", "very clear"),
        CLARITY_STEPS,
    ),
    Axis(
        "likeness",
        "Likeness",
        "how near to the sitter's own photos",
        ("drifts from the photos", "close to the photos", "clearly alike", "as like as the photos"),
        LIKENESS_STEPS,
    ),
    Axis(
        "human_texture",
        "Human texture",
        "how much of skin and small asymmetry is left",
        ("too smooth", "a little smooth", "natural", "fully natural"),
        TEXTURE_STEPS,
    ),
    Axis(
        "technical",
        "Technical",
        "light, focus, grain and frame",
        ("has clear flaws", "has small flaws", "sound", "clean"),
        TECHNICAL_STEPS,
    ),
    Axis(
        "difference",
        "Difference",
        "how far from the take most like it",
        ("nearly like another", "much like another", "different", "stands apart"),
        DIFFERENCE_STEPS,
    ),
)

QUESTIONS = (
    ("gaze", "Does the gaze create the right relationship with the viewer?"),
    ("expression", "Does the expression feel intentional rather than blank?"),
    ("human", "Is there enough asymmetry or texture to feel human?"),
    ("posture", "Does the posture support the message?"),
    ("background", "Does the background add context instead of distraction?"),
    ("color", "Do the colours reinforce the mood?"),
    ("story", "Does it feel like a person with a story, not a face with filters?"),
)
VERDICT_WORDS = {"yes": "Yes", "no": "No", "unsure": "Unsure"}
CHECK_WORDS = {
    "pass": "Ready to publish",
    "fix": "Nearly there: small fixes would help",
    "reshoot": "Another photo would serve the job better",
}
GRADE_WORDS = {
    "strong": "well studied, effects agree",
    "medium": "studied, effects are mixed or small",
    "weak": "few or conflicting studies",
    "house": "photographers' practice, not tested by studies",
}
FAMILY_TITLES = {
    "gaze": "Gaze",
    "head": "Head",
    "expression": "Expression",
    "asymmetry": "Asymmetry",
    "skin": "Skin texture",
    "light": "Light",
    "exposure": "Exposure",
    "posture": "Posture",
    "framing": "Framing",
    "background": "Background",
    "palette": "Colour",
    "color": "Colour",
    "nostalgia": "Nostalgia",
}
# Units that are written without a space, or not at all.
UNIT_SIGNS = {"°": "°", "deg": "°", "fraction": "", "ratio": "", "code": "", "index": ""}
# Cues whose value stands for a word.
CODED = frozenset({"light_pattern", "shot_size", "background_kind", "smile_level"})
LIMITS = (
    "It reads what is visible in a picture. It cannot know who someone is, what they feel or what "
    "they are like, and it does not try to.",
    "What viewers infer from a face is a stereotype: it differs between viewers and cultures and "
    "says nothing about the person.",
    "Every figure has a range that should hold the true value in nine of ten portraits. Where a "
    "range reaches beyond its target, the verdict is unsure.",
    "The evidence behind many portrait rules is mixed. Each finding carries its grade; \"house\" "
    "means photographers' practice that no study has tested.",
    "There is no score of beauty here. Takes are ordered by how well they serve the job, how near "
    "they stay to the photos, how human they look and how sound they are.",
)  # fmt: skip


def number(value: float, low: float, high: float) -> str:
    """A value in as many digits as its range can bear: 5430 ± 300 → "5430", .42 ± .05 → "0.42"."""
    spread = high - low
    digits = sum(spread < step for step in (5, 0.5, 0.05, 0.005))
    text = f"{value:.{digits}f}"
    return "0" if float(text) == 0 else text.replace("-", "−")


def with_unit(text: str, unit: str) -> str:
    """A number with its unit's sign: 12°, 5430 K, 0.42."""
    sign = UNIT_SIGNS.get(unit, f" {unit}" if unit else "")
    return text + sign


def title_of(name: str) -> str:
    """A name in words, for what has no title: light_azimuth_deg → Light azimuth."""
    words = [word for word in name.split("_") if word not in ("deg", "k")]
    return " ".join(words).capitalize()


def size_in_words(size_bytes: int) -> str:
    """148 kB, 1.2 MB."""
    return (
        f"{size_bytes / 1e6:.1f} MB"
        if size_bytes >= 1e6
        else f"{max(1, round(size_bytes / 1e3))} kB"
    )
