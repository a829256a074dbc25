"""What an office knows of a district's history with programs: kept, corrected, refused."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests import people
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journal.models import Line
from winay.places.models import Place
from winay.targeting.models import DistrictHistory
from winay.targeting.queries.country import country_now
from winay.targeting.queries.history import histories, history_rows
from winay.targeting.services.history import record_history
from winay.targeting.terms import History

pytestmark = pytest.mark.django_db
NOTE = "Foncodes trabajó aquí de 2009 a 2014; quedan tres yachachiqs activos."


def vinchos() -> Place:
    return Place.objects.get(code="050113")


def test_it_is_kept_with_its_author_and_one_line_and_a_later_word_corrects_it() -> None:
    rosa = people.specialist("05")
    before = Line.objects.count()
    record_history(district=vinchos(), level=History.SOME, note=NOTE, by=people.acting_as(rosa), at=now())
    record_history(
        district=vinchos(), level=History.HIGH, note=f"{NOTE} Y dos clubes.", by=people.acting_as(rosa), at=now()
    )
    assert Line.objects.count() == before + 2
    assert [row.level for row in history_rows("050113")] == ["high", "some"]
    known = histories(country_now(), "0501")
    assert known["050113"].level is History.HIGH and known["050113"].said.by == rosa
    assert known["050101"].level is History.UNKNOWN


def test_what_the_figures_show_stands_beside_it() -> None:
    known = histories(country_now())
    assert sum(one.reached or 0 for one in known.values()) == 418_318
    assert known["150101"].reached is None


@pytest.mark.parametrize("note", ["", "  .  ", "x" * 601, "con\0nulo y más letras aquí"])
def test_a_note_must_say_how_the_office_knows(note: str) -> None:
    with pytest.raises(Refused):
        record_history(
            district=vinchos(), level=History.SOME, note=note, by=people.acting_as(people.specialist("05")), at=now()
        )
    assert not DistrictHistory.objects.exists()


def test_the_same_again_a_larger_place_and_a_stranger_are_refused() -> None:
    rosa = people.specialist("05")
    record_history(district=vinchos(), level=History.SOME, note=NOTE, by=people.acting_as(rosa), at=now())
    with pytest.raises(Refused):
        record_history(district=vinchos(), level=History.SOME, note=f" {NOTE}", by=people.acting_as(rosa), at=now())
    with pytest.raises(Refused):
        record_history(
            district=Place.objects.get(code="0501"), level=History.SOME, note=NOTE, by=people.acting_as(rosa), at=now()
        )
    with pytest.raises(NotAllowed):
        record_history(
            district=vinchos(), level=History.NONE, note=NOTE, by=people.acting_as(people.specialist("25")), at=now()
        )


def test_the_database_keeps_every_word() -> None:
    record_history(
        district=vinchos(), level=History.SOME, note=NOTE, by=people.acting_as(people.specialist("05")), at=now()
    )
    for attack in (
        "UPDATE targeting_district_history SET level = 'none'",
        "DELETE FROM targeting_district_history",
        "INSERT INTO targeting_district_history (district_id, level, note, by_id, at)"
        " SELECT district_id, 'much', note, by_id, at FROM targeting_district_history",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack)
