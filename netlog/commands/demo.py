"""`netlog demo`: a sample vault with a year of history, in a temporary place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlog.commands.declaring import verb

if TYPE_CHECKING:
    from netlog.commands.calling import Call


@verb("demo", examples=("netlog demo", "netlog demo --json"), day=False)
def demo(call: Call) -> None:
    """A sample vault with a year of history, in a temporary place. Your own vault, if you have one, is not
    touched.
    """
    from netlog.demo.run import run

    run(call.surroundings, as_json=call.as_json)
