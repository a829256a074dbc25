"""What the server's rooms came to know between a conflict and the decision about it, while no phone asked for its list:
whoever decides sees it, nothing of it is lost, and it does not come after what was decided. On both databases."""

from typing import Any

import pytest

from tests import people
from tests.delivery import asset_scene
from tests.delivery.visits_scene import visited
from tests.journeys import lists_scene as scene
from tests.journeys import plan_scene
from tests.journeys.crossed_scene import crossed
from tests.journeys.lists_fixtures import phone_with_lists  # noqa: F401 (a fixture)
from tests.journeys.lists_scene import conflicts, decides, versions
from tests.nuclei import scene as nuclei
from tests.trainers.test_caseloads import gives, hires
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.delivery.technology_terms import TechState
from winay.intake.entities.queries import Disputed
from winay.intake.entity_models import ConflictDecision, EntityConflict
from winay.intake.models import Submission
from winay.intake.terms import EntitySource, Keep
from winay.journeys.phone_lists.deciding import decide, look_at
from winay.trainers.services.contracts import end_contract
from winay.trainers.terms import ContractEnd

pytestmark = pytest.mark.django_db
WHY = scene.WHY

made = world(scene.made)


@pytest.fixture
def met(phone: scene.Trainer) -> EntityConflict:
    """Two visits that did not know of each other; the list says what the later one says."""
    phone.send(phone.visit(days=3, base=1, advice="Podar"))
    phone.send(phone.visit(days=6, base=1, advice="Abonar", began="15:00"))
    return conflicts()[0]


def looks(met: EntityConflict) -> tuple[int, Disputed]:
    """The version that a person who looks now sees, and the advice at stake."""
    seen = look_at(EntityConflict.objects.get(pk=met.pk), at=now())
    return seen.row.entity.version, next(one for one in seen.properties if one.name == "last_advice")


def sources(phone: scene.Trainer) -> list[str]:
    return [one.source for one in versions(phone.name())]


def decided(met: EntityConflict, keep: Keep, seen: int, by: Any) -> ConflictDecision:
    return decide(conflict=met, keep=keep, why=WHY, seen=seen, by=by, by_name="Ana", at=now())


def test_what_was_learned_meanwhile_does_not_come_after_the_decision(phone: scene.Trainer, met: EntityConflict) -> None:
    visited(phone.made, 0, days=1, advice="Cosechar")
    seen, advice = looks(met)
    assert (advice.here, advice.sent, advice.now, advice.since) == ("Podar", "Abonar", "Cosechar", "Cosechar")
    decided(met, Keep.PHONE, seen, phone.made.ana)
    told = sources(phone)
    assert told[-2:] == [EntitySource.SERVER, EntitySource.DECISION], "what the visit said is a version before it"
    assert phone.row()["last_advice"] == "Abonar" and sources(phone) == told, "and none comes after it"
    assert looks(met)[1].since == "Cosechar", "who looks again sees it"
    decides(met, Keep.SERVER, phone.made.ana)
    assert phone.row()["last_advice"] == "Cosechar", "the other way keeps what was learned"


def test_who_saw_it_before_that_is_asked_to_look_again(phone: scene.Trainer, met: EntityConflict) -> None:
    seen, before = looks(met)
    assert before.now == "Podar"
    visited(phone.made, 0, days=1, advice="Cosechar")
    for keep in Keep:
        with pytest.raises(Refused) as refusal:
            decided(met, keep, seen, phone.made.ana)
        assert [one.code for one in refusal.value.reasons] == ["intake.conflict_newer"]
    assert not ConflictDecision.objects.exists() and looks(met)[1].now == "Cosechar"
    with pytest.raises(Refused):
        decided(met, Keep.PHONE, 0, phone.made.ana)
    with pytest.raises(NotAllowed):
        decided(met, Keep.PHONE, looks(met)[0], people.acting_as(people.specialist("21")))
    decides(met, Keep.SERVER, phone.made.ana)
    assert phone.row()["last_advice"] == "Cosechar"


def test_what_changed_but_is_not_at_stake_holds_nobody_up(phone: scene.Trainer, met: EntityConflict) -> None:
    seen, _ = looks(met)
    person = phone.made.person(0)
    type(person).objects.filter(pk=person.pk).update(given_names="Otra")
    decided(met, Keep.PHONE, seen, phone.made.ana)
    row = phone.row()
    assert row["last_advice"] == "Abonar" and row["participant"].startswith("Otra")


def test_looking_twice_makes_no_version_and_nothing_waits_for_a_phone(
    phone: scene.Trainer, met: EntityConflict
) -> None:
    before = sources(phone)
    assert looks(met)[0] == looks(met)[0] and sources(phone) == before
    visited(phone.made, 0, days=1, advice="Cosechar")
    assert looks(met)[0] == looks(met)[0] and sources(phone) == [*before, EntitySource.SERVER]


def test_what_is_on_no_list_any_more_is_decided_as_it_was_last_seen(phone: scene.Trainer, met: EntityConflict) -> None:
    end_contract(
        contract=phone.made.trainer, why=ContractEnd.NOT_NEEDED, on=scene.day(0), note=WHY, by=phone.made.ana, at=now()  # type: ignore[attr-defined]
    )  # fmt: skip
    before = sources(phone)
    decides(met, Keep.PHONE, phone.made.ana)
    assert phone.rows() == [] and sources(phone) == [*before, EntitySource.DECISION]


def test_a_list_of_an_office_of_its_own_is_decided_without_the_rooms(phone: scene.Trainer, met: EntityConflict) -> None:
    own = crossed(Submission.objects.latest("id"), dataset="trees")
    assert decides(own, Keep.SERVER, phone.made.ana).version is not None


def test_a_look_at_a_technology_that_the_web_told_meanwhile(db: None) -> None:
    phone = plan_scene.on_plan()
    asset_scene.delivered(phone.of)
    plan_scene.put(phone.of, phone.technology(), after=30)
    row = phone.item()
    base = int(row["__version"])
    plan_scene.check(phone.of, phone.technology(), after=440)
    assert phone.item()["state"] == "in_use"
    phone.send(phone.checks(row, "abandoned", base=base, why="no_water"))
    (one,) = conflicts()
    after = (scene.day(0) - phone.of.on).days
    plan_scene.check(phone.of, phone.technology(), after=after, state=TechState.INSTALLED, used_on=None)
    (state,) = look_at(EntityConflict.objects.get(pk=one.pk), at=now()).properties
    told = (state.here, state.sent, state.since, state.now)
    assert told == ("in_use", "abandoned", "installed", "installed")
    decides(one, Keep.PHONE, phone.of.ana)
    assert phone.item()["state"] == "abandoned"
    assert phone.item()["state"] == "abandoned", "and stays so when phones ask again"


def test_of_a_household_that_went_to_another_trainer_what_that_one_told(
    made: nuclei.Formed, phone: scene.Trainer, met: EntityConflict
) -> None:
    other = hires(made, 1)
    gives(made, 0, other, days=2)
    visited(made, 0, days=0, advice="Desde el otro cuaderno", contract=other)
    assert looks(met)[1].since == "Desde el otro cuaderno"
    decides(met, Keep.PHONE, made.ana)
    assert scene.let_in(made, other).row()["last_advice"] == "Abonar"
