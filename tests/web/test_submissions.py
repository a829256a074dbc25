"""The review desk: what phones sent, why it waits, what a person decides; and what stands apart."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.field.scene import FORM, JPEG, Phone, answers, credential, new_id, published
from tests.registry import scene as registry
from tests.worlds import world
from winay.core.actors import Actor
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.intake.models import Attachment, Correction, Quarantined, Step, Submission
from winay.intake.reading.answers import Answers
from winay.intake.receiving.bodies import unwrap
from winay.intake.terms import State, StepKind
from winay.journal.models import Line
from winay.journeys import ingest
from winay.journeys.form_readers import Form, Read, Work
from winay.journeys.ingest import ingest_next
from winay.web.household_words import title_of

pytestmark = pytest.mark.django_db
WHY = "Lo confirmó la familia por teléfono."


def reads(*, work: Work, answers: Answers, by: Actor, at: object) -> Read:
    """Reads whoever is called Fortunata, and nobody else."""
    if answers.text("name") != "Fortunata":
        raise Refused([Reason("intake.expected_integer", {"path": "name", "value": answers.text("name")})])
    return Read()


@pytest.fixture(autouse=True)
def readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "FORMS", {FORM: Form(reads)})


def _phone() -> Phone:
    published()
    return Phone(credential("0501")[1])


phone = world(_phone)


@pytest.fixture
def desk(phone: Phone) -> Client:
    return people.log_in(Client(), people.specialist())


@pytest.fixture
def wrong(phone: Phone) -> Submission:
    """One in review: the name is not what its reader expects."""
    phone.send(answers("w", name="Fortunatta", photo="1.jpg"), {"1.jpg": JPEG, "x.html": b"<script>"})
    assert ingest_next(at=now())
    row = Submission.objects.get(instance_id="w")
    assert row.state == State.REVIEW
    return row


def state(row: Submission) -> str:
    return Submission.objects.get(pk=row.pk).state


def test_the_answers_stand_beside_the_reason_in_the_forms_words(desk: Client, wrong: Submission) -> None:
    page = desk.get(f"/envios/{wrong.public_id}/").content.decode()
    for words in ("¿Cómo se llama?", "Fortunatta", "Fogón abierto", "no es un número entero", wrong.body_sha256,
                  "Teléfono de Nélida", "por revisar", "1.jpg", "Procesar de nuevo"):  # fmt: skip
        assert words in page, words


def test_an_answer_is_corrected_beside_the_original_and_processed(desk: Client, wrong: Submission) -> None:
    sent = {"path": "name", "value": "Fortunata", "why": WHY, "then": "process"}
    assert desk.post(f"/envios/{wrong.public_id}/corregir/", sent).status_code == 302
    row = Submission.objects.get(pk=wrong.pk)
    assert row.state == State.PROCESSED
    assert b"Fortunatta" in unwrap(row.body, row.key_id, row.body_sha256)
    kept = Correction.objects.get()
    assert "Fortunat" not in kept.old + kept.new  # at rest nobody reads it
    line = Line.objects.get(verb="intake.correct_answer")
    assert "Fortunat" not in line.body and WHY in line.body
    page = desk.get(f"/envios/{wrong.public_id}/").content.decode()
    assert "El teléfono dijo:" in page and "Fortunatta" in page and WHY in page


@pytest.mark.parametrize(
    "sent",
    [
        {"path": "name", "value": "Fortunata", "why": "corto"}, {"path": "none", "value": "x", "why": WHY},
        {"path": "name", "value": "Fortunatta", "why": WHY}, {"path": "people[9]/age", "value": "3", "why": WHY},
        {"path": "", "value": "x", "why": WHY}, {"path": "name", "value": "x" * 4001, "why": WHY},
        {"path": "meta", "value": "x", "why": WHY}, {},
    ],
)  # fmt: skip
def test_what_is_no_correction_is_refused_in_words(desk: Client, wrong: Submission, sent: dict[str, str]) -> None:
    answer = desk.post(f"/envios/{wrong.public_id}/corregir/", sent)
    assert answer.status_code == 422 and "No se hizo. La razón:" in answer.content.decode()
    assert not Correction.objects.exists() and state(wrong) == State.REVIEW


def test_an_answer_that_the_form_asks_for_and_nobody_gave_can_be_added(desk: Client, wrong: Submission) -> None:
    sent = {"path": "people/age", "value": "3", "why": WHY}
    assert desk.post(f"/envios/{wrong.public_id}/corregir/", sent).status_code == 422  # no such round of the repeat
    sent = {"path": "start", "value": "x", "why": WHY}
    assert desk.post(f"/envios/{wrong.public_id}/corregir/", sent).status_code == 422  # nobody is asked for it


def test_processed_again_it_comes_back_with_its_reason(desk: Client, wrong: Submission) -> None:
    assert desk.post(f"/envios/{wrong.public_id}/procesar/").status_code == 302
    assert state(wrong) == State.REVIEW
    kinds = list(Step.objects.filter(submission=wrong).order_by("id").values_list("kind", flat=True))
    assert kinds == [StepKind.REVIEW, StepKind.AGAIN, StepKind.REVIEW]


def test_set_aside_and_taken_back(desk: Client, wrong: Submission, phone: Phone) -> None:
    assert desk.post(f"/envios/{wrong.public_id}/apartar/", {"why": "no"}).status_code == 422
    assert desk.post(f"/envios/{wrong.public_id}/apartar/", {"why": WHY}).status_code == 302
    assert state(wrong) == State.DISMISSED
    xml = unwrap(wrong.body, wrong.key_id, wrong.body_sha256)
    assert phone.send(xml).status_code == 201 and state(wrong) == State.DISMISSED
    assert Step.objects.filter(submission=wrong, kind=StepKind.RESENT).count() == 1
    assert desk.post(f"/envios/{wrong.public_id}/procesar/").status_code == 422
    assert desk.post(f"/envios/{wrong.public_id}/recuperar/", {"why": WHY}).status_code == 302
    assert state(wrong) == State.REVIEW
    verbs = Line.objects.filter(verb__in=["intake.dismiss", "intake.restore"]).values_list("verb", flat=True)
    assert sorted(verbs) == ["intake.dismiss", "intake.restore"]


def test_what_was_processed_can_be_neither_set_aside_nor_corrected(desk: Client, phone: Phone) -> None:
    phone.send(answers("ok"))
    ingest_next(at=now())
    row = Submission.objects.get(instance_id="ok")
    assert row.state == State.PROCESSED
    for act, sent in (
        ("apartar", {"why": WHY}),
        ("procesar", {}),
        ("corregir", {"path": "name", "value": "B", "why": WHY}),
    ):
        assert desk.post(f"/envios/{row.public_id}/{act}/", sent).status_code == 422
    assert state(row) == State.PROCESSED


def test_without_the_files_that_never_came(desk: Client, phone: Phone) -> None:
    phone.send(answers("f", photo="never.jpg"))
    row = Submission.objects.get(instance_id="f")
    assert row.state == State.WAITING_FILES
    assert desk.post(f"/envios/{row.public_id}/procesar/").status_code == 302
    assert state(row) == State.PROCESSED


def test_a_person_decides_for_one_of_two_that_correct_the_same(desk: Client, phone: Phone) -> None:
    phone.send(answers("a", name="x"))
    for instance in ("b", "c"):
        phone.send(answers(instance, old="a"))
    while ingest_next(at=now()):
        pass
    fork = Submission.objects.get(instance_id="c")
    assert fork.reason_code == "intake.fork"
    page = desk.get(f"/envios/{fork.public_id}/").content.decode()
    assert str(Submission.objects.get(instance_id="b").public_id) in page
    assert desk.post(f"/envios/{fork.public_id}/procesar/").status_code == 302
    assert state(fork) == State.PROCESSED


def test_files_are_shown_as_what_they_are_and_never_run(desk: Client, wrong: Submission) -> None:
    picture = desk.get(f"/envios/{wrong.public_id}/archivo/1.jpg")
    assert picture.content == JPEG and picture["Content-Type"] == "image/jpeg"
    assert picture["Content-Disposition"].startswith("inline") and "sandbox" in picture["Content-Security-Policy"]
    script = desk.get(f"/envios/{wrong.public_id}/archivo/x.html")
    assert script["Content-Disposition"].startswith("attachment") and script["Content-Type"] == "text/plain"
    original = desk.get(f"/envios/{wrong.public_id}/original.xml")
    assert original.content == unwrap(wrong.body, wrong.key_id, wrong.body_sha256)
    assert original["Content-Disposition"].startswith("attachment")


def test_everything_in_one_file(desk: Client, wrong: Submission) -> None:
    import io
    import zipfile

    packed = zipfile.ZipFile(io.BytesIO(desk.get(f"/envios/{wrong.public_id}/todo.zip").content))
    assert sorted(packed.namelist()) == ["1.jpg", "submission.xml", "x.html"] and packed.read("1.jpg") == JPEG


def test_another_office_sees_nothing_of_it(wrong: Submission, phone: Phone) -> None:
    stranger = people.log_in(Client(), people.other_head())
    assert str(wrong.public_id) not in stranger.get("/envios/").content.decode()
    for path in ("", "original.xml", "todo.zip", "archivo/1.jpg"):
        assert stranger.get(f"/envios/{wrong.public_id}/{path}").status_code == 403
    for act in ("procesar", "corregir", "apartar", "recuperar"):
        assert stranger.post(f"/envios/{wrong.public_id}/{act}/", {"why": WHY}).status_code == 403
    auditor = people.log_in(Client(), people.auditor())
    assert auditor.get(f"/envios/{wrong.public_id}/").status_code == 200
    assert auditor.post(f"/envios/{wrong.public_id}/procesar/").status_code == 403
    assert state(wrong) == State.REVIEW


def test_filters_and_file(desk: Client, wrong: Submission, phone: Phone) -> None:
    phone.send(answers("late", version="0"))
    ingest_next(at=now())
    assert "desconocida" in desk.get("/envios/?flag=unknown_version").content.decode()
    for query, shown in (("state=review", True), ("state=processed", False), ("text=w", True), ("text=zz", False),
                         ("flag=late", False), (f"form={FORM}", True), ("form=other", False), ("state=nonsense", True),
                         ("text=Nélida", True), (f"phone={new_id()[5:]}", False)):  # fmt: skip
        assert (str(wrong.public_id) in desk.get(f"/envios/?{query}").content.decode()) is shown, query
    rows = b"".join(desk.get("/envios/lista.csv?state=review").streaming_content).decode()
    assert str(wrong.public_id) in rows and "Fortunatta" not in rows and rows.count("\n") == 2


@pytest.mark.parametrize("path", ["/envios/", "/envios/aparte/"])
def test_a_list_costs_the_same_with_one_row_and_with_three(desk: Client, phone: Phone, path: str) -> None:
    expected = {"/envios/": 12, "/envios/aparte/": 7}[path]
    for turn, more in enumerate((1, 2)):
        for n in range(more):
            phone.send(answers(f"l{turn}{n}"))
            phone.send(answers(f"l{turn}{n}", name="otra"))
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(path).status_code == 200
        assert len(seen) == expected, [query["sql"][:90] for query in seen.captured_queries]


def test_a_row_says_what_household_it_became_to_whoever_may_read_that(
    desk: Client, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.send(answers("a"))
    row = Submission.objects.get(instance_id="a")
    registry.a_hamlet()
    facts = registry.household(external_key=str(row.public_id))
    one = registry.registered(facts, people.acting_as(people.specialist(name="Nieves Ccori")))
    page = desk.get("/envios/").content.decode()
    assert title_of(one) in page and one.place.name in page
    monkeypatch.setattr("winay.web.submissions.may_read_household", lambda who, code: False)
    assert title_of(one) not in desk.get("/envios/").content.decode()


def test_pages_of_a_long_list_hold_each_row_once(desk: Client, phone: Phone) -> None:
    for n in range(53):
        phone.send(answers(f"n{n}"))
    first = desk.get("/envios/").content.decode()
    after = first.partition("before=")[2].partition('"')[0]
    second = desk.get(f"/envios/?before={after}").content.decode()
    shown = [str(key) in first or str(key) in second for key in Submission.objects.values_list("public_id", flat=True)]
    assert all(shown)
    assert (
        sum(f'href="/envios/{key}/"' in second for key in Submission.objects.values_list("public_id", flat=True)) == 3
    )


# ---- what stands apart --------------------------------------------------------------------------------------------


@pytest.fixture
def other(desk: Client, phone: Phone) -> Quarantined:
    """The same id with other answers."""
    phone.send(answers("a", name="Fortunata"))
    phone.send(answers("a", name="Fortunata Quispe", photo="1.jpg"), {"1.jpg": JPEG})
    ingest_next(at=now())
    return Quarantined.objects.get()


def test_both_versions_stand_side_by_side(desk: Client, other: Quarantined) -> None:
    assert str(other.public_id) in desk.get("/envios/aparte/").content.decode()
    page = desk.get(f"/envios/aparte/{other.public_id}/").content.decode()
    assert "<strong>Fortunata</strong>" in page and "<strong>Fortunata Quispe</strong>" in page and "1.jpg" in page
    assert b"Fortunata Quispe" in desk.get(f"/envios/aparte/{other.public_id}/contenido").content
    sha256 = other.files.get().sha256
    assert desk.get(f"/envios/aparte/{other.public_id}/archivo/{sha256}").content == JPEG


def test_settled_once_for_the_first(desk: Client, other: Quarantined) -> None:
    path = f"/envios/aparte/{other.public_id}/"
    assert desk.post(path, {"do": "keep", "why": ""}).status_code == 422
    assert desk.post(path, {"do": "keep", "why": WHY}).status_code == 302
    assert desk.post(path, {"do": "admit", "why": WHY}).status_code == 422
    assert str(other.public_id) not in desk.get("/envios/aparte/").content.decode()
    assert str(other.public_id) in desk.get("/envios/aparte/?settled=1").content.decode()
    assert Submission.objects.count() == 1 and Line.objects.filter(verb="intake.settle_apart").count() == 1


def test_let_in_as_a_correction_of_the_first(desk: Client, other: Quarantined, monkeypatch: pytest.MonkeyPatch) -> None:
    def every(*, work: Work, answers: Answers, by: Actor, at: object) -> Read:
        return Read()

    monkeypatch.setattr(ingest, "FORMS", {FORM: Form(every, corrections=True)})
    assert desk.post(f"/envios/aparte/{other.public_id}/", {"do": "admit", "why": WHY}).status_code == 302
    first, second = Submission.objects.order_by("id")
    assert (first.state, second.state, second.deprecated_id) == (State.SUPERSEDED, State.PROCESSED, "a")
    assert second.body_sha256 == other.sha256 and Attachment.objects.get(submission=second).filename == "1.jpg"


def test_a_form_published_later_lets_in_what_was_sent_of_it(desk: Client, phone: Phone) -> None:
    phone.send(answers("z", form="despues", photo="1.jpg"), {"1.jpg": JPEG})
    row = Quarantined.objects.get()
    path = f"/envios/aparte/{row.public_id}/"
    assert desk.post(path, {"do": "admit", "why": WHY}).status_code == 422
    published("despues")
    assert desk.post(path, {"do": "admit", "why": WHY}).status_code == 302
    made = Submission.objects.get(form_id="despues")
    assert (made.instance_id, made.received_at, made.state) == ("z", row.received_at, State.STORED)
    assert phone.send(answers("z", form="despues", photo="1.jpg")).status_code == 201  # the phone's next try


def test_another_file_of_the_same_name_is_added_beside(desk: Client, phone: Phone) -> None:
    xml = answers("a", photo="1.jpg")
    phone.send(xml, {"1.jpg": JPEG})
    phone.send(xml, {"1.jpg": JPEG + b"other"})
    row = Quarantined.objects.get()
    assert desk.get(f"/envios/aparte/{row.public_id}/contenido").content == JPEG + b"other"
    assert desk.post(f"/envios/aparte/{row.public_id}/", {"do": "admit", "why": WHY}).status_code == 302
    assert sorted(Attachment.objects.values_list("filename", flat=True)) == ["1 (2).jpg", "1.jpg"]


def test_what_cannot_be_read_is_shown_and_never_let_in(desk: Client, phone: Phone) -> None:
    phone.send(b"<data><unfinished")
    row = Quarantined.objects.get()
    path = f"/envios/aparte/{row.public_id}/"
    assert "no se pueden mostrar" in desk.get(path).content.decode()
    assert desk.get(f"{path}contenido").content == b"<data><unfinished"
    assert desk.post(path, {"do": "admit", "why": WHY}).status_code == 422
    assert desk.post(path, {"do": "keep", "why": WHY}).status_code == 302


@pytest.mark.parametrize("change", [{"body_sha256": "0" * 64}, {"instance_id": "b"}, {"received_at": None}])
def test_received_bytes_never_change(wrong: Submission, change: dict[str, object]) -> None:
    from django.db import IntegrityError, transaction

    attacks: list[Callable[[], object]] = [
        lambda: Submission.objects.filter(pk=wrong.pk).update(**change),
        lambda: Submission.objects.filter(pk=wrong.pk).update(body=b"other"),
        lambda: Submission.objects.filter(pk=wrong.pk)._raw_delete("default"),
        lambda: Attachment.objects.update(sha256="0" * 64),
        lambda: Attachment.objects.all()._raw_delete("default"),
        lambda: Step.objects.update(kind="again"),
    ]
    for attack in attacks:
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()


def test_what_was_erased_says_so_and_gives_nothing_out(desk: Client, wrong: Submission) -> None:
    page = f"/envios/{wrong.public_id}/"
    sent = {"why": WHY, "sure": "1", "erase": "1"}
    assert "Borrar lo que dice" not in desk.get(page).content.decode()
    assert desk.post(f"{page}borrar/", sent).status_code == 403  # a specialist erases nobody
    head = people.log_in(Client(), people.head())
    assert head.post(f"{page}borrar/", {"why": WHY, "erase": "1"}).status_code == 422
    assert Submission.objects.get().erased_at is None
    assert head.post(f"{page}borrar/", sent).status_code == 302
    shown = head.get(page).content.decode()
    assert "El envío está ahora" not in shown and shown.count("Lo que decía se borró; quedan su huella") == 2
    shown = head.get(page).content.decode()
    assert "Fortunatta" not in shown and "1.jpg" not in shown and wrong.body_sha256 in shown
    assert "a pedido de una persona que nombraba" in shown and "Procesar de nuevo" not in shown
    left = Attachment.objects.order_by("id").first()
    assert left is not None and left.filename == f"#{left.pk}"
    for path in ("original.xml", "todo.zip", "archivo/1.jpg", f"archivo/%23{left.pk}"):
        assert head.get(page + path).status_code == 410, path
    assert "borrado a pedido" in head.get("/envios/").content.decode()
    assert "borrado a pedido" in b"".join(head.get("/envios/lista.csv")).decode()  # type: ignore[arg-type]
    assert head.post(f"{page}borrar/", sent).status_code == 422  # once


def test_what_stands_apart_can_be_erased(desk: Client, phone: Phone) -> None:
    phone.send(b"<data>Fortunata", {"cara.jpg": JPEG})
    row = Quarantined.objects.get()
    page, sent = f"/envios/aparte/{row.public_id}/", {"do": "erase", "why": WHY}
    assert desk.post(page, sent).status_code == 403
    head = people.log_in(Client(), people.head())
    assert head.post(page, {"do": "erase", "why": ""}).status_code == 422
    assert head.post(page, sent).status_code == 302
    shown = head.get(page).content.decode()
    assert "Lo que decía se borró" in shown and "cara.jpg" not in shown
    assert head.get(f"{page}contenido").status_code == 410
    assert head.post(page, sent).status_code == 422


# ---- the same id from another territory -----------------------------------------------------------------------------


def test_another_office_sees_nothing_of_the_first_and_decides_nothing_about_it(desk: Client, wrong: Submission) -> None:
    """Whoever knows an id sends other answers under it: they do not buy a look at the first, nor a say in it."""
    other = Phone(credential(people.OUTSIDE)[1])
    assert other.send(answers("w", name="Intruso", photo="1.jpg"), {"1.jpg": JPEG}).status_code == 409
    row = Quarantined.objects.get()
    assert row.place_code == people.OUTSIDE and row.submission == wrong
    page = f"/envios/aparte/{row.public_id}/"
    assert desk.get(page).status_code == 403
    theirs = people.log_in(Client(), people.other_head())
    shown = theirs.get(page).content.decode()
    assert "Intruso" in shown and "Fortunatta" not in shown and str(wrong.public_id) not in shown
    assert theirs.post(page, {"do": "admit", "why": WHY}).status_code == 403
    assert Submission.objects.count() == 1 and state(wrong) == State.REVIEW
    assert theirs.post(page, {"do": "keep", "why": WHY}).status_code == 302
    both = people.log_in(Client(), people.manager())
    assert "Fortunatta" in both.get(page).content.decode()


def test_a_correction_from_another_territory_replaces_nothing(wrong: Submission) -> None:
    Submission.objects.filter(pk=wrong.pk).update(state=State.PROCESSED, reason_code="")
    other = Phone(credential(people.OUTSIDE)[1])
    assert other.send(answers("e", name="Fortunata", old="w")).status_code in {201, 202}
    assert ingest_next(at=now())
    edit = Submission.objects.get(instance_id="e")
    assert (edit.state, edit.reason_code) == (State.REVIEW, "intake.corrects_elsewhere")
    assert state(wrong) == State.PROCESSED and edit.replaces is None
    # Nor does erasing it reach the first.
    theirs = people.log_in(Client(), people.other_head())
    gone = theirs.post(f"/envios/{edit.public_id}/borrar/", {"why": WHY, "sure": "1"})
    assert gone.status_code == 302 and Submission.objects.get(pk=edit.pk).erased_at is not None
    assert Submission.objects.get(pk=wrong.pk).erased_at is None
    # One of the country, or of a part of the territory, may.
    assert Phone(credential("050110")[1]).send(answers("f", name="Fortunata", old="w")).status_code == 201
    while ingest_next(at=now()):
        pass
    assert Submission.objects.get(instance_id="f").reason_code != "intake.corrects_elsewhere"
