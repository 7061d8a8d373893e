#!/usr/bin/env python3
"""How does a machine with nothing but Python run netlog, its tests and its checks?

Standard library only, in words that an old Python can parse too: it is told what is missing, not shown a
syntax error.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN, EXE = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
PYTHON = str(VENV / BIN / f"python{EXE}")
TO_USE = ("requirements.lock", "requirements-build.lock")
TO_WORK = ("requirements-dev.lock",)
TASKS = {  # each gets the further arguments of the command line
    "demo": (TO_USE, [str(VENV / BIN / f"netlog{EXE}"), "demo"]),
    "test": (TO_WORK, [PYTHON, "-m", "pytest"]),
    "bench": (TO_WORK, [PYTHON, "-m", "benchmarks"]),
    "seeded-bugs": (TO_WORK, [PYTHON, "-m", "tests.seeded_bugs"]),
    "simulate": (TO_WORK, [PYTHON, "-m", "tests.simulation"]),
}
# All of the tests, on every core; those of one file share what they build on, so a file stays together.
SPREAD = ["-n", "auto", "--dist", "loadfile"]
STATIC = (
    [PYTHON, "-m", "ruff", "check"],
    [PYTHON, "-m", "ruff", "format", "--check"],
    [PYTHON, "-m", "mypy"],
    [PYTHON, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
)
USAGE = """
usage: python3 run.py demo               a sample vault with a year of history, in a temporary place
       python3 run.py test [ARGUMENTS]   the tests, on every core; arguments go to pytest as they are
       python3 run.py check [--static]   ruff, mypy, import contracts; then, without --static, the tests
       python3 run.py bench [ARGUMENTS]  the benchmarks, beside floors and peers
       python3 run.py seeded-bugs [NAME] would the tests notice? plants known bugs one by one; takes minutes
       python3 run.py simulate --seeds N devices, services and faults by the thousand; see --help
"""


def main(arguments: list[str]) -> int:
    task, *further = arguments or [""]
    if task in TASKS:
        locks, command = TASKS[task]
        install(locks)
        return run([*command, *(further or (SPREAD if task == "test" else []))])
    if task == "check" and further in ([], ["--static"]):
        install(TO_WORK)
        commands = [*STATIC, *([] if further else [[*TASKS["test"][1], *SPREAD]])]
        return max([run(command) for command in commands], key=abs)
    asked = task in ("-h", "--help", "help")
    print(USAGE.strip(), file=sys.stdout if asked else sys.stderr)
    return 0 if asked else 2


def install(locks: tuple[str, ...]) -> None:
    """Bring .venv to what the locks name, plus this checkout; nothing is done if neither changed since."""
    stamp, wanted = VENV / f"installed-{locks[0]}", fingerprint(locks)
    if stamp.is_file() and stamp.read_text() == wanted and not broken():
        return
    print(f"run.py: installing into {VENV}; this takes up to a minute, once", file=sys.stderr, flush=True)
    packages = ["--require-hashes", *(f"--requirement={ROOT / lock}" for lock in locks)]
    # Without isolation, because an isolated build would download hatchling once more, unlocked.
    checkout = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    for installer in (uv, pip):
        command = installer()
        if command and not run([*command, *packages]) and not run([*command, *checkout]):
            stamp.write_text(wanted)
            return
    stop("the dependencies could not be installed", "export PIP_INDEX_URL=https://mirror.example/simple")


def fingerprint(locks: tuple[str, ...]) -> str:
    # The place belongs to it: scripts and the checkout's path entry do not survive a move.
    contents = [(ROOT / name).read_bytes() for name in ("pyproject.toml", *locks)]
    return hashlib.sha256(b"\0".join([str(ROOT).encode(), *contents])).hexdigest()


def uv() -> list[str]:
    """Return how to install with uv, or nothing where it is absent or can make no environment."""
    program = shutil.which("uv")
    if not program:
        return []
    # uv does not read pip's settings; what it cannot reach for want of the others, pip tries again.
    for theirs, ours in (("UV_DEFAULT_INDEX", "PIP_INDEX_URL"), ("SSL_CERT_FILE", "PIP_CERT")):
        if ours in os.environ:
            os.environ.setdefault(theirs, os.environ[ours])
    if broken() and run([program, "venv", "-q", "--clear", "-p", interpreter() or ">=3.11", str(VENV)]):
        return []
    return [program, "pip", "install", "-q", "-p", PYTHON]


def pip() -> list[str]:
    """Return how to install with pip: the environment's own, or the system's where ensurepip is absent."""
    python = interpreter()
    if not python:
        stop(
            f"this is Python {sys.version.split()[0]}, netlog needs 3.11 or newer",
            "sudo apt install python3.11, or brew install python",
        )
    venv = [python, "-m", "venv", "--clear", str(VENV)]
    if broken() and run(venv, quiet=True) and run([*venv, "--without-pip"]):
        stop(f"no virtual environment can be made with {python}", "sudo apt install python3-venv")
    for command in ([PYTHON, "-m", "pip"], [python, "-m", "pip", "--python", PYTHON]):
        if not run([*command, "--version"], quiet=True):
            return [*command, "--disable-pip-version-check", "install", "-q"]
    return stop(f"{python} has neither pip nor ensurepip", "sudo apt install python3-pip")


def interpreter() -> str:
    """Return a Python that netlog runs on: this one, or a newer one on the path."""
    newer = filter(None, (shutil.which(f"python3.{minor}") for minor in (14, 13, 12, 11)))
    this = [sys.executable] if sys.version_info >= (3, 11) else []
    return next((python for python in [*this, *newer] if not run([python, "-V"], quiet=True)), "")


def broken() -> bool:
    return bool(run([PYTHON, "-V"], quiet=True))


def run(command: list[str], *, quiet: bool = False) -> int:
    output = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run(command, cwd=ROOT, check=False, stdout=output, stderr=output).returncode
    except FileNotFoundError:
        return 127


def stop(problem: str, hint: str) -> NoReturn:
    raise SystemExit(f"run.py: {problem}\nhint:   {hint}")


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
