"""Who does the work of a batch: this process, processes of our own, or any other executor."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from itertools import islice
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 3
"""Calls that are under way in each other process, so that it never waits for this one."""
_WINDOW = 4
"""Calls for each process that are looked at before the first of them has been answered."""
_MOMENT = 0.1
"""Seconds between two looks at a process that is ending."""
_AHEAD_ELSEWHERE = 8
"""Calls under way in an executor that does not tell how many workers it has."""
_LEAST = 32
_FIRST_BLOCK = 128
_BLOCK = 256
"""Rows that are worked on at once: few in the beginning, so that everybody has work soon, then
enough to make little of what a call to another process costs."""
_PARTS = 4
"""Blocks that are looked ahead at: the last rows are shared out in ever smaller ones, so that all
processes end at about the same time."""
_BLOCK_ELSEWHERE = 64
"""The same for executors that are not ours: pools of Python below 3.11.5 hang when a process dies
before it has read a long call."""


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
        inside: list[Any] = list(self.others)
        ending = [(pool, pool._executor_manager_thread, pool._call_queue) for pool in inside]
        for other in self.others:
            other.shutdown(wait=False, cancel_futures=cancel_futures)
        for pool, thread, queue in ending if wait else ():
            while thread is not None and thread.is_alive():
                thread.join(_MOMENT)
                if pool._broken and thread.is_alive():
                    # Before Python 3.11.5 a pool waits for ever to have its calls read by a
                    # process that is dead (CPython issue 94777).
                    queue._reader.close()


def _begin() -> None:
    """Settle in: end with the process that began this one, and leave its objects alone."""
    # Ctrl+C reaches all processes of a terminal: the parent says what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What is never looked at for cycles is never copied from the parent's memory either.
    gc.freeze()
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


_PR_SET_PDEATHSIG = 1


def blocks(items: Iterable[T], executor: Executor | None) -> Iterator[list[T]]:
    """``items`` in blocks that grow in the beginning and, for processes of ours, shrink again."""
    found = iter(items)
    ours = isinstance(executor, Processes)
    most = _BLOCK if ours or executor is None else _BLOCK_ELSEWHERE
    parts = _PARTS if ours else 1
    size = min(_FIRST_BLOCK, most)
    ready: deque[T] = deque()
    while True:
        ready.extend(islice(found, parts * size - len(ready)))
        if not ready:
            return
        few = max(_LEAST, len(ready) // parts)
        yield [ready.popleft() for _ in range(min(few, len(ready)))]
        size = min(2 * size, most)


class Call(NamedTuple, Generic[T, R]):
    """``fn(*args)``, to be done anywhere; ``about`` comes back with the result.

    ``lane`` is whose it should be rather, this process (0) or another, which may know a shorter
    way to the same result: ``known(*told)``.
    """

    about: T
    fn: Callable[..., R]
    args: tuple[Any, ...]
    lane: int | None = None
    known: Callable[..., R] | None = None
    told: tuple[Any, ...] = ()


class Done(NamedTuple, Generic[T, R]):
    """The result of a call, and the lane that has done it."""

    about: T
    result: R
    lane: int


def in_order(
    executor: Executor | None,
    calls: Iterable[Call[T, R]],
    meanwhile: Callable[[], object] | None = None,
) -> Iterator[Done[T, R]]:
    """The results of ``calls`` in their order, some being done ahead of the one asked for.

    Without an executor each is done when it is asked for. What a call raises is raised here in its
    turn; calls that were handed over by then may still be done. ``meanwhile`` is done once, here,
    as soon as other processes of our own have something to do.
    """
    if isinstance(executor, Processes):
        return _Lanes(executor, calls).results(meanwhile)
    if meanwhile:
        meanwhile()
    if executor is None:
        return (Done(call.about, call.fn(*call.args), 0) for call in calls)
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


def _packed(call: bytes) -> bytes:
    """The result of ``call``, both packed."""
    fn, args = pickle.loads(call)
    return pickle.dumps(fn(*args), 5)


class _Turn(Generic[T, R]):
    """A call, its lane, and its future once it was handed over."""

    def __init__(self, call: Call[T, R]) -> None:
        self.call = call
        self.lane = 0
        self._here: Future[R] | None = None
        self._there: Future[bytes] | None = None

    def begin_here(self, worker: Processes) -> None:
        """Have the call done in this process."""
        self._here = worker.submit(self.call.fn, *self.call.args)

    def begin_there(self, worker: Executor, lane: int) -> Future[bytes]:
        """Hand the call over to ``lane``."""
        call = self.call
        self.lane = lane
        asked = (
            (call.known, call.told) if call.known and call.lane == lane else (call.fn, call.args)
        )
        # The pool's own pickler asks for every object whether it is one that only it can pickle.
        self._there = worker.submit(_packed, pickle.dumps(asked, 5))
        return self._there

    def is_done(self) -> bool:
        """Whether there is a result, or an error."""
        future = self._here or self._there
        return future is not None and future.done()

    def done(self) -> Done[T, R]:
        """The result, which is waited for."""
        if self._there:
            result: R = pickle.loads(self._there.result())
        else:
            assert self._here
            result = self._here.result()
        return Done(self.call.about, result, self.lane)


class _Lane(Generic[T, R]):
    """Another process: what it has been given, and what it is still to be given."""

    def __init__(self, worker: Executor, number: int) -> None:
        self._worker = worker
        self._number = number
        self._given: deque[Future[bytes]] = deque()
        self.left: deque[_Turn[T, R]] = deque()

    def has_room(self) -> bool:
        """Whether it may soon have nothing to do."""
        return self._under_way() + len(self.left) < _AHEAD

    def give(self) -> None:
        """Hand over what is left, as far as there is room."""
        while self.left and self._under_way() < _AHEAD:
            turn = self.left.popleft()
            self._given.append(turn.begin_there(self._worker, self._number))

    def _under_way(self) -> int:
        while self._given and self._given[0].done():
            self._given.popleft()
        return len(self._given)


class _Lanes(Generic[T, R]):
    """Calls shared out to this process and others, as they have time."""

    def __init__(self, workers: Processes, calls: Iterable[Call[T, R]]) -> None:
        self._workers = workers
        self._calls = iter(calls)
        self._others = [_Lane[T, R](w, n) for n, w in enumerate(workers.others, 1)]
        self._here: deque[_Turn[T, R]] = deque()
        self._turns: deque[_Turn[T, R]] = deque()
        self._window = _WINDOW * workers.count

    def results(self, meanwhile: Callable[[], object] | None) -> Iterator[Done[T, R]]:
        """The results in the calls' order."""
        while True:
            self._look_ahead()
            self._even_out()
            for other in self._others:
                other.give()
            if meanwhile:
                meanwhile()
                meanwhile = None
            elif self._here and not self._turns[0].is_done():
                self._here.popleft().begin_here(self._workers)
            elif self._turns:
                yield self._turns.popleft().done()
            else:
                return

    def _look_ahead(self) -> None:
        """Take up calls until there is enough to do for everybody."""
        while len(self._turns) < self._window:
            if self._here and self._here[-1].call.lane is None:
                return
            call = next(self._calls, None)
            if call is None:
                return
            room = (other for other in self._others if other.has_room())
            lane = next(room, None) if call.lane is None else self._lane(call.lane)
            self._turns.append(_Turn(call))
            (lane.left if lane else self._here).append(self._turns[-1])

    def _lane(self, number: int) -> _Lane[T, R] | None:
        return self._others[number - 1] if number else None

    def _even_out(self) -> None:
        """Have those work who would wait: better the long way than not at all."""
        for other in self._others:
            if self._here and len(self._here) > 1 and other.has_room():
                other.left.append(self._here.pop())
        if not self._here and self._turns and not self._turns[0].is_done():
            behind = max((other.left for other in self._others), key=len)
            if behind:
                self._here.append(behind.pop())
