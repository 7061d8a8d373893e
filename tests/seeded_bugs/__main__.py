"""Would the tests notice? Plants the bugs of bugs.toml one by one in a copy of the project and runs the tests
named.

`python3 run.py seeded-bugs [NAME…]`. A bug that no test catches fails the run.
"""

import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUGS = Path(__file__).with_name("bugs.toml")
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "node_modules")
TESTS_FAILED = 1


def load() -> dict[str, dict[str, str]]:
    """Name → {file, find, replace, tests}."""
    bugs: dict[str, dict[str, str]] = tomllib.loads(BUGS.read_text("utf-8"))
    return bugs


def planted(source: str, bug: dict[str, str]) -> str:
    """The source with the bug in it. Raises: ValueError unless the text to replace stands there once."""
    if source.count(bug["find"]) != 1:
        message = f"{bug['find']!r} stands {source.count(bug['find'])} times in {bug['file']}"
        raise ValueError(message)
    return source.replace(bug["find"], bug["replace"])


def caught(bug: dict[str, str], copy: Path) -> bool:
    """Whether the tests named fail with the bug in place. The copy is clean again afterwards."""
    path = copy / bug["file"]
    clean = path.read_text("utf-8")
    path.write_text(planted(clean, bug), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *bug["tests"].split()]
    try:
        return subprocess.run(command, cwd=copy, check=False, capture_output=True).returncode == TESTS_FAILED
    finally:
        path.write_text(clean, "utf-8")


def main(names: list[str]) -> int:
    bugs = load()
    chosen = {name: bug for name, bug in bugs.items() if not names or name in names}
    missed = []
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "netlog"
        shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
        for name, bug in chosen.items():
            found = caught(bug, copy)
            print(f"{'caught' if found else 'MISSED'}  {name}", flush=True)
            missed += [] if found else [name]
    print(f"{len(chosen) - len(missed)} passed, {len(missed)} failed")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
