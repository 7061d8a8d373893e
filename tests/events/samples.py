"""One example of every event, with every field set where that is possible."""

from events.aims import (
    CampaignClosed,
    CampaignPaused,
    CampaignStarted,
    PitchRevised,
    SectorChosen,
    SectorDropped,
)
from events.calendar import HolidaysDropped, HolidaysNoted, WorkingDaysSet
from events.columns import ColumnMeant, ColumnsExplained
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
from events.corrections import EntryCorrected, EntryWithdrawn
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
from events.imports import ImportFinished, ImportStarted
from events.inbound import InboundReceived
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
from events.registry import Event


def person(letter: str) -> str:
    return "p" + letter * 25 + "0"


def organisation(letter: str) -> str:
    return "o" + letter * 25 + "0"


ENTRY = "e" * 25 + "0"

SAMPLES: list[Event] = [
    PersonAdded(
        person=person("d"),
        name="Dana Wu",
        role="head of data",
        organisation=organisation("a"),
        role_kind="decision-maker",
        channels=(Channel(kind="email", value="dana@example.com"),),
        met=Met(how="introduction", via_person=person("r")),
        aim="climate",
        source_key="linkedin:dana-wu",
    ),
    DetailRecorded(person=person("d"), field="role", value="chief of data", source_key="linkedin:dana-wu"),
    PersonTagged(person=person("d"), tags=("climate", "mentor")),
    PersonUntagged(person=person("d"), tags=("climate",)),
    JobChanged(person=person("d"), organisation=organisation("a"), role="chief of data"),
    PersonArchived(person=person("d")),
    PersonRestored(person=person("d")),
    PersonSetAside(person=person("d"), side="just-nice", why="a friend by now"),
    NoteWritten(person=person("d"), text="prefers mornings"),
    CadenceSet(person=person("d"), tier="B"),
    PeopleMerged(kept=person("d"), merged=(person("w"),)),
    OrganisationAdded(
        organisation=organisation("a"),
        name="Acme",
        aliases=("Acme GmbH",),
        website="https://example.com",
        sector="climate",
        kind="employer",
        place="Graz",
    ),
    OrganisationTargeted(
        organisation=organisation("a"), rank=3, motivation=2, value_rationale="I know their grid"
    ),
    OrganisationUntargeted(organisation=organisation("a"), why="they left Graz"),
    CampaignStarted(
        name="data for water",
        kind="job",
        horizon_months=6,
        who_i_am="I read sensors",
        what_i_want="a utility that measures",
    ),
    PitchRevised(campaign="data for water", who_i_am="I read pipes", what_i_want="a team that measures"),
    CampaignPaused(name="data for water", why="a long journey"),
    CampaignClosed(name="data for water", outcome="won", via_person=person("d"), why="they began"),
    SectorChosen(name="climate", why="ten years of it", intermediary=True),
    SectorDropped(name="climate", why="too far away"),
    ApproachSent(
        person=person("d"),
        channel="email",
        purpose="learn how they hire",
        referrer=person("r"),
        minutes_asked=20,
        said_not_about_a_job=True,
        style="learn",
        variant="short",
        words=70,
    ),
    ApproachAnswered(person=person("d"), answer="yes", note="next week"),
    MeetingHeld(
        people=(person("d"), person("r")),
        minutes=30,
        medium="coffee",
        goals_met=("advice",),
        my_talk_share=1,
        they_know_what_i_want="yes",
        notes="they move to Graz",
    ),
    InsightNoted(people=(person("d"),), text="budgets close in June"),
    TouchLogged(
        person=person("d"), channel="email", direction="both", summary="sent wishes", purpose="keep warm"
    ),
    ThanksSent(
        person=person("d"), for_event=ENTRY, channel="email", personal_detail="the marathon", attached="cv"
    ),
    NameGiven(by=person("d"), person=person("r"), organisation=organisation("a"), why="runs the lab"),
    AskMade(person=person("d"), kind="advice", text="which teams grow?", specificity=2),
    ValueGiven(
        person=person("d"),
        kind="link",
        what="grid study",
        why_relevant="their market",
        url="https://example.org",
    ),
    ValueReceived(person=person("d"), kind="advice", what="talk to operations", minutes=30),
    InvitationSent(
        person=person("d"),
        network="linkedin",
        variant="same industry",
        source_key="inv:dana-wu:2026-02-08",
    ),
    InvitationAccepted(person=person("d"), source_key="inv:dana-wu:2026-02-08"),
    MeetingPlanned(
        people=(person("d"), person("r")),
        at="2026-11-20T15:00+01:00",
        minutes=30,
        medium="coffee",
        purpose="learn how they hire",
        goals=("one name",),
    ),
    MeetingMoved(plan=ENTRY, at="2026-11-21"),
    MeetingCancelled(plan=ENTRY, by="them"),
    ResearchDone(person=person("d"), item="organisation", note="bought a rival in May"),
    QuestionPrepared(person=person("d"), layer="big-picture", text="who will be left in five years?"),
    ClosingPrepared(person=person("d"), sentence="I hope to work on grids"),
    QuestionAsked(question=ENTRY, landed="yes", answer="two of them"),
    PermissionRecorded(by=person("d"), for_person=person("r"), may_use_name="ask-first"),
    IntroductionMade(by=person("d"), to=person("r"), channel="email"),
    IntroductionReportedBack(to=person("d"), text="we met for coffee"),
    PromiseMade(person=person("d"), what="the grid study", due="2026-11-20"),
    AskAnswered(ask=ENTRY, outcome="partly", note="two of the five"),
    PromiseKept(promise=ENTRY),
    OfferNoted(person=person("d"), what_i_could_offer="a look at their tender"),
    NeedNoted(person=person("d"), what="a flat in Graz"),
    GroupJoined(name="Data for Water", kind="interest"),
    GroupLeft(name="Job club", why="comfortable"),
    GatheringPlanned(name="Grid fair", at="2026-11-20T18:00", goal="two names", group="Data for Water"),
    GatheringAttended(
        name="Data for Water",
        people=(person("d"), person("r")),
        minutes=120,
        goal="two names",
        group="Data for Water",
        cost=15,
        goal_met="unsure",
    ),
    InboundReceived(
        what="they look for a head of data",
        person=person("d"),
        organisation=organisation("a"),
        channel="linkedin",
        kind="job",
        relevance=2,
    ),
    NudgeDone(nudge=ENTRY, by_event=ENTRY),
    NudgeSnoozed(nudge=ENTRY, until="2026-12-01"),
    NudgeSkipped(nudge=ENTRY, why="already spoke"),
    NudgeMuted(rule="R03", person=person("d")),
    WorkingDaysSet(weekdays=("mon", "tue", "sun")),
    HolidaysNoted(days=("2026-12-24", "2026-12-25"), why="the office is closed"),
    HolidaysDropped(days=("2026-12-24",)),
    TodoAdded(text="send the study", due="2026-11-20", person=person("d")),
    EntryCorrected(target=ENTRY, patch={"minutes": 45, "occurred": "2026-11-09"}, why="looked it up"),
    EntryWithdrawn(target=ENTRY, why="wrong person"),
    ImportStarted(source="linkedin", file_sha256="0" * 64),
    ImportFinished(rows=4, created=1, matched=1, skipped=1, errors=1),
    ColumnsExplained(
        headers="0" * 64, columns=(ColumnMeant(header="known since", field="notes"),), date_order="DMY"
    ),
]
