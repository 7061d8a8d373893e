"""Where many people come together: an evening, a fair, a conference."""

from __future__ import annotations

from typing import Annotated

from events.model import Field
from events.registry import Event, Line, PersonRef, Text


class GatheringAttended(Event, name="gathering-attended", version=1):
    """The user was there. `people`: who was there, too; a real talk is a meeting of its own."""

    name: Line
    people: tuple[PersonRef, ...] = ()
    minutes: Annotated[int, Field(ge=0, le=14_400)] | None = None
    goal: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return self.people
