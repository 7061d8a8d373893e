"""Taking a new identity is killed at every system call: the home opens, and finishes what was begun."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from sync.log import Created, Log
from tests.sync.conftest import ROOT
from tests.sync.drafts import about, person
from tests.sync.test_kill import needs_strace

WRITES = "pwrite64,write,fsync,fdatasync,ftruncate,unlink,linkat,openat"
OPENS = """
import sys
from pathlib import Path
from sync.log import Log
from tests.sync.drafts import about, person
mark = "/proc/netlog-begins-here"
Path(mark).exists()
with Log.open(Path(sys.argv[1]), wrapping_key=bytes.fromhex(sys.argv[2])) as log:
    log.record([about(person())])
"""


def opened_under(home: Path, key: bytes, *options: str) -> int:
    return subprocess.run(
        ["strace", "-f", *options, sys.executable, "-c", OPENS, str(home), key.hex()],
        check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
    ).returncode  # fmt: skip


def begun_at(trace: str) -> Counter[str]:
    """How many calls of each kind the program makes before it opens the home."""
    before, found, _ = trace.partition("netlog-begins-here")
    assert found
    return Counter(re.findall(r"^\d+ +(\w+)\(", before, re.MULTILINE))


@pytest.mark.slow
@needs_strace
def test_a_kill_at_any_call_leaves_a_home_that_opens_as_one_device_and_loses_nothing(
    vault: Created, tmp_path: Path
) -> None:
    vault.log.record([about(person())])
    vault.log.close()
    first, trace = vault.log.device, tmp_path / "trace"
    whole = tmp_path / "whole"
    shutil.copytree(vault.log.home, whole)
    key = vault.wrapping_key
    assert opened_under(whole, key, "-o", str(trace), "-e", f"trace={WRITES},stat,newfstatat") == 0
    text = trace.read_text()
    every = Counter(re.findall(r"^\d+ +(\w+)\(", text, re.MULTILINE))
    before = begun_at(text)
    killed = 0
    for call in set(WRITES.split(",")) & every.keys():
        for number in range(before[call] + 1, every[call] + 1):
            home = tmp_path / f"{call}-{number}"
            shutil.copytree(vault.log.home, home)
            inject = f"inject={call}:signal=KILL:when={number}"
            code = opened_under(home, key, "-o", os.devnull, "-e", f"trace={call}", "-e", inject)
            killed += code != 0
            with Log.open(home, wrapping_key=key) as log:
                assert log.device != first
                assert len(log.former_identities()) == 1
                log.record([about(person())])
                assert log.count().outbox == 0
                assert log.verify().bad == []
                assert log.verify().missing == []
            shutil.rmtree(home)
    assert killed > 20
