"""The seven questions on plainly spoiled portraits: the right one turns to "no", and only that one.

Base: people of the London set smiling, judged for trust. Each is spoiled in seven ways: six planted
in the pixels, and the same person's own neutral photo for the expression.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from catchlight.critique.critic import Critique, critique
from catchlight.critique.questions import QUESTIONS
from catchlight.cues.reader import read_portrait
from catchlight.image import open_photo
from catchlight.impressions.published import PublishedModel
from catchlight.jobs import find_job
from catchlight.portrait import Portrait
from catchlight.vision.observe import observe

from .data import london
from .spoil import EXPRESSION, SPOILS
from .table import Row

JOB = "trust"
PEOPLE = 60
TARGET = 0.9  # of the portraits: the right question, and only that one


def _judged(portrait: Portrait, name: str) -> Critique:
    reading = read_portrait(portrait, name)
    return critique(reading, PublishedModel().infer(reading), find_job(JOB))


def _noes(result: Critique) -> set[str]:
    return {one.id for one in result.questions if one.verdict == "no"}


@dataclass
class Turned:
    """What one spoil did: to how many portraits, which questions turned to "no", only the right.

    `unsure` counts portraits whose right question is answered "unsure": seen, and not called.
    """

    judged: int = 0
    unsure: int = 0
    questions: Counter[str] = field(default_factory=Counter)
    only_right: int = 0


def confusion() -> tuple[dict[str, Turned], Counter[str]]:
    """Spoil → what it did; and how often each question was "no" before.

    A portrait whose question was "no" before cannot turn, and is left out of that spoil.
    """
    turned = {name: Turned() for name in (*SPOILS, EXPRESSION[0])}
    base_noes: Counter[str] = Counter()
    neutral = london("neutral")
    for person, path in list(london("smiling").items())[:PEOPLE]:
        whole = observe(open_photo(str(path)).pixels)
        before = _noes(_judged(whole, path.name))
        base_noes.update(before)
        for name, wanted, picture in _spoiled(whole, neutral[person], int(person)):
            if wanted in before:
                continue
            judged = _judged(picture, f"{path.stem} {name}")
            found = _noes(judged) - before
            turned[name].judged += 1
            turned[name].unsure += judged.answer(wanted).verdict == "unsure"
            turned[name].questions.update(found)
            turned[name].only_right += found == {wanted}
    return turned, base_noes


def _spoiled(whole: Portrait, neutral: Path, seed: int) -> list[tuple[str, str, Portrait]]:
    made = [
        (name, wanted, observe(spoil(whole, np.random.default_rng(seed))))
        for name, (wanted, spoil) in SPOILS.items()
    ]
    made.append((*EXPRESSION, observe(open_photo(str(neutral)).pixels)))
    return made


def run() -> list[Row]:
    """One row a spoil: how often the right question, and only that one, turned to "no"."""
    turned, base_noes = confusion()
    wanted = {name: question for name, (question, _) in SPOILS.items()}
    wanted[EXPRESSION[0]] = EXPRESSION[1]
    rows = []
    for name, question in wanted.items():
        one = turned[name]
        others = {q: n for q, n in one.questions.items() if q != question}
        said = ", ".join(f"{q} {n}" for q, n in sorted(others.items())) or "none"
        alone = one.only_right / one.judged
        rows.append(
            Row(
                "seven questions",
                f"{name}: {question} turns to no; and only it",
                one.judged,
                f"{one.questions[question] / one.judged:.0%}; {alone:.0%}",
                f"≥ {TARGET:.0%}",
                f"chance {1 / len(QUESTIONS):.0%}",
                f"unsure instead: {one.unsure}; others turned: {said}",
                alone >= TARGET,
            )
        )
    before = ", ".join(f"{q} {n}" for q, n in sorted(base_noes.items())) or "none"
    rows.append(Row("seven questions", "unspoiled: questions answered no", PEOPLE, before))
    return rows
