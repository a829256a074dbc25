"""Deliveries, sessions and checks that waited are read together: the same rows, refusals and changes of lists as one by
one, in the order in which they came wherever it matters, with hardly more statements than one takes."""

from collections.abc import Callable
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import memories
from tests.delivery import asset_scene
from tests.delivery import test_technologies as technologies
from tests.field.phones import phone as phone_for
from tests.field.scene import Phone
from tests.field.scene import Phone as Sender
from tests.journeys import phoned
from tests.journeys.phoned import DAY, GARDEN, PICTURES, STOVE, Ground
from tests.journeys.plan_scene import on_plan
from tests.journeys.test_together import one_by_one, together
from tests.nuclei import scene as nuclei
from tests.trainers.test_caseloads import hires
from winay.delivery.asset_models import Complaint, Delivery, DeliveryLine, Technology
from winay.delivery.home_models import HomeAction, HomeAnswer, HomeCheck
from winay.delivery.session_models import Session, SessionAttendance, SessionTopic
from winay.delivery.technology_models import Check, Installation
from winay.delivery.technology_terms import Evidence, OwnMeans, TechState
from winay.intake.entities.coding import opened
from winay.intake.entity_models import EntityConflict, EntitySaid, EntityVersion
from winay.intake.models import Step, Submission, Taken
from winay.intake.processing import claims
from winay.intake.processing.services import reasons_of
from winay.intake.terms import State
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.journeys.delivery_form import thing_key
from winay.programs.terms import AbandonReason
from winay.registry.rules import household_code

pytestmark = pytest.mark.django_db
ROWS: tuple[Any, ...] = (
    Technology, Delivery, DeliveryLine, Complaint, Installation, Check, HomeCheck, HomeAnswer, HomeAction, Session,
    SessionTopic, SessionAttendance,
)  # fmt: skip
OWN = frozenset({"id", "public_id", "recorded_at", "delivery", "session", "line", "technology", "check_of"})


@pytest.fixture
def found(db: None) -> Ground:
    return phoned.ground()


@pytest.fixture(autouse=True)
def all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one turn, on both databases."""
    monkeypatch.setattr(claims, "TOGETHER", dict.fromkeys(claims.TOGETHER, 64))


def _columns(model: Any) -> list[str]:
    """What a row says, without what another reading numbers anew."""
    own = OWN | {"answer"} if model is HomeAction else OWN
    return [one.name for one in model._meta.concrete_fields if one.name not in own]


def state() -> dict[str, Any]:
    """Everything that is the same whichever way it was read."""
    found: dict[str, Any] = {
        model.__name__: sorted(map(str, model.objects.values_list(*_columns(model)))) for model in ROWS
    }
    found["steps"] = sorted(
        (one.submission.instance_id, one.kind, one.code, str(reasons_of(one)))
        for one in Step.objects.select_related("submission")
    )
    found["states"] = sorted(Submission.objects.values_list("instance_id", "state", "outside_territory"))
    lines = [parse_body(one.body) for one in Line.objects.filter(verb__startswith="delivery.")]
    found["lines"] = sorted((one.verb, str(one.actor), str(one.after)) for one in lines)
    found["said"] = sorted(map(str, EntitySaid.objects.values_list("submission", "position", "state")))
    found["versions"] = sorted(
        (str(one.entity.name), one.number, one.source, str(opened(one.held)))
        for one in EntityVersion.objects.select_related("entity")
    )
    found["conflicts"] = sorted(EntityConflict.objects.values_list("kind", "disputed"))
    return found


def both_ways() -> dict[str, Any]:
    """What is left behind, which is the same whichever way it is read."""
    told = [_and_back(way) for way in (together, one_by_one)]
    for name in told[0]:
        assert told[0][name] == told[1][name], name
    return told[0]


def _and_back(way: Callable[[], None]) -> dict[str, Any]:
    with transaction.atomic():
        way()
        found = state()
        assert not Taken.objects.exists() and not Submission.objects.filter(state=State.RECEIVED).exists()
        transaction.set_rollback(True)
    return found


def send(found: Ground, *bodies: bytes, phone: Phone | None = None) -> None:
    for body in bodies:
        assert (phone or found.phone).send(body, PICTURES).status_code == 201


def counts(told: dict[str, Any], *names: str) -> list[int]:
    return [len(told[name]) for name in names]


def test_together_or_one_by_one_the_same_is_left_behind(found: Ground) -> None:
    """Each harms no other; what one takes is gone for the next; a check comes after its delivery, and one that came
    before it waits at the desk."""
    half = [{"item": GARDEN, "thing": phoned_thing(found), "counted": "1"}]
    stranger = {"received__relation": "not_related", "received__name": "Juan Poma", "received__sex": "m"}
    send(
        found,
        phoned.check(found, 3), phoned.delivery(found, 0), phoned.delivery(found, 1, things=half),
        phoned.delivery(found, 1), phoned.delivery(found, 1), phoned.delivery(found, 0),
        phoned.installation(found, 0), phoned.check(found, 0), phoned.home(found, 0),
        phoned.delivery(found, 3, **stranger),
        phoned.delivery(found, 2, things=[{"item": STOVE, "thing": "whole"}, *half]),
        phoned.delivery(found, 2, after=900), phoned.delivery(found, 2, who__household_code="AAAAAAAAAA"),
        phoned.delivery(found, 2, when__delivered_on="ayer"), phoned.delivery(found, 2, who__contract_code="Rosa"),
        phoned.delivery(found, 2, witnesses__name_2="Eusebia Ñahui"), phoned.check(found, 3, after=160),
        phoned.session(found), phoned.session(found), phoned.session(found, after=201),
        phoned.session(found, after=202, came=[]), phoned.session(found, after=203, when__minutes="9999"),
        phoned.session(found, after=204, came=[{"household_code": found.code(1), "relation": "child", "sex": "f"}]),
        phoned.by_list(found, phoned.session(found, after=205, when__began="06:00:00.000-05:00")),
        phoned.by_list(found, phoned.delivery(found, 2), 2), phoned.home(found, 1),
    )  # fmt: skip
    send(found, phoned.delivery(found, 2), phoned.session(found, after=206), phone=Phone(phone_for("0502").token))
    told = both_ways()
    assert counts(told, "Technology", "Delivery", "Session", "Installation", "Check", "HomeCheck") == [5, 7, 3, 1, 1, 2]
    assert sum(state == State.PROCESSED for _, state, _ in told["states"]) == 13
    refused = [codes for _, kind, _, codes in told["steps"] if kind == "review"]
    assert sum("delivery.no_technology" in codes for codes in refused) == 1, "the check before its delivery"
    assert sum("delivery.not_installed" in codes for codes in refused) == 1, "the one after it"


def phoned_thing(found: Ground) -> str:
    """The first thing of the garden's kit, by its words."""
    return f"{GARDEN}.{thing_key(found.of.plan.orders.filter(item=GARDEN).order_by('position')[0].words)}"


