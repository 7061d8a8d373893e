"""`netlog folder`: where the folder of the vault is, or where it went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from netlog import render
from netlog.commands.carrying import tell_of_carrier
from netlog.commands.declaring import verb

if TYPE_CHECKING:
    from netlog.commands.calling import Call


@verb("folder", examples=("netlog folder", "netlog folder ~/Dropbox/netlog"), day=False)
@click.argument("path", type=click.Path(path_type=Path, file_okay=False), required=False)
def folder(call: Call, path: Path | None) -> None:
    """Where the folder of the vault is. With PATH: it was moved there; it must hold this very vault."""
    with call.opened() as app:
        if path is not None:
            app.log.repoint(path.expanduser().absolute())
            app.publish()
        found = str(app.log.folder.path)
    if call.as_json:
        render.emit_json({"folder": found})
    else:
        render.emit(found)
        tell_of_carrier(Path(found))
