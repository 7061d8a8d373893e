"""`netlog devices`: who writes into this vault, and what is missing of each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from events.ids import device_id
from netlog import render
from netlog.commands.declaring import verb
from netlog.noticed import Names, ago, gap_said
from netlog.render import Column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netlog.commands.calling import Call
    from sync.gaps import Gap
    from sync.log import Device

_COLUMNS = (
    Column("device"),
    Column("name"),
    Column("entries", right=True),
    Column("last heard"),
    Column("missing", right=True),
)


@verb("devices", examples=("netlog devices", "netlog devices --json"), day=False)
def devices(call: Call) -> None:
    """Your devices: how much each wrote, when it was last heard of, and what of it has not arrived here."""
    with call.opened() as app:
        found, gaps, now_ms = app.log.devices(), app.log.gaps(), app.s.clock_ms()
    if call.as_json:
        render.emit_json({"devices": [document(one, gaps) for one in found]})
        return
    render.emit_table(_COLUMNS, [_row(one, now_ms, here=not number) for number, one in enumerate(found)])
    for gap in gaps:
        render.emit_item("", gap_said(gap, Names(found), now_ms), style="warn")


def document(device: Device, gaps: Iterable[Gap]) -> dict[str, Any]:
    """As `status --json` shows it. `last_heard`: UTC, by that device's own clock."""
    gap = next((each for each in gaps if device_id(each.device) == device.id), None)
    return {
        "device": device.id,
        "name": device.name,
        "events": device.events,
        "last_heard": None if device.heard is None else utc(device.heard),
        "missing": device.missing,
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


def _row(one: Device, now_ms: int, *, here: bool) -> tuple[object, ...]:
    heard = "this device" if here else heard_said(one.heard, now_ms).removeprefix("heard ")
    return one.id[:9], one.name, f"{one.events:,}", heard, one.missing or "–"
