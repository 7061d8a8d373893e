"""`netlog inbound`: who got in touch of their own accord, and how often that happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from netlog import render
from netlog.civil import spoken
from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, ONE_LINE, PERSON, OneOf, words_for
from netlog.errors import Usage

if TYPE_CHECKING:
    from netlog.commands.calling import Call

_RELEVANCE: Final = ("nothing", "little", "something", "much")


@verb(
    "inbound",
    examples=(
        'netlog inbound Dana --about "a colleague is looking for somebody" --relevance 3',
        'netlog inbound --from Contoso --about "head of data" --kind job --by linkedin',
        "netlog inbound --list",
    ),
)
@click.argument("person", type=PERSON, required=False)
@click.option(
    "--from",
    "organisation",
    type=ONE_LINE,
    metavar="ORG",
    help="From where; a new organisation is added too.",
)
@click.option("--about", "what", type=FREE_TEXT, metavar="TEXT", help="What about. - reads it.")
@click.option("--relevance", type=click.IntRange(0, 3), metavar="0-3", help="To what you are looking for.")
@click.option("--kind", type=OneOf(words_for("inbound-received", "kind")), metavar="KIND", help="What it is.")
@click.option("--by", "channel", type=ONE_LINE, metavar="CHANNEL", help="email, linkedin, phone, …")
@click.option("--list", "listed", is_flag=True, help="What came so far: when, from where, how relevant.")
def inbound(
    call: Call,
    *,
    person: str | None,
    organisation: str | None,
    what: str | None,
    relevance: int | None,
    kind: str | None,
    channel: str | None,
    listed: bool,
) -> None:
    """Somebody got in touch with you of their own accord: PERSON, or just somebody of an organisation."""
    if listed:
        if any(each is not None for each in (person, organisation, what, relevance, kind, channel)):
            raise Usage("--list shows everything that came", hint="netlog inbound --list")
        _list(call)
        return
    if what is None:
        raise Usage("it is not said what it was about", hint='netlog inbound PERSON --about "…"')
    with recording(call) as record:
        from events.inbound import InboundReceived

        somebody = record.person(person) if person else None
        place, is_new = record.organisation(organisation) if organisation else (None, False)
        received = {
            "person": somebody and somebody.id,
            "organisation": place and place.id,
            "what": what,
            "relevance": relevance,
            "kind": kind,
            "channel": channel,
        }
        record.add(InboundReceived.model_validate(received))
        if place and is_new:
            record.add_organisation(place)
        who = somebody.name if somebody else f"somebody of {place.name}" if place else "somebody"
        record.finish(
            f"{who} got in touch" + (f" by {channel}" if channel else ""),
            (place and is_new and f"{place.name} is new") or None,
            about=somebody or place,
        )


def _list(call: Call) -> None:
    day = call.asked_day()
    with call.opened() as app:
        from projections.inbound import received

        document = received(app.cold, day)
    if call.as_json:
        render.emit_json(document)
    elif not document["inbound"]:
        render.emit("Nobody got in touch of their own accord so far: netlog inbound PERSON --about TEXT")
    else:
        _page(document)


def _page(document: dict[str, Any]) -> None:
    for each in document["inbound"]:
        names = [one["name"] for one in (each["person"], each["organisation"]) if one]
        about = ", ".join(filter(None, (each["kind"], each["about"])))
        relevance = "" if each["relevance"] is None else f" · relevant: {_RELEVANCE[each['relevance']]}"
        render.emit(f"  {spoken(each['on']):<16}  {', '.join(names) or 'somebody'}: {about}{relevance}")
    months = [each for each in document["months"] if each["count"]]
    counts = ", ".join(f"{spoken(each['month'])} {each['count']}" for each in months)
    render.emit()
    render.emit(f"by month, of the last {len(document['months'])}: {counts or 'nothing'}")
    if unrated := document["relevance"]["unrated"]:
        render.emit(f"not rated: {unrated}")
