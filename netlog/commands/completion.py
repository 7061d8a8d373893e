"""`netlog completion`: what makes a shell complete verbs, options, and while netlog is unlocked, names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click
from click import shell_completion

from netlog import render
from netlog.commands.declaring import verb
from netlog.commands.values import OneOf

if TYPE_CHECKING:
    from netlog.commands.calling import Call

VARIABLE: Final = "_NETLOG_COMPLETE"
_SHELLS: Final = ("bash", "zsh", "fish", "powershell")
_WHERE: Final = {
    "bash": "netlog completion bash > ~/.local/share/bash-completion/completions/netlog",
    "zsh": "netlog completion zsh > ~/.zfunc/_netlog   (with fpath+=~/.zfunc before compinit in ~/.zshrc)",
    "fish": "netlog completion fish > ~/.config/fish/completions/netlog.fish",
    "powershell": "netlog completion powershell | Out-String | Invoke-Expression   (in your $PROFILE)",
}


@verb("completion", examples=("netlog completion bash", "netlog completion fish"), day=False)
@click.argument("shell", type=OneOf(lambda: _SHELLS), metavar="bash|zsh|fish|powershell")
def completion(call: Call, shell: str) -> None:
    """Print the script that teaches your shell to complete netlog. Names of people are offered only while
    netlog is unlocked; never: netlog config complete_names false
    """
    kind = shell_completion.get_completion_class(shell)
    assert kind is not None  # noqa: S101 - one of those that click knows
    root = click.get_current_context().find_root().command
    # Not through the subclass, which runs the shell only to ask for its version.
    script = shell_completion.ShellComplete.source(kind(root, {}, "netlog", VARIABLE))
    if call.as_json:
        render.emit_json({"shell": shell, "script": script})
        return
    for line in script.splitlines():
        render.emit(line)
    if call.somebody_there:
        render.tell(f"to keep it: {_WHERE[shell]}")
