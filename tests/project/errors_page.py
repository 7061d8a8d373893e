"""Every error of the program on one page, read out of its source: `python -m tests.project.errors_page`.

Capitals stand for what was typed or found, … for what cannot be told without running the program.
"""

from __future__ import annotations

import ast
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from netlog import errors
from netlog.commands import failures
from netlog.errors import Exit, NetlogError
from netlog.nudges import SeveralNudges
from sync import errors as vault_errors
from sync import folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "errors.md"
KINDS: dict[str, type[NetlogError]] = {
    **{
        name: kind
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, NetlogError)
    },
    "SeveralNudges": SeveralNudges,
    "refusal": errors.Usage,
}
VAULT_KINDS: dict[str, type[vault_errors.VaultError]] = {
    kind.__name__: kind
    for kind in (
        *(vault_errors.NoVault, vault_errors.VaultExists, vault_errors.FolderNotEmpty),
        *(vault_errors.FolderUnavailable, vault_errors.WriteFailed, vault_errors.WrongRecoveryCode),
        *(vault_errors.ArchiveMissing, vault_errors.ArchiveDamaged),
    )
}
"""Those whose words reach the user as they are; of the others the application says what they mean."""
HEADER = """\
# What can go wrong, and what netlog says

Made from the source by `python -m tests.project.errors_page > docs/errors.md`; a test holds it true.
Capitals stand for what was typed or found, … for what only the moment knows. Standard error has the
message behind `netlog: ` and what to do next behind `hint:   `; with `--json` they are `error` and `hint`
of one document. Tone: name the thing, blame nobody, say what to type next.
"""
TITLES = {
    Exit.OTHER: "1: anything else",
    Exit.USAGE: "2: wrong usage",
    Exit.NO_VAULT: "10: no vault here",
    Exit.LOCKED: "11: locked, and nobody to ask",
    Exit.WRONG_SECRET: "12: wrong passphrase or code",
    Exit.ALTERED: "13: changed or damaged",
    Exit.NEWER: "14: written by a newer netlog",
    Exit.FOLDER: "15: the folder is not there",
    Exit.AMBIGUOUS: "16: the name fits several",
    Exit.UNKNOWN: "17: no such person, organisation, entry or nudge",
}


class Said(NamedTuple):
    exit: Exit
    message: str
    hint: str | None


def sayings() -> list[Said]:
    found = set(_usual())
    for module, tree in _sources("netlog"):
        reader = _Reader(module)
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
        found |= {said for call in calls for said in reader.own(call)}
    for module, tree in _sources("sync"):
        reader = _Reader(module)
        raised = (node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise))
        found |= {said for call in raised if isinstance(call, ast.Call) for said in reader.of_the_vault(call)}
    return sorted(found, key=lambda said: (said.exit, said.message, said.hint or ""))


def _sources(package: str) -> Iterator[tuple[ModuleType, ast.Module]]:
    for path in sorted(ROOT.joinpath(package).rglob("*.py")):
        if path.name not in {"__init__.py", "__main__.py", "failures.py"}:
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield importlib.import_module(name), ast.parse(path.read_text(encoding="utf-8"))


def _usual() -> Iterator[Said]:
    """What each kind says of itself."""
    for kind in KINDS.values():
        if kind not in {errors.AmbiguousName, errors.Unknown, SeveralNudges, NetlogError}:
            yield Said(kind.exit_code, kind.usual_message, kind.usual_hint)
    for wrong in (vault_errors.Altered("PART"), vault_errors.Newer("PART"), OSError(28, "")):
        said = failures.as_said(wrong)
        assert said is not None
        yield Said(said.exit_code, said.message, said.hint)
    yield _of(errors.AmbiguousName("NAME", []))
    for thing in ("person", "organisation", "entry", "nudge"):
        yield _of(errors.Unknown(thing, "NAME"))


def _of(error: NetlogError) -> Said:
    return Said(error.exit_code, error.message.replace(" 0 ", " N "), error.hint)


class _Reader(NamedTuple):
    """What the calls of one module say."""

    module: ModuleType

    def own(self, call: ast.Call) -> Iterator[Said]:
        name = _name(call.func)
        kind = KINDS.get(name)
        if kind is None or kind in {errors.AmbiguousName, SeveralNudges}:
            return
        given = {each.arg: each.value for each in call.keywords}
        hints = self.texts(given["hint"]) if "hint" in given else [self._usual_hint(kind, call)]
        for message in self._messages(kind, call.args, given):
            if not message.replace("…", "X").replace(": ", "").replace(" ", "").isupper():
                said = f"OPTION {message}" if kind is errors.Usage and name == "refusal" else message
                yield from (Said(kind.exit_code, said, hint) for hint in hints)

    def _usual_hint(self, kind: type[NetlogError], call: ast.Call) -> str | None:
        if kind is errors.Unknown:
            return errors.Unknown(self.texts(call.args[0])[0], "NAME").hint
        return "netlog VERB --help" if _name(call.func) == "refusal" else kind.usual_hint

    def _messages(
        self, kind: type[NetlogError], args: list[ast.expr], given: dict[str | None, ast.expr]
    ) -> list[str]:
        if "message" in given:
            return self.texts(given["message"])
        if "about" in given:
            return [f"{kind.usual_message}: {about}" for about in self.texts(given["about"])]
        if kind is errors.Unknown:
            return [f"no such {what}: NAME" for what in self.texts(args[0])]
        return self.texts(args[0]) if args else []

    def of_the_vault(self, call: ast.Call) -> Iterator[Said]:
        kind = VAULT_KINDS.get(_name(call.func))
        if kind is vault_errors.FolderUnavailable:
            for why in _whys():
                yield _said(vault_errors.FolderUnavailable(Path("FOLDER"), why))
        elif kind is not None and call.args:
            for text in self.texts(call.args[0]):
                yield _said(kind(text))

    def texts(self, node: ast.expr) -> list[str]:
        """Everything that an expression may say."""
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr(values=values):
                return ["".join(self.texts(each)[0] for each in values)]
            case ast.FormattedValue(value=value):
                return [_called(value)]
            case ast.BoolOp(values=values):
                return self.texts(values[-1])
            case ast.IfExp(body=body, orelse=orelse):
                return [*self.texts(body), *self.texts(orelse)]
            case _:
                held = getattr(self.module, _name(node), None)
                return [held] if isinstance(held, str) else ["…"]


_SAYING = {"str", "len", "spoken", "escape"}


def _name(func: ast.AST) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _called(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.strip("_").upper()
        case ast.Call(func=ast.Name(id=function), args=[ast.Name(id=name)]) if function in _SAYING:
            return name.strip("_").upper()
        case _:
            return "…"


def _said(error: vault_errors.VaultError) -> Said:
    said = failures.as_said(error)
    assert said is not None
    return Said(said.exit_code, said.message, said.hint)


def _whys() -> list[str]:
    what: list[tuple[list[str], list[str]]] = [([], []), (["x"], []), (["x"], ["x"])]
    held = [folder._what_is_wrong(*names) for names in what]
    return sorted({*folder._WHY.values(), *held})


def page() -> str:
    lines = [HEADER]
    at: Exit | None = None
    for said in sayings():
        if said.exit != at:
            at = said.exit
            lines.append(f"\n## {TITLES[at]}\n")
        lines.append(f"- {_shown(said.message)}")
        lines += [f"  - {_shown(line)}" for line in (said.hint or "").splitlines()]
    return "\n".join(lines) + "\n"


def _shown(text: str) -> str:
    return f"`{text}`" if "`" not in text else f"`` {text} ``"


if __name__ == "__main__":
    sys.stdout.write(page())
