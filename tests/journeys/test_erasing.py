"""The right to be erased reaches what phones sent and what is kept of files; the hashes and the fact stay."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from tests import people
from tests.enrolment import scene
from tests.field.filling import PERSON, SHIPPED, registration
from tests.field.phones import phone as phone_for
from tests.field.scene import Phone
from tests.journeys import lists_scene, phoned
from tests.registry import scene as registry
from tests.worlds import world
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.delivery.asset_models import Delivery
from winay.delivery.queries.assets import files_in_use as files_of_deliveries
from winay.delivery.visit_models import Visit
from winay.intake.desk.erasing import erase_answers, erase_apart
from winay.intake.desk.services import admit, correct_answer, process_again, restore
from winay.intake.models import Attachment, Correction, Quarantined, QuarantinedFile, Step, Submission
from winay.intake.receiving.bodies import unwrap
from winay.intake.receiving.queries import every_file, files_in_use, keys_in_use
from winay.intake.terms import State
from winay.journal.models import Line
from winay.journeys.erasing import erase_person
from winay.journeys.ingest import ingest_next
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.journeys.upkeep import missing_files
from winay.registry.models import Household, Member
from winay.registry.queries.facts import files_in_use as files_of_registry
from winay.registry.services.members import add_member
from winay.registry.services.roles import set_participant
from winay.registry.terms import Kin

pytestmark = pytest.mark.django_db
WHY = "Lo pidió en la oficina, con su documento."
VOICE = b"\x00\x00\x00\x18ftypM4A " + b"voice" * 20
CHILD = {
    "given_names": "Saturnino", "surname_1": "Mamani", "surname_2": "Quispe", "sex": "m", "birth_precision": "day",
    "born_day": "2012-05-01", "kin": "child", "has_id": "no", "id_missing": "not_shown", "mother_tongue": "quy",
    "at_home": "yes",
}  # fmt: skip


def _ground() -> scene.Ground:
    publish_shipped_forms(SHIPPED.parent, by=SYSTEM, at=now())
    return scene.ground()


ground = world(_ground)


@pytest.fixture
def sender(ground: scene.Ground) -> Phone:
    return Phone(phone_for("0501").token)


def body(ground: scene.Ground, **change: Any) -> bytes:
    on = (ground.on + timedelta(days=5)).isoformat()
    return registration(scene.place(1).code, on, **{"members": (PERSON, CHILD), **change})


def took_everything() -> Submission:
    while ingest_next(at=now()):
        pass
    return Submission.objects.latest("id")


def came(ground: scene.Ground, sender: Phone, **change: Any) -> Submission:
    assert sender.send(body(ground, sign__spoken="voz.m4a", **change), {"voz.m4a": VOICE}).status_code == 201
    return took_everything()


def head() -> Any:
    return people.acting_as(people.head())


def child() -> Member:
    return Member.objects.get(kin="child")


def whole_database() -> str:
    """Every text of intake that is kept in the clear or can be opened."""
    texts = [
        unwrap(row.body, row.key_id, row.body_sha256).decode() for row in Submission.objects.filter(erased_at=None)
    ]
    texts += list(Attachment.objects.values_list("filename", flat=True))
    texts += list(QuarantinedFile.objects.values_list("filename", flat=True))
    return " ".join([*texts, *Quarantined.objects.values_list("filename", flat=True)])


def test_the_answers_and_files_go_and_the_hash_and_the_fact_stay(ground: scene.Ground, sender: Phone) -> None:
    sent = came(ground, sender)
    digest, voice = sent.body_sha256, hashlib.sha256(VOICE).hexdigest()
    assert sent.state == State.PROCESSED and files_in_use({voice}) == {voice}
    erase_person(member=child(), reason=WHY, by=head(), at=now())
    row = Submission.objects.get()
    assert (bytes(row.body), row.key_id, row.body_sha256, row.state) == (b"", "", digest, State.PROCESSED)
    assert row.erased_at is not None and Household.objects.get().external_key == str(row.public_id)
    assert files_in_use({voice}) == set() and voice not in set(every_file()) and "voz" not in whole_database()
    assert keys_in_use() == set()
    line = Line.objects.get(verb="intake.erase_answers")
    assert digest in line.body and WHY in line.body and "Saturnino" not in line.body
    assert {(one.kind, one.key) for one in line.subjects.all()} >= {("submission", str(row.public_id))}


def test_no_backup_misses_what_was_erased(ground: scene.Ground, sender: Phone) -> None:
    xml, portrait = body(ground, sign__spoken="voz.m4a"), b"\xff\xd8\xff\xe0" + b"portrait" * 9
    assert sender.send(xml, {"voz.m4a": VOICE, "cara.jpg": portrait}).status_code == 201
    took_everything()
    erase_person(member=child(), reason=WHY, by=head(), at=now())
    digest = hashlib.sha256(portrait).hexdigest()
    assert settings.WINAY_BLOBS.path(digest).exists() and digest not in files_in_use({digest})
    settings.WINAY_BLOBS.path(digest).unlink()  # as the sweep does, a day later
    assert digest not in missing_files()
    # The participant's consent keeps its proof: it is hers.
    assert hashlib.sha256(VOICE).hexdigest() in files_of_registry()


def test_nothing_else_of_what_arrived_can_be_changed_or_brought_back(ground: scene.Ground, sender: Phone) -> None:
    sent = came(ground, sender)
    kept = bytes(sent.body)
    attacks: list[Any] = [
        lambda: Submission.objects.update(body=b"", key_id="", erased_at=None),
        lambda: Submission.objects.update(body=b"x", key_id="", erased_at=now()),
        lambda: Submission.objects.update(body=b"", erased_at=now()),
        lambda: Submission.objects.update(erased_at=now()),
        lambda: Submission.objects.update(body=b"", key_id="", body_sha256="0" * 64, erased_at=now()),
        lambda: Attachment.objects.update(filename="otro"),
        lambda: Attachment.objects.filter(submission=sent).update(sha256="0" * 64),
        lambda: Step.objects.update(told="x"),
        lambda: Step.objects.update(why="x"),
        lambda: Attachment.objects.all().delete(),
    ]
    for attack in attacks:
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()
    erase_person(member=child(), reason=WHY, by=head(), at=now())
    back: list[Any] = [
        lambda: Submission.objects.update(body=kept),
        lambda: Submission.objects.update(body=kept, key_id=sent.key_id, erased_at=None),
        lambda: Submission.objects.update(erased_at=now()),
        lambda: Submission.objects.update(state=State.RECEIVED),
        lambda: Attachment.objects.update(filename="voz.m4a"),
    ]
    for attack in back:
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()


def test_a_phone_that_sends_it_again_brings_nothing_back(ground: scene.Ground, sender: Phone) -> None:
    xml = body(ground, sign__spoken="voz.m4a")
    assert sender.send(xml, {"voz.m4a": VOICE}).status_code == 201
    took_everything()
    erase_person(member=child(), reason=WHY, by=head(), at=now())
    for files in ({"voz.m4a": VOICE}, {"saturnino.m4a": VOICE}, {}):
        assert sender.send(xml, files).status_code == 201  # or it would stand in the phone's outbox for ever
    row = took_everything()
    assert Attachment.objects.count() == 1 and "saturnino" not in whole_database()
    assert bytes(row.body) == b"" and row.state == State.PROCESSED
    assert not Quarantined.objects.exists() and Household.objects.count() == 1


def test_corrections_what_stands_apart_and_what_it_corrects_go_with_it(ground: scene.Ground, sender: Phone) -> None:
    xml = body(ground, instance="uuid:one", sign__spoken="voz.m4a")
    assert sender.send(xml, {"voz.m4a": VOICE}).status_code == 201
    sent = took_everything()
    # Other answers under its id, and a file under the name of its own.
    assert sender.send(body(ground, instance="uuid:one", place__reference="otra"), {"s.jpg": VOICE}).status_code == 409
    assert sender.send(xml, {"voz.m4a": b"otra"}).status_code == 201
    apart = Quarantined.objects.order_by("id").first()
    assert apart is not None and apart.submission == sent
    admit(apart=apart, why=WHY, by=head(), by_name="x", at=now())
    edit = took_everything()
    assert edit.deprecated_id == "uuid:one" and edit.state == State.REVIEW
    correct_answer(
        submission=edit, path="members/given_names", value="Fortunata Rosa", why=WHY, by=head(), by_name="x", at=now()
    )
    erase_person(member=child(), reason=WHY, by=head(), at=now())
    first, second = Submission.objects.order_by("id")
    assert first.erased_at and second.erased_at and second.state == State.DISMISSED
    assert {(one.old, one.new) for one in Correction.objects.all()} == {("", "")}
    assert not Step.objects.exclude(told="").exists()
    assert all(one.body is None and one.erased_at and one.resolution for one in Quarantined.objects.all())
    assert not list(every_file()) and "s.jpg" not in whole_database()
    for verb in (process_again, restore):
        with pytest.raises(Refused) as no:
            more = {"why": WHY} if verb is restore else {}
            verb(submission=second, by=head(), by_name="x", at=now(), **more)
        assert no.value.reasons[0].code == "intake.erased_already"
    with pytest.raises(Refused):
        correct_answer(submission=second, path="members/sex", value="f", why=WHY, by=head(), by_name="x", at=now())


def test_what_corrects_an_erased_one_later_waits_for_a_person(ground: scene.Ground, sender: Phone) -> None:
    came(ground, sender, instance="uuid:one")
    erase_person(member=child(), reason=WHY, by=head(), at=now())
    edit = body(ground, instance="uuid:two").replace(
        b"<instanceID>uuid:two</instanceID>", b"<instanceID>uuid:two</instanceID><deprecatedID>uuid:one</deprecatedID>"
    )
    if b"deprecatedID" not in edit:
        edit = body(ground, instance="uuid:two")
        edit = edit.replace(b"uuid:two</", b"uuid:two</", 1)
        at = edit.index(b"uuid:two") + len(b"uuid:two")
        end = edit.index(b">", at) + 1
        tag = edit[at + 2 : end - 1].replace(b"instanceID", b"deprecatedID")
        edit = edit[:end] + b"<" + tag + b">uuid:one</" + tag + b">" + edit[end:]
    assert sender.send(edit).status_code == 201
    row = took_everything()
    assert (row.state, row.reason_code) == (State.REVIEW, "intake.corrects_erased")
    assert Household.objects.count() == 1


def test_every_entry_of_a_person_is_erased_and_only_where_one_may(ground: scene.Ground, sender: Phone) -> None:
    sent = came(ground, sender)
    with pytest.raises(NotAllowed):
        erase_person(member=child(), reason=WHY, by=people.acting_as(people.specialist()), at=now())
    with pytest.raises(NotAllowed):
        erase_person(member=child(), reason=WHY, by=people.acting_as(people.other_head()), at=now())
    with pytest.raises(Refused):
        erase_person(member=Household.objects.get().participant, reason=WHY, by=head(), at=now())
    for who in (people.specialist(), people.other_head(), people.auditor()):
        with pytest.raises(NotAllowed):
            erase_answers(
                submissions=[sent], where=sent.place_code, why=WHY, by=people.acting_as(who), by_name="x", at=now()
            )
    sent.refresh_from_db()
    assert sent.erased_at is None and child().given_names == "Saturnino"


def test_what_cannot_be_read_can_be_erased_too(ground: scene.Ground, sender: Phone) -> None:
    assert sender.send(b"<broken>Fortunata Quispe", {"cara.jpg": VOICE}).status_code == 400
    apart = Quarantined.objects.get()
    with pytest.raises(NotAllowed):
        erase_apart(apart=apart, why=WHY, by=people.acting_as(people.other_head()), by_name="x", at=now())
    erase_apart(apart=apart, why=WHY, by=head(), by_name="x", at=now())
    apart.refresh_from_db()
    assert apart.body is None and apart.resolution and not list(every_file())
    assert "cara" not in whole_database()
    with pytest.raises(Refused):
        erase_apart(apart=apart, why=WHY, by=head(), by_name="x", at=now())


def erased_once_another_participates(household: Household, by: Any) -> Member:
    """Whoever participated is erased; another of the household came and participates."""
    gone = household.participant
    assert gone is not None
    other = add_member(household=household, facts=registry.member(Kin.PARTNER), on=people.today(), by=by, at=now())
    set_participant(member=other, old_kin=Kin.PARTNER, on=people.today(), note="", by=by, at=now())
    return erase_person(member=gone, reason=WHY, by=head(), at=now())


def test_signature_and_photograph_of_what_somebody_received_go_with_them(settings: Any) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    found = phoned.ground()
    sent, kept = (found.send(phoned.delivery(found, number), pictures(number)) for number in (0, 1))
    mine, others = (Delivery.objects.get(submission=one.public_id) for one in (sent, kept))
    desk = people.log_in(Client(), people.head())
    here = f"/entregas/{mine.public_id}/"
    assert [desk.get(f"{here}{name}/").status_code for name in ("foto", "firma")] == [200, 200]
    erased_once_another_participates(found.home().enrolment.household, found.of.ana)
    files = {mine.photo_sha256, mine.mark_sha256}
    assert all(files) and not files & (files_of_deliveries() | files_in_use(files)) and not files & missing_files()
    sent.refresh_from_db()
    assert (bytes(sent.body), sent.erased_at is None) == (b"", False)
    assert [desk.get(f"{here}{name}/").status_code for name in ("foto", "firma")] == [404, 404]
    page = desk.get(here)
    assert page.status_code == 200 and "firma/" not in page.content.decode() and "foto/" not in page.content.decode()
    assert {others.photo_sha256, others.mark_sha256} <= files_of_deliveries()
    assert desk.get(f"/entregas/{others.public_id}/firma/").status_code == 200


def pictures(number: int) -> dict[str, bytes]:
    return {name: content + bytes([number]) for name, content in phoned.PICTURES.items()}


def test_what_a_phone_sent_of_a_visit_goes_with_whoever_received_it(db: None) -> None:
    phone = lists_scene.let_in(lists_scene.made())
    phone.refresh()
    sent, other = phone.send(phone.visit(base=1)), phone.send(phone.visit(1, base=1))
    erased_once_another_participates(phone.made.cycles[0].household, phone.made.ana)
    for one in (sent, other):
        one.refresh_from_db()
    assert (sent.erased_at is None, other.erased_at is None) == (False, True)
    assert Visit.objects.get(submission=sent.public_id).advice, "what was told of the visit stays with the visit"
