"""The same people to hire and the same households to give, of whom some may not be, to the verbs and to the bulk paths:
the same is left behind."""

from datetime import date
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.nuclei import scene as nuclei
from tests.registry import scene as registry
from tests.trainers import scene
from tests.trainers.scene import ago, at, contract
from tests.trainers.test_caseloads import gives, hires
from tests.worlds import world
from winay.core.errors import NotAllowed, Refused
from winay.core.money import Money
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.journal.models import Line, Subject
from winay.nuclei.models import Nucleus
from winay.registry.models import Member
from winay.trainers.application_models import Applicant
from winay.trainers.bulk import Act, Giving, Hiring, give_households, hire_people
from winay.trainers.caseload_models import Case
from winay.trainers.contract_models import Contract
from winay.trainers.services.caseloads import give_household
from winay.trainers.services.contracts import hire_person
from winay.trainers.terms import ContractKind, SelectedBy

pytestmark = pytest.mark.django_db
WRONG: tuple[dict[str, Any], ...] = (
    {"began_on": ago(200)}, {"over_on": ago(9)}, {"over_on": ago(-2_000)}, {"fee": Money(0)},
    {"selected_by": SelectedBy.OFFICE_CONTEST}, {"kin_declared": "Primo de la tesorera"},
    {"kind": ContractKind.FINANCIAL}, {"kind": ContractKind.PROFESSIONAL},
)  # fmt: skip


def _made() -> nuclei.Formed:
    """A nucleus of six households, one of whom left, with three trainers. Some candidates have the id of a member."""
    made = nuclei.formed(6, least=1, most=12)
    made.one, made.other = hires(made, 0), hires(made, 1)  # type: ignore[attr-defined]
    made.finance = hires(made, 2, kind=ContractKind.FINANCIAL)  # type: ignore[attr-defined]
    gives(made, 4, made.one)  # type: ignore[attr-defined]
    end_enrolment(enrolment=made.cycles[5], on=ago(3), reason=ExitReason.MOVED_OUT, by=made.ana, at=at(3))
    return made


made = world(_made)


def hirings(made: nuclei.Formed, seed: int) -> list[Hiring]:
    luck, found = Random(seed), []
    member = registry.national_id_of(Member.objects.filter(household=made.cycles[0].household)[0])
    for _ in range(25):
        more = luck.choice(WRONG) if luck.random() < 0.5 else {}
        facts = {"selected_by": SelectedBy.COMMUNITY} | more
        odd = luck.choice(({"born_on": date(2015, 1, 1)}, {"national_id": member})) if luck.random() < 0.2 else {}
        served = luck.choice(((made.nucleus.pk,), (made.nucleus.pk,), ()))
        found.append(Hiring(scene.person(luck.randrange(16), **odd), contract(**facts), made.nucleus.pk, served))
    return found


def hired_by_verb(asked: list[Hiring], act: Act) -> dict[int, Any]:
    refused = {}
    known = Nucleus.objects.select_related("version__program", "district").in_bulk()
    for number, one in enumerate(asked):
        try:
            hire_person(
                person=one.person, said=one.said, hired_by=known[one.hired_by],
                nuclei=[known[pk] for pk in one.nuclei], by=act.by, at=act.at,
            )  # fmt: skip
        except Refused as wrong:
            refused[number] = tuple(wrong.reasons)
    return refused


def givings(made: nuclei.Formed, seed: int) -> list[Giving]:
    luck = Random(seed)
    contracts = (made.one, made.other, made.finance)  # type: ignore[attr-defined]
    found = [
        Giving(made.nucleus.pk, luck.choice(made.cycles).pk, luck.choice(contracts).pk, ago(luck.randint(1, 14)))
        for _ in range(12)
    ]
    return sorted(found, key=lambda one: one.on)


