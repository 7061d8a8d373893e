"""Which command lines are understood without click? Those of verbs that only answer, written in full.

Rule: whatever is not certain here is left to click, which alone explains, completes and refuses: an option
written as `--on=friday` or before the verb, a value that begins with a hyphen, a text that may be refused.
Loading click costs as much as two bare Pythons, more than answering does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from netlog.commands.calling import Call

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Flag(NamedTuple):
    typed: str
    name: str
    help: str


class Value(NamedTuple):
    """An option with one line of text."""

    typed: str
    name: str
    metavar: str
    help: str | None = None


class Words(NamedTuple):
    """Any number of arguments, each one line of text."""

    name: str


class PlainVerb(NamedTuple):
    """A verb that `netlog.commands.declaring` makes a command of, for click."""

    name: str
    function: Callable[..., None]
    examples: Sequence[str]
    parameters: Sequence[Flag | Value | Words]

    def __call__(self, call: Call, **own: Any) -> None:  # noqa: ANN401 - what the parameters say
        self.function(call, **own)


def plain_verb(
    name: str, *, examples: Sequence[str], parameters: Sequence[Flag | Value | Words] = ()
) -> Callable[[Callable[..., None]], PlainVerb]:
    """Makes a verb of a function `(call, …)` that only answers."""

    def declare(function: Callable[..., None]) -> PlainVerb:
        return PlainVerb(name, function, examples, parameters)

    return declare


class Understood(NamedTuple):
    """What to call the function of a verb with."""

    call: Call
    own: dict[str, Any]


def understood(verb: PlainVerb, arguments: Sequence[str]) -> Understood | None:
    """What click would call the verb with, from the arguments behind it. None: click must say."""
    options = {each.typed: each for each in verb.parameters if not isinstance(each, Words)}
    said: dict[str, Any] = {}
    words: list[str] = []
    left = iter(arguments)
    for argument in left:
        if not argument.startswith("-"):
            words.append(argument)
        elif argument in _FLAGS or isinstance(options.get(argument), Flag):
            said[argument] = True
        elif argument in _VALUES or argument in options:
            value = next(left, "-")
            if value.startswith("-"):
                return None
            said[argument] = value
        else:
            return None
    own = _own(verb, said, words)
    if own is None:
        return None
    call = Call(as_json="--json" in said, home_typed=said.get("--home"), on_typed=said.get("--on"))
    return Understood(call, own)


_FLAGS: Final = frozenset({"--json"})
_VALUES: Final = frozenset({"--home", "--on"})


def _own(verb: PlainVerb, said: dict[str, Any], words: list[str]) -> dict[str, Any] | None:
    own: dict[str, Any] = {}
    taken = not words
    for each in verb.parameters:
        if isinstance(each, Words):
            own[each.name], taken = tuple(word.strip() for word in words), True
        elif isinstance(each, Flag):
            own[each.name] = each.typed in said
        else:
            own[each.name] = said[each.typed].strip() if each.typed in said else None
    texts = [text for value in own.values() if isinstance(value, tuple | str) for text in _texts(value)]
    return own if taken and all(text and text.isprintable() for text in texts) else None


def _texts(value: tuple[str, ...] | str) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value
