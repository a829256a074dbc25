"""From the queue to what it means: readers, reasons, corrections, chains, forks, workers that meet."""

from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection

from tests.field.scene import FORM, JPEG, Phone, answers, credential, new_id, published
from winay.core.actors import Actor, Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.intake.models import Step, Submission
from winay.intake.processing.rules import rest
from winay.intake.processing.services import reasons_of
from winay.intake.reading.answers import Answers
from winay.intake.terms import State
from winay.journal.models import Line, Subject
from winay.journal.services import record
from winay.journeys.form_readers import Form, Read, Work
from winay.journeys.ingest import Ingested, ingest_next, ingest_one, ingest_some, wake_waiting

pytestmark = pytest.mark.django_db


class Reader:
    """Writes a line about the name it reads, and fails in the ways that a reader can."""

    def __init__(self) -> None:
        self.works: list[Work] = []

    def __call__(self, *, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
        self.works.append(work)
        name = answers.text("name")
        record("intake.process_again", by=by, at=at, subjects=[("household", name)], after={"name": name})
        if name == "refuse":
            raise Refused([Reason("intake.no_reader"), Reason("intake.cut")])
        if name == "break":
            raise RuntimeError("a fault of ours")
        if name == "number":
            answers.integer("stove")
        if name == "elsewhere":
            raise NotAllowed(Permission.REGISTER_HOUSEHOLD)
        return Read((("household", name),))


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def forms(reader: Reader) -> dict[str, Form]:
    return {FORM: Form(reader)}


@pytest.fixture
def phone(db: None) -> Phone:
    published()
    return Phone(credential()[1])


def one(instance: str) -> Submission:
    return Submission.objects.get(instance_id=instance)


def take_all(forms: dict[str, Form]) -> int:
    count = 0
    while ingest_next(at=now(), forms=forms):
        count += 1
        assert count < 100
    return count


def test_read_and_told_in_the_journal(phone: Phone, reader: Reader, forms: dict[str, Form]) -> None:
    phone.send(answers("a", name="Fortunata", photo="1.jpg"), {"1.jpg": JPEG})
    assert take_all(forms) == 1
    row = one("a")
    assert row.state == State.PROCESSED and not row.reason_code
    line = Line.objects.get(verb="intake.process")
    subjects = set(Subject.objects.filter(line=line).values_list("kind", "key"))
    assert ("submission", str(row.public_id)) in subjects and ("household", "Fortunata") in subjects
    assert row.body_sha256 in line.body and line.actor_role == "field"
    (work,) = reader.works
    assert work.files["1.jpg"].content_type == "image/jpeg" and work.corrects is None
    assert take_all(forms) == 0  # nothing is read twice


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("refuse", ["intake.no_reader", "intake.cut"]), ("break", ["intake.unexpected"]),
        ("number", ["intake.expected_integer"]), ("elsewhere", ["intake.not_allowed"]),
    ],
)  # fmt: skip
def test_a_reader_that_fails_leaves_nothing_and_blocks_nobody(
    phone: Phone, forms: dict[str, Form], name: str, codes: list[str]
) -> None:
    phone.send(answers("a", name=name))
    phone.send(answers("b"))
    assert take_all(forms) == 2
    assert (one("a").state, one("a").reason_code, one("b").state) == (State.REVIEW, codes[0], State.PROCESSED)
    assert [reason.code for reason in reasons_of(Step.objects.get(submission=one("a")))] == codes
    assert not Subject.objects.filter(kind="household", key=name).exists()
    assert one("a").outside_territory is (name == "elsewhere")
    assert Line.objects.filter(verb="intake.process").count() == 2


def test_a_form_that_nothing_reads_is_kept(phone: Phone) -> None:
    phone.send(answers("a"))
    assert take_all({}) == 1
    assert (one("a").state, one("a").reason_code) == (State.STORED, "intake.no_reader")


def test_it_waits_for_its_files_and_then_for_a_person(phone: Phone, forms: dict[str, Form]) -> None:
    xml = answers("a", photo="1.jpg")
    phone.send(xml)
    assert take_all(forms) == 0 and one("a").state == State.WAITING_FILES
    assert wake_waiting(at=now() + timedelta(hours=71)) == 0
    assert wake_waiting(at=now() + timedelta(hours=73)) == 1
    assert (one("a").state, one("a").reason_code) == (State.REVIEW, "intake.files_missing")
    phone.send(xml, {"1.jpg": JPEG})
    assert one("a").state == State.RECEIVED and take_all(forms) == 1 and one("a").state == State.PROCESSED


