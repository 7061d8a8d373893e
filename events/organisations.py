"""What happens to the record of an organisation."""

from __future__ import annotations

from typing import Literal

from events.registry import Event, Line, OrganisationRef


class OrganisationAdded(Event, name="organisation-added", version=1):
    organisation: OrganisationRef
    name: Line
    aliases: tuple[Line, ...] = ()
    website: Line | None = None
    sector: Line | None = None
    kind: Literal["employer", "recruiter", "community", "school", "other"] | None = None
    place: Line | None = None
    source_key: Line | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.organisation,)
