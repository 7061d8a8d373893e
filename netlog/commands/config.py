"""`netlog config`: the settings of this device, and who decided each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog import config as settings
from netlog import render
from netlog.commands.declaring import verb
from netlog.commands.values import ONE_LINE, OneOf
from netlog.device import require_vault
from netlog.errors import Usage
from netlog.render import Column

if TYPE_CHECKING:
    from netlog.commands.calling import Call

_COLUMNS = (Column("setting"), Column("value"), Column("decided by"), Column("for"))


@verb(
    "config",
    examples=(
        "netlog config",
        "netlog config languages en de",
        "netlog config date_order DMY",
        "netlog config week_start --unset",
    ),
    day=False,
)
@click.argument("key", type=OneOf(lambda: tuple(settings.SETTINGS)), required=False)
@click.argument("value", type=ONE_LINE, nargs=-1)
@click.option("--unset", is_flag=True, help="Back to what netlog assumes.")
def config(call: Call, *, key: str | None, value: tuple[str, ...], unset: bool) -> None:
    """The settings of this device. An option of a call wins over a variable NETLOG_…, which wins over
    config.toml, which wins over what netlog assumes. Working days and holidays: netlog calendar.
    """
    if unset and (value or not key):
        raise Usage("--unset takes one setting and no value", hint="netlog config week_start --unset")
    if key and (value or unset):
        require_vault(call.surroundings)
        settings.write(call.home, key, " ".join(value) if value else None)
    rows = [each for each in settings.chosen(call.home) if key in {None, each.key}]
    if call.as_json:
        render.emit_json([each._asdict() for each in rows])
        return
    render.emit_table(
        _COLUMNS,
        [(each.key, each.value or "–", each.origin, settings.SETTINGS[each.key].about) for each in rows],
    )
    if not key:
        render.emit()
        render.emit(f"file: {call.home / settings.NAME}", style="faint")
