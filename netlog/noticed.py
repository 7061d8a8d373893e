"""What was noticed about devices and files, and what helps, in plain words.

Rule: every sentence names the device or the file, and says whether entries are in danger. Names of files come
from the folder and are anybody's; they are escaped where everything else is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from events.ids import device_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from events.ids import DeviceId
    from sync.alarms import Alarm
    from sync.gaps import Gap
    from sync.log import Device
    from sync.unsettled import Unsettled

_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 60 * _MINUTE_MS
_DAY_MS: Final = 24 * _HOUR_MS
_A_WHILE: Final = 2


class Said(NamedTuple):
    what: str
    hint: str


def lasting(ms: int) -> str:
    """How long something is so already, in one unit; nothing if that began just now."""
    for unit, size in (("day", _DAY_MS), ("hour", _HOUR_MS), ("minute", _MINUTE_MS)):
        if ms >= _A_WHILE * size:
            return f"for {ms // size:,} {unit}s"
    return ""


def ago(ms: int) -> str:
    """How long ago something was."""
    said = lasting(ms)
    return f"{said.removeprefix('for ')} ago" if said else "just now"


def _since(ms: int) -> str:
    """The same behind a comma."""
    said = lasting(ms)
    return f", {said}" if said else ""


class Names:
    """How devices are called; one whose membership has not arrived has no name yet."""

    def __init__(self, devices: Sequence[Device]) -> None:
        self._names: Mapping[DeviceId, str] = {one.id: one.name or one.id[:9] for one in devices}
        self._here = devices[0].id if devices else None

    def of(self, device: DeviceId | None) -> str:
        if device is None:
            return "the vault"
        return self._names.get(device, f"a device not known here ({device[:9]})")

    def all_of(self, devices: Sequence[DeviceId]) -> str:
        names = ["this device" if one == self._here else self.of(one) for one in devices]
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def files_of(many: int) -> str:
    return "1 file" if many == 1 else f"{many:,} files"


def gap_said(gap: Gap, names: Names, now_ms: int) -> str:
    """What has not arrived of whom, who has seen it, since when."""
    device = device_id(gap.device)
    arrived = f"{files_of(gap.many)} of {names.of(device)} {_have(gap.many)} not arrived"
    seen = _seen_by([each for each in map(device_id, gap.witnesses) if each != device], gap.many, names)
    return f"{arrived}{_since(now_ms - gap.since)}{seen}"


def _have(many: int) -> str:
    return "has" if many == 1 else "have"


def _are(many: int) -> str:
    return "is" if many == 1 else "are"


def _them(many: int) -> str:
    return "it" if many == 1 else "them"


def _seen_by(others: Sequence[DeviceId], many: int, names: Names) -> str:
    return f"; {names.all_of(others)} {_have(len(others))} seen {_them(many)}" if others else ""


def alarm_said(alarm: Alarm, names: Names, now_ms: int) -> Said:
    """What that means, and what helps."""
    return _SAID[alarm.kind](alarm, names, now_ms - alarm.since)


def _altered(alarm: Alarm, names: Names, ms: int) -> Said:
    whose = f" of {names.of(alarm.device)}" if alarm.device else ""
    claim = "is not what it claims" if alarm.many == 1 else "are not what they claim"
    which = alarm.files[0] if alarm.many == 1 else f"such as {alarm.files[0]}"
    return Said(
        f"{files_of(alarm.many)}{whose} in the folder {claim} to be{_since(ms)}: {which}."
        f" netlog does not use {_them(alarm.many)}; your entries are safe on this device",
        _HINT["altered"],
    )


def _fork(alarm: Alarm, names: Names, ms: int) -> Said:
    name = names.of(alarm.device)
    others = [each for each in alarm.witnesses if each != alarm.device]
    seen = f" ({names.all_of(others)} {_have(len(others))} seen the other)" if others else ""
    if alarm.notice:
        return Said(
            f"{name} went on from two copies of itself{seen}; both are kept, and nothing is lost",
            "nothing to do: each goes on as a device of its own",
        )
    return Said(
        f"{name} wrote two different things as one{seen}, noticed {ago(ms)}: a copy of it is in use, or"
        " somebody shows your devices different things. Both are kept",
        f"is there a copy of {name} (a backup, a cloned disk)? if not, here and there: netlog compare",
    )


def _less(alarm: Alarm, names: Names, ms: int) -> Said:
    name = names.of(alarm.device)
    return Said(
        f"{name} says that it holds less of {names.all_of(alarm.witnesses)} than it said before, noticed"
        f" {ago(ms)}: its archive is damaged, or somebody writes in its name",
        f"on {name}: netlog verify",
    )


def _went_back(alarm: Alarm, names: Names, ms: int) -> Said:
    of = f"the last {files_of(alarm.many)} of {names.of(alarm.device)}" if alarm.many > 1 else ""
    of = of or f"the last file of {names.of(alarm.device)}"
    if alarm.device is None:
        of = f"{files_of(alarm.many)} about your devices"
    return Said(
        f"the folder went back: {of} {_are(alarm.many)} gone from it{_since(ms)}. Nothing is lost, all of"
        " it is on this device",
        "was an older folder put in its place? bring the present one back; else: netlog sync --publish-again",
    )


def _withheld(alarm: Alarm, names: Names, ms: int) -> Said:
    name = names.of(alarm.device)
    seen = _seen_by([each for each in alarm.witnesses if each != alarm.device], alarm.many, names)
    return Said(
        f"{files_of(alarm.many)} of {name} {_have(alarm.many)} not arrived{_since(ms)}, though newer ones"
        f" came{seen}",
        f"does the sync program on {name} leave files out, or wait for somebody? see there",
    )


def _recovery_code(alarm: Alarm, names: Names, ms: int) -> Said:
    name = names.of(alarm.device)
    return Said(
        f"a recovery code was made on {name} without the one in force, noticed {ago(ms)}. It opens your vault"
        " as well, and decides nothing",
        f"was it not you? then: netlog devices remove {_typed(alarm.device)}   (that code goes with it)",
    )


def _typed(device: DeviceId | None) -> str:
    return "DEVICE" if device is None else device[:9]


def _dispute(alarm: Alarm, names: Names, ms: int) -> Said:
    return Said(
        f"{names.all_of(alarm.witnesses)} have removed each other, noticed {ago(ms)}: neither records until"
        " your recovery code decides. Nothing is lost",
        "netlog devices remove DEVICE   (the one that is to go, with the recovery code)",
    )


_SAID: Final[dict[str, Callable[[Alarm, Names, int], Said]]] = {
    "altered": _altered, "dispute": _dispute, "fork": _fork, "less": _less,
    "recovery-code": _recovery_code, "went-back": _went_back, "withheld": _withheld,
}  # fmt: skip


_WHY: Final = {
    "empty": "nothing is in it yet",
    "torn": "only its beginning has arrived",
    "elsewhere": "its content is online only",
    "unreadable": "it cannot be read now",
    "member": "written by a device that is not known here yet",
    "epoch": "the key that opens it has not arrived",
    "parents": "an earlier membership record has not arrived",
    "altered": "changed or damaged from outside",
    "foreign": "of another vault",
    "newer": "written by a newer netlog",
}
_UNFINISHED: Final = (
    "let your sync program finish; if it says that it has, delete this one file: its writer still has it"
)
_HINT: Final = {
    "empty": _UNFINISHED,
    "torn": _UNFINISHED,
    "elsewhere": "tell your sync program to keep the folder on this device",
    "unreadable": "make it yours to read: chmod u+r FILE",
    "member": "let your sync program finish: the record that adds that device lies in members/",
    "epoch": "let your sync program finish: the record that brings the key lies in members/",
    "parents": "let your sync program finish: the record before it lies in members/",
    "altered": "if your sync service keeps older versions, put that file back from there, then: netlog sync",
    "foreign": "move it back to the folder that it belongs to",
    "newer": "pipx upgrade netlog",
}


def file_said(file: Unsettled, now_ms: int) -> Said:
    """Why a file of the folder is not taken in, and what helps."""
    why = _WHY.get(file.why, "it cannot be used")
    return Said(f"{file.name}: {why}{_since(now_ms - file.since)}", _HINT.get(file.why, "netlog verify"))
