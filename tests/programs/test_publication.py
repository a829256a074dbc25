"""Publishing: rows say what the files say, twice is once, and what is published stays as it is."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from winay.core.actors import SYSTEM, Actor, Permission
from winay.core.errors import BadInputs, NotAllowed
from winay.core.ids import new_id
from winay.journal.models import Line
from winay.places.models import Indicator
from winay.programs import models, queries
from winay.programs.catalogue import Catalogue
from winay.programs.flattening import Flattener
from winay.programs.rules import content_sha256
from winay.programs.services import NEVER_EDITED, publish_catalogue, publish_version

CATALOGUE = Path(models.__file__).parents[1] / "catalog" / "programs"
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.bare]


@pytest.fixture
def figures(db: None) -> None:
    """The indicators that criteria name, without the country's figures."""
    for position, key in enumerate(
        ["poverty_pct", "nbi_any_pct", "u5_stunted_pct", "juntos_households_affiliated"], start=900
    ):
        Indicator.objects.create(
            key=key, topic="t", position=position, name_es=key, name_en=key, unit="percent", counts="people",
            scale=1, estimated=False, lendable=False, definition_es="d", definition_en="d",
        )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogue that a test may spoil."""
    return Path(shutil.copytree(CATALOGUE, tmp_path / "programs"))


def problems(run: object, *args: object, **kwargs: object) -> list[str]:
    with pytest.raises(BadInputs) as caught:
        run(*args, **kwargs)  # type: ignore[operator]
    return [str(problem) for problem in caught.value.problems]


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (models.Program, models.Version, models.Label, Line)}


def test_what_is_published_reads_back_as_the_files_say_it(figures: None) -> None:
    published = publish_catalogue(CATALOGUE, by=SYSTEM, at=AT)
    assert len(published) == 7
    flattener = Flattener(Catalogue(CATALOGUE), None)
    for row in published:
        ref = f"{row.program.key}@{row.key}"
        loaded = queries.version(row.program.key, row.key)
        assert loaded is not None
        assert content_sha256(loaded) == content_sha256(flattener.flat(ref).terms), ref
        assert loaded.public_id == row.public_id
        assert models.Seal.objects.get(version=row).content_sha256 == content_sha256(loaded)
    assert Line.objects.filter(verb="programs.publish_version").count() == 7


def test_publishing_again_changes_nothing(figures: None) -> None:
    publish_catalogue(CATALOGUE, by=SYSTEM, at=AT)
    before = counts()
    assert publish_catalogue(CATALOGUE, by=SYSTEM, at=AT) == []
    assert counts() == before


def test_one_version_needs_its_basis_first(figures: None) -> None:
    path = CATALOGUE / "haku-winay" / "2017.1.yaml"
    (message,) = problems(publish_version, path, by=SYSTEM, at=AT)
    assert "based_on.version" in message
    assert "publish it first" in message
    publish_version(CATALOGUE / "haku-winay" / "2014.1.yaml", by=SYSTEM, at=AT)
    row = publish_version(path, by=SYSTEM, at=AT)
    assert row.based_on is not None
    assert row.based_on.key == "2014.1"
    assert publish_version(path, by=SYSTEM, at=AT) == row


def test_only_the_command_line_publishes() -> None:
    class Manager:
        public_id = new_id()
        role_name = "national_manager"

        def may(self, permission: Permission, *, place_code: str | None = None, program: str | None = None) -> bool:
            return True

    manager: Actor = Manager()
    with pytest.raises(NotAllowed):
        publish_catalogue(CATALOGUE, by=manager, at=AT)


def test_an_edited_published_version_is_refused_and_named(figures: None, folder: Path) -> None:
    publish_catalogue(folder, by=SYSTEM, at=AT)
    path = folder / "haku-winay" / "2017.1.yaml"
    path.write_text(path.read_text().replace("value: 40", "value: 35"))
    before = counts()
    for message in (
        *problems(publish_version, path, by=SYSTEM, at=AT),
        *problems(publish_catalogue, folder, by=SYSTEM, at=AT),
    ):
        assert message.startswith("haku-winay/2017.1.yaml")
        assert NEVER_EDITED in message
    assert counts() == before


@pytest.mark.parametrize("shared", ["menus/3-animals.yaml", "adaptations/jungle.yaml"])
def test_a_file_that_a_published_version_draws_on_is_part_of_it(figures: None, folder: Path, shared: str) -> None:
    publish_catalogue(folder, by=SYSTEM, at=AT)
    path = folder / shared
    old, new = ("Gallo, Rooster, 1, u", "Gallo, Rooster, 2, u") if "menus" in shared else ("value: 14", "value: 12")
    path.write_text(path.read_text().replace(old, new))
    messages = problems(publish_catalogue, folder, by=SYSTEM, at=AT)
    assert any(message.startswith(shared) and NEVER_EDITED in message for message in messages)


def test_a_new_item_in_a_menu_file_leaves_published_versions_alone(figures: None, folder: Path) -> None:
    publish_catalogue(folder, by=SYSTEM, at=AT)
    path = folder / "menus" / "5-non-farm.yaml"
    text = path.read_text()
    last = text[text.index("  - key: community_tourism_starter") :]
    path.write_text(text + last.replace("community_tourism_starter", "zz_mill").replace("Habitación", "Molino").replace(
        "Room and route", "Mill"))  # fmt: skip
    assert publish_catalogue(folder, by=SYSTEM, at=AT) == []


def test_nothing_is_half_published(figures: None, folder: Path) -> None:
    path = folder / "noa-jayatai" / "2020.1.yaml"
    path.write_text(path.read_text().replace("kind: listed", "kind: guessed"))
    problems(publish_catalogue, folder, by=SYSTEM, at=AT)
    assert counts() == {"Program": 0, "Version": 0, "Label": 0, "Line": 0}
