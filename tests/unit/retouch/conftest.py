"""One matte for all tests of the scene edits: it takes a second or two to make."""

from __future__ import annotations

import pytest

from catchlight.portrait import Portrait


@pytest.fixture(scope="session")
def cut_out(astronaut: Portrait) -> Portrait:
    """The sample with its fine matte."""
    from catchlight.vision.matte import with_matte

    return with_matte(astronaut)
