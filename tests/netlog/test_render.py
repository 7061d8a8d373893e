import io
import json
import os
import pty
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlog import render
from netlog.progress import progress
from netlog.render import Column, clip, emit, emit_block, emit_json, emit_table, escape, tell, width

ROOT = Path(__file__).parents[2]
STEERING = [chr(n) for n in range(0x110000) if unicodedata.category(chr(n)) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]


class Screen(io.StringIO):
    """What somebody looks at, as a stream that says so."""

    def isatty(self) -> bool:
        return True


def test_every_character_that_steers_is_shown_by_its_number() -> None:
    assert len(STEERING) > 65 + 160
    for character in STEERING:
        assert escape(f"a{character}b") == f"a<U+{ord(character):04X}>b"


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b]52;c;ZXZpbA==\x07", "<U+001B>]52;c;ZXZpbA==<U+0007>"),
        ("abc\rdef", "abc<U+000D>def"),
        ("\u202egnp.exe", "<U+202E>gnp.exe"),
        ("a\u200bb", "a<U+200B>b"),
        ("a\u00adb", "a<U+00AD>b"),
        ("\udcff", "<U+DCFF>"),
        ("x\U000e0041y", "x<U+E0041>y"),
        ("\u3164", "<U+3164>"),
        ("👩\u200d💻", "👩<U+200D>💻"),
        ("a\ufe0f", "a<U+FE0F>"),
    ],
)
def test_hostile_text_is_made_visible(hostile: str, shown: str) -> None:
    assert escape(hostile) == shown


@pytest.mark.parametrize(
    "text", ["Dana Wu", "Zoë Müller", "田中 花子", "❤️ Ann", "שרה", "नेहा", "a\u00a0b", "🚀"]
)
def test_ordinary_text_of_any_language_is_left_alone(text: str) -> None:
    assert escape(text) == text


def test_a_line_feed_stays_only_where_it_is_allowed() -> None:
    assert escape("a\nb") == "a<U+000A>b"
    assert escape("a\nb\t", newlines=True) == "a\nb<U+0009>"


@given(st.text(st.characters(codec=None)))
def test_nothing_that_steers_survives(text: str) -> None:
    shown = escape(text, newlines=True)
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in shown if c != "\n")


@given(st.text(st.characters(codec=None)), st.text(st.characters(codec=None)))
def test_nothing_steers_through_any_way_out(text: str, other: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        out, err = io.StringIO(), io.StringIO()
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        emit(text)
        tell(other)
        emit_block(text)
        emit_json({text: other})
        emit_table([Column("x"), Column("y", right=True)], [(text, other)])
    for written in (out.getvalue(), err.getvalue()):
        assert not any(c < " " or "\x7f" <= c <= "\x9f" for c in written if c != "\n")
        written.encode()


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_loses_nothing_by_being_escaped(document: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        out = io.StringIO()
        patch.setattr(sys, "stdout", out)
        emit_json(document)
    assert out.getvalue().count("\n") == 1
    assert json.loads(out.getvalue()) == document


def test_answers_and_talk_go_separate_ways(capsys: pytest.CaptureFixture[str]) -> None:
    emit("answer")
    tell("talk")
    assert capsys.readouterr() == ("answer\n", "talk\n")


def test_no_line_of_a_note_can_pose_as_one_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    emit_block("hello\nnetlog: all is well\r\n\nbye", indent=4)
    assert capsys.readouterr().out == "    hello\n    netlog: all is well\n\n    bye\n"


def test_a_long_line_of_a_note_stays_indented_on_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "20")
    emit_block("one two three four five six " + "x" * 50)
    assert all(line.startswith("    ") and len(line) <= 20 for line in screen.getvalue().splitlines())
    assert screen.getvalue().count("x") == 50 + 1


ROWS = [("Dana Wu", "Contoso", 12), ("田中 花子", None, 7)]
COLUMNS = [Column("name"), Column("organisation"), Column("days", right=True)]


def test_a_table_is_plain_and_complete_when_piped(capsys: pytest.CaptureFixture[str]) -> None:
    emit_table(COLUMNS, [*ROWS, ("x" * 300, "", 1)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("x" * 300)
    assert "\x1b" not in "".join(lines)
    assert {width(line) for line in lines} == {width(lines[0])}


def test_a_table_fits_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    emit_table(COLUMNS, [*ROWS, ("x" * 300, "y" * 300, 1)])
    lines = screen.getvalue().splitlines()
    assert max(width(line) for line in lines) == 40
    assert "…" in lines[-1]


def test_a_table_without_rows_still_says_what_it_would_hold(capsys: pytest.CaptureFixture[str]) -> None:
    emit_table(COLUMNS, [])
    assert capsys.readouterr().out == "name  organisation  days\n"


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("田中花子", 5, "田中…"),
        ("田中花子", 8, "田中花子"),
        ("abc", 0, ""),
    ],
)
def test_text_is_cut_by_what_it_takes_on_the_screen(text: str, columns: int, shown: str) -> None:
    assert clip(text, columns) == shown


@given(st.text(st.characters(codec="utf-8")), st.integers(0, 30))
def test_cut_text_is_never_too_wide(text: str, columns: int) -> None:
    assert width(clip(text, columns)) <= columns


@pytest.mark.parametrize(
    ("stream", "no_color", "force", "coloured"),
    [
        (Screen, "", "", True),
        (Screen, "1", "1", False),
        (io.StringIO, "", "", False),
        (io.StringIO, "", "1", True),
        (io.StringIO, "", "0", False),
    ],
)
def test_colour_follows_the_usual_variables(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO], no_color: str, force: str, *, coloured: bool
) -> None:
    out = stream()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("CLICOLOR_FORCE", force)
    monkeypatch.setenv("TERM", "xterm")
    emit("due \x1b[31mtoday", style="warn")
    expected = "due <U+001B>[31mtoday"
    assert out.getvalue() == (f"\x1b[33m{expected}\x1b[0m\n" if coloured else expected + "\n")


