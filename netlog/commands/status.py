"""`netlog status`, `netlog sync`: this vault, this device, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from netlog import render
from netlog.commands.declaring import verb
from netlog.commands.devices import document as device_document
from netlog.entries import not_understood
from netlog.errors import RecordAltered
from sync.errors import FolderUnavailable
from sync.known import ALTERED

if TYPE_CHECKING:
    from netlog.app import App
    from netlog.commands.calling import Call
    from sync.ingest import Received
    from sync.tending import Tended


@verb("status", examples=("netlog status", "netlog status --json"), day=False)
def status(call: Call) -> None:
    """What is known of this vault and this device, and what waits."""
    with call.opened() as app:
        document = _document(app)
    if call.as_json:
        render.emit_json(document)
    else:
        _show(document)


@verb("sync", examples=("netlog sync", "netlog sync --publish-again"), day=False)
@click.option(
    "--publish-again", is_flag=True, help="Put back at once everything that the folder lacks, however much."
)
def sync_(call: Call, *, publish_again: bool) -> None:
    """Take in everything that came, send what waits, put back what the folder lacks since a day, and say what
    is still on its way.
    """
    with call.opened() as app:
        received, tended = _exchanged(app, publish_again=publish_again)
        document = _document(app) | {"returned": tended.returned, "resent": tended.resent}
    if call.as_json:
        render.emit_json(document)
    else:
        if received.events:
            many = "one new entry" if received.events == 1 else f"{received.events:,} new entries"
            render.emit(f"{many} came from your other devices.")
        if tended.returned:
            gone = (
                "one file that was gone is"
                if tended.returned == 1
                else f"{tended.returned:,} files that were gone are"
            )
            render.emit(f"{gone} in the folder again.")
        if tended.resent:
            render.emit(f"{tended.resent:,} files went out again, for a device that had not seen them.")
        _show(document)
    altered = [name for name, verdict in received.bad if verdict == ALTERED]
    if altered:
        raise RecordAltered(
            f"{len(altered):,} files in the folder are not what they claim to be: {altered[0]}",
            hint="netlog doctor   (your own entries are safe in the archive of this device)",
        )


def _exchanged(app: App, *, publish_again: bool) -> tuple[Received, Tended]:
    """Both ways. A folder without its genesis is tended all the same: it may be ours, and only that be gone.

    Raises: FolderUnavailable.
    """
    try:
        first = app.receive()
    except FolderUnavailable:
        if app.log.tend(publish_again=publish_again).genesis and not publish_again:
            render.tell(
                "its vault-….nlv file is gone; it is put back in a day, or now: netlog sync --publish-again"
            )
        first = app.receive()
    tended = app.log.tend(publish_again=publish_again)
    app.publish()
    second = app.receive()
    return second._replace(events=first.events + second.events), tended


def _document(app: App) -> dict[str, Any]:
    state = app.state()
    counts = app.log.count()
    lacking = app.log.lacking()
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
        "lacking": lacking.files,
        "asks": lacking.is_much,
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
    _show_lacking(document["lacking"], asks=document["asks"])
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
    if not document["outbox"] and not document["unknown"] and not document["lacking"]:
        render.emit("Everything is in the folder.", style="good")


def _show_lacking(files: int, *, asks: bool) -> None:
    if asks:
        render.emit(f"{files:,} files are gone from the folder: more than a quarter of it.", style="bad")
        render.emit("Is it the right folder, and did nobody mean to delete them? netlog sync --publish-again")
    elif files:
        many = "One file is" if files == 1 else f"{files:,} files are"
        render.emit(f"{many} gone from the folder, and put back after a day", style="warn")
