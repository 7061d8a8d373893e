"""What does a doctor find about the other devices, what came from them, and what carries the folder?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from events.ids import device_id
from netlog.carriers import carrier_of
from netlog.noticed import Names, alarm_said, file_said, files_of, gap_said
from sync.known import ALTERED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netlog.app import App

Verdict = Literal["ok", "warn", "bad"]
_NAMED: Final = 20
"""Files that are named one by one."""


class Check(NamedTuple):
    name: str
    verdict: Verdict
    said: str
    hint: str | None = None


def of_what_was_noticed(app: App) -> Iterator[Check]:
    """Alarms, what waits and why, and what of whom has not arrived."""
    now_ms, alarms, names = app.s.clock_ms(), app.log.alarms(), Names(app.log.devices())
    for alarm in alarms:
        said = alarm_said(alarm, names, now_ms)
        if alarm.known:
            yield Check("alarms", "ok", f"you know of it: {said.what}")
        else:
            yield Check("alarms", "warn" if alarm.notice else "bad", said.what, said.hint)
    files = [each for each in app.log.unsettled() if each.verdict != ALTERED]
    for file in files[:_NAMED]:
        said = file_said(file, now_ms)
        yield Check("files", "warn", said.what, said.hint)
    if len(files) > _NAMED:
        yield Check("files", "warn", f"and {files_of(len(files) - _NAMED)} more like these", "netlog verify")
    withheld = {alarm.device for alarm in alarms if alarm.kind == "withheld"}
    for gap in app.log.gaps():
        if device_id(gap.device) not in withheld:
            said_of = gap_said(gap, names, now_ms)
            yield Check(
                "missing", "warn", said_of, "let your sync program finish here and there, then: netlog sync"
            )


def of_the_carrier(app: App) -> Iterator[Check]:
    found = carrier_of(app.log.folder.path)
    if found is None:
        return
    if found.managed:
        said = (
            f"{found.name} carries the folder, in what looks like an employer's account: they cannot read it,"
        )
        said += " but see when you write, and can hold files back or delete them"
        yield Check("carried by", "warn", said, "use an account and a machine of your own")
    else:
        yield Check("carried by", "ok", f"{found.name} carries the folder")
    online = [each for each in app.log.unsettled() if each.why == "elsewhere"]
    if online or found.name in _TO_BE_SET:
        for advice in found.advice:
            yield Check(
                "carried by", "warn" if online else "ok", f"to set in {found.name}: {advice}", "netlog sync"
            )


_TO_BE_SET: Final = frozenset({"Syncthing", "git", "rclone", "Resilio Sync"})
"""Whose settings matter even while every file is here."""