def given_by_verb(asked: list[Giving], act: Act) -> dict[int, Any]:
    refused = {}
    for number, one in enumerate(asked):
        cycle = next(each for each in Case.enrolment.field.related_model.objects.filter(pk=one.enrolment))
        try:
            give_household(
                nucleus=Nucleus.objects.get(pk=one.nucleus), enrolment=cycle,
                contract=Contract.objects.get(pk=one.contract), on=one.on, by=act.by, at=act.at,
            )  # fmt: skip
        except Refused as wrong:
            refused[number] = tuple(wrong.reasons)
    return refused


BARE = {"id", "public_id", "national_id", "applicant_id", "contract_id"}


def outcome(way: Any, *asked: Any) -> dict[str, Any]:
    """Everything that a way leaves behind; all of it is taken back."""
    with transaction.atomic():
        last = Line.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        refused = way(*asked)
        lines = Line.objects.filter(pk__gt=last)
        told = {
            "refused": refused,
            "people": _rows(Applicant.objects.order_by("national_id_hash")),
            "contracts": _rows(Contract.objects.order_by("applicant__national_id_hash", "kind", "began_on", "pk")),
            "served": sorted(
                Contract.objects.values_list("applicant__national_id_hash", "kind", "nuclei__nucleus", "began_on"),
                key=str,
            ),
            "cases": [
                {**row, "who": who}
                for row, who in zip(
                    _rows(Case.objects.order_by("enrolment", "kind", "from_on", "contract")),
                    Case.objects.order_by("enrolment", "kind", "from_on", "contract").values_list(
                        "contract", flat=True
                    ),
                    strict=True,
                )
            ],
            "subjects": set(
                Subject.objects.filter(line__in=lines, kind__in=["household", "nucleus", "place"]).values_list(
                    "kind", "key"
                )
            ),
            "kinds": sorted(set(Subject.objects.filter(line__in=lines).values_list("kind", flat=True))),
            "actors": set(lines.values_list("actor", "actor_role")),
        }
        connection.check_constraints()
        transaction.set_rollback(True)
    return told


def _rows(rows: Any) -> list[dict[str, Any]]:
    return [{f.attname: getattr(one, f.attname) for f in one._meta.fields if f.attname not in BARE} for one in rows]


@pytest.mark.parametrize("seed", range(6))
def test_hiring_leaves_the_same_behind(made, seed: int) -> None:
    asked, act = hirings(made, seed), Act(made.ana, at(9))
    single = outcome(hired_by_verb, asked, act)
    assert outcome(lambda *some: hire_people(*some).refused, asked, act) == single
    assert 4 <= len(single["refused"]) <= 22


@pytest.mark.parametrize("seed", range(10))
def test_giving_leaves_the_same_behind(made, seed: int) -> None:
    asked, act = givings(made, seed), Act(made.ana, at(0))
    single = outcome(given_by_verb, asked, act)
    bulky = outcome(lambda *some: give_households(*some).refused, asked, act)
    assert bulky == single
    assert single["cases"]


def test_queries_do_not_grow(made) -> None:
    act = Act(made.ana, at(0))
    counts = []
    for numbers in ([0], [1, 2, 3]):
        asked = [Giving(made.nucleus.pk, made.cycles[number].pk, made.one.pk, ago(4)) for number in numbers]
        free, terms = (f"6000000{number}" for number in numbers), contract(selected_by=SelectedBy.COMMUNITY)
        nucleus = made.nucleus.pk
        some = [Hiring(scene.person(national_id=one), terms, nucleus, (nucleus,)) for one in free]
        with CaptureQueriesContext(connection) as seen:
            assert give_households(asked, act).households == len(numbers)
            assert len(hire_people(some, act).contracts) == len(numbers)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert Line.objects.filter(verb="trainers.give_many").count() == 2
    assert scene.line("hire_many")["after"] == {"contracts": 3}


def test_another_office_hires_and_gives_nobody(made) -> None:
    act = Act(people.acting_as(people.other_head()), at(0))
    with pytest.raises(NotAllowed):
        give_households([Giving(made.nucleus.pk, made.cycles[0].pk, made.one.pk, ago(4))], act)
    with pytest.raises(NotAllowed):
        hire_people(hirings(made, 0), act)
