"""Who moved when? One pass sorts a person's history into approaches, replies, conversations, touches and
reactions.

What stages and follow-ups both need is decided here, so that they cannot disagree:

- A *real touch* is a meeting, a logged touch in any direction, something given or received, word of what
  came of an introduction, or an answer other than no.
- A *talk* is a meeting or a two-way touch; of imported messages nobody knows whether they were one.
- An *answer* is one that is no refusal, an incoming touch, or something received. A *reply* is that, a
  refusal, a talk or a plan to talk.
- An introduction that somebody made for me is something received.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

from events.ids import USER
from projections.history import day_of, recorded_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from events.conversations import (
        ApproachAnswered,
        ApproachSent,
        InsightNoted,
        InvitationAccepted,
        InvitationSent,
        MeetingHeld,
        ThanksSent,
        TouchLogged,
    )
    from events.exchange import (
        AskAnswered,
        AskMade,
        NameGiven,
        PromiseKept,
        PromiseMade,
        ValueGiven,
        ValueReceived,
    )
    from events.gatherings import GatheringAttended, GatheringPlanned
    from events.ids import SubjectId
    from events.inbound import InboundReceived
    from events.introductions import IntroductionMade, IntroductionReportedBack, PermissionRecorded
    from events.organisations import OrganisationAdded, OrganisationTargeted, OrganisationUntargeted
    from events.people import (
        CadenceSet,
        DetailRecorded,
        JobChanged,
        PeopleMerged,
        PersonAdded,
        PersonArchived,
        PersonRestored,
        PersonSetAside,
        PersonTagged,
        PersonUntagged,
    )
    from events.preparation import MeetingPlanned
    from events.queue import NudgeDone, NudgeMuted, NudgeSkipped, NudgeSnoozed, TodoAdded
    from events.registry import Entry, Event
    from projections.history import History

E = TypeVar("E")


class Moment(NamedTuple, Generic[E]):
    """An entry with its civil day, and its event by its type."""

    day: date
    entry: Entry
    event: E

    @property
    def noted(self) -> date:
        return recorded_day(self.entry)

    @property
    def imported(self) -> bool:
        """Whether a file said so: then nobody waits for what should follow it."""
        return getattr(self.event, "source_key", None) is not None

    @property
    def order(self) -> tuple[date, str, tuple[int, str, str]]:
        """By occurrence, as in `History.by_occurred`."""
        return self.day, self.time or "", self.entry.order

    @property
    def time(self) -> str | None:
        return self.entry.occurred.time if self.entry.occurred else None


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def follows(later: Moment[Any], earlier: Moment[Any]) -> bool:
    """Whether `later` can be about `earlier`: a later day, or the same unless both times say otherwise."""
    if later.day != earlier.day:
        return later.day > earlier.day
    return later.time is None or earlier.time is None or later.time >= earlier.time


def since(moments: Sequence[Moment[E]], day: date) -> Iterator[Moment[E]]:
    """Of moments in order those on the day or later."""
    return islice(moments, bisect_left(moments, day, key=attrgetter("day")), None)


class Move(NamedTuple):
    """One step towards or from somebody. A refusal is a reply, too."""

    kind: Literal["approach", "reply", "refusal"]
    moment: Moment[Any]


@dataclass(slots=True)
class Contact:
    """What happened with one person, in order of occurrence; of the user's own subject, todos and reactions;
    of an organisation, how it became known and what was decided.

    `named`: who pointed me to this person. `pointed`: whom this person pointed me to. `introduced` and
    `advocated`: the same of introductions. `plans`: also what became of them. `reports` were made to this
    person, `told_of` to others about this person. `kept`: by promise; `outcomes`: the last word, by ask.
    `mentions`: names given of people at this organisation.
    """

    ids: frozenset[SubjectId]
    moves: list[Move] = field(default_factory=list)
    touches: list[Moment[Any]] = field(default_factory=list)
    talks: list[Moment[Any]] = field(default_factory=list)
    answers: list[Moment[Any]] = field(default_factory=list)
    meetings: list[Moment[MeetingHeld]] = field(default_factory=list)
    received: list[Moment[ValueReceived]] = field(default_factory=list)
    given: list[Moment[ValueGiven]] = field(default_factory=list)
    thanks: list[Moment[ThanksSent]] = field(default_factory=list)
    named: list[Moment[NameGiven]] = field(default_factory=list)
    pointed: list[Moment[NameGiven]] = field(default_factory=list)
    added: list[Moment[PersonAdded]] = field(default_factory=list)
    details: list[Moment[DetailRecorded]] = field(default_factory=list)
    jobs: list[Moment[JobChanged]] = field(default_factory=list)
    tagged: list[Moment[PersonTagged] | Moment[PersonUntagged]] = field(default_factory=list)
    decided: list[Moment[PersonArchived] | Moment[PersonSetAside] | Moment[PersonRestored]] = field(
        default_factory=list
    )
    merges: list[Moment[PeopleMerged]] = field(default_factory=list)
    insights: list[Moment[InsightNoted]] = field(default_factory=list)
    cadences: list[Moment[CadenceSet]] = field(default_factory=list)
    outings: list[Moment[GatheringPlanned]] = field(default_factory=list)
    todos: list[Moment[TodoAdded]] = field(default_factory=list)
    mutes: list[Moment[NudgeMuted]] = field(default_factory=list)
    described: list[Moment[OrganisationAdded]] = field(default_factory=list)
    mentions: list[Moment[NameGiven]] = field(default_factory=list)
    targeting: list[Moment[OrganisationTargeted] | Moment[OrganisationUntargeted]] = field(
        default_factory=list
    )
    invitations: list[Moment[InvitationSent]] = field(default_factory=list)
    accepted: list[Moment[InvitationAccepted]] = field(default_factory=list)
    plans: list[Moment[Any]] = field(default_factory=list)
    prepared: list[Moment[Any]] = field(default_factory=list)
    introduced: list[Moment[IntroductionMade]] = field(default_factory=list)
    advocated: list[Moment[IntroductionMade]] = field(default_factory=list)
    reports: list[Moment[IntroductionReportedBack]] = field(default_factory=list)
    told_of: list[Moment[IntroductionReportedBack]] = field(default_factory=list)
    permissions: list[Moment[PermissionRecorded]] = field(default_factory=list)
    asks: list[Moment[AskMade]] = field(default_factory=list)
    outcomes: dict[str, Moment[AskAnswered]] = field(default_factory=dict)
    promises: list[Moment[PromiseMade]] = field(default_factory=list)
    kept: dict[str, Moment[PromiseKept]] = field(default_factory=dict)
    settlings: dict[str, list[Moment[NudgeDone] | Moment[NudgeSkipped]]] = field(default_factory=dict)
    snoozes: dict[str, list[Moment[NudgeSnoozed]]] = field(default_factory=dict)

    def settled(self, nudges: Iterable[str]) -> Moment[NudgeDone] | Moment[NudgeSkipped] | None:
        """The first done or skipped one; on one day done comes before skipped."""
        if not self.settlings:
            return None
        found = [moment for nudge in nudges for moment in self.settlings.get(nudge, ())]
        return min(found, key=lambda m: (m.day, m.event.wire_name, m.entry.order), default=None)

    def snoozed(self, nudges: Iterable[str]) -> Moment[NudgeSnoozed] | None:
        """Of several the one that was recorded last."""
        if not self.snoozes:
            return None
        found = [moment for nudge in nudges for moment in self.snoozes.get(nudge, ())]
        return max(found, key=lambda m: m.entry.order, default=None)

    def muted(self, rule: str) -> Moment[NudgeMuted] | None:
        """The first time that this rule was silenced for this person."""
        return next((moment for moment in self.mutes if moment.event.rule == rule), None)


_latest: tuple[History, Contact] | None = None


def contact(history: History) -> Contact:
    """What `history` comes to. The last answer is kept, because several folds ask about one in turn."""
    global _latest  # noqa: PLW0603 - one slot, by identity; a history never changes
    latest = _latest
    if latest is None or latest[0] is not history:
        _latest = latest = (history, _sorted_out(history))
    return latest[1]


def _sorted_out(history: History) -> Contact:
    readers = _readers()
    found = Contact(history.ids)
    for entry in history.by_occurred:
        reader = readers.get(type(entry.event))
        if reader is not None:
            reader(found, Moment(day_of(entry), entry, entry.event))
    return found


Reader = Callable[[Contact, Moment[Any]], object]


@cache
def _readers() -> Mapping[type[Event], Reader]:
    """What each kind of event adds. An entry may name this person in another role, or only be filed here:
    then nothing.
    """
    from events.conversations import (
        ApproachAnswered,
        ApproachSent,
        InsightNoted,
        InvitationAccepted,
        InvitationSent,
        MeetingHeld,
        ThanksSent,
        TouchLogged,
    )
    from events.exchange import (
        AskAnswered,
        AskMade,
        NameGiven,
        NeedNoted,
        OfferNoted,
        PromiseKept,
        PromiseMade,
        ValueGiven,
        ValueReceived,
    )
    from events.gatherings import GatheringAttended, GatheringPlanned
    from events.inbound import InboundReceived
    from events.introductions import IntroductionMade, IntroductionReportedBack, PermissionRecorded
    from events.organisations import OrganisationAdded, OrganisationTargeted, OrganisationUntargeted
    from events.people import (
        CadenceSet,
        DetailRecorded,
        JobChanged,
        PeopleMerged,
        PersonAdded,
        PersonArchived,
        PersonRestored,
        PersonSetAside,
        PersonTagged,
        PersonUntagged,
    )
    from events.preparation import (
        ClosingPrepared,
        MeetingCancelled,
        MeetingMoved,
        MeetingPlanned,
        QuestionAsked,
        QuestionPrepared,
        ResearchDone,
    )
    from events.queue import NudgeDone, NudgeMuted, NudgeSkipped, NudgeSnoozed, TodoAdded

    return {
        PersonAdded: _of_person(lambda found, moment: found.added.append(moment)),
        DetailRecorded: _of_person(lambda found, moment: found.details.append(moment)),
        JobChanged: _of_person(lambda found, moment: found.jobs.append(moment)),
        PersonTagged: _of_person(lambda found, moment: found.tagged.append(moment)),
        PersonUntagged: _of_person(lambda found, moment: found.tagged.append(moment)),
        PersonArchived: _of_person(_decision),
        PersonSetAside: _of_person(_decision),
        PersonRestored: _of_person(_decision),
        PeopleMerged: lambda found, moment: found.merges.append(moment),
        InsightNoted: lambda found, moment: found.insights.append(moment),
        ApproachSent: _of_person(_approach),
        ApproachAnswered: _of_person(_answer),
        MeetingHeld: _meeting,
        TouchLogged: _of_person(_touch),
        GatheringAttended: _gathering,
        GatheringPlanned: lambda found, moment: found.outings.append(moment),
        InboundReceived: _of_person(_inbound),
        ThanksSent: _of_person(lambda found, moment: found.thanks.append(moment)),
        NameGiven: _name,
        ValueGiven: _of_person(_gift),
        ValueReceived: _of_person(_receipt),
        CadenceSet: _of_person(lambda found, moment: found.cadences.append(moment)),
        OrganisationAdded: _of_organisation(lambda found, moment: found.described.append(moment)),
        OrganisationTargeted: _of_organisation(lambda found, moment: found.targeting.append(moment)),
        OrganisationUntargeted: _of_organisation(lambda found, moment: found.targeting.append(moment)),
        TodoAdded: _todo,
        NudgeMuted: _of_person(lambda found, moment: found.mutes.append(moment)),
        NudgeDone: _settling,
        NudgeSkipped: _settling,
        InvitationSent: _of_person(lambda found, moment: found.invitations.append(moment)),
        InvitationAccepted: _of_person(lambda found, moment: found.accepted.append(moment)),
        MeetingPlanned: _plan,
        MeetingMoved: lambda found, moment: found.plans.append(moment),
        MeetingCancelled: lambda found, moment: found.plans.append(moment),
        ResearchDone: _of_person(lambda found, moment: found.prepared.append(moment)),
        QuestionPrepared: _of_person(lambda found, moment: found.prepared.append(moment)),
        ClosingPrepared: _of_person(lambda found, moment: found.prepared.append(moment)),
        QuestionAsked: lambda found, moment: found.prepared.append(moment),
        OfferNoted: _of_person(lambda found, moment: found.prepared.append(moment)),
        NeedNoted: _of_person(lambda found, moment: found.prepared.append(moment)),
        IntroductionMade: _introduction,
        IntroductionReportedBack: _report,
        PermissionRecorded: _permission,
        AskMade: _of_person(lambda found, moment: found.asks.append(moment)),
        AskAnswered: lambda found, moment: found.outcomes.update({moment.event.ask: moment}),
        PromiseMade: _of_person(lambda found, moment: found.promises.append(moment)),
        PromiseKept: lambda found, moment: found.kept.setdefault(moment.event.promise, moment),
        NudgeSnoozed: lambda found, moment: found.snoozes.setdefault(moment.event.nudge, []).append(moment),
    }


def _of_person(reader: Reader) -> Reader:
    def read(found: Contact, moment: Moment[Any]) -> None:
        if moment.event.person in found.ids:
            reader(found, moment)

    return read


def _of_organisation(reader: Reader) -> Reader:
    def read(found: Contact, moment: Moment[Any]) -> None:
        if moment.event.organisation in found.ids:
            reader(found, moment)

    return read


def _decision(
    found: Contact, moment: Moment[PersonArchived] | Moment[PersonSetAside] | Moment[PersonRestored]
) -> None:
    found.decided.append(moment)


def _approach(found: Contact, moment: Moment[ApproachSent]) -> None:
    found.moves.append(Move("approach", moment))


def _answer(found: Contact, moment: Moment[ApproachAnswered]) -> None:
    refused = moment.event.answer == "no"
    found.moves.append(Move("refusal" if refused else "reply", moment))
    if not refused:
        found.answers.append(moment)
        found.touches.append(moment)


def _meeting(found: Contact, moment: Moment[MeetingHeld]) -> None:
    if found.ids.isdisjoint(moment.event.people):
        return
    found.meetings.append(moment)
    found.talks.append(moment)
    found.touches.append(moment)
    found.moves.append(Move("reply", moment))


def _touch(found: Contact, moment: Moment[TouchLogged]) -> None:
    found.touches.append(moment)
    if moment.event.direction == "both" and not moment.imported:
        found.talks.append(moment)
    elif moment.event.direction != "out":
        found.answers.append(moment)
    if moment.event.direction != "out":
        found.moves.append(Move("reply", moment))


def _gathering(found: Contact, moment: Moment[GatheringAttended]) -> None:
    """To have been there together is contact, and no talk."""
    if not found.ids.isdisjoint(moment.event.people):
        found.touches.append(moment)


def _inbound(found: Contact, moment: Moment[InboundReceived]) -> None:
    found.answers.append(moment)
    found.touches.append(moment)
    found.moves.append(Move("reply", moment))


def _name(found: Contact, moment: Moment[NameGiven]) -> None:
    if moment.event.person in found.ids:
        found.named.append(moment)
    elif moment.event.by in found.ids:
        found.pointed.append(moment)
    elif moment.event.organisation in found.ids:
        found.mentions.append(moment)


def _gift(found: Contact, moment: Moment[ValueGiven]) -> None:
    found.given.append(moment)
    found.touches.append(moment)


def _receipt(found: Contact, moment: Moment[ValueReceived]) -> None:
    found.received.append(moment)
    found.answers.append(moment)
    found.touches.append(moment)
    found.moves.append(Move("reply", moment))


def _plan(found: Contact, moment: Moment[MeetingPlanned]) -> None:
    if found.ids.isdisjoint(moment.event.people):
        return
    found.plans.append(moment)
    found.moves.append(Move("reply", moment))


def _introduction(found: Contact, moment: Moment[IntroductionMade]) -> None:
    if moment.event.to in found.ids:
        found.introduced.append(moment)
    elif moment.event.by in found.ids:
        found.advocated.append(moment)
        found.answers.append(moment)
        found.touches.append(moment)
        found.moves.append(Move("reply", moment))


def _report(found: Contact, moment: Moment[IntroductionReportedBack]) -> None:
    if moment.event.to in found.ids:
        found.reports.append(moment)
        found.touches.append(moment)
    else:
        found.told_of.append(moment)


def _permission(found: Contact, moment: Moment[PermissionRecorded]) -> None:
    if moment.event.by in found.ids:
        found.permissions.append(moment)


def _todo(found: Contact, moment: Moment[TodoAdded]) -> None:
    if (moment.event.person or USER) in found.ids:
        found.todos.append(moment)


def _settling(found: Contact, moment: Moment[NudgeDone] | Moment[NudgeSkipped]) -> None:
    found.settlings.setdefault(moment.event.nudge, []).append(moment)
