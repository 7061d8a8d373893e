"""`netlog show`: everything about one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from netlog import questions, render
from netlog.civil import spoken
from netlog.commands.declaring import verb
from netlog.commands.values import PERSON
from netlog.errors import Unknown
from netlog.nudges import SHOWN
from netlog.words import People

if TYPE_CHECKING:
    from netlog.commands.calling import Call


@verb("show", examples=("netlog show Dana", "netlog show Dana --history", "netlog show Dana --json"))
@click.argument("person", type=PERSON)
@click.option(
    "--history", "with_history", is_flag=True, help="Every value that was ever recorded, and who changed it."
)
def show(call: Call, *, person: str, with_history: bool) -> None:
    """Everything about one person: who they are, where you stand, what is open, and the story so far."""
    day = call.asked_day()
    with call.opened() as app:
        from projections.who import show as everything_about

        people = People(app.hot, ask=questions.which if call.may_ask else None)
        somebody = people.meant(person)
        document = everything_about(app.cold, somebody.id, day)
        if document is not None and with_history:
            from netlog.histories import history

            document["history"] = history(app, people.ids_of(somebody))
    if document is None:
        raise Unknown("person", person)
    if call.as_json:
        render.emit_json(document)
    else:
        page(document)


def page(document: dict[str, Any]) -> None:
    """As people read it: oldest line of the story last to scroll away."""
    person, place = document["person"], document["organisation"]
    render.emit(person["name"], style="strong")
    for line in _facts(document, place):
        render.emit(f"  {line}")
    if document["nudges"]:
        render.emit()
        render.emit("Open", style="strong")
        for item in document["nudges"]:
            render.emit(f"  {item['nudge'][:SHOWN]}  {item['why']}, due {spoken(item['due'])}")
    render.emit()
    render.emit("Story", style="strong")
    for line in document["timeline"]:
        render.emit(f"  {spoken(line['occurred'] or line['day']):<22}  {line['line']}")
        if line["text"] and line["text"] not in line["line"]:
            render.emit_block(line["text"], indent=26)
    if "history" in document:
        _history(document["history"])


def _history(rows: list[dict[str, Any]]) -> None:
    """One line a value: what was said, when, by which device, and what became of it."""
    render.emit()
    render.emit("History", style="strong")
    for row in rows:
        turn = f"{row['before']} → {row['value']}" if row["of"] else row["value"]
        about = f", corrects “{row['line']}” ({row['of'][:SHOWN]})" if row["of"] else ""
        gone = f", taken back by {row['taken_back_by'][:SHOWN]}" if row["taken_back_by"] else ""
        day = spoken((row["recorded"] or "")[:10]) if row["recorded"] else "some day"
        render.emit(f"  {row['field']:<14}  {turn}  ({day}, {row['device']}{about}{gone})")


def _agreed(document: dict[str, Any]) -> list[str]:
    """What is planned and promised, and what went to and fro."""
    ledger = document["exchange"]
    lines = [
        "planned: " + ", ".join(filter(None, (spoken(each["at"]), each["medium"])))
        for each in document["plans"]
    ]
    brought = [each for each in document["introduced_by"] if each["kind"] == "introduced"]
    lines += [f"introduced by {each['person']['name'] or 'somebody'}" for each in brought]
    named = [each["person"]["name"] or "somebody" for each in document["introduced"]]
    lines += [f"pointed me to {', '.join(dict.fromkeys(named))}"] if named else []
    if ledger["asked"] or ledger["gave"] or ledger["received"]:
        minutes = f" ({ledger['minutes_received']} min)" if ledger["minutes_received"] else ""
        counts = f"asked {ledger['asked']} times, gave {ledger['gave']}, received {ledger['received']}"
        lines.append(f"you {counts}{minutes}")
    return lines


def _facts(document: dict[str, Any], place: dict[str, str] | None) -> list[str]:
    facts = [
        ", ".join(filter(None, (document["role"], place["name"] if place else None, document["kind"]))),
        f"also known as {', '.join(document['also'])}" if document["also"] else "",
        f"through {document['via']['name']}" if document["via"] and document["via"]["name"] else "",
        f"aim: {document['aim']}" if document["aim"] else "",
        f"tags: {', '.join(document['tags'])}" if document["tags"] else "",
        *(f"{channel['kind']}: {channel['value']}" for channel in document["channels"]),
        f"stage: {document['stage']}" if document["stage"] else "",
        f"archived {spoken(document['archived_on'])}" if document["archived_on"] else "",
        f"last in touch {spoken(document['last_touch'])}" if document["last_touch"] else "",
        f"every {document['cadence_days']} days" if document["cadence_days"] else "",
        *_agreed(document),
        f"id {document['person']['id']}",
    ]
    return [fact for fact in facts if fact]
