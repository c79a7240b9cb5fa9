"""Who does the work of a batch: this process, processes of our own, or any other executor."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 3
"""Calls that are under way for each process, so that it never waits for us."""
_AHEAD_ELSEWHERE = 8
"""The same for an executor that does not tell how many workers it has."""


class Processes(Executor):
    """``count`` processes that do not outlive this one, however it ends.

    Calls are dealt out in turns; one that is submitted to a :meth:`lane` always goes to the same
    process, which may remember what it was told before.
    """

    def __init__(self, count: int) -> None:
        self._lanes = [ProcessPoolExecutor(1, initializer=_begin) for _ in range(count)]
        self._turn = 0

    def __len__(self) -> int:
        return len(self._lanes)

    def lane(self, number: int) -> Executor:
        """The process for what has this number."""
        return self._lanes[number % len(self._lanes)]

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call ``fn`` in the process whose turn it is."""
        self._turn += 1
        return self.lane(self._turn).submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes."""
        for lane in self._lanes:
            lane.shutdown(wait, cancel_futures=cancel_futures)


def _begin() -> None:
    """Settle in: end with the process that began this one, and leave its objects alone."""
    # What is never looked at for cycles is never copied from the parent's memory either.
    gc.freeze()
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


_PR_SET_PDEATHSIG = 1


class Call(NamedTuple, Generic[T, R]):
    """``fn(*args)``, to be done in ``lane`` where there are lanes; ``about`` comes back with it."""

    about: T
    lane: int
    fn: Callable[..., R]
    args: tuple[Any, ...]


def in_order(executor: Executor | None, calls: Iterable[Call[T, R]]) -> Iterator[tuple[T, R]]:
    """The results of ``calls`` in their order, a few being done ahead of the one asked for.

    Without an executor each is done when it is asked for. What a call raises is raised here, and
    what was not begun by then is not.
    """
    if executor is None:
        for call in calls:
            yield call.about, call.fn(*call.args)
        return
    lanes = executor if isinstance(executor, Processes) else None
    ahead = _AHEAD * len(lanes) if lanes else _AHEAD_ELSEWHERE
    waiting: deque[tuple[T, Future[R]]] = deque()
    try:
        for call in calls:
            worker = lanes.lane(call.lane) if lanes else executor
            waiting.append((call.about, worker.submit(call.fn, *call.args)))
            if len(waiting) >= ahead:
                about, future = waiting.popleft()
                yield about, future.result()
        while waiting:
            about, future = waiting.popleft()
            yield about, future.result()
    finally:
        for _, future in waiting:
            future.cancel()
