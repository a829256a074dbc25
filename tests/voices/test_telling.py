"""Rumours with what was answered, and conflicts between communities with what was agreed."""

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.nuclei import scene as nuclei
from tests.voices.scene import DAY, WHY, ago, codes, district, heard, line, quarrel
from tests.voices.test_grievances import attacks
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.voices.conflict_models import Conflict, ConflictStep, Party
from winay.voices.queries.conflicts import conflicts_between, list_conflicts
from winay.voices.queries.rumours import by_topic, list_rumours, worked_elsewhere
from winay.voices.rumour_models import HeardAgain, Rumour
from winay.voices.services.conflicts import (
    add_step,
    close_conflict,
    record_agreement,
    reopen_conflict,
    withdraw_step,
)
from winay.voices.services.rumours import answer_rumour, hear_again, withdraw_answer, withdraw_rumour
from winay.voices.telling_rules import AnswerSaid
from winay.voices.terms import AnswerHow, ConflictEnd, RumourTopic

pytestmark = pytest.mark.django_db
READ = "read_voices"
SAYING = "Juntos sigue igual: nadie lo pierde por entrar, y lo dijo su gestora."


made = world(nuclei.formed, 2)


def answer(rumour, by, days=50, **more):
    facts = {"how": AnswerHow.ASSEMBLY, "words": SAYING, "on": ago(days)} | more
    return answer_rumour(rumour=rumour, said=AnswerSaid(**facts), by=by, at=now())


def open_ones(by):
    return [one.pk for one in list_rumours(by.reach(READ), state="open")[0]]


def test_a_rumour_is_open_until_answered_and_again_when_it_is_heard(made):
    one = heard(made.ana)
    assert open_ones(made.ana) == [one.pk]
    answer(one, made.ana)
    assert open_ones(made.ana) == []
    hear_again(rumour=one, on=ago(20), by=made.ana, at=now())
    assert open_ones(made.ana) == [one.pk]
    assert by_topic(made.ana.reach(READ))[0].open == 1
    answer(one, made.ana, 5, how=AnswerHow.RADIO)
    assert open_ones(made.ana) == []
    assert line("answer_rumour")["after"]["answer_how"] == "radio"


def test_an_answer_worked_when_nothing_was_heard_for_a_month(made):
    here = heard(made.ana)
    there = heard(people.acting_as(people.other_head()), district("210101"), heard_on=ago(90))
    good = answer(there, people.acting_as(people.other_head()), 80)
    answer(heard(made.ana, heard_on=ago(20)), made.ana, 10)  # too new to tell
    found = worked_elsewhere(RumourTopic.REPLACES_TRANSFER, but=here.pk, today=people.today())
    assert [one.pk for one in found] == [good.pk]
    hear_again(rumour=there, on=ago(40), by=people.acting_as(people.other_head()), at=now())
    assert worked_elsewhere(RumourTopic.REPLACES_TRANSFER, but=here.pk, today=people.today()) == []


