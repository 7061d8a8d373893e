"""What can be wrong with a recovery code as it is typed, and with the file that holds a device's keys?"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.vectors.case import Case
from tests.vectors.good import CODE, PASSPHRASE
from tests.vectors.writing.notation import ALPHABET, labelled, recovery_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.vectors.good import Good


def cases(good: Good) -> Iterator[Case]:
    yield from codes()
    yield from device_keys(good)
    yield from costs(good)


def codes() -> Iterator[Case]:
    text = recovery_text(CODE)
    for name, defect, spelling in (
        ("good", "none", text),
        ("lower", "none: lower case", text.lower()),
        ("plain", "none: no hyphens", text.replace("-", "")),
        ("spaces", "none: spaces for hyphens, and around", f" {text.replace('-', ' ')}  "),
        (
            "odd-hyphens",
            "none: hyphens at other places",
            text.replace("-", "")[:7] + "-" + text.replace("-", "")[7:],
        ),
        (
            "folded",
            "none: O for 0, I and L for 1",
            text.replace("0", "O").replace("1", "I", 1).replace("1", "l"),
        ),
    ):
        yield Case(f"recovery-code-{name}", "recovery-code", defect, "accepted", text=spelling)
    other = ALPHABET[ALPHABET.index(text[7].lower()) ^ 1].upper()
    last = ALPHABET[ALPHABET.index(text[-1].lower()) ^ 1].upper()
    at = next(n for n in range(5, 40) if "-" not in text[n : n + 2] and text[n] != text[n + 1])
    groups = text.split("-")
    for name, defect, spelling in (
        ("letter", "one letter is wrong", text[:7] + other + text[8:]),
        ("checksum", "the last letter is wrong", text[:-1] + last),
        ("swapped", "two neighbours are swapped", text[:at] + text[at + 1] + text[at] + text[at + 2 :]),
        ("groups-swapped", "two groups are swapped", "-".join([groups[1], groups[0], *groups[2:]])),
        ("missing", "a letter is missing", text[:7] + text[8:]),
        ("doubled", "a letter stands twice", text[:7] + text[7] + text[7:]),
        ("half", "only the first half", text[:22]),
        ("twice", "the whole code twice", text + text),
        ("u", "U is no letter of the alphabet", text[:7] + "U" + text[8:]),
        ("sign", "a sign that is no letter", text[:7] + "?" + text[8:]),
        ("empty", "nothing", ""),
        ("hyphens", "nothing but hyphens", "-" * 44),
        ("zeros", "the right length, nothing but zeros", "0" * 36),
        ("padding", "a Base32 padding sign at the end", text + "="),
    ):
        yield Case(f"recovery-code-{name}", "recovery-code", defect, "refused", text=spelling)


def device_key(name: str, defect: str, expect: str, file: bytes, passphrase: str = PASSPHRASE) -> Case:
    context = {"passphrase": passphrase}
    return Case(f"device-key-{name}", "device-key", defect, expect, file, context=context)


def device_keys(good: Good) -> Iterator[Case]:
    right = good.device_key
    file = right.file
    yield device_key("good", "none", "accepted", file)
    apart = unicodedata.normalize("NFD", PASSPHRASE)
    yield device_key("nfd", "none: the passphrase is typed in decomposed letters", "accepted", file, apart)
    dear = replace(right, memory=65_537, passes=2, lanes=3).file
    yield device_key("cost", "none: another cost", "accepted", dear)
    yield device_key("passphrase", "another passphrase", "refused", file, PASSPHRASE + " ")
    yield device_key("passphrase-empty", "no passphrase", "refused", file, "")
    yield device_key("empty", "no byte", "refused", b"")
    yield device_key("cut", "the last byte is missing", "refused", file[:-1])
    yield device_key("cut-header", "the header ends early", "refused", file[:50])
    yield device_key("trailing-byte", "one byte too many", "refused", file + b"\x00")
    yield device_key("magic", "the magic of a segment", "refused", file[:3] + b"S" + file[4:])
    yield device_key("major-2", "a later major version", "newer", replace(right, major=2).file)
    wrong = replace(right, context=labelled("device")).file
    yield device_key("info", "sealed under another label", "refused", wrong)
    for name, defect, at in (
        ("salt", "a bit of the salt is flipped", 30),
        ("vault", "a bit of the vault id is flipped", 60),
        ("device", "a bit of the device id is flipped", 80),
        ("ciphertext", "a bit of the ciphertext is flipped", 200),
    ):
        flipped = bytearray(file)
        flipped[at] ^= 1
        yield device_key(name, defect, "refused", bytes(flipped))


def costs(good: Good) -> Iterator[Case]:
    """The key is derived at the stated cost where that is possible: only the bound can refuse it."""
    right = good.device_key
    cheap = (65_536, 1, 1)
    least = 1 << 32
    for name, defect, wrong in (
        ("memory-less", "65,535 KiB is below the floor", replace(right, memory=65_535)),
        ("memory-8", "8 KiB is below the floor", replace(right, memory=8)),
        ("memory-0", "no memory", replace(right, memory=0, cost=cheap)),
        ("memory-more", "a KiB above the ceiling", replace(right, memory=4_194_305, cost=cheap)),
        ("memory-most", "four tebibytes", replace(right, memory=least - 1, cost=cheap)),
        ("passes-0", "no pass", replace(right, passes=0, cost=cheap)),
        ("passes-65", "a pass above the ceiling", replace(right, passes=65)),
        ("passes-most", "four billion passes", replace(right, passes=least - 1, cost=cheap)),
        ("lanes-0", "no lane", replace(right, lanes=0, cost=cheap)),
        ("lanes-65", "a lane above the ceiling", replace(right, lanes=65)),
        ("lanes-most", "four billion lanes", replace(right, lanes=least - 1, cost=cheap)),
    ):
        yield device_key(name, defect, "refused", wrong.file)