def test_a_chain_in_any_order_is_read_in_its_own(phone: Phone, reader: Reader) -> None:
    forms = {FORM: Form(reader, corrections=True)}
    for instance, old in (("c", "b"), ("b", "a")):
        assert phone.send(answers(instance, name=instance, old=old)).status_code == 202
    assert take_all(forms) == 0
    phone.send(answers("a", name="a"))
    take_all(forms)
    assert [one(i).state for i in "abc"] == [State.SUPERSEDED, State.SUPERSEDED, State.PROCESSED]
    assert [work.corrects for work in reader.works] == [None, one("a").public_id, one("b").public_id]
    assert one("c").replaces == one("b") and one("b").replaces == one("a")


def test_b_before_a_while_c_arrives_late(phone: Phone, reader: Reader) -> None:
    forms = {FORM: Form(reader, corrections=True)}
    phone.send(answers("a", name="a"))
    take_all(forms)
    phone.send(answers("c", name="c", old="b"))
    take_all(forms)
    assert one("c").state == State.WAITING_PARENT
    phone.send(answers("b", name="b", old="a"))
    take_all(forms)
    assert [one(i).state for i in "abc"] == [State.SUPERSEDED, State.SUPERSEDED, State.PROCESSED]


def test_one_that_was_settled_while_its_correction_arrived_is_found(phone: Phone, reader: Reader) -> None:
    forms = {FORM: Form(reader, corrections=True)}
    phone.send(answers("b", old="a"))
    phone.send(answers("a"))
    Submission.objects.filter(instance_id="a").update(state=State.PROCESSED)  # as another worker did
    assert take_all(forms) == 0
    assert wake_waiting(at=now()) == 1 and take_all(forms) == 1 and one("b").state == State.PROCESSED


def test_two_corrections_of_one_are_both_kept_and_shown(phone: Phone, reader: Reader) -> None:
    forms = {FORM: Form(reader, corrections=True)}
    phone.send(answers("a"))
    for instance in ("b", "c"):
        phone.send(answers(instance, old="a"))
    take_all(forms)
    assert [one(i).state for i in "abc"] == [State.SUPERSEDED, State.PROCESSED, State.REVIEW]
    assert one("c").reason_code == "intake.fork" and len(reader.works) == 2


def test_a_reader_that_knows_no_corrections_leaves_them_to_a_person(phone: Phone, forms: dict[str, Form]) -> None:
    phone.send(answers("a"))
    phone.send(answers("b", old="a"))
    take_all(forms)
    assert (one("b").state, one("b").reason_code) == (State.REVIEW, "intake.corrects_one_that_was_read")


def test_a_correction_of_one_in_review_is_read_as_new(phone: Phone, reader: Reader, forms: dict[str, Form]) -> None:
    phone.send(answers("a", name="refuse"))
    phone.send(answers("b", name="Fortunata", old="a"))
    take_all(forms)
    assert [one(i).state for i in "ab"] == [State.SUPERSEDED, State.PROCESSED]


def test_files_are_carried_over_and_sent_ones_win(phone: Phone, reader: Reader) -> None:
    forms = {FORM: Form(reader, corrections=True)}
    two = "<people><picture>2.jpg</picture></people>"
    phone.send(answers("a", photo="1.jpg", more=two), {"1.jpg": JPEG, "2.jpg": JPEG + b"2"})
    phone.send(answers("b", photo="1.jpg", more=two, old="a"), {"2.jpg": JPEG + b"other"})
    phone.send(answers("c", photo="3.jpg", old="b"))
    take_all(forms)
    assert one("b").state == State.PROCESSED and one("c").state == State.WAITING_FILES
    first, second = reader.works
    assert second.files["1.jpg"] == first.files["1.jpg"] and second.files["2.jpg"].size == len(JPEG) + 5


def test_an_encrypted_one_is_kept_and_not_read(phone: Phone, reader: Reader, forms: dict[str, Form]) -> None:
    inner = (
        "<base64EncryptedKey>x</base64EncryptedKey><meta><instanceID>e</instanceID></meta>"
        "<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>"
    )
    root = f'data xmlns="http://opendatakit.org/submissions" id="{FORM}" version="2026-11" encrypted="yes"'
    phone.send(f"<{root}>{inner}</data>".encode(), {"submission.xml.enc": b"\x01\x02"})
    take_all(forms)
    assert (one("e").state, one("e").reason_code, reader.works) == (State.STORED, "intake.encrypted", [])


