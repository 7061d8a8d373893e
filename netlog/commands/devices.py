"""`netlog devices`: who writes into this vault, and what is missing of each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from netlog import render
from netlog.civil import spoken
from netlog.commands.declaring import verb
from netlog.render import Column

if TYPE_CHECKING:
    from netlog.commands.calling import Call
    from sync.log import Device

_COLUMNS = (
    Column("device"),
    Column("name"),
    Column("entries", right=True),
    Column("last heard"),
    Column("missing", right=True),
    Column("goes on as"),
)


@verb("devices", examples=("netlog devices", "netlog devices --json"), day=False)
def devices(call: Call) -> None:
    """Your devices: how much each wrote, when it was last heard of, and what of it has not arrived here."""
    with call.opened() as app:
        found = [document(one) for one in app.log.devices()]
    if call.as_json:
        render.emit_json({"devices": found})
        return
    names = {one["device"]: one["name"] for one in found}
    rows = [_row(one, names) for one in found]
    shown = len(_COLUMNS) - (not any(one["replaced_by"] for one in found))
    render.emit_table(_COLUMNS[:shown], [row[:shown] for row in rows])


def document(device: Device) -> dict[str, Any]:
    """As `status --json` shows it. `last_heard`: UTC, by that device's own clock."""
    heard = device.heard
    return {
        "device": device.id,
        "name": device.name,
        "events": device.events,
        "last_heard": None if heard is None else _utc(heard),
        "missing": device.missing,
        "replaced_by": list(device.replaced_by),
    }


def _utc(ms: int) -> str | None:
    try:
        return f"{datetime.fromtimestamp(ms // 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (OverflowError, ValueError, OSError):  # a clock beyond the calendar
        return None


def _row(one: dict[str, Any], names: dict[str, str]) -> tuple[object, ...]:
    heard = one["last_heard"]
    return (
        one["device"][:9],
        one["name"],
        f"{one['events']:,}",
        spoken(heard[:10]) if heard else "–",
        one["missing"] or "–",
        ", ".join(names[each] for each in one["replaced_by"]),
    )
