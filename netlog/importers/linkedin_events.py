"""What do the rows of a Connections.csv say about people, in the words that every import uses?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netlog.importers.profiles import PROFILE
from netlog.importers.rows import Skipped, Somebody

if TYPE_CHECKING:
    from collections.abc import Callable

    from events.people import ChannelKind
    from netlog.importers.linkedin import Connection, Connections
    from netlog.importers.planning import Planning

SOURCE: Final = "linkedin"


def take(connections: Connections, planning: Planning, advance: Callable[[int], None]) -> None:
    """Reads every row and decides."""
    for row in connections:
        if isinstance(row, Skipped):
            planning.leave_out(row)
        else:
            planning.somebody(somebody(row))
        advance(1)


def somebody(row: Connection) -> Somebody:
    channels: list[tuple[ChannelKind, str]] = []
    if row.url_slug is not None:
        channels.append(("linkedin", PROFILE + row.url_slug))
    if row.email is not None:
        channels.append(("email", row.email))
    return Somebody(
        row.line, row.row_key, row.name, row.position, row.company, tuple(channels), row.connected_on
    )
