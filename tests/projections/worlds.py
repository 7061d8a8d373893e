"""Arbitrary worlds: every kind of event about a few people, many corrected, withdrawn, merged or unknown."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from events import registry
from events.aims import (
    CampaignClosed,
    CampaignPaused,
    CampaignStarted,
    PitchRevised,
    SectorChosen,
    SectorDropped,
)
from events.conversations import (
    ApproachAnswered,
    ApproachSent,
    InvitationAccepted,
    InvitationSent,
    MeetingHeld,
    ThanksSent,
    TouchLogged,
)
from events.corrections import EntryCorrected
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
from events.gatherings import GatheringAttended, GatheringPlanned, GroupJoined, GroupLeft
from events.ids import USER, SubjectId
from events.inbound import InboundReceived
from events.introductions import IntroductionMade, IntroductionReportedBack, PermissionRecorded
from events.model import annotations_of
from events.organisations import OrganisationAdded, OrganisationTargeted, OrganisationUntargeted
from events.people import (
    CadenceSet,
    DetailRecorded,
    JobChanged,
    NoteWritten,
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
from projections.rules import RULES, nudge_id
from tests.projections.world import LAPTOP, PHONE, Writer, organisation, person

if TYPE_CHECKING:
    from collections.abc import Callable

    from events.envelope import Envelope
    from events.registry import Event

PEOPLE = tuple(person(number) for number in range(1, 7))
ORGANISATIONS = (organisation(1), organisation(2))
DAYS = ("", "2026-03-05", "2026-03-05T09:00", "2026-03", "2026-01-31~", "2027-01-01")


def some_event(chance: random.Random) -> Event:
    """An event about one to three people, an organisation or the user."""
    one, two, three = chance.sample(PEOPLE, 3)
    day = f"2026-0{chance.randrange(1, 10)}-10"
    kinds: list[Callable[[], Event]] = [
        lambda: MeetingHeld(people=(one, two), minutes=chance.randrange(90)),
        lambda: TouchLogged(person=one, channel="email", direction="out"),
        lambda: NoteWritten(person=one, text="likes boats"),
        lambda: NameGiven(by=one, person=two, organisation=chance.choice(ORGANISATIONS)),
        lambda: TodoAdded(text="call", person=chance.choice([None, one])),
        lambda: NudgeMuted(rule=chance.choice(["R01", "R02"]), person=chance.choice([None, one])),
        lambda: PeopleMerged(kept=one, merged=(two,)),
        lambda: PeopleMerged(kept=one, merged=(two, three)),
        lambda: PersonAdded(person=one, name="Dana Wu", organisation=chance.choice([None, *ORGANISATIONS])),
        lambda: OrganisationAdded(organisation=chance.choice(ORGANISATIONS), name="Acme"),
        lambda: DetailRecorded(person=one, field="name", value=chance.choice(["Dana", "Danuta"])),
        lambda: PersonTagged(person=one, tags=("friend",)),
        lambda: CadenceSet(person=one, tier=chance.choice(["A", "D", "never"])),
        lambda: ApproachSent(person=one, channel="email", referrer=chance.choice([None, two])),
        lambda: ApproachAnswered(person=one, answer=chance.choice(["yes", "no"])),
        lambda: ThanksSent(person=one),
        lambda: ValueGiven(person=one, kind="link", what="an article"),
        lambda: ValueReceived(person=one, kind="introduction", what="to somebody"),
        lambda: AskMade(person=one, kind="advice"),
        lambda: TodoAdded(text="write", due=day, person=one),
        lambda: JobChanged(person=one, organisation=chance.choice([None, *ORGANISATIONS]), role="CTO"),
        lambda: PersonUntagged(person=one, tags=("friend",)),
        lambda: PersonArchived(person=one),
        lambda: PersonRestored(person=one),
        lambda: PersonSetAside(person=one, side=chance.choice(["ruled-out", "just-nice", "do-not-contact"])),
        lambda: OrganisationTargeted(organisation=chance.choice(ORGANISATIONS)),
        lambda: OrganisationUntargeted(organisation=chance.choice(ORGANISATIONS)),
        lambda: CampaignStarted(name=chance.choice(["boats", "Boats", "rafts"]), who_i_am="a builder"),
        lambda: PitchRevised(campaign="boats", what_i_want=chance.choice(["a yard", "a pier"])),
        lambda: CampaignPaused(name="boats"),
        lambda: CampaignClosed(name="boats", outcome="won", via_person=chance.choice([None, one])),
        lambda: SectorChosen(name=chance.choice(["water", "Water"])),
        lambda: SectorDropped(name="water"),
        lambda: InvitationSent(person=one, network="linkedin"),
        lambda: InvitationAccepted(person=one),
        lambda: MeetingPlanned(people=(one, two), at=chance.choice([day, f"{day}T15:00", "2026-02-30"])),
        lambda: ResearchDone(person=one, item=chance.choice(["organisation", "profile", "industry"])),
        lambda: QuestionPrepared(person=one, layer=chance.choice(["big-picture", "individual"]), text="why?"),
        lambda: ClosingPrepared(person=one, sentence="I hope to build boats"),
        lambda: PermissionRecorded(
            by=one, for_person=chance.choice([None, two]), may_use_name=chance.choice(["yes", "no"])
        ),
        lambda: IntroductionMade(by=one, to=two),
        lambda: IntroductionReportedBack(to=one, text="we talked"),
        lambda: PromiseMade(person=one, what="a paper", due=chance.choice([None, day])),
        lambda: OfferNoted(person=one, what_i_could_offer="a look"),
        lambda: GatheringAttended(name="an evening", people=chance.choice([(), (one,), (one, two)])),
        lambda: GatheringPlanned(name="an evening", at=chance.choice([day, "2026-02-30"])),
        lambda: GroupJoined(name=chance.choice(["a club", "A club"]), kind="interest"),
        lambda: GroupLeft(name="a club"),
        lambda: InboundReceived(
            what="a job",
            person=chance.choice([None, one]),
            organisation=chance.choice([None, *ORGANISATIONS]),
        ),
        lambda: NeedNoted(person=one, what="a flat"),
    ]
    return chance.choice(kinds)()


def some_patch(chance: random.Random, target: Event) -> dict[str, object]:
    """Fields for any event: often another person, sometimes nothing that fits."""
    one, two = chance.sample(PEOPLE, 2)
    fields: dict[str, object] = {
        "person": chance.choice([one, None]),
        "people": [one, two],
        "merged": [one],
        "kept": two,
        "by": one,
        "text": "likes trains",
        "rule": "R03",
        "channel": 7,
        "organisation": chance.choice(ORGANISATIONS),
    }
    names = set(annotations_of(type(target)))
    fitting = sorted({"person", "people", "by"} & names) or sorted(set(fields) & names) or ["person"]
    field = chance.choice(fitting)
    when: dict[str, object] = {"occurred": chance.choice(DAYS) or None}
    return when if chance.random() < 0.2 else {field: fields[field]}


def amendment(chance: random.Random, writer: Writer, target: Envelope) -> Envelope:
    """A withdrawal or a correction, now and then with subjects that it should not have."""
    honest = chance.random() < 0.8
    if chance.random() < 0.4:
        return writer.withdraw(target)
    event = registry.read(target).event
    patch = some_patch(chance, event)
    also = set(PEOPLE + ORGANISATIONS + (USER,)) & {one for value in patch.values() for one in _texts(value)}
    if patch.get("person", 0) is None:
        also = {USER}
    if honest:
        return writer.correct(target, also=also, **patch)
    return writer.write(EntryCorrected(target=target.id, patch=patch), also=chance.sample(PEOPLE, 2))  # type: ignore[arg-type]


def _texts(value: object) -> list[SubjectId]:
    return [SubjectId(str(one)) for one in value] if isinstance(value, list) else [SubjectId(str(value))]


def reaction(chance: random.Random, writer: Writer, anchor: Envelope) -> Envelope:
    """What the user says about an entry, or about a nudge that may hang on it."""
    place = chance.choice(["1", "2", *anchor.subjects])
    nudge = nudge_id(chance.choice(sorted(RULES)), anchor.id, place)
    kinds: list[Event] = [
        NudgeDone(nudge=nudge),
        NudgeSkipped(nudge=nudge),
        NudgeSnoozed(nudge=nudge, until="2026-06-01"),
        MeetingMoved(plan=anchor.id, at=chance.choice(["2026-07-01", "2026-07-01T09:00"])),
        MeetingCancelled(plan=anchor.id, by="me"),
        PromiseKept(promise=anchor.id),
        AskAnswered(ask=anchor.id, outcome=chance.choice(["yes", "later"])),
        QuestionAsked(question=anchor.id, landed="yes"),
    ]
    return writer.write(chance.choice(kinds), also=anchor.subjects, occurred=chance.choice(DAYS))


def some_world(seed: int, size: int) -> list[Envelope]:
    """Events of two devices whose clocks differ, many of them amendments of others, amendments included."""
    chance = random.Random(seed)
    writers = (Writer(LAPTOP), Writer(PHONE, start_ms=1_771_999_990_000))
    written: list[Envelope] = []
    for _ in range(size):
        writer = chance.choice(writers)
        kind = chance.random()
        if written and kind < 0.45:
            target = chance.choice(written[-8:])
            if target.name != "from-the-future":
                written.append(amendment(chance, writer, target))
        elif written and kind < 0.55:
            written.append(reaction(chance, writer, chance.choice(written)))
        elif kind < 0.6:
            written.append(writer.raw("from-the-future", b"{}", *chance.sample(PEOPLE, 2)))
        else:
            written.append(writer.write(some_event(chance), occurred=chance.choice(DAYS)))
    return written
