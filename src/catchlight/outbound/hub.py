"""Files of a model from the Hugging Face hub, when the user allowed it (the call `model_hub`).

The hub's own package fetches and keeps them, so that other tools find them too. It uses the proxy
that is set here and no other; a login of the user's own on this machine is used where a model asks
for one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import BackendError, BackendMissing
from .address import is_among, origin_of
from .calls import find_call
from .client import CONNECT_S, trust

if TYPE_CHECKING:
    import httpx2

CALL = "model_hub"  # its entry in `calls.CALLS`


@dataclass(frozen=True)
class HubModel:
    """One state of a model on the hub: its commit, and every file's bytes."""

    hub_id: str
    commit: str
    files: Mapping[str, int]


@dataclass(frozen=True)
class Hub:
    """The hub, through its own package; `answer_s` is how long one answer may take."""

    proxy: str = ""
    answer_s: float = 300.0

    def look(self, hub_id: str) -> HubModel:
        """What the model consists of. Raises BackendMissing, BackendError."""
        with self._asked(hub_id) as hub:
            found = hub.HfApi().model_info(hub_id, files_metadata=True)
            files = {one.rfilename: int(one.size or 0) for one in found.siblings or ()}
            return HubModel(hub_id, str(found.sha), files)

    def fetch(self, model: HubModel, name: str) -> Path:
        """One file, kept in the hub's cache; a half-fetched one is continued."""
        with self._asked(model.hub_id) as hub:
            return Path(hub.hf_hub_download(model.hub_id, name, revision=model.commit))

    def settle(self, model: HubModel, folder: Path) -> None:
        """Say in the cache that this commit is the one to take, as the hub's package does."""
        refs = folder.parents[1] / "refs"
        refs.mkdir(parents=True, exist_ok=True)
        (refs / "main").write_text(model.commit, encoding="utf-8")

    @contextmanager
    def _asked(self, hub_id: str) -> Iterator[Any]:
        try:
            import huggingface_hub as hub
            from huggingface_hub import constants, errors
        except ImportError as error:
            raise BackendMissing(
                "The package huggingface_hub is not installed. Expected it for a download. Run "
                '`pip install "catchlight[diffusers]"`.'
            ) from error
        import httpx2

        if constants.HF_HUB_OFFLINE:
            raise BackendMissing(
                f"HF_HUB_OFFLINE forbids to fetch {hub_id}. Expected it on this machine already. "
                "Name its folder in diffusers.model, or take the variable away."
            )
        hub.set_client_factory(self._client)
        hub.utils.disable_progress_bars()
        constants.HF_HUB_DISABLE_XET = True  # its own transport would not know the proxy
        constants.HF_HUB_DISABLE_TELEMETRY = True
        try:
            yield hub
        except errors.GatedRepoError as error:
            raise BackendMissing(
                f"The hub gives {hub_id} only to those who accepted its terms. Expected a login "
                "that did. Accept them on the model's page, then run `hf auth login`."
            ) from error
        except (errors.RepositoryNotFoundError, errors.RevisionNotFoundError) as error:
            raise BackendMissing(
                f"The hub knows no model {hub_id}, or not with this login. Expected one. Check the "
                "setting diffusers.model."
            ) from error
        except (errors.OfflineModeIsEnabled, errors.HfHubHTTPError, httpx2.HTTPError) as error:
            raise BackendError(
                f"The hub could not be reached for {hub_id} ({type(error).__name__}). Expected its "
                "files. Check the connection, run it again: what was fetched is kept."
            ) from error
        except OSError as error:
            raise BackendError(
                f"A file of {hub_id} could not be kept ({error.strerror or type(error).__name__})."
                " Expected room and the right to write in the hub's cache. Make room, run it again."
            ) from error

    def _client(self) -> httpx2.Client:
        import httpx2
        from huggingface_hub import constants

        origins = (*find_call(CALL).origins, origin_of(constants.ENDPOINT))

        def check(request: httpx2.Request) -> None:
            """Also called for every redirect."""
            if not is_among(origin_of(str(request.url)), origins):
                raise BackendError(
                    f"The hub pointed to {request.url.host}, which is not one of its addresses. "
                    "Nothing was fetched from there."
                )

        return httpx2.Client(
            event_hooks={"request": [check]},
            follow_redirects=True,
            timeout=httpx2.Timeout(self.answer_s, connect=CONNECT_S),
            verify=trust(),
            trust_env=False,
            proxy=self.proxy or None,
        )
