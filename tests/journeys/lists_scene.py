"""A trainer with a phone and its lists, and visits as that phone sends them, which change the list."""

import csv
import uuid
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.conf import settings

from tests.delivery import visits_scene as visits
from tests.delivery.visits_scene import GARDEN
from tests.field.phones import HOST, Phone
from tests.field.scene import Phone as Sender
from tests.nuclei import scene as nuclei
from tests.trainers.scene import ago
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.intake.entity_models import ConflictDecision, EntityConflict, EntitySaid, EntityVersion
from winay.intake.forms.reading import to_xform
from winay.intake.models import Submission
from winay.intake.processing.services import reasons_of
from winay.intake.terms import Keep
from winay.journeys.ingest import ingest_next
from winay.journeys.phone_lists.deciding import decide, look_at
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.synthetic.filling import fill
from winay.trainers.services.phones import let_trainer_phone_in

FORMS = Path(settings.WINAY_FORMS)
FORM = "household_visit"
WHY = "Así lo contó el hogar al yachachiq."


@cache
def xform() -> bytes:
    return to_xform((FORMS / f"{FORM}.xlsx").read_bytes()).xml


def made(households: int = 3) -> nuclei.Formed:
    """A nucleus whose trainer has its households since eight days ago, with the forms published."""
    publish_shipped_forms(FORMS, by=SYSTEM, at=now())
    return visits.shared(households)


def let_in(made: nuclei.Formed, contract: Any = None) -> "Trainer":
    """The trainer's phone."""
    one, token = let_trainer_phone_in(contract=contract or made.trainer, by=made.ana, at=now())  # type: ignore[attr-defined]
    return Trainer(made, Phone(one.credential, token))


@dataclass
class Trainer:
    """A trainer's phone: what it has on its lists, and what it sends."""

    made: nuclei.Formed
    phone: Phone

    def manifest(self, form_id: str = FORM) -> dict[str, dict[str, str]]:
        (form,) = self.phone.forms(formID=form_id)
        return {one["filename"]: one for one in self.phone.files(form)}

    def token(self, dataset: str = "households") -> str:
        return self.manifest()[f"{dataset}.csv"]["hash"]

    def rows(self, dataset: str = "households") -> list[dict[str, str]]:
        answer = self.phone.get(f"lists/{dataset}.csv")
        assert answer.status_code == 200 and "text/csv" in answer["Content-Type"]
        return list(csv.DictReader(StringIO(answer.content.decode("utf-8"))))

    def refresh(self) -> None:
        """Take the list of households: from then on it has versions."""
        self.rows()

    def row(self, number: int = 0) -> dict[str, str]:
        return next(row for row in self.rows() if row["name"] == self.name(number))

    def name(self, number: int = 0) -> str:
        return str(self.made.cycles[number].household.public_id)

    def visit(self, number: int = 0, days: int = 5, *, base: int, trunk: int | None = None, branch: str = "",
              old: str = "", instance: str = "", began: str = "09:30", **change: str) -> bytes:  # fmt: skip
        """A visit that was filled in. `base` is the version of the household that the phone had."""
        on, advice = ago(days).isoformat(), change.pop("advice", "Regar de tarde")
        next_on = change.pop("next_on", ago(days - 12).isoformat())
        answers = {
            "who/household": self.name(number), "when/visited_on": on, "when/began": f"{began}:00.000-05:00",
            "when/minutes": "60", "when/language": "quy", "received/relation": "participant", "received/sex": "m",
            "about/items": GARDEN, "about/last_time": "nothing", "about/demonstration": "none",
            "about/initiative": "no", "about/advice": advice, "confirm/mark": "print",
            "confirm/witness": "Teófila Auqui", "confirm/next_on": next_on, "confirm/newest": "yes",
            "confirm/last_on": on, "confirm/last_advice": advice, "confirm/next_visit_on": next_on,
        } | {name.replace("__", "/"): value for name, value in change.items()}  # fmt: skip
        empty: dict[str, Any] = {"others": [], "agreements": [], "production": []}
        chosen = {
            "id": answers["who/household"], "baseVersion": str(base), "branchId": branch,
            "trunkVersion": "" if trunk is None else str(trunk),
        }  # fmt: skip
        entity = chosen if answers["who/household"] else None
        xml = fill(xform(), answers, empty, instance=instance or f"uuid:{uuid.uuid4()}", entity=entity)
        return correcting(xml, old) if old else xml

    def send(self, body: bytes, files: dict[str, bytes] | None = None) -> Submission:
        """Send it, and let it have its turn."""
        answer = Sender(self.phone.token).send(body, files or {})
        assert answer.status_code in {201, 202}, answer.content
        read()
        return Submission.objects.get(instance_id=instance_of(body))

    def integrity(self, ids: list[str], dataset: str = "households") -> dict[str, str]:
        url = self.manifest()[f"{dataset}.csv"]["integrityUrl"].removeprefix(HOST)
        answer = self.phone.client.get(url, {"id": ",".join(ids)})
        assert answer.status_code == 200 and "text/xml" in answer["Content-Type"]
        root = ElementTree.fromstring(answer.content)
        assert root.tag == "data"
        return {one.get("id", ""): one.findtext("deleted", "") for one in root.iter("entity")}


def correcting(xml: bytes, old: str) -> bytes:
    """The same as a correction of another."""
    root = ElementTree.fromstring(xml)
    (meta,) = [one for one in root if one.tag.endswith("meta")]
    ElementTree.SubElement(meta, meta.tag.replace("meta", "deprecatedID")).text = old
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def instance_of(body: bytes) -> str:
    root = ElementTree.fromstring(body)
    return next(one.text or "" for one in root.iter() if one.tag.endswith("instanceID"))


def read() -> None:
    while ingest_next(at=now()):
        pass


def why(sent: Submission) -> list[str]:
    return [reason.code for reason in reasons_of(sent.steps.latest("id"))]


def said(sent: Submission) -> EntitySaid:
    return EntitySaid.objects.get(submission=sent)


def versions(name: str, source: str | None = None) -> list[EntityVersion]:
    rows = EntityVersion.objects.filter(entity__name=name).order_by("number")
    return list(rows.filter(source=source) if source else rows)


def conflicts() -> list[EntityConflict]:
    return list(EntityConflict.objects.order_by("id"))


def decides(met: EntityConflict, keep: Keep, by: Any, why: str = WHY) -> ConflictDecision:
    """A person looks at both values and says which holds."""
    seen = look_at(EntityConflict.objects.get(pk=met.pk), at=now()).row.entity.version
    return decide(conflict=met, keep=keep, why=why, seen=seen, by=by, by_name="Ana", at=now())


def day(days: int) -> date:
    return ago(days)
