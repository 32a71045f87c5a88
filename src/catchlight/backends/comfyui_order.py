"""Order: one prompt on a ComfyUI server, from its submission to its picture."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..errors import BackendCancelled, BackendError, BackendTimeout
from ..outbound import Answer, Client, Socket
from .base import Progress, Run
from .comfyui_events import Follower, history_end, rejection
from .comfyui_workflow import Graph

HISTORY_WAIT_S = 5.0  # a run can end before it stands in the history: seen for some milliseconds
HISTORY_LOOK_S, HISTORY_SELDOM_S = 0.05, 1.0  # between two looks: at first, and later
LISTEN_S = 0.2  # for one message, before looking whether the run was cancelled


@dataclass(eq=False)
class Order:
    """One prompt on the server: placed or found again, followed, and its picture fetched."""

    client: Client
    url: str
    run: Run
    graph: Graph
    node: str
    number: int
    takes: int
    timeout_s: float

    def __post_init__(self) -> None:
        self.key = hashlib.sha256(f"{self.url}{self.graph}".encode()).hexdigest()
        self._prompt_id = ""
        self._streamed = b""

    def make(self) -> bytes:
        """The picture of the finished prompt. Raises BackendError."""
        try:
            self._place()
            return self._streamed or self._picture()
        except BackendCancelled:
            self._call_off()
            raise

    def _place(self) -> None:
        """Run the prompt to its end, or find that an earlier run already did."""
        # What only came over the socket is not kept by the server: it must be run again.
        is_kept = self.graph[self.node]["class_type"] != "SaveImageWebsocket"
        kept = self.run.pending.find(self.key) if is_kept else None
        if kept is not None and self._is_known(kept["prompt_id"]):
            self._prompt_id = kept["prompt_id"]
            self._wait_in_history()
            return
        socket_url = self.url.replace("http", "ws", 1)
        client_id = uuid.uuid4().hex
        socket = self.client.socket(f"{socket_url}/ws?clientId={client_id}")
        try:
            self._prompt_id = self._submit(client_id)
            self.run.pending.keep(self.key, {"prompt_id": self._prompt_id})
            follower = Follower(self._prompt_id, self.node)
            self._follow(socket, follower)
        finally:
            socket.close()

    def _picture(self) -> bytes:
        entry = self._in_history(HISTORY_WAIT_S)
        images = (entry.get("outputs") or {}).get(self.node, {}).get("images") or []
        if not images:
            self.run.pending.drop(self.key)
            raise BackendError(
                f"ComfyUI finished, but node {self.node} gave no picture. Expected one. Check "
                "the workflow in ComfyUI itself."
            )
        params = {name: images[0].get(name, "") for name in ("filename", "subfolder", "type")}
        answer = self.client.request("GET", f"{self.url}/view", params=params)
        if answer.status == 404:
            self.run.pending.drop(self.key)
            raise BackendError(
                "The finished picture is no longer on the ComfyUI server. Expected it there. "
                "Change the seed, or free ComfyUI's cache, and run it again."
            )
        return good(answer).body

    def _submit(self, client_id: str) -> str:
        answer = self.client.request(
            "POST",
            f"{self.url}/prompt",
            repeat=False,
            json={"prompt": self.graph, "client_id": client_id},
        )
        if answer.status == 400:
            raise rejection(answer.json())
        prompt_id = json_of(answer).get("prompt_id")
        if not isinstance(prompt_id, str):
            raise BackendError("ComfyUI took the workflow but gave no id. Expected a prompt_id.")
        return prompt_id

    def _follow(self, socket: Socket, follower: Follower) -> None:
        """Listen until the prompt ends; where the socket breaks, look into the history instead."""
        until = time.monotonic() + self.timeout_s
        while follower.end is None:
            self.run.stop_if_cancelled()
            if time.monotonic() > until:
                raise self._late()
            try:
                message = socket.receive(LISTEN_S)
            except BackendError:
                self._wait_in_history()
                return
            if message is not None and follower.hear(message):
                stage = "making" if follower.started else "queued"
                self.run.on_progress(
                    Progress(self.number, self.takes, stage, follower.fraction, follower.preview)
                )
        self._streamed = follower.picture
        self._ended(follower.end, follower.failure)

    def _wait_in_history(self) -> None:
        """Without a socket: look until the prompt stands in the history."""
        entry = self._in_history(self.timeout_s)
        self._ended(*history_end(entry))

    def _ended(self, end: str | None, failure: str) -> None:
        if end == "success" or (end is None and not failure):
            return
        self.run.pending.drop(self.key)
        if end == "interrupted":
            raise BackendError(
                "The take was interrupted on the ComfyUI server. Expected it to be finished. Run "
                "it again; the takes made so far are kept."
            )
        smaller = " Ask for a smaller size." if "memory" in failure.lower() else ""
        raise BackendError(
            f"ComfyUI could not finish the take: {failure}. Expected a picture. Try the workflow "
            f"in ComfyUI itself.{smaller}"
        )

    def _in_history(self, wait_s: float) -> dict[str, Any]:
        """The prompt's entry, which may come a moment after the event that ended it."""
        until = time.monotonic() + wait_s
        pause_s = HISTORY_LOOK_S
        while True:
            body = json_of(self.client.request("GET", f"{self.url}/history/{self._prompt_id}"))
            entry = body.get(self._prompt_id)
            if isinstance(entry, dict):
                return entry
            if time.monotonic() > until:
                raise self._late()
            self.client.wait(pause_s)
            pause_s = min(2 * pause_s, HISTORY_SELDOM_S)

    def _is_known(self, prompt_id: str) -> bool:
        """Whether the server still has a prompt: finished, running or waiting."""
        if json_of(self.client.request("GET", f"{self.url}/history/{prompt_id}")).get(prompt_id):
            return True
        queue = json_of(self.client.request("GET", f"{self.url}/queue"))
        return any(_is_in(queue, part, prompt_id) for part in ("queue_running", "queue_pending"))

    def _call_off(self) -> None:
        """Take the prompt from the queue, or interrupt it, whether the server hears it or not.

        On an older server an interrupt stops whatever runs: it is sent only while this prompt does.
        """
        self.run.pending.drop(self.key)
        if not self._prompt_id:
            return
        with suppress(BackendError):
            tell = self.client.last_word
            tell("POST", f"{self.url}/queue", json={"delete": [self._prompt_id]})
            queue = json_of(tell("GET", f"{self.url}/queue"))
            if _is_in(queue, "queue_running", self._prompt_id):
                tell("POST", f"{self.url}/interrupt", json={"prompt_id": self._prompt_id})

    def _late(self) -> BackendTimeout:
        return BackendTimeout(
            f"ComfyUI has not finished the take within {self.timeout_s:.0f} s. Expected it by "
            "then. It may still be running: run it again to collect it."
        )


def _is_in(queue: Mapping[str, Any], part: str, prompt_id: str) -> bool:
    """Whether a prompt stands in a part of the queue; an entry is [number, id, …]."""
    return any(len(entry) > 1 and entry[1] == prompt_id for entry in queue.get(part, ()))


def good(answer: Answer) -> Answer:
    """The answer, if its status is 200. Raises BackendError."""
    if answer.status != 200:
        raise BackendError(
            f"ComfyUI answered with status {answer.status}. Expected 200. Look at the server's "
            "own log."
        )
    return answer


def json_of(answer: Answer) -> dict[str, Any]:
    """The JSON object of a good answer. Raises BackendError."""
    body = good(answer).json()
    if not isinstance(body, dict):
        raise BackendError(
            "What answers at ComfyUI's address is not ComfyUI. Expected its API. Mend "
            "comfyui.base_url."
        )
    return body
