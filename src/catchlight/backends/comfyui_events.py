"""ComfyUI's events: followed for one prompt until it ends, whatever other prompts do meanwhile."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import BackendError

End = Literal["success", "error", "interrupted"]

PREVIEW = 1  # the kind of a binary frame that holds a picture
_HEAD = struct.Struct(">II")  # kind of frame, format of the picture
_ENDS: dict[str, End] = {
    "execution_success": "success",
    "execution_error": "error",
    "execution_interrupted": "interrupted",
}
_MOST_WORDS = 200


@dataclass
class Follower:
    """What is known of one prompt from the events so far.

    The end is taken from the three `execution_*` events of this very prompt: an `executing` without
    a node also comes late, from the prompt before. `picture` is what the node that is taken sent
    over the socket (SaveImageWebsocket); `preview` the last picture of any other node.
    """

    prompt_id: str
    picture_node: str
    started: bool = False
    node: str = ""
    fraction: float | None = None
    preview: bytes = b""
    picture: bytes = b""
    end: End | None = None
    failure: str = ""

    def hear(self, message: str | bytes) -> bool:
        """Take in one message; whether it was about this prompt."""
        if isinstance(message, bytes):
            return self._see(message)
        try:
            event = json.loads(message)
            kind, data = event["type"], event["data"]
        except (ValueError, KeyError, TypeError):
            return False  # a message of some extension
        if not isinstance(data, dict) or data.get("prompt_id") != self.prompt_id:
            return False
        if kind == "execution_start":
            self.started = True
        elif kind == "executing":
            self.node = str(data.get("node") or "")
        elif kind == "progress":
            self.fraction = _share(data)
        elif kind in _ENDS:
            self.end = _ENDS[kind]
            self.failure = failure_of(data) if self.end == "error" else ""
        else:
            return False  # progress_state, execution_cached, executed: nothing that is needed
        return True

    def _see(self, frame: bytes) -> bool:
        """A picture over the socket; it names no prompt, so it counts only while this one runs."""
        if not self.started or len(frame) <= _HEAD.size:
            return False
        kind, _ = _HEAD.unpack_from(frame)
        if kind != PREVIEW:
            return False
        picture = frame[_HEAD.size :]
        if self.node == self.picture_node:
            self.picture = picture
        else:
            self.preview = picture
        return True


def _share(data: dict[str, Any]) -> float | None:
    value, most = data.get("value"), data.get("max")
    if not isinstance(value, int | float) or not isinstance(most, int | float) or most <= 0:
        return None
    return min(1.0, max(0.0, value / most))


def failure_of(data: dict[str, Any]) -> str:
    """A failed node in one line: its id and class, the kind of error and its first line.

    Nothing else is shown: the rest holds the whole graph and paths of the server.
    """
    said = str(data.get("exception_message", "")).strip().splitlines()
    first = said[0].strip()[:_MOST_WORDS] if said else "no reason given"
    return (
        f"node {data.get('node_id')} ({data.get('node_type')}) failed with "
        f"{data.get('exception_type')}: {first}"
    )


def rejection(body: Any) -> BackendError:
    """What a refused prompt (status 400) says: node, input, value and choices."""
    body = body if isinstance(body, dict) else {}
    error = body.get("error")
    error = error if isinstance(error, dict) else {}
    lines = [
        _node_error(node_id, entry)
        for node_id, entry in (body.get("node_errors") or {}).items()
        if isinstance(entry, dict)
    ]
    found = "; ".join(lines) or str(error.get("message") or "no reason given")
    return BackendError(
        f"ComfyUI refused the workflow ({error.get('type', 'unknown')}): {found}. Expected a "
        "workflow that this server can run. Mend it there, or choose another (comfyui.workflow)."
    )


def _node_error(node_id: str, entry: dict[str, Any]) -> str:
    parts = []
    for one in entry.get("errors") or ():
        info = one.get("extra_info") or {}
        what = f"{info.get('input_name', '?')}: {one.get('message', '')}"
        if "received_value" in info:
            what += f", got {info['received_value']!r}"
            config = info.get("input_config")
            if isinstance(config, list) and config and isinstance(config[0], list):
                what += f", has {', '.join(map(str, config[0][:8])) or 'nothing'}"
        elif one.get("details"):
            what += f" ({str(one['details'])[:_MOST_WORDS]})"
        parts.append(what)
    return f"node {node_id} ({entry.get('class_type')}): {'; '.join(parts)}"


def history_end(entry: dict[str, Any]) -> tuple[End | None, str]:
    """How a prompt in the history ended, and why it failed.

    An interrupted one stands there as an error too: its messages tell them apart.
    """
    status = entry.get("status") or {}
    for message in status.get("messages") or ():
        name, data = message[0], message[1]
        if name in _ENDS:
            end = _ENDS[name]
            return end, failure_of(data) if end == "error" else ""
    if status.get("status_str") == "success":
        return "success", ""
    if status.get("status_str") == "error":
        return "error", "no reason given"
    return None, ""
