"""On which kind of file system does something lie?"""

from __future__ import annotations

import os
from pathlib import Path


def file_system(device: int) -> str:
    """The kind, by the number of the device as `stat` gives it, as in "tmpfs"; nothing where that cannot be
    told.
    """
    try:
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:
        return ""
    number = f"{os.major(device)}:{os.minor(device)}"
    for mount in mounts.splitlines():
        place, _, kind = mount.partition(" - ")
        if place.split(" ", 3)[2] == number:
            return kind.split(" ", 1)[0]
    return ""
