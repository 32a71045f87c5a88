"""The page's typed client is made from the API as it is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

DESCRIPTION = Path(__file__).parents[3] / "frontend" / "src" / "api" / "openapi.json"


def test_the_page_was_written_against_this_api() -> None:
    """Where they differ: `python -m catchlight.web > frontend/src/api/openapi.json`, then
    `npm run schema` in frontend/."""
    if not DESCRIPTION.is_file():
        pytest.skip("the page's sources are not in this installation")
    command = [sys.executable, "-m", "catchlight.web"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    now, then = json.loads(told), json.loads(DESCRIPTION.read_text())
    for one in (now, then):
        one["info"].pop("version")
    assert now == then
