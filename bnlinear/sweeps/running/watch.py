"""How far the tasks of a sweep are, and whether to go on: shared by its threads."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

Progress = Callable[[float, int], None]

#: Seconds between two reports of a task that is under way.
PAUSE = 0.1


class Cancelled(BaseException):
    """The sweep was given up; a task that runs on would be for nobody."""


class Overseer:
    """Adds up what the tasks tell, and reports it from the thread that runs the sweep."""

    def __init__(self, done: int, total: int, progress: Progress | None) -> None:
        self.done, self.total = done, total
        self._progress = progress
        self._parts: dict[int, float] = {}
        self._lock = Lock()
        self._stopped = False
        self._reported = 0.0
        self.report()

    def stop(self) -> None:
        """Tell all tasks to end."""
        self._stopped = True

    def watch(self, first: int) -> TaskWatch:
        """For the task whose first learning rate has this place."""
        return TaskWatch(self, first)

    def tell(self, first: int, rates: float) -> None:
        if self._stopped:
            raise Cancelled
        with self._lock:
            self._parts[first] = rates

    def finish(self, first: int, count: int) -> None:
        """A task's learning rates are done, all of them."""
        with self._lock:
            self._parts.pop(first, None)
            self.done += count

    def report(self, *, only_if_due: bool = False) -> None:
        """Call `progress` with the learning rates done, a fraction for those under way."""
        now = time.monotonic()
        if self._progress is None or (only_if_due and now - self._reported < PAUSE):
            return
        self._reported = now
        with self._lock:
            parts = sum(self._parts.values())
        self._progress(self.done + parts if parts else self.done, self.total)


class TaskWatch:
    """The `Watch` of one task."""

    def __init__(self, overseer: Overseer, first: int) -> None:
        self._overseer, self._first = overseer, first

    def tick(self, rates: float) -> None:
        self._overseer.tell(self._first, rates)


class ReportingWatch(TaskWatch):
    """The same in the thread that runs the sweep, where it may report."""

    def tick(self, rates: float) -> None:
        super().tick(rates)
        self._overseer.report(only_if_due=True)


class Unwatched:
    """For a task that runs elsewhere."""

    def tick(self, rates: float) -> None:
        pass
