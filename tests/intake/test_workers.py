"""Workers that meet, over real commits."""

import threading
from datetime import datetime

from django.db import connections

from tests.field.scene import FORM, Phone, answers, credential, published
from winay.core.actors import Actor
from winay.core.clock import now
from winay.intake.models import Step, Submission
from winay.intake.reading.answers import Answers
from winay.intake.terms import State, StepKind
from winay.journeys.ingest import Form, Read, Work, ingest_next


def test_two_workers_never_take_the_same(fresh_db: str) -> None:
    published()
    phone = Phone(credential()[1])
    for n in range(12):
        phone.send(answers(f"i{n}", name=f"n{n}"))
    read: list[str] = []

    def reads(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
        read.append(answers.text("name"))
        return Read()

    def run() -> None:
        try:
            while ingest_next(at=now(), forms={FORM: Form(reads)}):
                pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(read) == sorted(f"n{n}" for n in range(12))
    assert set(Submission.objects.values_list("state", flat=True)) == {State.PROCESSED}
    assert Step.objects.filter(kind=StepKind.PROCESSED).count() == 12
