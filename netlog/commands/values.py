"""What may stand in the place of an argument: free text, one line, one of a few words, a number?

Rule: what is refused is refused here, before the vault is opened, and at most one text of a call comes from
standard input.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, get_args, get_origin

import click

from netlog.errors import TOO_LONG, Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from click.shell_completion import CompletionItem

_LONGEST: Final = 65_536  # bytes of standard input: more does not fit into an entry
_BREAKS: Final = "\n\t"
_TAKEN: Final = "netlog.standard_input"


class FreeText(click.ParamType[str]):
    """Words of the user, of several lines if need be; `-` reads them from standard input."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - click's signature
        text = str(value)
        if text == "-" and ctx is not None:
            text = _standard_input(ctx)
        return _printable(text.replace("\r\n", "\n").strip(), _Place(param, ctx), allowed=_BREAKS)


class OneLine(click.ParamType[str]):
    """A name, a title, a channel."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - click's signature
        return _printable(str(value).strip(), _Place(param, ctx), allowed="")


def _standard_input(ctx: click.Context) -> str:
    root = ctx.find_root()
    if root.meta.get(_TAKEN):
        raise Usage(
            "only one text of a call can be read from standard input", hint=f"{ctx.command_path} --help"
        )
    root.meta[_TAKEN] = True
    if sys.stdin is None:
        raise Usage("there is nothing on standard input", hint=f"{ctx.command_path} --help")
    raw = sys.stdin.buffer.read(_LONGEST + 1)
    if len(raw) > _LONGEST:
        raise Usage("this is too long for one entry: at most 64 KiB", hint=TOO_LONG)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Usage(
            "standard input is not UTF-8 text", hint="save it as UTF-8 first, then once more"
        ) from None


class _Place(NamedTuple):
    """Where on the command line a value stands."""

    param: click.Parameter | None
    ctx: click.Context | None

    def refusal(self, why: str, *, hint: str | None = None) -> Usage:
        called = "this"
        if self.param is not None:
            called = (
                self.param.opts[0] if isinstance(self.param, click.Option) else self.param.human_readable_name
            )
        return Usage(
            f"{called} {why}", hint=hint or (f"{self.ctx.command_path} --help" if self.ctx else None)
        )


def _printable(text: str, place: _Place, *, allowed: str) -> str:
    """The text as it is. Raises: Usage when it is empty, or holds what is invisible or no text at all."""
    if not text:
        raise place.refusal("is empty")
    if text.isprintable():
        return text
    for character in text:
        code = ord(character)
        if character in allowed:
            continue
        if code < 0x20 or 0x7F <= code < 0xA0:  # noqa: PLR2004 - the control characters of Unicode
            raise place.refusal(f"holds a control character: U+{code:04X}")
        if 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - the surrogates
            raise place.refusal("is not UTF-8 text")
    return text


class PersonName(OneLine):
    """Somebody who is in the notebook already: letters of the name, or the id."""

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        """Only while netlog is unlocked: a shell shows whatever it is told to whoever sits there."""
        from click.shell_completion import CompletionItem

        from netlog.commands.naming import offered

        return [CompletionItem(word, help=about) for word, about in offered(ctx, incomplete)]


class OneOf(click.ParamType[str]):
    """One of a few words, or the beginning of one, in either case.

    The vocabulary alone knows them; `choices` is asked when needed, because that loads the models.
    """

    name = "choice"

    def __init__(self, choices: Callable[[], Sequence[str]]) -> None:
        self.choices = choices

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - click's signature
        typed = str(value).strip().casefold().replace(" ", "-").replace("_", "-")
        choices = {each.casefold().replace("_", "-"): each for each in self.choices()}
        if typed in choices:
            return choices[typed]
        beginning = [each for folded, each in choices.items() if typed and folded.startswith(typed)]
        if len(beginning) == 1:
            return beginning[0]
        from difflib import get_close_matches

        close = beginning or [choices[each] for each in get_close_matches(typed, choices, n=3, cutoff=0.5)]
        hint = f"did you mean: {', or '.join(close)}" if close else None
        raise _Place(param, ctx).refusal(
            f"cannot be {value}; it is one of {', '.join(choices.values())}", hint=hint
        )

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(each) for each in self.choices() if each.startswith(incomplete)]


def words_for(event: str, path: str) -> Callable[[], Sequence[str]]:
    """The words that a field of an event allows, as `answer` or `met.how`: spelt once, in its class."""

    def choices() -> Sequence[str]:
        from events.model import annotations_of
        from events.registry import Part, vocabulary

        *outer, last = path.split(".")
        model: Any = vocabulary()[event]
        for name in outer:
            model = next(
                part
                for part in get_args(annotations_of(model)[name])
                if isinstance(part, type) and issubclass(part, Part)
            )
        return tuple(_literals(annotations_of(model)[last]))

    return choices


def _literals(annotation: Any) -> Iterator[str]:  # noqa: ANN401 - a type
    if get_origin(annotation) is Literal:
        yield from map(str, get_args(annotation))
    else:
        for part in get_args(annotation):
            yield from _literals(part)


def pairs(
    typed: Sequence[str], fields: Sequence[str], *, also: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Of `FIELD=VALUE…`. `also`: other words for some of the fields.

    Raises: Usage for what is no pair, a field that is not there, one that is said twice, or no value.
    """
    found: dict[str, str] = {}
    for each in typed:
        name, equals, value = each.partition("=")
        name = name.strip().casefold()
        field = (also or {}).get(name, name)
        if not equals:
            raise Usage(f"this is no FIELD=VALUE: {each}", hint=f"the fields: {', '.join(fields)}")
        if field not in fields:
            raise Usage(f"there is no such field: {name}", hint=f"the fields: {', '.join(fields)}")
        if field in found:
            raise Usage(f"{field} is said twice", hint=f"say it once: {field}=VALUE")
        if not value.strip():
            raise Usage(f"{field} is empty", hint="to take a value back: netlog log, then netlog undo ENTRY")
        found[field] = value.strip()
    return found


def is_linkedin(url: str) -> bool:
    host = url.lower().partition("://")[2] or url.lower()
    host = host.partition("/")[0]
    return host == "linkedin.com" or host.endswith(".linkedin.com")


FREE_TEXT: Final = FreeText()
ONE_LINE: Final = OneLine()
PERSON: Final = PersonName()
MINUTES: Final = click.IntRange(0, 14_400)