def test_what_comes_late_and_twice_stands_once(found: Ground) -> None:
    bodies = [phoned.delivery(found, number, **phoned.clock(None)) for number in range(3)] + [phoned.session(found)]
    send(found, *bodies)
    together()
    for body in bodies:
        assert found.phone.send(body, PICTURES).status_code in {201, 202}
    Submission.objects.update(state=State.RECEIVED)  # as after a worker that died when all was told
    together()
    assert (Delivery.objects.count(), Session.objects.count()) == (3, 1)
    assert set(Submission.objects.values_list("state", flat=True)) == {State.PROCESSED}
    assert all(one.recorded_at.date() - one.delivered_on > 400 * DAY for one in Delivery.objects.all())


def any_check(found: Ground, luck: Random) -> bytes:
    """A check as a phone may send it: of what came or did not, seen or told, on a day that fits or not, by a trainer
    who serves or not."""
    if luck.random() < 0.4:
        return phoned.check(found, luck.randrange(2), after=luck.choice([120, 150, 151, 200]))
    state = luck.choice([*TechState, TechState.IN_USE, TechState.IN_USE])
    after = luck.choice([-5, 5, 15, 60, 99, 120, 150, 151, 900])
    on = found.on + after * DAY
    by = luck.choice(["trainer"] * 4 + ["household", "nobody"])
    told = {
        "what__item": luck.choice([GARDEN, GARDEN, STOVE, ""]), "found__state": state, "checker__checked_by": by,
        "found__evidence": luck.choice([*Evidence, Evidence.PRODUCE, Evidence.PARTS]),
        "found__used_on": luck.choice([on.isoformat(), (on - 90 * DAY).isoformat(), "", "ayer"]),
        "found__again_on": (on + 30 * DAY).isoformat() if luck.random() < 0.3 else "",
        "found__own_means": luck.choice(list(OwnMeans)) if luck.random() < 0.3 else "",
        "found__why": luck.choice(list(AbandonReason)) if luck.random() < 0.4 else "",
        "found__words": luck.choice(["Lechuga y cebolla en pie", "Lechuga y cebolla en pie", "x"]),
        "checker__name": luck.choice(["", "Nilda Sulca Rojas"]),
    }  # fmt: skip
    if luck.random() < 0.1:
        told["who__household_code"] = "AAAAAAAAAA"
    if luck.random() < 0.2:
        told["who__contract_code"] = luck.choice(["Rosa", household_code(found.stranger.public_id)])  # type: ignore[attr-defined]
    body = phoned.check(found, luck.randrange(4), after=after, **told)
    return body if luck.random() < 0.8 or told["what__item"] != GARDEN else phoned.by_list(found, body)


