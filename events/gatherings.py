"""What happens where many people come together."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from events.conversations import Minutes
from events.registry import Event, Line, PersonRef, Text, YesNo


class GatheringAttended(Event, name="gathering-attended", version=1):
    """I was there. `people`: those whom I met. `cost` in whole units of the user's own currency."""

    name: Line
    group: Line | None = None
    minutes: Minutes | None = None
    cost: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    people: Annotated[tuple[PersonRef, ...], Field(max_length=200)] = ()
    goal: Text | None = None
    goal_met: YesNo | None = None

    def about(self) -> tuple[str | None, ...]:
        return self.people
