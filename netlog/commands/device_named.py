"""Which device is meant by what was typed?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netlog.errors import AmbiguousName, Choice, Unknown

if TYPE_CHECKING:
    from netlog.app import App
    from sync.log import Device

_LEAST: Final = 4  # characters of an id


def device_named(app: App, typed: str) -> Device:
    """By its name, the beginning of its name, or the beginning of its id. Raises: Unknown, AmbiguousName."""
    wanted, every = typed.strip().casefold(), app.log.devices()
    same = [one for one in every if one.name.casefold() == wanted or one.id == wanted]
    close = [one for one in every if wanted and one.name.casefold().startswith(wanted)]
    by_id = [one for one in every if len(wanted) >= _LEAST and one.id.startswith(wanted)]
    found = same or close or by_id
    if not found:
        raise Unknown("device", typed)
    if len(found) > 1:
        raise AmbiguousName(typed, [Choice(one.id, one.name) for one in found])
    return found[0]
