"""`netlog status`, `netlog sync`: this vault, this device, what waits, and what should not be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from events.ids import device_id
from netlog import render
from netlog.carriers import carrier_of
from netlog.commands.declaring import verb
from netlog.commands.devices import document as device_document
from netlog.commands.devices import heard_said, utc
from netlog.entries import not_understood
from netlog.errors import RecordAltered, Unknown
from netlog.noticed import Names, alarm_said, file_said, files_of, gap_said
from sync.alone import somebody_watches
from sync.errors import FolderUnavailable
from sync.known import ALTERED, PATIENCE_MS

if TYPE_CHECKING:
    from events.ids import DeviceId
    from netlog.app import App
    from netlog.commands.calling import Call
    from sync.alarms import Alarm
    from sync.heal import Lacking
    from sync.ingest import Received
    from sync.tending import Tended

_SHOWN: Final = 3
"""Files that are named; `doctor` names every one."""


@verb("status", examples=("netlog status", "netlog status --json"), day=False)
@click.option("--known", metavar="ALARM", help="You know of this alarm: show it no more, unless it grows.")
def status(call: Call, known: str | None) -> None:
    """What is known of this vault and this device, and what waits."""
    with call.opened() as app:
        if known is not None:
            _settle(app, known)
        found = Standing(app)
    if call.as_json:
        render.emit_json(found.document())
    else:
        found.show()


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
        found = Standing(app)
        new = [each for each in found.alarms if each.new]
        if new:
            app.log.mark_told(new)
    first = next((each for each in new if not each.notice), None)
    if call.as_json:
        render.emit_json(found.document() | {"returned": tended.returned, "resent": tended.resent})
    else:
        _show_traffic(received, tended)
        found.show(but=first)
    if first is not None:
        said = alarm_said(first, found.names, found.now_ms)
        raise RecordAltered(said.what, hint=f"{said.hint}\nnetlog doctor")


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


def _show_traffic(received: Received, tended: Tended) -> None:
    if received.events:
        many = "one new entry" if received.events == 1 else f"{received.events:,} new entries"
        render.emit(f"{many} came from your other devices.")
    if tended.returned:
        gone = "one file that was gone is"
        if tended.returned > 1:
            gone = f"{tended.returned:,} files that were gone are"
        render.emit(f"{gone} in the folder again.")
    if tended.resent:
        render.emit(f"{tended.resent:,} files went out again, for a device that had not seen them.")


def _settle(app: App, typed: str) -> None:
    fitting = [each for each in app.log.alarms() if len(typed) >= _SHORTEST and each.id.startswith(typed)]
    if not fitting:
        raise Unknown("alarm", typed, hint="netlog status   (shows each with its id)")
    app.log.mark_told(fitting, known=True)


_SHORTEST: Final = 4


class Standing:
    """How this vault stands on this device, read at once."""

    def __init__(self, app: App) -> None:
        self.now_ms = app.s.clock_ms()
        self.state, self.counts = app.state(), app.log.count()
        self.devices, self.gaps = app.log.devices(), app.log.gaps()
        self.alarms, self.files = app.log.alarms(), app.log.unsettled()
        self.names = Names(self.devices)
        self._vault, self._device = app.log.vault_text, app.log.device
        self._folder = app.log.folder.path
        self._carrier, self._lacking = carrier_of(self._folder), app.log.lacking()
        self._watched = somebody_watches(app.s.home)
        self._unknown = sum(count for _, _, count in not_understood(app.cold, app.texts))

    def document(self) -> dict[str, Any]:
        return {
            "vault": self._vault,
            "device": self._device,
            "folder": str(self._folder),
            "events": self.counts.events,
            "state": self.state,
            "outbox": self.counts.outbox,
            "waiting": self.counts.waiting,
            "quarantined": self.counts.quarantined,
            "unknown": self._unknown,
            "lacking": self._lacking.files,
            "asks": self._lacking.is_much,
            "alarms": [self._alarm(each) for each in self.alarms if not each.notice],
            "devices": [device_document(one, self.gaps) for one in self.devices],
            "notices": [self._alarm(each) for each in self.alarms if each.notice],
            "carrier": self._carrier and {"name": self._carrier.name, "managed": self._carrier.managed},
            "watched": self._watched,
            "files": [
                {
                    "path": each.name,
                    "why": each.why,
                    "since": utc(each.since),
                    "quarantined": self._stale(each.since),
                }
                for each in self.files
            ],
        }

    def _stale(self, since: int) -> bool:
        return since < self.now_ms - PATIENCE_MS

    def _alarm(self, alarm: Alarm) -> dict[str, Any]:
        said = alarm_said(alarm, self.names, self.now_ms)
        return {
            "id": alarm.id,
            "kind": alarm.kind,
            "device": alarm.device and self._named(alarm.device),
            "witnesses": [self._named(each) for each in alarm.witnesses],
            "since": utc(alarm.since),
            "many": alarm.many,
            "files": list(alarm.files),
            "said": said.what,
            "hint": said.hint,
            "new": alarm.new,
            "known": alarm.known,
        }

    def _named(self, device: DeviceId) -> dict[str, str]:
        return {"id": device, "name": self.names.of(device)}

    def show(self, but: Alarm | None = None) -> None:
        """`but`: the alarm that is told as an error, and need not be told twice."""
        self._show_facts()
        told = self._show_alarms(but)
        told += self._show_files()
        told += self._show_gaps()
        if self.counts.outbox:
            wait = "waits" if self.counts.outbox == 1 else "wait"
            _warn(f"{files_of(self.counts.outbox)} {wait} for the folder: netlog doctor")
        if self._lacking.files:
            _show_lacking(self._lacking)
        if self._unknown:
            many = "1 entry is" if self._unknown == 1 else f"{self._unknown:,} entries are"
            _warn(f"{many} not understood: netlog doctor")
        if not (told or self.counts.outbox or self._unknown or self._lacking.files):
            render.emit("Everything is in the folder.", style="good")

    def _show_facts(self) -> None:
        carried = f"   (carried by {self._carrier.name})" if self._carrier else ""
        rows = [
            ("vault", self._vault),
            ("folder", f"{self._folder}{carried}"),
            ("entries", f"{self.counts.events:,}"),
            ("state", self.state),
        ]
        for name, value in rows:
            render.emit(f"{name:<8}  {value}")
        title = "devices"
        for number, each in enumerate(self.devices):
            heard = "this one" if number == 0 else heard_said(each.heard, self.now_ms)
            render.emit_item(f"{title:<8}  ", f"{each.name} ({each.id[:9]}), {heard}")
            title = ""

    def _show_alarms(self, but: Alarm | None) -> int:
        for each in self.alarms:
            if each.known or each == but:
                continue
            said = alarm_said(each, self.names, self.now_ms)
            mark, style = _MARKS[each.notice]
            render.emit_item(mark, said.what, style=style)
            render.emit_item(" " * len(mark), said.hint)
            if not each.notice:
                known = f"if you know why, and live with it: netlog status --known {each.id[:_SHORTEST]}"
                render.emit_item(" " * len(mark), known)
        known_of = sum(each.known for each in self.alarms)
        if known_of:
            render.emit(f"{known_of:,} more that you know of: netlog doctor", style="faint")
        return len(self.alarms)

    def _show_files(self) -> int:
        files = [each for each in self.files if each.verdict != ALTERED]
        stale = [each for each in files if self._stale(each.since)]
        waiting = [each for each in files if each not in stale]
        if waiting:
            are = (
                "file cannot be used yet; it is"
                if len(waiting) == 1
                else "files cannot be used yet; they are"
            )
            _warn(f"{len(waiting):,} {are} looked at again")
        if stale:
            are = "file is" if len(stale) == 1 else "files are"
            _warn(f"{len(stale):,} {are} of no use for more than a day: netlog doctor")
        for each in (waiting + stale)[:_SHOWN]:
            render.emit_item("  ", file_said(each, self.now_ms).what)
        return len(files)

    def _show_gaps(self) -> int:
        withheld = {each.device for each in self.alarms if each.kind == "withheld"}
        gaps = [each for each in self.gaps if device_id(each.device) not in withheld]
        for gap in gaps:
            _warn(gap_said(gap, self.names, self.now_ms))
        return len(gaps)


_MARKS: Final[dict[bool, tuple[str, render.Style]]] = {
    False: ("ALARM     ", "bad"),
    True: ("notice    ", "warn"),
}


def _warn(said: str) -> None:
    render.emit_item("", said, style="warn")


def _show_lacking(lacking: Lacking) -> None:
    files = lacking.files
    if lacking.is_much:
        render.emit(f"{files:,} files are gone from the folder: more than a quarter of it.", style="bad")
        render.emit("Is it the right folder, and did nobody mean to delete them? netlog sync --publish-again")
    else:
        many = "One file is" if files == 1 else f"{files:,} files are"
        _warn(f"{many} gone from the folder, and put back after a day; at once: netlog sync --publish-again")
