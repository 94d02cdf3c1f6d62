"""Runs spread over an executor: threads, processes, or the machines of a Dask cluster."""

import concurrent.futures
import os
import time
import zlib

from . import _core

# What a piece of work should take [s]: much longer than handing it over, short enough to share out evenly.
_PIECE_SECONDS = 1.0


def executor_of(given):
    """What can submit work: a concurrent.futures executor, or that of a Dask client."""
    if hasattr(given, "get_executor"):
        return given.get_executor()
    if hasattr(given, "submit") and hasattr(given, "map"):
        return given
    raise TypeError(
        "executor is a concurrent.futures executor, or a Dask Client (or its get_executor()), "
        f"not {type(given).__name__}"
    )


def _width(executor):
    """How many pieces it works on at once, as far as it says."""
    client = getattr(executor, "_client", None)
    if client is not None:
        return max(1, sum(client.ncores().values()))
    return getattr(executor, "_max_workers", None) or os.cpu_count() or 1


def _check_version(version):
    here = (_core.version, _core.commit)
    if version != here:
        raise RuntimeError(f"the worker has plimsoll {here[0]} ({here[1]}) and who asks has {version[0]} ({version[1]})")


def _packed(all_bytes):
    return [zlib.compress(one, 1) if one else b"" for one in all_bytes]


def _replicate(version, spec, changes, first, last, sampled):
    """A worker's piece: replications first .. last - 1 as bytes, and the seconds that they took."""
    _check_version(version)
    started = time.perf_counter()
    done = _core.replicate(spec._loaded, changes, first, last, sampled)
    return _packed(done), time.perf_counter() - started


def _pilot(version, spec, changes, first, last, length_ns):
    _check_version(version)
    started = time.perf_counter()
    done = _core.pilot(spec._loaded, changes, first, last, length_ns)
    return _packed(done), time.perf_counter() - started


class _Pieces:
    """Numbers first .. last - 1, handed out in pieces of about a second and gathered by number."""

    def __init__(self, executor, work, first, last, *, budget=0.0, tell=None):
        self._executor, self._work, self._width = executor, work, _width(executor)
        self._first, self._last, self._next = first, last, first
        self._budget, self._tell = budget, tell
        self._started, self._size = time.monotonic(), 1
        self._pending, self._failures = {}, {}
        self._found = [b""] * (last - first)
        self._done, self._seconds = 0, 0.0

    def run(self):
        """(what was found, whether Ctrl-C ended it). Raises what the piece with the lowest number raised."""
        try:
            while self._hand_out() or self._pending:
                done, _ = concurrent.futures.wait(self._pending, 0.1, concurrent.futures.FIRST_COMPLETED)
                for future in done:
                    self._take_in(future)
                if self._tell is not None:
                    self._tell(self._done)
        except KeyboardInterrupt:
            for future in self._pending:
                future.cancel()
            for future in [one for one in self._pending if one.done() and not one.cancelled()]:
                self._take_in(future)
            return self._found, True
        if self._failures:
            raise self._failures[min(self._failures)]
        return self._found, False

    def _hand_out(self):
        while self._next < self._last and len(self._pending) < 2 * self._width and not self._failures:
            if self._budget > 0 and self._next >= 2 and time.monotonic() - self._started > self._budget:
                self._next = self._last
                break
            left = self._last - self._next
            count = max(1, min(self._size, -(-left // self._width)))
            future = self._executor.submit(self._work, self._next, self._next + count)
            self._pending[future] = self._next
            self._next += count
        return bool(self._pending)

    def _take_in(self, future):
        start = self._pending.pop(future)
        try:
            packed, seconds = future.result()
        except Exception as failure:  # of the model or of the cluster: whoever asked is told
            self._failures[start] = failure
            return
        for i, one in enumerate(packed):
            self._found[start - self._first + i] = zlib.decompress(one) if one else b""
        self._done += len(packed)
        self._seconds += seconds
        if self._seconds > 0:
            self._size = max(1, round(_PIECE_SECONDS * self._done / self._seconds))


class _Work:
    """One kind of piece, with what all pieces of it share. Sent to workers, so it holds nothing but values."""

    def __init__(self, function, spec, changes, last_argument):
        self._function, self._spec, self._changes, self._last = function, spec, changes, last_argument
        self._version = (_core.version, _core.commit)

    def __call__(self, first, last):
        return self._function(self._version, self._spec, self._changes, first, last, self._last)


class Hands:
    """What the simulator asks to do a run's jobs (bindings/hands.hpp)."""

    def __init__(self, executor, spec, progress, sampled=0, stop=None):
        self._executor, self._spec, self._progress, self._sampled = executor_of(executor), spec, progress, sampled
        self._started, self._stop = time.monotonic(), stop

    def replicate(self, changes, first, last, budget):
        work = _Work(_replicate, self._spec, changes, self._sampled)
        tell = self._teller(first, last)
        return _Pieces(self._executor, work, first, last, budget=budget, tell=tell).run()

    def pilot(self, changes, count, length_ns):
        return _Pieces(self._executor, _Work(_pilot, self._spec, changes, length_ns), 0, count).run()

    def _teller(self, first, last):
        def tell(done):
            if self._stop is not None and self._stop.is_set():
                raise KeyboardInterrupt
            if self._progress is None:
                return
            share = (first + done) / last
            self._progress((share, 0, first + done, last, time.monotonic() - self._started, False))

        return tell
