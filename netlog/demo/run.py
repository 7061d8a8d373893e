"""How does somebody who just heard of netlog get to see it? A vault in a temporary place, told and shown."""

from __future__ import annotations

import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from events.ids import base32
from netlog import cli, render
from netlog.demo import play
from netlog.progress import progress
from sync import session
from sync.format.device import LOWEST_COST
from sync.log import Log

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from events.envelope import Draft, Envelope
    from netlog.device import Surroundings

_GROUPS: Final = 4


class Demo(NamedTuple):
    """A sample vault on this machine. `session`: whether it is unlocked for the commands that follow."""

    home: Path
    folder: Path
    passphrase: str
    session: bool
    story: play.Story


class _SteppingClock:
    """Stands at the moment of the story that is being told."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def ms(self) -> int:
        return int(self.now.timestamp() * 1000)


def make(directory: Path, s: Surroundings, *, advance: Callable[[int], None] = lambda _done: None) -> Demo:
    """The sample vault: `directory`/home and `directory`/folder. `advance` hears of each command recorded."""
    home, folder = directory / "home", directory / "folder"
    raw = base32(s.entropy(10))
    passphrase = "-".join(raw[at : at + _GROUPS] for at in range(0, len(raw), _GROUPS))
    now = s.now()
    clock = _SteppingClock(now)
    # The passphrase is random, so guessing it is hopeless at any cost; and nothing in here is true.
    created = Log.create(
        home, folder, passphrase=passphrase, device_name="demo", cost=LOWEST_COST, entropy=s.entropy,
        clock_ms=clock.ms,
    )  # fmt: skip
    with created.log as log:

        def record(drafts: list[Draft], at: datetime) -> list[Envelope]:
            clock.now = at
            return log.record(drafts)

        story = play.build(record, now=now, progress=advance)
    return Demo(home, folder, passphrase, session.store(home, created.wrapping_key), story)


def run(s: Surroundings, *, as_json: bool = False) -> None:
    """`netlog demo`: makes the vault, shows the queue, the funnel and one person, and says how to go on."""
    directory = Path(tempfile.mkdtemp(prefix="netlog-demo-"))
    try:
        with progress("living through a year", total=play.commands()) as advance:
            demo = make(directory, s, advance=advance)
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise
    if as_json:
        render.emit_json(
            {
                "home": str(demo.home),
                "folder": str(demo.folder),
                "passphrase": demo.passphrase,
                "session": demo.session,
                "events": demo.story.events,
                "person": {"id": demo.story.hero, "name": play.HERO},
            }
        )
        return
    _show(demo, s)


def _show(demo: Demo, s: Surroundings) -> None:
    render.emit("One year in the notebook of somebody who looks for work with pipes and wires. All invented.")
    pages = (
        ("Today", ["next"]),
        ("Where everybody stands", ["funnel"]),
        ("One story", ["show", demo.story.hero]),
    )
    from netlog.app import App

    with App.open(s._replace(home=demo.home)) as app:  # folds once what the pages then only ask
        _ = app.hot
    for title, command in pages:
        render.emit()
        render.emit(title, style="strong")
        code = cli.call([*command, "--home", str(demo.home)])
        if code:
            raise SystemExit(code)
    render.emit()
    render.emit("Look further", style="strong")
    for line in look_further(demo):
        render.emit(f"  {line}")


def look_further(demo: Demo) -> list[str]:
    """Commands to type next."""
    program = program_name()
    lines = [f"export NETLOG_HOME={shlex.quote(str(demo.home))}"]
    if not demo.session:  # nowhere to keep a session: each call unlocks for itself
        lines.append(f"export NETLOG_PASSPHRASE_COMMAND={shlex.quote(f'echo {demo.passphrase}')}")
    lines += [
        f"{program} next --all",
        f"{program} who --org Tesserwatt",
        f"{program} show Tomasz",
        f"{program} org Tesserwatt",
        f'{program} thank Lotte --by email --detail "the Monday that begins on Saturday"',
        f"{program} undo",
        f"{program} log --person Ruta",
        f"ls -R {shlex.quote(str(demo.folder))}   # what a sync service gets to see",
        f"{program} lock; rm -r {shlex.quote(str(demo.home.parent))}   # away with all of it",
    ]
    if demo.session:
        lines.append(f"# the passphrase, should you lock it before: {demo.passphrase}")
    return lines


def program_name() -> str:
    """What to type to run this program: its name where that is found, else its path."""
    if shutil.which("netlog"):
        return "netlog"
    called = Path(sys.argv[0])
    return (
        shlex.quote(str(called))
        if called.name.startswith("netlog")
        else f"{shlex.quote(sys.executable)} -m netlog"
    )
