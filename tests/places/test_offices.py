"""Offices: by form, by file; nobody shares ground, whatever the door, not even in raw SQL."""

import io
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from tests.places.conftest import NOW
from winay.core.actors import SYSTEM, Permission
from winay.core.errors import BadInputs, NotAllowed, Refused
from winay.journal.models import Line
from winay.places.models import Office, OfficePlace, Place
from winay.places.offices import template
from winay.places.queries import office_by_code, office_list, offices_of, place_by_code
from winay.places.services import import_offices, save_office

pytestmark = pytest.mark.django_db
TITLES = "office_code,office_name,seat,place_code\n"


class Specialist:
    """May manage offices for one department only."""

    public_id = UUID(int=9)
    role_name = "office_specialist"

    def may(self, permission: Permission, *, place_code: str | None = None, program: str | None = None) -> bool:
        return place_code == "05"


def save(code: str, *places: str, name: str = "UT") -> Office:
    return save_office(code=code, name=name, seat="", place_codes=places, by=SYSTEM, at=NOW)


def load(text: str, name: str = "oficinas.csv") -> tuple[int, int]:
    return import_offices(name, (TITLES + text).encode(), by=SYSTEM, at=NOW)


def covers() -> dict[str, str]:
    return dict(OfficePlace.objects.values_list("place__code", "office__code"))


def lines() -> int:
    return Line.objects.filter(verb__in=["places.save_office", "places.import_offices"]).count()


def test_an_office_is_entered_and_changed_with_one_line_each() -> None:
    save("UT-05", "05", name="UT Ayacucho")
    save("UT-05", "0501", "0502", name="UT Huamanga")
    save("UT-05", "0502", "0501", name="UT Huamanga")  # nothing new: no line
    assert covers() == {"0501": "UT-05", "0502": "UT-05"}
    assert lines() == 2


@pytest.mark.parametrize(
    ("places", "code"),
    [
        (["05"], "places.place_covered"),
        (["0501"], "places.place_covered"),
        (["050101"], "places.place_covered"),
        (["0599"], "places.unknown_place"),
    ],
)
def test_taken_or_unknown_ground_is_refused(places: list[str], code: str) -> None:
    save("A", "0501")
    with pytest.raises(Refused) as caught:
        save("B", *places)
    assert [reason.code for reason in caught.value.reasons] == [code]
    assert not Office.objects.filter(code="B").exists()


def test_an_office_needs_code_and_name() -> None:
    with pytest.raises(Refused) as caught:
        save(" ", "05", name="")
    assert caught.value.reasons[0].code == "places.office_unnamed"


def test_a_right_for_one_department_is_not_enough() -> None:
    with pytest.raises(NotAllowed):
        save_office(code="A", name="A", seat="", place_codes=["05"], by=Specialist(), at=NOW)
    with pytest.raises(NotAllowed):
        import_offices("o.csv", (TITLES + "A,A,,05\n").encode(), by=Specialist(), at=NOW)


def test_a_file_enters_several_offices() -> None:
    assert load("A,UT Ayacucho,Ayacucho,05\nB,UT Cusco,Cusco,0801\nB,UT Cusco,Cusco,0802\n") == (2, 0)
    assert covers() == {"05": "A", "0801": "B", "0802": "B"}
    assert not Office.objects.filter(synthetic=True).exists()
    assert load("B,UT Cusco,Cusco,0801\n") == (0, 1)
    assert covers() == {"05": "A", "0801": "B"}
    assert load("B,UT Cusco,Cusco,0801\n") == (0, 0)
    assert lines() == 2


def test_two_offices_of_a_file_may_swap_places() -> None:
    load("A,A,,05\nB,B,,08\n")
    assert load("A,A,,08\nB,B,,05\n") == (0, 2)
    assert covers() == {"05": "B", "08": "A"}


def test_a_workbook_is_read_and_its_lost_zeros_are_named() -> None:
    from openpyxl import Workbook

    def book(place: object) -> bytes:
        workbook = Workbook()
        sheet = workbook.active
        assert sheet is not None
        for row in (TITLES.strip().split(","), ["A", "UT Ayacucho", None, "05"], ["A", "UT Ayacucho", None, place]):
            sheet.append(row)
        file = io.BytesIO()
        workbook.save(file)
        return file.getvalue()

    with pytest.raises(BadInputs) as caught:
        import_offices("oficinas.xlsx", book(50101), by=SYSTEM, at=NOW)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.column, problem.value) == ("oficinas.xlsx", 3, "place_code", "50101")
    assert problem.expected.startswith("050101")
    assert import_offices("oficinas.xlsx", book("0801"), by=SYSTEM, at=NOW) == (1, 0)


