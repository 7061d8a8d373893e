"""`netlog devices`: who writes into this vault, what is missing of each, and who belongs to it no more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from events.ids import device_id
from netlog import render
from netlog.commands.declaring import verb, verb_group
from netlog.commands.devices_remove import remove
from netlog.commands.devices_review import review
from netlog.noticed import Names, ago, gap_said
from netlog.render import Column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from events.ids import DeviceId
    from netlog.commands.calling import Call
    from sync.gaps import Gap
    from sync.log import Device

_COLUMNS = (
    Column("device"),
    Column("name"),
    Column("entries", right=True),
    Column("last heard"),
    Column("missing", right=True),
    Column(""),
)


@verb("list", examples=("netlog devices list", "netlog devices --json"), day=False)
def list_(call: Call) -> None:
    """Your devices: how much each wrote, when it was last heard of, and what of it has not arrived here."""
    with call.opened() as app:
        found, gaps, now_ms = app.log.devices(), app.log.gaps(), app.s.clock_ms()
    if call.as_json:
        render.emit_json({"devices": [document(one, gaps) for one in found]})
        return
    names = {one.id: one.name for one in found}
    rows = [_row(one, names, now_ms, here=not number) for number, one in enumerate(found)]
    shown = len(_COLUMNS) - (not any(row[-1] for row in rows))
    render.emit_table(_COLUMNS[:shown], [row[:shown] for row in rows])
    for gap in gaps:
        render.emit_item("", gap_said(gap, Names(found), now_ms), style="warn")
    for one in found:
        if one.review:
            many = "one entry" if one.review == 1 else f"{one.review:,} entries"
            hint = f"netlog devices review {one.id[:9]}"
            render.emit_item("", f"{many} of {one.name} came after it was removed: {hint}", style="warn")


def document(device: Device, gaps: Iterable[Gap]) -> dict[str, Any]:
    """As `status --json` shows it. `last_heard`: UTC, by that device's own clock."""
    gap = next((each for each in gaps if device_id(each.device) == device.id), None)
    return {
        "device": device.id,
        "name": device.name,
        "events": device.events,
        "last_heard": None if device.heard is None else utc(device.heard),
        "missing": device.missing,
        "replaced_by": list(device.replaced_by),
        "standing": device.standing,
        "review": device.review,
        "missing_since": utc(gap.since) if gap else None,
        "seen_by": [device_id(each) for each in gap.witnesses] if gap else [],
    }


def heard_said(heard: int | None, now_ms: int) -> str:
    """By that device's own clock, which may be ahead of ours."""
    return "nothing heard yet" if heard is None else f"heard {ago(max(now_ms - heard, 0))}"


def utc(ms: int) -> str | None:
    try:
        return f"{datetime.fromtimestamp(ms // 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (OverflowError, ValueError, OSError):  # a clock beyond the calendar
        return None


def _row(one: Device, names: dict[DeviceId, str], now_ms: int, *, here: bool) -> tuple[object, ...]:
    heard = "this device" if here else heard_said(one.heard, now_ms).removeprefix("heard ")
    became = _what_became(one, names)
    return one.id[:9], one.name, f"{one.events:,}", heard, one.missing or "–", became


def _what_became(one: Device, names: dict[DeviceId, str]) -> str:
    if one.standing == "removed":
        return "removed"
    if one.standing == "suspended":
        return "removed by one that it removed"
    goes_on = ", ".join(names[each] for each in one.replaced_by if each in names)
    return f"goes on as {goes_on}" if goes_on else ""


devices = verb_group(
    "devices",
    about="Your devices: how much each wrote, when it was last heard of, what of it has not arrived here.",
    examples=("netlog devices", "netlog devices remove phone", "netlog devices review phone"),
    commands=(list_, remove, review),
    alone=list_,
)
