"""Where many people come together: groups, and an evening, a fair, a conference."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from events.model import Field
from events.registry import CivilMoment, Event, Line, PersonRef, Text, YesNo, upcaster

GroupKind = Literal["interest", "industry", "job-club", "online"]


class GroupJoined(Event, name="group-joined", version=1):
    """The user belongs to it, or it was described further."""

    name: Line
    kind: GroupKind | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()


class GroupLeft(Event, name="group-left", version=1):
    name: Line
    why: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()


class GatheringPlanned(Event, name="gathering-planned", version=1):
    """The user means to go; said again for one of this name, what is said last counts."""

    name: Line
    at: CivilMoment
    goal: Text | None = None
    group: Line | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()


class GatheringAttended(Event, name="gathering-attended", version=2):
    """The user was there. `people`: who was there, too; a real talk is a meeting of its own. `cost`: in whole
    units of his own currency.
    """

    name: Line
    people: tuple[PersonRef, ...] = ()
    minutes: Annotated[int, Field(ge=0, le=14_400)] | None = None
    goal: Text | None = None
    group: Line | None = None
    cost: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    goal_met: YesNo | None = None

    def about(self) -> tuple[str | None, ...]:
        return self.people


@upcaster("gathering-attended", from_version=1)
def _without_group(data: dict[str, Any]) -> dict[str, Any]:
    """What version 1 did not ask for was not said."""
    return data
