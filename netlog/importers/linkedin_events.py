"""What does everything in LinkedIn's archive come to, in the order in which one thing needs another?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from netlog.errors import UnfitFile
from netlog.importers import archive, linkedin, linkedin_files
from netlog.importers.linkedin_files import File
from netlog.importers.profiles import PROFILE, day_key, slug
from netlog.importers.rows import Skipped, Somebody

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from events.people import ChannelKind
    from netlog.importers.column_dates import Order
    from netlog.importers.linkedin import Connection, Connections
    from netlog.importers.linkedin_words import Ask
    from netlog.importers.planning import Plan, Planning

SOURCE: Final = "linkedin"
_NO_PEOPLE: Final = frozenset({"profile"})
"""Files that are read for what the others leave open."""


class Export(NamedTuple):
    """What LinkedIn sent, opened and understood but not yet read through. `others`: files that netlog takes
    nothing from.
    """

    connections: Connections | None
    connections_file: str
    files: Sequence[File]
    others: Sequence[str]
    as_of: str | None
    sha256: str

    @property
    def rows(self) -> int:
        """All that will be counted."""
        people = self.connections.rows if self.connections else 0
        return people + sum(each.rows for each in self.files if each.kind not in _NO_PEOPLE)


def read(path: Path, *, order: Order | None) -> Export:
    """A zip, a folder or one loose file. Raises: UnfitFile."""
    opened = archive.opened(path, linkedin_files.wanted)
    connections: Connections | None = None
    shown, files, others = "", [], list(opened.others)
    loose = len(opened.members) == 1 and not path.is_dir() and opened.members[0].name == path.name
    for member in opened.members:
        kind = linkedin_files.kind_of(member)
        if kind == "connections" or (kind is None and loose):
            connections, shown = (
                linkedin.read(member.data, order=order, shown=str(path) if loose else member.name),
                member.name,
            )
        elif kind is None:
            others.append(member.name)
        else:
            files.append(File(member, kind))
    if connections is None and all(each.kind in _NO_PEOPLE for each in files):
        raise UnfitFile(
            f"nothing in it that netlog takes in: {path}",
            hint="netlog import linkedin PATH   (with Connections.csv, messages.csv, …, as LinkedIn has it)",
        )
    return Export(connections, shown, files, others, opened.as_of, opened.sha256)


class Choices(NamedTuple):
    """What the user wants. `me`: the own profile's slug, where no file tells."""

    words: bool
    me: str | None
    ask: Ask | None


def plan(
    export: Export, planning: Planning, choices: Choices, advance: Callable[[int], None]
) -> Callable[[], Plan]:
    """Reads every row. People come first: everything else is about them. Returns what asks and decides, for
    nobody is asked while a bar is drawn.
    """
    from netlog.importers.linkedin_contacts import Touches
    from netlog.importers.linkedin_me import own_slug
    from netlog.importers.linkedin_words import Words
    from netlog.importers.sayings import Sayings

    strangers: list[str] = []
    if export.connections is not None:
        planning.reading(export.connections_file)
        days = Counter(_day_key(row) for row in export.connections)
        for row in export.connections:
            if isinstance(row, Skipped):
                planning.leave_out(row)
            else:
                day = _day_key(row)
                planning.somebody(somebody(row)._replace(weaker=day if days[day] == 1 else None))
                strangers += [row.url_slug] if row.url_slug else []
            advance(1)
        planning.update()
    sayings = Sayings(planning)
    words = Words(planning, sayings, choices.ask)
    mine = choices.me or own_slug(export.files, strangers)
    touches = Touches(planning, sayings, mine, choices.words)
    readers = {
        "invitations": touches.invitations,
        "messages": touches.messages,
        "companyfollows": words.follows,
        "notes": words.notes,
        "recommendationsreceived": words.recommendations,
        "recommendationsgiven": words.recommendations,
    }
    by_kind = {each.kind: each for each in export.files}
    for kind, reader in readers.items():
        if (file := by_kind.get(kind)) is not None:
            planning.reading(file.name)
            reader(file, advance)

    def decide() -> Plan:
        words.ask_whose()
        sayings.settle()
        return planning.finished(SOURCE)

    return decide


def somebody(row: Connection) -> Somebody:
    channels: list[tuple[ChannelKind, str]] = []
    if row.url_slug is not None:
        channels.append(("linkedin", PROFILE + row.url_slug))
    if row.email is not None:
        channels.append(("email", row.email))
    return Somebody(
        row.line, row.row_key, row.name, row.position, row.company, tuple(channels), row.connected_on
    )


def _day_key(row: Connection | Skipped) -> str | None:
    if isinstance(row, Skipped) or row.connected_on is None:
        return None
    return day_key(row.name, row.connected_on)


def own(url: str) -> str | None:
    """The slug of a profile that was typed: its address, or that part alone."""
    return slug(url) or (url.strip().lower() if url.strip() and "/" not in url else None)
