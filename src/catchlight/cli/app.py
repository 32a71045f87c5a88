"""The `catchlight` command: names its commands and turns every failure into a sentence."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import cyclopts

from ..errors import CatchlightError, UsageError
from ..version import __version__
from . import (
    backends,
    batch,
    check,
    direct,
    doctor,
    export,
    identity,
    inspect,
    lists,
    people,
    prompts,
    proof_sheet,
    read,
    retouch,
    studio,
)

EXIT_FAILED, EXIT_USAGE, EXIT_INTERRUPTED = 1, 2, 130
DEBUG_VARIABLE = "CATCHLIGHT_DEBUG"  # set it to see where an unexpected error came from

_HELP = """Direct, read, critique and finish portraits that feel like someone.

Start here:

    catchlight direct selfie.jpg --job trust --out kit/

Everything runs on this machine; no picture leaves it, unless you name a backend that sends it.
"""

app = cyclopts.App(
    name="catchlight",
    help=_HELP,
    help_format="plaintext",
    default_parameter=cyclopts.Parameter(negative=()),
    version=__version__,
    suppress_keyboard_interrupt=False,
    result_action="return_value",
)
for command in (
    direct.direct,
    read.read,
    check.check,
    check.compare,
    check.rank,
    inspect.inspect,
    retouch.retouch,
    proof_sheet.proof_sheet,
    export.export,
    prompts.compose,
    prompts.lint_prompt,
    lists.jobs,
    lists.rules,
    lists.explain,
    lists.edits,
    lists.cues,
    lists.platforms,
    backends.settings,
    studio.studio,
    doctor.doctor,
):
    app.command(command)
app.command(backends.app)
app.command(batch.app)
app.command(identity.identity)
app.command(people.app)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit code: 0 done, 1 failed, 2 wrong usage."""
    for name in ("SIGTERM", "SIGHUP"):  # asked to end, or the terminal was closed
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    code = run(arguments)
    if code == EXIT_INTERRUPTED:
        # Python would end by the signal instead, where the interrupt hit code run by exec() (numba,
        # dataclasses), although it was caught: the exit code promised would be lost.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def run(arguments: list[str] | None = None) -> int:
    """As main, but gives the exit code back."""
    try:
        code = app(arguments, exit_on_error=False, print_error=True)
    except cyclopts.CycloptsError:
        return EXIT_USAGE
    except UsageError as error:
        print(f"catchlight: {error}", file=sys.stderr)
        return EXIT_USAGE
    except CatchlightError as error:
        print(f"catchlight: {error}", file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        print("\ncatchlight: stopped. Nothing was left half-written.", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # the reader of a pipe (head, less) has had enough
        sys.stderr.close()
        return 0
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        print(
            f"catchlight: an error that was not foreseen: {type(error).__name__}: {error}. "
            f"Nothing was left half-written. Please report it with what you did; "
            f"{DEBUG_VARIABLE}=1 shows where it happened.",
            file=sys.stderr,
        )
        return EXIT_FAILED
    return code if isinstance(code, int) else 0


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
