"""Healthy homes, support by others and commitments through the verbs; and the database."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import asset_scene as scene
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.delivery.home_guide import critical_items, home_items
from winay.delivery.home_models import HomeAction, HomeAnswer, HomeCheck
from winay.delivery.home_rules import ActionSaid, HomeSaid, SupportSaid, share_good
from winay.delivery.home_terms import Answer, SignedHow, SupportKind
from winay.delivery.queries.homes import actions_open, commitments_of, found_in, homes_of, supports_of
from winay.delivery.services.home_checks import record_home_check
from winay.delivery.services.homes import finish_action, reopen_action, reverse_home_check
from winay.delivery.services.supports import (
    CommitSaid,
    record_support,
    reverse_commitment,
    sign_commitment,
    withdraw_support,
)
from winay.delivery.support_models import Commitment, Support
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason

pytestmark = pytest.mark.django_db
DAY, TODAY, WHY = scene.DAY, people.today(), scene.WHY
KEEP = "Seguir usando la cocina y el huerto, y limpiar la chimenea cada mes."


of = world(scene.planned)


def said(on: date, no: tuple[int, ...] = (), **more: Any) -> HomeSaid:
    """Everything well but some items."""
    answers = {one.number: Answer.NO if one.number in no else Answer.YES for one in home_items()}
    actions = {number: ActionSaid("Limpiar la chimenea", on + 15 * DAY) for number in no if number in critical_items()}
    facts = {"on": on, "checker": "Nilda Sulca Rojas", "answers": answers, "actions": actions}
    return HomeSaid(**(facts | more))


def checked(of: scene.Planned, number: int = 0, after: int = 60, no: tuple[int, ...] = (), **more: Any) -> HomeCheck:
    return record_home_check(
        membership=of.home(number), said=said(of.on + after * DAY, no, **more), by=of.ana, at=now()
    )  # fmt: skip


def refused(verb: Any, **told: Any) -> list[str]:
    with pytest.raises(Refused) as no:
        verb(at=now(), **told)
    return scene.codes(no)


# ---- homes ----------------------------------------------------------------------------------------------------------


def test_the_list_has_24_items_in_both_languages_and_8_critical_ones() -> None:
    items = home_items()
    assert [one.number for one in items] == list(range(1, 25)) and critical_items() == frozenset(range(1, 9))
    assert all(one.named("es") and one.named("en") and one.good_when("es") and one.good_when("en") for one in items)
    assert len({one.named("en") for one in items}) == 24


def test_what_was_not_seen_is_never_a_yes() -> None:
    answers = {1: Answer.YES, 2: Answer.NOT_SEEN, 3: Answer.NOT_APPLICABLE, 4: Answer.NO}
    assert share_good(answers) == (1, 3)


def test_every_item_is_answered_and_a_critical_no_opens_an_action(of: scene.Planned) -> None:
    home, on = of.home(), of.on + 60 * DAY
    told = {"membership": home, "by": of.ana}
    whole = said(on).answers
    short = {number: answer for number, answer in whole.items() if number not in {5, 9}}
    for more, code in (
        ({"answers": short}, "unanswered"), ({"answers": {**whole, 25: Answer.YES}}, "no_such_item"),
        ({"checker": ""}, "checker"), ({"health_worker": "x"}, "health_worker"), ({"on": TODAY + DAY}, "day_ahead"),
        ({"on": home.joined_on - DAY}, "before_joining"),
        ({"actions": {1: ActionSaid("Limpiar", on + DAY)}}, "action_unasked"),
    ):  # fmt: skip
        assert refused(record_home_check, said=said(**({"on": on} | more)), **told) == [code], code
    for action in ({}, {3: ActionSaid("Limpiar", None)}, {3: ActionSaid("Limpiar", on)}, {3: ActionSaid("", on + DAY)}):
        assert refused(record_home_check, said=said(on, (3,), actions=action), **told) == ["action_missing"]
    made = checked(of, no=(3, 12))
    assert HomeAction.objects.get().answer.item == 3
    assert refused(record_home_check, said=said(on), **told) == ["home_told"]
    with pytest.raises(NotAllowed):
        reverse_home_check(check=made, why=WHY, by=people.acting_as(people.other_head()), at=now())
    reverse_home_check(check=made, why=WHY, by=of.ana, at=now())
    assert refused(reverse_home_check, check=made, why=WHY, by=of.ana) == ["taken_back_already"]
    assert actions_open(of.made.nucleus)[1] == 0 and checked(of).pk != made.pk


def test_what_was_agreed_is_done_once_and_may_be_opened_again(of: scene.Planned) -> None:
    checked(of, no=(3,))
    action = actions_open(of.made.nucleus)[0][0]
    told = {"action": action, "by": of.ana, "what": "Se limpió la chimenea"}
    assert refused(finish_action, on=of.on, **told) == ["done_early"]
    assert refused(finish_action, on=TODAY + DAY, **told) == ["day_ahead"]
    assert refused(finish_action, on=TODAY, **(told | {"what": ""})) == ["done_what"]
    finish_action(on=TODAY, at=now(), **told)
    assert refused(finish_action, on=TODAY, **told) == ["action_done"] and actions_open(of.made.nucleus)[1] == 0
    reopen_action(action=action, why=WHY, by=of.ana, at=now())
    assert refused(reopen_action, action=action, why=WHY, by=of.ana) == ["action_open"]
    assert actions_open(of.made.nucleus)[1] == 1


def test_a_nucleus_reads_the_newest_check_of_each_home(of: scene.Planned) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            found_in(of.made.nucleus)
            actions_open(of.made.nucleus)
            homes_of(of.home())
        return len(queries)

    checked(of, no=(1, 3))
    few = asked()
    checked(of, after=120, no=(3,))
    checked(of, 1, after=30, no=(3, 20), health_worker="Técnica Irma Oré")
    assert few == asked() == 7
    found, homes = found_in(of.made.nucleus)
    by_item = {one.item: one for one in found}
    assert homes == 2 and by_item[3].no == 2 and by_item[1].yes == 2 and by_item[20].applying == 2
    assert [one.good for one in homes_of(of.home())] == [(23, 24), (22, 24)]


# ---- support and commitments ----------------------------------------------------------------------------------------


def test_support_of_other_institutions(of: scene.Planned) -> None:
    told = {"nucleus": of.made.nucleus, "by": of.ana}
    whole = {
        "institution": "Municipalidad de Vinchos", "kind": SupportKind.LOGISTICS, "what": "Volquete para la arena",
        "from_on": of.on, "minor": 90_000,
    }  # fmt: skip
    for more, code in (
        ({"institution": ""}, "institution"), ({"what": ""}, "support_what"), ({"from_on": TODAY + DAY}, "day_ahead"),
        ({"from_on": of.made.on - DAY}, "support_early"), ({"until_on": of.on - DAY}, "support_days"),
        ({"minor": 0}, "support_worth"),
    ):  # fmt: skip
        assert refused(record_support, said=SupportSaid(**(whole | more)), **told) == [code]
    made = record_support(said=SupportSaid(**whole), at=now(), **told)
    record_support(said=SupportSaid(**(whole | {"minor": None})), membership=of.home(), at=now(), **told)
    assert supports_of(of.made.nucleus)[1] == 2 and supports_of(of.made.nucleus, of.home(1))[1] == 1
    withdraw_support(support=made, why=WHY, by=of.ana, at=now())
    assert refused(withdraw_support, support=made, why=WHY, by=of.ana) == ["taken_back_already"]


def signing(of: scene.Planned, on: date, **more: Any) -> CommitSaid:
    facts = {
        "on": on, "signer": of.home().enrolment.household.participant, "how": SignedHow.PRINT, "said": KEEP,
        "witness": "Eusebia Ñahui Ccori",
    }  # fmt: skip
    return CommitSaid(**(facts | more))


def test_a_household_signs_when_it_leaves(of: scene.Planned) -> None:
    left = of.on + 200 * DAY
    told = {"membership": of.home(), "by": of.ana}
    assert refused(sign_commitment, said=signing(of, left), **told) == ["no_technology"]
    scene.delivered(of)
    assert refused(sign_commitment, said=signing(of, left), **told) == ["signed_early"]
    end_enrolment(
        enrolment=of.made.cycles[0], reason=ExitReason.MIGRATION, on=left, note="", by=of.ana, at=now()
    )  # fmt: skip
    told["membership"] = of.home()
    person = of.home().enrolment.household.participant
    assert person is not None
    own = " ".join(part for part in (person.given_names, person.surname_1, person.surname_2) if part)
    for more, code in (
        ({"on": left - DAY}, "signed_early"), ({"on": TODAY + DAY}, "day_ahead"), ({"signer": None}, "signer"),
        ({"witness": ""}, "print_witness"), ({"witness": own}, "signer_witness"), ({"said": "Sí"}, "commit_words"),
        ({"signer": of.home(1).enrolment.household.participant}, "signer"),
    ):  # fmt: skip
        assert refused(sign_commitment, said=signing(of, **({"on": left} | more)), **told) == [code]
    made = sign_commitment(said=signing(of, left), at=now(), **told)
    assert refused(sign_commitment, said=signing(of, left), **told) == ["signed_already"]
    reverse_commitment(commitment=made, why=WHY, by=of.ana, at=now())
    assert refused(reverse_commitment, commitment=made, why=WHY, by=of.ana) == ["taken_back_already"]
    sign_commitment(said=signing(of, left, how=SignedHow.SIGNATURE, witness=""), at=now(), **told)
    assert len(commitments_of(of.home())) == 2


# ---- the database ---------------------------------------------------------------------------------------------------


def attack(change: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_the_database_keeps_homes_support_and_commitments(of: scene.Planned) -> None:
    made = checked(of, no=(3,))
    yes = HomeAnswer.objects.get(check_of=made, item=1)
    attack(lambda: HomeAnswer.objects.filter(pk=yes.pk).update(answer="no"))
    attack(lambda: HomeAnswer.objects.filter(pk=yes.pk).delete())
    attack(lambda: HomeAction.objects.create(answer=yes, what="Nada", due_on=TODAY))
    action = HomeAction.objects.get()
    attack(lambda: HomeAction.objects.filter(pk=action.pk).update(due_on=TODAY))
    attack(lambda: HomeAction.objects.filter(pk=action.pk).update(done_on=TODAY))
    attack(lambda: HomeCheck.objects.filter(pk=made.pk).update(checked_on=TODAY))
    attack(lambda: HomeCheck.objects.filter(pk=made.pk).update(reversed_at=now()))
    one = record_support(
        nucleus=of.made.nucleus, said=SupportSaid("Agro Rural", SupportKind.TRAINING, "Curso", of.on), by=of.ana,
        at=now(),
    )  # fmt: skip
    attack(lambda: Support.objects.filter(pk=one.pk).update(minor=5))
    attack(lambda: Support.objects.filter(pk=one.pk).update(withdrawn_at=now()))
    person = of.home().enrolment.household.participant
    assert person is not None
    facts = {
        "membership": of.home(), "signed_on": TODAY, "signer": person, "how": "print", "said": KEEP,
        "recorded_by": of.ana.public_id, "recorded_at": now(),
    }  # fmt: skip
    attack(lambda: Commitment.objects.create(**facts))
    Commitment.objects.create(**(facts | {"how": "signature"}))
    attack(lambda: Commitment.objects.create(**(facts | {"how": "signature"})))
