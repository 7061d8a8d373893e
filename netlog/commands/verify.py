"""`netlog verify`: is every file what it claims to be?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netlog import render
from netlog.commands.declaring import verb
from netlog.commands.waiting import bar
from netlog.errors import RecordAltered
from netlog.noticed import Names, alarm_said

if TYPE_CHECKING:
    from netlog.commands.calling import Call
    from sync.verify import VerifyReport


_DAMAGED_HERE: Final = (
    "put archive.db back from a backup of this device\n"
    "leave the folder of the vault as it is: it holds the same entries, encrypted"
)
_DAMAGED_THERE: Final = (
    "your own entries are safe on this device\n"
    "if your sync service keeps older versions, put that file back from there, then: netlog verify"
)


@verb("verify", examples=("netlog verify", "netlog verify --json"), day=False)
def verify(call: Call) -> None:
    """Read everything in the archive and in the folder, and check every signature, hash and id."""
    with call.opened() as app, bar("checking", total=app.log.count().events) as done:
        report = app.log.verify(progress=done)
        alarms = [each for each in app.log.alarms() if not (each.notice or each.known)]
        names, now_ms = Names(app.log.devices()), app.s.clock_ms()
    if call.as_json:
        render.emit_json(
            {
                "files": report.files,
                "events": report.events,
                "bad": [{"path": each.path, "why": each.why} for each in report.bad],
                "missing": report.missing,
                "waiting": report.waiting,
                "folder": str(report.trouble) if report.trouble else None,
            }
        )
    else:
        _show(report)
    if report.bad:
        many = len(report.bad)
        said = (
            f"{many} files are not what they claim to be"
            if many > 1
            else "one file is not what it claims to be"
        )
        here = any(each.path.startswith("archive") for each in report.bad)
        raise RecordAltered(said, hint=_DAMAGED_HERE if here else _DAMAGED_THERE)
    if alarms:
        told = alarm_said(alarms[0], names, now_ms)
        raise RecordAltered(told.what, hint=told.hint)
    if report.trouble:
        raise report.trouble


def _show(report: VerifyReport) -> None:
    for each in report.bad:
        render.emit(f"bad      {each.path}: {each.why}", style="bad")
    for path in report.missing:
        render.emit(f"missing  {path}", style="warn")
    for path in report.waiting:
        render.emit(f"waiting  {path}", style="warn")
    if not report.bad:
        render.emit(
            f"{report.files:,} files and {report.events:,} entries read: all are what they claim to be."
        )
