"""The same assemblies, of which some may not be told, to the verbs and to the bulk path: the same is left behind."""

from datetime import time, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene as nuclei
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.journal.models import Line, Subject
from winay.nuclei.assembly_rules import BallotSaid
from winay.nuclei.bulk import Act, Holding, hold_assemblies
from winay.nuclei.governance_models import AgendaItem, Assembly, Attendance, Ballot, Candidate, Mandate, Motion
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.gathered import gathered_on
from winay.nuclei.queries.people import crowd_of
from winay.nuclei.services.assemblies import call_assembly
from winay.nuclei.services.minutes import tell_assembly
from winay.nuclei.terms import AssemblyKind, MotionKind, Post

pytestmark = pytest.mark.django_db
HOMES = 5
PARTS = (AgendaItem, Attendance, Motion, Ballot)
CALLS: tuple[dict[str, Any], ...] = (
    {}, {}, {}, {"agenda": ()}, {"meeting_place": " "}, {"second_call_at": time(8)}, {"second_call_at": None},
    {"meeting_place": " Escuela "}, {"called_on": people.today() + timedelta(days=2)},
)  # fmt: skip
TOLD: tuple[dict[str, Any], ...] = (
    {}, {}, {}, {"call": 2}, {"language": "xx"}, {"led_by": ""}, {"notes": " Llovió.\n"}, {"notes": "n" * 2_001},
)  # fmt: skip


def _made() -> list[nuclei.Formed]:
    """Five nuclei: one had a board, one met, one lost a household, one is empty of news, one lost an old board."""
    ground = enrolment.ground()
    found = [nuclei.formed(HOMES, ground, name=f"Núcleo {number}") for number in range(5)]
    boards.held(found[1], found[1].on + nuclei.DAY, kind=AssemblyKind.CONSTITUTING,
                ballots=(boards.ballot(found[1], Post.PRESIDENT, (0, 2)),))  # fmt: skip
    boards.held(found[2], found[2].on + 9 * nuclei.DAY, kind=AssemblyKind.ORDINARY)
    gone = found[3].cycles[4]
    end_enrolment(enrolment=gone, on=found[3].on + 4 * nuclei.DAY, reason=ExitReason.MOVED_OUT, by=ground.ana, at=now())
    return found


made = world(_made)


def holdings(made: list[nuclei.Formed], seed: int) -> list[Holding]:
    """One or two of each nucleus, right and wrong."""
    luck = Random(seed)
    found = []
    for one in made + made[:1] * (seed % 2):
        kind = luck.choice((AssemblyKind.CONSTITUTING, AssemblyKind.CONSTITUTING, AssemblyKind.DIAGNOSTIC))
        on = one.on + luck.choice((9, 10, 11, 12)) * nuclei.DAY
        call = boards.notice(on, kind=kind, **({"called_on": on - nuclei.DAY} | luck.choice(CALLS)))
        came = luck.sample(range(HOMES), luck.choice((2, 4, 5)))
        motions = (boards.MotionSaid(MotionKind.CONSTITUTE, " Constituir el núcleo ", unanimous=True),)
        told = boards.told(
            one, came, ballots=_ballots(one, luck) if luck.random() < 0.7 else (),
            motions=motions if luck.random() < 0.6 else (), **luck.choice(TOLD),
        )  # fmt: skip
        found.append(Holding(one.nucleus.pk, call, told))
    return found


def _ballots(one: nuclei.Formed, luck: Random) -> tuple[BallotSaid, ...]:
    some = luck.sample(range(HOMES), 4)
    rounds = [boards.ballot(one, Post.PRESIDENT, (some[0], 2), (some[1], 1), blank=1)]
    if luck.random() < 0.5:
        rounds.append(boards.ballot(one, Post.TREASURER, (some[2], 1), (some[3], 1)))
        rounds.append(boards.ballot(one, Post.TREASURER, (some[2], 2), (some[luck.choice((0, 3))], 1)))
    return tuple(rounds)


def by_verbs(asked: list[Holding], act: Act) -> dict[int, Any]:
    refused = {}
    for number, one in enumerate(asked):
        try:
            with transaction.atomic():
                called = call_assembly(nucleus=Nucleus.objects.get(pk=one.nucleus), said=one.call, by=act.by,
                                       at=act.called_at, synthetic=act.synthetic)  # fmt: skip
                tell_assembly(assembly=called, told=one.told, by=act.by, at=act.at)
        except Refused as wrong:
            refused[number] = tuple(wrong.reasons)
    return refused


def rows(found: Any, *order: str, **more: str) -> list[dict[str, Any]]:
    """Rows without their keys; an assembly by its nucleus and day."""
    bare = {"id", "public_id", "assembly_id", "ballot_id", "confirmed_at_assembly_id", "ended_at_assembly_id"}
    plain = [one.attname for one in found.model._meta.fields if one.attname not in bare]
    return list(found.order_by(*order).values(*plain, *more.values()))


