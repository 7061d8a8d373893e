"""Does run.py install once, with what the machine has, and hand on arguments and exit statuses?"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
ECHO = "import sys\nprint(sys.argv[1:])\nraise SystemExit(3)\n"
posix_only = pytest.mark.skipif(os.name == "nt", reason="the impaired Python is a shell script")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose environment is made and marked as installed, with a benchmark that echoes."""
    for name in ("run.py", "pyproject.toml", *(path.name for path in ROOT.glob("*.lock"))):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "__main__.py").write_text(ECHO, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / ".venv")], check=True)
    module = load(tmp_path)
    stamp = tmp_path / ".venv" / f"installed-{module.TO_WORK[0]}"
    stamp.write_text(module.fingerprint(module.TO_WORK), encoding="utf-8")
    return tmp_path


def load(checkout: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("run", checkout / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def call(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it without uv and without any package index."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    offline = {"PATH": os.devnull, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run(
        [sys.executable, str(checkout / "run.py"), *arguments],
        env=kept | offline,
        check=False,
        capture_output=True,
        text=True,
    )


def impaired(place: Path, *, pip: bool) -> str:
    """A Python without ensurepip, as Debian has it, with or without pip."""
    script = place / "impaired-python"
    script.write_text(
        f"""#!/bin/sh
case "$*" in
  *--without-pip*) ;;
  "-m venv"*) exit 1 ;;
  "-m pip"*) {":" if pip else "exit 1"} ;;
esac
exec "{sys.executable}" "$@"
""",
        encoding="utf-8",
    )
    script.chmod(0o755)
    return str(script)


def test_arguments_and_the_exit_status_pass_through_without_a_second_install(checkout: Path) -> None:
    ran = call(checkout, "bench", "--only", "append", "-v")
    assert (ran.returncode, ran.stdout, ran.stderr) == (3, "['--only', 'append', '-v']\n", "")


def test_all_of_the_tests_are_spread_over_the_cores_and_chosen_ones_are_not(checkout: Path) -> None:
    package = checkout / "pytest"
    package.mkdir()
    (package / "__main__.py").write_text(ECHO, encoding="utf-8")
    module = load(checkout)
    assert call(checkout, "test").stdout == f"{module.SPREAD}\n"
    assert call(checkout, "test", "tests/sync", "-x").stdout == "['tests/sync', '-x']\n"


@pytest.mark.parametrize("changed", ["pyproject.toml", "requirements-dev.lock"])
def test_a_changed_dependency_is_installed_before_anything_runs(checkout: Path, changed: str) -> None:
    with (checkout / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    ran = call(checkout, "bench")
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert "run.py: installing into" in ran.stderr
    assert "run.py: the dependencies could not be installed\nhint:   " in ran.stderr


def test_a_moved_checkout_is_installed_again(checkout: Path) -> None:
    moved = checkout.rename(checkout.with_name("moved"))
    assert "installing into" in call(moved, "bench").stderr


def test_an_unknown_command_is_answered_with_the_usage(checkout: Path) -> None:
    for arguments in ((), ("dmeo",), ("check", "--statik")):
        ran = call(checkout, *arguments)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert ran.stderr.startswith("usage: python3 run.py demo")
    assert call(checkout, "--help").returncode == 0


@posix_only
def test_the_pip_of_the_system_serves_where_ensurepip_is_absent(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(checkout / ".venv")
    python = impaired(checkout, pip=True)
    monkeypatch.setattr(sys, "executable", python)
    module = load(checkout)
    assert module.pip()[:5] == [python, "-m", "pip", "--python", module.PYTHON]
    assert Path(module.PYTHON).exists()


@posix_only
def test_a_python_with_neither_pip_nor_ensurepip_is_told_what_to_install(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(checkout / ".venv")
    monkeypatch.setattr(sys, "executable", impaired(checkout, pip=False))
    with pytest.raises(SystemExit, match=r"neither pip nor ensurepip\nhint:   sudo apt install python3-pip"):
        load(checkout).pip()


def test_an_old_python_is_told_which_one_is_needed(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(SystemExit, match=r"netlog needs 3\.11 or newer\nhint:   "):
        load(checkout).pip()
