"""The same workshops and plans, some of them wrong, to the verbs and to the bulk paths: the same is left behind."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene as nuclei
from tests.nuclei.test_bulk_equals_verbs import rows
from tests.plans import scene
from tests.plans.scene import ANSWERS, DAY, GARDEN, GREENHOUSE, PIGS, STOVE, WATER
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.journal.models import Line, Subject
from winay.nuclei.governance_models import Assembly
from winay.nuclei.terms import AssemblyKind
from winay.plans.bulk import Act, Preparing, approve_plans, prepare_plans
from winay.plans.plan_models import HouseholdPlan, NeedMet, OrderLine, Plan, PlanItem
from winay.plans.queries.workshops import offered
from winay.plans.services.deciding import approve_plan, submit_plan
from winay.plans.services.packages import say_need, set_item
from winay.plans.services.planning import draft_plan
from winay.plans.services.workshops import approve_workshop, reverse_workshop, tell_workshop
from winay.plans.terms import ChoiceMode
from winay.plans.workshop_models import Answer, Choice, Workshop
from winay.plans.workshop_rules import WorkshopTold
from winay.plans.workshops_bulk import Telling, approve_workshops, tell_workshops

pytestmark = pytest.mark.django_db
HOMES = 4
SAID: tuple[dict[str, Any], ...] = (
    {}, {}, {}, {"counts": {}}, {"counts": {GARDEN: 9}}, {"counts": {"forage_llama": 1, STOVE: 0}},
    {"facilitator": " "}, {"facilitator": " Nilda "}, {"answers": ()}, {"notes": " En dos idiomas. "},
    {"answers": (replace(ANSWERS[0], said=99),)}, {"mode": ChoiceMode.SECRET}, {"mode": ChoiceMode.EACH},
)  # fmt: skip
PACKAGES: tuple[dict[str, int], ...] = (
    {GARDEN: 1, STOVE: 1}, {GARDEN: 1, STOVE: 1}, {STOVE: 2, GARDEN: 1, WATER: 1}, {GARDEN: 1}, {}, {STOVE: 1, PIGS: 1},
    {GARDEN: 21, STOVE: 1}, {GARDEN: 20, STOVE: 20}, {GARDEN: 0, STOVE: 1}, {"nothing": 1, STOVE: 1},
    {GREENHOUSE: 1, STOVE: 1},
)  # fmt: skip


def _made() -> list[nuclei.Formed]:
    """Six nuclei: five with a board, one of whose households left; one without."""
    ground = enrolment.ground()
    found = [nuclei.formed(HOMES, ground, name=f"Núcleo {number}") for number in range(6)]
    for one in found[:5]:
        scene.constituted(made=one)
    end_enrolment(enrolment=found[1].cycles[3], on=found[1].on + 9 * DAY, reason=ExitReason.MOVED_OUT, by=ground.ana,
                  at=now())  # fmt: skip
    return found


made = world(_made)


def line(verb: str) -> Any:
    return boards.parse_body(Line.objects.filter(verb=f"plans.{verb}").order_by("-id")[0].body)


def outcome(way: Any, *asked: Any) -> dict[str, Any]:
    """Everything that a way leaves behind; all of it is taken back."""
    with transaction.atomic():
        last = Line.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        refused = way(*asked)
        lines = Line.objects.filter(pk__gt=last)
        of, to = "workshop__assembly", "plan__nucleus"
        told: dict[str, Any] = {
            "refused": refused,
            "workshops": _bare(rows(Workshop.objects.all(), "assembly", "pk", of="assembly")),
            "answers": _bare(rows(Answer.objects.all(), of, "position", of=of)),
            "choices": _bare(rows(Choice.objects.all(), of, "item", "membership", of=of)),
            "plans": _bare(rows(Plan.objects.all(), "nucleus", "number", "pk", of=of)),
            **{
                part.__name__: _bare(rows(part.objects.all(), to, "pk", of=to))  # type: ignore[attr-defined]
                for part in (PlanItem, NeedMet, HouseholdPlan, OrderLine)
            },
            "subjects": set(
                Subject.objects.filter(line__in=lines).exclude(kind="technical_plan").values_list("kind", "key")
            ),
            "kinds": set(Subject.objects.filter(line__in=lines).values_list("kind", flat=True)),
            "actors": set(lines.values_list("actor", "actor_role")),
        }
        connection.check_constraints()
        transaction.set_rollback(True)
    return told


def _bare(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key not in ("workshop_id", "plan_id")} for row in found]


def one_by_one(verb: Any, asked: list[Any]) -> dict[int, Any]:
    refused = {}
    for number, one in enumerate(asked):
        try:
            with transaction.atomic():
                verb(one)
        except Refused as wrong:
            refused[number] = tuple(wrong.reasons)
    return refused


# ---- workshops ------------------------------------------------------------------------------------------------------


def tellings(made: list[nuclei.Formed], seed: int) -> list[Telling]:
    """Workshops of assemblies of every kind."""
    luck, found = Random(seed), []
    for one in made:
        kind = AssemblyKind.DIAGNOSTIC if luck.random() < 0.85 else AssemblyKind.ORDINARY
        held = boards.held(one, one.on + 5 * DAY, kind=kind, came=range(luck.choice((3, 4))))
        more = dict(luck.choice(SAID))
        if more.get("mode") is ChoiceMode.EACH:
            homes = {cycle.public_id: (STOVE, GARDEN, STOVE) for cycle in one.cycles[: luck.choice((2, 4))]}
            more |= {"of_household": homes, "counts": {}}
        facts = {"facilitator": "Nilda Sulca", "mode": ChoiceMode.HANDS, "answers": ANSWERS,
                 "counts": {GARDEN: 3, STOVE: 2, WATER: 0}}  # fmt: skip
        found.append(Telling(held.pk, WorkshopTold(**(facts | more))))
    if seed % 2:
        found.append(found[0])
        told = tell_workshop(assembly=Assembly.objects.get(pk=found[2].assembly), told=scene.told(counts={STOVE: 1}),
                             by=made[0].ana, at=now()) if _tellable(found[2]) else None  # fmt: skip
        if told and seed % 4 == 1:
            reverse_workshop(workshop=told, why=nuclei.WHY, by=made[0].ana, at=now())
    return found


def _tellable(one: Telling) -> bool:
    return Assembly.objects.filter(pk=one.assembly, kind=AssemblyKind.DIAGNOSTIC).exists()


@pytest.mark.parametrize("seed", range(8))
def test_telling_leaves_the_same_behind(made, seed: int) -> None:
    asked, act = tellings(made, seed), Act(made[0].ana, now())

    def verb(one: Telling) -> None:
        tell_workshop(assembly=Assembly.objects.get(pk=one.assembly), told=one.told, by=act.by, at=act.at)

    single = outcome(lambda: one_by_one(verb, asked))
    assert outcome(lambda: tell_workshops(asked, act).refused) == single
    assert single["refused"] and single["workshops"]


def test_approving_workshops_leaves_the_same_behind(made) -> None:
    some = [scene.workshop(one, approved=number == 1) for number, one in enumerate(made[:4])]
    boards.reverse(made[2], some[2].assembly)
    own = tell_workshop(assembly=scene.diagnosed(made[4]), told=scene.told(), by=made[0].rosa, at=now())
    asked = [*(one.pk for one in some), some[0].pk, own.pk]
    act = Act(made[0].rosa, now())

    def verb(pk: int) -> None:
        approve_workshop(workshop=Workshop.objects.get(pk=pk), by=act.by, at=act.at)

    single = outcome(lambda: one_by_one(verb, asked))
    assert outcome(lambda: approve_workshops(asked, act).refused) == single
    assert set(single["refused"]) == {1, 2, 4, 5}


# ---- plans ----------------------------------------------------------------------------------------------------------


def needs(package: dict[str, int], how: str = " Visto casa por casa ") -> dict[tuple[str, int], str]:
    menu = offered(scene.version())
    return {(item, at): how for item in package if item in menu for at in range(len(menu[item].needs))}


def preparings(made: list[nuclei.Formed], seed: int) -> list[Preparing]:
    """Plans of workshops that were approved or not, with packages right and wrong."""
    luck, found = Random(seed), []
    scene.price_everything(made[0].ana, GARDEN, STOVE, *([WATER] if seed % 3 else []), minor=1_000 + seed,
                           on=made[0].on + 20 * DAY)  # fmt: skip
    scene.price_everything(made[0].ana, GARDEN, minor=1_200, on=made[0].on + 30 * DAY)
    for one in made[:5]:
        ground = scene.workshop(one, approved=luck.random() < 0.85)
        package = luck.choice(PACKAGES)
        met = needs(package, luck.choice((" Visto casa por casa ", "Visto con la junta", "Visto con la junta", "x")))
        if luck.random() < 0.2 and met:
            met.pop(next(iter(met)))
        if luck.random() < 0.1:
            met[STOVE, 7] = "Nadie lo pide"
        day = one.on + luck.choice((8, 25, 35, 35, 40)) * DAY
        found.append(Preparing(ground.pk, day, package, met))
    return found + found[:1] * (seed % 2)


def by_verbs(asked: list[Preparing], act: Act, sent_at: Any) -> dict[int, Any]:
    def verb(one: Preparing) -> None:
        plan = draft_plan(workshop=Workshop.objects.get(pk=one.workshop), on=one.on, by=act.by, at=act.at)
        for item, modules in one.package.items():
            set_item(plan=plan, item=item, modules=modules, by=act.by, at=act.at)
        for (item, position), how in one.met.items():
            say_need(plan=plan, item=item, position=position, how=how, by=act.by, at=act.at)
        submit_plan(plan=plan, by=act.by, at=sent_at)

    return one_by_one(verb, asked)


@pytest.mark.parametrize("seed", range(8))
def test_preparing_leaves_the_same_behind(made, seed: int) -> None:
    asked, act = preparings(made, seed), Act(made[0].ana, now() - timedelta(hours=2))
    single = outcome(lambda: by_verbs(asked, act, now().replace(microsecond=0)))
    sent = single["plans"][0]["submitted_at"] if single["plans"] else now()
    assert outcome(lambda: prepare_plans(asked, act, sent_at=sent).refused) == single


def test_the_samples_have_both_ends(made) -> None:
    asked, codes, stood = preparings(made, 0), set(), 0
    for seed in range(30):
        luck = Random(seed)
        some = [replace(one, package=(package := luck.choice(PACKAGES)), met=needs(package)) for one in asked]
        single = outcome(lambda some=some: by_verbs(some, Act(made[0].ana, now()), now()))
        codes |= {reason.code for reasons in single["refused"].values() for reason in reasons}
        stood += len(single["plans"])
    assert stood >= 10 and len(codes) >= 6, (stood, codes)


def test_approving_plans_leaves_the_same_behind(made) -> None:
    some = [scene.submitted(one) for one in made[:3]]
    draft = scene.drafted(made[3])
    own = submit_plan(plan=scene.drafted(made[4]), by=made[0].rosa, at=now())
    act, day = Act(made[0].rosa, now()), people.today()
    asked = [*(one.pk for one in some), draft.pk, some[1].pk, own.pk]

    def verb(pk: int) -> None:
        approve_plan(plan=Plan.objects.select_related("nucleus").get(pk=pk), on=day, by=act.by, at=act.at)

    for on in (day, day + DAY, day - DAY):
        day = on
        single = outcome(lambda: one_by_one(verb, asked))
        assert outcome(lambda on=on: approve_plans(asked, act, on=on).refused) == single
        assert set(single["refused"]) == ({3, 4, 5} if on == people.today() else set(range(6)))


def test_queries_do_not_grow_and_each_act_has_one_line(made) -> None:
    scene.price_everything(made[0].ana, GARDEN, STOVE, on=made[0].on)
    ana, rosa, counts = made[0].ana, made[0].rosa, []
    package = {GARDEN: 1, STOVE: 1}
    met = needs(package)
    for numbers in ([0], [2, 3, 4]):
        held = [scene.diagnosed(made[number]) for number in numbers]
        day = made[0].on + 10 * DAY
        with CaptureQueriesContext(connection) as seen:
            told = tell_workshops([Telling(one.pk, scene.told()) for one in held], Act(ana, now()))
            workshops = list(told.keys.values())
            assert len(approve_workshops(workshops, Act(rosa, now())).keys) == len(numbers)
            asked = [Preparing(pk, day, package, met) for pk in workshops]
            plans = list(prepare_plans(asked, Act(ana, now()), sent_at=now()).keys.values())
            assert len(approve_plans(plans, Act(rosa, now()), on=day).keys) == len(numbers)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    for verb in ("tell_many", "approve_many_workshops", "prepare_many", "approve_many"):
        assert Line.objects.filter(verb=f"plans.{verb}").count() == 2
    assert line("tell_many").after == {"workshops": 3, "answers": 9}
    assert line("prepare_many").after["households"] == 12
    assert not Line.objects.filter(verb__in=["plans.submit_plan", "plans.set_item", "plans.tell_workshop"]).exists()


def test_another_office_does_none_of_it(made) -> None:
    act = Act(people.acting_as(people.other_head()), now())
    plan = scene.submitted(made[0])
    for way in (
        lambda: tell_workshops([Telling(scene.diagnosed(made[1]).pk, scene.told())], act),
        lambda: approve_workshops([plan.workshop_id], act),
        lambda: prepare_plans([Preparing(plan.workshop_id, plan.on, {})], act, sent_at=now()),
        lambda: approve_plans([plan.pk], act, on=plan.on),
    ):
        with pytest.raises(NotAllowed):
            way()
