"""The same visits, of which many may not be told, to the verb and to the bulk path: the same is left behind."""

from dataclasses import replace
from datetime import time
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import visits_scene as scene
from tests.delivery.visits_scene import GARDEN, PIGS, WHY, full, said, visited
from tests.nuclei import scene as nuclei
from tests.trainers.scene import ago, at
from tests.trainers.test_caseloads import hires
from tests.worlds import world
from winay.core.errors import NotAllowed, Refused
from winay.delivery import bulk
from winay.delivery.bulk import Telling, record_many
from winay.delivery.queries.visit_ground import ground_of
from winay.delivery.services.visits import record_visit, reverse_visit
from winay.delivery.visit_columns import Told, columns_of
from winay.delivery.visit_models import Visit
from winay.delivery.visit_terms import LastTime, Mark, Seen, Topic
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.journal.models import Line, Subject
from winay.registry.terms import Origin
from winay.trainers.services.caseloads import give_household

pytestmark = pytest.mark.django_db
WORDS: tuple[dict[str, Any], ...] = (
    {}, {}, {}, {"items": (PIGS,), "topics": ()}, {"items": (), "topics": (Topic.SOIL, Topic.WATER)},
    {"last_time": LastTime.PARTLY, "last_why": "Llovió."}, {"initiative": Seen.YES, "initiative_what": " Otra poza "},
    {"mark": Mark.PRINT, "witness": "Teófila Auqui"}, {"mark": Mark.PRINT, "witness": "Rosa Quispe Huamán"},
    {"mark": Mark.PRINT}, {"advice": " "}, {"items": ("weaving_kit",)}, {"topics": (Topic.CARD,)},
    {"language": "xx"}, {"doubts": "d" * 601}, {"feed": Seen.NO, "safety": Seen.NO, "safety_what": "mochila\tmala"},
    {"position": (-13_240_000, -74_360_000, 12)}, {"position": (95_000_000, 0, 5)}, {"next_on": ago(-3)},
    {"next_on": ago(60)}, {"minutes": 4}, {"minutes": 481}, {"began": time(3, 59)}, {"began": time(20), "minutes": 300},
)  # fmt: skip


def _made() -> nuclei.Formed:
    """Four households of one trainer; one goes to another after a while, one leaves the program."""
    made = scene.shared(4)
    made.other = hires(made, 1)  # type: ignore[attr-defined]
    give_household(
        nucleus=made.nucleus, enrolment=made.cycles[2], contract=made.other, on=ago(4), by=made.ana, at=at(4)
    )
    end_enrolment(enrolment=made.cycles[3], on=ago(2), reason=ExitReason.MOVED_OUT, by=made.ana, at=at(2))
    visited(made, 0, days=3, began=time(9))
    reverse_visit(visit=visited(made, 1, days=3, began=time(12)), why=WHY, by=made.ana, at=at(2))
    scene.held(made, days=5)
    return made


made = world(_made)


def some(made: nuclei.Formed, seed: int, count: int = 60) -> list[Told]:
    """Visits of every kind, right and wrong, in any order."""
    luck, found = Random(seed), []
    for _ in range(count):
        number = luck.randrange(4)
        contract = made.trainer if luck.random() < 0.8 else made.other  # type: ignore[attr-defined]
        person = made.person(number if luck.random() < 0.93 else luck.randrange(4))
        hours = {"began": time(luck.randint(5, 18), luck.choice((0, 30))), "minutes": luck.choice((30, 60, 90))}
        told = said(person, luck.randint(-1, 12), **(hours | luck.choice(WORDS)))
        found.append(Told(contract, made.cycles[number], told, at(luck.randint(0, 2))))
    return found


def outcome(way: Any, *asked: Any) -> dict[str, Any]:
    """Everything that a way of telling leaves behind; all of it is taken back."""
    with transaction.atomic():
        last = Visit.objects.order_by("-pk").first(), Line.objects.order_by("-pk").first()
        before = [one.pk if one else 0 for one in last]
        refused = way(*asked)
        rows = Visit.objects.filter(pk__gt=before[0]).order_by("visited_on", "start_minute", "contract")
        lines = Line.objects.filter(pk__gt=before[1])
        told = {
            "refused": refused,
            "rows": [
                {f.attname: getattr(row, f.attname) for f in row._meta.fields if f.name not in ("id", "public_id")}
                for row in rows
            ],
            "subjects": set(
                Subject.objects.filter(line__in=lines, kind__in=["contract", "nucleus", "place"]).values_list(
                    "kind", "key"
                )
            ),
            "actors": set(lines.values_list("actor", "actor_role")),
        }
        connection.check_constraints()
        transaction.set_rollback(True)
    return told


