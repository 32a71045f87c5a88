"""The negative prompt of a direction: what is kept out, and never what the prompt asks for."""

from __future__ import annotations

from .direction import Direction
from .lexicon import Exclusion, lexicon, overlap, plain_key
from .phrase import ANY


def excluded(direction: Direction) -> tuple[str, ...]:
    """The negative's entries, in the lexicon's order.

    An entry is left out when the prompt asks for a band that it forbids, or when the brief's own
    words name it.
    """
    return tuple(e.text for e in lexicon().exclusions if not _fights(e, direction))


def _fights(exclusion: Exclusion, direction: Direction) -> bool:
    shared = (
        overlap(band, exclusion.forbids[cue])
        for entry in direction.entries()
        for cue, band in entry.aims.items()
        if cue in exclusion.forbids and band != ANY
    )
    own = set(plain_key(direction.own_words).split())
    return any(shared) or bool(own & set(plain_key(exclusion.text).split()))
