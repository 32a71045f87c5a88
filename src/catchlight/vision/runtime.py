"""One inference session per network, threads set once, safe to call from several threads.

The small networks gain nothing from more than one thread, and one thread gives the same numbers on
every machine with the same instruction set.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import numpy.typing as npt

from ..face import FloatArray
from .weights import read_weights, weights_path

if TYPE_CHECKING:
    from ai_edge_litert.interpreter import Interpreter

_STANDARD_ERROR = 2  # its file descriptor
_lock = threading.Lock()
_tflite: dict[str, TfliteNet] = {}
_onnx: dict[str, OnnxNet] = {}
_threads = 1


class TfliteNet:
    """A LiteRT network: one float32 tensor in, its outputs out in the file's order."""

    def __init__(self, name: str, threads: int) -> None:
        self.name = name
        self._session = _open_tflite(read_weights(name), threads)
        self._input: int = self._session.get_input_details()[0]["index"]
        self._outputs = [detail["index"] for detail in self._session.get_output_details()]
        self._lock = threading.Lock()

    def run(self, tensor: FloatArray) -> tuple[FloatArray, ...]:
        """All outputs, copied: they stay valid after the next call."""
        with self._lock:
            self._session.set_tensor(self._input, tensor)
            self._session.invoke()
            return tuple(self._session.get_tensor(index) for index in self._outputs)


class OnnxNet:
    """A network run by OpenCV: one NCHW float32 tensor in, named outputs (`outputs`) out."""

    def __init__(self, name: str) -> None:
        self.name = name
        # The new engine of OpenCV 5 refuses block-quantised files; the classic one runs them all,
        # and can only be asked for by path (from memory the choice is not obeyed).
        path = str(weights_path(name))
        self._net = cv2.dnn.readNetFromONNX(path, engine=cv2.dnn.ENGINE_CLASSIC)
        self.outputs: tuple[str, ...] = tuple(self._net.getUnconnectedOutLayersNames())
        self._lock = threading.Lock()

    def run(self, tensor: FloatArray, outputs: Sequence[str]) -> tuple[FloatArray, ...]:
        """The named outputs, in that order."""
        with self._lock:
            self._net.setInput(tensor)
            found: Sequence[npt.NDArray[Any]] = self._net.forward(list(outputs))
            return tuple(np.array(output, dtype=np.float32) for output in found)


def set_threads(count: int) -> None:
    """Threads for the LiteRT networks and OpenCV, for the whole process; call it before any run."""
    global _threads
    if count < 1:
        raise ValueError(f"threads must be at least 1, got {count}")
    with _lock:
        _threads = count
        _tflite.clear()
        cv2.setNumThreads(count)


def tflite_net(name: str) -> TfliteNet:
    """The process's one session of that file. Raises WeightsMissing."""
    with _lock:
        if name not in _tflite:
            _tflite[name] = TfliteNet(name, _threads)
        return _tflite[name]


def onnx_net(name: str) -> OnnxNet:
    """The process's one session of that file. Raises WeightsMissing."""
    with _lock:
        if name not in _onnx:
            _onnx[name] = OnnxNet(name)
        return _onnx[name]


def sigmoid(logits: FloatArray) -> FloatArray:
    """1 / (1 + e^−x): what turns a network's raw score into 0…1."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -80, 80))), dtype=np.float32)


def _open_tflite(data: bytes, threads: int) -> Interpreter:
    from ai_edge_litert.interpreter import Interpreter

    with _without_info_lines():
        session = Interpreter(model_content=data, num_threads=threads)
        session.allocate_tensors()
    return session


@contextmanager
def _without_info_lines() -> Iterator[None]:
    """LiteRT announces itself on standard error, with no switch; other lines are passed on."""
    try:
        kept = os.dup(_STANDARD_ERROR)
    except OSError:  # there is no standard error to keep clean
        yield
        return
    with tempfile.TemporaryFile() as caught:
        os.dup2(caught.fileno(), _STANDARD_ERROR)
        try:
            yield
        finally:
            os.dup2(kept, _STANDARD_ERROR)
            os.close(kept)
            caught.seek(0)
            for line in caught:
                if not line.startswith(b"INFO:"):
                    os.write(_STANDARD_ERROR, line)