def outcome(way: Any, *asked: Any) -> dict[str, Any]:
    """Everything that a way leaves behind; all of it is taken back."""
    with transaction.atomic():
        last = Line.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        refused = way(*asked)
        lines = Line.objects.filter(pk__gt=last)
        of = ("assembly__nucleus", "assembly__held_on")
        told = {
            "refused": refused,
            "assemblies": rows(Assembly.objects.all(), "nucleus", "held_on", "recorded_at"),
            **{part.__name__: rows(part.objects.all(), *of, "pk", where=of[0], day=of[1]) for part in PARTS},
            "candidates": rows(Candidate.objects.all(), "ballot__assembly__nucleus", "ballot__assembly__held_on", "pk",
                               post="ballot__post", round="ballot__round"),
            "mandates": rows(Mandate.objects.all(), "nucleus", "began_on", "post", day="assembly__held_on"),
            "subjects": set(
                Subject.objects.filter(line__in=lines).exclude(kind="assembly").values_list("kind", "key")
            ),
            "kinds": set(Subject.objects.filter(line__in=lines).values_list("kind", flat=True)),
            "actors": set(lines.values_list("actor", "actor_role")),
        }  # fmt: skip
        connection.check_constraints()
        transaction.set_rollback(True)
    return told


@pytest.mark.parametrize("seed", range(10))
def test_both_ways_leave_the_same_behind(made, seed: int) -> None:
    act = Act(made[0].ana, now(), now(), synthetic=bool(seed % 2))
    asked = holdings(made, seed)
    single = outcome(by_verbs, asked, act)
    assert outcome(lambda *some: hold_assemblies(*some).refused, asked, act) == single


def test_two_assemblies_of_one_nucleus_take_turns(made) -> None:
    one, act = made[4], Act(made[0].ana, now(), now())
    told = boards.told(one, range(4), ballots=(boards.ballot(one, Post.PRESIDENT, (0, 3)),))
    on = one.on + 20 * nuclei.DAY
    call = boards.notice(on, kind=AssemblyKind.CONSTITUTING, called_on=on)
    asked = [Holding(one.nucleus.pk, call, told), Holding(one.nucleus.pk, call, told)]
    single = outcome(by_verbs, asked, act)
    assert outcome(lambda *some: hold_assemblies(*some).refused, asked, act) == single
    assert set(single["refused"]) == {1}


def test_the_samples_have_both_ends(made) -> None:
    refused, stood, elected = set(), 0, 0
    for seed in range(10):
        told = outcome(by_verbs, holdings(made, seed), Act(made[0].ana, now(), now()))
        refused |= {reason.code for reasons in told["refused"].values() for reason in reasons}
        stood += len(told["assemblies"]) - 2
        elected += len(told["mandates"]) - 1
    assert len(refused) >= 8 and stood >= 8 and elected >= 3, (refused, stood, elected)


def test_who_belongs_is_the_same_as_one_nucleus_says(made) -> None:
    for days in (0, 3, 5):
        for one in made:
            day = one.on + days * nuclei.DAY
            (told,) = gathered_on([one.nucleus.pk], day).values()
            crowd = crowd_of(one.nucleus, day)
            assert told.sure
            assert [[each.public_id for each in home] for home in told.homes] == [
                [each.public_id for each in home.people] for home in crowd.homes
            ]
            everybody = told.people
            assert told.minors(everybody, everybody) == crowd.minors
            assert {key: one.membership for key, one in everybody.items()} == {
                key: one.pk for key, one in crowd.memberships.items()
            }


def test_queries_do_not_grow_with_assemblies(made) -> None:
    counts = []
    act = Act(made[0].ana, now(), now())
    for numbers in ([0], [2, 3, 4]):
        asked = []
        for number in numbers:
            one = made[number]
            on = one.on + 20 * nuclei.DAY
            told = boards.told(one, range(4), ballots=(boards.ballot(one, Post.PRESIDENT, (0, 3)),))
            asked.append(Holding(one.nucleus.pk, boards.notice(on, kind=AssemblyKind.CONSTITUTING), told))
        with CaptureQueriesContext(connection) as seen:
            done = hold_assemblies(asked, act)
        assert len(done.assemblies) == len(numbers) and not done.refused
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert Line.objects.filter(verb="nuclei.hold_many").count() == 2
    assert boards.line("hold_many").after == {"assemblies": 3, "people": 12, "mandates": 3}
    assert Mandate.objects.filter(assembly__held_on=made[0].on + 20 * nuclei.DAY).count() == 4


def test_nobody_tells_in_another_office(made) -> None:
    stranger = people.acting_as(people.other_head())
    with pytest.raises(NotAllowed):
        hold_assemblies(holdings(made, 0), Act(stranger, now(), now()))
    assert Assembly.objects.count() == 2
