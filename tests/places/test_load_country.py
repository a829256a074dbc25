"""Loading a country: once, again, changed, withdrawn; who may; how long."""

from datetime import date
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection

from tests.places.conftest import NOW, Folder
from winay.core.actors import SYSTEM, Permission
from winay.core.errors import NotAllowed
from winay.journal.models import Line
from winay.places.models import Measurement, Place
from winay.places.queries import figures_revision
from winay.places.services import load_country

pytestmark = [pytest.mark.django_db, pytest.mark.bare]


class Somebody:
    """A person with every permission, who is still not the command line."""

    public_id = UUID(int=7)
    role_name = "national_manager"

    def may(self, permission: Permission, *, place_code: str | None = None, program: str | None = None) -> bool:
        return True


def values(key: str) -> dict[str, int]:
    rows = Measurement.objects.filter(indicator__key=key)
    return dict(rows.values_list("place__code", "value"))


def test_a_folder_is_loaded_whole(folder: Folder) -> None:
    assert figures_revision() == "none"
    loaded = load_country(folder.path, by=SYSTEM, at=NOW)
    assert loaded.changed and loaded.changes.places_added == 5 and loaded.changes.figures_added == 5
    new = Place.objects.get(code="050103")
    assert (new.name_key, new.lent_from.code, new.in_census_2017) == ("nuevo nandu", "050102", False)  # type: ignore[union-attr]
    assert (new.latitude, new.longitude) == (-13.25, -74.01)
    row = Measurement.objects.get(place__code="050102", indicator__key="poverty_pct")
    assert (row.value, row.low, row.high, row.as_of, row.as_of_label) == (
        45928,
        31055,
        60801,
        date(2018, 12, 31),
        "2018",
    )
    assert row.estimated and row.source.key == "map_2018"
    assert values("households") == {"050101": 8359, "050102": 104}
    line = Line.objects.get()
    assert (line.verb, line.actor_role, line.at) == ("places.load_country", "system", NOW)


def test_loading_the_same_again_changes_nothing(folder: Folder) -> None:
    load_country(folder.path, by=SYSTEM, at=NOW)
    before = list(Measurement.objects.order_by("id").values_list()), figures_revision()
    assert not load_country(folder.path, by=SYSTEM, at=NOW).changed
    assert (list(Measurement.objects.order_by("id").values_list()), figures_revision()) == before
    assert Line.objects.count() == 1


def test_a_corrected_figure_is_changed_with_one_journal_line(folder: Folder) -> None:
    load_country(folder.path, by=SYSTEM, at=NOW)
    revision = figures_revision()
    folder.change("figures/households.csv", "104", "140")
    changes = load_country(folder.path, by=SYSTEM, at=NOW).changes
    assert (changes.figures_added, changes.figures_changed, changes.figures_withdrawn) == (0, 1, 0)
    assert values("households")["050102"] == 140
    assert figures_revision() != revision
    assert Line.objects.count() == 2


def test_a_figure_taken_out_of_the_folder_becomes_unknown(folder: Folder) -> None:
    load_country(folder.path, by=SYSTEM, at=NOW)
    folder.change("figures/households.csv", "050102,104\n", "")
    assert load_country(folder.path, by=SYSTEM, at=NOW).changes.figures_withdrawn == 1
    assert values("households") == {"050101": 8359}


def test_names_and_meanings_are_corrected_in_place(folder: Folder) -> None:
    load_country(folder.path, by=SYSTEM, at=NOW)
    ids = dict(Place.objects.values_list("code", "id"))
    folder.change("places.csv", "Acocro,0501", "Acócro,0501")
    folder.change("indicators.csv", "Personas.", "Personas pobres.")
    changes = load_country(folder.path, by=SYSTEM, at=NOW).changes
    assert (changes.places_added, changes.places_changed, changes.described_anew) == (0, 1, 1)
    assert dict(Place.objects.values_list("code", "id")) == ids


def test_what_was_altered_behind_the_back_is_put_right(folder: Folder) -> None:
    load_country(folder.path, by=SYSTEM, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_measurement SET value = 1 WHERE value = 104")
    assert load_country(folder.path, by=SYSTEM, at=NOW).changes.figures_changed == 1
    assert values("households")["050102"] == 104


def test_a_place_missing_from_the_folder_stays(folder: Folder) -> None:
    load_country(folder.path, by=SYSTEM, at=NOW)
    folder.change("places.csv", "050103,district,Nuevo Ñandú,0501,Ñandú,-13.25,-74.01,0,050102\n", "")
    assert load_country(folder.path, by=SYSTEM, at=NOW).changed is not None
    assert Place.objects.filter(code="050103").exists()


def test_nobody_but_the_command_line_loads_figures(folder: Folder) -> None:
    with pytest.raises(NotAllowed):
        load_country(folder.path, by=Somebody(), at=NOW)
    assert not Place.objects.exists()


def test_a_failure_in_the_middle_leaves_nothing(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("winay.places.services.record", fail)
    with pytest.raises(RuntimeError, match="power"):
        load_country(folder.path, by=SYSTEM, at=NOW)
    assert not Place.objects.exists() and not Measurement.objects.exists()


def test_the_whole_country_loads() -> None:
    assert load_country(settings.WINAY_COUNTRY, by=SYSTEM, at=NOW).changes.places_added == 2112
