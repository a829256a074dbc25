"""A nucleus that received by its plan, with a trainer, and the forms of deliveries filled in as a phone fills them in:
for tests of what becomes of them."""

import re
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.delivery import asset_scene
from tests.field.phones import phone as phone_for
from tests.field.scene import JPEG, Phone
from tests.trainers.test_caseloads import hires
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.delivery.home_guide import home_items
from winay.intake.forms.reading import to_xform
from winay.intake.models import Submission
from winay.intake.processing.services import reasons_of
from winay.journeys.check_form import SCREENS
from winay.journeys.ingest import ingest_next
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.nuclei.models import Membership
from winay.registry.rules import household_code
from winay.synthetic.filling import fill
from winay.trainers.contract_models import Contract

FORMS = Path(settings.WINAY_FORMS)
GARDEN, STOVE, DAY = asset_scene.GARDEN, asset_scene.STOVE, asset_scene.DAY
PICTURES = {"foto.jpg": JPEG, "firma.png": b"\x89PNG\r\n\x1a\n" + b"signature" * 9}
Answers = dict[str, Any]


@cache
def xform(form: str) -> bytes:
    return to_xform((FORMS / f"{form}.xlsx").read_bytes()).xml


@dataclass
class Ground:
    """The nucleus, its trainer from the day of the plan on, and a phone of their office."""

    of: asset_scene.Planned
    trainer: Contract
    phone: Phone
    token: Any = field(repr=False)

    @property
    def on(self) -> date:
        return self.of.on

    def home(self, number: int = 0) -> Membership:
        return self.of.home(number)

    def code(self, number: int = 0) -> str:
        return household_code(self.home(number).enrolment.household.public_id)

    def who(self, number: int = 0) -> Answers:
        return {"who/household_code": self.code(number), "who/contract_code": household_code(self.trainer.public_id)}

    def send(self, body: bytes, files: dict[str, bytes] | None = None, phone: Phone | None = None) -> Submission:
        """What became of a body that the phone sent."""
        answer = (phone or self.phone).send(body, files or {})
        assert answer.status_code in {201, 202}, answer.content
        while ingest_next(at=now()):
            pass
        return Submission.objects.latest("id")


def ground(households: int = 4, *, published_at: datetime | None = None) -> Ground:
    """Formed more than a year ago; the forms were published before that, or at a moment of one's own."""
    of = asset_scene.planned(households)
    at = published_at or now() - 600 * DAY
    publish_shipped_forms(FORMS, by=SYSTEM, at=at)
    trainer = hires(of.made, 0, began_on=of.on, over_on=of.on + 700 * DAY)
    held = phone_for("0501")
    return Ground(of, trainer, Phone(held.token), held)


def why(sent: Submission) -> list[str]:
    return [reason.code for reason in reasons_of(sent.steps.latest("id"))]


def body(form: str, answers: Answers, repeats: Any = None) -> bytes:
    """A filled-in form."""
    empty: dict[str, Any] = {"group_session": {"others": []}, "asset_delivery": {"things": []}}.get(form, {})
    return fill(xform(form), answers, empty | (repeats or {}), instance=f"uuid:{uuid.uuid4()}")


def by_list(found: Ground, sent: bytes, number: int = 0) -> bytes:
    """The same as a phone sends it that has its lists: ids where codes were typed."""
    home = found.home(number)
    household, nucleus = home.enrolment.household, home.nucleus.public_id
    ids = {
        b"household": household.public_id, b"nucleus": nucleus, b"plan_item": uuid.uuid4(), b"listed_item": GARDEN,
        b"listed_contract": household_code(found.trainer.public_id), b"member": household.participant.public_id,
    }  # fmt: skip
    placed = {
        b"household_code": (b"household", b"nucleus", b"listed_contract"), b"contract_code": (),
        b"item": (b"plan_item", b"listed_item"), b"relation": (b"member",),
    }  # fmt: skip
    for name in ids:
        sent = re.sub(rb"<%s\s*/>" % name, b"", sent)
    for typed, names in placed.items():
        listed = b"".join(b"<%s>%s</%s>" % (name, str(ids[name]).encode(), name) for name in names)
        sent = re.sub(rb"<%s>[^<]+</%s>" % (typed, typed), listed, sent, count=1)
    return sent


