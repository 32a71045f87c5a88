"""Skin: polish against texture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .rule import Example, Hit, PromptText, in_prompt, prompt_rule
from .vocabulary import TERMS

_SKIN = r"(?:skin|complexion|face|cheeks)"
_POLISHED = re.compile(
    r"\bperfect(?:ly)?(?:[\s_,-]+(?!and\b)[\w-]+){0,2}?[\s_-]+(?:skin|complexion)\b"
    r"|\b(?:flawless(?:ly)?|porcelain|silky|satin|glass|immaculate|spotless|"
    r"unblemished|poreless|smooth(?:ed)?|ultra[\s-]?smooth|retouched|airbrushed|plastic|velvety|"
    rf"alabaster|baby[\s-]soft)(?:[\s_,-]+(?!and\b)[\w-]+){{0,2}}?[\s_-]+{_SKIN}\b"
    rf"|\b{_SKIN}[\s_]+(?:(?:that[\s_]+)?is[\s_]+)?"
    r"(?:flawless|perfect|poreless|airbrushed|smooth)\b"
    r"|\b(?:crystal[\s_-])?(?:clear|even|even[\s_-]toned)[\s_-]+(?:skin|complexion)\b"
    r"|\bair[\s_-]?brush(?:ed|ing)?\b|\bporeless\b|\bskin[\s_-](?:smoothing|retouch\w*|perfecting)\b"
    rf"|\bsmooth(?:ing)?[\s_]+(?:the[\s_]+)?{_SKIN}\b"
    r"|\b(?:blemish|wrinkle|line|spot|pore)[\s_-]free\b"
    r"|\bflawless\b(?![\s_-]+(?:execution|lighting|light|composition|tailoring|fit|suit|background|"
    r"timing|style|craft\w*))",
    re.I,
)


@prompt_rule(
    id="flawless-skin",
    title="Polished skin",
    message="“{words}” asks for skin without texture.",
    fix="Write “natural skin texture, visible pores, fine lines”.",
    rationale="Plastic skin is one of the two loudest complaints about generated portraits. "
    "Studies find smoothed skin rated prettier and no less trusted; texture goes with being "
    "judged real.",
    evidence="medium",
    sources=("Matts2007", "Gulati2024"),
    passes=(
        Example("natural skin texture, no airbrushing, visible pores"),
        Example("portrait, flawless execution, skin as it is"),
        Example("un-airbrushed skin, smooth wooden table"),
        Example("without smoothing, airbrushing or filters"),
    ),
    fails=(
        Example("portrait, flawless skin"),
        Example("Perfect, glowing skin, natural skin texture"),
        Example("porcelain complexion, soft light"),
        Example("skin that is poreless, airbrushed"),
    ),
)
def flawless_skin(text: PromptText) -> Iterator[Hit]:
    """Polish words on skin; says so when the prompt also asks for texture."""
    real = next(iter(text.prompt.find(TERMS["realism"])), None)
    for match in text.prompt.search(_POLISHED):
        if real and not match.start <= real.start < match.end:
            message = f"“{match.text}” works against “{real.text}” in the same prompt."
            yield Hit(
                match, message=message, fix=f"Keep “{real.text}” and take “{match.text}” out."
            )
        else:
            yield Hit(match)


_REMOVED = re.compile(
    r"(?P<not>\b(?:no|not|never|don['’]?t|without|nothing)\s+(?:\w+\s+){0,2}?)?"
    r"\b(?:(?:smooth|remov|retouch|eras|hid|conceal|soften|los|reduc|minimi|correct|blur|heal)\w*|"
    r"clean\s+up|even\s+out|cover\s+up|get\s+rid)"
    r"(?:\s+(?!with\b|in\b|on\b|by\b|at\b|keep|light|background|but\b|show|shadow)[\w'’]+){0,5}\s+$",
    re.I,
)
_REMOVED_WITHIN_CHARS = 60


@prompt_rule(
    id="texture-removed",
    title="Marks and texture wished away",
    message="“{words}” is asked away.",
    fix="Take that wish out; ask for “natural skin, its marks where they belong”.",
    rationale="A “no” or a “remove” in a prompt takes what makes the skin the sitter's own, as a "
    "negative does.",
    passes=(
        Example("no airbrushing, freckles and pores visible"),
        Example("do not smooth the skin, keep pores"),
        Example("do not remove the freckles or the scar"),
        Example("softened background with skin texture, reduced clutter"),
    ),
    fails=(
        Example("portrait without wrinkles or freckles"),
        Example("natural light, no pores, no blemishes"),
        Example("a face with no asymmetry"),
        Example("remove the wrinkles and moles"),
    ),
)
def texture_removed(text: PromptText) -> Iterator[Hit]:
    """Realism under a "no" or a removing verb, unless the removing itself is negated."""
    kinds = ("asymmetry", "marks", "texture", "lines")
    terms = tuple(term for kind in kinds for term in TERMS[kind])
    for negated in (True, False):
        for match in text.prompt.find(terms, negated=negated):
            start = max(0, match.start - _REMOVED_WITHIN_CHARS)
            removed = _REMOVED.search(text.prompt.text[start : match.start])
            if removed["not"] is None if removed else negated:
                yield Hit(match)


beauty_filter = prompt_rule(
    id="beauty-filter",
    title="Beauty filters and heavy retouching",
    message="“{words}” makes faces alike.",
    fix="Take it out. Ask for light that flatters: “large soft key light from above the lens”.",
    rationale="A beauty filter raised rated attractiveness for 96 % of 462 faces, and rated "
    "intelligence and trust too. It is kept out for likeness: the aim here is recognisable, not "
    "average.",
    evidence="medium",
    sources=("Gulati2024",),
    passes=(Example("soft light, no beauty filter"), Example("beauty in small things, café")),
    fails=(
        Example("portrait with beauty filter"),
        Example("high-end retouching, studio"),
        Example("facetuned portrait"),
    ),
)(in_prompt(TERMS["beauty-filter"]))

skin_lightened = prompt_rule(
    id="skin-lightened",
    title="Skin made lighter",
    message="“{words}” changes the colour of the skin.",
    fix="Take it out. For a clear face write “face well exposed, skin tone true”.",
    rationale="Raters' preference for lighter skin is a bias, not a goal. Exposure is set for the "
    "skin that is there.",
    severity="fail",
    passes=(
        Example("deep brown skin, well exposed, skin tone true"),
        Example("pale walls, face softly lit"),
    ),
    fails=(
        Example("portrait, fair skin, soft light"),
        Example("lighten the skin, brighter eyes"),
        Example("skin whitening, snow-white skin"),
    ),
)(in_prompt(TERMS["skin-lightened"]))

over_processed = prompt_rule(
    id="over-processed",
    title="Processing that shows",
    message="“{words}” is processing that shows before the person does.",
    fix="Write “gentle contrast, highlights held”.",
    rationale="Pushed highlights, halos and glow are read as a filter. Careful contrast keeps the "
    "skin and its light.",
    passes=(Example("gentle contrast, highlights held, no HDR"),),
    fails=(Example("portrait, HDR, glowing skin"), Example("oversharpened, hyper sharp eyes")),
)(in_prompt(TERMS["over-processed"]))

RULES = (flawless_skin, texture_removed, beauty_filter, skin_lightened, over_processed)
