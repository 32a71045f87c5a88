"""The ComfyUI backend against the recording of a real server (../shared/data).

Every recorded event is heard, every history entry read, and the shipped workflows are compared with
the nodes that the server described. Run: python -m validate.comfyui_recording
"""

from __future__ import annotations

import json
from typing import Any

from catchlight.backends.comfyui_events import Follower, history_end, rejection
from catchlight.backends.comfyui_workflow import check_workflow, load_workflow, with_only_choices
from catchlight.errors import BackendMissing

from .data import folder

ENDS = {
    "ok": "success",
    "cached": "success",
    "save_outside_error": "error",
    "interrupted": "interrupted",
    "txt2img": "success",
    "img2img": "success",
}
STOCK = ("txt2img", "img2img", "inpaint")
NOT_RECORDED = {"ImageToMask"}  # a stock node of the template `inpaint`


def hear(run: dict[str, Any]) -> Follower:
    """All events of a recorded run; a binary frame is its head and as many zeros as were sent."""
    sockets = [k for k, n in run["graph"].items() if n["class_type"] == "SaveImageWebsocket"]
    follower = Follower(run["prompt_response"]["prompt_id"], (sockets or ["none"])[0])
    for event in run["events"]:
        if "binary" in event:
            head = bytes.fromhex(event["head_hex"])
            follower.hear(head + bytes(event["binary"] - len(head)))
        else:
            follower.hear(json.dumps(event))
    return follower


def main() -> None:
    """Print one line for each thing compared; stop at the first that differs."""
    recording = json.loads(folder("comfyui_transcript.json").read_text("utf-8"))
    for name, run in recording["runs"].items():
        follower = hear(run)
        entry = next(iter(run["history"].values()))
        end, failure = history_end(entry)
        assert follower.end == end == ENDS[name], (name, follower.end, end)
        assert bool(failure) == (end == "error")
        assert "traceback" not in failure and "\n" not in failure
        streamed = f", {len(follower.picture):,} bytes over the socket" if follower.picture else ""
        print(f"run {name:<20} {end}{streamed}  {failure}")
    for one in recording["exchanges"]:
        if one["status"] == 400:
            print("400", rejection(one["response"]))
    known = recording["object_info"]
    known["CheckpointLoaderSimple"]["input"]["required"]["ckpt_name"] = [["one.safetensors"]]
    for name in STOCK:
        graph = with_only_choices(load_workflow(name), known)
        for node_id in [k for k, n in graph.items() if n["class_type"] in NOT_RECORDED]:
            del graph[node_id]
        check_workflow(graph, known)
        print(f"workflow {name:<15} fits the recorded server")
    for name in ("faceid", "pulid"):
        try:
            check_workflow(with_only_choices(load_workflow(name), known), known)
        except BackendMissing as error:
            print(f"workflow {name:<15} {error}")


if __name__ == "__main__":
    main()