@pytest.mark.parametrize("seed", [3, 8])
def test_random_checks_come_out_the_same(found: Ground, seed: int) -> None:
    """Of gardens and stoves that came and were put in place, or not; some on the day of a visit."""
    for number, item in ((0, GARDEN), (0, STOVE), (1, GARDEN), (2, STOVE)):
        technology = asset_scene.delivered(found.of, number, item).technology
        if number != 2:
            technologies.put(found.of, technology, after=14)
    found.stranger = hires(nuclei.formed(2, found.of.made.ground, name="Núcleo vecino"), 5)  # type: ignore[attr-defined]
    luck = Random(seed)
    send(found, *(any_check(found, luck) for _ in range(40)))
    send(found, *(any_check(found, luck) for _ in range(4)), phone=Phone(phone_for("0502").token))
    told = both_ways()
    states = [state for _, state, _ in told["states"]]
    assert states.count(State.PROCESSED) == counts(told, "Check")[0] >= 3, "some are taken"
    assert states.count(State.REVIEW) > 10, "and some are not"


def any_home(found: Ground, luck: Random) -> bytes:
    """A check of a home as a phone may send it: of a home that was told of that day already, or not; whole or not."""
    told: dict[str, Any] = {"when__health_worker": luck.choice(["", "Nancy Rojas", "x"])}
    if luck.random() < 0.3:
        told[luck.choice(["stove__i1", "water__i5", "stove__i3_what", "stove__i3_due"])] = ""
    if luck.random() < 0.2:
        told["who__contract_code"] = luck.choice(["Rosa", household_code(found.stranger.public_id)])  # type: ignore[attr-defined]
    after = luck.choice([-700, 60, 61, 62, 90, 900])
    body = phoned.home(found, luck.randrange(4), after=after, no=luck.choice([(), (3,), (3, 5)]), **told)
    return body if luck.random() < 0.8 else phoned.by_list(found, body)


@pytest.mark.parametrize("seed", [3, 8])
def test_random_homes_come_out_the_same(found: Ground, seed: int) -> None:
    found.stranger = hires(nuclei.formed(2, found.of.made.ground, name="Núcleo vecino"), 5)  # type: ignore[attr-defined]
    luck = Random(seed)
    send(found, *(any_home(found, luck) for _ in range(40)))
    send(found, *(any_home(found, luck) for _ in range(4)), phone=Phone(phone_for("0502").token))
    told = both_ways()
    states = [state for _, state, _ in told["states"]]
    assert states.count(State.PROCESSED) == counts(told, "HomeCheck")[0] >= 3, "some are taken"
    codes = {code for _, kind, _, codes in told["steps"] if kind == "review" for code in codes.split("'")}
    assert {"delivery.home_told", "delivery.trainer_elsewhere", "delivery.unanswered"} <= codes
    assert len(told["HomeAnswer"]) == 24 * counts(told, "HomeCheck")[0] and told["HomeAction"]


@pytest.mark.parametrize("form", [phoned.delivery, phoned.session])
def test_four_take_hardly_more_statements_than_two(found: Ground, form: Callable[..., bytes]) -> None:
    asked: list[int] = []
    for many, after in ((2, 10), (4, 20)):
        for number in range(many):
            told = {"number": number} if form is phoned.delivery else {}
            things = [{"item": (GARDEN, STOVE)[after > 10], "thing": "whole"}]
            more = {"things": things} if form is phoned.delivery else {}
            send(found, form(found, after=after + number, **told, **more))
        memories.forget()  # forms are remembered for three seconds: both times nothing is
        with CaptureQueriesContext(connection) as seen:
            together()
        asked.append(len(seen.captured_queries))
    assert set(Submission.objects.values_list("state", flat=True)) == {State.PROCESSED}
    assert asked[0] == asked[1], asked


@pytest.mark.parametrize("form", [phoned.check, phoned.home])
def test_four_checks_take_as_many_statements_as_two(found: Ground, form: Callable[..., bytes]) -> None:
    for number in range(4):
        technologies.put(found.of, asset_scene.delivered(found.of, number).technology, after=14)
    asked: list[int] = []
    for many in (2, 4):
        send(found, *(form(found, number, after=150 + many) for number in range(many)))
        memories.forget()
        with CaptureQueriesContext(connection) as seen:
            together()
        asked.append(len(seen.captured_queries))
    assert Check.objects.count() + HomeCheck.objects.count() == 6 and asked[0] == asked[1], asked


def test_changes_of_phones_lists_come_out_the_same(db: None) -> None:
    """Of a trainer's phone that was without signal: what came, was put in place and was looked at, of three households;
    one thing twice, and one whose predecessor never came."""
    phone = on_plan()
    rows = {number: phone.items(number) for number in range(3)}
    bodies: list[bytes] = []
    for number, items in rows.items():
        run = {"trunk": 1, "branch": str(uuid4())}
        garden, stove = items[GARDEN], items[STOVE]
        bodies += [
            phone.delivers((garden, "whole"), (stove, "whole"), number=number, base=1, **run),
            phone.installs(garden, number=number, base=2 + (number == 2), **run),
            phone.checks(garden, number=number, base=3 + (number == 2), **run),
        ]
    bodies.append(phone.delivers((rows[0][GARDEN], "whole"), number=0, base=1))
    order = [0, 3, 6, 9, 1, 4, 7, 2, 5, 8]
    sender = Sender(phone.phone.token)
    for place in order:
        assert sender.send(bodies[place], {}).status_code == 201
    told = both_ways()
    assert counts(told, "Delivery", "Installation", "Check") == [6, 3, 3]
