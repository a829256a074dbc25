"""The demonstration at national size, in small: a district whose nuclei are at any point of their way, by the verbs."""

from itertools import islice

import pytest
from django.db import connection
from django.db.models import Count

from tests import people
from winay.accounts import services
from winay.accounts.services import add_person, grant_role
from winay.accounts.terms import RoleKey
from winay.core.actors import SYSTEM
from winay.core.clock import local_date, now
from winay.delivery.visit_models import Visit
from winay.enrolment.models import Call, Enrolment
from winay.journal.models import Line
from winay.nuclei.formation_models import Acceptance, Formation
from winay.nuclei.governance_models import Mandate
from winay.nuclei.models import CentralMembership, CentralNucleus, Membership, Nucleus, StageMove
from winay.nuclei.queries import plan_lists
from winay.nuclei.terms import FormationState
from winay.plans.plan_models import Plan
from winay.plans.workshop_models import Workshop
from winay.synthetic import national, national_nuclei, national_visits
from winay.targeting.models import Selection
from winay.targeting.terms import SelectionState
from winay.trainers.caseload_models import Case
from winay.trainers.contract_models import Contract

pytestmark = pytest.mark.django_db
HOUSEHOLDS = 330


@pytest.fixture
def seeded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who seeds, and where farms are counted."""
    for room in (national, services):
        monkeypatch.setattr(room, "is_demo", lambda: True)
    monkeypatch.setattr(national_visits, "VISITS", 6_000_000)
    monkeypatch.setattr(national_visits, "LEAST", 0.2)
    monkeypatch.setattr(national_visits, "REVERSED", 100)
    some = list(islice(national._households(), 60))
    monkeypatch.setattr(national, "_households", lambda: some)
    carmen = add_person(email="carmen@demo.invalid", name="Carmen", synthetic=True, by=SYSTEM, at=now())
    grant_role(
        person=carmen, role=RoleKey.NATIONAL_MANAGER, place=None, program=None, on=people.today(), by=SYSTEM, at=now()
    )


def seed(monkeypatch: pytest.MonkeyPatch, **shares: float) -> list[str]:
    for name, share in shares.items():
        monkeypatch.setattr(national_nuclei, name, share)
    steps: list[str] = []
    national.seed_national(tell=steps.append, households=HOUSEHOLDS)
    return steps


NOBODY_LATE = {"UNASKED": 0.0, "TALKED": 0.0, "RETURNED": 0.0, "SUBMITTED": 0.0}


@pytest.mark.usefixtures("seeded")
def test_households_become_nuclei_and_a_second_seed_adds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = seed(monkeypatch, **NOBODY_LATE, BOARDS=1.0, IDLE=0.0, ENDED=0.0, CENTRALS=1.0)
    assert steps[-7:] == ["households", "calls", "nuclei", "centrals", "plans", "trainers", "visits"]
    selection = Selection.objects.get(state=SelectionState.APPROVED)
    assert selection.decided_by != selection.drafted_by
    nuclei = list(Nucleus.objects.select_related("formation", "district"))
    sizes = {one.pk: one.memberships.count() for one in nuclei}
    assert nuclei and all(sizes[one.pk] <= one.most == 100 for one in nuclei)
    assert all(sizes[one.pk] >= one.least or one.exception_why for one in nuclei)
    assert Membership.objects.count() == Enrolment.objects.count() == sum(sizes.values())
    assert 0.8 * HOUSEHOLDS < sum(sizes.values()) < HOUSEHOLDS, "somebody has not been asked, or said no"
    assert all(one.synthetic and one.formation.synthetic for one in nuclei)
    assert not Call.objects.filter(synthetic=False).exists() and not Enrolment.objects.filter(synthetic=False).exists()
    assert StageMove.objects.count() == len(nuclei)
    with_board = Mandate.objects.values("nucleus").distinct().count()
    assert with_board == sum(count >= national_nuclei.ENOUGH_FOR_A_BOARD for count in sizes.values()) > 0
    assert Mandate.objects.count() == 4 * with_board
    plans = Plan.objects.annotate(homes=Count("households", distinct=True), lines=Count("orders", distinct=True))
    assert plans.count() == with_board == Workshop.objects.filter(state="approved").count()
    assert all(one.state == "approved" and one.homes == sizes[one.nucleus_id] and one.lines for one in plans)
    centrals = CentralNucleus.objects.count()
    assert centrals == len({one.district.parent_id for one in nuclei})
    assert CentralMembership.objects.count() >= centrals
    lines = Line.objects.count()
    seed(monkeypatch)
    assert Line.objects.count() == lines, "what is there is left alone"


@pytest.mark.usefixtures("seeded")
def test_a_district_goes_on_from_where_it_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    seed(monkeypatch, **(NOBODY_LATE | {"UNASKED": 1.0}))
    entered = Enrolment.objects.filter(ended_on=None).count()
    assert entered > 200 and not Formation.objects.exists()
    monkeypatch.setattr(plan_lists, "TOGETHER", 1)
    (row,), more = plan_lists.waiting_districts([None])
    assert (row.households, row.formation, more) == (entered, None, "")
    seed(monkeypatch, UNASKED=0.0, TALKED=1.0)
    plan = Formation.objects.get()
    assert plan.state == FormationState.DRAFT and Acceptance.objects.filter(accepted=False).exists()
    lines = Line.objects.count()
    seed(monkeypatch)
    assert Line.objects.count() == lines, "it is still talked about"
    seed(monkeypatch, TALKED=0.0, SUBMITTED=1.0)
    plan.refresh_from_db()
    assert plan.state == FormationState.SUBMITTED and not Nucleus.objects.exists()
    seed(monkeypatch, SUBMITTED=0.0)
    plan.refresh_from_db()
    assert plan.state == FormationState.APPROVED and Membership.objects.count() == entered
    assert plan_lists.waiting_districts([None]) == ([], "")


@pytest.mark.usefixtures("seeded")
def test_a_plan_that_came_back_stays_with_its_office(monkeypatch: pytest.MonkeyPatch) -> None:
    seed(monkeypatch, **(NOBODY_LATE | {"RETURNED": 1.0}))
    plan = Formation.objects.get()
    assert plan.state == FormationState.DRAFT and plan.returned_why
    lines = Line.objects.count()
    seed(monkeypatch)
    assert Line.objects.count() == lines and not Nucleus.objects.exists()


@pytest.mark.usefixtures("seeded")
def test_trainers_visit_every_household_and_a_seed_that_was_cut_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    told = national_visits.record_many
    parts = national_visits.PARTS[connection.vendor]
    chunks = iter(range(200))

    def cut(*args: object, **more: object) -> object:
        if next(chunks) == 5 * parts + parts // 2:  # where there are two, between them
            raise KeyboardInterrupt
        return told(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(national_visits, "record_many", cut)
    with pytest.raises(KeyboardInterrupt):
        seed(monkeypatch, **NOBODY_LATE, BOARDS=0.0, IDLE=0.0, ENDED=0.0, CENTRALS=0.0)
    before = list(Visit.objects.order_by("pk").values_list("pk", "visited_on"))
    assert before and len({(on.year, on.month) for _, on in before}) == 5 + (parts > 1)
    assert not Visit.objects.exclude(ended_how="")
    households = Membership.objects.count()
    assert set(Case.objects.values_list("kind", flat=True)) == {"productive", "financial"}
    assert Case.objects.filter(kind="productive").count() == households
    assert Case.objects.filter(kind="financial").count() == households
    trainers = Contract.objects.filter(kind="productive").count()
    assert households / 45 <= trainers <= households / 25
    monkeypatch.setattr(national_visits, "record_many", told)
    seed(monkeypatch)
    rows = list(Visit.objects.order_by("pk").values_list("pk", "visited_on"))
    assert rows[: len(before)] == before, "what was told stays"
    torn = {before[-1][1].replace(day=1)} if parts > 1 else set()  # its second part came later
    days = [on for _, on in rows if on.replace(day=1) not in torn]
    assert days == sorted(days), "keys go up with the days"
    months = [on.replace(day=1) for _, on in rows]
    assert months == sorted(months)
    wanted = national_visits.VISITS * HOUSEHOLDS / national_visits.OF_HOUSEHOLDS
    assert 0.8 * wanted < len(rows) < 1.2 * wanted
    ended = Visit.objects.filter(ended_how="reversed").count()
    assert 0 < ended <= (rows[-1][0] - rows[0][0]) // 100 + 1, (
        "one key in a hundred, and a seed that was cut leaves some unused"
    )
    assert not Visit.objects.filter(synthetic=False).exists()
    late = sum(local_date(one.recorded_at, "America/Lima") > one.visited_on for one in Visit.objects.all())
    assert 0.1 * len(rows) < late < 0.3 * len(rows)
    assert Visit.objects.filter(enrolment__ended_on=None).values("enrolment").distinct().count() > 0.6 * households
    lines = Line.objects.count()
    seed(monkeypatch)
    assert Line.objects.count() == lines, "what is there is left alone"
