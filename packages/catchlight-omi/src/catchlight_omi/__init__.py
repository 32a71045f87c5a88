"""An impression model for Catchlight, fitted on One Million Impressions (Peterson et al. 2022).

Licence: CC BY-NC-SA 4.0, like the ratings it was fitted on; see LICENSE. Not for commercial use.
"""

from __future__ import annotations

from catchlight.impressions.registry import Register

from .model import OmiModel

__all__ = ["OmiModel", "install"]


def install(register: Register) -> None:
    """The entry point: makes the model `omi` known to `catchlight read --model omi`."""
    register(OmiModel.name, OmiModel)
