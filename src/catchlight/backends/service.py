"""ServiceBackend: what all services share; an adapter only says how its service is asked."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from ..errors import BackendCancelled, BackendError, BackendMissing, CatchlightError
from ..geometry import Extent
from ..outbound import Client, Patience, origin_of
from ..settings import Settings
from ..shot import Shot, Take
from .base import UNATTENDED, Capabilities, Run, ask_clearance, check_shot
from .desk import Asked, Desk, Made
from .keys import Secret, find_key, key_kind, missing_key
from .models import ModelCard
from .pictures import check_networks, mask_of, opened, photos_of
from .replies import Reply, in_known_form
from .spending import Budget, budget_from

USUAL_SIZE = Extent(1024, 1280)  # of a shot; what a cost before any shot is reckoned for


class Adapter(Protocol):
    """How one service is asked for one take."""

    @property
    def service(self) -> str:
        """The service's id."""

    @property
    def title(self) -> str:
        """Its name for people."""

    @property
    def replies(self) -> Sequence[Reply]:
        """What its answers mean, before what they mean everywhere."""

    @property
    def photo_side_px(self) -> int:
        """The longest side of a photo that is sent."""

    def hands_on(self, settings: Settings, host: str) -> bool:
        """Whether what is sent to this host goes to others than the user."""

    def key_header(self, key: str) -> tuple[str, str]:
        """The header that carries the key."""

    def make(self, desk: Desk) -> Made:
        """Make `desk.asked`. Raises BackendError."""


