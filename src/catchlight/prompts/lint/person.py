"""The person: beauty inflation, reshaping, and changes of who they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .rule import Example, Hit, PromptText, in_prompt, prompt_rule
from .vocabulary import TERMS

_SYMMETRY = re.compile(
    r"(?<!a)\b(?:perfect(?:ly)?[\s_-]+)?symmetr(?:y|ic|ical|ically|ise|ize)\b"
    r"(?![\s_-]+(?:\w+[\s_-]+)?(?:composition|framing|background|backdrop|architecture|layout|"
    r"interior|hallway|corridor|crop|room|facade|garden|building))",
    re.I,
)


@prompt_rule(
    id="symmetrical-face",
    title="A symmetrical face",
    message="“{words}” evens the face out until it is nobody's.",
    fix="Write “slight facial asymmetry” or leave it out.",
    rationale="A mirrored face is not the sitter's. Studies tend to find symmetric faces more "
    "attractive, and symmetric expressions more genuine: this rule keeps likeness and character "
    "and claims no more trust for it.",
    passes=(
        Example("slight facial asymmetry, one brow higher"),
        Example("symmetrical composition, founder in the middle of a corridor"),
    ),
    fails=(
        Example("symmetrical face, studio"),
        Example("portrait, perfect symmetry"),
        Example("perfectly symmetrical features"),
    ),
)
def symmetrical_face(text: PromptText) -> Iterator[Hit]:
    """Symmetry that is not the composition's."""
    return (Hit(match) for match in text.prompt.search(_SYMMETRY))


_PERFECT = re.compile(
    r"\b(?:perfect|ideal)[\s_-]+(?:\w+[\s_-]+)?(?:face|eyes|teeth|smile|body|hair|features|"
    r"facial[\s_-]features|proportions|jawline|nose|lips|bone[\s_-]structure|figure|physique|cheekbones|"
    r"makeup)\b|\bhollywood[\s_-]smile\b|\b(?:pearly|bright|dazzling)?[\s_-]*(?:white|whitened)[\s_-]teeth\b",
    re.I,
)


@prompt_rule(
    id="perfect-features",
    title="Perfect features",
    message="“{words}” asks for the generator's average face.",
    fix="Describe what is the sitter's own, or leave the feature to the sitter's photos.",
    rationale="“Perfect” is where all faces meet. Impressive and forgettable is the result.",
    passes=(Example("perfect light for a quiet portrait"), Example("an easy smile, own teeth")),
    fails=(
        Example("perfect face, studio"),
        Example("portrait with perfect white teeth"),
        Example("ideal bone structure"),
    ),
)
def perfect_features(text: PromptText) -> Iterator[Hit]:
    """Perfection on a feature."""
    return (Hit(match) for match in text.prompt.search(_PERFECT))


_NOT_A_PERSON = (
    r"(?![\s_-]+(?:\w+[\s_-]+)?(?:light|lighting|background|backdrop|bokeh|view|views|colou?rs?|palette|"
    r"sunset|sunrise|landscape|scenery|location|composition|sky|skyline|architecture|building|room|"
    r"interior|garden|beach|sea|city|street|scene|setting|details?|tones?|contrast|weather|flowers?|"
    r"place|nature|mountains?|textures?|fabric|dress|suit|jacket|coat|watch|jewell?ery|furniture|desk|table|chair|shelf|house|car|library|story|moment|"
    r"photograph|photography|mess))"
)
_PERSON = (
    r"(?:wom[ae]n|m[ae]n|person|people|girls?|boys?|lad(?:y|ies)|guys?|face|features|eyes|lips|skin|"
    r"model|body|founder|creator|artist|executive|athlete|student|celebrity|being)"
)
_INFLATED = re.compile(
    rf"\b(?:gorgeous|stunning|breathtaking|breath-taking|ravishing|jaw[\s_-]dropping|alluring)\b{_NOT_A_PERSON}"
    rf"|\b(?:beautiful|pretty|hot|cute|handsome|attractive|lovely)[\s_-]+(?:[\w-]+[\s_-]+){{0,2}}?{_PERSON}\b"
    rf"|\bhandsome\b{_NOT_A_PERSON}"
    r"|\b(?:photogenic|good[\s_-]looking|drop[\s_-]dead|supermodels?|super[\s_-]model|"
    r"fashion[\s_-]model|(?:instagram|runway|victoria['’]?s[\s_-]secret)[\s_-]model|model[\s_-]like|"
    r"goddess|angelic|adonis|bombshell|heart[\s_-]?throb|beauty[\s_-]queen)\b"
    r"|\b(?:very|extremely|incredibly|insanely|ultra|most|so)[\s_-]+(?:beautiful|attractive|pretty|cute|"
    r"handsome)\b|\bmore\s+(?:attractive|beautiful|handsome|pretty)\b|\b(?:prettier|sexier)\b"
    r"|\b(?:unreal|perfect|ideal|ethereal|classic)[\s_-]beauty\b",
    re.I,
)


