"""Verbs on rumours: heard, answered, heard again; taken back where they were written down by mistake."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused, refuse_unless
from winay.journal.services import record
from winay.nuclei.services.records import today_at
from winay.places.models import Place
from winay.voices.access import require_here
from winay.voices.rumour_models import HeardAgain, Rumour, RumourAnswer
from winay.voices.services.records import about_rumour, locked_rumour
from winay.voices.telling_rules import (
    AnswerSaid,
    RumourSaid,
    may_answer_rumour,
    may_hear,
    may_hear_again,
    may_withdraw,
)


@transaction.atomic
def hear_rumour(*, place: Place, said: RumourSaid, by: Actor, at: datetime, synthetic: bool = False) -> Rumour:
    """Write down what people say of the program, as they say it. Nobody who said it is named."""
    require_here(place, Permission.RECORD_VOICE, by)
    refuse_unless(may_hear(said, today=today_at(at)))
    made = Rumour.objects.create(
        place=place, topic=said.topic.value, words=said.words.strip(), heard_on=said.heard_on,
        last_heard_on=said.heard_on, recorded_by=by.public_id, recorded_at=at, synthetic=synthetic,
    )  # fmt: skip
    record(
        "voices.hear_rumour", by=by, at=at, subjects=about_rumour(made),
        after={"topic": said.topic, "heard_on": said.heard_on, "words": made.words},
    )  # fmt: skip
    return made


@transaction.atomic
def answer_rumour(*, rumour: Rumour, said: AnswerSaid, by: Actor, at: datetime) -> RumourAnswer:
    """Say what was answered, and how."""
    rumour = locked_rumour(rumour.pk)
    require_here(rumour.place, Permission.RECORD_VOICE, by)
    refuse_unless(
        may_answer_rumour(said, heard_on=rumour.heard_on, withdrawn=rumour.withdrawn_at is not None, today=today_at(at))
    )
    made = RumourAnswer.objects.create(
        rumour=rumour, told_on=said.on, how=said.how.value, words=said.words.strip(), recorded_by=by.public_id,
        recorded_at=at,
    )  # fmt: skip
    _retell(rumour)
    record(
        "voices.answer_rumour", by=by, at=at, subjects=about_rumour(rumour),
        after={"answered_on": said.on, "answer_how": said.how, "words": made.words},
    )  # fmt: skip
    return made


@transaction.atomic
def hear_again(*, rumour: Rumour, on: date, by: Actor, at: datetime, note: str = "") -> Rumour:
    """It was heard again on a later day. Heard after its answer, it waits for another one."""
    rumour = locked_rumour(rumour.pk)
    require_here(rumour.place, Permission.RECORD_VOICE, by)
    refuse_unless(
        may_hear_again(
            on=on, heard_on=rumour.heard_on, known=HeardAgain.objects.filter(rumour=rumour, told_on=on).exists(),
            withdrawn=rumour.withdrawn_at is not None, note=note, today=today_at(at),
        )
    )  # fmt: skip
    try:
        with transaction.atomic():
            HeardAgain.objects.create(
                rumour=rumour, told_on=on, note=note.strip(), recorded_by=by.public_id, recorded_at=at
            )
    except IntegrityError:
        raise Refused([Reason("voices.heard_known")]) from None
    _retell(rumour)
    record("voices.hear_again", by=by, at=at, subjects=about_rumour(rumour), after={"heard_on": on})
    return rumour


@transaction.atomic
def withdraw_answer(*, answer: RumourAnswer, why: str, by: Actor, at: datetime) -> RumourAnswer:
    """An answer was written down wrongly: it stays on record and counts no longer."""
    rumour = locked_rumour(answer.rumour_id)
    require_here(rumour.place, Permission.RECORD_VOICE, by)
    answer = RumourAnswer.objects.get(pk=answer.pk)
    refuse_unless(may_withdraw(withdrawn=answer.withdrawn_at is not None or rumour.withdrawn_at is not None, why=why))
    answer.withdrawn_by, answer.withdrawn_at, answer.withdrawn_why = by.public_id, at, why.strip()
    answer.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    _retell(rumour)
    record(
        "voices.withdraw_answer", by=by, at=at, subjects=about_rumour(rumour),
        before={"answered_on": answer.told_on, "words": answer.words}, after={"reason": answer.withdrawn_why},
    )  # fmt: skip
    return answer


@transaction.atomic
def withdraw_rumour(*, rumour: Rumour, why: str, by: Actor, at: datetime) -> Rumour:
    """It was written down by mistake, or twice: it stays on record and in no list."""
    rumour = locked_rumour(rumour.pk)
    require_here(rumour.place, Permission.RECORD_VOICE, by)
    refuse_unless(may_withdraw(withdrawn=rumour.withdrawn_at is not None, why=why))
    rumour.withdrawn_by, rumour.withdrawn_at, rumour.withdrawn_why = by.public_id, at, why.strip()
    rumour.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    record(
        "voices.withdraw_rumour", by=by, at=at, subjects=about_rumour(rumour),
        before={"topic": rumour.topic, "words": rumour.words}, after={"reason": rumour.withdrawn_why},
    )  # fmt: skip
    return rumour


def _retell(rumour: Rumour) -> None:
    """The newest days of its rows, on the rumour itself."""
    heard = HeardAgain.objects.filter(rumour=rumour).order_by("-told_on").values_list("told_on", flat=True).first()
    answers = RumourAnswer.objects.filter(rumour=rumour, withdrawn_at=None).order_by("-told_on")
    rumour.last_heard_on = heard or rumour.heard_on
    rumour.last_answered_on = answers.values_list("told_on", flat=True).first()
    rumour.save(update_fields=["last_heard_on", "last_answered_on"])
