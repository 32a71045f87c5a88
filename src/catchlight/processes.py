"""One function over many items, in order, on this process or on several."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

from .errors import CatchlightError

Item = TypeVar("Item")
Result = TypeVar("Result")

MAX_PROCESSES = 8  # unless asked for: each takes 200–300 MB
FEW = 20  # items for which starting processes takes longer than they save
_AHEAD = 4  # items in hand for each process, so that none waits and little is held in memory


def _nothing() -> None:
    """The usual preparation."""


def usual_processes(items: int) -> int:
    """How many processes serve so many items best on this machine."""
    if items < FEW:
        return 1
    try:
        cores = len(os.sched_getaffinity(0))  # a container may have fewer than the machine
    except AttributeError:  # not on macOS and Windows
        cores = os.cpu_count() or 1
    return min(cores, MAX_PROCESSES)


def in_order(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    processes: int,
    known: Callable[[Item], Result | None] = lambda item: None,
    prepare: Callable[[], None] = _nothing,
) -> Iterator[Result]:
    """`work` of each item, in the items' order whatever the number of processes.

    `known` is asked first, on this process; what it knows is not worked again. With several
    processes everything must pickle, and what `work` raises stops the run. Processes are started
    anew (never forked from a running one), when first needed; each calls `prepare` once. An
    interruption waits for the items in hand, then passes on.
    """
    if processes <= 1:
        for item in items:
            found = known(item)
            yield work(item) if found is None else found
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _prepared, (prepare,)) as pool:
        waiting: deque[Result | Future[Result]] = deque()
        try:
            for item in items:
                waiting.append(_begun(pool, work, item, known(item)))
                if len(waiting) >= _AHEAD * processes:
                    yield _ended(waiting.popleft())
            while waiting:
                yield _ended(waiting.popleft())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _begun(
    pool: ProcessPoolExecutor, work: Callable[[Item], Result], item: Item, found: Result | None
) -> Result | Future[Result]:
    if found is not None:
        return found
    with _interrupt_put_off():
        return pool.submit(work, item)


def _ended(begun: Result | Future[Result]) -> Result:
    if not isinstance(begun, Future):
        return begun
    try:
        return begun.result()
    except BrokenProcessPool as error:
        raise CatchlightError(
            "A helper process was ended from outside, most likely for want of memory. "
            "Expected it to last. Try again with `--processes 1`."
        ) from error


@contextmanager
def _interrupt_put_off() -> Iterator[None]:
    """A process started in here is deaf to Ctrl-C from birth: only the first one answers it.

    Blocked, not ignored: a Ctrl-C that comes in here is answered right after.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows: the others may answer while they start
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepared(prepare: Callable[[], None]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare()
