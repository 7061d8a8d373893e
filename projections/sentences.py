"""How is an entry said in a few words? As the user would say it: never an id, never a wire name.

A sentence that ends with somebody else's name leaves it out; the question that shows it adds the name that
person has then.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from projections.rules import cadence_days

if TYPE_CHECKING:
    from collections.abc import Mapping

    from events.conversations import (
        ApproachAnswered,
        ApproachSent,
        InsightNoted,
        InvitationSent,
        MeetingHeld,
        ThanksSent,
        TouchLogged,
    )
    from events.exchange import (
        AskAnswered,
        AskMade,
        NameGiven,
        PromiseMade,
        ValueGiven,
        ValueReceived,
    )
    from events.gatherings import GatheringAttended
    from events.inbound import InboundReceived
    from events.introductions import IntroductionMade, IntroductionReportedBack, PermissionRecorded
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
        MeetingCancelled,
        MeetingPlanned,
        QuestionAsked,
        QuestionPrepared,
        ResearchDone,
    )
    from events.queue import TodoAdded
    from events.registry import Event

LINE: Final = 200
"""Characters of a line of words, at most."""


class Said(NamedTuple):
    """`line`: words. `text`: what was written down, at length. `other`: the person whose name follows the
    line.
    """

    line: str
    text: str | None = None
    other: str | None = None


Ids = frozenset[str]
Saying = Callable[[Any, Ids], Said | None]


def said(event: Event, ids: Ids) -> Said | None:
    """The entry in words, as the person with these ids sees it; None for what is no part of a story."""
    saying = _sayings().get(type(event))
    return saying(event, ids) if saying else None


def short(text: str, length: int = LINE) -> str:
    """One line, and no longer than a line needs to be."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def folded(text: str) -> str:
    """As names are compared: lower case, without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def _sayings() -> Mapping[type[Event], Saying]:
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
    from events.gatherings import GatheringAttended
    from events.inbound import InboundReceived
    from events.introductions import IntroductionMade, IntroductionReportedBack, PermissionRecorded
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
    from events.queue import TodoAdded

    return {
        PersonAdded: _added,
        DetailRecorded: _detail,
        PersonTagged: _tagged,
        PersonUntagged: _untagged,
        JobChanged: _job,
        PersonArchived: _archived,
        PersonRestored: _restored,
        PersonSetAside: _set_aside,
        NoteWritten: _note,
        CadenceSet: _cadence,
        PeopleMerged: _merged,
        ApproachSent: _approach,
        ApproachAnswered: _answer,
        MeetingHeld: _meeting,
        InsightNoted: _insight,
        TouchLogged: _touch,
        GatheringAttended: _gathering,
        InboundReceived: _inbound,
        ThanksSent: _thanks,
        NameGiven: _name,
        AskAnswered: _outcome,
        AskMade: _ask,
        ValueGiven: _given,
        ValueReceived: _received,
        TodoAdded: _todo,
        InvitationSent: _invitation,
        InvitationAccepted: lambda _event, _: Said("accepted my invitation"),
        MeetingPlanned: _plan,
        MeetingMoved: lambda event, _: Said(f"the talk was moved to {_moment(event.at)}"),
        MeetingCancelled: _cancellation,
        ResearchDone: _research,
        QuestionPrepared: _question,
        ClosingPrepared: lambda event, _: Said(_with("closing sentence", event.sentence), event.sentence),
        QuestionAsked: _asked_question,
        PermissionRecorded: _permission,
        IntroductionMade: _introduction,
        IntroductionReportedBack: _report,
        PromiseMade: _promise,
        PromiseKept: lambda _event, _: Said("kept a promise"),
        OfferNoted: lambda event, _: Said(_with("could offer", event.what_i_could_offer)),
        NeedNoted: lambda event, _: Said(_with("looks for", event.what)),
    }


def _listed(first: str, *more: str | None) -> str:
    return ", ".join([first, *(part for part in more if part)])


def _minutes(minutes: int | None) -> str | None:
    return f"{minutes} min" if minutes else None


def _words(kind: str) -> str:
    return kind.replace("-", " ")


def _added(event: PersonAdded, ids: Ids) -> Said | None:
    via = event.met.via_person if event.met else None
    how = event.met.how if event.met else None
    if event.person not in ids:
        return Said("was the way to", other=event.person) if via in ids else None
    if via is not None and via not in ids:
        return Said("added, met through", other=via)
    ways = {
        "introduction": "met through an introduction",
        "event": "met at an event",
        "import": "from an import",
    }
    ways |= {"cold": "not met yet", "inbound": "got in touch with me", "known": "known before"}
    return Said(_listed("added", ways.get(how or "")))


def _detail(event: DetailRecorded, _: Ids) -> Said:
    return Said(short(f"{_words(event.field)}: {event.value}"))


def _tagged(event: PersonTagged, _: Ids) -> Said:
    return Said(short("tagged " + ", ".join(event.tags)))


def _untagged(event: PersonUntagged, _: Ids) -> Said:
    return Said(short("no longer tagged " + ", ".join(event.tags)))


def _job(event: JobChanged, _: Ids) -> Said:
    return Said(short(f"works elsewhere now, as {event.role}" if event.role else "works elsewhere now"))


def _archived(_: PersonArchived, __: Ids) -> Said:
    return Said("archived")


def _restored(_: PersonRestored, __: Ids) -> Said:
    return Said("back among the others")


def _set_aside(event: PersonSetAside, _: Ids) -> Said:
    return Said(_with(f"set aside: {_words(event.side)}", event.why), event.why)


def _note(event: NoteWritten, _: Ids) -> Said:
    return Said("noted: " + short(event.text, LINE // 2), event.text)


def _cadence(event: CadenceSet, _: Ids) -> Said:
    days = cadence_days(event.tier, event.days)
    return Said(f"to keep in touch every {days} days" if days else "no need to keep in touch")


def _merged(event: PeopleMerged, _: Ids) -> Said:
    count = len(event.merged) + 1
    return Said(f"{count} entries turned out to be one person")


def _approach(event: ApproachSent, ids: Ids) -> Said:
    if event.person not in ids:
        return Said("was mentioned when I approached", other=event.person)
    line = f"approached by {event.channel}"
    purpose = event.purpose and f": {short(event.purpose, LINE // 2)}"
    if event.referrer is not None and event.referrer not in ids:
        return Said(_listed(line + (purpose or ""), "mentioning"), event.purpose, event.referrer)
    return Said(line + (purpose or ""), event.purpose)


def _answer(event: ApproachAnswered, _: Ids) -> Said:
    answers = {
        "yes": "said yes",
        "no": "said no",
        "later": "said later",
        "redirected": "pointed me elsewhere",
    }
    return Said(_with(answers[event.answer], event.note), event.note)


def _meeting(event: MeetingHeld, ids: Ids) -> Said:
    others = len(set(event.people) - ids)
    company = f"with {others} other{'s' if others > 1 else ''}" if others else None
    return Said(
        _with(_listed("met", _minutes(event.minutes), event.medium, company), event.notes), event.notes
    )


def _insight(event: InsightNoted, _: Ids) -> Said:
    return Said("learned: " + short(event.text, LINE // 2), event.text)


def _touch(event: TouchLogged, _: Ids) -> Said:
    direction = {"in": "heard from them", "out": "got in touch", "both": "in touch"}[event.direction]
    return Said(_with(f"{direction} by {event.channel}", event.summary or event.purpose), event.summary)


def _gathering(event: GatheringAttended, ids: Ids) -> Said:
    others = len(set(event.people) - ids)
    together = not ids.isdisjoint(event.people)
    company = f"with {others} other{'s' if others > 1 else ''}" if others and together else None
    where = f"both at {event.name}" if together else f"at {event.name}"
    return Said(_with(_listed(where, _minutes(event.minutes), company), event.goal), event.goal)


def _inbound(event: InboundReceived, _: Ids) -> Said:
    by = f" by {event.channel}" if event.channel else ""
    kind = f" ({event.kind})" if event.kind else ""
    return Said(_with(f"got in touch{by} of their own accord{kind}", event.what), event.what)


def _thanks(event: ThanksSent, _: Ids) -> Said:
    line = f"thanked by {event.channel}" if event.channel else "thanked"
    return Said(_with(line, event.personal_detail), event.personal_detail)


def _name(event: NameGiven, ids: Ids) -> Said:
    if event.person in ids:
        return Said("was named", event.why) if event.by in ids else Said("was named by", event.why, event.by)
    return Said("pointed me to", event.why, event.person)


def _ask(event: AskMade, _: Ids) -> Said:
    return Said(_with(f"asked for {_words(event.kind)}", event.text), event.text)


def _outcome(event: AskAnswered, _: Ids) -> Said:
    said = {"yes": "said yes to", "partly": "did part of", "no": "said no to", "later": "put off"}
    return Said(_with(f"{said[event.outcome]} what I asked for", event.note), event.note)


def _given(event: ValueGiven, _: Ids) -> Said:
    return Said(_with(f"gave {_words(event.kind)}", event.what), event.why_relevant)


def _received(event: ValueReceived, _: Ids) -> Said:
    return Said(_with(f"gave me {_words(event.kind)}", event.what))


def _todo(event: TodoAdded, _: Ids) -> Said:
    return Said(_with("to do", event.text))


def _invitation(event: InvitationSent, _: Ids) -> Said:
    return Said(f"invited on {event.network}" if event.network else "invited to connect")


def _plan(event: MeetingPlanned, ids: Ids) -> Said:
    others = len(set(event.people) - ids)
    company = f"with {others} other{'s' if others > 1 else ''}" if others else None
    line = _listed(f"to meet {_moment(event.at)}", _minutes(event.minutes), event.medium, company)
    return Said(_with(line, event.purpose), event.purpose)


def _moment(at: str) -> str:
    """As in "10 Nov 2026 15:00"; the words of the user's own clock."""
    year, month, day = at[:10].split("-")
    return f"{int(day)} {_MONTHS[int(month) - 1]} {year} {at[11:16]}".rstrip()


_MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _cancellation(event: MeetingCancelled, _: Ids) -> Said:
    who = {"me": "I cancelled the talk", "them": "cancelled the talk"}
    return Said(who.get(event.by or "", "the talk was cancelled"))


def _research(event: ResearchDone, _: Ids) -> Said:
    return Said(_with(f"read up on their {event.item}", event.note), event.note)


def _question(event: QuestionPrepared, _: Ids) -> Said:
    return Said(_with(f"to ask ({_words(event.layer)})", event.text), event.text)


def _asked_question(event: QuestionAsked, _: Ids) -> Said:
    line = "asked a prepared question" + (", it went well" if event.landed == "yes" else "")
    return Said(_with(line, event.answer), event.answer)


def _permission(event: PermissionRecorded, ids: Ids) -> Said | None:
    if event.by not in ids:
        return None
    toward = event.for_person if event.for_person not in ids else None
    said = {"yes": "I may use their name", "no": "I may not use their name"}
    line = said.get(event.may_use_name, "I ask before I use their name")
    return Said(f"{line} with", other=toward) if toward else Said(line)


def _introduction(event: IntroductionMade, ids: Ids) -> Said | None:
    by = f" by {event.channel}" if event.channel else ""
    if event.by not in ids:
        return Said("introduced by", other=event.by)
    return Said(f"introduced me{by} to", other=event.to) if event.to not in ids else Said("introduced")


def _report(event: IntroductionReportedBack, ids: Ids) -> Said:
    if event.to not in ids:
        return Said("what came of it was told to", event.text, event.to)
    return Said(_with("told them what came of it", event.text), event.text)


def _promise(event: PromiseMade, _: Ids) -> Said:
    return Said(_with(f"promised by {_moment(event.due)}" if event.due else "promised", event.what))


def _with(line: str, text: str | None) -> str:
    return f"{line}: {short(text, LINE // 2)}" if text else line
