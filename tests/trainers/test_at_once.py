"""A productive and a financial contract of one person, each in a transaction that does not see the other: the database
keeps one of the two from happening. The verbs take turns on the person; here nothing does."""

import threading
from collections.abc import Callable
from time import sleep
from typing import Any

from django.db import IntegrityError, connection, transaction

from tests.nuclei import scene as nuclei
from tests.trainers import scene
from tests.trainers.scene import ago, at
from winay.trainers.application_models import Applicant
from winay.trainers.contract_models import Contract
from winay.trainers.services.applications import enter_applicant

HELD = 0.4
"""Seconds for which the first keeps its transaction open, so that the second meets it."""


def signed(made: nuclei.Formed, person: Applicant, kind: str) -> Contract:
    return Contract.objects.create(
        applicant=person, version=made.nucleus.version, kind=kind, selected_by="community", hired_by=made.nucleus,
        began_on=ago(10), over_on=ago(-100), fee_minor=100, currency="PEN", fee_per="month", board_kin="none",
        recorded_by=made.ana.public_id, recorded_at=at(9),
    )  # fmt: skip


def test_of_two_kinds_on_one_day_one_happens(fresh_db: str) -> None:
    made = nuclei.formed(1)
    person = enter_applicant(scene.person(), synthetic=False, by=made.ana, at=at(9))
    begun, results = threading.Event(), dict[str, str]()

    def run(kind: str, after: Callable[[], Any]) -> None:
        try:
            if kind == "financial":
                begun.wait(10)
            with transaction.atomic():
                signed(made, person, kind)
                after()
            results[kind] = "done"
        except IntegrityError:
            results[kind] = "refused"
        finally:
            begun.set()
            connection.close()

    def hold() -> None:
        begun.set()
        sleep(HELD)

    threads = [
        threading.Thread(target=run, args=("productive", hold)),
        threading.Thread(target=run, args=("financial", lambda: None)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results == {"productive": "done", "financial": "refused"}
    assert Contract.objects.get().kind == "productive"