def by_verb(told: list[Told], act: Telling) -> dict[int, Any]:
    refused = {}
    for number, one in enumerate(told):
        try:
            with transaction.atomic():
                record_visit(
                    contract=one.contract, enrolment=one.enrolment, said=one.said, by=act.by, at=one.at,
                    source=act.source, synthetic=act.synthetic,
                )  # fmt: skip
        except Refused as wrong:
            refused[number] = tuple(wrong.reasons)
    return refused


def in_bulk(told: list[Told], act: Telling) -> dict[int, Any]:
    return record_many(columns_of(told), act, ground_of({one.contract.pk for one in told})).refused


@pytest.mark.parametrize("together", [2, 1_000])
@pytest.mark.parametrize("seed", range(4))
def test_both_ways_leave_the_same_behind(made, seed: int, together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "TOGETHER", together)
    act = Telling(made.ana, at(0), Origin.SEED, synthetic=True)
    told = some(made, seed)
    single = outcome(by_verb, told, act)
    assert outcome(in_bulk, told, act) == single
    assert len(single["rows"]) >= 5 and len(single["refused"]) >= 20
    assert len({reason.code for reasons in single["refused"].values() for reason in reasons}) >= 8


def test_plain_visits_are_written_in_their_order_and_named_by_one_line(made) -> None:
    act = Telling(made.ana, at(0), Origin.SEED, synthetic=True)
    told = [Told(made.trainer, made.cycles[number], said(made.person(number), days, began=time(6 + 3 * number)), at(0))
            for days in (8, 7, 6) for number in (0, 1)]  # fmt: skip
    done = record_many(columns_of(told), act, ground_of([made.trainer.pk]))
    assert (done.visits, done.refused) == (6, {})
    rows = list(Visit.objects.filter(visited_on__lte=ago(6)).order_by("pk"))
    assert [row.visited_on for row in rows] == sorted(row.visited_on for row in rows)
    assert [row.public_id.int for row in rows] == sorted(row.public_id.int for row in rows)
    assert {row.public_id.version for row in rows} == {7}
    assert Line.objects.filter(verb="delivery.record_many").count() == 1
    assert scene.line("record_many")["after"] == {
        "visits": 6, "from_on": ago(8).isoformat(), "last_on": ago(6).isoformat(), "source": "seed", "refused": 0,
    }  # fmt: skip


def test_nobody_tells_in_another_office(made) -> None:
    stranger = people.acting_as(people.other_head())
    told = [Told(made.trainer, made.cycles[0], said(made.person(), 6), at(0))]
    with pytest.raises(NotAllowed):
        record_many(columns_of(told), Telling(stranger, at(0)), ground_of([made.trainer.pk]))


def test_what_does_not_fit_into_columns_is_told_by_itself(made) -> None:
    with pytest.raises(ValueError, match="by itself"):
        columns_of([Told(made.trainer, made.cycles[0], full(made.person()), at(0))])
    told = [Told(made.other, made.cycles[0], said(made.person(), 6), at(0))]
    with pytest.raises(LookupError):
        record_many(columns_of(told), Telling(made.ana, at(0)), ground_of([made.trainer.pk]))
    assert record_many(columns_of([]), Telling(made.ana, at(0)), ground_of([])).visits == 0


def test_queries_do_not_grow_with_visits(made) -> None:
    counts = []
    for days in (range(8, 7, -1), range(7, 5, -1)):
        told = [Told(made.trainer, made.cycles[0], replace(said(made.person(), day), items=(GARDEN,)), at(0))
                for day in days]  # fmt: skip
        ground = ground_of([made.trainer.pk])
        with CaptureQueriesContext(connection) as seen:
            assert record_many(columns_of(told), Telling(made.ana, at(0)), ground).visits == len(told)
        counts.append(len(seen))
    assert counts[0] == counts[1]
