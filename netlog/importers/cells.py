"""What does one cell of somebody's spreadsheet hold: a line, words, addresses, telephone numbers?

Rule: a value that cannot be used is told, never bent into another. All patterns are linear in their input.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import category, normalize

_STEERING: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_BETWEEN_ADDRESSES: Final = re.compile(r"[\s,;|]+|:::")
_BETWEEN_NUMBERS: Final = re.compile(r"[\n,;|]+|:::")
_BETWEEN_TAGS: Final = re.compile(r"[\n,;|]+")
_CUT_SHORT: Final = re.compile(r"\d(?:[.,]\d{1,15})?E\+?\d{1,3}", re.IGNORECASE | re.ASCII)
_ADDRESS: Final = re.compile(r"[^@\s<>()]+@[^@\s<>()]+", re.ASCII)
_FEWEST_DIGITS: Final = 5
_LONGEST: Final = 400
"""Characters of a line of the vocabulary."""

_FORMULA: Final = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""What a spreadsheet takes for the beginning of a formula, in either width, or skips before one."""
_GUARDED: Final = re.compile(f"'+[{re.escape(_FORMULA)}]")
_TO_GUARD: Final = re.compile(f"'*[{re.escape(_FORMULA)}]")


def guarded(text: str) -> str:
    """With `'` before what a spreadsheet would calculate. `unguarded` undoes it."""
    return "'" + text if _TO_GUARD.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text


def one_line(cell: str) -> str:
    """Without control characters and spaces too many; what people put in their names stays."""
    if cell.isascii() and cell.isprintable() and "  " not in cell:
        return cell.strip()
    spaced = "".join((" " if c.isspace() else "") if category(c) in _STEERING else c for c in cell)
    return normalize("NFC", " ".join(spaced.split()))


def words(cell: str) -> str:
    """Text of several lines, without any other control characters."""
    lines = cell.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").split("\n")
    kept = (
        "".join(" " if c == "\t" else c for c in line if c == "\t" or category(c) not in _STEERING)
        for line in lines
    )
    return normalize("NFC", "\n".join(line.rstrip() for line in kept)).strip()


def addresses(cell: str) -> tuple[list[str], str | None]:
    """The e-mail addresses of a cell, and why a part of it is none."""
    found, problem = [], None
    for part in _BETWEEN_ADDRESSES.split(cell):
        plain = part.strip("<>()\"'").removeprefix("mailto:")
        if _ADDRESS.fullmatch(plain) and len(plain) <= _LONGEST:
            found.append(plain)
        elif "@" in part:
            problem = "an e-mail address cannot be read"
    if not found and not problem and cell.strip():
        problem = "what stands for an e-mail address is none"
    return list(dict.fromkeys(found)), problem


def numbers(cell: str) -> tuple[list[str], str | None]:
    """The telephone numbers of a cell as they are typed, and why a part of it is none."""
    found, problem = [], None
    for part in filter(None, (one_line(part) for part in _BETWEEN_NUMBERS.split(cell))):
        if _CUT_SHORT.fullmatch(part):
            problem = "a spreadsheet has cut the telephone number short"
        elif sum(c.isdecimal() for c in part) < _FEWEST_DIGITS or len(part) > _LONGEST:
            problem = "what stands for a telephone number is none"
        else:
            found.append(part)
    return list(dict.fromkeys(found)), problem


def tags(cell: str) -> list[str]:
    return list(
        dict.fromkeys(
            filter(None, (one_line(part).lstrip("#").strip() for part in _BETWEEN_TAGS.split(cell)))
        )
    )
