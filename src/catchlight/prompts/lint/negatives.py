"""What negatives keep out and should not: a face's own shape, marks, lines, age and origin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .rule import Example, Hit, PromptText, in_negative, prompt_rule
from .text import Match
from .vocabulary import SMILES, TERMS

negative_asymmetry = prompt_rule(
    id="negative-asymmetry",
    title="Asymmetry in the negative",
    message="“{words}” in the negative evens the face out until it is nobody's.",
    fix="Take it out. If an error of the generator is meant, name that: “extra eye”.",
    rationale="Every face is a little uneven, and it is known by that. Studies tend to find even "
    "faces rated more attractive, so this rule is about likeness and character, not about trust.",
    passes=(Example("portrait", "extra eye, watermark"),),
    fails=(
        Example("portrait", "asymmetry, blurry"),
        Example("portrait", "(asymmetrical face:1.3)"),
        Example("portrait", "lopsided smile"),
    ),
)(in_negative(TERMS["asymmetry"]))

negative_marks = prompt_rule(
    id="negative-marks",
    title="Moles, freckles or scars in the negative",
    message="“{words}” in the negative removes marks that belong to the person.",
    fix="Take it out; ask for “natural skin, its marks where they belong”.",
    rationale="Lists of spots to remove are copied from one preset to the next. They erase what "
    "people recognise each other by.",
    passes=(Example("portrait", "plastic skin, dust on the lens"),),
    fails=(
        Example("portrait", "moles, text"),
        Example("portrait", "mole, age spot, blurry"),
        Example("portrait", "Freckles"),
    ),
)(in_negative(TERMS["marks"]))

negative_texture = prompt_rule(
    id="negative-texture",
    title="Skin texture in the negative",
    message="“{words}” in the negative asks for smooth, plastic skin.",
    fix="Take it out, and put “plastic skin, airbrushed skin” there instead.",
    rationale="Texture goes with a picture being judged real. Smoothing makes faces prettier to "
    "raters and costs no trust in the studies we know; it costs the likeness.",
    evidence="medium",
    sources=("Matts2007", "Gulati2024"),
    passes=(Example("portrait", "plastic skin, waxy skin"),),
    fails=(Example("portrait", "pores, skin texture"), Example("portrait", "visible_pores")),
)(in_negative(TERMS["texture"]))

negative_lines = prompt_rule(
    id="negative-lines",
    title="Wrinkles or grey hair in the negative",
    message="“{words}” in the negative makes the person younger than they are.",
    fix="Take it out. For a rested look ask for “soft light from the front”.",
    rationale="A portrait that shaves off years is a portrait of somebody else.",
    passes=(Example("portrait", "harsh shadows under the eyes"),),
    fails=(
        Example("portrait", "wrinkles, bad quality"),
        Example("portrait", "dark circles, gray hair"),
    ),
)(in_negative(TERMS["lines"]))

_FEATURES = re.compile(
    r"\b(?:big|large|huge|wide|broad|flat|crooked|hooked|long|small|thin|thick|tiny|fat|round|"
    r"narrow|weak|double|protruding|bulging|droopy|hooded)[\s_-]+(?:nose|noses|lips?|ears?|eyes?|"
    r"eyelids?|chins?|forehead|jaw|jawline|cheeks?|face|nostrils|teeth|neck|eyebrows?)\b|"
    r"\b(?:monobrow|unibrow|monolids?|epicanthic folds?|overbite|gap[\s-]teeth|buck[\s-]teeth)\b",
    re.I,
)


@prompt_rule(
    id="negative-features",
    title="Features of a face in the negative",
    message="“{words}” in the negative pushes every face towards one shape.",
    fix="Take it out. If a lens is meant: “wide-angle distortion” in the negative, “85mm” in "
    "the prompt.",
    rationale="Noses, lips, eyes and chins differ between families and peoples; a negative "
    "against one shape is a preference for another. A near lens, which does change noses, has its "
    "own word.",
    passes=(Example("portrait", "wide-angle distortion"),),
    fails=(Example("portrait", "big nose, text"), Example("portrait", "thick lips, monolid")),
)
def negative_features(text: PromptText) -> Iterator[Hit]:
    """A quality of a feature in the negative."""
    for found in _FEATURES.finditer(text.negative.text):
        yield Hit(Match(found.start(), found.end(), found[0]), "negative")


negative_body = prompt_rule(
    id="negative-body",
    title="Bodies in the negative",
    message="“{words}” in the negative reshapes the person's body.",
    fix="Take it out; say how the person sits or stands instead.",
    rationale="Weight and build are the sitter's. Posture and clothes are what a portrait directs.",
    passes=(Example("portrait", "crossed arms, cut-off hands"),),
    fails=(Example("portrait", "fat, ugly"), Example("portrait", "overweight, chubby")),
)(in_negative(TERMS["negative-body"]))

negative_ugly = prompt_rule(
    id="negative-ugly",
    title="“Ugly” or “deformed” in the negative",
    message="“{words}” in the negative asks for average beauty and says nothing about the picture.",
    fix="Take it out. Name the fault you saw: “extra fingers”, “blurred eyes”.",
    rationale="Such words carry the judgements of whoever captioned the training pictures, against "
    "disabled and unfashionable faces most of all. They do not mend anatomy.",
    passes=(Example("portrait", "extra fingers, blurred eyes"),),
    fails=(Example("portrait", "ugly, deformed, disfigured"), Example("portrait", "unattractive")),
)(in_negative(TERMS["negative-ugly"]))

negative_group = prompt_rule(
    id="negative-group",
    title="An age, sex or origin in the negative",
    message="“{words}” in the negative keeps out a group of people, not a fault.",
    fix="Take it out. Who sits is told by the sitter's own photos.",
    rationale="What the sitter is comes from the sitter. A group in a negative is either pointless "
    "or a change of person.",
    severity="warn",
    passes=(Example("portrait", "old film damage, black border, child"),),
    fails=(
        Example("portrait", "old woman, text"),
        Example("portrait", "asian, dark skin"),
        Example("portrait", "feminine, elderly"),
    ),
)(in_negative(TERMS["negative-group"]))

_SEGMENT = re.compile(r"[^,|\n]+")
_BARE = re.compile(r"^[\s(\[{]+|[\s)\]}]*(?::[\d.]+)?[\s)\]}]*$")
# What the prompt asks for, and what then does not belong in the negative.
_KINDRED = (
    ((*SMILES["broad"],), (*SMILES["broad"], "teeth", "open mouth", "mouth open")),
    ((*SMILES["broad"], *SMILES["slight"], "smile", "smiling"), ("smile", "smiling", "smiles")),
    (
        ("grain", "grainy", "film look", "analog film", "analogue film"),
        ("grain", "film grain", "grainy", "analog film"),
    ),
)
_MIN_ECHO_CHARS = 4  # shorter words ("art") say too little to be a contradiction


@prompt_rule(
    id="negative-fights-prompt",
    title="The negative forbids what the prompt asks for",
    message="The negative keeps out “{words}”, which the prompt asks for.",
    fix="Take it out of the negative, or out of the prompt.",
    rationale="Presets carry negatives against open mouths, grain or smiles; with a prompt that "
    "wants them the generator gets neither.",
    passes=(
        Example("portrait, slight smile, natural light", "blurry, text"),
        Example("portrait with no watermark", "watermark"),
    ),
    fails=(
        Example("founder laughing, café", "open mouth, teeth"),
        Example("portrait, film grain, 1990s look", "grainy, text"),
        Example("portrait, freckled skin, soft shadows", "soft shadows"),
    ),
)
def negative_fights_prompt(text: PromptText) -> Iterator[Hit]:
    """Entries of the negative that the prompt asks for, in the same or in kindred words."""
    for found in _SEGMENT.finditer(text.negative.text):
        words = _BARE.sub("", _BARE.sub("", found[0]))
        if len(words) >= _MIN_ECHO_CHARS and text.prompt.first((words.replace("*", ""),)):
            start = found.start() + found[0].index(words)
            yield Hit(Match(start, start + len(words), words), "negative")
    for wanted, unwanted in _KINDRED:
        asked = text.prompt.first(wanted)
        if asked is None:
            continue
        for match in text.negative.find(unwanted):
            message = f"The negative keeps out “{match.text}”; the prompt asks for “{asked.text}”."
            yield Hit(match, "negative", message)


@prompt_rule(
    id="double-negative",
    title="“No” in the negative",
    message="“{words}” in the negative says the opposite of what it means.",
    fix="Name the thing alone, without “no” or “without”.",
    rationale="A negative is a list of what to keep out; a generator does not read the “no” "
    "and may well keep out the rest.",
    severity="hint",
    passes=(Example("portrait", "watermark, text"),),
    fails=(Example("portrait", "no watermark, text"), Example("portrait", "without glasses")),
)
def double_negative(text: PromptText) -> Iterator[Hit]:
    """A negator with a word after it, in the negative."""
    for found in re.finditer(
        r"(?:(?<=^)|(?<=[,|\n(] )|(?<=[,|\n(]))(?:no|not|without|avoid|don['’]?t)\s+[\w-]+",
        text.negative.text,
        re.I,
    ):
        yield Hit(Match(found.start(), found.end(), found[0]), "negative")


RULES = (
    negative_asymmetry,
    negative_marks,
    negative_texture,
    negative_lines,
    negative_features,
    negative_body,
    negative_ugly,
    negative_group,
    negative_fights_prompt,
    double_negative,
)
