"""Forms of the catalogue filled in and sent as a phone does, and what became of them."""

import uuid
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.field.phones import phone as phone_for
from tests.field.scene import Phone
from winay.core.clock import now
from winay.intake.forms.reading import to_xform
from winay.intake.models import Submission
from winay.intake.processing.services import reasons_of
from winay.journeys.ingest import ingest_next
from winay.synthetic.filling import fill

FORMS = Path(settings.WINAY_FORMS)


@cache
def xform(form_id: str) -> bytes:
    """A shipped form as phones get it, converted once a run."""
    return to_xform((FORMS / f"{form_id}.xlsx").read_bytes()).xml


def filled(form_id: str, answers: dict[str, str], repeats: dict[str, Sequence[Any]], **change: str) -> bytes:
    """A shipped form, filled in; `change` names answers with `__` for `/`."""
    answers = answers | {name.replace("__", "/"): value for name, value in change.items()}
    return fill(xform(form_id), answers, repeats, instance=f"uuid:{uuid.uuid4()}")


def send(body: bytes, place: str | None = "0501", files: dict[str, bytes] | None = None, token: str = "") -> Submission:
    """Sent by a phone of a place, and read."""
    answer = Phone(token or phone_for(place).token).send(body, files or {})
    assert answer.status_code in {201, 202}, answer.content
    while ingest_next(at=now()):
        pass
    return Submission.objects.latest("id")


def why(sent: Submission) -> list[str]:
    """The reasons of what happened to it last."""
    return [reason.code for reason in reasons_of(sent.steps.latest("id"))]
