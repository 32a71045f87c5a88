"""A fake ComfyUI on loopback: HTTP and a WebSocket on one port, told event by event what to say.

Its shapes follow what a real 0.3.64 server was seen to send; the texts are our own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import queue
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Event = Any  # a dict (text frame), bytes (binary frame), a callable, or None (cut the connection)
Script = Callable[[str], list[Event]]

IMAGE, MODEL, LATENT, TEXT = ["IMAGE"], ["MODEL"], ["LATENT"], ["STRING", {"multiline": True}]
NUMBER, FRACTION = ["INT", {"default": 0}], ["FLOAT", {"default": 1.0}]


def node_info(**required: Any) -> dict[str, Any]:
    return {"input": {"required": required}, "output_node": False}


def plain_nodes(checkpoints: tuple[str, ...] = ("portrait.safetensors",)) -> dict[str, Any]:
    """What a plain server knows of the nodes that the templates use."""
    size = {"width": NUMBER, "height": NUMBER}
    return {
        "CheckpointLoaderSimple": node_info(ckpt_name=[list(checkpoints), {"tooltip": "file"}]),
        "CLIPTextEncode": node_info(text=TEXT, clip=["CLIP"]),
        "EmptyLatentImage": node_info(**size, batch_size=NUMBER),
        "KSampler": node_info(
            model=MODEL,
            seed=NUMBER,
            steps=NUMBER,
            cfg=FRACTION,
            sampler_name=[["euler", "dpmpp_2m"], {}],
            scheduler=["COMBO", {"options": ["normal", "karras"]}],
            positive=["CONDITIONING"],
            negative=["CONDITIONING"],
            latent_image=LATENT,
            denoise=FRACTION,
        ),
        "VAEDecode": node_info(samples=LATENT, vae=["VAE"]),
        "VAEEncode": node_info(pixels=IMAGE, vae=["VAE"]),
        "VAEEncodeForInpaint": node_info(
            pixels=IMAGE, vae=["VAE"], mask=["MASK"], grow_mask_by=NUMBER
        ),
        "ImageToMask": node_info(image=IMAGE, channel=[["red", "green", "blue", "alpha"]]),
        "LoadImage": node_info(image=[["old.png"], {"image_upload": True}]),
        "ImageScale": node_info(
            image=IMAGE,
            upscale_method=[["bilinear", "lanczos"]],
            **size,
            crop=[["disabled", "center"]],
        ),
        "PreviewImage": node_info(images=IMAGE),
        "SaveImage": node_info(images=IMAGE, filename_prefix=["STRING", {}]),
        "SaveImageWebsocket": node_info(images=IMAGE),
    }


class FakeComfyUI:
    def __init__(self, url: str) -> None:
        self.url = url
        self.nodes: Any = plain_nodes()
        self.prompts: list[dict[str, Any]] = []
        self.uploads: list[tuple[str, bytes]] = []
        self.told: list[tuple[str, Any]] = []
        self.history: dict[str, Any] = {}
        self.history_looks = 0
        self.late_looks = 0  # looks into the history that still find nothing
        self.pending: list[str] = []
        self.running: list[str] = []
        self.files: dict[str, bytes] = {}
        self.script: Script = lambda prompt_id: []
        self.rejection: Any = None
        self.outbox: queue.Queue[Event] = queue.Queue()

    # -- events -----------------------------------------------------------------------------

    def run(self, prompt_id: str) -> None:
        for event in self.script(prompt_id):
            self.outbox.put(event)

    def ok(self, prompt_id: str, node: str = "picture", filename: str = "out.png") -> list[Event]:
        """A run that ends well, its picture in the history before its end is told."""
        return [
            status(1),
            event("execution_start", prompt_id),
            event("execution_cached", prompt_id, nodes=[]),
            event("progress_state", prompt_id, nodes={"sampler": {"value": 1, "max": 3}}),
            event("executing", prompt_id, node="sampler"),
            event("progress", prompt_id, value=1, max=2, node="sampler"),
            event("progress", prompt_id, value=2, max=2, node="sampler"),
            event("executing", prompt_id, node=node),
            event("executed", prompt_id, node=node, output=output(filename)),
            lambda: self.finish(prompt_id, node, filename),
            event("execution_success", prompt_id),
            status(0),
            event("executing", prompt_id, node=None),
        ]

    def finish(self, prompt_id: str, node: str = "picture", filename: str = "out.png") -> None:
        messages = [["execution_start", {}], ["execution_success", {"prompt_id": prompt_id}]]
        self.history[prompt_id] = {
            "outputs": {node: output(filename)},
            "status": {"status_str": "success", "completed": True, "messages": messages},
        }

    # -- calls ------------------------------------------------------------------------------

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> tuple[int, Any]:
        if method == "POST":
            return self._post(path, body)
        if path == "/object_info":
            return 200, self.nodes
        if path.startswith("/history/"):
            self.history_looks += 1
            prompt_id = path.removeprefix("/history/")
            found = self.history.get(prompt_id) if self.history_looks > self.late_looks else None
            return 200, {prompt_id: found} if found else {}
        if path == "/queue":
            listed = {"queue_running": self.running, "queue_pending": self.pending}
            return 200, {part: [[0, one, {}] for one in ids] for part, ids in listed.items()}
        if path == "/view":
            data = self.files.get(query.get("filename", ""))
            return (200, data) if data is not None else (404, b"")
        return 404, b""

    def _post(self, path: str, body: bytes) -> tuple[int, Any]:
        if path == "/upload/image":
            name = body.split(b'filename="')[1].split(b'"')[0].decode()
            data = body.split(b'filename="')[1].split(b"\r\n\r\n", 1)[1]
            self.uploads.append((name, data))
            return 200, {"name": name, "subfolder": "catchlight", "type": "input"}
        if path == "/prompt":
            if self.rejection is not None:
                return 400, self.rejection
            self.prompts.append(json.loads(body))
            prompt_id = f"prompt-{len(self.prompts)}"
            self.run(prompt_id)
            return 200, {"prompt_id": prompt_id, "number": 0, "node_errors": {}}
        self.told.append((path, json.loads(body or b"null")))
        return 200, b""


def event(kind: str, prompt_id: str, **data: Any) -> dict[str, Any]:
    return {"type": kind, "data": {"prompt_id": prompt_id, **data}}


def status(remaining: int) -> dict[str, Any]:
    return {"type": "status", "data": {"status": {"exec_info": {"queue_remaining": remaining}}}}


def output(filename: str) -> dict[str, Any]:
    return {"images": [{"filename": filename, "subfolder": "", "type": "temp"}]}


def frame(picture: bytes, kind: int = 1, form: int = 2) -> bytes:
    return struct.pack(">II", kind, form) + picture


class Handler(BaseHTTPRequestHandler):
    fake: FakeComfyUI
    stopped: threading.Event

    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def _respond(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/ws":
            self._open_socket(query["clientId"])
            return
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        code, answer = self.fake.answer(self.command, parts.path, query, body)
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(code)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    do_GET = do_POST = _respond  # noqa: N815 - the names that http.server calls

    def _open_socket(self, client_id: str) -> None:
        magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455
        accept = hashlib.sha1((self.headers["sec-websocket-key"] + magic).encode()).digest()
        self.send_response(101)
        self.send_header("upgrade", "websocket")
        self.send_header("connection", "Upgrade")
        self.send_header("sec-websocket-accept", base64.b64encode(accept).decode())
        self.end_headers()
        hello = status(0)
        hello["data"]["sid"] = client_id
        self._send(hello)
        self.close_connection = True
        self.fake.outbox = mine = queue.Queue()  # what is said goes to the newest listener
        while not self.stopped.is_set():
            try:
                said = mine.get(timeout=0.02)
            except queue.Empty:
                if self._is_leaving():
                    return
                continue
            if said is None:
                return
            if callable(said):
                said()
                continue
            try:
                self._send(said)
            except OSError:  # the client has closed it
                return

    def _is_leaving(self) -> bool:
        """Whether the client has said goodbye; it says nothing else here. Answered in kind."""
        with suppress(BlockingIOError, OSError):
            if self.connection.recv(64, socket.MSG_DONTWAIT)[:1] in (b"\x88", b""):
                self.wfile.write(b"\x88\x00")
                self.wfile.flush()
                return True
        return False

    def _send(self, said: Event) -> None:
        binary = isinstance(said, bytes)
        data = said if binary else json.dumps(said).encode()
        head = bytes([0x82 if binary else 0x81])
        if len(data) < 126:
            head += bytes([len(data)])
        else:
            head += bytes([127]) + struct.pack(">Q", len(data))
        self.wfile.write(head + data)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def fake_comfyui() -> Iterator[FakeComfyUI]:
    stopped = threading.Event()
    handler = type("Bound", (Handler,), {"stopped": stopped})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a client that has gone is no news here
    fake = handler.fake = FakeComfyUI(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    ).start()
    try:
        yield fake
    finally:
        stopped.set()
        server.shutdown()
        server.server_close()
