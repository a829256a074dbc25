"""A trainer's phone: let in for a contract, kept through the next one, without lists when the last is over, shut out
later; on both databases."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.nuclei import scene as nuclei
from tests.trainers import scene
from tests.trainers.scene import DAY, ago
from tests.trainers.scene import contract as signed
from tests.trainers.test_caseloads import hires
from tests.worlds import world
from winay.accounts.models import FieldCredential
from winay.accounts.phones.queries import phone_of
from winay.accounts.phones.services import issue_credential, revoke_credential
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.journeys.wording import say
from winay.trainers.contract_models import Contract
from winay.trainers.phone_models import TrainerPhone
from winay.trainers.phone_rules import SENDS_FOR, PhoneFacts, may_have_phone, sends_until
from winay.trainers.queries.phones import Served, contract_behind, contracts_behind, served_by
from winay.trainers.services.contracts import end_contract, hire_person
from winay.trainers.services.phones import end_past_phones, let_trainer_phone_in, let_trial_phone_in
from winay.trainers.terms import ContractEnd, ContractKind, SelectedBy

pytestmark = pytest.mark.django_db
FACTS = PhoneFacts(ContractKind.PRODUCTIVE, date(2026, 3, 1), date(2026, 12, 1), date(2026, 6, 1), live=False)
WHY = "Así consta en el expediente del contrato."


def _made() -> nuclei.Formed:
    made = nuclei.formed(2, least=1, most=12)
    made.trainer = hires(made, 0)  # type: ignore[attr-defined]
    return made


made = world(_made)


def let_in(made: nuclei.Formed, **more: Any) -> tuple[TrainerPhone, str]:
    return let_trainer_phone_in(**({"contract": made.trainer, "by": made.ana, "at": now()} | more))  # type: ignore[attr-defined]


def served(credential: FieldCredential) -> list[Served]:
    phone = phone_of(credential)
    return served_by([phone], people.today())[phone.public_id]


def refused(made: nuclei.Formed, **more: Any) -> list[str]:
    with pytest.raises(Refused) as refusal:
        let_in(made, **more)
    assert all(say(reason) for reason in refusal.value.reasons)
    return [reason.code.removeprefix("trainers.") for reason in refusal.value.reasons]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"over_on": date(2026, 3, 1)}, ["phone_never_was"]),
        ({"over_on": date(2026, 6, 1)}, ["phone_contract_over"]),
        ({"kind": ContractKind.PROFESSIONAL}, ["phone_professional"]),
        ({"live": True, "erased": True}, ["phone_erased", "phone_live"]),
    ],
)
def test_who_may_have_a_phone(change: dict[str, Any], expected: list[str]) -> None:
    decision = may_have_phone(replace(FACTS, **change))
    assert [one.code.removeprefix("trainers.") for one in decision.reasons] == expected
    assert sends_until([]) is None and sends_until([ago(9), ago(3)]) == ago(3) + SENDS_FOR


def test_it_is_the_contracts_in_its_district_and_program_and_names_nobody(made: nuclei.Formed) -> None:
    one, token = let_in(made)
    held = one.credential
    assert (held.place, held.program) == (made.nucleus.district, made.nucleus.version.program) and token
    for word in made.trainer.applicant.name.split():  # type: ignore[attr-defined]
        assert word not in held.label and word not in held.holder
    about = set(parse_body(Line.objects.get(verb="accounts.issue_credential").body).subjects)
    assert ("contract", str(made.trainer.public_id)) in about  # type: ignore[attr-defined]
    (one_served,) = served(held)
    assert (one_served.pk, one_served.nuclei) == (made.trainer.pk, ((made.nucleus.pk, made.nucleus.public_id),))  # type: ignore[attr-defined]
    assert refused(made) == ["phone_live"]
    revoke_credential(credential=held, reason=WHY, by=made.ana, at=now())
    assert let_in(made)[0].credential != held


def test_only_whoever_gives_phones_there_gives_one(made: nuclei.Formed) -> None:
    with pytest.raises(NotAllowed):
        let_in(made, by=people.acting_as(people.specialist("21")))


def test_it_is_kept_through_the_next_contract_and_serves_whichever_holds_the_day(made: nuclei.Formed) -> None:
    first: Contract = made.trainer  # type: ignore[attr-defined]
    one, _ = let_in(made)
    end_contract(contract=first, why=ContractEnd.NOT_NEEDED, on=people.today(), note=WHY, by=made.ana, at=now())
    assert served(one.credential) == []
    assert refused(made) == ["phone_contract_over", "phone_live"]
    said = replace(signed(selected_by=SelectedBy.COMMUNITY), began_on=people.today(), over_on=people.today() + 90 * DAY)
    second = hire_person(
        person=scene.person(0), said=said, hired_by=made.nucleus, nuclei=[made.nucleus], by=made.ana, at=now()
    )
    (now_served,) = served(one.credential)
    assert now_served.pk == second.pk and FieldCredential.objects.get(pk=one.credential.pk).revoked_at is None
    assert refused(made, contract=second) == ["phone_live"]
    key = one.credential.public_id
    theirs = contracts_behind([key])[key]
    assert contract_behind(theirs, ago(1)) == first and contract_behind(theirs, people.today()) == second


def test_a_contract_that_never_was_takes_its_phone_with_it(made: nuclei.Formed) -> None:
    one, _ = let_in(made)
    end_contract(
        contract=made.trainer,
        why=ContractEnd.MISTAKE,
        on=people.today(),
        note=WHY,
        by=made.ana,
        at=now(),  # type: ignore[attr-defined]
    )
    held = FieldCredential.objects.get(pk=one.credential.pk)
    assert held.revoked_at is not None and "error" in held.revoked_why
    assert refused(made) == ["phone_never_was"]


def test_it_still_sends_for_a_while_after_the_last_contract_and_then_is_shut_out(made: nuclei.Formed) -> None:
    one, _ = let_in(made)
    over = made.trainer.over_on  # type: ignore[attr-defined]
    for days, gone in ((-1, 0), (SENDS_FOR.days - 1, 0), (SENDS_FOR.days, 1), (SENDS_FOR.days, 0)):
        at = now() + (over - people.today()) + timedelta(days=days)
        assert end_past_phones(at=at) == gone
    assert FieldCredential.objects.get(pk=one.credential.pk).revoked_why


def test_nobody_tries_the_phone_of_somebody_real(made: nuclei.Formed) -> None:
    with pytest.raises(Refused) as refusal:
        let_trial_phone_in(
            contract=made.trainer, label="Prueba", expires_on=people.today(), by=made.ana, at=now()  # type: ignore[attr-defined]
        )  # fmt: skip
    assert [one.code for one in refusal.value.reasons] == ["accounts.demo_only"] and not TrainerPhone.objects.exists()


def test_the_database_refuses_what_the_rules_would_have(made: nuclei.Formed) -> None:
    one, _ = let_in(made)
    other = issue_credential(
        label="Otro teléfono", person=None, holder="Alguien", place=made.nucleus.district,
        program=made.nucleus.version.program, expires_on=None, by=made.ana, at=now(),
    )[0]  # fmt: skip
    wide = issue_credential(
        label="Más ancho", person=None, holder="Alguien", place=made.nucleus.district.parent, program=None,
        expires_on=None, by=made.ana, at=now(),
    )[0]  # fmt: skip
    ending = issue_credential(
        label="Prueba", person=None, holder="Alguien", place=made.nucleus.district,
        program=made.nucleus.version.program, expires_on=people.today() + nuclei.DAY, by=made.ana, at=now(),
    )[0]  # fmt: skip
    trainer: Contract = made.trainer  # type: ignore[attr-defined]
    attacks = [
        lambda: TrainerPhone.objects.create(contract=trainer, credential=other),  # a second one
        lambda: TrainerPhone.objects.create(contract=hires(made, 2), credential=ending),  # a trial of a real one
        lambda: TrainerPhone.objects.create(contract=hires(made, 1), credential=wide),  # reaches further
        lambda: TrainerPhone.objects.filter(pk=one.pk).update(credential=other),
        lambda: TrainerPhone.objects.filter(pk=one.pk).delete(),
        lambda: Contract.objects.filter(pk=trainer.pk).update(
            over_on=trainer.began_on, end_why="mistake", ended_by=made.ana.public_id, ended_at=now()
        ),
    ]
    for attack in attacks:
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()
