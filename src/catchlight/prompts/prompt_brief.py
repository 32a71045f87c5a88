"""PromptBrief: the plain fields that compose needs, each cleaned and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace

from ..brief import Brief
from ..errors import BriefError

MAX_WORDS_CHARS = 400  # a field is a phrase or a sentence; longer text drowns the other layers
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class PromptBrief:
    """What a prompt is for. Only `job` is needed.

    `job` is an emotional job ("trust") or a blend ("trust=0.7,creativity=0.3"); `identity`,
    `emotion` and `context` are names of the lexicon or words of one's own, as are `nostalgia` (an
    era, "1990s") and `motifs`; `palette` colours as #rrggbb or in words; `detail` the one memorable
    human detail; `concept` the brand's idea. Words of one's own may hold wildcards (`{a|b}`).
    Seed 0 gives the most typical wording, any other a different one, the same one each time.
    """

    job: str
    identity: str = ""
    emotion: str = ""
    context: str = ""
    detail: str = ""
    palette: tuple[str, ...] = ()
    concept: str = ""
    nostalgia: str = ""
    motifs: tuple[str, ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                object.__setattr__(self, field.name, _cleaned(field.name, value))
            elif isinstance(value, tuple):
                cleaned = (_cleaned(field.name, item) for item in value)
                object.__setattr__(self, field.name, tuple(item for item in cleaned if item))
        if not self.job:
            raise BriefError(
                'The prompt brief has no emotional job. Expected job = "trust" or another one. '
                "`catchlight jobs` lists them."
            )

    def expanded(self) -> PromptBrief:
        """The brief with every wildcard in its own words resolved by its seed."""
        from .template import has_wildcards
        from .wildcards import expand

        changed: dict[str, str | tuple[str, ...]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            texts = value if isinstance(value, tuple) else (value,)
            if not any(isinstance(text, str) and has_wildcards(text) for text in texts):
                continue
            named = tuple(
                _cleaned(field.name, expand(text, seed=f"{self.seed}:{field.name}"))
                for text in texts
            )
            changed[field.name] = named if isinstance(value, tuple) else named[0]
        return replace(self, **changed) if changed else self  # type: ignore[arg-type]

    @property
    def own_words(self) -> str:
        """All text of the brief that is not the job."""
        parts = (self.identity, self.emotion, self.context, self.detail, self.concept)
        return " ".join((*parts, self.nostalgia, *self.motifs, *self.palette))


def prompt_brief_of(brief: Brief) -> PromptBrief:
    """What a portrait's brief says that a prompt is made of. Raises BriefError."""
    return PromptBrief(
        job=brief.job,
        identity=brief.identity,
        emotion=brief.emotion,
        context=brief.context,
        detail=brief.detail,
        palette=brief.palette,
        concept=brief.concept,
        seed=brief.seed,
    )


def _cleaned(name: str, text: str) -> str:
    """One line, no control characters, no stop at the end. Raises BriefError when too long."""
    line = " ".join(_CONTROL.sub(" ", text).split()).rstrip(".,;: ")
    if len(line) > MAX_WORDS_CHARS:
        raise BriefError(
            f"The brief's {name} is {len(line)} characters long. Expected at most "
            f"{MAX_WORDS_CHARS}: a prompt keeps its emphasis when each layer is one sentence."
        )
    return line
