"""Who is meant by the names in one sentence: somebody in the notebook, somebody new, nobody?

Rule: a name with capital letters that nobody bears is somebody new, and one that is nearly somebody's is
asked about; a name in lower case is somebody known, or an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netlog import render
from netlog.errors import AmbiguousName, Choice, Unknown
from netlog.names import Candidate, Tier, find, words_of
from netlog.words import Person

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from events.ids import SubjectId
    from netlog.capture.understood import Mention
    from netlog.names import Match
    from netlog.words import People

    Ask = Callable[[str, Sequence[Choice]], Choice] | None

_NEARLY: Final = frozenset({Tier.INSIDE, Tier.TYPO})
_NEW: Final = "new"


class Mentions:
    """One sentence's people. `new` makes an id for somebody new."""

    def __init__(self, people: People, *, ask: Ask, new: Callable[[str], Person]) -> None:
        self._people, self._ask, self._new = people, ask, new
        self._spoken_of: list[Candidate] = []
        self.newcomers: dict[SubjectId, Person] = {}

    def meant(self, mention: Mention) -> Person | None:
        """None: nobody, and nobody had to be meant. Raises: AmbiguousName, Unknown."""
        person = self._mentioned_before(mention) or self._known(mention)
        if person is not None and all(each.id != person.id for each in self._spoken_of):
            self._spoken_of.append(Candidate(person.id, person.name, (mention.name,), mention.organisation))
        return person

    def _mentioned_before(self, mention: Mention) -> Person | None:
        """Dana is Dana Wu once she was spoken of."""
        found = find(mention.name, self._spoken_of)
        if len(found) != 1 or found[0].tier > Tier.BEGINNINGS:
            return None
        return self._people.by_id(found[0].candidate.id) or self.newcomers.get(_id(found[0].candidate))

    def _known(self, mention: Mention) -> Person | None:
        if (known := self._people.by_id(mention.name)) is not None:
            return known
        found = self._narrowed(self._people.fitting(mention.name), mention)
        capital = not mention.name[0].islower()
        doubtful = bool(found) and found[0].tier in _NEARLY and capital
        if not mention.sure and (not found or doubtful):
            return None
        if not found:
            if capital:
                return self._newcomer(mention)
            hint = f'netlog who   (new: netlog add "{mention.name}", or write the name with capital letters)'
            raise Unknown("person", mention.name, hint=hint)
        if len(found) > 1 or doubtful:
            return self._chosen(mention, found, or_new=capital and mention.sure)
        (match,) = found
        if match.tier in _NEARLY or (match.tier == Tier.BEGINNINGS and " " in mention.name):
            render.tell(f"took “{mention.name}” for {match.candidate.name}")
        return Person(_id(match.candidate), match.candidate.name)

    @staticmethod
    def _narrowed(found: list[Match], mention: Mention) -> list[Match]:
        """Of several those who are known to be there."""
        if len(found) < 2 or mention.organisation is None:  # noqa: PLR2004 - several
            return found
        place = words_of(mention.organisation)
        there = [each for each in found if words_of(each.candidate.organisation or "") == place]
        return there or found

    def _chosen(self, mention: Mention, found: list[Match], *, or_new: bool) -> Person:
        choices = [self._people.choice(match, mention.name) for match in found]
        if self._ask is None:
            raise _Doubtful(mention.name, choices) if or_new else AmbiguousName(mention.name, choices)
        new = [Choice(_NEW, f"somebody new: {mention.name}")] if or_new else []
        chosen = self._ask(mention.name, [*choices, *new])
        if chosen.id == _NEW:
            return self._newcomer(mention)
        return next(
            Person(_id(match.candidate), match.candidate.name)
            for match in found
            if match.candidate.id == chosen.id
        )

    def _newcomer(self, mention: Mention) -> Person:
        person = self._new(mention.name)
        self.newcomers[person.id] = person
        return person


class _Doubtful(AmbiguousName):
    """Nearly somebody's name: a typo, or somebody new?"""

    def __init__(self, typed: str, candidates: Sequence[Choice]) -> None:
        super().__init__(
            typed,
            candidates,
            hint=f'write the name as it is in your notebook; somebody new: netlog add "{typed}"',
        )
        self.message = f"a typo, or somebody new: {typed}"


def _id(candidate: Candidate) -> SubjectId:
    from events.ids import SubjectId

    return SubjectId(candidate.id)
