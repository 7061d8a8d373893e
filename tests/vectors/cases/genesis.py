"""What can be wrong with a genesis?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.vectors.case import Case
from tests.vectors.good import place
from tests.vectors.writing.notation import device, malleable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.vectors.good import Good


def cases(good: Good) -> Iterator[Case]:
    right, other = good.genesis, device("laptop")
    file, later = right.file, replace(right, major=2).file
    for name, expect, defect, body in (
        ("good", "accepted", "none", file),
        ("empty", "waiting", "no byte has arrived", b""),
        ("magic-begun", "waiting", "five bytes of the magic have arrived", file[:5]),
        ("truncated", "waiting", "the last byte is missing", file[:-1]),
        ("trailing-byte", "altered", "one byte too many", file + b"\x00"),
        ("major-2", "newer", "a later major version", later),
        ("major-2-short", "newer", "a later major version may be shorter", later[:99]),
        ("major-0", "altered", "no such major version", replace(right, major=0).file),
        ("reserved", "newer", "a reserved field is set, properly signed", replace(right, reserved=1).file),
        ("suite-2", "newer", "another suite, properly signed", replace(right, suite=2).file),
        ("label", "altered", "both signatures are over another label", replace(right, label="device").file),
        ("device-signature", "altered", "another device signed", replace(right, device_signer=other).file),
        ("recovery-signature", "altered", "another key signed", replace(right, recovery_signer=other).file),
        ("signature-s", "altered", "S is not reduced", file[:2608] + malleable(file[2608:])),
    ):
        path = place(body) if body[3:8] == file[3:8] else "vault-0000000000000000.nlv"
        yield Case(f"genesis-{name}", "genesis", defect, expect, body, path=path)
