"""The lexicon: phrases with the cue and band each aims at, read once from `lexicon/*.toml`."""

from __future__ import annotations

import difflib
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from ..errors import UnknownName
from ..jobs import GazePolicy, SmilePolicy, built_in_jobs
from ..shot import Band
from .phrase import Layer

Pools = Mapping[str, Mapping[str, "Entry"]]

# Which layer of a prompt each pool of phrases speaks for.
POOL_LAYERS: Mapping[str, Layer] = MappingProxyType(
    {
        "identity": "identity",
        "emotion": "emotion",
        "context": "context",
        "gaze": "gaze",
        "expression": "expression",
        "posture": "posture",
        "light": "light",
        "palette": "palette",
        "framing": "lens",
        "lens": "lens",
        "skin": "realism",
        "unevenness": "realism",
        "moment": "realism",
        "era": "nostalgia",
        "motif": "culture",
    }
)
# The cue that a layer usually moves: the aim given to words of the user's own.
LAYER_CUES: Mapping[Layer, str] = MappingProxyType(
    {
        "identity": "expressiveness",
        "emotion": "expressiveness",
        "context": "background_kind",
        "palette": "colorfulness",
        "nostalgia": "vintage_look",
        "culture": "background_kind",
        "detail": "expressiveness",
        "concept": "expressiveness",
    }
)
_NEARLY = 0.8  # difflib ratio above which an unknown word looks like a slip of a known one


@dataclass(frozen=True, eq=False)
class Entry:
    """One phrase of the lexicon.

    `say` is plain language, `tag` the short form for CLIP encoders; `aims` maps cue names to bands,
    the main cue first. `place` limits it to studio, indoor or outdoor light (empty: anywhere).
    `also` are other names for it, `care` what its user should check, `light` the light phrases a
    context brings, `furnished` that it is a room with things in it; `indoor` and `outdoor` are the
    objects of an era.
    """

    name: str
    layer: Layer
    say: str
    tag: str
    aims: Mapping[str, Band]
    place: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    care: str = ""
    light: tuple[str, ...] = ()
    indoor: str = ""
    outdoor: str = ""
    furnished: bool = False

    @property
    def cue(self) -> str:
        """The cue it moves most."""
        return next(iter(self.aims))


@dataclass(frozen=True)
class JobWords:
    """What an emotional job asks of each pool, and which words and emotions work against it.

    The policies on gaze and smile are the emotional job's own.
    """

    id: str
    choices: Mapping[str, tuple[str, ...]]
    story: Entry
    gaze_policy: GazePolicy
    smile_policy: SmilePolicy
    against: tuple[str, ...]
    pulls: tuple[str, ...]


@dataclass(frozen=True)
class Exclusion:
    """One entry of a negative prompt and the bands it would keep out."""

    text: str
    forbids: Mapping[str, Band]


@dataclass(frozen=True)
class AnswerWords:
    """What to say where too little (`more`) or too much (`less`) was seen; empty = nothing."""

    more: str = ""
    less: str = ""


@dataclass(frozen=True)
class Brand:
    """A family of brand concepts: the words that announce it and its palettes."""

    name: str
    words: tuple[str, ...]
    palette: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """All phrases by pool and name, the jobs, the brand families, the negative, the answers."""

    pools: Pools
    jobs: Mapping[str, JobWords]
    word_groups: Mapping[str, tuple[str, ...]]
    brands: tuple[Brand, ...]
    exclusions: tuple[Exclusion, ...]
    answers: Mapping[str, AnswerWords]

    def find(self, pool: str, text: str) -> Entry | None:
        """The entry of a pool called `text`, by its name or another one; None when unknown."""
        return _by_name(pool).get(plain_key(text))

    def nearest(self, pool: str, text: str) -> str | None:
        """The known name that `text` is probably a slip of; None when it is the user's own."""
        key = plain_key(text)
        matches = difflib.get_close_matches(key, _by_name(pool), n=1, cutoff=_NEARLY)
        return _by_name(pool)[matches[0]].name if matches else None

    def job(self, job_id: str) -> JobWords:
        """The words for a job. Raises UnknownName with close matches."""
        key = plain_key(job_id).replace(" ", "-")
        if key not in self.jobs:
            raise UnknownName("emotional job", job_id, self.jobs, "catchlight jobs")
        return self.jobs[key]


