"""Applications: in time, late, on paper; completed, corrected, withdrawn."""

from datetime import date

import pytest

from tests import people
from tests.trainers import scene
from tests.trainers.scene import WHY, ago, at, codes, person
from winay.core.errors import NotAllowed, Refused
from winay.registry.queries.facts import national_ids
from winay.trainers.application_models import Applicant, Application
from winay.trainers.services.applications import (
    complete_application,
    correct_applicant,
    observe_application,
    withdraw_application,
)
from winay.trainers.services.contests import close_contest

pytestmark = pytest.mark.django_db


def test_somebody_applies_and_their_id_rests_encrypted(db):
    stage = scene.published()
    one = scene.applied(stage)
    row = Applicant.objects.get()
    assert "40000000" not in row.national_id and national_ids().decrypt(row.national_id) == "40000000"
    assert row.national_id_hash == national_ids().hash("40000000")
    assert one.number == 1 and one.state == "received"
    told = scene.line("register_application")
    assert "40000000" not in str(told) and told["after"]["registered_late"] is False


def test_late_is_refused_unless_it_came_on_paper_in_time(db):
    stage = scene.published()
    with pytest.raises(Refused) as refused:
        scene.applied(stage, days=38, received_on=ago(39))
    assert codes(refused) == ["late"]
    with pytest.raises(Refused) as refused:
        scene.applied(stage, days=38, received_on=ago(39), paper=True)
    assert codes(refused) == ["late"]
    with pytest.raises(Refused) as refused:
        scene.applied(stage, days=38, received_on=ago(40))
    assert codes(refused) == ["late_not_paper"]
    one = scene.applied(stage, days=38, received_on=ago(40), paper=True)
    assert one.paper and scene.line("register_application")["after"]["registered_late"] is True
    close_contest(contest=stage.contest, by=stage.ana, at=at(37))
    scene.applied(stage, 1, days=36, received_on=ago(41), paper=True)
    assert Application.objects.count() == 2


@pytest.mark.parametrize(
    "who, code",
    [
        (person(national_id=""), "id_needed"),
        (person(national_id="123"), "id_needed"),
        (person(born_on=ago(17 * 365)), "not_adult"),
        (person(languages=()), "no_language"),
        (person(given_names=""), "registry.given_names_missing"),
        (person(phone="abc"), "registry.phone_wrong"),
    ],
)
def test_what_keeps_somebody_from_applying(db, who, code):
    stage = scene.published()
    with pytest.raises(Refused) as refused:
        scene.applied(stage, who=who)
    assert codes(refused) == [code]


def test_nobody_applies_twice_nor_under_another_name(db):
    stage = scene.published()
    one = scene.applied(stage)
    with pytest.raises(Refused) as refused:
        scene.applied(stage)
    assert codes(refused) == ["applied_already"]
    with pytest.raises(Refused) as refused:
        scene.applied(stage, who=person(1, national_id="40000000"))
    assert set(codes(refused)) == {"applied_already", "id_of_another"}
    with pytest.raises(Refused) as refused:
        scene.applied(stage, 2, place="0599999999")
    assert codes(refused) == ["place_unknown"]
    withdraw_application(application=one, on=ago(44), why=WHY, by=stage.ana, at=at(44))
    assert scene.applied(stage, days=43).number == 2 and Applicant.objects.count() == 1


def test_what_is_missing_may_come_until_the_close(db):
    stage = scene.published()
    one = scene.applied(stage, missing="Falta la constancia de su comunidad")
    assert one.state == "observed"
    with pytest.raises(Refused) as refused:
        complete_application(application=one, received_on=ago(39), by=stage.ana, at=at(38))
    assert codes(refused) == ["late"]
    done = complete_application(application=one, received_on=ago(40), by=stage.ana, at=at(38))
    assert (done.state, done.missing) == ("received", "")
    with pytest.raises(Refused) as refused:
        complete_application(application=one, received_on=ago(40), by=stage.ana, at=at(38))
    assert codes(refused) == ["nothing_missing"]
    observe_application(application=one, missing="Copia del DNI", by=stage.ana, at=at(41))
    scene.applied(stage, 1)
    close_contest(contest=stage.contest, by=stage.ana, at=at(39))
    assert scene.line("close_contest")["after"] == {"applications": 1, "incomplete": 1}


def test_copied_wrongly_is_corrected_but_for_the_id(db):
    stage = scene.published()
    one = scene.applied(stage)
    better = person(given_names="Rosa Elvira", born_on=date(1986, 3, 12))
    assert correct_applicant(application=one, person=better, by=stage.ana, at=at(44)).given_names == "Rosa Elvira"
    assert "Elvira" not in str(scene.line("correct_applicant"))
    with pytest.raises(Refused) as refused:
        correct_applicant(application=one, person=person(national_id="41111111"), by=stage.ana, at=at(44))
    assert codes(refused) == ["id_kept"]


def test_withdrawing_has_its_day_and_reason(db):
    stage = scene.published()
    one = scene.applied(stage)
    with pytest.raises(Refused) as refused:
        withdraw_application(application=one, on=ago(50), why="no", by=stage.ana, at=at(44))
    assert codes(refused) == ["before_application", "reason_short"]
    withdraw_application(application=one, on=ago(44), why=WHY, by=stage.ana, at=at(43))
    with pytest.raises(Refused) as refused:
        withdraw_application(application=one, on=ago(44), why=WHY, by=stage.ana, at=at(43))
    assert codes(refused) == ["withdrawn_already"]


def test_another_office_registers_nothing_here(db):
    stage = scene.published()
    one, outsider = scene.applied(stage), people.acting_as(people.other_head())
    for verb in (
        lambda: observe_application(application=one, missing="Copia", by=outsider, at=at(44)),
        lambda: withdraw_application(application=one, on=ago(44), why=WHY, by=outsider, at=at(44)),
        lambda: correct_applicant(application=one, person=person(), by=outsider, at=at(44)),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_a_key_that_only_ids_of_applicants_name_is_missed(db, settings):
    from winay.journeys.health import missing_keys

    one = scene.applied(scene.published())
    ring = settings.WINAY_KEYRING()
    assert missing_keys(ring) == set()
    Applicant.objects.filter(pk=one.applicant_id).update(national_id="k7.abc")
    assert missing_keys(ring) == {"k7"}
