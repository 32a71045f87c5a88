"""`catchlight studio`: the whole work in a browser, on this machine."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter


def studio(
    *,
    port: int | None = None,
    open_page: Annotated[bool, Parameter(name="--open", negative="--no-open")] = True,
) -> int:
    """Open the studio: brief, selfies, takes, darkroom and kit in your browser.

    It listens on this machine only, and prints the address with which it can be
    opened; the address is good until the studio is stopped (Ctrl-C).
    Nothing leaves this machine.

    Examples:

        catchlight studio

        catchlight studio --port 8722 --no-open

    Parameters
    ----------
    port
        The port to listen on; without it 8722, or a free one where that is taken.
    open_page
        Open the page in your browser.
    """
    from ..errors import UsageError
    from ..settings import data_folder

    try:
        from ..web.serve import Started, serve
    except ImportError as error:
        raise UsageError(
            f"The studio is not installed ({error.name} is missing). Expected its packages. "
            'Run `pip install "catchlight[studio]"`.'
        ) from error

    def started(one: Started) -> None:
        print(f"Studio: {one.url}")
        print(f"Everything is kept in {one.folder}. Ctrl-C stops the studio.", flush=True)
        if open_page:
            import webbrowser

            webbrowser.open(one.url)

    try:
        serve(data_folder(), port, started)
    except KeyboardInterrupt:
        print("Stopped. Tasks that were not done go on at the next start.", file=sys.stderr)
    return 0
