"""`netlog rebuild`: what the views hold is disposable; fold it anew from the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlog import render
from netlog.commands.declaring import verb
from netlog.entries import not_understood
from netlog.progress import progress

if TYPE_CHECKING:
    from netlog.commands.calling import Call


@verb("rebuild", examples=("netlog rebuild", "netlog rebuild --json"), day=False)
def rebuild(call: Call) -> None:
    """Fold everything again from the archive. Nothing is lost and nothing should change; the state tells."""
    with call.opened() as app:
        events = app.log.count().events
        with progress("folding", total=events) as advance:
            caught = app.rebuild(progress=lambda folded, _total: advance(folded))
        document = {
            "events": events,
            "subjects": caught.folded,
            "unknown": sum(count for _, _, count in not_understood(app.cold, app.texts)),
            "state": app.state(),
        }
        app.put_away()
    if call.as_json:
        render.emit_json(document)
        return
    render.emit(f"{events:,} entries folded for {caught.folded:,} subjects.")
    render.emit(f"state  {document['state']}")
