"""Plain language for GPT image, Gemini and FLUX.2: a short art director's brief in three parts.

These models read sentences; most take no negative prompt, so the text says what is wanted and the
negative is given apart, for those that do.
"""

from __future__ import annotations

from ..direction import Direction
from ..exclusions import excluded
from ..lexicon import Entry
from ..own_words import with_article
from ..phrase import Phrase, Prompt

NAME = "plain"
TITLE = "Plain language (GPT image, Gemini, FLUX.2)"

_PERSON = ("gaze", "expression", "posture")
_MAKING = ("light", "palette", "lens", "skin", "unevenness", "moment", "era")
_LOUD = ("emotion", *_PERSON, *_MAKING)  # what can be said louder: as a last word, by itself
ABOVE_ALL = "What matters most:"
LOUDEST = 1.3  # times the usual weight


def render(direction: Direction) -> Prompt:
    """The direction as three paragraphs: who and why, how the person is, how it is made."""
    phrases: list[Phrase] = []
    chosen = direction.chosen

    def sentences(*entries: Entry | None) -> list[str]:
        said = [entry for entry in entries if entry is not None]
        phrases.extend(said_as(entry, entry.say) for entry in said)
        return [f"{entry.say}." for entry in said]

    def of(pools: tuple[str, ...]) -> list[Entry | None]:
        # Said louder: as a last word instead; loudest: in both places.
        louder = direction.louder
        return [chosen.get(pool) for pool in pools if louder.get(pool, 1.0) in (1.0, LOUDEST)]

    above_all = [chosen[pool] for pool in _LOUD if pool in direction.louder and pool in chosen]
    paragraphs = (
        [
            _opening(direction, phrases),
            *sentences(*of(("emotion",)), direction.concept),
        ],
        sentences(*of(_PERSON), direction.detail),
        sentences(*of(_MAKING), direction.remembered, *direction.motifs),
        _first_said(sentences(*above_all, *direction.answers)),
    )
    text = "\n\n".join(" ".join(part) for part in paragraphs if part)
    return Prompt(NAME, text, ", ".join(excluded(direction)), tuple(phrases), direction.notes)


def _first_said(sentences: list[str]) -> list[str]:
    return [ABOVE_ALL, *sentences] if sentences else []


def said_as(entry: Entry, text: str) -> Phrase:
    """The phrase that says an entry with this text."""
    return Phrase(text, entry.layer, entry.cue, entry.aims[entry.cue])


def _opening(direction: Direction, phrases: list[Phrase]) -> str:
    """ "A head-and-shoulders portrait photograph of a founder, in their workshop." """
    framing, identity, context = (
        direction.chosen.get(pool) for pool in ("framing", "identity", "context")
    )
    phrases.extend(said_as(e, e.say) for e in (framing, identity, context) if e is not None)
    frame = framing.say if framing else "portrait photograph"
    who = identity.say if identity else "one person"
    where = f", {context.say}" if context else ""
    subject = with_article(f"{frame} of {who}{where}")
    return f"{subject[0].upper()}{subject[1:]}."
