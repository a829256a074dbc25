"""The trainer's phone of the demonstration: it took its lists, and sent four visits of households that are on them. Two
were told without knowing of one another, so somebody must decide; one waits for a visit still in another pocket."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid5

from django.conf import settings

from winay.accounts.phones.queries import ActingPhone, phone_of
from winay.accounts.phones.services import note_contact
from winay.accounts.queries import acting
from winay.core.clock import local_date, now
from winay.intake.forms.reading import to_xform
from winay.intake.receiving.services import Delivery, receive
from winay.journeys.ingest import ingest_next
from winay.journeys.phone_lists.ground import ground_of
from winay.journeys.phone_lists.rows import COLUMNS, HOUSEHOLDS, rows_of
from winay.journeys.phone_lists.serving import fetch
from winay.journeys.visit_form import VISIT_FORM
from winay.nuclei.models import Nucleus
from winay.synthetic.community import Office
from winay.synthetic.filling import fill
from winay.synthetic.phones import AGENT, IDS
from winay.trainers.queries.contracts import whole_contracts
from winay.trainers.services.phones import let_trainer_phone_in
from winay.trainers.terms import ContractKind

NEWS = (
    ("06:30", 0, "Tapar el almácigo con paja: anuncian helada para el jueves."),
    ("08:40", 0, "Cambiar el bebedero y revisar las patas de los cuyes."),
    ("09:00", 1, "Separar las hembras preñadas."),
    ("11:00", 0, "Regar por surcos, en la tarde."),
)
"""Hour, whether it was told of the Sunday before, advice. The second and third are of one household."""


def carry_lists(office: Office, nucleus: Nucleus) -> None:
    """A running contract's trainer is let in, takes the lists and sends what was filled in."""
    at = now()
    on = local_date(at, settings.TIME_ZONE)
    rows = whole_contracts().filter(nuclei__nucleus=nucleus, kind=ContractKind.PRODUCTIVE, beside=None)
    contract = rows.filter(began_on__lte=on, over_on__gt=on).order_by("began_on", "pk").first()
    if contract is None:
        return
    made, _token = let_trainer_phone_in(contract=contract, by=acting(office.person, on=on), at=at)
    phone = phone_of(made.credential)
    note_contact(phone=phone, device_id=_device(phone), user_agent=AGENT, at=at)
    for dataset in COLUMNS:
        fetch(phone, dataset, holds=(), at=at)
    homes = [row for _, row in rows_of(HOUSEHOLDS, ground_of(phone, on))][:3]
    if len(homes) < 3:
        return
    form = to_xform((Path(settings.WINAY_FORMS) / f"{VISIT_FORM}.xlsx").read_bytes()).xml
    sunday = on - timedelta(days=on.isoweekday() % 7 or 7)
    for number, (hour, before, advice) in enumerate(NEWS):
        _send(phone, form, str(homes[(0, 1, 1, 2)[number]].name), number, sunday if before else on, hour, advice)
    while ingest_next(at=now()):
        pass


def _send(
    phone: ActingPhone, form: bytes, household: str, number: int, on: date, hour: str, advice: str
) -> None:  # fmt: skip
    """One visit. The last one follows another that has not arrived."""
    instance = uuid5(IDS, f"visit/{household}/{number}")
    next_on = (on + timedelta(days=12)).isoformat()
    answers = {
        "start": now().isoformat(timespec="milliseconds"), "end": now().isoformat(timespec="milliseconds"),
        "who/household": household, "when/visited_on": on.isoformat(), "when/began": f"{hour}:00.000-05:00",
        "when/minutes": "60", "when/language": "es", "received/relation": "participant", "received/sex": "f",
        "about/topics": "animal_health soil", "about/last_time": "done", "about/demonstration": "made",
        "about/initiative": "not_seen", "about/advice": advice, "confirm/mark": "print",
        "confirm/witness": "Teófila Auqui", "confirm/next_on": next_on, "confirm/newest": "yes",
        "confirm/last_on": on.isoformat(), "confirm/last_advice": advice, "confirm/next_visit_on": next_on,
    }  # fmt: skip
    waits = number == len(NEWS) - 1
    entity = {
        "id": household, "baseVersion": "2" if waits else "1", "trunkVersion": "1",
        "branchId": str(uuid5(instance, "branch")),
    }  # fmt: skip
    empty = {"others": (), "agreements": (), "production": ()}
    xml = fill(form, answers, empty, instance=f"uuid:{instance}", entity=entity)
    receive(delivery=Delivery(xml, device_id=_device(phone)), by=phone, at=now())


def _device(phone: ActingPhone) -> str:
    return f"collect:demo-{phone.credential_pk}"
