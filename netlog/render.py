"""How does text reach the terminal? Only through here: answers to standard output, talk to standard error.

Rule: no character that could steer a terminal, turn the direction of writing or hide itself is ever written;
it is shown as `<U+202E>`. That is strict on purpose: emoji joined by U+200D are shown in parts, because what
joins them also hides text.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TextIO
from unicodedata import category, combining, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Style = Literal["strong", "faint", "good", "warn", "bad"]
_SGR: Final[dict[Style, str]] = {"strong": "1", "faint": "2", "good": "32", "warn": "33", "bad": "31"}

# Characters that draw nothing although their category is that of letters, marks or unassigned code points:
# what is hidden in them survives copying (Unicode, Default_Ignorable_Code_Point).
_BLANKS: Final = frozenset(
    {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2065, 0x3164, 0xFFA0}
    | set(range(0xFE00, 0xFE10))
    | set(range(0xFFF0, 0xFFF9))
)
_TAGS: Final = range(0xE0000, 0xE1000)
_NO_CHARACTER: Final = 0xFFFE  # the last two code points of every plane are none
_PICTURE_OR_TEXT: Final = "\ufe0e\ufe0f"  # chooses between the two faces of the symbol before it
_NEVER: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _hides(character: str) -> bool:
    code = ord(character)
    return (
        category(character) in _NEVER
        or code in _BLANKS
        or code in _TAGS
        or code & _NO_CHARACTER == _NO_CHARACTER
    )


def escape(text: str, *, newlines: bool = False) -> str:
    """The text with every character that steers or hides made visible. A line feed stays if `newlines`."""
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    before = ""
    for character in text:
        plain = " " <= character <= "~" or not _hides(character)
        plain = plain or (newlines and character == "\n")
        plain = plain or (character in _PICTURE_OR_TEXT and before != "" and category(before) == "So")
        shown.append(character if plain else f"<U+{ord(character):04X}>")
        before = character
    return "".join(shown)


class ReaderGone(SystemExit):
    """Whoever read the answer has stopped reading (`netlog log | head`): end quietly, that is no failure."""

    def __init__(self) -> None:
        super().__init__(0)


def colours(stream: TextIO) -> bool:
    """NO_COLOR wins over CLICOLOR_FORCE, which wins over what the stream is."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb" and os.name == "posix"


def _write(stream: TextIO | None, safe: str) -> None:
    if stream is None:  # a program without a console has none
        return
    try:
        stream.write(safe)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write("".join(c if _fits(c, encoding) else f"<U+{ord(c):04X}>" for c in safe))


