"""What goes wrong inside diffusers, torch and transformers, in our own words."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..errors import BackendError, BackendMissing, CatchlightError

_MOST_WORDS = 200  # of a foreign message
_OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")


@contextmanager
def loading(name: str) -> Iterator[None]:
    """Errors while the model called `name` is loaded: files missing, damaged or of another kind."""

    def told(error: Exception) -> BackendError:
        if isinstance(error, OSError | json.JSONDecodeError):
            return BackendMissing(
                f"The model {name} is not complete: {_words(error)} Expected every part of it. "
                "Copy or download it again."
            )
        return BackendMissing(
            f"The model {name} does not load as what it says it is "
            f"({type(error).__name__}: {_words(error)}) Expected a model and an adapter that "
            "fit each other and this diffusers. Check diffusers.model, diffusers.pipeline and "
            "diffusers.adapter."
        )

    with _told_by(name, told):
        yield


@contextmanager
def making(name: str) -> Iterator[None]:
    """Errors while a take is made."""

    def told(error: Exception) -> BackendError:
        return BackendError(
            f"{name} failed while it made the take ({type(error).__name__}: {_words(error)}) "
            "Expected a picture. Try the model's usual steps and size; the takes made so far "
            "are kept."
        )

    with _told_by(name, told):
        yield


@contextmanager
def _told_by(name: str, told: Callable[[Exception], BackendError]) -> Iterator[None]:
    """Foreign errors as ours: packages and memory in the same words everywhere, the rest `told`.

    Foreign warnings are about their code, not about the user's picture: they are not shown.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except CatchlightError:
            raise
        except ImportError as error:
            raise _package_missing(error) from error
        except Exception as error:  # foreign code may raise anything
            raise (_memory(name) if _is_out_of_memory(error) else told(error)) from error


def black_picture() -> BackendError:
    """What to say of a picture in which the numbers ran over."""
    return BackendError(
        "The picture came out black or broken: the numbers ran over in 16 bit. Expected a picture. "
        "Set diffusers.dtype to float32 or bfloat16."
    )


def _memory(name: str) -> BackendError:
    return BackendError(
        f"{name} ran out of memory. Expected room for its weights and the picture. Set "
        "diffusers.offload to model, then to sequential, or diffusers.dtype to bfloat16, or ask "
        "for a smaller picture; the takes made so far are kept."
    )


def _package_missing(error: ImportError) -> BackendMissing:
    return BackendMissing(
        f"A package that the pipeline needs is missing: {_words(error)} Expected it installed. Run "
        '`pip install "catchlight[diffusers]"`, and what is named here.'
    )


def _is_out_of_memory(error: Exception) -> bool:
    text = str(error).lower()
    return (
        isinstance(error, MemoryError)
        or type(error).__name__ == "OutOfMemoryError"
        or any(words in text for words in _OUT_OF_MEMORY)
    )


def _words(error: BaseException) -> str:
    """The first line of a foreign message, cut, with a full stop."""
    line = (str(error).strip().splitlines() or ["no reason given"])[0].strip()
    line = line if len(line) <= _MOST_WORDS else line[:_MOST_WORDS] + "…"
    return line if line.endswith((".", "!", "…")) else f"{line}."
