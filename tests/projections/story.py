"""A history told in lines, as real envelopes in real tables: `2026-03-05 met dana`.

A line is `[label:] [part LABEL] [@RECORDED] DAY VERB WORDS`; `part` names the first entry of its command. It
is recorded at noon of its day, or of the day after `@`, or of the line before, whichever is last. People are
known by their first names; whoever is mentioned first is not thereby added.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

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
from events.gatherings import GatheringAttended, GatheringPlanned, GroupJoined, GroupLeft
from events.introductions import IntroductionMade, IntroductionReportedBack, PermissionRecorded
from events.organisations import OrganisationAdded, OrganisationTargeted, OrganisationUntargeted
from events.people import (
    CadenceSet,
    Channel,
    DetailRecorded,
    JobChanged,
    Met,
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
from projections.catalogue import PROJECTIONS
from projections.engine import catch_up
from projections.rules import nudge_id
from projections.tables import Tables
from tests.projections.world import Log, Writer, organisation, person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from events.envelope import Envelope
    from events.ids import SubjectId
    from events.registry import Event

PEOPLE = {
    name: person(number) for number, name in enumerate(("dana", "omar", "rita", "lee", "sam", "kim"), start=1)
}
SURNAMES = {"dana": "Wu", "omar": "Haddad", "rita": "Silva", "lee": "Park", "sam": "Roe", "kim": "Novak"}
PLACES = {"acme": organisation(1), "bell": organisation(2)}


class Story:
    def __init__(self, lines: Iterable[str] = ()) -> None:
        self.writer = Writer(start_ms=0)
        self.log = Log()
        self.said: dict[str, Envelope] = {}
        self.tell(*lines)

    def tell(self, *lines: str) -> None:
        for line in lines:
            self.log.arrive(self.envelope(line))

    def envelope(self, line: str) -> Envelope:
        """The event of a line, recorded but not arrived."""
        label, _, rest = line.partition(": ") if ": " in line else ("", "", line)
        part_of = None
        if rest.startswith("part "):
            _, whole, rest = rest.split(" ", 2)
            part_of = self.said[whole].id
        recorded, day, verb, *words = rest.split() if rest.startswith("@") else ("", *rest.split())
        noon = datetime.fromisoformat(f"{recorded[1:] or day[:7] + (day[7:10] or '-01')}T12:00").replace(
            tzinfo=UTC
        )
        self.writer.now_ms = max(self.writer.now_ms, int(noon.timestamp() * 1000))
        if verb == "withdraw":
            envelope = self.writer.withdraw(self.said[words[0]])
        elif verb == "alone":
            envelope = self.writer.correct(self.said[words[0]], people=[PEOPLE[words[1]]])
        elif verb == "correct":
            field, _, value = words[1].partition("=")
            envelope = self.writer.correct(self.said[words[0]], also=(), **{field: value})
        else:
            event, also = self.event(verb, words)
            envelope = self.writer.write(event, occurred=day, also=also, part_of=part_of)
        self.said[label or str(len(self.said))] = envelope
        return envelope

    def event(self, verb: str, words: list[str]) -> tuple[Event, tuple[SubjectId, ...]]:
        if verb in {"done", "skip", "snooze"}:
            return self.reaction(verb, words)
        if verb == "reported" and "of" in words:
            return VERBS[verb](words), (PEOPLE[words[2]],)
        if verb in REFERRING:
            target = self.said[words[0]]
            return REFERRING[verb](target.id, words[1:]), target.subjects
        if verb == "thank" and len(words) > 1:
            return ThanksSent(person=PEOPLE[words[0]], for_event=self.said[words[2]].id), ()
        return VERBS[verb](words), ()

    def reaction(self, verb: str, words: list[str]) -> tuple[Event, tuple[SubjectId, ...]]:
        """`done R02/dana LABEL`, `snooze R09/1 LABEL 2026-04-01`."""
        rule, _, place = words[0].partition("/")
        anchor = self.said[words[1]]
        spelled = "/".join(PEOPLE.get(part, part) for part in (place or "1").split("/"))
        nudge = nudge_id(rule, anchor.id, spelled)
        if verb == "snooze":
            return NudgeSnoozed(nudge=nudge, until=words[2]), anchor.subjects
        return (NudgeDone if verb == "done" else NudgeSkipped)(nudge=nudge), anchor.subjects

    def tables(self, part: Any = "cold") -> Tables:
        tables = Tables.empty(PROJECTIONS, part=part)
        catch_up(self.log, tables, strict=True)
        return tables

    def rows(self, table: str, who: str = "", part: Any = "cold") -> list[dict[str, Any]]:
        """The rows of one table, of one person if named."""
        db = self.tables(part).db
        found = db.execute(f"SELECT * FROM {table}")  # noqa: S608 - a name from a test
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found]
        return [row for row in rows if not who or row["subject"] == PEOPLE[who]]


def _added(words: list[str]) -> PersonAdded:
    """`add dana [at acme] [aim] [email] [import] [via omar]`."""
    name = words[0]
    via = PEOPLE[words[words.index("via") + 1]] if "via" in words else None
    return PersonAdded(
        person=PEOPLE[name],
        name=f"{name.title()} {SURNAMES[name]}",
        organisation=PLACES[words[words.index("at") + 1]] if "at" in words else None,
        aim="fintech" if "aim" in words else None,
        channels=(Channel(kind="email", value=f"{name}@example.org"),) if "email" in words else (),
        met=Met(how="import" if "import" in words else None, via_person=via)
        if via or "import" in words
        else None,
    )


LAYERS = {"big": "big-picture", "org": "organisation-and-role", "ind": "individual"}
REFERRING: dict[str, Callable[[Any, list[str]], Event]] = {
    "moved": lambda plan, words: MeetingMoved(plan=plan, at=words[0]),
    "cancelled": lambda plan, words: MeetingCancelled(plan=plan, by=words[0]),  # type: ignore[arg-type]
    "kept": lambda promise, _: PromiseKept(promise=promise),
    "outcome": lambda ask, words: AskAnswered(ask=ask, outcome=words[0]),  # type: ignore[arg-type]
    "asked": lambda question, words: QuestionAsked(question=question, landed=words[0]),  # type: ignore[arg-type]
}
"""`moved LABEL DAY`, `cancelled LABEL them`, `kept LABEL`, `asked LABEL yes`, `outcome LABEL yes`."""
VERBS: dict[str, Callable[[list[str]], Event]] = {
    "add": _added,
    "org": lambda words: OrganisationAdded(
        organisation=PLACES[words[0]], name=words[0].title(), sector=words[1] if words[1:] else None
    ),
    "email": lambda words: DetailRecorded(person=PEOPLE[words[0]], field="email", value="x@example.org"),
    "aim": lambda words: DetailRecorded(person=PEOPLE[words[0]], field="aim", value="fintech"),
    "rename": lambda words: DetailRecorded(person=PEOPLE[words[0]], field="name", value=" ".join(words[1:])),
    "role": lambda words: DetailRecorded(person=PEOPLE[words[0]], field="role", value=" ".join(words[1:])),
    "job": lambda words: JobChanged(
        person=PEOPLE[words[0]],
        organisation=PLACES[words[words.index("at") + 1]] if "at" in words else None,
        role=words[words.index("as") + 1] if "as" in words else None,
    ),
    "archive": lambda words: PersonArchived(person=PEOPLE[words[0]]),
    "restore": lambda words: PersonRestored(person=PEOPLE[words[0]]),
    "aside": lambda words: PersonSetAside(person=PEOPLE[words[0]], side=words[1]),  # type: ignore[arg-type]
    "target": lambda words: OrganisationTargeted(
        organisation=PLACES[words[0]], rank=int(words[1]) if words[1:] else None
    ),
    "untarget": lambda words: OrganisationUntargeted(organisation=PLACES[words[0]]),
    "campaign": lambda words: CampaignStarted(name=words[0], who_i_am=" ".join(words[1:]) or None),
    "pitch": lambda words: PitchRevised(campaign=words[0], what_i_want=" ".join(words[1:])),
    "pause": lambda words: CampaignPaused(name=words[0]),
    "close": lambda words: CampaignClosed(
        name=words[0],
        outcome=words[1],  # type: ignore[arg-type]
        via_person=PEOPLE[words[2]] if words[2:] else None,
    ),
    "kind": lambda words: DetailRecorded(person=PEOPLE[words[0]], field="role-kind", value=words[1]),
    "sector": lambda words: SectorChosen(name=words[0], why=" ".join(words[1:]) or None),
    "intermediaries": lambda words: SectorChosen(name=words[0], intermediary=True),
    "drop": lambda words: SectorDropped(name=words[0]),
    "untag": lambda words: PersonUntagged(person=PEOPLE[words[0]], tags=tuple(words[1:])),
    "tag": lambda words: PersonTagged(person=PEOPLE[words[0]], tags=tuple(words[1:])),
    "note": lambda words: NoteWritten(person=PEOPLE[words[0]], text=" ".join(words[1:])),
    "approach": lambda words: ApproachSent(
        person=PEOPLE[words[0]],
        channel="email",
        purpose="to learn" if "curious" in words else None,
        referrer=PEOPLE[words[2]] if "through" in words else None,
    ),
    "answered": lambda words: ApproachAnswered(person=PEOPLE[words[0]], answer=words[1]),  # type: ignore[arg-type]
    "met": lambda words: MeetingHeld(
        people=tuple(PEOPLE[name] for name in words), minutes=30, medium="coffee"
    ),
    "learned": lambda words: InsightNoted(people=(PEOPLE[words[0]],), text=" ".join(words[1:])),
    "thank": lambda words: ThanksSent(person=PEOPLE[words[0]]),
    "give": lambda words: ValueGiven(person=PEOPLE[words[0]], kind="link", what="an article"),
    "got": lambda words: ValueReceived(person=PEOPLE[words[0]], kind=words[1], what="help"),  # type: ignore[arg-type]
    "named": lambda words: NameGiven(
        by=PEOPLE[words[0]],
        person=PEOPLE[words[1]],
        organisation=PLACES[words[words.index("at") + 1]] if "at" in words else None,
    ),
    "touch": lambda words: TouchLogged(person=PEOPLE[words[0]], channel="email", direction=words[1]),  # type: ignore[arg-type]
    "cadence": lambda words: (
        CadenceSet(person=PEOPLE[words[0]], days=int(words[1]))
        if words[1].isdecimal()
        else CadenceSet(person=PEOPLE[words[0]], tier=words[1])  # type: ignore[arg-type]
    ),
    "merge": lambda words: PeopleMerged(kept=PEOPLE[words[0]], merged=(PEOPLE[words[1]],)),
    "mute": lambda words: NudgeMuted(rule=words[0], person=PEOPLE[words[1]] if len(words) > 1 else None),
    "join": lambda words: GroupJoined(name=words[0], kind="interest"),
    "leave": lambda words: GroupLeft(name=words[0]),
    "going": lambda words: GatheringPlanned(name=words[0], at=words[1], goal=" ".join(words[2:]) or None),
    "attended": lambda words: GatheringAttended(
        name=words[0],
        people=tuple(PEOPLE[name] for name in words[1:] if name in PEOPLE),
        minutes=90,
        cost=10,
        group="club" if "club" in words else None,
    ),
    "invite": lambda words: InvitationSent(
        person=PEOPLE[words[0]], network="linkedin", source_key="inv:1" if "import" in words else None
    ),
    "accepted": lambda words: InvitationAccepted(person=PEOPLE[words[0]]),
    "plan": lambda words: MeetingPlanned(
        people=tuple(PEOPLE[name] for name in words[:-1]), at=words[-1], minutes=30
    ),
    "research": lambda words: ResearchDone(person=PEOPLE[words[0]], item=words[1]),  # type: ignore[arg-type]
    "question": lambda words: QuestionPrepared(
        person=PEOPLE[words[0]],
        layer=LAYERS[words[1]],  # type: ignore[arg-type]
        text=" ".join(words[2:]) or "why?",
    ),
    "closing": lambda words: ClosingPrepared(person=PEOPLE[words[0]], sentence="I hope to build boats"),
    "permit": lambda words: PermissionRecorded(
        by=PEOPLE[words[0]],
        may_use_name=words[1],  # type: ignore[arg-type]
        for_person=PEOPLE[words[2]] if len(words) > 2 else None,
    ),
    "introduced": lambda words: IntroductionMade(by=PEOPLE[words[0]], to=PEOPLE[words[1]], channel="email"),
    "reported": lambda words: IntroductionReportedBack(to=PEOPLE[words[0]], text="we talked"),
    "promise": lambda words: PromiseMade(
        person=PEOPLE[words[0]],
        what=words[1],
        due=words[words.index("by") + 1] if "by" in words else None,
    ),
    "ask": lambda words: AskMade(person=PEOPLE[words[0]], kind=words[1]),  # type: ignore[arg-type]
    "offer": lambda words: OfferNoted(person=PEOPLE[words[0]], what_i_could_offer=" ".join(words[1:])),
    "need": lambda words: NeedNoted(person=PEOPLE[words[0]], what=" ".join(words[1:])),
    "todo": lambda words: TodoAdded(
        text=words[0],
        due=words[words.index("by") + 1] if "by" in words else None,
        person=PEOPLE[words[words.index("for") + 1]] if "for" in words else None,
    ),
}