def test_a_body_that_was_altered_blocks_nobody(
    phone: Phone, forms: dict[str, Form], monkeypatch: pytest.MonkeyPatch
) -> None:
    from winay.intake.processing import queue

    phone.send(answers("a"))
    phone.send(answers("b"))
    real = queue.unwrap

    def altered(body: bytes, key_id: str, sha256: str) -> bytes:
        if sha256 == one("a").body_sha256:
            raise ValueError("a submission was altered")
        return real(body, key_id, sha256)

    monkeypatch.setattr(queue, "unwrap", altered)
    take_all(forms)
    assert [one(i).state for i in "ab"] == [State.REVIEW, State.PROCESSED]


class Ticking:
    """A clock for the loop."""

    def monotonic(self) -> float:
        return 0.0

    def now(self) -> datetime:
        return now()


def test_one_on_which_the_database_always_fails_goes_aside(phone: Phone) -> None:
    def reads(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
        if answers.text("name") == "a":
            raise OperationalError("timeout")
        return Read()

    forms = {FORM: Form(reads)}
    phone.send(answers("a", name="a"))
    phone.send(answers("b", name="b"))
    for _ in range(2):
        with pytest.raises(OperationalError):
            ingest_some(seconds=1, clock=Ticking(), forms=forms)
    ingest_some(seconds=1, clock=Ticking(), forms=forms)
    assert [one(i).state for i in "ab"] == [State.REVIEW, State.PROCESSED]


@pytest.mark.parametrize(("came", "rested"), [(0, 0.0), (80, 0.0), (81, 1.0), (900, 1.0)])
def test_the_worker_rests_as_long_as_it_worked_where_phones_stand_in_line(came: int, rested: float) -> None:
    assert rest(came, 1.0) == rested


def test_what_arrives_while_the_worker_reads_is_counted(phone: Phone) -> None:
    class Second(Ticking):
        """A clock on which a look takes a hundredth of a second; at the second look others have arrived."""

        looks = 0

        def monotonic(self) -> float:
            self.looks += 1
            if self.looks == 2:
                for number in range(others):
                    phone.send(answers(f"{others}-{number}"))
            return self.looks / 100

    forms = {FORM: Form(Reader())}
    phone.send(answers("a"))
    others = 5
    first = ingest_some(seconds=1, clock=Second(), forms=forms)
    assert first.taken == 6 and first.rest > 0
    assert ingest_some(seconds=1, clock=Second(), forms=forms) == Ingested(0, 0.0)
    phone.send(answers("b"))
    others = 0
    assert ingest_some(seconds=1, clock=Second(), forms=forms) == Ingested(1, 0.0)


def test_a_certain_one_is_taken_before_its_turn(phone: Phone, forms: dict[str, Form]) -> None:
    phone.send(answers("a"))
    phone.send(answers("b"))
    assert ingest_one(public_id=one("b").public_id, at=now(), forms=forms)
    assert [one(i).state for i in "ab"] == [State.RECEIVED, State.PROCESSED]
    assert not ingest_one(public_id=one("b").public_id, at=now(), forms=forms)


def test_its_cost_is_the_same_in_a_long_queue(phone: Phone, forms: dict[str, Form]) -> None:
    from django.test.utils import CaptureQueriesContext

    phone.send(answers())
    take_all(forms)
    counts = []
    for waiting in (1, 3):
        for _ in range(waiting):
            phone.send(answers(name=new_id()[5:]))
        with CaptureQueriesContext(connection) as seen:
            ingest_next(at=now(), forms=forms)
        counts.append(len(seen))
        take_all(forms)
    assert counts == [16, 16]


def test_a_key_that_only_submissions_name_is_missed(phone: Phone, settings: object) -> None:
    from winay.core.keys import KeyRing
    from winay.journeys.health import missing_keys

    phone.send(answers("a"))
    ring: KeyRing = settings.WINAY_KEYRING()  # type: ignore[attr-defined]
    assert missing_keys(ring) == set()
    Submission.objects.bulk_create([_under_another_key(one("a"))])
    assert missing_keys(ring) == {"k99"}


def _under_another_key(row: Submission) -> Submission:
    from winay.core.ids import new_id as public_id

    row.pk, row.public_id, row.instance_id, row.key_id = None, public_id(), "another", "k99"
    return row
