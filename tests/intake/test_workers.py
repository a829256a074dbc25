"""Workers that meet, and workers that die, over real commits."""

import os
import signal
import threading
from datetime import datetime
from typing import Any

from django.db import connection, connections

from tests.field.scene import FORM, Phone, answers, credential, published
from winay.core import clock
from winay.core.actors import Actor
from winay.core.clock import now
from winay.intake.models import Step, Submission, Taken
from winay.intake.processing.claims import MOST_TRIES
from winay.intake.processing.services import reasons_of
from winay.intake.reading.answers import Answers
from winay.intake.terms import State, StepKind
from winay.journeys.form_readers import Form, Read, Work
from winay.journeys.ingest import ingest_next, ingest_some
from winay.journeys.wording import say


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


def test_one_in_whose_midst_workers_die_goes_to_a_person_and_takes_no_other_with_it(fresh_db: str) -> None:
    """Each worker is a process of its own that is killed while it reads, as by the system for want of memory."""
    published()
    phone = Phone(credential()[1])
    for name in ("a", "b", "c"):
        phone.send(answers(name, name=name))

    def reads(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
        if answers.text("name") == "b":
            os.kill(os.getpid(), signal.SIGKILL)
        return Read()

    connections.close_all()
    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close_pool()  # its threads would not be there in the child
    ends = [_in_a_process_of_its_own(reads) for _ in range(MOST_TRIES + 2)]
    assert ends == [signal.SIGKILL] * MOST_TRIES + [0, 0]
    states = dict(Submission.objects.values_list("instance_id", "state"))
    assert states == {"a": State.PROCESSED, "b": State.REVIEW, "c": State.PROCESSED}
    row = Submission.objects.get(instance_id="b")
    (reason,) = reasons_of(Step.objects.get(submission=row))
    assert (row.reason_code, reason.params) == ("intake.fatal", {"tries": MOST_TRIES})
    assert "3" in say(reason) and not Taken.objects.exists()


def _in_a_process_of_its_own(reads: Any) -> int:
    child = os.fork()
    if child == 0:
        try:
            ingest_some(seconds=1, clock=clock, forms={FORM: Form(reads)})
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.WTERMSIG(status) if (status := os.waitpid(child, 0)[1]) and os.WIFSIGNALED(status) else status
