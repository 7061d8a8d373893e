"""`netlog devices review`: what a removed device still recorded, and whether it is taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog import render
from netlog.commands.declaring import verb
from netlog.commands.device_named import device_named
from netlog.commands.values import ONE_LINE
from netlog.trail import Trail, Wanted
from netlog.words import People

if TYPE_CHECKING:
    from netlog.commands.calling import Call


@verb(
    "review",
    examples=("netlog devices review phone", "netlog devices review phone --accept"),
    day=False,
)
@click.argument("device", type=ONE_LINE)
@click.option("--accept", is_flag=True, help="Take these entries over into your notebook.")
def review(call: Call, device: str, *, accept: bool) -> None:
    """What a removed device recorded that you have not seen when you removed it.

    Nothing of it is in your notebook, and nothing of it is lost. Were they your own entries, take them over:
    they then stand on all your devices, marked as brought in. Was the machine in other hands, leave them
    where they are.
    """
    with call.opened() as app:
        meant = device_named(app, device)
        late = list(app.log.in_review(meant.id))
        trail = Trail(app, People(app.hot, ask=None), Wanted(None, None, None))
        found = [trail.document(envelope) for envelope in late]
        taken = app.relay(late) if accept else 0
    if call.as_json:
        render.emit_json({"device": meant.id, "name": meant.name, "entries": found, "accepted": taken})
        return
    for each in found:
        render.emit(f"{each['recorded'][:16].replace('T', ' ')} UTC  {each['line']}")
    if accept:
        render.emit(f"{taken:,} entries of {meant.name} are in your notebook now.")
    elif found:
        render.tell(f"take them over: netlog devices review {meant.id[:9]} --accept")
    else:
        render.emit(f"There is nothing of {meant.name} to look at.")
