"""`netlog activity`: what you do of your own accord, beside where you only turn up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from netlog import render
from netlog.civil import spoken
from netlog.commands.plain import plain_verb
from netlog.render import Column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netlog.commands.calling import Call

_WEEKS: Final = (
    Column("week of"),
    *(Column(name, right=True) for name in ("asks", "talks", "people", "evenings")),
)
_EVENINGS: Final = (
    Column("evening"),
    Column("on"),
    *(Column(name, right=True) for name in ("people", "hours", "cost", "names", "talks")),
    Column("goal"),
)
_SHOWN: Final = 5
_MET: Final = {"yes": "reached", "no": "not reached", "unsure": "perhaps reached"}


@plain_verb("activity", examples=("netlog activity", "netlog activity --on 2026-03-01 --json"))
def activity(call: Call) -> None:
    """What you do of your own accord: asks beside evenings and talks without a purpose, week by week."""
    day = call.asked_day()
    with call.opened() as app:
        from projections.activity import activity as active

        document = active(app.cold, day)
    if call.as_json:
        render.emit_json(document)
    else:
        _page(document)


def _page(document: dict[str, Any]) -> None:
    weeks = document["weeks"]
    first = next((at for at, week in enumerate(weeks) if any(week[name] for name in _COUNTED)), None)
    if first is None and not document["gatherings"]:
        render.emit(
            "Nothing in the last twelve weeks: netlog ask PERSON KIND TEXT, netlog met, netlog attended"
        )
        return
    for line in _lately(document):
        render.emit(line)
    render.emit()
    render.emit_table(
        _WEEKS,
        [(spoken(week["week"]), *(week[name] or None for name in _COUNTED)) for week in weeks[first or 0 :]],
    )
    if document["groups"]:
        from netlog.commands.groups import COLUMNS, row

        render.emit()
        render.emit_table(COLUMNS, [row(one) for one in document["groups"]])
    if document["gatherings"]:
        render.emit()
        render.emit_table(_EVENINGS, [_evening(one) for one in document["gatherings"][:_SHOWN]])


_COUNTED: Final = ("asks", "talks", "people", "gatherings")


def _lately(document: dict[str, Any]) -> Iterator[str]:
    it = document["lately"]
    passive = it["gatherings"] + it["talks_without_purpose"]
    counts = (
        _counted(it["asks"], "ask"),
        _counted(it["gatherings"], "evening"),
        _counted(it["talks_without_purpose"], "talk"),
    )
    yield "the last {} days: {} beside {} and {} without a purpose".format(it["days"], *counts)
    if passive and it["asks"] < passive:
        yield "  evenings and coffees alone are waiting; one clear ask is more: netlog ask PERSON advice TEXT"
    if it["talks"]:
        share = it["purposeless_share"]
        percent = "" if share is None else f" ({share:.0%})"
        yield f"talks without a purpose: {it['talks_without_purpose']} of {it['talks']}{percent}"
    if document["last_ask"]:
        yield f"you last asked for something on {spoken(document['last_ask'])}"
    active = document["active_weeks"]
    yield f"weeks in which you asked or talked: {active['done']} of the last {active['n']}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _evening(one: dict[str, Any]) -> tuple[Any, ...]:
    hours = f"{one['minutes'] / 60:.1f}" if one["minutes"] else None
    met = _MET.get(one["goal_met"] or "")
    goal = ": ".join(filter(None, (met, one["goal"])))
    return (
        *(one["gathering"], one["on"], one["people"] or None, hours, one["cost"]),
        *(one["names"] or None, one["talked"] or None, goal or None),
    )
