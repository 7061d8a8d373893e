"""What does a row of any file come to, before anybody asks whether it is known?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import category, normalize

if TYPE_CHECKING:
    from events.people import ChannelKind

OUTCOMES: Final = ("created", "matched", "skipped", "errors")
"""What becomes of a row: exactly one of these."""
NOT_IN_NOTEBOOK: Final = ("not-in-notebook", "about somebody who is not in your notebook")
NAME_ONLY: Final = ("name-only", "only a name: nobody is taken for somebody by a name alone")
"""Why a row is left out: a word for programs, and a few for people."""
_STEERING: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


class Skipped(NamedTuple):
    """A row that becomes nothing. `why` is one word for programs, `reason` a few for people."""

    line: int
    why: str
    reason: str
    file: str = ""


class Somebody(NamedTuple):
    """A row about a person, as the file has it today.

    `key`: the same for the same row of a later file. `channels`: (kind, value), the one that names somebody
    most surely first. `since`: the day from which we know each other. `weaker`: a key that names nobody else
    in this file, for whom no other leads to anybody.
    """

    line: int
    key: str
    name: str
    role: str | None = None
    organisation: str | None = None
    channels: tuple[tuple[ChannelKind, str], ...] = ()
    since: str | None = None
    weaker: str | None = None


def label(cell: str) -> str:
    """A heading, as headings are compared."""
    return " ".join(cell.replace("\ufeff", "").replace("_", " ").split()).casefold()


def clean(cell: str) -> str:
    """One line without control characters; what people put in their names stays."""
    if cell.isascii() and cell.isprintable() and "  " not in cell:
        return cell.strip()
    spaced = "".join((" " if c.isspace() else "") if category(c) in _STEERING else c for c in cell)
    return normalize("NFC", " ".join(spaced.split()))


def paragraphs(cell: str) -> str:
    """The same for what may have several lines."""
    if "\n" not in cell and "\r" not in cell:
        return clean(cell)
    return "\n".join(map(clean, cell.splitlines())).strip()
