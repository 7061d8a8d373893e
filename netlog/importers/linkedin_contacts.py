"""When were we in touch on LinkedIn, by messages and invitations? Who, when, which way; words if asked for.

Rule: one touch for a person and a day. Whom neither the notebook nor the connections know is left out and
counted; only whoever I invited myself is brought in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from events.conversations import InvitationAccepted, InvitationSent, TouchLogged
from netlog.importers.linkedin_me import slugs
from netlog.importers.profiles import PROFILE, slug
from netlog.importers.rows import NAME_ONLY, NOT_IN_NOTEBOOK, Skipped, Somebody
from netlog.importers.sayings import key_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from events.conversations import Direction
    from events.ids import SubjectId
    from netlog.importers.linkedin_files import Fields, File
    from netlog.importers.planning import Planning
    from netlog.importers.sayings import Sayings

_CHANNEL: Final = "linkedin"
_MANY: Final = 8
_SHOWN: Final = 2_000  # characters of the words of a day
_SPONSORED: Final = "spinmail-quill-editor"
_BOTH: Final[Direction] = "both"


@dataclass
class _Day:
    """What went to and fro with somebody on one day."""

    direction: Direction
    rows: int = 0
    words: list[str] = field(default_factory=list)


@dataclass
class Touches:
    """Reads messages and invitations. `mine`: the slug of the member. `words`: whether what was written comes
    in, too.
    """

    planning: Planning
    sayings: Sayings
    mine: str | None
    words: bool

    def messages(self, file: File, advance: Callable[[int], None]) -> None:
        read = file.days("date")
        days: dict[tuple[SubjectId, str, str], _Day] = {}
        for row in file:
            advance(1)
            left_out = row if isinstance(row, Skipped) else self._message(row, read(row.text("date")), days)
            if isinstance(left_out, Skipped):
                self.planning.leave_out(left_out._replace(file=file.name))
        for (person, who, on), day in days.items():
            touch = TouchLogged(
                person=person,
                channel=_CHANNEL,
                direction=day.direction,
                summary=_shortened(day.words) if self.words else None,
                source_key=key_for("msg", who, on),
            )
            self.sayings.say(person, touch, on, file=file.name, rows=day.rows)

    def _message(
        self, row: Fields, on: str | None, days: dict[tuple[SubjectId, str, str], _Day]
    ) -> Skipped | None:
        """Enters it under everybody whom it concerns, and counts it with the first. Returns why it does not
        count.
        """
        if (why := _no_message(row)) is not None:
            return Skipped(row.line, *why)
        if on is None:
            return Skipped(row.line, "unreadable", "no date")
        sender = slug(row.text("sender profile url"))
        if sender is None:
            return Skipped(row.line, "no-profile", "without a profile: advertising, or somebody who has left")
        if self.mine is None:
            return Skipped(row.line, "which-is-mine", "it does not tell who of the two you are: --me URL")
        out = sender == self.mine
        others = [each for each in slugs(row.text("recipient profile urls")) if each != self.mine]
        if out and len(others) > _MANY:
            return Skipped(row.line, "many", f"to more than {_MANY} people at once")
        known = {who: found for who in (others if out else [sender]) if (found := self._known(who))}
        for number, (who, person) in enumerate(known.items()):
            day = days.setdefault((person, who, on), _Day("out" if out else "in"))
            day.rows += number == 0
            if day.direction != ("out" if out else "in"):
                day.direction = _BOTH
            if self.words and (text := row.text("content")):
                day.words.append(text)
        return None if known else Skipped(row.line, *NOT_IN_NOTEBOOK)

    def _known(self, who: str) -> SubjectId | None:
        return self.planning.known.found([f"in:{who}"])

    def invitations(self, file: File, advance: Callable[[int], None]) -> None:
        read = file.days("sent at")
        for row in file:
            advance(1)
            left_out = (
                row if isinstance(row, Skipped) else self._invitation(row, read(row.text("sent at")), file)
            )
            if isinstance(left_out, Skipped):
                self.planning.leave_out(left_out._replace(file=file.name))

    def _invitation(self, row: Fields, on: str | None, file: File) -> Skipped | None:
        direction = row.text("direction").upper()
        if direction not in {"INCOMING", "OUTGOING"}:
            return Skipped(row.line, "unreadable", "neither incoming nor outgoing")
        if on is None:
            return Skipped(row.line, "unreadable", "no date")
        out = direction == "OUTGOING"
        who = slug(row.text("inviteeprofileurl" if out else "inviterprofileurl"))
        if who is None:
            return Skipped(row.line, *NAME_ONLY)
        person = self._known(who)
        key = key_for("inv", who, on)
        if person is None and out and (name := row.text("to")):
            invited = Somebody(row.line, f"in:{who}", name, None, None, (("linkedin", PROFILE + who),), on)
            person = self.planning.somebody(invited, counted=False)
        if person is None:
            return Skipped(row.line, *NOT_IN_NOTEBOOK)
        if not out:
            words = row.text("message") if self.words else ""
            touch = TouchLogged(
                person=person,
                channel=_CHANNEL,
                direction="in",
                summary=_shortened([words]),
                source_key=key,
            )
            self.sayings.say(person, touch, on, file=file.name)
            return None
        sent = InvitationSent(person=person, network=_CHANNEL, source_key=key)
        self.sayings.say(person, sent, on, file=file.name)
        if (since := self.planning.since.get(person)) is not None:
            accepted = InvitationAccepted(person=person, source_key=key_for("acc", who, on))
            self.sayings.say(person, accepted, max(on, since), file=file.name, rows=0)
        return None


def _no_message(row: Fields) -> tuple[str, str] | None:
    """Why it is none that was ever sent to somebody, by word and sentence."""
    drafts = (row.text("is message draft"), row.text("is conversation draft"))
    if any(each.casefold() == "yes" for each in drafts):
        return "draft", "a draft that was not sent"
    if row.text("folder").upper() == "SPAM":
        return "spam", "spam"
    if _SPONSORED in row.text("content") and not row.text("sender profile url"):
        return "sponsored", "advertising"
    return None


def _shortened(words: list[str]) -> str | None:
    whole = "\n".join(filter(None, words))
    return (whole[: _SHOWN - 1] + "…" if len(whole) > _SHOWN else whole) or None
