"""Who came to me? Nobody is asked: word that reached me by itself."""

from __future__ import annotations

from typing import Annotated, Literal

from events.model import Field
from events.registry import Event, Line, OrganisationRef, PersonRef, Text

InboundKind = Literal["job", "collaboration", "lead", "news"]


class InboundReceived(Event, name="inbound-received", version=1):
    """Somebody got in touch of their own accord. `what`: about what; `relevance` to what I am looking for, 0
    to 3.
    """

    what: Text
    person: PersonRef | None = None
    organisation: OrganisationRef | None = None
    channel: Line | None = None
    kind: InboundKind | None = None
    relevance: Annotated[int, Field(ge=0, le=3)] | None = None

    def about(self) -> tuple[str | None, ...]:
        return self.person, self.organisation
