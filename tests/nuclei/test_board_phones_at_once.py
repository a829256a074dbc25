"""A phone is given while the post ends, each in a transaction that does not see the other: the database keeps one of
the two from happening. The verbs take turns on the nucleus; here nothing does."""

import threading
from collections.abc import Callable
from time import sleep

import pytest
from django.db import IntegrityError, connection, transaction

from tests import people
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene
from winay.accounts.phones.services import issue_credential
from winay.core.clock import now
from winay.nuclei.governance_models import Mandate
from winay.nuclei.phone_models import BoardPhone
from winay.nuclei.terms import Post

HELD = 0.4
"""Seconds for which the first keeps its transaction open, so that the second meets it."""


def given(made: scene.Formed, mandate: Mandate) -> None:
    credential, _ = issue_credential(
        label="Tesorera", person=None, holder="Junta directiva", place=made.nucleus.district,
        program=made.nucleus.version.program, expires_on=None, by=people.acting_as(people.manager()), at=now(),
    )  # fmt: skip
    BoardPhone.objects.create(mandate=mandate, credential=credential)


def ended(made: scene.Formed, mandate: Mandate) -> None:
    Mandate.objects.filter(pk=mandate.pk).update(
        ended_on=boards.day(made, 9), end_why="resigned", ended_by=made.ana.public_id, ended_at=now()
    )


Act = Callable[[scene.Formed, Mandate], None]


@pytest.mark.parametrize(("first", "second"), [(given, ended), (ended, given), (given, given)])
def test_of_two_that_contradict_each_other_one_happens(fresh_db: str, first: Act, second: Act) -> None:
    made = scene.formed(4)
    boards.elects(made, boards.day(made, 3), treasurer=1)
    mandate = boards.mandate(made, Post.TREASURER)
    begun, results = threading.Event(), dict[str, str]()

    def run(name: str, act: Act, after: Callable[[], object]) -> None:
        try:
            if name == "second":
                begun.wait(10)
            with transaction.atomic():
                act(made, mandate)
                after()
            results[name] = "done"
        except IntegrityError:
            results[name] = "refused"
        finally:
            begun.set()
            connection.close()

    def hold() -> None:
        begun.set()
        sleep(HELD)

    threads = [
        threading.Thread(target=run, args=("first", first, hold)),
        threading.Thread(target=run, args=("second", second, lambda: None)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results == {"first": "done", "second": "refused"}
    live = BoardPhone.objects.filter(credential__revoked_at=None).count()
    assert live == (first is given) and Mandate.objects.filter(ended_on=None).count() == (first is given)
