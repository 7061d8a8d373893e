"""What is asked, given and received, both ways."""

from __future__ import annotations

from typing import Annotated, Literal

from events.conversations import Minutes
from events.model import Field
from events.registry import CivilDate, EntryRef, Event, Line, OrganisationRef, PersonRef, Text

AskKind = Literal[
    "advice",
    "referral",
    "company-pointers",
    "list-review",
    "document-critique",
    "expertise-referral",
    "favour",
    "job",
]
GivenKind = Literal["link", "analysis", "news", "introduction", "advice", "review", "favour", "time"]
ReceivedKind = Literal[
    "time", "advice", "name", "introduction", "information", "feedback", "referral", "favour"
]


class NameGiven(Event, name="name-given", version=1):
    """`by` told me of `person`."""

    by: PersonRef
    person: PersonRef
    organisation: OrganisationRef | None = None
    why: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return self.by, self.person, self.organisation


class AskMade(Event, name="ask-made", version=1):
    """I asked for something. `specificity`: 0 anything at all … 3 one named thing."""

    person: PersonRef
    kind: AskKind
    text: Text | None = None
    specificity: Annotated[int, Field(ge=0, le=3)] | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class AskAnswered(Event, name="ask-answered", version=1):
    """What came of an ask. Copies its subjects."""

    ask: EntryRef
    outcome: Literal["yes", "partly", "no", "later"]
    note: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()


class ValueGiven(Event, name="value-given", version=1):
    person: PersonRef
    kind: GivenKind
    what: Text
    why_relevant: Text | None = None
    url: Line | None = None
    source_key: Line | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class ValueReceived(Event, name="value-received", version=1):
    person: PersonRef
    kind: ReceivedKind
    what: Text
    minutes: Minutes | None = None
    source_key: Line | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class PromiseMade(Event, name="promise-made", version=1):
    """I promised somebody something."""

    person: PersonRef
    what: Text
    due: CivilDate | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class PromiseKept(Event, name="promise-kept", version=1):
    """Copies the subjects of the promise."""

    promise: EntryRef

    def about(self) -> tuple[str | None, ...]:
        return ()


class OfferNoted(Event, name="offer-noted", version=1):
    """Something of mine that may be of use to somebody."""

    person: PersonRef
    what_i_could_offer: Text

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class NeedNoted(Event, name="need-noted", version=1):
    """Something that somebody is looking for."""

    person: PersonRef
    what: Text

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)
