"""The real program in this process, on a day that the test chooses: what takes months is told in seconds."""

from __future__ import annotations

import io
import os
import shlex
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Self
from unittest.mock import patch

from netlog import cli
from tests.netlog.program import Done, Program

if TYPE_CHECKING:
    from collections.abc import Iterator

_A_MOMENT = timedelta(seconds=20)  # between two commands


class Days:
    """`now` is local time, and goes on a little with every command."""

    def __init__(self, program: Program, began: str) -> None:
        self.program = program
        self.now = datetime.fromisoformat(began)

    def at(self, moment: str) -> None:
        """Never back: that a clock does so is another story."""
        self.now = max(self.now, datetime.fromisoformat(moment))

    def run(self, line: str) -> Done:
        """One command line as it is typed, with or without the name of the program."""
        out, err = io.StringIO(), io.StringIO()
        code = self._call(line, out, err)
        return Done(code, out.getvalue(), err.getvalue())

    def screen(self, line: str) -> str:
        """Answers and talk as somebody sees them, in the order in which they come."""
        both = io.StringIO()
        assert self._call(line, both, both) == 0, both.getvalue()
        return both.getvalue()

    def _call(self, line: str, out: io.StringIO, err: io.StringIO) -> int:
        words = shlex.split(line)
        with self._surrounded(), redirect_stdout(out), redirect_stderr(err):
            code = cli.call(words[words[:1] == ["netlog"] :])
        self.now += _A_MOMENT
        return code

    def ok(self, line: str) -> Done:
        done = self.run(line)
        assert done.code == 0, (self.now, line, done)
        return done

    def json(self, line: str) -> Any:
        return self.ok(f"{line} --json").document

    @contextmanager
    def _surrounded(self) -> Iterator[None]:
        now = self.now

        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Self:
                return (
                    cls.fromisoformat(now.isoformat()).astimezone(tz)
                    if tz
                    else cls.fromisoformat(now.isoformat())
                )

        with (
            patch.dict(os.environ, self.program.environment()),
            patch("netlog.commands.calling.datetime", Clock),
            patch("sys.stdin", io.StringIO()),
        ):
            yield
