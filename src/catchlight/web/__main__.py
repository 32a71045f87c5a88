"""`python -m catchlight.web`: print the API's description (OpenAPI, JSON), for typed clients."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from ..store import open_store
from .app import create_app
from .security import Launch
from .state import Server

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        description = create_app(Server(store, Launch.on_port(0))).openapi()
    json.dump(description, sys.stdout, ensure_ascii=False, indent=1)
