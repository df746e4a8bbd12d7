"""How fast runs end, so that the time left can be said: right from the first time on that anything is said."""

from __future__ import annotations

import time
from collections.abc import Callable


class Speed:
    """The rate at which runs end.

    Where several are made side by side they end together, or nearly so: two ends at the same moment say nothing of how
    often ends come. So it is counted from when the first of them began, and nothing is said before each of those that
    run side by side may have ended once. One alone is counted from its end: it may have waited for the compiler.

    Parameters
    ----------
    together
        How many are made side by side.
    clock
        Returns the time in seconds.
    """

    def __init__(self, together: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._together = together
        self._clock = clock
        self._began: float | None = None
        self._ended = 0

    def end(self, seconds: float) -> None:
        """Note that a run ended that took so many seconds."""
        if self._began is None:
            alone = self._together == 1
            self._began = self._clock() - (0.0 if alone else seconds)
            self._ended = -1 if alone else 0
        self._ended += 1

    @property
    def rate(self) -> float:
        """Runs per second; 0 while there is no telling."""
        if self._began is None or self._ended < self._together:
            return 0.0
        seconds = self._clock() - self._began
        return self._ended / seconds if seconds > 0.0 else 0.0

    def left(self, runs: int) -> float | None:
        """Seconds that so many more runs take; None while there is no telling."""
        rate = self.rate
        return runs / rate if rate > 0.0 else None
