"""How something recorded is put right: nothing is ever edited. Both copy the subjects of the entry that they
target.
"""

from __future__ import annotations

from events.model import JsonValue
from events.registry import EntryRef, Event, Line, Text


class EntryCorrected(Event, name="entry-corrected", version=1):
    """Some fields of an entry were wrong. `patch` replaces fields of its data; the key `occurred` replaces
    when it happened.
    """

    target: EntryRef
    patch: dict[Line, JsonValue]
    why: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()


class EntryWithdrawn(Event, name="entry-withdrawn", version=1):
    """An entry should not count. Withdrawing the withdrawal brings it back."""

    target: EntryRef
    why: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()