def test_a_terminal_that_cannot_show_a_letter_shows_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    bytes_out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(bytes_out, encoding="latin-1"))
    emit("Zoë 田")
    render.finish()
    assert bytes_out.getvalue() == "Zoë <U+7530>\n".encode("latin-1")


MANY_LINES = "from netlog import render\nfor n in range(200_000): render.emit(f'line {n}')\nrender.finish()"


def test_a_reader_that_stops_reading_ends_the_program_quietly() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", MANY_LINES], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert program.stdout.readline() == b"line 0\n"
        program.stdout.close()
        assert program.stderr.read() == b""
        assert program.wait() == 0


def test_nobody_listening_to_the_talk_does_not_stop_the_work() -> None:
    code = "from netlog import render\nfor n in range(9): render.tell('x' * 100_000)\nrender.emit('done')"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stderr.close()
        assert program.stdout.read() == b"done\n"
        assert program.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this platform has no device that is always full")
def test_an_answer_that_cannot_be_written_is_a_failure() -> None:
    code = (
        "from netlog import render\n"
        "try:\n    render.emit('x')\n    render.finish()\nexcept OSError:\n    raise SystemExit(7)"
    )
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=full, check=False)
    assert done.returncode == 7


def in_a_terminal(code: str) -> str:
    control, terminal = pty.openpty()
    try:
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=terminal, stderr=terminal, check=True)
        return os.read(control, 1 << 16).decode()
    finally:
        os.close(control)
        os.close(terminal)


def test_hostile_text_does_not_reach_a_real_terminal() -> None:
    seen = in_a_terminal(r"from netlog import render; render.emit('\x1b]0;owned\x07'); render.tell('\x9b2J')")
    assert seen == "<U+001B>]0;owned<U+0007>\r\n<U+009B>2J\r\n"


def test_progress_is_drawn_on_a_terminal() -> None:
    seen = in_a_terminal(
        "from netlog.progress import progress\n"
        "with progress('read\x1bing', total=10) as step:\n"
        "    for _ in range(10): step(1)"
    )
    assert "read<U+001B>ing" in seen
    assert "100%" in seen


def test_progress_is_silent_when_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("reading", total=10) as step:
        step(10)
    assert capsys.readouterr() == ("", "")


def test_rendering_loads_no_library() -> None:
    code = (
        "import sys; from netlog import render; from netlog.render import Column\n"
        "render.emit('x'); render.emit_table([Column('a')], [('b',)])\n"
        "assert not {'rich', 'click', 'json', 'pydantic', 'shutil'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def test_an_item_goes_on_below_itself_on_a_narrow_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(render, "terminal_columns", lambda _: 20)
    render.emit_item(" 1  ", "met Dana Wu yesterday; no thanks yet")
    assert capsys.readouterr().out == " 1  met Dana Wu\n    yesterday; no\n    thanks yet\n"


def test_an_item_is_one_line_when_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    render.emit_item(" 1  ", "met Dana Wu yesterday; no thanks yet")
    assert capsys.readouterr().out == " 1  met Dana Wu yesterday; no thanks yet\n"
