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
"""Calls that are under way in each other process, so that it never waits for this one."""
_WINDOW = 4
"""Calls for each process that are looked at before the first of them has been answered."""
_AHEAD_ELSEWHERE = 8
"""Calls under way in an executor that does not tell how many workers it has."""


class Processes(Executor):
    """``count`` processes, this one among them; the others do not outlive it, however it ends.

    This process is lane 0. A call goes to the lane it asks for, so that a process may remember
    what it was told before, or to whoever has the least to do: this one where all others are busy.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.others = [ProcessPoolExecutor(1, initializer=_begin) for _ in range(count - 1)]

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call ``fn`` here and now."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the other processes."""
        for other in self.others:
            other.shutdown(wait, cancel_futures=cancel_futures)


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
    fn: Callable[..., R]
    args: tuple[Any, ...]
    lane: int | None = None


class Done(NamedTuple, Generic[T, R]):
    """The result of a call, and the lane that has done it."""

    about: T
    result: R
    lane: int


def in_order(executor: Executor | None, calls: Iterable[Call[T, R]]) -> Iterator[Done[T, R]]:
    """The results of ``calls`` in their order, some being done ahead of the one asked for.

    Without an executor each is done when it is asked for. What a call raises is raised here in its
    turn, and what was not begun by then is not.
    """
    if executor is None:
        return (Done(call.about, call.fn(*call.args), 0) for call in calls)
    if isinstance(executor, Processes):
        return _in_lanes(executor, calls)
    return _ahead(executor, calls)


def _ahead(executor: Executor, calls: Iterable[Call[T, R]]) -> Iterator[Done[T, R]]:
    waiting: deque[tuple[T, Future[R]]] = deque()
    try:
        for call in calls:
            waiting.append((call.about, executor.submit(call.fn, *call.args)))
            if len(waiting) >= _AHEAD_ELSEWHERE:
                about, future = waiting.popleft()
                yield Done(about, future.result(), 0)
        while waiting:
            about, future = waiting.popleft()
            yield Done(about, future.result(), 0)
    finally:
        for _, future in waiting:
            future.cancel()


class _Turn(Generic[T, R]):
    """A call, its lane, and its future once it was handed over."""

    def __init__(self, call: Call[T, R], lane: int) -> None:
        self.call = call
        self.lane = lane
        self.future: Future[R] | None = None

    def begin(self, worker: Executor) -> Future[R]:
        """Hand the call over."""
        self.future = worker.submit(self.call.fn, *self.call.args)
        return self.future

    def is_done(self) -> bool:
        """Whether there is a result, or an error."""
        return self.future is not None and self.future.done()

    def done(self) -> Done[T, R]:
        """The result, which is waited for."""
        assert self.future
        return Done(self.call.about, self.future.result(), self.lane)


class _Lane(Generic[T, R]):
    """Another process: what it has been given, and what it is still to be given."""

    def __init__(self, worker: Executor) -> None:
        self._worker = worker
        self._given: deque[Future[R]] = deque()
        self.left: deque[_Turn[T, R]] = deque()

    def has_room(self) -> bool:
        """Whether it may soon have nothing to do."""
        while self._given and self._given[0].done():
            self._given.popleft()
        return len(self._given) + len(self.left) < _AHEAD

    def give(self) -> None:
        """Hand over what is left, as far as there is room."""
        while self.left and (self.has_room() or len(self._given) < _AHEAD):
            self._given.append(self.left.popleft().begin(self._worker))


def _in_lanes(workers: Processes, calls: Iterable[Call[T, R]]) -> Iterator[Done[T, R]]:
    others: list[_Lane[T, R]] = [_Lane(worker) for worker in workers.others]
    here: deque[_Turn[T, R]] = deque()
    turns: deque[_Turn[T, R]] = deque()
    window = _WINDOW * (len(others) + 1)
    source = iter(calls)
    try:
        while True:
            while len(turns) < window and not (here and here[-1].call.lane is None):
                call = next(source, None)
                if call is None:
                    break
                room = (n for n, other in enumerate(others, 1) if other.has_room())
                lane = next(room, 0) if call.lane is None else call.lane
                turns.append(_Turn(call, lane))
                (others[lane - 1].left if lane else here).append(turns[-1])
            for other in others:
                other.give()
            if here and not turns[0].is_done():
                here.popleft().begin(workers)
            elif turns:
                yield turns.popleft().done()
            else:
                return
    finally:
        for turn in turns:
            if turn.future:
                turn.future.cancel()
