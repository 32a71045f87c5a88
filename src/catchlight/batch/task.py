"""What a batch is to do: a frozen record that travels as JSON to whoever works a block."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from ..errors import BatchError
from ..version import __version__

Verb = Literal["read", "check", "rank", "retouch", "export"]
VERBS: tuple[Verb, ...] = get_args(Verb)
NEEDS_JOB: tuple[Verb, ...] = ("check", "rank")
BLOCK_SIZE = 32  # portraits: about 3 s of reading, so little is lost when a worker dies
SCHEMA_VERSION = 1  # of the rows; a change of columns or of their meaning raises it


@dataclass(frozen=True)
class BatchTask:
    """One verb over one source.

    `job` is an emotional job or a blend, with the user's own jobs in `job_file`; `edits` are
    NAME=STRENGTH, `recipe` edits in their JSON form; `platforms` are ids for `export`.
    """

    verb: Verb
    source: str
    job: str = ""
    job_file: str = ""
    edits: tuple[str, ...] = ()
    recipe: tuple[Mapping[str, Any], ...] = ()
    platforms: tuple[str, ...] = ()
    block_size: int = BLOCK_SIZE

    def __post_init__(self) -> None:
        if self.verb in NEEDS_JOB and not self.job:
            raise BatchError(
                f"`batch {self.verb}` was given no emotional job. Expected one to judge by. "
                "Add --job JOB; `catchlight jobs` lists them."
            )
        if self.verb == "retouch" and not (self.job or self.edits or self.recipe):
            raise BatchError(
                "`batch retouch` was told nothing to do. Expected --edit NAME=STRENGTH, "
                "--recipe FILE or --job JOB. `catchlight edits` lists the edits."
            )
        if self.verb == "export" and not self.platforms:
            raise BatchError(
                "`batch export` was given no platform. Expected at least one. "
                "Add --platforms NAME; `catchlight platforms` lists them."
            )
        if self.block_size < 1:
            raise BatchError(
                f"A block of {self.block_size} portraits cannot be worked. Expected 1 or more. "
                f"Leave --block-size out for the usual {BLOCK_SIZE}."
            )

    @property
    def fingerprint(self) -> str:
        """A hash of all that decides the rows: a run is only resumed by the same task."""
        decisive = {**self.to_dict(), "version": __version__, "schema": SCHEMA_VERSION}
        return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "verb": self.verb,
            "source": self.source,
            "job": self.job,
            "job_file": self.job_file,
            "edits": list(self.edits),
            "recipe": [dict(edit) for edit in self.recipe],
            "platforms": list(self.platforms),
            "block_size": self.block_size,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> BatchTask:
        """The task that `to_dict` gave. Raises BatchError for anything else."""
        try:
            return cls(
                verb=values["verb"],
                source=values["source"],
                job=values["job"],
                job_file=values["job_file"],
                edits=tuple(values["edits"]),
                recipe=tuple(values["recipe"]),
                platforms=tuple(values["platforms"]),
                block_size=values["block_size"],
            )
        except (LookupError, TypeError) as error:
            raise BatchError(
                f"The batch's own record cannot be read ({error}). Expected the file batch.json as "
                "it was written. Start anew in another folder."
            ) from error


@dataclass(frozen=True)
class Block:
    """Some portraits of the source that are worked together; `number` counts from 0."""

    number: int
    names: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """The name of its part."""
        return f"part-{self.number:06d}.parquet"
