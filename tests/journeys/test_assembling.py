"""From a phone to a told assembly with its elections, on its own day; what does not fit waits."""

from typing import Any

import pytest
import yaml

from tests import people
from tests.enrolment.scene import enrolled
from tests.field.phones import Phone
from tests.journeys.lists_scene import Trainer
from tests.journeys.sending import FORMS, filled, send, why
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene as nuclei
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.intake.models import Attachment
from winay.intake.terms import State
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.nuclei.governance_models import Assembly, Attendance, Mandate
from winay.nuclei.services.board_phones import let_board_phone_in
from winay.nuclei.services.memberships import join_nucleus
from winay.nuclei.terms import AssemblyKind, AssemblyState, MotionKind, Post
from winay.registry.rules import household_code
from winay.registry.terms import LANGUAGES, Kin, Sex

JPEG = b"\xff\xd8\xff\xe0" + b"acta" * 40


@pytest.fixture
def made(db: None) -> nuclei.Formed:
    publish_shipped_forms(FORMS, by=SYSTEM, at=now())
    return nuclei.formed(5)


def code(made: nuclei.Formed, number: int) -> str:
    return household_code(made.cycles[number].household.public_id)


def stood(made: nuclei.Formed, post: str, number: int, votes: int, turn: int = 1) -> dict[str, str]:
    return {
        "post": post, "round": str(turn), "household_code": code(made, number), "kin": "participant", "sex": "f",
        "votes": str(votes),
    }  # fmt: skip


def minutes(made: nuclei.Formed, days: int = 3, came: Any = range(5), repeats: Any = None, **change: str) -> bytes:
    on = made.on + days * nuclei.DAY
    answers = {
        "which/kind": "electing", "which/held_on": on.isoformat(), "which/called_on": made.on.isoformat(),
        "which/first_call": "09:00:00.000-05:00", "which/second_call": "10:00:00.000-05:00", "which/call": "1",
        "which/meeting_place": "Local comunal", "which/called_by": "Julia Ñahui", "which/led_by": "Julia Ñahui",
        "which/secretary": "Teófila Auqui", "which/language": "quy",
        "which/agenda": "Elegir la junta\n\nOtros asuntos",
        "came/homes": "\n".join(code(made, number).lower().replace("-", "") for number in came),
        "paper/minutes": "acta.jpg",
    }  # fmt: skip
    empty: dict[str, Any] = {"people": [], "motions": [], "candidates": [], "blanks": []}
    return filled("assembly", answers, empty | (repeats or {}), **change)


def sent_of(body: bytes, **more: Any) -> Any:
    return send(body, files={"acta.jpg": JPEG}, **more)


@pytest.mark.django_db
def test_an_election_arrives_weeks_later_and_takes_its_place_in_time(made):
    boards.elects(made, made.on + 30 * nuclei.DAY, president=4)  # told before, held after
    repeats = {
        "people": [{"household_code": code(made, 0), "kin": "participant", "sex": "f", "spoke": "yes"}],
        "motions": [
            {"about": "buying", "text": "Comprar cuyes en la feria", "unanimous": "no", "votes_for": "3",
             "votes_against": "1", "abstained": "1"},
        ],
        "candidates": [stood(made, "president", 0, 2), stood(made, "president", 1, 2),
                       stood(made, "president", 0, 1, 2), stood(made, "president", 1, 4, 2),
                       stood(made, "secretary", 2, 4)],
        "blanks": [{"post": "secretary", "round": "1", "votes": "1"}],
    }  # fmt: skip
    sent = sent_of(minutes(made, repeats=repeats))
    assert sent.state == State.PROCESSED, why(sent)
    one = Assembly.objects.get(held_on=made.on + 3 * nuclei.DAY)
    assert (one.state, one.kind, one.on_behalf_of) == (AssemblyState.HELD, AssemblyKind.ELECTING, "Teófila Auqui")
    assert one.scan_sha256 == Attachment.objects.get(submission=sent).sha256
    assert [point.text for point in one.agenda.order_by("position")] == ["Elegir la junta", "Otros asuntos"]
    assert Attendance.objects.filter(assembly=one).count() == 5
    assert Attendance.objects.get(assembly=one, spoke=True).member == made.person(0)
    motion = one.motions.get()
    assert (motion.kind, motion.votes_for, motion.carried) == (MotionKind.BUYING, 3, True)
    assert [(ballot.post, ballot.round, ballot.tied, ballot.blank) for ballot in one.ballots.order_by("id")] == [
        ("president", 1, True, 0), ("president", 2, False, 0), ("secretary", 1, False, 1),
    ]  # fmt: skip
    first = Mandate.objects.get(assembly=one, post=Post.PRESIDENT)
    assert (first.member, first.ended_on) == (made.person(1), made.on + 30 * nuclei.DAY)
    assert boards.holder(made, Post.PRESIDENT) == made.person(4).public_id