class ServiceBackend:
    """A backend at a service: consent, limits, keys, retries and records around an Adapter."""

    def __init__(
        self,
        adapter: Adapter,
        card: ModelCard,
        settings: Settings,
        budget: Budget | None = None,
    ) -> None:
        self._adapter, self._card, self._settings = adapter, card, settings
        self._budget = budget or budget_from(settings)
        self._own_run = f"{adapter.service}-{uuid.uuid4().hex[:12]}"

    @property
    def name(self) -> str:
        """The service's id."""
        return self._adapter.service

    @property
    def title(self) -> str:
        """The service's name."""
        return self._adapter.title

    @property
    def model(self) -> ModelCard:
        """The model that is set."""
        return self._card

    @property
    def capabilities(self) -> Capabilities:
        """What the model that is set can do."""
        size = self._card.sizes.nearest(USUAL_SIZE)
        cost = self._card.estimate_usd(size, min(1, self._card.photos), self._quality)
        with suppress(BackendMissing):
            host = origin_of(self._base_url)
            away = self._adapter.hands_on(self._settings, host)
            return self._card.capabilities(cost, host, sends_away=away)
        return self._card.capabilities(cost, "", sends_away=True)

    def missing(self) -> str:
        """What must be set before it can work; empty when it is ready."""
        try:
            if not self._base_url:
                return (
                    f"The address of {self.title} is not set. Expected it in the setting "
                    f"{self.name}.base_url, or CATCHLIGHT_{self.name.upper()}_BASE_URL."
                )
            origin_of(self._base_url)
            if not self._card.id:
                return (
                    f"The model is not set. Expected its name in the setting {self.name}.model, "
                    f"or CATCHLIGHT_{self.name.upper()}_MODEL."
                )
            if key_kind(self.name).needed and self._key() is None:
                return missing_key(self.name)
        except CatchlightError as error:
            return str(error)
        return ""

    def estimate_usd(self, shot: Shot) -> float:
        """About what the takes would cost."""
        return round(shot.takes * self._one_usd(shot), 4)

    def generate(self, shot: Shot, run: Run = UNATTENDED) -> Iterator[Take]:
        """Make the takes; what can be refused is refused before anything is sent.

        A BackendError says in `spent_usd` what its run has cost.
        """
        if why := self.missing():
            raise BackendMissing(why)
        able = self.capabilities
        check_shot(self.title, able, shot)
        ask_clearance(self.name, able, shot.references, run.clear)
        if not run.id:
            run = replace(run, id=self._own_run)
        check_networks()
        wanted = tuple(self._asked(shot))
        new = [asked for asked in wanted if run.pending.find(asked.key) is None]
        self._budget.check(self.title, len(new) * self._one_usd(shot), run.id)
        return self._takes(shot, run, wanted)

    def _takes(self, shot: Shot, run: Run, wanted: Sequence[Asked]) -> Iterator[Take]:
        key = self._key()
        header = self._adapter.key_header(key.reveal()) if key else None
        numbers = self._settings
        client = Client(
            self.name,
            own_address=self._base_url,
            key=header,
            patience=Patience(
                numbers.number("network.timeout_s"),
                numbers.whole("network.retries"),
                numbers.number("network.first_wait_s"),
            ),
            proxy=numbers.text("network.proxy"),
            cancelled=run.cancelled,
        )
        with client:
            for asked in wanted:
                desk = self._desk(client, run, asked, shot, key)
                take = self._take(desk, shot)
                yield take
                # Only now is it sure that the caller has it: until here a restart collects it.
                run.pending.drop(asked.key)

    def _take(self, desk: Desk, shot: Shot) -> Take:
        asked, card = desk.asked, self._card
        try:
            desk.run.stop_if_cancelled()
            with in_known_form(self.title):
                made = self._adapter.make(desk)
            try:
                portrait, notes = opened(made.picture, self.title, asked.size)
            except BackendError:
                desk.run.pending.drop(asked.key)
                raise
        except BackendError as error:
            raise self._with_costs(error, desk) from error.__cause__
        notes = (*made.notes, *notes, *self._size_note(shot, asked))
        return Take(
            id=f"take-{asked.number:02d}-{self.name}-{asked.seed}",
            title=f"{card.title} {asked.number}",
            portrait=portrait,
            backend=self.name,
            seed=asked.seed,
            source=shot.references[0].name if shot.references else "",
            notes=notes,
            model=card.id,
            prompt=asked.prompt,
            terms=card.terms,
            cost_usd=round(desk.cost_usd, 4),
        )

    def _with_costs(self, error: BackendError, desk: Desk) -> BackendError:
        """The error with what the run has cost; what was lost on its way is entered first."""
        if error.maybe_billed and not desk.ordered:
            desk.ledgered(desk.estimate_usd, "uncertain")
        error.spent_usd = self._budget.ledger.run_usd(desk.run.id)
        if error.spent_usd and not isinstance(error, BackendCancelled):
            error.args = (f"{error} This run has cost about ${error.spent_usd:.2f} so far.",)
        return error

    def _asked(self, shot: Shot) -> Iterator[Asked]:
        side = self._adapter.photo_side_px
        photos, mask = photos_of(shot, side), mask_of(shot, side)
        size = self._card.sizes.nearest(shot.size)
        for number in range(shot.takes):
            asked = Asked(
                number + 1,
                shot.takes,
                shot.prompt.strip(),
                shot.negative_prompt.strip(),
                shot.seed + number,
                size,
                photos,
                mask,
                "",
            )
            yield replace(asked, key=self._key_of(asked))

    def _key_of(self, asked: Asked) -> str:
        """The take's name in `Pending`: a hash, from which nothing can be read back."""
        digest = hashlib.sha256()
        masked = (asked.mask,) if asked.mask else ()
        words = (self.name, self._card.id, asked.prompt, asked.negative, asked.seed, asked.size)
        for part in (
            *(str(word).encode() for word in words),
            *(upload.data for upload in (*asked.photos, *masked)),
        ):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.hexdigest()

    def _desk(self, client: Client, run: Run, asked: Asked, shot: Shot, key: Secret | None) -> Desk:
        estimate = round(self._one_usd(shot), 4)

        def ledgered(usd: float, how: str) -> None:
            self._budget.add(self.name, self._card.id, usd, how, run.id)

        def affordable() -> None:
            self._budget.check(self.title, estimate, run.id)

        return Desk(
            service=self.name,
            title=self.title,
            base_url=self._base_url,
            card=self._card,
            quality=self._quality,
            client=client,
            run=run,
            asked=asked,
            rows=self._adapter.replies,
            key_source=key.source if key else "(none)",
            estimate_usd=estimate,
            affordable=affordable,
            ledgered=ledgered,
            poll_s=self._settings.number("network.poll_s"),
            take_timeout_s=self._settings.number("network.take_timeout_s"),
        )

    def _size_note(self, shot: Shot, asked: Asked) -> tuple[str, ...]:
        if asked.size == shot.size or self._card.shapes:
            return ()
        return (
            f"{self._card.title} makes no {shot.size.width}×{shot.size.height}; "
            f"{asked.size.width}×{asked.size.height} was asked for.",
        )

    def _one_usd(self, shot: Shot) -> float:
        size = self._card.sizes.nearest(shot.size)
        return self._card.estimate_usd(size, len(shot.references), self._quality)

    @property
    def _base_url(self) -> str:
        return self._settings.text(f"{self.name}.base_url").rstrip("/")

    @property
    def _quality(self) -> str:
        return self._settings.text("openai.quality") if self.name == "openai" else ""

    def _key(self) -> Secret | None:
        return find_key(self.name, self._settings)
