"""A clock that stands still until it is moved."""

from sync.log import Log

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


class Clock:
    """Counts from a day of 2026; ms since 1970."""

    def __init__(self) -> None:
        self.ms = 1_795_000_000_000

    def __call__(self) -> int:
        return self.ms

    def days(self, number: float) -> None:
        self.ms += int(number * DAY_MS)

    def of(self, *logs: Log) -> None:
        """These devices go by it."""
        for log in logs:
            log._clock_ms = self