def clock(moment: datetime | None) -> Answers:
    """What the phone's clock said."""
    return {} if moment is None else {"start": moment.isoformat(), "end": moment.isoformat()}


def session(found: Ground, *, after: int = 200, came: Any = None, **change: Any) -> bytes:
    told = {
        **found.who(), "when/held_on": (found.on + after * DAY).isoformat(), "when/began": "15:00:00.000-05:00",
        "when/minutes": "120", "when/venue": "Local comunal de Vinchos", "when/language": "quy",
        "about/items": GARDEN, "about/topics": "selling", "guests/women": "2", "end_notes/notes": "Traer semilla",
    }  # fmt: skip
    people = [
        {"household_code": found.code(number), "relation": "participant", "sex": "f"}
        for number in range(len(found.of.made.cycles))
    ]
    return body("group_session", told | named(change), {"others": people if came is None else came})


def delivery(found: Ground, number: int = 0, *, after: int = 10, things: Any = None, **change: Any) -> bytes:
    """The whole garden, and of the stove what `things` say."""
    told = {
        **found.who(number), "when/delivered_on": (found.on + after * DAY).isoformat(), "papers/photo": "foto.jpg",
        "papers/supplier": "Ferretería El Sol", "papers/voucher": "F001-2231", "witnesses/name_1": "Eusebia Ñahui",
        "witnesses/role_1": "prosecutor", "witnesses/name_2": "Fortunato Sulca", "witnesses/role_2": "treasurer",
        "received/relation": "participant", "received/explained": "yes", "received/mark": "signature",
        "received/signature": "firma.png",
    }  # fmt: skip
    came = [{"item": GARDEN, "thing": "whole"}] if things is None else things
    return body("asset_delivery", told | named(change), {"things": came})


def installation(found: Ground, number: int = 0, *, after: int = 30, **change: Any) -> bytes:
    told = {
        **found.who(number), "what/item": GARDEN, "what/installed_on": (found.on + after * DAY).isoformat(),
        "what/tried": "yes", "charge/relation": "participant", "work/women": "2.5", "work/men": "1",
    }  # fmt: skip
    return body("asset_installation", told | named(change))


def check(found: Ground, number: int = 0, *, after: int = 150, **change: Any) -> bytes:
    on = (found.on + after * DAY).isoformat()
    told = {
        **found.who(number), "what/item": GARDEN, "what/checked_on": on, "found/state": "in_use",
        "found/evidence": "produce", "found/used_on": on, "found/words": "Lechuga y cebolla en pie",
        "found/photo": "foto.jpg", "checker/checked_by": "trainer",
    }  # fmt: skip
    return body("technology_check", told | named(change))


def home(found: Ground, number: int = 0, *, after: int = 60, no: tuple[int, ...] = (3,), **change: Any) -> bytes:
    """Everything well but some items."""
    group = {number: name for name, numbers in SCREENS.items() for number in numbers}
    on = found.on + after * DAY
    told = {**found.who(number), "when/checked_on": on.isoformat(), "when/health_worker": "Nancy Rojas"}
    for one in home_items():
        told[f"{group[one.number]}/i{one.number}"] = "no" if one.number in no else "yes"
        if one.critical and one.number in no:
            told[f"{group[one.number]}/i{one.number}_what"] = "Limpiar la chimenea"
            told[f"{group[one.number]}/i{one.number}_due"] = (on + 15 * DAY).isoformat()
    return body("healthy_home", told | named(change))


def correcting(sent: bytes, old: str) -> bytes:
    """The same, as a phone sends it when what it sent before is edited."""
    return re.sub(rb"(</[\w:]*instanceID>)", rb"\1<deprecatedID>%s</deprecatedID>" % old.encode(), sent)


def named(change: Answers) -> Answers:
    """Answers by their paths: a test writes `group__name`."""
    return {name.replace("__", "/"): value for name, value in change.items()}
