"""Do imports point down only, and would the linters notice if one did not?"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("netlog", "events", "projections", "sync")


def lint(place: Path) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"
    return subprocess.run(
        [sys.executable, "-c", program], cwd=place, check=False, capture_output=True, text=True
    )


def test_the_packages_keep_every_import_contract() -> None:
    ran = lint(ROOT)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("module", "imported", "contract"),
    [
        ("events/aims.py", "sync", "imports point down"),
        ("events/clock.py", "time", "events is pure"),
        ("netlog/app.py", "cryptography", "cryptography is imported in sync only"),
        ("projections/people.py", "sync", "imports point down"),
        ("projections/search.py", "netlog", "imports point down"),
        ("sync/archive.py", "sqlite_utils", "sqlite_utils is imported in projections"),
        ("sync/ingest.py", "projections", "imports point down"),
        ("sync/ingest.py", "watchdog", "watchdog is imported in sync.watch only"),
    ],
)
def test_a_seeded_import_breaks_its_contract(
    tmp_path: Path, module: str, imported: str, contract: str
) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / module).write_text(f"def later():\n    import {imported}\n", encoding="utf-8")

    ran = lint(tmp_path)

    assert ran.returncode == 1, ran.stderr
    verdicts = " ".join(ran.stdout.split())  # long names of contracts are wrapped
    assert re.search(re.escape(contract) + "[^A-Z]* BROKEN", verdicts), ran.stdout
    assert "1 broken" in verdicts


@pytest.mark.parametrize("package", ["pydantic_core", "rich", "sqlite_utils", "watchdog", "dateparser"])
def test_a_heavy_import_at_the_top_of_a_command_is_caught(package: str) -> None:
    source = f'"""A command."""\n\nimport {package}\n\n{package}.x()\n'
    ruff = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise"]
    ran = subprocess.run(
        [*ruff, "--stdin-filename=netlog/commands/seeded.py", "-"],
        input=source,
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert "TID253" in ran.stdout, ran.stdout + ran.stderr
