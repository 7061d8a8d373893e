"""What happens to the record of an organisation: added, described, chosen as a target or not."""

from __future__ import annotations

from typing import Annotated, Literal

from events.model import Field
from events.registry import Event, Line, OrganisationRef, Text


class OrganisationAdded(Event, name="organisation-added", version=1):
    """It entered the notebook, or was described further: of every field the last value counts."""

    organisation: OrganisationRef
    name: Line
    aliases: tuple[Line, ...] = ()
    website: Line | None = None
    sector: Line | None = None
    kind: Literal["employer", "recruiter", "community", "school", "other"] | None = None
    place: Line | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.organisation,)


class OrganisationTargeted(Event, name="organisation-targeted", version=1):
    """I want to get to know it. `rank`: 1 comes first. `motivation`: 0 hardly … 3 very much."""

    organisation: OrganisationRef
    rank: Annotated[int, Field(ge=1, le=1000)] | None = None
    motivation: Annotated[int, Field(ge=0, le=3)] | None = None
    value_rationale: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.organisation,)


class OrganisationUntargeted(Event, name="organisation-untargeted", version=1):
    """It is no target, or none any more."""

    organisation: OrganisationRef
    why: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.organisation,)
