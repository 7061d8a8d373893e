"""`netlog devices`: who writes into this vault, what is missing of each, and who belongs to it no more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from netlog import render
from netlog.civil import spoken
from netlog.commands.declaring import verb, verb_group
from netlog.commands.devices_remove import remove
from netlog.commands.devices_review import review
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
    Column(""),
)


@verb("list", examples=("netlog devices list", "netlog devices --json"), day=False)
def list_(call: Call) -> None:
    """Your devices: how much each wrote, when it was last heard of, and what of it has not arrived here."""
    with call.opened() as app:
        found = [document(one) for one in app.log.devices()]
    if call.as_json:
        render.emit_json({"devices": found})
        return
    names = {one["device"]: one["name"] for one in found}
    rows = [_row(one, names) for one in found]
    shown = len(_COLUMNS) - (not any(row[-1] for row in rows))
    render.emit_table(_COLUMNS[:shown], [row[:shown] for row in rows])
    for one in found:
        if one["review"]:
            many = "one entry" if one["review"] == 1 else f"{one['review']:,} entries"
            hint = f"netlog devices review {one['device'][:9]}"
            render.emit(f"{many} of {one['name']} came after it was removed: {hint}", style="warn")


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
        "standing": device.standing,
        "review": device.review,
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
        _what_became(one, names),
    )


def _what_became(one: dict[str, Any], names: dict[str, str]) -> str:
    if one["standing"] == "removed":
        return "removed"
    if one["standing"] == "suspended":
        return "removed by one that it removed"
    goes_on = ", ".join(names[each] for each in one["replaced_by"] if each in names)
    return f"goes on as {goes_on}" if goes_on else ""


devices = verb_group(
    "devices",
    about="Your devices: how much each wrote, when it was last heard of, what of it has not arrived here.",
    examples=("netlog devices", "netlog devices remove phone", "netlog devices review phone"),
    commands=(list_, remove, review),
    alone=list_,
)
