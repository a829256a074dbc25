"""The environment is made on whatever Python a machine has."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def prepare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tool, working in a folder of the test's own, with every command it would run written down."""
    spec = importlib.util.spec_from_file_location("prepare", ROOT / "tools" / "prepare.py")
    assert spec is not None and spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-bootstrap.txt", "pyproject.toml"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "VENV", tmp_path / ".venv")
    tool.ran = []  # type: ignore[attr-defined]

    def run(command: list[str], remedy: str) -> None:
        tool.ran.append([str(word) for word in command])  # type: ignore[attr-defined]
        if "venv" in command or "virtualenv" in command[-1]:
            (tool.VENV / "bin").mkdir(parents=True)
            (tool.VENV / "bin" / "python").symlink_to(sys.executable)

    monkeypatch.setattr(tool, "run", run)
    return tool


def test_the_first_time_it_installs_and_the_second_it_does_nothing(prepare: Any) -> None:
    prepare.main("runtime")
    installed = [line for line in prepare.ran if "--require-hashes" in line]
    assert len(installed) == 1 and installed[0][-1] == "requirements.txt"
    prepare.ran.clear()
    prepare.main("runtime")
    assert prepare.ran == []


def test_what_tests_need_serves_running_too(prepare: Any) -> None:
    prepare.main("dev")
    prepare.ran.clear()
    prepare.main("runtime")
    assert prepare.ran == []


def test_a_changed_lock_is_installed_anew(prepare: Any) -> None:
    prepare.main("runtime")
    (prepare.ROOT / "requirements.txt").write_text("# changed\n")
    prepare.ran.clear()
    prepare.main("runtime")
    assert any("--require-hashes" in line for line in prepare.ran)


def test_a_python_without_its_venv_module_uses_virtualenv(prepare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "has_venv", lambda: False)
    prepare.main("runtime")
    assert "--target" in prepare.ran[0] and prepare.ran[0][-1] == "requirements-bootstrap.txt"
    assert "virtualenv" in prepare.ran[1][-1]
    assert any("--require-hashes" in line for line in prepare.ran[2:])


def test_a_broken_environment_is_made_anew(prepare: Any) -> None:
    (prepare.VENV / "bin").mkdir(parents=True)
    (prepare.VENV / "bin" / "python").symlink_to("/nowhere/python")
    prepare.main("runtime")
    assert prepare.works(prepare.VENV / "bin" / "python")


def test_an_environment_that_was_cut_while_installing_is_finished(prepare: Any) -> None:
    prepare.main("runtime")
    for mark in prepare.VENV.glob(".winay-*"):
        mark.unlink()
    prepare.ran.clear()
    prepare.main("runtime")
    assert any("--require-hashes" in line for line in prepare.ran)


def test_an_old_python_is_refused_with_the_remedy(
    prepare: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prepare.sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit):
        prepare.main("runtime")
    assert "apt install python3" in capsys.readouterr().err