def test_what_is_no_rumour_and_no_answer(made):
    one = heard(made.ana)
    answer(one, made.ana)
    for act, why in (
        (lambda: heard(made.ana, words="nada"), "words_short"),
        (lambda: heard(made.ana, heard_on=ago(-1)), "in_future"),
        (lambda: answer(one, made.ana, 61), "before_heard"),
        (lambda: answer(one, made.ana, words="no"), "answer_short"),
        (lambda: hear_again(rumour=one, on=ago(60), by=made.ana, at=now()), "heard_after"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == [why]
    hear_again(rumour=one, on=ago(9), by=made.ana, at=now())
    with pytest.raises(Refused) as refused:
        hear_again(rumour=one, on=ago(9), by=made.ana, at=now())
    assert codes(refused) == ["heard_known"]
    other = people.acting_as(people.other_head())
    for act in (lambda: heard(other), lambda: answer(one, other), lambda: hear_again(
        rumour=one, on=ago(3), by=other, at=now())):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()


def test_what_was_written_down_by_mistake_is_taken_back(made):
    one = heard(made.ana)
    told = answer(one, made.ana)
    withdraw_answer(answer=told, why=WHY, by=made.ana, at=now())
    assert open_ones(made.ana) == [one.pk]
    with pytest.raises(Refused) as refused:
        withdraw_answer(answer=told, why=WHY, by=made.ana, at=now())
    assert codes(refused) == ["withdrawn"]
    withdraw_rumour(rumour=one, why=WHY, by=made.ana, at=now())
    assert list_rumours(made.ana.reach(READ), state="")[0] == []
    for act in (lambda: answer(one, made.ana), lambda: withdraw_rumour(rumour=one, why=WHY, by=made.ana, at=now())):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == ["withdrawn"]


def test_the_database_keeps_what_was_heard(made):
    one = heard(made.ana)
    told = answer(one, made.ana)
    hear_again(rumour=one, on=ago(9), by=made.ana, at=now())
    attacks(one, words="Otra cosa.")
    attacks(one, last_heard_on=ago(61))
    attacks(told, words="Otra cosa.")
    attacks(HeardAgain.objects.get(), told_on=ago(3))
    for row in (one, told):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()
    withdraw_rumour(rumour=one, why=WHY, by=made.ana, at=now())
    attacks(Rumour.objects.get(pk=one.pk), withdrawn_at=None, withdrawn_by=None, withdrawn_why="")


# ---- conflicts ------------------------------------------------------------------------------------------------------


def state(conflict):
    return Conflict.objects.get(pk=conflict.pk).state


def step(conflict, by, days=30, words="Se reunieron en el local comunal, con el teniente.", verb=add_step):
    return verb(conflict=conflict, on=ago(days), words=words, by=by, at=now())


def end(conflict, by, how=ConflictEnd.CALMED, days=1):
    return close_conflict(conflict=conflict, end=how, on=ago(days), words="No volvieron a cerrarla.", by=by, at=now())


def test_from_a_quarrel_to_an_agreement(made):
    one = quarrel(made.ana)
    assert [party.place.code for party in one.parties.all()] == ["0501100001", "0501100002"]
    step(one, made.ana)
    with pytest.raises(Refused) as refused:
        end(one, made.ana, ConflictEnd.SOLVED)
    assert codes(refused) == ["no_agreement"]
    step(one, made.ana, 20, verb=record_agreement)
    assert state(one) == "agreed"
    end(one, made.ana, ConflictEnd.SOLVED)
    with pytest.raises(Refused) as refused:
        step(one, made.ana, 0)
    assert codes(refused) == ["conflict_closed"]
    step(one, made.ana, 0, verb=reopen_conflict)
    assert state(one) == "open"
    with pytest.raises(Refused) as refused:
        step(one, made.ana, 0, verb=reopen_conflict)
    assert codes(refused) == ["conflict_not_closed"]


def test_who_quarrels_with_whom(made):
    for parties, why in (
        (("0501100001",), "parties"),
        (("0501100001", "0501100001"), "parties"),
        (("0501100001", "9999999999"), "party_unknown"),
    ):
        with pytest.raises(Refused) as refused:
            quarrel(made.ana, *parties)
        assert codes(refused) == [why]
    for more, why in (({"since_year": 3000}, "since_year"), ({"words": "agua"}, "words_short"),
                      ({"heard_on": ago(-1)}, "in_future")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            quarrel(made.ana, **more)
        assert codes(refused) == [why]
    with pytest.raises(NotAllowed):
        quarrel(people.acting_as(people.other_head()))
    assert not Conflict.objects.exists()


def test_a_step_told_late_or_wrongly(made):
    one = quarrel(made.ana)
    for days, why in ((41, "before_heard"), (-1, "in_future")):
        with pytest.raises(Refused) as refused:
            step(one, made.ana, days)
        assert codes(refused) == [why]
    agreement = step(one, made.ana, 20, verb=record_agreement)
    step(one, made.ana, 35)  # told later, happened before
    with pytest.raises(Refused) as refused:
        end(one, made.ana, days=25)
    assert codes(refused) == ["before_step"]
    withdraw_step(step=agreement, why=WHY, by=made.ana, at=now())
    assert state(one) == "open"
    with pytest.raises(Refused) as refused:
        withdraw_step(step=agreement, why=WHY, by=made.ana, at=now())
    assert codes(refused) == ["withdrawn"]
    end(one, made.ana)
    with pytest.raises(Refused) as refused:
        withdraw_step(step=ConflictStep.objects.get(kind="closed"), why=WHY, by=made.ana, at=now())
    assert set(codes(refused)) == {"step_stays", "conflict_closed"}


def test_the_database_keeps_who_quarrels_and_what_was_agreed(made):
    one = quarrel(made.ana)
    told = step(one, made.ana, verb=record_agreement)
    attacks(one, words="Otra cosa.")
    attacks(one, state="closed")
    attacks(told, words="Otra cosa.")
    attacks(Party.objects.first(), place=district())
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.all().delete()


def test_both_offices_read_a_conflict_over_their_border(made):
    one = quarrel(made.ana)
    other = people.acting_as(people.other_head())
    assert [row.pk for row in list_conflicts(made.ana.reach(READ))[0]] == [one.pk]
    assert list_conflicts(other.reach(READ))[0] == []
    party = Party.objects.filter(conflict=one).first()
    assert [row.pk for row in conflicts_between({party.place_id})] == [one.pk]
    assert one.heard_on + 40 * DAY == people.today()
