"""Signals for tests that stop a command as a user does."""

from __future__ import annotations

import signal


def heed_interrupts() -> None:
    """For `preexec_fn`: background shells start children deaf to Ctrl-C, a terminal does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
