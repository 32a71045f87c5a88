"""PromptRule: one judgement on a prompt's words, with its reasons, fix and examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from ..lexicon import JobWords
from .text import LintedText, Match

Severity = Literal["hint", "warn", "fail"]  # a hint may stay, a fail must not be generated
Grade = Literal["strong", "medium", "weak", "house"]
Side = Literal["prompt", "negative"]


@dataclass(frozen=True)
class PromptText:
    """What a rule judges: both texts, the job they are for, and the dialect they are written in."""

    prompt: LintedText
    negative: LintedText
    job: JobWords | None
    is_clip: bool


@dataclass(frozen=True)
class Hit:
    """Where a rule found something; `message` and `fix` replace the rule's own."""

    match: Match
    side: Side = "prompt"
    message: str = ""
    fix: str = ""


@dataclass(frozen=True)
class PromptFinding:
    """One thing to mend in a prompt.

    `span` is (start, end) in characters of the text named by `text`. `evidence` grades the rule's
    claim; "house" is our own judgement.
    """

    rule: str
    span: tuple[int, int]
    message: str
    fix: str
    text: Side = "prompt"
    severity: Severity = "warn"
    evidence: Grade = "house"

    def to_dict(self) -> dict[str, Any]:
        """The JSON form that `catchlight lint-prompt --json` prints."""
        return {
            "rule": self.rule,
            "span": list(self.span),
            "message": self.message,
            "fix": self.fix,
            "text": self.text,
            "severity": self.severity,
            "evidence_grade": self.evidence,
        }


@dataclass(frozen=True)
class Example:
    """A prompt on which a rule is quiet or speaks. It is documentation and test at once."""

    prompt: str = ""
    negative: str = ""
    job: str | None = None


Judge = Callable[[PromptText], Iterator[Hit]]


@dataclass(frozen=True)
class PromptRule:
    """A judgement with its rationale, sources, grade, fix and examples. `id` never changes.

    `message` may hold {words}, the text that was found.
    """

    id: str
    title: str
    message: str
    fix: str
    rationale: str
    evidence: Grade
    sources: tuple[str, ...]
    severity: Severity
    passes: tuple[Example, ...]
    fails: tuple[Example, ...]
    judge: Judge

    def findings(self, text: PromptText) -> Iterator[PromptFinding]:
        """What the rule finds, each stretch of text once."""
        seen: set[tuple[Side, int]] = set()
        for hit in self.judge(text):
            if (hit.side, hit.match.start) in seen:
                continue
            seen.add((hit.side, hit.match.start))
            message = hit.message or self.message
            yield PromptFinding(
                rule=self.id,
                span=(hit.match.start, hit.match.end),
                message=message.replace("{words}", hit.match.text),
                fix=hit.fix or self.fix,
                text=hit.side,
                severity=self.severity,
                evidence=self.evidence,
            )


def prompt_rule(
    *,
    id: str,
    title: str,
    message: str,
    fix: str,
    rationale: str,
    passes: Sequence[Example],
    fails: Sequence[Example],
    evidence: Grade = "house",
    sources: tuple[str, ...] = (),
    severity: Severity = "warn",
) -> Callable[[Judge], PromptRule]:
    """Make a PromptRule of a judging function. A grade above "house" must name its sources."""
    if evidence not in get_args(Grade) or (evidence != "house" and not sources):
        raise ValueError(f"prompt rule {id}: grade {evidence!r} without a source; say 'house'")

    def made(judge: Judge) -> PromptRule:
        return PromptRule(
            id=id,
            title=title,
            message=message,
            fix=fix,
            rationale=rationale,
            evidence=evidence,
            sources=sources,
            severity=severity,
            passes=tuple(passes),
            fails=tuple(fails),
            judge=judge,
        )

    return made


def in_prompt(terms: Sequence[str]) -> Judge:
    """Judge that finds terms in the prompt."""
    return lambda text: (Hit(match) for match in text.prompt.find(terms))


def in_negative(terms: Sequence[str]) -> Judge:
    """Judge that finds terms in the negative, negated or not: there, both keep the thing out."""

    def judge(text: PromptText) -> Iterator[Hit]:
        for negated in (False, True):
            yield from (Hit(m, "negative") for m in text.negative.find(terms, negated=negated))

    return judge


def two_of(
    groups: Mapping[str, Sequence[str]], go_together: frozenset[frozenset[str]] = frozenset()
) -> Judge:
    """Judge that finds terms of two groups in the prompt: the later ones are hits.

    The message names both. `go_together` are pairs of groups that do not exclude each other.
    """

    def judge(text: PromptText) -> Iterator[Hit]:
        found = [(m, name) for name, terms in groups.items() for m in text.prompt.find(terms)]
        found.sort(key=lambda pair: (pair[0].start, -pair[0].end))
        outer: list[tuple[Match, str]] = []
        for match, name in found:
            if not outer or match.start >= outer[-1][0].end:
                outer.append((match, name))
        for match, name in outer[1:]:
            first, first_name = outer[0]
            if name != first_name and frozenset((name, first_name)) not in go_together:
                yield Hit(match, message=f"“{first.text}” and “{match.text}” exclude each other.")

    return judge
