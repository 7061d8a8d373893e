"""`netlog status`: this vault, this device, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netlog import render
from netlog.commands.declaring import verb
from netlog.entries import not_understood

if TYPE_CHECKING:
    from netlog.app import App
    from netlog.commands.calling import Call


@verb("status", examples=("netlog status", "netlog status --json"), day=False)
def status(call: Call) -> None:
    """What is known of this vault and this device, and what waits."""
    with call.opened() as app:
        document = _document(app)
    if call.as_json:
        render.emit_json(document)
    else:
        _show(document)


def _document(app: App) -> dict[str, Any]:
    state = app.state()
    counts = app.log.count()
    unknown = sum(count for _, _, count in not_understood(app.cold, app.texts))
    this = {
        "device": app.log.device,
        "name": app.log.device_name,
        "events": counts.events,
        "last_heard": None,
        "missing": 0,
    }
    return {
        "vault": app.log.vault_text,
        "device": app.log.device,
        "folder": str(app.log.folder.path),
        "events": counts.events,
        "state": state,
        "outbox": counts.outbox,
        "waiting": counts.waiting,
        "quarantined": counts.quarantined,
        "unknown": unknown,
        "alarms": [],
        "devices": [this],
    }


def _show(document: dict[str, Any]) -> None:
    rows = [
        ("vault", document["vault"]),
        ("folder", document["folder"]),
        ("entries", f"{document['events']:,}"),
        ("state", document["state"]),
        ("devices", ", ".join(f"{each['name']} ({each['device'][:9]})" for each in document["devices"])),
    ]
    for name, value in rows:
        render.emit(f"{name:<8}  {value}")
    if document["outbox"]:
        render.emit(f"{document['outbox']:,} files wait for the folder: netlog doctor", style="warn")
    if document["unknown"]:
        render.emit(f"{document['unknown']:,} entries are not understood: netlog doctor", style="warn")
    if not document["outbox"] and not document["unknown"]:
        render.emit("Everything is in the folder.", style="good")