def _fits(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _answer(safe: str) -> None:
    with _losing_nothing_silently():
        _write(sys.stdout, safe)


@contextmanager
def _losing_nothing_silently() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        _discard(sys.stdout)
        if isinstance(problem, BrokenPipeError):
            raise ReaderGone from None
        raise


def _say(safe: str) -> None:
    try:
        _write(sys.stderr, safe)
        if sys.stderr is not None:
            sys.stderr.flush()
    except BrokenPipeError:
        _discard(sys.stderr)  # nobody listens to the talk; the work goes on


def _discard(stream: TextIO) -> None:
    """Otherwise the interpreter flushes into the closed pipe once more at its end, and complains."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def finish() -> None:
    """Write out what is buffered. Raises: OSError (the answer cannot be written: disk full), ReaderGone."""
    with _losing_nothing_silently():
        if sys.stdout is not None:
            sys.stdout.flush()


def _styled(safe: str, style: Style | None, stream: TextIO | None) -> str:
    if style is None or not safe or stream is None or not colours(stream):
        return safe
    return f"\x1b[{_SGR[style]}m{safe}\x1b[0m"


def emit(line: str = "", *, style: Style | None = None) -> None:
    """One line of the answer. Raises, as all that answers: OSError, ReaderGone."""
    _answer(_styled(escape(line), style, sys.stdout) + "\n")


def emit_block(text: str, *, indent: int = 4) -> None:
    """Text of several lines that somebody wrote, indented so that no line of it can pose as one of ours."""
    room = terminal_columns(sys.stdout)
    for line in text.replace("\r\n", "\n").split("\n"):
        for part in _wrapped(escape(line), room - indent) if room else (escape(line),):
            _answer((" " * indent + part).rstrip() + "\n")


def emit_item(mark: str, text: str, *, style: Style | None = None) -> None:
    """One line behind its mark; on a narrow screen it goes on below itself."""
    room = terminal_columns(sys.stdout)
    lead, safe = escape(mark), escape(text)
    for part in _wrapped(safe, room - width(lead)) if room else [safe]:
        _answer(_styled(lead + part, style, sys.stdout) + "\n")
        lead = " " * width(lead)


def _wrapped(safe: str, room: int) -> list[str]:
    """A terminal would continue a long line at its left edge, outside the indentation."""
    lines, line = [], ""
    for word in safe.split(" "):
        if line and width(line) + 1 + width(word) > room:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
        while width(line) > max(room, _NARROWEST):
            cut = max(room, _NARROWEST) // (1 if line.isascii() else 2)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line]


def emit_marked(
    text: str, marked: Iterable[Sequence[int]], *, indent: int = 4, style: Style = "strong"
) -> None:
    """One line that somebody wrote, indented, wrapped, with some places (start, length) of it in a style."""
    places = [range(start, start + length) for start, length in marked]
    room = terminal_columns(sys.stdout)
    begin, line, used = 0, " " * indent, 0
    for word in text.split(" "):
        shown = "".join(
            _styled(escape(text[begin + n : begin + m]), style if inside else None, sys.stdout)
            for n, m, inside in _runs(len(word), begin, places)
        )
        columns = width(escape(word))
        if used and room and indent + used + 1 + columns > room:
            _answer(line + "\n")
            line, used = " " * indent, 0
        line, used = f"{line} {shown}" if used else line + shown, used + columns + bool(used)
        begin += len(word) + 1
    _answer(line + "\n")


def _runs(length: int, begin: int, places: Sequence[range]) -> Iterator[tuple[int, int, bool]]:
    """The pieces of a word that lie inside or outside of the places: from, to, and whether inside."""
    inside = [any(begin + n in place for place in places) for n in range(length)]
    start = 0
    for end in range(1, length + 1):
        if end == length or inside[end] != inside[start]:
            yield start, end, inside[start]
            start = end


def tell(line: str = "", *, style: Style | None = None) -> None:
    """One line of talk."""
    _say(_styled(escape(line), style, sys.stderr) + "\n")


def emit_json(document: object) -> None:
    """One document on one line; what must not be written raw is in JSON's own escapes, so nothing is lost."""
    _answer(_json(document) + "\n")


def tell_json(document: object) -> None:
    _say(_json(document) + "\n")


def _json(document: object) -> str:
    import json

    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    if text.isascii() and text.isprintable():
        return text
    return "".join(json.dumps(c)[1:-1] if c > "~" and _hides(c) else c for c in text)


def width(text: str) -> int:
    """How many columns a terminal gives it, as far as anybody can know."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if combining(character) or category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(character) in {"W", "F"} else 1


def clip(text: str, columns: int) -> str:
    """At most that wide; what is cut off is marked by `…`."""
    if width(text) <= columns:
        return text
    kept, used = 0, 0
    for character in text:
        used += _columns(character)
        if used > columns - 1:
            break
        kept += 1
    return (text[:kept].rstrip() + "…") if columns > 0 else ""


def terminal_columns(stream: TextIO | None) -> int | None:
    """None when nobody looks: then nothing is cut."""
    if stream is None or not stream.isatty():
        return None
    typed = os.environ.get("COLUMNS", "")
    if typed.isdecimal() and int(typed) > 0:
        return int(typed)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


class Column(NamedTuple):
    title: str
    right: bool = False


_GAP: Final = "  "
_NARROWEST: Final = 8


def emit_table(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
    """Aligned text, None as nothing; as wide as it must be when piped, cut to the screen if there is one."""
    cells = [tuple("" if each is None else escape(str(each)) for each in row) for row in rows]
    titles = tuple(column.title for column in columns)
    widths = [max(map(width, column)) for column in zip(titles, *cells, strict=True)]
    if (room := terminal_columns(sys.stdout)) is not None:
        widths = _shrunk(widths, room - len(_GAP) * (len(widths) - 1))
    _answer(_styled(_row(titles, columns, widths), "strong", sys.stdout) + "\n")
    for row in cells:
        _answer(_row(row, columns, widths) + "\n")


def _shrunk(widths: list[int], room: int) -> list[int]:
    """Columns take from the widest until all fit, but none becomes unreadable."""
    narrowed = list(widths)
    while sum(narrowed) > room:
        widest = max(range(len(narrowed)), key=narrowed.__getitem__)
        if narrowed[widest] <= _NARROWEST:
            break
        narrowed[widest] -= 1
    return narrowed


def _row(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    padded: list[str] = []
    for cell, column, room in zip(cells, columns, widths, strict=True):
        text = clip(cell, room)
        space = " " * (room - width(text))
        padded.append(space + text if column.right else text + space)
    return _GAP.join(padded).rstrip()
