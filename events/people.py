"""What happens to the record of a person: added, described, tagged, merged, set aside, given a cadence."""

from __future__ import annotations

from typing import Annotated, Literal

from events.model import Field
from events.registry import Event, Line, OrganisationRef, Part, PersonRef, Text

RoleKind = Literal[
    "decision-maker", "hr", "recruiter", "insider", "alum", "peer", "connector", "mentor", "other"
]
How = Literal["introduction", "event", "cold", "import", "inbound", "known"]
ChannelKind = Literal["email", "phone", "url", "linkedin"]
Side = Literal["ruled-out", "do-not-contact", "just-nice"]


class Channel(Part):
    """One way to reach somebody."""

    kind: ChannelKind
    value: Line


class Met(Part):
    """How we came to know each other."""

    how: How | None = None
    via_person: PersonRef | None = None


class PersonAdded(Event, name="person-added", version=1):
    """Somebody entered the notebook. `source_key` is the natural key of the imported row."""

    person: PersonRef
    name: Line
    role: Line | None = None
    organisation: OrganisationRef | None = None
    role_kind: RoleKind | None = None
    channels: tuple[Channel, ...] = ()
    met: Met | None = None
    aim: Line | None = None
    source_key: Line | None = None

    def about(self) -> tuple[str | None, ...]:
        return self.person, self.organisation, self.met.via_person if self.met else None


class DetailRecorded(Event, name="detail-recorded", version=1):
    """One field of a person became known or changed; the history of values stays."""

    person: PersonRef
    field: Literal["name", "role", "role-kind", "email", "phone", "url", "linkedin", "aim"]
    value: Line
    source_key: Line | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class PersonTagged(Event, name="person-tagged", version=1):
    person: PersonRef
    tags: Annotated[tuple[Line, ...], Field(min_length=1)]

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class PersonUntagged(Event, name="person-untagged", version=1):
    person: PersonRef
    tags: Annotated[tuple[Line, ...], Field(min_length=1)]

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class JobChanged(Event, name="job-changed", version=1):
    """Where somebody works now, or as what; what is not said stays as it was."""

    person: PersonRef
    organisation: OrganisationRef | None = None
    role: Line | None = None

    def about(self) -> tuple[str | None, ...]:
        return self.person, self.organisation


class NoteWritten(Event, name="note-written", version=1):
    person: PersonRef
    text: Text

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class CadenceSet(Event, name="cadence-set", version=1):
    """How often to be in touch: a tier, a number of days, or `never`. Exactly one is set."""

    person: PersonRef
    tier: Literal["A", "B", "C", "D", "never"] | None = None
    days: Annotated[int, Field(ge=1, le=3650)] | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class PeopleMerged(Event, name="people-merged", version=1):
    """Several entries turned out to be one person; `kept` decides the shown name. Withdrawing it parts them
    again.
    """

    kept: PersonRef
    merged: Annotated[tuple[PersonRef, ...], Field(min_length=1)]

    def about(self) -> tuple[str | None, ...]:
        return self.kept, *self.merged


class PersonArchived(Event, name="person-archived", version=1):
    """Kept with everything, and out of sight: in no queue and no list until restored."""

    person: PersonRef

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class PersonRestored(Event, name="person-restored", version=1):
    """Back among the others: neither archived nor set aside any more."""

    person: PersonRef

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class PersonSetAside(Event, name="person-set-aside", version=1):
    """The user decided where somebody stands, whatever else happens."""

    person: PersonRef
    side: Side
    why: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)
