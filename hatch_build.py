"""Build hook: bring the network files of weights.toml into the package before it is packed.

CATCHLIGHT_SKIP_WEIGHTS=1 leaves them out (then `catchlight doctor --fetch` brings them later).
"""

from __future__ import annotations

import importlib
import os
import sys
import types
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WeightsBuild(BuildHookInterface):  # type: ignore[type-arg]
    """Fetches and verifies the network files for a wheel or an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it packs."""
        del version, build_data
        if self.target_name != "wheel" or os.environ.get("CATCHLIGHT_SKIP_WEIGHTS") == "1":
            return
        source = Path(self.root, "src", "catchlight")
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