@pytest.mark.parametrize(
    ("text", "row", "column", "value", "words"),
    [
        ("A,UT,,5\n", 2, "place_code", "5", "05: falta el cero"),
        ("A,UT,,501\n", 2, "place_code", "501", "0501: falta el cero"),
        ("A,UT,,05010\n", 2, "place_code", "05010", "050\x0010"),
        ("A,UT,,0500000\n", 2, "place_code", "0500000", "dígitos"),
        ("A,UT,,Ayacucho\n", 2, "place_code", "Ayacucho", "solo dígitos"),
        ("A,UT,,0599\n", 2, "place_code", "0599", "que exista"),
        ("A,UT,,05\nB,UB,,05\n", 3, "place_code", "05", "fila 2"),
        ("A,UT,,05\nB,UB,,0501\n", 3, "place_code", "0501", "A (05)"),
        ("A,UT,,05\nA,UX,,0801\n", 3, "office_name", "UX", "fila 2"),
        ("A,UT,Lima,05\nA,UT,,0801\n", 3, "seat", "", "fila 2"),
        (",UT,,05\n", 2, "office_code", "", "un valor"),
        ("A,,,05\n", 2, "office_name", "", "un valor"),
        ("K,UK,,0901\n", 2, "place_code", "0901", "HELD (09)"),
    ],
)
def test_a_spoiled_file_of_offices_is_refused_whole(text: str, row: int, column: str, value: str, words: str) -> None:
    save("HELD", "09")
    before = covers(), lines()
    with pytest.raises(BadInputs) as caught:
        load("Z,UZ,,10\n".replace("Z,UZ,,10\n", "") + text + "GOOD,Good,,2201\n")
    problem = next(p for p in caught.value.problems if (p.row, p.column) == (row, column))
    assert problem.value == value
    assert words.replace("\x00", "") in problem.expected or "falta el cero" in problem.expected
    assert (covers(), lines()) == before


def test_a_latin_1_file_and_a_wrong_title_are_named() -> None:
    with pytest.raises(BadInputs) as caught:
        import_offices("o.csv", (TITLES + "A,UT Huánuco,,10\n").encode("latin-1"), by=SYSTEM, at=NOW)
    assert (caught.value.problems[0].row, "UTF-8" in caught.value.problems[0].expected) == (2, True)
    with pytest.raises(BadInputs) as caught:
        import_offices("o.csv", b"codigo,office_name,seat,place_code\nA,A,,05\n", by=SYSTEM, at=NOW)
    assert {problem.column for problem in caught.value.problems} == {None, "codigo"}


def test_the_template_is_what_the_import_reads() -> None:
    assert import_offices("o.csv", (template() + "A,A,,05\r\n").encode(), by=SYSTEM, at=NOW) == (1, 0)


def test_the_database_itself_keeps_offices_apart() -> None:
    a, b = (Office.objects.create(code=code, name=code) for code in "AB")
    ids = dict(Place.objects.filter(code__startswith="05").values_list("code", "id"))
    OfficePlace.objects.create(office=a, place_id=ids["0501"])
    for code in ("05", "0501", "050101"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO places_office_place (office_id, place_id) VALUES (%s, %s)", [b.pk, ids[code]])
    OfficePlace.objects.create(office=b, place_id=ids["0502"])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE places_office_place SET place_id = %s WHERE office_id = %s", [ids["050101"], b.pk])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE places_office_place SET place_id = %s WHERE office_id = %s", [ids["05"], b.pk])


def test_the_offices_of_a_place(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    save("A", "0501", "0502")
    save("B", "0503")

    def found(code: str) -> list[str]:
        place = place_by_code(code)
        assert place is not None
        return [office.code for office in offices_of(place)]

    assert found("050101") == ["A"]
    assert found("0503") == ["B"]
    assert found("05") == ["A", "B"]
    assert found("08") == []
    with django_assert_num_queries(3):
        assert [[c.place.code for c in office.covered.all()] for office in office_list()] == [
            ["0501", "0502"],
            ["0503"],
        ]
    assert office_by_code("B") is not None and office_by_code("C") is None
