"""Which events do the verbs around conversations come to: invitations, plans, preparation, introductions,
promises?
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from events.conversations import InvitationAccepted, InvitationSent
from events.exchange import AskAnswered, NeedNoted, OfferNoted, PromiseKept, PromiseMade
from events.gatherings import GatheringAttended
from events.inbound import InboundReceived
from events.introductions import IntroductionMade, IntroductionReportedBack, PermissionRecorded
from events.preparation import (
    ClosingPrepared,
    MeetingCancelled,
    MeetingMoved,
    MeetingPlanned,
    QuestionAsked,
    QuestionPrepared,
    ResearchDone,
)
from netlog.demo.telling import ASK, PLAN, QUESTION, Intended, Telling, checked
from projections.rules import PROMISE

if TYPE_CHECKING:
    from netlog.demo.script import Said

_Verb = Callable[[Telling, str, "Said"], Iterator[Intended]]


def _invite(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield Intended(InvitationSent(person=told.id(name), network=said.words, variant=said.text or None))


def _accepted(told: Telling, name: str, _: Said) -> Iterator[Intended]:
    yield Intended(InvitationAccepted(person=told.id(name)))


def _plan(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    """`plan 196 call 25: purpose`."""
    day, medium, minutes = said.words.split()
    at = told.days.ago(int(day)).isoformat()
    purpose = said.text or None
    yield Intended(
        MeetingPlanned(people=(told.id(name),), at=at, minutes=int(minutes), medium=medium, purpose=purpose)
    )


def _moved(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    at = told.days.ago(int(said.words)).isoformat()
    yield Intended(MeetingMoved(plan=told.people[name].anchors[PLAN][0], at=at), (told.id(name),))


def _cancelled(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    plan = told.people[name].anchors[PLAN][0]
    yield Intended(MeetingCancelled(plan=plan, by=checked(said.words)), (told.id(name),))


def _research(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    item = checked(said.words)
    yield Intended(ResearchDone(person=told.id(name), item=item, note=said.text or None))


def _question(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield Intended(QuestionPrepared(person=told.id(name), layer=checked(said.words), text=said.text))


def _asked(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    """The question that was prepared last."""
    question = told.people[name].anchors[QUESTION][0]
    event = QuestionAsked(question=question, landed=checked(said.words), answer=said.text or None)
    yield Intended(event, (told.id(name),))


def _closing(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield Intended(ClosingPrepared(person=told.id(name), sentence=said.text))


def _may(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    """`may yes toward Jonas Hald`; without a name, toward anybody."""
    answer, _, toward = said.words.partition(" toward ")
    whom = told.id(toward) if toward else None
    yield Intended(PermissionRecorded(by=told.id(name), may_use_name=checked(answer), for_person=whom))


def _introduced(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    """`introduced Lucas Ferreira by email`."""
    whom, _, channel = said.words.partition(" by ")
    yield from told.ensured(whom, name)
    yield Intended(IntroductionMade(by=told.id(name), to=told.id(whom), channel=channel or None))


def _reported(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield Intended(IntroductionReportedBack(to=told.id(name), text=said.text))


def _promise(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    due = told.days.ago(int(said.words)).isoformat() if said.words else None
    yield Intended(PromiseMade(person=told.id(name), what=said.text, due=due))


def _kept(told: Telling, name: str, _: Said) -> Iterator[Intended]:
    yield Intended(PromiseKept(promise=told.people[name].anchors[PROMISE.id][0]), (told.id(name),))


def _outcome(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    """Of what was asked last."""
    ask = told.people[name].anchors[ASK][0]
    event = AskAnswered(ask=ask, outcome=checked(said.words), note=said.text or None)
    yield Intended(event, (told.id(name),))


def _offer(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield Intended(OfferNoted(person=told.id(name), what_i_could_offer=said.text))


def _need(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield Intended(NeedNoted(person=told.id(name), what=said.text))


def _attended(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    """`attended Data for Water 110: goal`; an evening of the group of that name, if there is one."""
    called, minutes = said.words.rsplit(" ", 1)
    there = {"name": called, "people": (told.id(name),), "minutes": int(minutes), "goal": said.text or None}
    group = called if called in told.groups else None
    yield Intended(GatheringAttended.model_validate({**there, "group": group}))


def _inbound(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    """`inbound email job: about what`."""
    channel, kind = said.words.split()
    yield Intended(
        InboundReceived(
            person=told.id(name),
            organisation=told.organisation(name),
            channel=channel,
            kind=checked(kind),
            what=said.text,
            relevance=1,
        )
    )


TALKS: Final[dict[str, _Verb]] = {
    "accepted": _accepted,
    "asked": _asked,
    "attended": _attended,
    "cancelled": _cancelled,
    "closing": _closing,
    "inbound": _inbound,
    "introduced": _introduced,
    "invite": _invite,
    "kept": _kept,
    "may": _may,
    "moved": _moved,
    "need": _need,
    "offer": _offer,
    "outcome": _outcome,
    "plan": _plan,
    "promise": _promise,
    "question": _question,
    "reported": _reported,
    "research": _research,
}
