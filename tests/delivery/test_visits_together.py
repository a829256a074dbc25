"""The same visits, of which many may not be told, to the verb and to the verb of several: the same is left behind."""

from datetime import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery.test_bulk_equals_verbs import by_verb, made, outcome, some  # noqa: F401 (made is a fixture)
from tests.delivery.visits_scene import full, said
from tests.trainers.scene import at
from winay.core.errors import NotAllowed, Refused
from winay.delivery.bulk import Telling
from winay.delivery.queries.visits_together import Together
from winay.delivery.services.visits_together import Teller, record_several
from winay.delivery.visit_columns import Told
from winay.delivery.visit_models import Agreement, Production, Visit
from winay.journal.models import Line
from winay.registry.terms import Origin
from winay.trainers.contract_models import Contract

pytestmark = pytest.mark.django_db
HOURS = (time(7), time(10), time(13))


def tellers(told: list[Told], act: Telling) -> tuple[list[Teller], Together]:
    rows = Contract.objects.select_related(
        "applicant", "version__program", "hired_by__district", "hired_by__version__program"
    )
    contracts = rows.in_bulk({one.contract.pk for one in told})
    some = [
        Teller(contracts[one.contract.pk], one.enrolment, one.said, act.by, one.at, act.source, None, act.synthetic)
        for one in told
    ]
    facts = Together(
        list(contracts.values()), list({one.enrolment.pk: one.enrolment for one in told}.values()),
        {one.said.on for one in told},
    )  # fmt: skip
    return some, facts


def together(told: list[Told], act: Telling) -> dict[int, Any]:
    found = record_several(*tellers(told, act))
    return {number: tuple(one.reasons) for number, one in enumerate(found) if isinstance(one, Refused)}


@pytest.mark.parametrize("seed", range(10, 14))
def test_both_ways_leave_the_same_behind(made, seed: int) -> None:  # noqa: F811
    act = Telling(made.ana, at(0), Origin.PHONE, synthetic=True)
    told = some(made, seed)
    single = outcome(by_verb, told, act)
    assert outcome(together, told, act) == single
    assert len(single["rows"]) >= 4 and len(single["refused"]) >= 20


def test_each_has_its_parts_and_a_line_of_its_own(made) -> None:  # noqa: F811
    act = Telling(made.ana, at(0), Origin.PHONE)
    told = [Told(made.trainer, made.cycles[number], full(made.person(number), 6 + number), at(0)) for number in (0, 1)]
    before = Line.objects.count()
    assert together(told, act) == {}
    assert Line.objects.count() == before + 2
    assert (Agreement.objects.count(), Production.objects.count()) == (4, 4)


def test_one_of_another_territory_keeps_no_other_out(made) -> None:  # noqa: F811
    outsider = people.acting_as(people.specialist(place="08"))
    told = [Told(made.trainer, made.cycles[number], said(made.person(number), 7), at(0)) for number in (0, 1)]
    first, second = tellers(told, Telling(made.ana, at(0), Origin.PHONE))[0]
    facts = tellers(told, Telling(made.ana, at(0)))[1]
    other = Teller(first.contract, first.enrolment, first.said, outsider, first.at)
    found = record_several([other, second], facts)
    assert isinstance(found[0], NotAllowed) and isinstance(found[1], Visit)


def test_three_take_as_many_statements_as_one(made) -> None:  # noqa: F811
    counts = []
    for days, numbers in ((8, (0,)), (7, (0, 1, 2))):
        told = [Told(made.trainer, made.cycles[n], said(made.person(n), days, began=HOURS[n]), at(0)) for n in numbers]
        asked = tellers(told, Telling(made.ana, at(0), Origin.PHONE))
        with CaptureQueriesContext(connection) as asking:
            assert all(isinstance(one, Visit) for one in record_several(*asked))
        counts.append(len(asking.captured_queries))
    assert counts[0] == counts[1]
