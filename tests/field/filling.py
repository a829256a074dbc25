"""A registration form as a phone sends it, for tests that change one answer."""

import uuid
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.conf import settings

from winay.intake.forms.reading import to_xform
from winay.synthetic.filling import Values, fill

SHIPPED = Path(settings.WINAY_FORMS) / "household_registration.xlsx"
PERSON: dict[str, str] = {
    "given_names": "Fortunata", "surname_1": "Quispe", "surname_2": "Ccori", "sex": "f", "birth_precision": "day",
    "born_day": "1984-03-12", "kin": "participant", "has_id": "yes", "national_id": "41234567",
    "mother_tongue": "quy", "other_languages": "es", "reads": "no", "at_home": "yes",
}  # fmt: skip
HOME: dict[str, str] = {
    "consent_text": "2026.1", "consent/language": "quy", "consent/agrees": "yes", "place/language": "quy",
    "place/reference": "Frente a la posta", "juntos/member": "yes", "sisfoh/has_paper": "no", "entry/wants": "yes",
    "sign/how": "spoken", "people_checked": "OK",
}  # fmt: skip


@cache
def shipped() -> bytes:
    """The shipped form as phones get it, converted once a run: it is the same whoever fills it in."""
    return to_xform(SHIPPED.read_bytes()).xml


def registration(
    place: str, on: str, *, members: Sequence[Values] = (PERSON,), instance: str = "", **change: str
) -> bytes:
    """A registration form, filled in; `change` names answers with `__` for `/`."""
    answers = {**HOME, "filled_on": on, "place/locality": place, "start": f"{on}T10:00:00.000-05:00"}
    answers |= {"end": f"{on}T10:20:00.000-05:00"} | {name.replace("__", "/"): value for name, value in change.items()}
    return fill(shipped(), answers, {"members": members}, instance=instance or f"uuid:{uuid.uuid4()}")
