"""Two commits at the same moment, on a database of the test's own."""

import threading

from django.db import connection

from tests.places.conftest import NOW
from winay.core.actors import SYSTEM
from winay.core.errors import Refused
from winay.places.models import OfficePlace
from winay.places.services import save_office


def test_two_people_at_once_cannot_part_the_same_ground(fresh_db: str) -> None:
    """The province and a district inside it, entered at the same moment: one of the two is refused."""
    start = threading.Barrier(2)
    results: list[str] = []

    def enter(code: str, place: str) -> None:
        try:
            start.wait(10)
            save_office(code=code, name=code, seat="", place_codes=[place], by=SYSTEM, at=NOW)
            results.append("entered")
        except Refused as refused:
            results.append(refused.reasons[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=enter, args=pair) for pair in (("A", "0501"), ("B", "050101"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["entered", "places.place_covered"]
    assert OfficePlace.objects.count() == 1
