"""What phones say of their lists meets what others say: three changes in reverse order, one form from two devices, a
contract that ended meanwhile, a household that moved or was merged, a phone restored from an old copy; on both
databases. Nothing is lost, nothing is there twice, each is shown to somebody."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.delivery.visits_scene import visited
from tests.enrolment import scene as enrolment
from tests.field.phones import phone as phone_for
from tests.journeys import lists_scene as scene
from tests.journeys.lists_fixtures import phone_with_lists  # noqa: F401 (a fixture)
from tests.journeys.lists_scene import conflicts, said, versions, why
from tests.journeys.test_duplicates import pair
from tests.nuclei import scene as nuclei
from tests.registry import scene as registry
from tests.trainers.scene import ago
from tests.trainers.test_caseloads import gives, hires
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.delivery.visit_models import Visit
from winay.intake.desk.services import dismiss, process_again
from winay.intake.entities import deciding
from winay.intake.entities.rules import WAITS_FOR
from winay.intake.entity_models import (
    ConflictDecision,
    Entity,
    EntityConflict,
    EntitySaid,
    EntityVersion,
)
from winay.intake.models import Submission
from winay.intake.terms import ConflictKind, Keep, SaidState, State
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.journeys.duplicates import same_household
from winay.journeys.erasing import erase_person
from winay.journeys.ingest import wake_waiting
from winay.registry.models import Household
from winay.registry.terms import IdMissing, Kin
from winay.trainers.services.contracts import end_contract
from winay.trainers.terms import ContractEnd

pytestmark = pytest.mark.django_db
WHY = scene.WHY


made = world(scene.made)


def codes(refusal: Any) -> list[str]:
    return [reason.code.removeprefix("intake.") for reason in refusal.value.reasons]


def test_a_visit_becomes_a_visit_and_the_next_version_of_the_household(phone: scene.Trainer) -> None:
    sent = phone.send(phone.visit(base=1, trunk=1, branch=str(uuid4())))
    assert sent.state == State.PROCESSED, why(sent)
    visit = Visit.objects.get()
    assert (visit.contract, visit.enrolment) == (phone.made.trainer, phone.made.cycles[0])  # type: ignore[attr-defined]
    row = phone.row()
    assert (row["__version"], row["last_on"], row["last_advice"]) == ("2", ago(5).isoformat(), "Regar de tarde")
    assert [one.source for one in versions(phone.name())] == ["server", "phone"], "what came true is not told twice"
    assert said(sent).state == SaidState.APPLIED and not conflicts()
    line = parse_body(Line.objects.get(verb="intake.process").body)
    assert ("household", phone.name()) in line.subjects


def test_a_retry_and_another_turn_make_nothing_twice(phone: scene.Trainer) -> None:
    body = phone.visit(base=1)
    first = phone.send(body)
    assert phone.send(body).pk == first.pk
    Submission.objects.filter(pk=first.pk).update(state=State.RECEIVED)
    scene.read()
    assert len(versions(phone.name())) == 2 and EntitySaid.objects.count() == 1


def test_three_visits_without_signal_arrive_in_reverse_order(phone: scene.Trainer) -> None:
    run = str(uuid4())
    bodies = [
        phone.visit(days=6 - number, base=1 + number, trunk=1, branch=run, advice=f"Consejo {number}")
        for number in range(3)
    ]
    third, second, first = (phone.send(body) for body in reversed(bodies))
    assert {one.state for one in Submission.objects.all()} == {State.PROCESSED}
    assert [said(one).state for one in (first, second, third)] == [SaidState.APPLIED] * 3
    assert Visit.objects.count() == 3
    row = phone.row()
    assert (row["last_on"], row["last_advice"]) == (ago(4).isoformat(), "Consejo 2")
    assert [one.base_version for one in versions(phone.name())] == [None, 1, 2, 3], "and nobody made one between"
    assert not conflicts()


def test_until_the_first_comes_the_others_wait_and_after_five_days_they_do_not(phone: scene.Trainer) -> None:
    late = phone.send(phone.visit(base=2, trunk=1, branch=str(uuid4())))
    assert late.state == State.PROCESSED and said(late).state == SaidState.WAITING
    wake_waiting(at=now() + WAITS_FOR - timedelta(hours=1))
    assert said(late).state == SaidState.WAITING
    wake_waiting(at=now() + WAITS_FOR + timedelta(hours=1))
    waited = said(late)
    assert waited.state == SaidState.APPLIED and waited.version and waited.version.forced
    assert Line.objects.filter(verb="intake.force_change").exists()
    assert wake_waiting(at=now() + WAITS_FOR + timedelta(hours=2)) == 0


def test_the_same_form_from_two_devices_is_a_conflict_that_a_person_decides(phone: scene.Trainer) -> None:
    """Both lists said version 1. The later visit came first; the earlier one does not push it off the list."""
    later = phone.send(phone.visit(days=3, base=1, advice="Podar el palto"))
    earlier = phone.send(phone.visit(days=6, base=1, advice="Abonar", began="15:00"))
    assert {later.state, earlier.state} == {State.PROCESSED} and Visit.objects.count() == 2
    (met,) = conflicts()
    assert met.kind == ConflictKind.HARD and set(met.disputed.split()) == {"last_on", "last_advice", "next_on"}
    assert met.version.submission == earlier and met.place_code
    assert phone.row()["last_advice"] == "Podar el palto", "the list says what the visits say"
    ana = phone.made.ana
    decision = scene.decides(met, Keep.PHONE, ana)
    assert phone.row()["last_advice"] == "Abonar" and decision.version
    with pytest.raises(Refused) as refusal:
        scene.decides(met, Keep.PHONE, ana)
    assert codes(refusal) == ["conflict_decided_so"]
    with pytest.raises(Refused) as refusal:
        scene.decides(met, Keep.SERVER, ana, why="corto")
    assert codes(refusal) == ["why_short"]
    with pytest.raises(NotAllowed):
        scene.decides(met, Keep.SERVER, people.acting_as(people.specialist("21")))
    scene.decides(met, Keep.SERVER, ana)  # undone by deciding again
    row = phone.row()
    assert row["last_advice"] == "Podar el palto" and ConflictDecision.objects.count() == 2
    numbers = [one.number for one in versions(phone.name())]
    assert numbers == list(range(1, len(numbers) + 1)) and int(row["__version"]) == numbers[-1]
    verbs = [parse_body(line.body) for line in Line.objects.filter(verb="intake.decide_conflict").order_by("id")]
    assert [(one.before, one.after["kept"]) for one in verbs] == [(None, "phone"), ({"kept": "phone"}, "server")]  # type: ignore[index]


def test_a_decision_holds_until_the_rooms_know_something_new(phone: scene.Trainer) -> None:
    phone.send(phone.visit(days=3, base=1, advice="Podar"))
    phone.send(phone.visit(days=6, base=1, advice="Abonar", began="15:00"))
    (met,) = conflicts()
    scene.decides(met, Keep.PHONE, phone.made.ana)
    token = phone.token()
    assert phone.token() == token and phone.row()["last_advice"] == "Abonar"
    visited(phone.made, 0, days=1, advice="Cosechar")
    assert phone.row()["last_advice"] == "Cosechar" and phone.token() != token


def test_keeping_what_was_here_hides_nothing_that_was_learned_since(phone: scene.Trainer) -> None:
    phone.send(phone.visit(days=3, base=1, advice="Podar"))
    phone.send(phone.visit(days=6, base=1, advice="Abonar", began="15:00"))
    (met,) = conflicts()
    visited(phone.made, 0, days=1, advice="Cosechar")
    assert phone.row()["last_advice"] == "Cosechar"
    token = phone.token()
    assert scene.decides(met, Keep.SERVER, phone.made.ana).version is None
    assert phone.row()["last_advice"] == "Cosechar" and phone.token() == token


def test_a_visit_told_on_the_web_meanwhile_is_a_version_that_the_phone_did_not_know(phone: scene.Trainer) -> None:
    visited(phone.made, 0, days=2, advice="Desde la oficina")
    sent = phone.send(phone.visit(days=5, base=1, advice="Desde el cerro"))
    assert sent.state == State.PROCESSED
    (met,) = conflicts()
    assert met.kind == ConflictKind.HARD and met.against.source == "server" and met.base.number == 1


def test_a_phone_restored_from_an_old_copy_loses_nothing(phone: scene.Trainer) -> None:
    for number, base in enumerate((1, 2)):
        phone.send(phone.visit(days=6 - number, base=base, advice=f"Consejo {number}"))
    old = phone.send(phone.visit(days=1, base=1, trunk=1, branch=str(uuid4()), advice="De la copia"))
    assert old.state == State.PROCESSED and said(old).state == SaidState.APPLIED
    (met,) = conflicts()
    assert met.kind == ConflictKind.HARD and Visit.objects.count() == 3
    assert phone.row()["last_advice"] == "De la copia"


def test_a_contract_that_ended_meanwhile(phone: scene.Trainer) -> None:
    end_contract(
        contract=phone.made.trainer,
        why=ContractEnd.NOT_NEEDED,
        on=ago(3),
        note=WHY,
        by=phone.made.ana,
        at=now(),  # type: ignore[attr-defined]
    )
    assert phone.rows() == []
    inside = phone.send(phone.visit(days=5, base=1))
    after = phone.send(phone.visit(1, days=2, base=1))
    assert inside.state == State.PROCESSED, why(inside)
    assert after.state == State.REVIEW and why(after)
    assert [one.visited_on for one in Visit.objects.all()] == [ago(5)]
    assert not EntitySaid.objects.filter(submission=after).exists(), "what the office did not take changes no list"


def test_what_waits_at_the_desk_changes_the_list_when_it_is_taken(phone: scene.Trainer) -> None:
    visited(phone.made, 0, days=5)  # the same day: told twice
    sent = phone.send(phone.visit(days=5, base=1, advice="Otra vez"))
    assert sent.state == State.REVIEW and len(versions(phone.name(), "phone")) == 0
    Visit.objects.all().update(ended_how="reversed", ended_why=WHY, ended_by=phone.made.ana.public_id, ended_at=now())
    process_again(submission=sent, by=phone.made.ana, by_name="Ana", at=now())
    scene.read()
    assert said(sent).state == SaidState.APPLIED and phone.row()["last_advice"] == "Otra vez"


def test_a_household_that_went_to_another_trainer_meanwhile(phone: scene.Trainer) -> None:
    gives(phone.made, 0, hires(phone.made, 1), days=2)
    before = phone.send(phone.visit(days=5, base=1))
    after = phone.send(phone.visit(days=1, base=1))
    assert before.state == State.PROCESSED and after.state == State.REVIEW
    assert "delivery.not_in_caseload" in why(after) and said(before).state == SaidState.APPLIED


def merged(made: nuclei.Formed) -> tuple[Household, Household]:
    """The first household of a nucleus is another that was registered before: the one that went, the one that stays."""
    gone = made.cycles[0].household
    nobody = replace(registry.member(Kin.PARTICIPANT), national_id="", id_missing=IdMissing.NOT_SHOWN)
    kept = enrolment.household(made.ana, 2, members=(nobody,))
    one = pair(made.person(0), kept.members.get())
    same_household(pair=one, keep_left=False, on=people.today(), why=WHY, by=made.ana, at=now())
    return gone, kept


def test_a_household_that_was_merged_into_another_meanwhile(phone: scene.Trainer) -> None:
    """The phone still knows the one that went: its visit is told to the one that stays."""
    gone, kept = merged(phone.made)
    sent = phone.send(phone.visit(days=5, base=1, who__household=str(gone.public_id)))
    assert sent.state == State.PROCESSED, why(sent)
    assert Visit.objects.get().enrolment.household == kept
    assert phone.integrity([str(gone.public_id), str(kept.public_id)]) == {
        str(gone.public_id): "true",
        str(kept.public_id): "false",
    }
    row = next(row for row in phone.rows() if row["name"] == str(kept.public_id))
    assert row["last_on"] == ago(5).isoformat() and row["__version"] == "1"


def test_a_correction_does_not_change_the_list_again(phone: scene.Trainer) -> None:
    first = phone.send(phone.visit(base=1))
    old = phone.visit(base=1, advice="Corregido", old=first.instance_id)
    corrected = phone.send(old)
    assert corrected.state == State.REVIEW  # a visit that was read is corrected on its page
    assert len(versions(phone.name(), "phone")) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"base": 9}, "intake.entity_base_unknown"),
        ({"base": 9, "trunk": 9, "branch": str(uuid4())}, "intake.entity_from_future"),
    ],
)
def test_what_cannot_be_is_said_at_the_submission_and_the_visit_lands(
    phone: scene.Trainer, change: Any, code: str
) -> None:
    sent = phone.send(phone.visit(**change))
    assert sent.state == State.PROCESSED and Visit.objects.count() == 1
    assert (said(sent).state, said(sent).code) == (SaidState.FAILED, code)


def test_a_fault_of_the_system_never_fails_the_submission(
    phone: scene.Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "decide", lambda *_, **__: 1 / 0)
    sent = phone.send(phone.visit(base=1))
    assert sent.state == State.PROCESSED and Visit.objects.count() == 1
    assert said(sent).code == "intake.entity_failed"


def test_a_version_of_the_form_without_lists_still_lands(made: nuclei.Formed) -> None:
    """Filled in with codes, as the form of last month asks: the phone is of nobody."""
    from winay.registry.rules import household_code

    plain = scene.Trainer(made, phone_for("0501"))
    codes_typed = {
        "who__household": "", "who__contract_code": household_code(made.trainer.public_id),  # type: ignore[attr-defined]
        "who__household_code": household_code(made.cycles[0].household.public_id),
    }  # fmt: skip
    body = (
        plain.visit(base=0, **codes_typed)
        .replace(b'version="2026.3"', b'version="2026.1"')
        .replace(b'update="1"', b'update=""')
    )
    sent = plain.send(body)
    assert sent.state == State.PROCESSED, why(sent)
    assert Visit.objects.count() == 1 and not EntitySaid.objects.exists()


def test_a_household_chosen_on_a_phone_of_nobody_waits_with_words(made: nuclei.Formed) -> None:
    plain = scene.Trainer(made, phone_for("0501"))
    sent = plain.send(plain.visit(base=1))
    assert sent.state == State.REVIEW and why(sent) == ["delivery.phone_of_nobody"]
    dismiss(submission=sent, why=WHY, by=made.ana, by_name="Ana", at=now())


def test_values_are_encrypted_and_go_at_a_persons_wish(phone: scene.Trainer) -> None:
    phone.send(phone.visit(base=1, advice="Secreto del hogar"))
    phone.rows("members")
    home = phone.made.cycles[0].household
    someone = home.members.exclude(pk=home.participant_id).get()
    for row in EntityVersion.objects.values_list("held", flat=True):
        assert "Secreto" not in row and someone.given_names not in row
    erase_person(member=someone, reason=WHY, by=phone.made.rosa, at=now())
    about = EntityVersion.objects.filter(entity__home=home.public_id)
    assert about.count() > 3 and set(about.values_list("held", flat=True)) == {""}
    assert str(someone.public_id) not in {row["name"] for row in phone.rows("members")}
    row = phone.row()
    assert int(row["__version"]) > 2 and row["last_advice"] == "Secreto del hogar", "the visit is the registry's matter"


def test_the_database_refuses_to_change_what_was(phone: scene.Trainer) -> None:
    sent = phone.send(phone.visit(days=3, base=1, advice="a"))
    phone.send(phone.visit(days=6, base=1, advice="b", began="15:00"))
    (met,) = conflicts()
    scene.decides(met, Keep.PHONE, phone.made.ana)
    first = versions(phone.name())[0]
    attacks = [
        lambda: EntityVersion.objects.filter(pk=first.pk).update(held="k1.otra"),
        lambda: EntityVersion.objects.filter(pk=first.pk).update(number=99),
        lambda: EntityVersion.objects.filter(pk=first.pk).delete(),
        lambda: EntityVersion.objects.create(
            entity=first.entity, number=first.number, source="server", by=first.by, at=now()
        ),
        lambda: Entity.objects.filter(pk=first.entity_id).update(version=1),
        lambda: Entity.objects.filter(pk=first.entity_id).update(name=uuid4()),
        lambda: EntitySaid.objects.filter(submission=sent).delete(),
        lambda: EntityConflict.objects.filter(pk=met.pk).update(kind="soft"),
        lambda: ConflictDecision.objects.update(kept="server"),
        lambda: EntitySaid.objects.filter(submission=sent).update(state=SaidState.WAITING),
    ]
    for attack in attacks:
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()
