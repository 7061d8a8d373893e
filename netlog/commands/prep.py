"""`netlog prep`: what to know, ask, say and offer before a conversation; without options, the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from netlog import questions, render
from netlog.civil import spoken
from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, PERSON, OneOf, words_for
from netlog.errors import Unknown, Usage
from netlog.words import People

if TYPE_CHECKING:
    from netlog.commands.calling import Call
    from netlog.words import Person

_LAYER_TITLES: Final = {
    "big-picture": "The big picture: trends, competitors, the economy",
    "organisation-and-role": "Their organisation and role: changes, priorities, concerns",
    "individual": "Themselves: what keeps them awake, what they look forward to",
}
_MAY_MENTION: Final = {
    "yes": "you may use the name",
    "no": "do not use the name",
    "ask-first": "ask before you use the name",
    None: "not asked whether you may use the name",
}


@verb(
    "prep",
    examples=(
        "netlog prep Dana",
        'netlog prep Dana --question big "who will be left in five years?" --research organisation',
        'netlog prep Dana --closing "I hope to work on grids" --offer "a look at their tender"',
    ),
)
@click.argument("person", type=PERSON)
@click.option(
    "--question",
    "asked",
    type=(OneOf(words_for("question-prepared", "layer")), FREE_TEXT),
    multiple=True,
    metavar="LAYER TEXT",
    help="A question to ask: big-picture, organisation-and-role, individual. May be repeated.",
)
@click.option(
    "--research",
    type=OneOf(words_for("research-done", "item")),
    multiple=True,
    metavar="ITEM",
    help="You read up on it. May be repeated.",
)
@click.option("--note", type=FREE_TEXT, metavar="TEXT", help="What you found, with --research. - reads it.")
@click.option("--closing", type=FREE_TEXT, metavar="TEXT", help="One sentence on what you hope to do next.")
@click.option("--offer", type=FREE_TEXT, metavar="TEXT", help="What you could do for them.")
@click.option("--need", type=FREE_TEXT, metavar="TEXT", help="What they are looking for.")
def prep(
    call: Call,
    *,
    person: str,
    asked: tuple[tuple[str, str], ...],
    research: tuple[str, ...],
    note: str | None,
    closing: str | None,
    offer: str | None,
    need: str | None,
) -> None:
    """What to know, ask, say and offer before you talk. Without options: the sheet, and what is missing."""
    if note and not research:
        raise Usage(
            "--note says what you found: on what?", hint="netlog prep PERSON --research profile --note …"
        )
    if not (asked or research or closing or offer or need):
        _sheet(call, person)
        return
    with recording(call) as record:
        from events.exchange import NeedNoted, OfferNoted
        from events.preparation import ClosingPrepared, QuestionPrepared, ResearchDone

        somebody = record.person(person)
        about = {"person": somebody.id}
        for item in research:
            record.add(ResearchDone.model_validate({**about, "item": item, "note": note}))
        for layer, text in asked:
            record.add(QuestionPrepared.model_validate({**about, "layer": layer, "text": text}))
        if closing:
            record.add(ClosingPrepared(person=somebody.id, sentence=closing))
        if offer:
            record.add(OfferNoted(person=somebody.id, what_i_could_offer=offer))
        if need:
            record.add(NeedNoted(person=somebody.id, what=need))
        record.finish(
            f"prepared for {somebody.name}",
            f"read up on {' and '.join(research)}" if research else None,
            _counted(len(asked)),
            "a closing sentence" if closing else None,
            "something to offer" if offer else None,
            "something they look for" if need else None,
            about=somebody,
        )


def _counted(asked: int) -> str | None:
    return f"{asked} question{'s' if asked > 1 else ''}" if asked else None


def _sheet(call: Call, typed: str) -> None:
    day = call.asked_day(prefer="future")
    with call.opened() as app:
        from projections.briefing import briefing

        somebody: Person = People(app.hot, ask=questions.which if call.may_ask else None).meant(typed)
        document = briefing(app.cold, somebody.id, day)
    if document is None:
        raise Unknown("person", typed)
    if call.as_json:
        render.emit_json(document)
    else:
        _page(document)


def _page(it: dict[str, Any]) -> None:
    """As people read it before they go."""
    place = ", ".join(filter(None, (it["role"], it["organisation"])))
    done = [each for each in it["research"] if each["done"]]
    count = it["questions"]
    _section(it["person"]["name"] + (f", {place}" if place else ""), _before(it))
    _section(f"Research {len(done)} of {len(it['research'])}", _research(it["research"]))
    _section(f"Questions {count['count']} of {count['least']} to {count['most']}", _questions(count))
    _section("Closing sentence", [it["closing"] or "[ ] what you hope to do next"])
    _section("What you could offer", _listed(it["offers"]) or ["[ ] a link, news, a name, a hand"])
    if it["missing"]:
        render.emit(f"Still missing: {it['missing']}")


def _section(title: str, lines: list[str]) -> None:
    render.emit(title, style="strong")
    for line in lines:
        render.emit_block(line, indent=2)
    render.emit()


def _research(items: list[dict[str, Any]]) -> list[str]:
    lines = []
    for each in items:
        lines.append(f"{'[x]' if each['done'] else '[ ]'} {each['item']}")
        lines += [f"    {_one_line(note)}" for note in each["notes"]]
    return lines


def _questions(count: dict[str, Any]) -> list[str]:
    lines = []
    for layer in count["layers"]:
        lines.append(f"{_LAYER_TITLES[layer['layer']]} ({len(layer['questions'])})")
        lines += [f"  {each}" for each in _listed([each["text"] for each in layer["questions"]])]
    if count["count"] > count["most"]:
        lines.append(f"More than {count['most']}: choose, so that they can talk.")
    return lines


def _before(it: dict[str, Any]) -> list[str]:
    """What led here: the plan, who made it possible, what was said last, what is owed."""
    plan, last, owed = it["plan"], it["last"], it["exchange"]
    facts = []
    if plan:
        parts = [f"{plan['minutes']} min" if plan["minutes"] else None, plan["medium"], plan["purpose"]]
        facts.append(_one_line(", ".join(filter(None, (spoken(plan["at"]), *parts)))))
    introducers = {each["person"]["id"] for each in it["introduced_by"] if each["kind"] == "introduced"}
    for each in it["introduced_by"]:
        how = each["kind"]
        if how == "named" and each["person"]["id"] in introducers:
            continue
        facts.append(f"{how} by {each['person']['name'] or 'somebody'}: {_MAY_MENTION[each['may_mention']]}")
    if last:
        facts.append(f"last talk {spoken(last['on'])}" + (f": {last['line']}" if last["line"] else ""))
    facts += [f"learned: {_one_line(each)}" for each in it["learned"]]
    facts += [f"they look for: {_one_line(each)}" for each in it["needs"]]
    facts += [f"you promised: {_one_line(each['what'])}" for each in owed["promises"]]
    if owed["gave"] or owed["received"]:
        facts.append(f"you gave {owed['gave']} times, received {owed['received']} times")
    return facts


def _listed(texts: list[str]) -> list[str]:
    return [f"- {_one_line(each)}" for each in texts]


def _one_line(text: str) -> str:
    return " ".join(text.split())
