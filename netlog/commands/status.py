"""`netlog status`, `netlog sync`: this vault, this device, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netlog import render
from netlog.commands.declaring import verb
from netlog.commands.devices import document as device_document
from netlog.entries import not_understood
from netlog.errors import RecordAltered
from sync.known import ALTERED

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


@verb("sync", examples=("netlog sync", "netlog sync --json"), day=False)
def sync_(call: Call) -> None:
    """Send what waits for the folder, take in everything that came, and say what is still on its way."""
    with call.opened() as app:
        app.publish()
        received = app.receive()
        document = _document(app)
    if call.as_json:
        render.emit_json(document)
    else:
        if received.events:
            many = "one new entry" if received.events == 1 else f"{received.events:,} new entries"
            render.emit(f"{many} came from your other devices.")
        _show(document)
    altered = [name for name, verdict in received.bad if verdict == ALTERED]
    if altered:
        raise RecordAltered(
            f"{len(altered):,} files in the folder are not what they claim to be: {altered[0]}",
            hint="netlog doctor   (your own entries are safe in the archive of this device)",
        )


def _document(app: App) -> dict[str, Any]:
    state = app.state()
    counts = app.log.count()
    unknown = sum(count for _, _, count in not_understood(app.cold, app.texts))
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
        "devices": [device_document(one) for one in app.log.devices()],
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
    if document["waiting"]:
        render.emit(
            f"{document['waiting']:,} files are not complete yet; they are looked at again", style="warn"
        )
    if document["quarantined"]:
        render.emit(
            f"{document['quarantined']:,} files are of no use since a day: netlog doctor", style="warn"
        )
    for each in document["devices"]:
        if each["missing"]:
            render.emit(f"{each['missing']:,} files of {each['name']} have not arrived", style="warn")
    if document["unknown"]:
        render.emit(f"{document['unknown']:,} entries are not understood: netlog doctor", style="warn")
    if not document["outbox"] and not document["unknown"]:
        render.emit("Everything is in the folder.", style="good")