@prompt_rule(
    id="beauty-inflation",
    title="Beauty words",
    message="“{words}” raises prettiness and lowers everything that makes the person somebody.",
    fix="Say what the viewer should feel, and how the face shows it: “approachable, a trace of a "
    "smile”.",
    rationale="Beauty words pull towards one young, even, made-up face. What a portrait is for is "
    "said by mood, gaze and expression.",
    passes=(
        Example("beautiful light on a founder, approachable"),
        Example("stunning mountain view behind, a traveller looking at the camera"),
        Example("pretty good mood, honest portrait at a handsome wooden desk"),
    ),
    fails=(
        Example("gorgeous, stunning supermodel"),
        Example("a beautiful young woman in a café"),
        Example("extremely attractive CEO"),
        Example("make him more attractive"),
    ),
)
def beauty_inflation(text: PromptText) -> Iterator[Hit]:
    """Beauty words about a person, not about the place or the light."""
    return (Hit(match) for match in text.prompt.search(_INFLATED))


doll_face = prompt_rule(
    id="doll-face",
    title="A doll's or a feed's face",
    message="“{words}” asks for a face that everybody has seen before.",
    fix="Leave the face to the sitter's photos; name one detail that is theirs alone.",
    rationale="Doll, anime and feed faces are the generic face by name.",
    passes=(Example("portrait of a doll maker in her workshop"),),
    fails=(Example("doll-like face, big eyes"), Example("instagram face, anime eyes")),
)(in_prompt(TERMS["doll-face"]))

_RESHAPE = re.compile(
    r"\b(?:slim|narrow|shrink|enlarge|reshape|refine|thin|plump)\s+(?:down\s+|up\s+)?"
    r"(?:the\s+|her\s+|his\s+|their\s+|my\s+)?(?:nose|lips|eyes|jaw|jawline|face|cheeks|chin|waist|"
    r"forehead|body)\b",
    re.I,
)


@prompt_rule(
    id="reshaped-face",
    title="A face or body reshaped",
    message="“{words}” changes the sitter's own shape.",
    fix="Shape with light and lens instead: “soft shadow under the jaw, 85mm lens”.",
    rationale="Likeness ends where the shape of the face does. A shadow under the jaw did as much "
    "in rated profile photos as people hope for from a sharper one.",
    evidence="weak",
    sources=("Photofeeler2015",),
    passes=(Example("soft shadow under the jaw, 85mm lens"),),
    fails=(
        Example("slim face, v-shaped jaw, big eyes"),
        Example("founder with sharp jawline and high cheekbones"),
        Example("make the nose smaller, slim down the jaw"),
    ),
)
def reshaped(text: PromptText) -> Iterator[Hit]:
    """Shapes asked for, and verbs that make them."""
    for match in (*text.prompt.find(TERMS["reshaped-face"]), *text.prompt.search(_RESHAPE)):
        yield Hit(match)


