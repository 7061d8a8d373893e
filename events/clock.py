"""Which stamp does the next event get? A hybrid logical clock: milliseconds that never run backwards, plus a
counter.

A stamp is milliseconds since 1970 times 65,536, plus a counter; below 2**62. It orders the log and nothing
else: a wrong wall clock costs ugly dates, never data. Source: Kulkarni et al., Logical Physical Clocks,
2014.
"""

from __future__ import annotations

from typing import Final, NewType

Stamp = NewType("Stamp", int)

COUNTER_BITS: Final = 16
LIMIT: Final = 1 << 62
"""A greater or equal stamp is kept, ordered last, and never merged into this clock."""

ZERO: Final = Stamp(0)


def tick(last: Stamp, now_ms: int) -> Stamp:
    """The stamp after `last` at the wall clock `now_ms`; stays at the last possible stamp once that is
    reached.
    """
    physical = max(now_ms, 0) << COUNTER_BITS
    return Stamp(min(max(physical, last + 1), LIMIT - 1))


def merge(last: Stamp, seen: Stamp) -> Stamp:
    """What this clock stands at after it saw an event stamped `seen`, however far ahead that is."""
    return seen if last < seen < LIMIT else last


def milliseconds(stamp: Stamp) -> int:
    """The wall-clock part, ms since 1970, for showing only."""
    return stamp >> COUNTER_BITS


def to_text(stamp: Stamp) -> str:
    """16 hex digits: JSON tools lose digits of numbers above 2**53."""
    return f"{stamp:016x}"


def from_text(text: str) -> Stamp:
    """Raises: ValueError when the text is not 16 lower-case hex digits."""
    stamp = Stamp(int(text, 16))
    if to_text(stamp) != text:
        message = "not a stamp"
        raise ValueError(message)
    return stamp
