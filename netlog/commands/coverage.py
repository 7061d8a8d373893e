"""`netlog coverage`: sectors, organisations in each, people at each, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from netlog import render
from netlog.civil import spoken
from netlog.commands.plain import Flag, plain_verb
from netlog.render import Column
from projections.steps import BY_HAND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netlog.commands.calling import Call

_COLUMNS: Final = (
    Column("rank", right=True),
    Column("organisation"),
    Column("people"),
    Column("still missing"),
)
_AHEAD: Final = ("approached", "answered", "no-answer", "declined")
_KNOWN: Final = ("identified", "findable", None)
_TALKED, _WAITING, _NAMED, _ASIDE, _ABSENT = "●", "◐", "○", "–", "·"
_LEGEND: Final = (
    f"{_TALKED} talked  {_WAITING} approached  {_NAMED} known  {_ASIDE} set aside  {_ABSENT} missing"
)
_LEAST: Final = 2


@plain_verb(
    "coverage",
    examples=("netlog coverage", "netlog coverage --gaps", "netlog coverage --on 2026-03-01 --json"),
    parameters=[Flag("--gaps", "gaps", "Only organisations where somebody is missing.")],
)
def coverage(call: Call, *, gaps: bool) -> None:
    """Whom you know where you want to be: sector by sector, and who is missing."""
    day = call.asked_day()
    with call.opened() as app:
        from projections.coverage import coverage as covered

        document = covered(call.tables(app, day), day)
    if gaps:
        for sector in document["sectors"]:
            sector["organisations"] = [one for one in sector["organisations"] if one["gap"]]
    if call.as_json:
        render.emit_json(document)
    else:
        _page(document)


def _page(document: dict[str, Any]) -> None:
    shown = False
    for sector in document["sectors"]:
        title = sector["sector"] or "targets in no sector of yours"
        gap = f": {sector['gap']}" if sector["gap"] else ""
        render.emit(title + gap, style="strong")
        if sector["organisations"]:
            render.emit_table(_COLUMNS, [_row(one) for one in sector["organisations"]])
            shown = True
        render.emit()
    if shown:
        render.emit(_LEGEND)
        render.emit()
    if not document["sectors"]:
        render.emit("No sector is chosen, and no organisation is a target.")
        render.emit("Begin with: netlog sector NAME, netlog org NAME --sector NAME --target")
        render.emit()
    for line in _sums(document):
        render.emit(line)


def _row(one: dict[str, Any]) -> tuple[Any, ...]:
    rank = one["rank"] or ("yes" if one["target"] else None)
    marks = "".join(_mark(each["stage"]) for each in one["people"])
    absent = _ABSENT * (_LEAST - one["named"])
    names = ", ".join(each["person"]["name"] for each in one["people"])
    return rank, one["organisation"]["name"], f"{marks}{absent} {names}".rstrip(), one["gap"]


def _mark(stage: str | None) -> str:
    if stage in BY_HAND:
        return _ASIDE
    return _NAMED if stage in _KNOWN else _WAITING if stage in _AHEAD else _TALKED


def _sums(document: dict[str, Any]) -> Iterable[str]:
    targets, places = document["targets"], document["organisations"]
    recruiters, pace = document["recruiters"], document["pace"]
    reason = targets["without_reason"]
    yield f"targets        {targets['chosen']} of {targets['of']}" + (
        f", {reason} without a word on what you could do for them" if reason else ""
    )
    yield (
        f"organisations  {places['known']} known, {places['with_two_named']} with two people named,"
        f" {places['with_one_talked']} where you talked"
    )
    yield (
        f"recruiters     {recruiters['people']} of {_span(recruiters['people_of'])} people"
        f" in {recruiters['firms']} of {_span(recruiters['firms_of'])} firms,"
        f" {recruiters['approached']} approached;"
        f" this week {recruiters['approached_this_week']} of {recruiters['a_week']}"
    )
    weeks = ", ".join(str(each["approached"]) for each in pace)
    yield f"pace           first approached in the last four weeks, until {spoken(document['on'])}: {weeks}"


def _span(figures: list[int]) -> str:
    return "–".join(map(str, figures))