@pytest.mark.django_db
def test_sent_twice_it_is_told_once_and_one_that_was_called_is_told(made):
    called = boards.called(made, made.on + 3 * nuclei.DAY)
    body = minutes(made, repeats={"candidates": [stood(made, "president", 1, 5)]})
    first = sent_of(body)
    assert first.state == State.PROCESSED, why(first)
    assert sent_of(body).pk == first.pk and Assembly.objects.get().pk == called.pk
    again = sent_of(minutes(made))  # another phone tells the same day
    assert again.state == State.REVIEW and why(again) == ["nuclei.assembly_over"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code_of"),
    [
        ({"came": [0]}, "nuclei.no_quorum"),
        ({"days": -1}, "nuclei.assembly_whose"),
        ({"which__nucleus_code": "AAAAA-AAAAA"}, "nuclei.assembly_whose"),
        ({"which__language": "qu"}, "nuclei.assembly_language"),
        ({"which__call": "3"}, "nuclei.no_such_call"),
        ({"which__kind": "party"}, "intake.expected_choice"),
        ({"which__first_call": "temprano"}, "intake.expected_instant"),
        ({"came__homes": "AAAAA-AAAAA", "which__nucleus_code": "own"}, "nuclei.home_outside"),
        ({"which__agenda": ""}, "nuclei.agenda"),
    ],
)
def test_what_does_not_fit_waits_whole_with_its_reason(made, change: dict[str, Any], code_of):
    if change.get("which__nucleus_code") == "own":
        change = change | {"which__nucleus_code": household_code(made.nucleus.public_id)}
    sent = sent_of(minutes(made, repeats={"candidates": [stood(made, "president", 0, 1)]}, **change))
    assert sent.state == State.REVIEW and code_of in why(sent), why(sent)
    assert not Assembly.objects.exists()


@pytest.mark.django_db
def test_who_is_meant_must_be_one_person_and_the_kind_the_one_that_was_called(made):
    unclear = {"people": [{"household_code": code(made, 0), "kin": "grandparent", "sex": "m", "spoke": "no"}]}
    sent = sent_of(minutes(made, repeats=unclear))
    assert sent.state == State.REVIEW and why(sent) == ["nuclei.person_unclear"]
    boards.called(made, made.on + 3 * nuclei.DAY, kind=AssemblyKind.ORDINARY)
    sent = sent_of(minutes(made))
    assert sent.state == State.REVIEW and why(sent) == ["nuclei.assembly_other_kind"]


@pytest.mark.django_db
def test_people_are_picked_from_the_phone_s_list_and_codes_remain(made):
    """Two are of the list, one of whom spoke; one household comes by its code; a candidate of each kind."""
    listed = [made.person(number) for number in (0, 1)]
    partner = made.cycles[2].household.members.exclude(pk=made.person(2).pk).first()
    ids = " ".join(str(one.public_id) for one in [*listed, partner])
    theirs = {"member": str(listed[1].public_id), "spoke": "yes"}
    stands = {"candidate": str(listed[0].public_id), "post": "president", "round": "1", "votes": "3"}
    repeats = {"people": [theirs], "candidates": [stands, stood(made, "president", 3, 1)]}
    sent = sent_of(minutes(made, came=(2, 3), repeats=repeats, came__listed=ids))
    assert sent.state == State.PROCESSED, why(sent)
    there = set(Attendance.objects.values_list("member", "spoke"))
    assert there == {
        (listed[0].pk, False), (listed[1].pk, True), (partner.pk, False), (made.person(3).pk, False),
    }, "who is of the list speaks for the household whose code stands there too"  # fmt: skip
    assert boards.holder(made, Post.PRESIDENT) == listed[0].public_id
    stranger = nuclei.formed(2, made.ground, name="Otro Ñan").person(0)
    nobody = sent_of(minutes(made, days=5, came=(), came__listed=f"{listed[0].public_id} {stranger.public_id}",
                             which__nucleus_code=household_code(made.nucleus.public_id)))  # fmt: skip
    assert nobody.state == State.REVIEW and why(nobody) == ["nuclei.person_outside"]


@pytest.mark.django_db
def test_a_board_s_phone_carries_the_people_of_its_nucleus_alone(made):
    other = nuclei.formed(2, made.ground, name="Otro Ñan")
    boards.elects(made, made.on + nuclei.DAY, secretary=1)
    one, token = let_board_phone_in(mandate=boards.mandate(made, Post.SECRETARY), by=made.ana, at=now())
    phone = Trainer(made, Phone(one.credential, token))
    rows = phone.rows("members")
    assert {row["household"] for row in rows} == {str(cycle.household.public_id) for cycle in made.cycles}
    assert all(phone.rows(name) == [] for name in ("households", "plan_items", "next_visits"))
    before = phone.phone.get("lists/members.csv")["ETag"]
    assert phone.phone.get("lists/members.csv")["ETag"] == before
    came = enrolled(made.ground, on=people.today())
    join_nucleus(nucleus=made.nucleus, enrolment=came, on=people.today(), by=made.ana, at=now())
    assert phone.phone.get("lists/members.csv")["ETag"] != before and other


@pytest.mark.django_db
def test_a_phone_of_another_territory_and_one_of_another_board_tell_nothing(made):
    sent = sent_of(minutes(made), place="0502")
    assert sent.state == State.REVIEW and why(sent) == ["intake.not_allowed"]
    other = nuclei.formed(3, made.ground, name="Otro Ñan")
    boards.elects(other, other.on + nuclei.DAY, secretary=1)
    _phone, token = let_board_phone_in(mandate=boards.mandate(other, Post.SECRETARY), by=made.ana, at=now())
    sent = send(minutes(made), files={"acta.jpg": JPEG}, token=token)
    assert sent.state == State.REVIEW and why(sent) == ["intake.not_allowed"]
    boards.elects(made, made.on + nuclei.DAY, secretary=1)
    _phone, token = let_board_phone_in(mandate=boards.mandate(made, Post.SECRETARY), by=made.ana, at=now())
    sent = send(minutes(made), files={"acta.jpg": JPEG}, token=token)
    assert sent.state == State.PROCESSED, why(sent)


def test_the_form_offers_the_vocabularies():
    choices = yaml.safe_load((FORMS / "assembly.yaml").read_text())["choices"]
    for name, words in (
        ("kind", AssemblyKind), ("motion", MotionKind), ("post", Post), ("kin", Kin), ("sex", Sex),
        ("language", LANGUAGES),
    ):  # fmt: skip
        assert sorted(choices[name]) == sorted(str(one) for one in words), name
