"""How is it said that this device goes on under a new identity, and why it does?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sync import identity

if TYPE_CHECKING:
    from sync.log import Log

_WHY: Final = {
    identity.COPIED: "this notebook was brought here from another machine",
    identity.MOVED: "this notebook was copied or moved here from another place",
    identity.SECOND: "a copy of this notebook has written too, or this one was restored from a backup",
}


def notice(log: Log) -> str:
    """One line, right after it happened."""
    why = _WHY.get(log.former_identities()[-1].why, "")
    return f"{why}, so this device goes on as “{log.device_name}”; every entry is kept (netlog devices)"
