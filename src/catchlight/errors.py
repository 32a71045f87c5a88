"""Every error that Catchlight raises on purpose.

    CatchlightError
    ├── UsageError
    ├── BriefError
    │   └── IdentityError
    ├── ImageError
    │   ├── UnreadableImage
    │   ├── ImageTooLarge
    │   ├── NoFaceFound
    │   ├── SeveralFacesFound
    │   └── FaceTooSmall
    ├── BackendError
    │   ├── BackendMissing
    │   ├── BackendRefused
    │   ├── BackendTimeout
    │   ├── BackendCancelled
    │   └── SpendLimit
    ├── WeightsMissing
    ├── ModelMissing
    ├── UnknownName
    ├── EditError
    │   └── EditBeyondLimit
    ├── PersonError
    │   ├── ConsentMissing
    │   └── NotFullyErased
    ├── ProvenanceError
    ├── StoreError
    │   └── NotKept
    ├── BatchError
    └── ExportError
        └── FileTooLarge

A message has three parts: what is wrong (with the value found), what was expected, and the next
step. The docstring of a class is its default message.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class CatchlightError(Exception):
    """Catchlight could not do what was asked."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class UsageError(CatchlightError):
    """The command was not called as it must be."""


class BriefError(CatchlightError):
    """The brief cannot be used as it is."""


class IdentityError(BriefError):
    """The visual identity cannot be used as it is."""


class ImageError(CatchlightError):
    """The picture cannot be used as it is."""


class UnreadableImage(ImageError):
    """The file is not a picture that can be read."""


class ImageTooLarge(ImageError):
    """The picture has more pixels than the limit allows."""


class NoFaceFound(ImageError):
    """No face was found in the picture."""


class SeveralFacesFound(ImageError):
    """The picture shows several faces; choose one."""


class FaceTooSmall(ImageError):
    """The face is too small to be read."""


class BackendError(CatchlightError):
    """The backend could not make a take."""

    spent_usd: float = 0.0  # about what its run had cost when it was raised
    maybe_billed: bool = False  # the service may have done the work, but its answer was lost


class BackendMissing(BackendError):
    """The backend is not installed or has no key."""


class BackendRefused(BackendError):
    """The backend refused the request."""


class BackendTimeout(BackendError):
    """The backend did not answer in time."""


class BackendCancelled(BackendError):
    """The run was cancelled. The takes made so far are kept."""


class SpendLimit(BackendError):
    """The run would cost more than the limit allows."""


class WeightsMissing(CatchlightError):
    """A network's weights are missing or damaged."""


class ModelMissing(CatchlightError):
    """The impression model is not installed."""


class UnknownName(CatchlightError):
    """A name is not known. Message: what it is, close matches, where to see them all."""

    def __init__(self, kind: str, name: str, known: Iterable[str], listed_by: str = "") -> None:
        self.kind, self.name, self.known = kind, name, tuple(sorted(known))
        close = difflib.get_close_matches(name, self.known, n=3, cutoff=0.5)
        hint = f" Did you mean {' or '.join(repr(match) for match in close)}?" if close else ""
        listing = (
            f" `{listed_by}` lists them." if listed_by else f" Known: {', '.join(self.known)}."
        )
        super().__init__(f"{kind[:1].upper()}{kind[1:]} {name!r} is unknown.{hint}{listing}")


class EditError(CatchlightError):
    """The edit cannot be made on this picture."""


class EditBeyondLimit(EditError):
    """The edit asks for more than its limit allows."""


class PersonError(CatchlightError):
    """Something about the sitter's consent or data stands in the way."""


class ConsentMissing(PersonError):
    """The sitter has not agreed to this use."""


class NotFullyErased(PersonError):
    """Something of the person could not be erased."""


class ProvenanceError(CatchlightError):
    """The record of where the picture came from could not be written or read."""


class StoreError(CatchlightError):
    """What is kept could not be read or written."""


class NotKept(StoreError):
    """There is no such thing in the store."""


class BatchError(CatchlightError):
    """The batch cannot be worked as it is."""


class ExportError(CatchlightError):
    """The export could not be written."""


class FileTooLarge(ExportError):
    """No quality setting brings the file under its byte limit."""
