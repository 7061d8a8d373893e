"""`netlog ask`, `netlog give`, `netlog got`, `netlog promise`: what goes to and fro between people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from netlog import guards
from netlog.civil import first_day, spoken
from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, MINUTES, ONE_LINE, PERSON, OneOf, words_for
from netlog.errors import Unknown
from netlog.nudges import open_promise

if TYPE_CHECKING:
    from netlog.commands.calling import Call
    from netlog.commands.recording import Recording
    from netlog.words import Person


@verb(
    "ask",
    examples=('netlog ask Dana advice "how to read a term sheet"', "netlog ask Lee referral -"),
)
@click.argument("person", type=PERSON)
@click.argument("kind", type=OneOf(words_for("ask-made", "kind")), metavar="KIND")
@click.argument("text", type=FREE_TEXT)
@click.option(
    "--specificity",
    type=click.IntRange(0, 3),
    metavar="0-3",
    help="How clear it was what you want: 0 anything at all, 3 one named thing.",
)
def ask(call: Call, *, person: str, kind: str, text: str, specificity: int | None) -> None:
    """You asked for advice, a referral, a favour. What came of it: netlog outcome."""
    with recording(call) as record:
        from events.exchange import AskMade

        somebody = record.person(person)
        guards.before_ask(record.app.hot, somebody, kind, specificity)
        asked = {"person": somebody.id, "kind": kind, "text": text, "specificity": specificity}
        record.add(AskMade.model_validate(asked))
        record.finish(f"asked {somebody.name} for {asked_for(kind)}", about=somebody)


@verb(
    "outcome",
    examples=(
        "netlog outcome Dana yes",
        'netlog outcome Lee partly --of 7gk2 --note "two names of the five"',
    ),
)
@click.argument("person", type=PERSON)
@click.argument("outcome", type=OneOf(words_for("ask-answered", "outcome")), metavar="yes|partly|no|later")
@click.option(
    "--of", "entry", type=ONE_LINE, metavar="ENTRY", help="Which ask; without it, the last open one."
)
@click.option("--note", type=FREE_TEXT, metavar="TEXT", help="What they did or said. - reads it.")
def outcome(call: Call, *, person: str, outcome: str, entry: str | None, note: str | None) -> None:
    """What came of something that you asked for."""
    with recording(call) as record:
        from events.exchange import AskAnswered

        somebody = record.person(person)
        asked = _asked(record, somebody, entry)
        record.add(
            AskAnswered.model_validate({"ask": asked["entry"], "outcome": outcome, "note": note}),
            also_about=(somebody.id,),
        )
        record.finish(f"{somebody.name}: {outcome} to {asked_for(asked['kind'])}", about=somebody)


def _asked(record: Recording, somebody: Person, entry: str | None) -> dict[str, Any]:
    """The ask that an entry names; without one, the last that came to nothing final yet. Raises: Unknown."""
    from projections.exchange import open_asks

    found = open_asks(record.app.cold, somebody.id, record.call.today)
    if entry is not None:
        found = [one for one in found if one["entry"].startswith(entry.lower())]
    if not found:
        said = f"no ask to {somebody.name} is open" + (f" that begins with {entry}" if entry else "")
        hint = f'netlog ask "{somebody.name}" KIND TEXT'
        raise Unknown("ask", somebody.name, message=said, hint=hint)
    return found[0]


@verb(
    "give",
    examples=(
        'netlog give Dana link "the paper on gearboxes" --url https://example.org/p.pdf',
        'netlog give Lee review "his cover letter" --promised',
        "netlog give Lee advice -",
    ),
)
@click.argument("person", type=PERSON)
@click.argument("kind", type=OneOf(words_for("value-given", "kind")), metavar="KIND")
@click.argument("what", type=FREE_TEXT)
@click.option("--why", type=FREE_TEXT, metavar="TEXT", help="Why it matters to them. - reads it.")
@click.option("--url", type=ONE_LINE, metavar="U", help="Where it is.")
@click.option("--promised", is_flag=True, help="This keeps the one promise that is open with them.")
def give(
    call: Call, *, person: str, kind: str, what: str, why: str | None, url: str | None, promised: bool
) -> None:
    """You gave something useful."""
    with recording(call) as record:
        from events.exchange import PromiseKept, ValueGiven

        somebody = record.person(person)
        given = {"person": somebody.id, "kind": kind, "what": what, "why_relevant": why, "url": url}
        kept = open_promise(record.app.hot, somebody, call.today) if promised else None
        record.add(ValueGiven.model_validate(given))
        if kept:
            record.add(PromiseKept(promise=kept.item["anchor"]), also_about=(somebody.id,))
        record.finish(
            f"gave {somebody.name} {counted(kind)}", "as promised" if kept else None, about=somebody
        )


@verb(
    "got",
    examples=(
        'netlog got Dana introduction "to Lee Park at Initech"',
        'netlog got Lee time "a tour of the lab" --minutes 90',
    ),
)
@click.argument("person", type=PERSON)
@click.argument("kind", type=OneOf(words_for("value-received", "kind")), metavar="KIND")
@click.argument("what", type=FREE_TEXT)
@click.option("--minutes", type=MINUTES, metavar="N", help="How much of their time.")
def got(call: Call, *, person: str, kind: str, what: str, minutes: int | None) -> None:
    """You received something."""
    with recording(call) as record:
        from events.exchange import ValueReceived

        somebody = record.person(person)
        received = {"person": somebody.id, "kind": kind, "what": what, "minutes": minutes}
        record.add(ValueReceived.model_validate(received))
        record.finish(
            f"got {counted(kind)} from {somebody.name}",
            f"{minutes} min" if minutes else None,
            about=somebody,
        )


@verb(
    "promise",
    examples=(
        'netlog promise Dana "the grid study" --by-date friday',
        "netlog promise Lee -",
    ),
)
@click.argument("person", type=PERSON)
@click.argument("what", type=FREE_TEXT)
@click.option("--by-date", type=ONE_LINE, metavar="WHEN", help="By when: friday, 2026-11-20, in 3 days.")
def promise(call: Call, *, person: str, what: str, by_date: str | None) -> None:
    """You promised something. Kept: netlog done, or netlog give … --promised."""
    due = first_day(call.when(by_date, prefer="future", seen_from=call.occurred_day)) if by_date else None
    with recording(call) as record:
        from events.exchange import PromiseMade

        somebody = record.person(person)
        when = due.isoformat() if due else None
        record.add(PromiseMade(person=somebody.id, what=what, due=when))
        record.finish(f"promised {somebody.name}", f"by {spoken(when)}" if when else None, about=somebody)


_UNCOUNTED = {
    "advice",
    "news",
    "time",
    "information",
    "feedback",
    "expertise-referral",
    "document-critique",
    "company-pointers",
}


def asked_for(kind: str) -> str:
    return {
        "job": "a job",
        "favour": "a favour",
        "referral": "a referral",
        "list-review": "a list review",
    }.get(kind, kind.replace("-", " "))


def counted(kind: str) -> str:
    if kind in _UNCOUNTED:
        return kind.replace("-", " ")
    return ("an " if kind[0] in "aeio" else "a ") + kind.replace("-", " ")
