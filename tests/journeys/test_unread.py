"""Forms that nothing reads yet: their answers are found on the page of whom they speak of, and by nobody else."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.field.phones import phone as phone_for
from tests.field.scene import Phone
from tests.journeys.phoned import Ground, body, ground
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene as nuclei
from winay.core.clock import now
from winay.intake.desk.kept import answers_kept, note_whom
from winay.intake.kept_models import KeptAnswers
from winay.intake.models import Submission
from winay.intake.terms import Spoken
from winay.journal.models import Subject
from winay.journeys.ingest import FORMS
from winay.journeys.unread import UNREAD
from winay.nuclei.services.board_phones import let_board_phone_in
from winay.nuclei.terms import Post
from winay.registry.rules import household_code
from winay.trainers.services.phones import let_trainer_phone_in

pytestmark = pytest.mark.django_db


def survey(here: Ground, code: str | None = None, **more: Any) -> Submission:
    answers = {"who/household_code": code or here.code(), "who/asked_on": here.on.isoformat(), "who/agrees": "no"}
    return here.send(body("exit_survey", answers), **more)


def line(here: Ground, nucleus: str, **more: Any) -> Submission:
    answers = {"book/nucleus": nucleus, "book/treasurer": "Nilda", "book/moved_on": here.on.isoformat()}
    return here.send(body("cash_book_line", answers), **more)


def sheet(here: Ground, nucleus: str, **more: Any) -> Submission:
    answers = {"which/competition": "CLAR de Vinchos", "which/judged_on": here.on.isoformat(), "which/nucleus": nucleus}
    return here.send(body("clar_mark_sheet", answers), **more)


def kept(kind: Spoken, thing: Any, places: tuple[str | None, ...] = (None,)) -> list[Submission]:
    return answers_kept(kind, thing, places)[0]


def test_answers_are_found_by_the_code_or_the_name_that_was_typed() -> None:
    here = ground()
    nucleus, household = here.of.made.nucleus, here.home().enrolment.household
    said, other = survey(here), survey(here, here.code(1))
    named, coded = line(here, nucleus.name), line(here, household_code(nucleus.public_id))
    nobody = [survey(here, "ZZZZZ-ZZZZZ"), line(here, "Ninguno así")]
    assert kept(Spoken.HOUSEHOLD, household.public_id) == [said]
    assert kept(Spoken.NUCLEUS, nucleus.public_id) == [coded, named]
    assert {row.state for row in (said, other, named, coded, *nobody)} == {"stored"}
    assert not KeptAnswers.objects.filter(submission__in=nobody).exists()
    subjects = Subject.objects.filter(kind="household", key=str(household.public_id), line__verb="intake.process")
    assert subjects.count() == 1, "the history of the household tells it"


def test_a_phone_of_elsewhere_says_nothing_of_a_nucleus_by_its_name() -> None:
    here = ground()
    nucleus = here.of.made.nucleus
    line(here, nucleus.name, phone=Phone(phone_for("2101").token))
    assert kept(Spoken.NUCLEUS, nucleus.public_id) == []
    survey(here, phone=Phone(phone_for("2101").token))
    household = here.home().enrolment.household.public_id
    assert kept(Spoken.HOUSEHOLD, household) and kept(Spoken.HOUSEHOLD, household, ("05",)) == []


def test_a_mark_sheet_is_found_at_its_nucleus_whichever_phone_sent_it() -> None:
    """An office's, by what was typed; a trainer's and a board's, of which one nucleus is known, too: but groups of
    several nuclei meet, so what was typed comes first."""
    here = ground()
    made = here.of.made
    nucleus, other = made.nucleus, nuclei.formed(2, made.ground, name="Otro núcleo").nucleus
    boards.elects(made, made.on + 3 * nuclei.DAY, secretary=1)
    by = {"by": made.ana, "at": now()}
    trainers = Phone(let_trainer_phone_in(contract=here.trainer, **by)[1])
    board = Phone(let_board_phone_in(mandate=boards.mandate(made, Post.SECRETARY), **by)[1])
    named, coded = sheet(here, nucleus.name), sheet(here, household_code(nucleus.public_id))
    nobody = sheet(here, "Ninguno así")
    of_trainer, of_board = sheet(here, "Ninguno así", phone=trainers), sheet(here, "", phone=board)
    elsewhere = [sheet(here, other.name, phone=one) for one in (trainers, board)]
    assert kept(Spoken.NUCLEUS, nucleus.public_id) == [of_board, of_trainer, coded, named]
    assert kept(Spoken.NUCLEUS, other.public_id) == elsewhere[::-1]
    assert not KeptAnswers.objects.filter(submission=nobody).exists()


def test_corrected_answers_speak_of_whom_they_name_now_and_read_ones_leave() -> None:
    here = ground()
    said = survey(here)
    first, second = (here.home(number).enrolment.household.public_id for number in (0, 1))
    for _turn in range(2):
        note_whom(said, [(Spoken.HOUSEHOLD, second)])
    assert kept(Spoken.HOUSEHOLD, first) == [] and kept(Spoken.HOUSEHOLD, second) == [said]
    Submission.objects.filter(pk=said.pk).update(state="processed")
    assert kept(Spoken.HOUSEHOLD, second) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        KeptAnswers.objects.create(submission=said, kind=Spoken.HOUSEHOLD, thing=second)
    with pytest.raises(IntegrityError), transaction.atomic():
        KeptAnswers.objects.create(submission=said, kind="person", thing=second)


def test_no_form_is_both_read_and_kept() -> None:
    assert not UNREAD.keys() & FORMS.keys()
