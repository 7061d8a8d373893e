"""Who is the member whose archive this is? Messages and invitations do not say which side is mine."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from netlog.importers.linkedin_files import Fields
from netlog.importers.profiles import slug
from netlog.names import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netlog.importers.linkedin_files import File


def own_slug(files: Iterable[File], strangers: Iterable[str]) -> str | None:
    """The part of the own profile's address that names the member, or null if no file tells.

    An invitation has it on a known side; of messages it is who writes under the name of the profile, else who
    is in every conversation and is nobody else's contact.

    Args:
        files: of the archive, read.
        strangers: slugs of people who are certainly somebody else.

    """
    by_kind = {each.kind: each for each in files}
    if (invitations := by_kind.get("invitations")) is not None:
        for row in _rows(invitations):
            incoming = row.text("direction").upper() == "INCOMING"
            mine = slug(row.text("inviteeprofileurl" if incoming else "inviterprofileurl"))
            if mine is not None:
                return mine
    messages = by_kind.get("messages")
    return _of_messages(messages, _own_name(by_kind.get("profile")), set(strangers)) if messages else None


def _own_name(profile: File | None) -> str | None:
    for row in _rows(profile) if profile else ():
        return words_of(f"{row.text('first name')} {row.text('last name')}") or None
    return None


def _of_messages(messages: File, name: str | None, strangers: set[str]) -> str | None:
    talks: defaultdict[str, set[str]] = defaultdict(set)
    conversations: set[str] = set()
    for row in _rows(messages):
        conversation = row.text("conversation id")
        conversations.add(conversation)
        sender = slug(row.text("sender profile url"))
        if sender is not None and name is not None and words_of(row.text("from")) == name:
            return sender
        for each in filter(None, (sender, *slugs(row.text("recipient profile urls")))):
            talks[each].add(conversation)
    most = max((len(each) for each in talks.values()), default=0)
    found = [each for each, where in talks.items() if len(where) == most and each not in strangers]
    return found[0] if len(found) == 1 else None


def slugs(cell: str) -> Sequence[str]:
    """Of addresses that stand in one cell."""
    return [found for each in cell.replace(";", ",").split(",") if (found := slug(each.strip())) is not None]


def _rows(file: File) -> Iterable[Fields]:
    return (row for row in file if isinstance(row, Fields))
