"""How the user reacts to nudges, and what he asks to be reminded of. The nudges themselves are derived,
never stored.
"""

from __future__ import annotations

from typing import Annotated

from events.model import Field
from events.registry import CivilDate, EntryRef, Event, Line, PersonRef, Text

RuleId = Annotated[str, Field(pattern=r"^(R\d\d[a-z]?|promise|todo)$")]


class NudgeDone(Event, name="nudge-done", version=1):
    """Done outside netlog, or by another event."""

    nudge: EntryRef
    by_event: EntryRef | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()


class NudgeSnoozed(Event, name="nudge-snoozed", version=1):
    nudge: EntryRef
    until: CivilDate

    def about(self) -> tuple[str | None, ...]:
        return ()


class NudgeSkipped(Event, name="nudge-skipped", version=1):
    nudge: EntryRef
    why: Line | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()


class NudgeMuted(Event, name="nudge-muted", version=1):
    """No more nudges of one rule, for one person or for everybody."""

    rule: RuleId
    person: PersonRef | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class TodoAdded(Event, name="todo-added", version=1):
    text: Text
    due: CivilDate | None = None
    person: PersonRef | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)
