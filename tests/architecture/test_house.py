"""The house as DESIGN draws it: arrows point down, rows too, and some things are simply not done."""

import ast
import re
import tokenize
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

SRC = Path(__file__).resolve().parents[2] / "src" / "winay"
ORDER = [
    "core",
    "journal",
    "places",
    "programs",
    "accounts",
    "documents",
    "intake",
    "registry",
    "targeting",
    "enrolment",
    "nuclei",
    "trainers",
    "plans",
    "delivery",
    "voices",
    "supervision",
    "journeys",
    "synthetic",
    "web",
    "field",
    "cli",
    "config",
]
OURS = [config for config in apps.get_app_configs() if config.name.startswith("winay.")]


def foreign_keys() -> list[tuple[str, str, models.ForeignKey]]:
    found = []
    for config in OURS:
        for model in config.get_models():
            for field in model._meta.get_fields():
                if isinstance(field, models.ForeignKey | models.OneToOneField):
                    found.append((config.label, field.related_model._meta.app_label, field))
    return found


def test_foreign_keys_point_down_and_cannot_be_walked_up() -> None:
    keys = foreign_keys()
    assert keys
    for room, target, field in keys:
        assert ORDER.index(target) <= ORDER.index(room), f"{field} points up"
        if target != room:
            assert field.remote_field.related_name == "+", f"{field} lets {target} look up into {room}"
        assert field.remote_field.on_delete is models.PROTECT, f"{field} would delete or forget"


def test_the_walk_over_foreign_keys_sees_the_ones_there_are() -> None:
    assert ("targeting", "programs") in {(room, target) for room, target, _ in foreign_keys()}


def test_no_decimal_float_or_json_columns() -> None:
    banned = (models.DecimalField, models.FloatField, models.JSONField)
    for config in OURS:
        for model in config.get_models():
            for field in model._meta.get_fields():
                assert not isinstance(field, banned), f"{field} is a {type(field).__name__}"


def test_no_save_override_and_no_signal_outside_the_two_that_are_argued_for() -> None:
    for path in SRC.rglob("*.py"):
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and path.name == "models.py":
                names = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
                assert not names & {"save", "delete"}, f"{path}: {node.name} overrides save or delete"
        text = path.read_text()
        if ".connect(" in text and "django.db.models.signals" in text:
            assert path.parent.name in {"accounts", "journal"}, f"{path} listens to a signal"


def test_no_program_is_named_in_code() -> None:
    allowed = {"catalog", "countries", "synthetic"}
    for path in SRC.rglob("*.py"):
        if path.relative_to(SRC).parts[0] in allowed:
            continue
        with path.open("rb") as source:
            words = [
                token.string for token in tokenize.tokenize(source.readline)
                if token.type in (tokenize.NAME, tokenize.STRING) and not token.string.startswith(('"""', 'r"""'))
            ]  # fmt: skip
        named = [word for word in words if re.search(r"haku|noa[-_ ]?jayatai|foncodes", word, re.IGNORECASE)]
        assert not named, f"{path} names a program: {named[:3]}"


def test_package_files_are_empty() -> None:
    for path in set(SRC.rglob("__init__.py")) - {SRC / "__init__.py"}:
        assert path.read_text() == "", f"{path} hides imports from the house rules"


@pytest.mark.parametrize("name", ["utils", "common", "helpers", "shared", "base", "misc"])
def test_there_is_no_drawer_for_odds_and_ends(name: str) -> None:
    assert not list(SRC.rglob(f"{name}.py")) and not list(SRC.rglob(f"{name}/__init__.py"))


def test_every_room_is_described_in_the_house_table() -> None:
    text = (SRC.parents[1] / "docs" / "architecture.md").read_text()
    for config in OURS:
        assert f"`{config.label}`" in text, f"docs/architecture.md does not know {config.label}"


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_every_registered_trigger_stands_after_all_migrations() -> None:
    from django.db import connection

    from winay.journal.triggers import missing, registered

    assert len(registered()) >= 10
    assert missing(connection) == []


def test_no_file_keeps_the_marks_of_a_merge() -> None:
    files = [path for path in SRC.rglob("*") if path.suffix in {".py", ".html", ".yaml", ".typ", ".css", ".js", ".po"}]
    marks = re.compile(r"^(<<<<<<<|>>>>>>>) ", re.MULTILINE)
    assert files and not [path.name for path in files if marks.search(path.read_text("utf-8"))]
