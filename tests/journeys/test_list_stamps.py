"""Whether a phone's list is made anew is told by a stamp: by lines of the journal, by days, by who is in the nucleus. A
verb that changes what a list says and that the stamp does not see would leave phones with old lists in silence."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests import people
from tests.delivery import asset_scene
from tests.delivery.test_technologies import check, put
from tests.delivery.visits_scene import said, shares, visited
from tests.field.phones import phone as phone_for
from tests.journeys import lists_scene as scene
from tests.registry.scene import OTHER_HAMLET, member
from tests.trainers.scene import ago
from tests.trainers.test_caseloads import gives, hires
from tests.trainers.test_schedules import next_month, plans
from winay.accounts.phones.queries import credential_for
from winay.core.clock import now
from winay.delivery.services.assets import reverse_delivery
from winay.delivery.services.technologies import reverse_check, reverse_installation
from winay.delivery.services.visits import correct_visit, reverse_visit
from winay.enrolment.terms import ExitReason
from winay.intake.entity_models import EntityList
from winay.intake.forms.rules import LISTS
from winay.journeys.board_phones import leave_program
from winay.journeys.erasing import erase_person
from winay.journeys.phone_lists import serving
from winay.registry.models import Member
from winay.registry.services.households import correct_household, move_household
from winay.registry.services.members import add_member, correct_member, remove_member, return_member
from winay.registry.services.roles import set_participant
from winay.registry.terms import Kin, MemberLeft, MoveReason
from winay.trainers.contract_models import Contract
from winay.trainers.services.contracts import end_contract
from winay.trainers.services.schedules import take_back_month
from winay.trainers.terms import ContractEnd

pytestmark = pytest.mark.django_db
WHY = scene.WHY
HOMES, PEOPLE, THINGS, COMING = LISTS


class Life:
    """A nucleus whose trainer has a phone, and everything that is told of its households, one verb after the other."""

    def __init__(self) -> None:
        self.of = asset_scene.planned(4)
        self.made = made = self.of.made
        made.trainer = made.one = hires(made, 0, began_on=self.of.on, over_on=self.of.on + 900 * asset_scene.DAY)  # type: ignore[attr-defined]
        shares(made)
        held = scene.let_in(made).phone
        found = credential_for(held.token, on=people.today())
        assert found is not None
        self.phone = found
        self.by = {"by": made.ana, "at": now()}
        self.kept: dict[str, Any] = {}

    @property
    def home(self) -> Any:
        return self.of.home(1).enrolment.household

    def other(self) -> Member:
        found = self.home.members.exclude(pk=self.home.participant_id).filter(left_on=None, erased_at=None).first()
        assert found is not None
        return found

    def keep(self, name: str, made: Any) -> None:
        self.kept[name] = made

    def acts(self) -> Mapping[str, tuple[Callable[[], Any], set[str]]]:
        """Verbs in an order that they allow, and the lists that each changes."""
        made, of, by, kept = self.made, self.of, self.by, self.kept
        return {
            "visit": (lambda: self.keep("visit", visited(made, 1, next_on=ago(-3))), {HOMES, COMING}),
            "correct visit": (self.correct_visit, {HOMES}),
            "reverse visit": (lambda: reverse_visit(visit=kept["visit"], why=WHY, **by), {HOMES, COMING}),
            "plan month": (lambda: plans(made), {COMING}),
            "take back month": (
                lambda: take_back_month(contract=made.one, month=next_month()[0], **by), {COMING},  # type: ignore[attr-defined]
            ),
            "deliver": (lambda: self.keep("delivery", asset_scene.delivered(of, 1)), {THINGS}),
            "install": (lambda: self.keep("put", put(of, kept["delivery"].technology)), {THINGS}),
            "check": (lambda: self.keep("check", check(of, kept["delivery"].technology)), {THINGS}),
            "reverse check": (lambda: reverse_check(check=kept["check"], why=WHY, **by), {THINGS}),
            "reverse installation": (lambda: reverse_installation(installation=kept["put"], why=WHY, **by), {THINGS}),
            "reverse delivery": (lambda: reverse_delivery(delivery=kept["delivery"], why=WHY, **by), {THINGS}),
            "language": (self.speaks_spanish, {HOMES}),
            "move": (
                lambda: move_household(household=self.home, place_code=OTHER_HAMLET, on=people.today(),
                                       reason=MoveReason.OTHER, note=WHY, **by), {HOMES},
            ),
            "add member": (
                lambda: self.keep("new", add_member(household=self.home, facts=member(Kin.PARTNER), on=ago(30), **by)),
                {PEOPLE},
            ),
            "correct member": (
                lambda: correct_member(member=kept["new"], facts=member(Kin.PARTNER, given_names="Otra"), **by),
                {PEOPLE},
            ),
            "participant": (
                lambda: set_participant(member=kept["new"], old_kin=Kin.PARTNER, on=people.today(), note="", **by),
                {HOMES, PEOPLE},
            ),
            "remove member": (
                lambda: self.keep("gone", remove_member(member=self.other(), on=people.today(), why=MemberLeft.OTHER,
                                                        note=WHY, **by)), {PEOPLE},
            ),
            "return member": (lambda: return_member(member=kept["gone"], on=people.today(), **by), {PEOPLE}),
            "erase": (
                lambda: erase_person(member=self.other(), reason=WHY, by=made.rosa, at=now()), {PEOPLE},
            ),
            "give to another": (lambda: gives(made, 0, hires(made, 901), days=0), {HOMES, THINGS}),
            "give back": (lambda: gives(made, 0, made.one, days=0), {HOMES, THINGS}),  # type: ignore[attr-defined]
            "leave": (
                lambda: leave_program(enrolment=made.cycles[2], reason=ExitReason.MOVED_OUT, on=people.today(), **by),
                {HOMES, PEOPLE, THINGS},
            ),
            "end": (
                lambda: end_contract(contract=made.one, why=ContractEnd.NOT_NEEDED, on=people.today(), note=WHY, **by),  # type: ignore[attr-defined]
                {HOMES, PEOPLE, THINGS},
            ),
        }  # fmt: skip

    def correct_visit(self) -> None:
        told = said(self.made.person(1), advice="Otra cosa", next_on=ago(-3))
        self.kept["visit"] = correct_visit(visit=self.kept["visit"], said=told, why=WHY, **self.by)

    def speaks_spanish(self) -> None:
        home = self.home
        correct_household(
            household=home, reference=home.reference, latitude_e6=None, longitude_e6=None, language="es", **self.by
        )

    def tokens(self, days: int = 0) -> Mapping[str, str]:
        """As a phone asks, that asked before; some days from now."""
        return serving.tokens(self.phone, LISTS, at=now() + timedelta(days=days))

    def made_anew(self, days: int = 0) -> Mapping[str, str]:
        EntityList.objects.update(stamp="")
        serving.told.forget()
        return self.tokens(days)


def test_no_verb_changes_a_list_unseen(db: None) -> None:
    life = Life()
    before = life.tokens()
    assert before == life.made_anew() == life.tokens()
    for name, (act, expected) in life.acts().items():
        act()
        told = life.tokens()
        assert told == life.made_anew(), f"{name}: phones are told of an older list"
        changed = {one for one in LISTS if told[one] != before[one]}
        assert expected <= changed, f"{name}: {expected - changed} did not change"
        before = told
    assert before == serving.tokens(
        replace(life.phone, public_id=phone_for("0501").credential.public_id), LISTS, at=now()
    )


def test_a_day_makes_the_lists_anew_that_say_something_else_and_no_other(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Visits of a month that is planned, a birthday, a household that another trainer is to have, a contract's end."""
    life, made_lists, make = Life(), [], serving._make
    made = life.made
    plans(made)
    put(life.of, asset_scene.delivered(life.of, 1).technology)
    child = life.other()
    Member.objects.filter(pk=child.pk).update(born_on=people.today() - timedelta(days=3650 - 5))
    Member.objects.exclude(pk=child.pk).update(born_on=people.today() - timedelta(days=9000))
    gives(made, 3, hires(made, 901), days=-9)
    Contract.objects.filter(pk=made.one.pk).update(over_on=ago(-20))  # type: ignore[attr-defined]
    monkeypatch.setattr(serving, "_make", lambda dataset, *more: made_lists.append(dataset) or make(dataset, *more))  # type: ignore[func-returns-value]
    before, changed, kept = life.tokens(), 0, 0
    for days in range(1, 24):
        made_lists.clear()
        told = life.tokens(days)
        asked = set(made_lists)
        assert told == life.made_anew(days), f"after {days} days phones are told of an older list"
        differ = {one for one in LISTS if told[one] != before[one]}
        assert differ <= asked
        changed, kept, before = changed + len(differ), kept + len(LISTS) - len(asked), told
    assert changed >= 8 and kept >= 40, (changed, kept)
