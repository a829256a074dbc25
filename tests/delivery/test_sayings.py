"""What households say of visits and deliveries: told, told late, changed, taken back; what the rules refuse, the
database, and to another office. It changes nothing of what it is about."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import asset_scene as assets
from tests.delivery import visits_scene as scene
from tests.delivery.sayings_scene import WHY, card, says
from tests.delivery.visits_scene import codes, line, visited
from tests.nuclei import boards_scene
from tests.trainers.scene import ago, at
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.delivery.asset_models import Delivery
from winay.delivery.queries.sayings import asked_of, cards_of, heard_in, history_of
from winay.delivery.saying_models import Saying
from winay.delivery.saying_rules import AnswerSaid, is_named
from winay.delivery.saying_terms import Answer, SaidHow
from winay.delivery.services.assets import reverse_delivery
from winay.delivery.services.sayings import change_saying, record_card, reverse_saying
from winay.delivery.services.visits import correct_visit, reverse_visit
from winay.delivery.visit_models import Visit
from winay.registry.models import Member
from winay.registry.terms import Kin

pytestmark = pytest.mark.django_db
NO, YES = Answer.DID_NOT_COME, Answer.CAME


made = world(scene.shared)


def row(thing: Any, **more: Any) -> Saying:
    """A row as an attacker would write it."""
    facts = {
        "nucleus": thing.nucleus, "enrolment": thing.enrolment, "visit": thing, "answer": "did_not_come",
        "speaker": thing.enrolment.household.participant, "speaker_kin": "participant", "said_on": ago(2),
        "how": "paper", "helper": "Eusebia Ñahui", "helper_key": "eusebia nzzahui", "recorded_by": uuid4(),
        "recorded_at": now(),
    }  # fmt: skip
    return Saying.objects.create(**(facts | more))


def test_a_household_says_that_nobody_came_and_the_visit_stays_as_it_was_told(made):
    visit = visited(made)
    before = Visit.objects.values().get(pk=visit.pk)
    said = says(made, visit, note="Ese día estábamos en la chacra.")
    assert Visit.objects.values().get(pk=visit.pk) == before
    assert (said.answer, said.speaker, said.said_on, said.how) == ("did_not_come", made.person(), ago(2), "paper")
    assert said.denies and said.helper_key == "eusebia nzzahui ccori"
    assert line("record_card")["after"] == {
        "said_on": ago(2).isoformat(), "said_how": "paper", "confirmed_things": 0, "denied_things": 1, "days_late": 2,
    }  # fmt: skip


def test_a_card_told_late_keeps_its_day(made):
    said = says(made, visited(made, days=7), YES, days=6)
    assert (said.said_on, said.recorded_at) == (ago(6), at(0))
    assert line("record_card")["after"]["days_late"] == 6


def test_somebody_who_is_not_registered_speaks_by_name(made):
    said = says(made, visited(made), speaker=None, speaker_name="Felícitas Auqui", speaker_kin=Kin.PARENT)
    assert (said.speaker, said.speaker_name, said.speaker_kin) == (None, "Felícitas Auqui", "parent")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"answers": ()}, "saying_nothing"),
        ({"days": -1}, "in_future"),
        ({"days": 6}, "saying_early"),
        ({"speaker": uuid4()}, "saying_not_of_home"),
        ({"speaker": None, "speaker_name": "F"}, "saying_who"),
        ({"speaker": None, "speaker_name": "Felícitas", "speaker_kin": Kin.PARTICIPANT}, "saying_who"),
        ({"how": SaidHow.ASSEMBLY}, "saying_assembly"),
        ({"helper": "Eusebia"}, "saying_helper"),
        ({"helper": "", "how": SaidHow.PAGE}, "saying_helper"),
        ({"helper": "Rosa Quispe Huamán"}, "saying_by_trainer"),
        ({"helper": "QUISPE, Rosa"}, "saying_by_trainer"),
        ({"answer": Answer.HAVE_IT}, "saying_answer"),
        ({"note": "x" * 301}, "text_long"),
    ],
)
def test_what_is_refused(made, more, code):
    visit = visited(made)
    with pytest.raises(Refused) as refused:
        says(made, visit, **more)
    assert code in codes(refused)
    assert not Saying.objects.exists()


def test_one_who_writes_it_down_is_not_the_trainer(made):
    ana = made.ana.person
    ana.name = "Rosa Quispe Huamán"
    ana.save()
    with pytest.raises(Refused) as refused:
        says(made, visited(made))
    assert codes(refused) == ["saying_by_trainer"]


def test_names_are_compared_in_both_orders():
    forms = ("quispe huaman rosa maria", "quispe huaman rosa", "quispe rosa maria", "quispe rosa")
    for name in ("rosa quispe", "quispe huaman rosa", "rosa maria quispe huaman", "quispe rosa"):
        assert is_named(name, forms)
    for name in ("rosa huaman", "rosalia quispe", ""):
        assert not is_named(name, forms)


def test_a_trainer_does_not_speak_for_their_own_home(made):
    visit = visited(made)
    Member.objects.filter(pk=made.person().pk).update(
        national_id_hash=made.trainer.applicant.national_id_hash, national_id=made.trainer.applicant.national_id,
        id_missing="",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        says(made, visit)
    assert codes(refused) == ["saying_of_oneself"]
    with pytest.raises(IntegrityError), transaction.atomic():
        row(visit)


def test_of_another_home_twice_and_another_office(made):
    visit, theirs = visited(made), visited(made, 1)
    with pytest.raises(Refused) as refused:
        says(made, visit, answers=(AnswerSaid(theirs.public_id, NO),))
    assert codes(refused) == ["saying_not_theirs"]
    with pytest.raises(Refused) as refused:
        says(made, visit, answers=(AnswerSaid(visit.public_id, NO),) * 2)
    assert codes(refused) == ["saying_twice"]
    says(made, visit)
    with pytest.raises(Refused) as refused:
        says(made, visit, YES)
    assert codes(refused) == ["saying_already"]
    elsewhere = people.acting_as(people.head(place="0801", name="Otra Jefa"))
    with pytest.raises(NotAllowed):
        says(made, theirs, by=elsewhere)


def test_a_household_changes_what_it_said_and_both_stay_to_read(made):
    visit = visited(made)
    first = says(made, visit)
    second = change_saying(saying=first, said=card(visit, YES, days=1), why=WHY, by=made.rosa, at=at(0))
    first.refresh_from_db()
    assert (first.ended_how, first.ended_why, second.replaces, second.answer) == ("replaced", WHY, first, "came")
    assert [one.pk for one in history_of(visit=visit)] == [second.pk, first.pk]
    assert line("change_saying")["before"] == {"saying": "did_not_come"}
    with pytest.raises(Refused) as refused:
        change_saying(saying=first, said=card(visit, NO, days=1), why=WHY, by=made.rosa, at=at(0))
    assert codes(refused) == ["saying_replaced"]
    with pytest.raises(Refused) as refused:
        change_saying(saying=second, said=card(visit, NO), why="no", by=made.rosa, at=at(0))
    assert codes(refused) == ["reason_short"]


def test_a_mistake_is_taken_back_and_can_be_told_anew(made):
    visit = visited(made)
    first = says(made, visit)
    reverse_saying(saying=first, why="Era la hoja de otra casa.", by=made.rosa, at=at(0))
    assert line("reverse_saying")["before"] == {"saying": "did_not_come"}
    with pytest.raises(Refused) as refused:
        reverse_saying(saying=first, why=WHY, by=made.rosa, at=at(0))
    assert codes(refused) == ["saying_reversed"]
    assert says(made, visit, YES).answer == "came"
    assert len(history_of(visit=visit)) == 2


def test_what_is_said_follows_a_corrected_visit(made):
    visit = visited(made)
    first = says(made, visit)
    told = scene.said(made.person(), minutes=40)
    newer = correct_visit(visit=visit, said=told, why=WHY, by=made.ana, at=at(0))
    assert asked_of([newer.enrolment_id])[newer.enrolment_id][0].saying == first
    with pytest.raises(Refused) as refused:
        says(made, newer, YES)
    assert codes(refused) == ["saying_already"]
    with pytest.raises(Refused) as refused:
        says(made, visit, YES)
    assert set(codes(refused)) >= {"saying_over"}
    newest = correct_visit(visit=newer, said=scene.said(made.person(), minutes=50), why=WHY, by=made.ana, at=at(0))
    second = change_saying(saying=first, said=card(newest, YES), why=WHY, by=made.ana, at=at(0))
    assert (second.visit, [one.pk for one in history_of(visit=newest)]) == (newest, [second.pk, first.pk])


def test_a_visit_that_never_was_is_not_asked_about(made):
    visit = visited(made)
    says(made, visit)
    assert heard_in(made.nucleus, people.today()).visits.deny == 1
    reverse_visit(visit=visit, why=WHY, by=made.ana, at=at(0))
    heard = heard_in(made.nucleus, people.today()).visits
    assert (heard.confirm, heard.deny, heard.unasked) == (0, 0, 0)
    assert asked_of([visit.enrolment_id]) == {visit.enrolment_id: []}


def test_in_an_assembly_of_that_day(made):
    visit = visited(made, days=5)
    held = boards_scene.held(made, on=ago(3))
    said = says(made, visit, days=3, how=SaidHow.ASSEMBLY, assembly=held.public_id, helper="")
    assert (said.assembly, said.helper) == (held, "")
    with pytest.raises(Refused) as refused:
        says(made, visited(made, 1), days=2, how=SaidHow.ASSEMBLY, assembly=held.public_id)
    assert codes(refused) == ["saying_assembly"]
    with pytest.raises(IntegrityError), transaction.atomic():
        row(visited(made, 2), how="assembly", assembly=held, said_on=ago(2))


def test_of_a_delivery_what_is_not_as_promised_is_said_in_words():
    made = assets.planned()
    came = Delivery.objects.select_related("technology__membership__enrolment__household__participant").get(
        pk=assets.delivered(made).pk
    )
    facts = {"days": 400}
    with pytest.raises(Refused) as refused:
        says(made.made, came, Answer.NOT_AS_PROMISED, **facts)
    assert codes(refused) == ["saying_note"]
    with pytest.raises(Refused) as refused:
        says(made.made, came, Answer.CAME, **facts)
    assert codes(refused) == ["saying_answer"]
    said = says(made.made, came, Answer.NOT_AS_PROMISED, note="La malla es delgada.", **facts)
    assert (said.delivery, said.visit, said.note) == (came, None, "La malla es delgada.")
    heard = heard_in(made.made.nucleus, people.today()).deliveries
    assert (heard.confirm, heard.deny, heard.unasked, heard.households) == (0, 1, 0, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Saying.objects.filter(pk=said.pk).update(note="")
    reverse_delivery(delivery=came, why=assets.WHY, by=made.ana, at=now())
    assert heard_in(made.made.nucleus, people.today()).deliveries.households == 0


ATTACKS: list[tuple[str, dict[str, Any]]] = [
    ("another answer", {"answer": "have_it"}),
    ("nothing that it is about", {"visit": None}),
    ("nobody who speaks", {"speaker": None, "speaker_name": "", "speaker_kin": "participant"}),
    ("nobody who collected it", {"helper": "", "helper_key": ""}),
    ("before the visit", {"said_on": ago(6)}),
    ("the trainer collects it", {"helper": "Rosa Quispe", "helper_key": "rosa quispe"}),
    ("the trainer, surnames first", {"helper_key": "quispe huaman rosa"}),
    ("in an unknown way", {"how": "rumour"}),
    ("ended without a reason", {"ended_how": "reversed"}),
]


@pytest.mark.parametrize(("what", "more"), ATTACKS, ids=[one for one, _ in ATTACKS])
def test_the_database_refuses(made, what, more):
    visit = visited(made)
    row(visit, helper_key="rosa quintana")  # as it stands, it would be written
    with pytest.raises(IntegrityError), transaction.atomic():
        row(visited(made, 1), **({"enrolment": made.cycles[1]} | more))


def test_the_database_keeps_what_was_said(made):
    visit = visited(made)
    said = says(made, visit)
    changes: list[dict[str, Any]] = [
        {"answer": "came"}, {"note": "otra"}, {"said_on": F("said_on") + timedelta(days=1)}, {"helper": "Otra Persona"},
        {"visit": visited(made, 1)}, {"recorded_by": uuid4()},
    ]  # fmt: skip
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            Saying.objects.filter(pk=said.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Saying.objects.filter(pk=said.pk)._raw_delete("default")
    with pytest.raises(IntegrityError), transaction.atomic():
        row(visit)  # twice of one visit
    with pytest.raises(IntegrityError), transaction.atomic():
        row(visited(made, 2), replaces=said)  # of another household
    reverse_saying(saying=said, why=WHY, by=made.ana, at=at(0))
    with pytest.raises(IntegrityError), transaction.atomic():
        Saying.objects.filter(pk=said.pk).update(ended_how="", ended_by=None, ended_at=None, ended_why="")


def test_how_many_confirm_deny_and_were_not_asked(made):
    for number, answer in enumerate((YES, NO)):
        says(made, visited(made, number), answer)
    says(made, visited(made, 0, days=4), NO)  # one denial is enough
    visited(made, 2)
    heard = heard_in(made.nucleus, people.today())
    assert (heard.visits.confirm, heard.visits.deny, heard.visits.unasked) == (0, 2, 1)
    assert heard.deliveries.households == 0
    cards = cards_of(made.nucleus, people.today())
    assert [(len(one.asked), one.said, one.denied, one.waits) for one in cards] == [
        (2, 2, 1, 0), (1, 1, 1, 0), (1, 0, 0, 1)
    ]  # fmt: skip


@pytest.mark.parametrize("households", [1, 3])
def test_queries_do_not_grow(households):
    made = scene.shared(households)
    for number in range(households):
        says(made, visited(made, number))
    with CaptureQueriesContext(connection) as asked:
        cards_of(made.nucleus, people.today())
        heard_in(made.nucleus, people.today())
    assert len(asked) == 8
    visit = visited(made, 0, days=3)
    with CaptureQueriesContext(connection) as asked:
        record_card(nucleus=made.nucleus, enrolment=made.cycles[0], said=card(visit), by=made.ana, at=at(0))
    assert len(asked) <= 20
