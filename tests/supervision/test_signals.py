"""Verbs on signals: told, answered, closed, reopened, taken back; late; what the rules refuse, the database, and to
another office; that nothing of it touches a contract's fee."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests import people
from tests.supervision import scene
from tests.supervision.scene import WHY, another, codes
from tests.trainers.scene import ago, at
from tests.worlds import world
from winay.core.actors import SYSTEM
from winay.core.errors import NotAllowed, Refused
from winay.supervision.queries.signals import signal_by_id
from winay.supervision.services.signals import (
    answer_signal,
    close_signal,
    reopen_signal,
    reverse_step,
    tell_signal,
)
from winay.supervision.signal_models import Evidence, Signal
from winay.supervision.terms import SignalOutcome, SignalState, ToldHow
from winay.trainers.contract_models import Contract

pytestmark = pytest.mark.django_db
EXPLAINED, CONFIRMED, CORRECTED = SignalOutcome.EXPLAINED, SignalOutcome.CONFIRMED, SignalOutcome.CORRECTED


made = world(scene.crowded)


@pytest.fixture
def signal(made):
    """Found sixteen days ago by the clock of the verbs, so that the days to answer can have passed."""
    scene.looks(made, by=SYSTEM, at=at(0))
    one = scene.found("many_visits")
    back(one, 16)
    return signal_by_id(one.public_id)


def back(one: Signal, days: int) -> None:
    """As if it had been found then: what is found does not change, so its guard is taken off for it."""
    with connection.cursor() as cursor:
        name = "supervision_signal_kept"
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [f"{name}_update"])
            guard = cursor.fetchone()[0]
            cursor.execute(f"DROP TRIGGER {name}_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else what waits for the commit holds the table
            cursor.execute(f"ALTER TABLE supervision_signal DISABLE TRIGGER {name}_row")
        Signal.objects.filter(pk=one.pk).update(found_on=ago(days), found_at=at(days))
        if connection.vendor == "sqlite":
            cursor.execute(guard)
        else:
            cursor.execute(f"ALTER TABLE supervision_signal ENABLE TRIGGER {name}_row")


def tells(signal, by, days=0, **more):
    facts = {"whom": "Rosa Quispe Huamán", "how": ToldHow.IN_PERSON, "on": ago(days), "at": at(0)} | more
    return tell_signal(signal=signal, by=by, **facts)


def answers(signal, by, days=0, **more):
    facts = {"whom": "Rosa Quispe Huamán", "words": "Fue una faena: estaban juntos.", "on": ago(days), "at": at(0)}
    return answer_signal(signal=signal, by=by, **(facts | more))


def closes(signal, by, outcome=EXPLAINED, days=0, **more):
    return close_signal(signal=signal, outcome=outcome, by=by, **({"words": WHY, "on": ago(days), "at": at(0)} | more))


def test_told_answered_and_explained_by_another_person(made, signal):
    fee = Contract.objects.filter(pk=made.trainer.pk).values()[0]
    told = tells(signal, made.ana)
    assert (told.state, told.told_on, told.answer_due_on) == ("told", ago(0), ago(-10))
    heard = answers(signal, made.ana)
    assert (heard.state, heard.transcribed_by) == ("answered", made.ana.public_id)
    done = closes(signal, made.rosa)
    assert (done.state, done.outcome, done.closed_by) == ("closed", "explained", made.rosa.public_id)
    assert [step.kind for step in done.steps.order_by("id")] == ["told", "answered", "closed"]
    assert Contract.objects.filter(pk=made.trainer.pk).values()[0] == fee, "a signal never touches what is paid"
    assert scene.line("answer_signal")["after"]["words"] != "Fue una faena: estaban juntos.", "words are masked"


def test_what_was_told_late_keeps_its_day(made, signal):
    told = tells(signal, made.ana, days=12)
    assert (told.told_on, told.answer_due_on) == (ago(12), ago(2))
    assert told.steps.get().done_at == at(0)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"on": ago(-1)}, "in_future"),
        ({"on": ago(17)}, "too_early"),
        ({"whom": " "}, "whom"),
        ({"whom": "a" * 161}, "whom"),
    ],
)
def test_a_telling_that_cannot_be(made, signal, more, code):
    with pytest.raises(Refused) as refused:
        tells(signal, made.ana, **more)
    assert codes(refused) == [code]
    assert signal_by_id(signal.public_id).state == "open" and scene.lines("tell_signal") == 0


def test_nobody_is_told_twice_or_answers_before(made, signal):
    with pytest.raises(Refused) as refused:
        answers(signal, made.ana)
    assert codes(refused) == ["not_told"]
    tells(signal, made.ana, days=3)
    with pytest.raises(Refused) as refused:
        tells(signal, made.ana)
    assert codes(refused) == ["told_already"]
    with pytest.raises(Refused) as refused:
        answers(signal, made.ana, days=4)
    assert codes(refused) == ["too_early"]
    with pytest.raises(Refused) as refused:
        answers(signal, made.ana, whom="", words="")
    assert codes(refused) == ["whom_answers", "words_short"]


def test_confirmed_only_after_they_were_heard_or_their_days_passed(made, signal):
    with pytest.raises(Refused) as refused:
        closes(signal, made.rosa, CONFIRMED)
    assert codes(refused) == ["confirmed_untold"]
    tells(signal, made.ana, days=10)
    with pytest.raises(Refused) as refused:
        closes(signal, made.rosa, CONFIRMED)
    assert codes(refused) == ["confirmed_early"], "the last of the ten days is today"
    with pytest.raises(IntegrityError), transaction.atomic():
        force(signal, state="closed", outcome="confirmed", closed_on=ago(0), closed_by=made.rosa.public_id,
              closed_at=at(0))  # fmt: skip
    reverse_step(signal=signal, step=signal.steps.get(), why=WHY, by=made.ana, at=at(0))
    tells(signal, made.ana, days=11)
    assert closes(signal, made.rosa, CONFIRMED).outcome == "confirmed"


def test_explained_needs_somebody_s_words_and_corrected_does_not(made, signal):
    with pytest.raises(Refused) as refused:
        closes(signal, made.rosa, EXPLAINED)
    assert codes(refused) == ["explained_by_nobody"]
    with pytest.raises(IntegrityError), transaction.atomic():
        force(signal, state="closed", outcome="explained", closed_on=ago(0), closed_by=made.rosa.public_id,
              closed_at=at(0))  # fmt: skip
    assert closes(signal, made.rosa, CORRECTED).outcome == "corrected"


def test_whoever_transcribed_does_not_decide(made, signal):
    tells(signal, made.rosa)
    answers(signal, made.ana)
    with pytest.raises(Refused) as refused:
        closes(signal, made.ana)
    assert codes(refused) == ["same_person"]
    with pytest.raises(IntegrityError), transaction.atomic():
        force(signal, state="closed", outcome="explained", closed_on=ago(0), closed_by=made.ana.public_id,
              closed_at=at(0))  # fmt: skip
    with pytest.raises(Refused) as refused:
        closes(signal, made.rosa, words="corto", on=ago(-1))
    assert codes(refused) == ["in_future", "words_short"]
    assert closes(signal, made.rosa).closed_by == made.rosa.public_id


def test_reopened_it_can_end_otherwise(made, signal):
    tells(signal, made.ana)
    answers(signal, made.ana)
    with pytest.raises(Refused) as refused:
        reopen_signal(signal=signal, words=WHY, by=made.rosa, at=at(0))
    assert codes(refused) == ["not_closed"]
    closes(signal, made.rosa)
    for verb in (tells, answers, closes):
        with pytest.raises(Refused) as refused:
            verb(signal, another())
        assert "closed" in codes(refused)
    again = reopen_signal(signal=signal, words="La junta trajo el cuaderno.", by=made.ana, at=at(0))
    assert (again.state, again.outcome, again.closed_by) == ("answered", "", None)
    assert closes(signal, made.rosa, CONFIRMED).outcome == "confirmed"
    assert scene.line("reopen_signal")["before"] == {"signal_outcome": "explained"}


def test_a_step_by_mistake_is_taken_back_and_stays_readable(made, signal):
    tells(signal, made.ana, days=3)
    answers(signal, made.rosa, days=2)
    told, answered = signal.steps.order_by("id")
    with pytest.raises(Refused) as refused:
        reverse_step(signal=signal, step=told, why=WHY, by=made.ana, at=at(0))
    assert codes(refused) == ["answer_first"]
    back_to = reverse_step(signal=signal, step=answered, why=WHY, by=made.ana, at=at(0))
    assert (back_to.state, back_to.answered_on, back_to.transcribed_by) == ("told", None, made.ana.public_id)
    with pytest.raises(Refused) as refused:
        reverse_step(signal=signal, step=answered, why=WHY, by=made.ana, at=at(0))
    assert codes(refused) == ["step_reversed"]
    none = reverse_step(signal=signal, step=told, why=WHY, by=made.ana, at=at(0))
    assert (none.state, none.told_on, none.answer_due_on, none.transcribed_by) == ("open", None, None, None)
    assert signal.steps.count() == 2 and tells(signal, made.ana).state == "told"


def test_only_tellings_and_answers_are_taken_back(made, signal):
    tells(signal, made.ana)
    answers(signal, made.ana)
    closes(signal, made.rosa)
    reopen_signal(signal=signal, words=WHY, by=made.rosa, at=at(0))
    closed = signal.steps.get(kind="closed")
    with pytest.raises(Refused) as refused:
        reverse_step(signal=signal, step=closed, why=WHY, by=made.ana, at=at(0))
    assert codes(refused) == ["step_kept"]


def test_nobody_handles_a_signal_about_what_they_wrote_down(made, signal):
    with pytest.raises(IntegrityError), transaction.atomic():
        force(signal, about_person=made.ana.public_id)
    from winay.supervision.step_rules import SignalFacts, may_close, may_reopen, may_tell

    today = people.today()
    facts = SignalFacts(SignalState.OPEN, today, today, about_person=made.ana.public_id)
    for decision in (
        may_tell(facts, on=today, whom="Ana Quispe", by=made.ana.public_id),
        may_close(facts, outcome=CORRECTED, on=today, words=WHY, by=made.ana.public_id),
    ):
        assert [reason.code for reason in decision.reasons] == ["supervision.about_yourself"]
    over = SignalFacts(SignalState.CLOSED, today, today, about_person=made.ana.public_id)
    assert not may_reopen(over, words=WHY, by=made.ana.public_id).ok


@pytest.mark.parametrize("who", [people.other_head, people.auditor])
def test_another_office_and_an_auditor_write_nothing(made, signal, who):
    by = people.acting_as(who())
    tells(signal, made.ana)
    for verb in (
        lambda: tells(signal, by),
        lambda: answers(signal, by),
        lambda: closes(signal, by, CORRECTED),
        lambda: reopen_signal(signal=signal, words=WHY, by=by, at=at(0)),
        lambda: reverse_step(signal=signal, step=signal.steps.get(), why=WHY, by=by, at=at(0)),
    ):
        with pytest.raises(NotAllowed):
            verb()
    for verb in (lambda: tells(signal, SYSTEM), lambda: closes(signal, SYSTEM, CORRECTED)):
        with pytest.raises(NotAllowed):
            verb()


def force(signal, **columns):
    Signal.objects.filter(pk=signal.pk).update(**columns)


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "same_place"},
        {"detail": "otra"},
        {"settings": "signal_visits_hour=99"},
        {"found_on": ago(1)},
        {"month": ago(400)},
        {"state": "told"},
        {"state": "answered"},
        {"told_on": ago(0), "state": "told"},
        {"state": "closed", "outcome": "confirmed"},
    ],
)
def test_the_database_keeps_what_was_found(made, signal, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        force(signal, **columns)


def test_the_database_keeps_evidence_and_steps(made, signal):
    tells(signal, made.ana)
    answers(signal, made.ana)
    for rows, columns in (
        (Evidence.objects.filter(signal=signal), {"number": 99}),
        (Evidence.objects.filter(signal=signal), {"words": "otra cosa"}),
        (signal.steps.filter(kind="answered"), {"words": "otra cosa"}),
        (signal.steps.filter(kind="told"), {"done_on": ago(9)}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**columns)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.filter(pk=signal.pk).delete()
    closes(signal, made.rosa)
    for columns in ({"outcome": "confirmed"}, {"closed_on": ago(1)}, {"state": "withdrawn"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            force(signal, **columns)
