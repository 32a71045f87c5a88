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


def render(direction: Direction) -> Prompt:
    """The direction as three paragraphs: who and why, how the person is, how it is made."""
    phrases: list[Phrase] = []
    chosen = direction.chosen

    def sentences(*entries: Entry | None) -> list[str]:
        said = [entry for entry in entries if entry is not None]
        phrases.extend(said_as(entry, entry.say) for entry in said)
        return [f"{entry.say}." for entry in said]

    paragraphs = (
        [
            _opening(direction, phrases),
            *sentences(chosen.get("emotion"), direction.concept),
        ],
        sentences(*(chosen.get(pool) for pool in _PERSON), direction.detail),
        sentences(*(chosen.get(pool) for pool in _MAKING), direction.remembered, *direction.motifs),
    )
    text = "\n\n".join(" ".join(part) for part in paragraphs if part)
    return Prompt(NAME, text, ", ".join(excluded(direction)), tuple(phrases), direction.notes)


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