age_erased = prompt_rule(
    id="age-erased",
    title="Years taken away",
    message="“{words}” takes years from the person.",
    fix="Take it out. For a rested look ask for soft frontal light and relaxed lids.",
    rationale="Age is part of who is there, and half of why a face is believed.",
    passes=(
        Example("rested, relaxed lids, soft frontal light"),
        Example("a youth worker, at ease"),
    ),
    fails=(
        Example("founder, ten years younger"),
        Example("youthful skin, ageless look"),
        Example("make her look younger"),
    ),
)(in_prompt(TERMS["age-erased"]))

_GROUP_CHANGE = re.compile(
    r"\b(?:more|less)[\s_-]+(?:white|european|caucasian|western|asian|african|"
    r"latin[oa]|ethnic|feminine|masculine|manly|womanly|girly|ladylike)\b"
    r"|\b(?:western|westernis?z?ed|european|eurocentric|caucasian|nordic|aryan)[\s_-]+(?:facial[\s_-]+)?"
    r"(?:features|face|nose|eyes|beauty)\b"
    r"|\b(?:whiter|westernised|westernized|whitewash(?:ed)?|feminis?z?e[ds]?|masculinis?z?e[ds]?)\b"
    r"|\b(?:gender|race|sex|age)[\s_-]?swap(?:ped)?\b"
    r"|\b(?:turn(?:ed)?|chang(?:e|ed)|transform(?:ed)?|convert(?:ed)?)\s+(?:\w+\s+){0,3}?(?:in)?to\s+"
    r"(?:a\s+|an\s+)?(?:\w+\s+)?(?:m[ae]n|wom[ae]n|white|black|asian|european|caucasian)\b",
    re.I,
)


@prompt_rule(
    id="group-as-improvement",
    title="Race, sex or age as an improvement",
    message="“{words}” changes who the person is.",
    fix="Take it out. Ask for a mood or a posture: “softer expression”, “upright, level chin”.",
    rationale="A portrait may direct light, gaze, expression and posture. Origin, sex and age are "
    "the sitter's; a change of them is a different person and a bias besides.",
    severity="fail",
    passes=(
        Example("portrait of a Black founder, direct gaze"),
        Example("more relaxed, softer expression"),
        Example("a Japanese ceramicist in her workshop"),
    ),
    fails=(
        Example("make him look more masculine"),
        Example("portrait with European features"),
        Example("turn her into a white woman"),
        Example("gender swap, studio"),
    ),
)
def group_as_improvement(text: PromptText) -> Iterator[Hit]:
    """Words that move the person into another group."""
    return (Hit(match) for match in text.prompt.search(_GROUP_CHANGE))


_SEXUALISED = re.compile(
    r"\b(?:sexy|sexuali[sz]ed|erotic|nsfw|topless|lingerie|busty|cleavage|seductive|"
    r"naked(?![\s_-]+(?:eye|flame|bulb|light|truth))|"
    r"nude(?![\s_-]+(?:lip\w*|tones?|colou?rs?|palette|makeup|shades?|heels?|pumps?)))\b",
    re.I,
)


@prompt_rule(
    id="sexualised",
    title="A sexualised likeness",
    message="“{words}” sexualises a real person's likeness.",
    fix="Take it out. For a strong portrait write “relaxed confidence, direct gaze”.",
    rationale="Consent to a portrait is not consent to that. Most services refuse it, and for a "
    "person's likeness many countries forbid it.",
    severity="fail",
    passes=(Example("nude lipstick, warm neutrals"), Example("visible to the naked eye")),
    fails=(Example("sexy portrait of a founder"), Example("nude, studio light")),
)
def sexualised(text: PromptText) -> Iterator[Hit]:
    """Sexual words that are not names of colours."""
    return (Hit(match) for match in text.prompt.search(_SEXUALISED))


RULES = (
    symmetrical_face,
    perfect_features,
    beauty_inflation,
    doll_face,
    reshaped,
    age_erased,
    group_as_improvement,
    sexualised,
)
