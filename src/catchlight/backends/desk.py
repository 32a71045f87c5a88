"""Desk: what an adapter works with while it makes one take at a service."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import BackendCancelled, BackendError, BackendMissing, BackendRefused, BackendTimeout
from ..geometry import Extent
from ..outbound import Answer, Client
from .base import Progress, Run
from .models import ModelCard
from .pictures import Upload
from .replies import RULES, Reply, error_for


@dataclass(frozen=True)
class Asked:
    """One take that is wanted: `number` from 1 of `takes`; `key` names it in `Pending`."""

    number: int
    takes: int
    prompt: str
    negative: str
    seed: int
    size: Extent
    photos: tuple[Upload, ...]
    mask: Upload | None
    key: str


@dataclass(frozen=True)
class Made:
    """What a service gave: the picture's bytes, and remarks."""

    picture: bytes
    notes: tuple[str, ...] = ()


Ledgered = Callable[[float, str], None]
"""Enters an expense: dollars, and how sure they are (see `spending.Expense`)."""


@dataclass(eq=False)
class Desk:
    """One take's client, model, run and table of replies; it speaks for the adapter.

    `affordable` raises SpendLimit when one take more would break a limit. `ordered` says that the
    service accepted work that may cost money, `cost_usd` how much.
    """

    service: str
    title: str
    base_url: str
    card: ModelCard
    quality: str
    client: Client
    run: Run
    asked: Asked
    rows: Sequence[Reply]
    key_source: str
    estimate_usd: float
    affordable: Callable[[], None]
    ledgered: Ledgered
    poll_s: float
    take_timeout_s: float
    ordered: bool = False
    cost_usd: float = 0.0

    def stage(self, what: str, fraction: float | None = None, preview: bytes = b"") -> None:
        """Tell how far this take is."""
        self.run.on_progress(Progress(self.asked.number, self.asked.takes, what, fraction, preview))

    def order(self, path: str, **content: Any) -> dict[str, Any]:
        """POST what costs money, once; gives the answer's JSON. Raises BackendError."""
        self.affordable()
        self.stage("asking")
        try:
            answer = self.client.request(
                "POST", self.base_url + path, with_key=True, repeat=False, **content
            )
        except KeyboardInterrupt:
            self.ledgered(self.estimate_usd, "uncertain")
            raise
        return self.checked(answer)

    def fields(self) -> dict[str, Any]:
        """What a request says by the model's card: prompt, seed, size and the fixed fields."""
        asked, card = self.asked, self.card
        seed = {"seed": asked.seed} if card.seed else {}
        return {"prompt": asked.prompt, **seed, **card.size_fields(asked.size), **card.fixed}

    def photo_fields(self) -> dict[str, Any]:
        """The field for the sitter's photos as `data:` addresses; empty where there are none."""
        urls = [upload.data_url for upload in self.asked.photos]
        return {self.card.photo_field: urls if self.card.photo_list else urls[0]} if urls else {}

    def look(self, url: str) -> dict[str, Any]:
        """GET a state with the key; gives the answer's JSON. Raises BackendError."""
        return self.checked(self.client.request("GET", url, with_key=True))

    def tell(self, method: str, url: str) -> None:
        """A last word with the key, such as a cancellation; what comes back does not matter."""
        self.client.last_word(method, url)

    def untraceable(self, what: str) -> BackendError:
        """A request that was taken without what finds it again, such as “polling address”."""
        return BackendError(
            f"{self.title} took the request but gave no {what}. Expected one. It may have been "
            "billed; look at the account before running it again."
        )

    def gone(self) -> BackendMissing:
        """A request that the service no longer knows."""
        return BackendMissing(
            f"{self.title} no longer knows the request. Expected it for some hours. Run it again; "
            "it is made anew."
        )

    def fetch(self, url: str) -> bytes:
        """GET a finished picture, without the key. Raises BackendError."""
        self.stage("fetching")
        answer = self.client.request("GET", url)
        if answer.status in (401, 403, 404, 410):
            raise BackendMissing(
                f"The finished picture is no longer at {self.title} (status {answer.status}). "
                "Expected it there for some minutes. Run it again; it is made anew."
            )
        if answer.status != 200:
            raise self.error(answer)
        return answer.body

    def checked(self, answer: Answer) -> dict[str, Any]:
        """The JSON object of a good answer. Raises what the table says of any other."""
        if answer.status not in (200, 201, 202):
            raise self.error(answer)
        body = answer.json()
        if not isinstance(body, dict):
            raise BackendError(
                f"{self.title} sent something that is no JSON object. Expected its usual answer. "
                "Check its address in the settings, run it again."
            )
        return body

    def error(self, answer: Answer, words: object = None) -> BackendError:
        """The error that an answer stands for."""
        return error_for(
            answer,
            self.rows,
            service=self.title,
            key=self.key_source,
            model=self.card.id,
            words=self.client.words(_message(answer.json()) if words is None else words),
        )

    def refused(self, words: object) -> BackendRefused:
        """A refusal by content that came with a good status; the request is done with."""
        self.run.pending.drop(self.asked.key)
        return BackendRefused(RULES.format(service=self.title, words=self.client.words(words)))

    def failed(self, words: object) -> BackendError:
        """A request that the service gave up; it is done with."""
        self.run.pending.drop(self.asked.key)
        return BackendError(
            f"{self.title} gave the take up: {self.client.words(words) or 'no reason given'}. "
            "Expected a picture. Run it again; the takes made so far are kept."
        )

    def charge(self, usd: float | None = None) -> None:
        """Enter what this take costs: as the service said, or the estimate."""
        self.ordered = True
        self.cost_usd = self.estimate_usd if usd is None else usd
        self.ledgered(self.cost_usd, "estimated" if usd is None else "reported")

    def queued(
        self,
        submit: Callable[[], tuple[Mapping[str, str], float | None]],
        result: Callable[[Mapping[str, str]], Made | None],
        cancel: Callable[[Mapping[str, str]], None],
    ) -> Made:
        """A take at a service with a queue: submit or find again, look until it is there.

        `submit` gives what finds the request again, and its cost where the service says it. It
        stays in `Run.pending` until the take was handed over, so that a restart collects it. An old
        request that the service no longer knows is submitted anew.
        """
        kept = self.run.pending.find(self.asked.key)
        if kept is not None:
            self.ordered, self.cost_usd = True, self.estimate_usd
            try:
                return self._until_there(kept, result, cancel)
            except BackendMissing:
                self.run.pending.drop(self.asked.key)
        ticket, usd = submit()
        self.run.pending.keep(self.asked.key, ticket)
        self.charge(usd)
        try:
            return self._until_there(ticket, result, cancel)
        except BackendMissing:
            self.run.pending.drop(self.asked.key)
            raise

    def _until_there(
        self,
        ticket: Mapping[str, str],
        result: Callable[[Mapping[str, str]], Made | None],
        cancel: Callable[[Mapping[str, str]], None],
    ) -> Made:
        until = time.monotonic() + self.take_timeout_s
        try:
            while time.monotonic() < until:
                made = result(ticket)
                if made is not None:
                    return made
                self.client.wait(self.poll_s)
        except BackendCancelled:
            self.run.pending.drop(self.asked.key)
            cancel(ticket)
            raise
        raise BackendTimeout(
            f"{self.title} has not finished the take within {self.take_timeout_s:.0f} s. Expected "
            "it by then. The request is kept: run it again to collect it, without paying twice."
        )


def _message(body: Any) -> str:
    """A service's own sentence in an error's JSON, wherever it stands."""
    if isinstance(body, str):
        return body
    if isinstance(body, list):
        return "; ".join(_message(one) for one in body[:3])
    if isinstance(body, Mapping):
        for name in ("error", "detail", "message", "msg", "title"):
            if body.get(name):
                return _message(body[name])
    return ""
