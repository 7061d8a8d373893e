"""Who came to me without being asked?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from events.registry import EntryRef, Event, Line, OrganisationRef, PersonRef, Text


class InboundReceived(Event, name="inbound-received", version=1):
    """Somebody wrote or called of their own accord. `relevance` to what I want: 0 none … 3 exactly that."""

    what: Text
    person: PersonRef | None = None
    organisation: OrganisationRef | None = None
    channel: Line | None = None
    kind: Literal["job", "collaboration", "lead", "news"] | None = None
    relevance: Annotated[int, Field(ge=0, le=3)] | None = None

    def about(self) -> tuple[str | None, ...]:
        return self.person, self.organisation


class InboundAnswered(Event, name="inbound-answered", version=1):
    """I answered it. The subjects are those of the entry that it answers."""

    inbound: EntryRef
    channel: Line | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()
