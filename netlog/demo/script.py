"""What do the stories say? Reads their texts, which are the data of the demo, into a cast and cues.

Form of a text (`#` begins a comment line):

    == Name | role | organisation | role kind | aim         somebody; `-` for nothing
    235 10:30 met call 25: what was said                    business days ago, time of day, verb, words: text
      learned: what was learned                             indented: said in the same breath, one command
    118~>116 …                                              about that day, written down two days later
    == me                                                   what concerns nobody else
    import 248 linkedin                                     rows of one file that was taken in: Name | role

Organisations have a list of their own: `Name | sector | kind | place`.
"""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

STORIES: Final = ("hero", "mentors", "grid", "water", "recruiters", "connections", "me")
ME: Final = "me"

_CUE: Final = re.compile(
    r"(?P<day>\d+)(?P<about>~)?(?:>(?P<noted>\d+))? (?:(?P<time>\d\d:\d\d) )?(?P<rest>.+)", re.ASCII
)
_SAID: Final = re.compile(r"(?P<verb>\w+)(?: (?P<words>[^:]+))?(?:: (?P<text>.+))?", re.ASCII)
_CARD: Final = 5


class Card(NamedTuple):
    """What is known of somebody from the start. Empty where the text has `-`."""

    name: str
    role: str = ""
    organisation: str = ""
    kind: str = ""
    aim: str = ""


class Place(NamedTuple):
    name: str
    sector: str
    kind: str
    place: str


class Said(NamedTuple):
    """One thing that happened: `met`, `call 25`, `what was said`."""

    verb: str
    words: str
    text: str


class Command(NamedTuple):
    """What was typed at once, about one person. `day` and `noted` in business days ago."""

    person: str
    day: int
    noted: int
    time: str | None
    about: bool
    said: tuple[Said, ...]


class Import(NamedTuple):
    day: int
    source: str
    rows: tuple[Card, ...]


class Script(NamedTuple):
    """Everybody by name, in order of appearance, and all that happened, in the order of the texts."""

    cast: dict[str, Card]
    places: dict[str, Place]
    commands: tuple[Command, ...]
    imports: tuple[Import, ...]


def script() -> Script:
    """The whole of stories/."""
    cast: dict[str, Card] = {}
    commands: list[Command] = []
    imports: list[Import] = []
    for name in STORIES:
        for block in _blocks(_lines(name)):
            head, *body = block
            if head.startswith("import "):
                taken = _import(head, body)
                imports.append(taken)
                cast.update((card.name, card) for card in taken.rows)
                continue
            if head == f"== {ME}":
                commands += _commands(ME, body)
                continue
            card = _card(head.removeprefix("== "))
            cast[card.name] = card
            commands += _commands(card.name, body)
    places = {place.name: place for place in (Place(*_fields(line)) for line in _lines("organisations"))}
    return Script(cast, places, tuple(commands), tuple(imports))


def _lines(name: str) -> list[str]:
    text = files("netlog.demo").joinpath("stories", f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    starts = [at for at, line in enumerate(lines) if line.startswith(("== ", "import "))]
    for start, end in pairwise([*starts, len(lines)]):
        yield lines[start:end]


def _fields(line: str) -> list[str]:
    return ["" if field.strip() == "-" else field.strip() for field in line.split("|")]


def _card(line: str) -> Card:
    fields = _fields(line)
    if len(fields) != _CARD:
        raise ValueError(line)
    return Card(*fields)


def _import(head: str, body: list[str]) -> Import:
    _, day, source = head.split()
    return Import(int(day), source, tuple(Card(*_fields(line)) for line in body))


def _commands(person: str, body: list[str]) -> Iterator[Command]:
    """Joins every indented line to the command above it."""
    starts = [at for at, line in enumerate(body) if not line.startswith("  ")]
    for start, end in pairwise([*starts, len(body)]):
        cue = _CUE.fullmatch(body[start])
        if cue is None:
            raise ValueError(body[start])
        said = tuple(_said(text) for text in [cue["rest"], *map(str.strip, body[start + 1 : end])])
        day = int(cue["day"])
        yield Command(person, day, int(cue["noted"] or day), cue["time"], cue["about"] is not None, said)


def _said(text: str) -> Said:
    said = _SAID.fullmatch(text)
    if said is None:
        raise ValueError(text)
    return Said(said["verb"], said["words"] or "", said["text"] or "")
