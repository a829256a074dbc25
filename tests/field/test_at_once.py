"""Twenty of the same at once, over real commits: one record, whatever came first."""

import threading
from collections import Counter

import pytest
from django.db import connections

from tests.field.scene import JPEG, Phone, answers, credential, new_id, published
from winay.intake.models import Attachment, Quarantined, Submission
from winay.intake.terms import State

MANY = 20


def all_at_once(calls: list[object]) -> Counter[int]:
    found: Counter[int] = Counter()
    gate = threading.Barrier(len(calls))

    def call(one: object) -> None:
        try:
            gate.wait()
            found[one()] += 1  # type: ignore[operator]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call, args=[one]) for one in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture
def token(fresh_db: str) -> str:
    published()
    return credential()[1]


@pytest.mark.parametrize("files", [None, {"1.jpg": JPEG}])
def test_twenty_at_once_are_one_record(token: str, files: dict[str, bytes] | None) -> None:
    xml = answers(photo="1.jpg" if files else "")
    found = all_at_once([lambda: Phone(token).send(xml, files).status_code] * MANY)
    assert found == {201: MANY}
    assert Submission.objects.count() == 1 and Attachment.objects.count() == len(files or {})


def test_files_that_come_at_once_complete_it(token: str) -> None:
    names = [f"{n}.jpg" for n in range(8)]
    xml = answers(more="".join(f"<people><picture>{name}</picture></people>" for name in names))
    found = all_at_once(
        [lambda n=name: Phone(token).send(xml, {n: JPEG}, incomplete=True).status_code for name in names]
    )
    assert found == {201: len(names)}
    assert Submission.objects.get().state == State.RECEIVED and Attachment.objects.count() == len(names)


def test_different_answers_under_one_id_at_once_keep_one_and_set_the_others_apart(token: str) -> None:
    instance = new_id()
    found = all_at_once(
        [lambda n=n: Phone(token).send(answers(instance, name=f"persona {n}")).status_code for n in range(6)]
    )
    assert found == {201: 1, 409: 5}
    assert Submission.objects.count() == 1 and Quarantined.objects.count() == 5
