"""What has the user chosen for this device, and where?

`config.toml` in the home, or nothing at all. An option of the call wins over the environment, which wins over
the file, which wins over what netlog assumes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, cast

from netlog.errors import Usage

if TYPE_CHECKING:
    from pathlib import Path

    from netlog.dates import DateOrder

NAME: Final = "config.toml"
_LONGEST: Final = 65_536  # bytes
_ORDERS: Final = ("DMY", "MDY", "YMD")
_KEYS: Final = ("languages", "date_order")


class Config(NamedTuple):
    """`languages`: of dates as people type them, ISO 639 codes, most used first. `date_order`: how 03/11/2026
    is meant; None: such dates are refused.
    """

    languages: tuple[str, ...] = ("en",)
    date_order: DateOrder | None = None


def read(home: Path) -> Config:
    """Raises: Usage when the file is there but cannot be understood."""
    path = home / NAME
    try:
        with path.open("rb") as stream:
            raw = stream.read(_LONGEST)
    except OSError:
        return Config()
    import tomllib

    try:
        document = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise _unfit(path, "it is not TOML") from None
    if unknown := sorted(document.keys() - set(_KEYS)):
        raise _unfit(path, f"there is no setting {unknown[0]}")
    languages = document.get("languages", ["en"])
    order = document.get("date_order")
    if not (isinstance(languages, list) and languages and all(isinstance(each, str) for each in languages)):
        raise _unfit(path, "languages is a list of codes")
    if order is not None and order not in _ORDERS:
        raise _unfit(path, "date_order is one of DMY, MDY, YMD")
    return Config(tuple(languages), cast("DateOrder | None", order))


def _unfit(path: Path, why: str) -> Usage:
    return Usage(f"the settings cannot be read, {why}: {path}", hint='like so: languages = ["en", "de"]')
