"""One sitter at a small size, for loops that look at real pictures."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catchlight.brief import Brief
from catchlight.cues.reader import read_portrait
from catchlight.image import Pixels, find_photo, open_photo, shrunk
from catchlight.jobs import find_job
from catchlight.looping.folder import RoundsFolder
from catchlight.looping.loop import LoopRequest
from catchlight.looping.rounds import Limits
from catchlight.people.consent import Consent
from catchlight.shot import Reference
from catchlight.testing import ScriptedBackend
from catchlight.vision.observe import observe

TODAY = date(2026, 11, 24)
AGREED = Consent("Sam", date(2026, 1, 1), uses=("generate", "send"), backends=("*",))


@pytest.fixture(scope="session")
def picture() -> Pixels:
    """The sample, small."""
    return shrunk(open_photo("sample:astronaut").pixels, 512)


@pytest.fixture(scope="session")
def flipped(picture: Pixels) -> Pixels:
    """Another picture of the same person."""
    return np.ascontiguousarray(picture[:, ::-1])


@pytest.fixture(scope="session")
def reference(picture: Pixels) -> Reference:
    """The sitter's one photo."""
    portrait = observe(picture)
    return Reference("sample:astronaut", portrait, read_portrait(portrait, "sample:astronaut"))


@pytest.fixture
def ask_for(reference: Reference, tmp_path: Path) -> Any:
    """Makes a request for a loop; authority does not pass with a broad smile."""

    def made(backend: ScriptedBackend, **changed: Any) -> LoopRequest:
        given: dict[str, Any] = {
            "brief": Brief(job="contemplation"),
            "job": find_job("contemplation"),
            "references": (reference,),
            "backend": backend,
            "folder": RoundsFolder(tmp_path / "kit"),
            "limits": Limits(2, 2),
            "on": TODAY,
            "files": {"sample:astronaut": find_photo("sample:astronaut")},
            "consent": AGREED,
            **changed,
        }
        return LoopRequest(**given)

    return made
