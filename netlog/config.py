"""What has the user chosen for this device, and where?

An environment variable `NETLOG_<KEY>` wins over `config.toml` in the home, which wins over what netlog
assumes; an option of the call wins over all of them. What all devices must agree on (working days, holidays)
is no setting of a device, but an event.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from netlog.civil import WEEKDAYS
from netlog.errors import Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from netlog.dates import DateOrder

NAME: Final = "config.toml"
_LONGEST: Final = 65_536  # bytes
_ORDERS: Final = ("DMY", "MDY", "YMD")
_YES_NO: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_CODE: Final = re.compile(r"[a-z]{2,3}")


class Config(NamedTuple):
    """`languages`: of dates as people type them, ISO 639 codes, most used first. `date_order`: how 03/11/2026
    is meant; None: such dates are refused. `week_start`: 0 is Monday. `complete_names`: whether a shell may
    be told who is in the notebook while netlog is unlocked. `inbox`: the folder of notes from a phone.
    """

    languages: tuple[str, ...] = ("en",)
    date_order: DateOrder | None = None
    week_start: int = 0
    complete_names: bool = True
    inbox: str | None = None


class Setting(NamedTuple):
    """`read` gives the value of what TOML holds, and raises ValueError with a sentence that says what is
    allowed. `typed` makes that of what the environment holds, and `said` what is typed of the value.
    """

    about: str
    example: str
    read: Callable[[Any], Any]
    said: Callable[[Any], str | None]
    typed: Callable[[str], Any] = str


class Chosen(NamedTuple):
    """The value of one setting as it is typed, and who said so."""

    key: str
    value: str | None
    origin: str


def _languages(given: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever the file holds
    if not (isinstance(given, list) and given and all(isinstance(each, str) for each in given)):
        raise ValueError("languages is a list of codes")
    if unfit := [each for each in given if not _CODE.fullmatch(each)]:
        raise ValueError(f"no code of a language: {unfit[0]}")
    return tuple(given)


def _date_order(given: Any) -> DateOrder:  # noqa: ANN401 - as above
    if str(given).upper() not in _ORDERS:
        raise ValueError("date_order is one of DMY, MDY, YMD")
    return cast("DateOrder", str(given).upper())


def _week_start(given: Any) -> int:  # noqa: ANN401 - as above
    typed = str(given).lower()
    found = [number for number, name in enumerate(WEEKDAYS) if len(typed) > 1 and name.startswith(typed)]
    if len(found) != 1:
        raise ValueError("week_start is a weekday, such as monday or sunday")
    return found[0]


def _complete_names(given: Any) -> bool:  # noqa: ANN401 - as above
    chosen = given if isinstance(given, bool) else _YES_NO.get(str(given).lower())
    if chosen is None:
        raise ValueError("complete_names is true or false")
    return chosen


def _inbox(given: Any) -> str:  # noqa: ANN401 - as above
    if not (isinstance(given, str) and os.path.isabs(os.path.expanduser(given))):  # noqa: PTH111, PTH117 - pathlib is slow
        raise ValueError("inbox is a folder, from the root or from ~ on")
    return given


SETTINGS: Final[Mapping[str, Setting]] = {
    "languages": Setting(
        "of dates as you type them, codes, most used first",
        "languages en de",
        _languages,
        " ".join,
        typed=lambda typed: typed.replace(",", " ").lower().split(),
    ),
    "date_order": Setting(
        "how 03/11/2026 is meant: DMY, MDY or YMD; not set, such dates are refused",
        "date_order DMY",
        _date_order,
        lambda order: order,
    ),
    "week_start": Setting(
        "the first day of a week, for “next week”", "week_start sunday", _week_start, WEEKDAYS.__getitem__
    ),
    "complete_names": Setting(
        "whether your shell may complete names while netlog is unlocked",
        "complete_names false",
        _complete_names,
        lambda chosen: str(chosen).lower(),
    ),
    "inbox": Setting(
        "the folder of notes from your phone, for netlog inbox",
        "inbox ~/Notes/inbox",
        _inbox,
        lambda folder: folder,
    ),
}


def read(home: Path, environment: Mapping[str, str] = os.environ) -> Config:
    """Raises: Usage when the file is there but cannot be understood, or a variable cannot."""
    values = _in_file(home / NAME) | _in_environment(environment)
    return Config(**values)


def chosen(home: Path, environment: Mapping[str, str] = os.environ) -> list[Chosen]:
    """Every setting, its value, and which of the three places decided it. Raises: Usage."""
    file, variables, assumed = _in_file(home / NAME), _in_environment(environment), Config()._asdict()
    origins = ((variables, "environment"), (file, NAME), (assumed, "netlog"))
    return [
        next(
            Chosen(key, setting.said(values[key]) if values[key] is not None else None, origin)
            for values, origin in origins
            if key in values
        )
        for key, setting in SETTINGS.items()
    ]


def write(home: Path, key: str, typed: str | None) -> None:
    """Sets a key in the file, or takes it out; the rest of the file stays as it is.

    Raises: Usage when the value is none, or the file cannot be changed without being understood.
    """
    path = home / NAME
    before = _in_file(path)
    wanted = dict(before)
    wanted.pop(key, None)
    if typed is not None:
        try:
            wanted[key] = SETTINGS[key].read(SETTINGS[key].typed(typed))
        except ValueError as problem:
            raise Usage(str(problem), hint=f"netlog config {SETTINGS[key].example}") from None
    lines = _lines_without(path, key)
    if typed is not None:
        lines.insert(0, f"{key} = {_toml(wanted[key], SETTINGS[key])}\n")
    text = "".join(lines)
    if _understood(path, text.encode()) != wanted:
        raise _unfit(path, f"{key} stands there in a form that only you can change")
    from sync.home import replace_or_fail

    replace_or_fail(path, text.encode())


def _lines_without(path: Path, key: str) -> list[str]:
    try:
        lines = path.read_text("utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        return []
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return [line for line in lines if not re.match(rf"\s*{key}\s*=", line)]


def _toml(value: Any, setting: Setting) -> str:  # noqa: ANN401 - of any of the settings
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{each}"' for each in value) + "]"
    said = setting.said(value)
    return f"{said}" if isinstance(value, bool) else _quoted(f"{said}")


def _quoted(text: str) -> str:
    """What JSON escapes, a basic string of TOML does in the same way."""
    import json

    return json.dumps(text, ensure_ascii=False)


def _in_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values = {}
    for key, setting in SETTINGS.items():
        variable = f"NETLOG_{key.upper()}"
        if given := environment.get(variable):
            try:
                values[key] = setting.read(setting.typed(given))
            except ValueError as problem:
                raise Usage(f"{variable} cannot be understood: {problem}", hint=f"unset {variable}") from None
    return values


def _in_file(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            raw = stream.read(_LONGEST)
    except OSError:
        return {}
    return _understood(path, raw)


def _understood(path: Path, raw: bytes) -> dict[str, Any]:
    import tomllib

    try:
        document = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise _unfit(path, "it is not TOML") from None
    if unknown := sorted(document.keys() - SETTINGS.keys()):
        raise _unfit(path, f"there is no setting {unknown[0]}")
    try:
        return {key: SETTINGS[key].read(value) for key, value in document.items()}
    except ValueError as problem:
        raise _unfit(path, str(problem)) from None


def _unfit(path: Path, why: str) -> Usage:
    return Usage(f"the settings cannot be read, {why}: {path}", hint='like so: languages = ["en", "de"]')