def plain_key(text: str) -> str:
    """Lower case, without accents, hyphens and underscores as spaces: "Café" → "cafe"."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().replace("-", " ").replace("_", " ").split())


def overlap(first: Band, second: Band) -> bool:
    """Whether two bands have a value in common."""
    return first.low <= second.high and second.low <= first.high


def compatible(first: Mapping[str, Band], second: Mapping[str, Band]) -> bool:
    """Whether two phrases can be asked for together: no cue is wanted in two places."""
    return all(overlap(band, second[cue]) for cue, band in first.items() if cue in second)


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with Catchlight."""
    bands = _toml("bands")
    people, direction, memory = _toml("people"), _toml("direction"), _toml("memory")
    brands = people.pop("brand")
    pools = {
        pool: MappingProxyType(
            {name: _entry(POOL_LAYERS[pool], name, values, bands) for name, values in named.items()}
        )
        for pool, named in (people | direction | memory).items()
    }
    jobs = _toml("jobs")
    words = {group: tuple(terms) for group, terms in jobs.pop("words").items()}
    return Lexicon(
        pools=MappingProxyType(pools),
        jobs=MappingProxyType({name: _job(name, values, bands) for name, values in jobs.items()}),
        word_groups=MappingProxyType(words),
        brands=tuple(
            Brand(name, tuple(values["words"]), tuple(values["palette"]))
            for name, values in brands.items()
        ),
        exclusions=tuple(
            Exclusion(e["text"], {cue: Band(*band) for cue, band in e["forbids"].items()})
            for e in _toml("negatives")["entry"]
        ),
        answers=MappingProxyType(
            {cue: AnswerWords(**words) for cue, words in _toml("answers").items()}
        ),
    )


def _toml(name: str) -> dict[str, Any]:
    file = resources.files("catchlight.prompts") / "lexicon" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _aims(values: Mapping[str, str], bands: Mapping[str, Any]) -> Mapping[str, Band]:
    return MappingProxyType({cue: Band(*bands[cue][word]) for cue, word in values.items()})


def _entry(layer: Layer, name: str, values: Mapping[str, Any], bands: Mapping[str, Any]) -> Entry:
    place = values.get("place", ())
    return Entry(
        name=name,
        layer=layer,
        say=values["say"],
        tag=values["tag"],
        aims=_aims(values["aims"], bands),
        place=(place,) if isinstance(place, str) else tuple(place),
        also=tuple(values.get("also", ())),
        care=values.get("care", ""),
        light=tuple(values.get("light", ())),
        indoor=values.get("indoor", ""),
        outdoor=values.get("outdoor", ""),
        furnished=values.get("furnished", False),
    )


def _job(name: str, values: Mapping[str, Any], bands: Mapping[str, Any]) -> JobWords:
    wish = built_in_jobs()[name]
    story = {
        "say": values["story"],
        "tag": values["story_tag"],
        "aims": {"expressiveness": "alive"},
    }
    return JobWords(
        id=name,
        choices=MappingProxyType({p: tuple(v) for p, v in values.items() if p in POOL_LAYERS}),
        story=_entry("concept", f"{name} story", story, bands),
        gaze_policy=wish.gaze,
        smile_policy=wish.smile,
        against=tuple(values["against"]),
        pulls=tuple(values["pulls"]),
    )


@cache
def _by_name(pool: str) -> Mapping[str, Entry]:
    """Every name and other name of a pool's entries. A name wins over another entry's `also`."""
    entries = lexicon().pools[pool].values()
    names = {plain_key(also): entry for entry in entries for also in entry.also}
    return names | {plain_key(entry.name): entry for entry in entries}
