"""Culture: motifs with a name, an owner and a use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .rule import Example, Hit, PromptText, in_prompt, prompt_rule, two_of
from .vocabulary import GROUPS, TERMS

culture_costume = prompt_rule(
    id="culture-costume",
    title="A culture as a costume",
    message="“{words}” names no culture; it gives a generator's mixture of several.",
    fix="Name the exact tradition, place and occasion, and use it when it is the sitter's own.",
    rationale="Heritage, ambition, tradition and belonging move people when they are true. "
    "Unnamed, they are drawn from films and postcards.",
    passes=(
        Example("founder in a Ewe kente stole, worn as at home"),
        Example("steel drums on a stage, ethnography book on the table"),
    ),
    fails=(
        Example("exotic beauty, tribal jewelry"),
        Example("oriental style portrait"),
        Example("artist in gypsy costume"),
    ),
)(in_prompt(TERMS["culture-costume"]))

_OWN = re.compile(r"\b(?:own|family['’]?s?|her|his|their|my|our|earned|inherited)\b", re.I)
_OWN_WITHIN_CHARS = 48


@prompt_rule(
    id="sacred-prop",
    title="Sacred or earned things as props",
    message="“{words}” belongs to a rite, a rank or a faith. Whose is it?",
    fix="Say whose it is (“her own”), name the tradition, or choose an everyday object.",
    rationale="Some things are worn by right. As props they hurt, and make the portrait false.",
    severity="hint",
    passes=(
        Example("a priest wearing his own clerical collar"),
        Example("her grandmother's rosary in her hand"),
        Example("portrait in a library"),
    ),
    fails=(
        Example("model in a feather headdress"),
        Example("war paint, street style"),
        Example("traveler with prayer beads and a buddha statue"),
    ),
)
def sacred_prop(text: PromptText) -> Iterator[Hit]:
    """Things worn by right, where nothing says that they are the sitter's."""
    for match in text.prompt.find(TERMS["sacred-prop"]):
        before = text.prompt.text[max(0, match.start - _OWN_WITHIN_CHARS) : match.start]
        if not _OWN.search(before):
            yield Hit(match)


mixed_traditions = prompt_rule(
    id="mixed-traditions",
    title="Two traditions in one outfit",
    message="The prompt mixes two traditions.",
    fix="Keep one, unless both are the sitter's own; then say how they are worn together.",
    rationale="Generators blend neighbouring traditions even when asked for one; asked for two "
    "they invent a third.",
    severity="hint",
    passes=(Example("designer in a hanbok, studio"),),
    fails=(Example("kimono with hanbok sleeves"), Example("kente stole over a sari")),
)(two_of(GROUPS["traditions"]))

RULES = (culture_costume, sacred_prop, mixed_traditions)
