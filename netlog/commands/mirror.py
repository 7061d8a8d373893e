"""`netlog mirror`: what you ask, give and get, who was left alone, and one thing you might give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from netlog import render
from netlog.civil import first_day, spoken
from netlog.commands.plain import Value, plain_verb
from netlog.errors import Usage
from netlog.render import Column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netlog.commands.calling import Call

_SHOWN: Final = 10
_MONTHS: Final = (
    Column("month"),
    *(Column(name, right=True) for name in ("asked", "gave", "received", "of it names", "minutes")),
)
_PEOPLE: Final = (
    Column("person"),
    *(Column(name, right=True) for name in ("asked", "gave", "received", "of it names", "minutes")),
)
_FIGURES: Final = ("asked", "gave", "received", "names", "minutes_received")


@plain_verb(
    "mirror",
    examples=(
        "netlog mirror",
        'netlog mirror --since "3 months ago"',
        "netlog mirror --on 2026-03-01 --json",
    ),
    parameters=[Value("--since", "since", "WHEN", "Count what happened from that day on.")],
)
def mirror(call: Call, since: str | None) -> None:
    """What you ask, give and get: with whom, how clearly, and who heard nothing from you since."""
    day = call.asked_day()
    begin = first_day(call.when(since, prefer="past", seen_from=day)) if since else None
    if begin is not None and begin > day:
        raise Usage("--since is later than --on", hint="netlog mirror --since 2026-01-01 --on 2026-03-01")
    with call.opened() as app:
        from projections.mirror import mirror as mirrored

        document = mirrored(app.cold, day, begin)
    if call.as_json:
        render.emit_json(document)
    else:
        _page(document)


def _page(document: dict[str, Any]) -> None:
    if not document["people"]:
        render.emit("Nothing went to and fro yet: netlog give PERSON KIND WHAT, netlog got, netlog ask")
        return
    busy = [month for month in document["months"] if any(month[figure] for figure in _FIGURES)]
    if busy:
        months = busy[-_SHOWN:]
        render.emit_table(_MONTHS, [(one["month"], *_figures(one)) for one in months])
        render.emit()
    render.emit_table(
        _PEOPLE, [(one["person"]["name"], *_figures(one)) for one in document["people"][:_SHOWN]]
    )
    if (more := len(document["people"]) - _SHOWN) > 0:
        render.emit(f"and {more} more: netlog mirror --json")
    render.emit()
    for line in _lines(document):
        render.emit(line)
    _suggest(document["suggestion"])


def _figures(one: dict[str, Any]) -> tuple[int | None, ...]:
    return tuple(one[figure] or None for figure in _FIGURES)


def _lines(document: dict[str, Any]) -> Iterator[str]:
    for one in document["asks"]:
        clear = "" if one["specificity"] is None else f", clear by {one['specificity']:g} of 3"
        came = (
            f": {one['granted']} granted, {one['refused']} refused" if one["granted"] + one["refused"] else ""
        )
        yield f"asked for {one['kind'].replace('-', ' ')} {one['count']} ×{came}{clear}"
    for words, share in (
        ("helped before asking", document["helped_first"]),
        ("thanked within a day", document["thanks_on_time"]),
        ("sent something of value within four weeks", document["value_in_time"]),
        ("told whoever brought you what came of it", document["reported_back"]),
    ):
        if share["n"]:
            percent = "" if share["share"] is None else f" ({share['share']:.0%})"
            yield f"{words}: {share['done']} of {share['n']}{percent}"
    for one in document["promises"]:
        by = f" by {spoken(one['due'])}" if one["due"] else ""
        yield f"promised {one['person']['name']}{by}: {one['what']}"
    for one in document["left_alone"]:
        kind = one["kind"].replace("-", " ")
        yield f"{one['person']['name']} gave you {kind} on {spoken(one['since'])} and heard nothing since"


def _suggest(one: dict[str, Any] | None) -> None:
    if one is None:
        return
    render.emit()
    render.emit(f"You might give {one['person']['name']} something: {one['why']}.", style="strong")
    for idea in one["ideas"][:2]:
        render.emit(f"  you noted: {' '.join(idea.split())}")
    render.emit(f"  {one['suggest']}")
