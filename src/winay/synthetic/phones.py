"""The phones of the demonstration and what they sent: families that became households, one form that waits for a
person, one that arrived twice with other words, one phone that fell into the river. Everything by the door's verbs."""

import io
import math
import wave
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid5

from django.conf import settings

from winay.accounts.models import FieldCredential
from winay.accounts.phones.queries import ActingPhone, phone_of
from winay.accounts.phones.services import issue_credential, note_contact, revoke_credential
from winay.accounts.queries import acting
from winay.core.clock import local_date, now
from winay.enrolment.terms import RefusalReason
from winay.intake.forms.reading import to_xform
from winay.intake.receiving.services import Delivery, NotReceived, SentFile, receive
from winay.journeys.ingest import ingest_next
from winay.journeys.registration_form import FORM_ID
from winay.registry.consent_texts import consent_text
from winay.registry.facts import HouseholdFacts
from winay.synthetic.community import Office
from winay.synthetic.filling import answers_about, answers_of, fill
from winay.synthetic.papers import tell_by_phone, type_in_papers
from winay.synthetic.population import SEED, Population
from winay.synthetic.spots import country_names, districts_of, spots_of

IDS = UUID("6f7d2f3e-5f0b-4a0e-9d1c-9f3b7f0a6c11")
"""The name space of the submissions' ids: the same demonstration has the same ones."""
GIVEN = 15.0
"""Days after the approval on which the phones were let in. What they sent is of the day of the demonstration: the form
is no older."""
VOICE = "voz.wav"
AGENT = "org.odk.collect.android/v2026.2.1 (Demo)"


def send_from_phones(office: Office, *, holder: str, lost_by: str) -> None:
    """Two phones come in, one is lost; the other sends five registrations, which are read."""
    credential = let_in(office, f"Teléfono de {holder}", holder)
    lost, day_after = let_in(office, f"Teléfono de {lost_by}", lost_by), GIVEN + 1
    note_contact(phone=phone_of(lost), device_id=f"collect:demo-{lost.pk}", user_agent=AGENT, at=office.at(day_after))
    revoke_credential(
        credential=lost, reason="Se cayó al río al cruzar la oroya.", by=office.by(day_after), at=office.at(day_after)
    )
    phone, device, sent = phone_of(credential), f"collect:demo-{credential.pk}", now()
    note_contact(phone=phone, device_id=device, user_agent=AGENT, at=sent)
    voice = SentFile(VOICE, _voice())
    form = to_xform((Path(settings.WINAY_FORMS) / f"{FORM_ID}.xlsx").read_bytes()).xml
    for number, facts in enumerate(_families(office, local_date(sent, settings.TIME_ZONE), 5)):
        answers = answers_of(facts, at=sent)
        if number == 1:
            answers = answers_of(
                facts, at=sent, wants=False, reason=RefusalReason.NO_TIME,
                note="Cuida a su madre y no puede ir a las sesiones este año.",
            )  # fmt: skip
        if number == 2:  # a digit was left out: the desk asks whoever filled it in
            first, *others = facts.members
            facts = replace(facts, members=(replace(first, national_id="4512789", id_missing=None), *others))
        people = [answers_about(one) for one in facts.members]
        instance = f"uuid:{uuid5(IDS, f'{office.district}/{number}')}"
        xml = fill(form, {**answers, "sign/spoken": VOICE}, {"members": people}, instance=instance)
        send(phone, xml, device, sent, voice)
        if number == 3:  # the phone was restored from a copy and sent the same form with another answer
            again = {**answers, "sign/spoken": VOICE, "place/reference": "Casa de la abuela, detrás de la escuela"}
            xml = fill(form, again, {"members": people}, instance=instance)
            with suppress(NotReceived):  # the phone is told so; both are kept
                send(phone, xml, device, sent, voice)
    place, program = office.communities[0].call.area.district.code, office.selection.version.program.key
    tell_by_phone(phone, place=place, program=program, device=device, at=sent)
    who = acting(office.person, on=local_date(sent, settings.TIME_ZONE))
    type_in_papers(by=who, place=office.selection.territory.code, trainer=holder, at=sent)
    while ingest_next(at=now()):
        pass


def let_in(office: Office, label: str, holder: str) -> FieldCredential:
    """A phone of the office's territory, let in when its people began to register."""
    credential, _ = issue_credential(
        label=label, person=None, holder=holder, place=office.selection.territory, program=None, expires_on=None,
        by=office.by(GIVEN), at=office.at(GIVEN), synthetic=True,
    )  # fmt: skip
    return credential


def _families(office: Office, on: date, count: int) -> list[HouseholdFacts]:
    """Families that came after the team had left: the last of the numbers that the office's people take."""
    area = office.communities[0].call.area
    people = Population(
        spots_of([area]), districts_of([office.district]), country_names(), on=on,
        consent_text=consent_text(on).key, first=office.first, seed=SEED + 1,
    )  # fmt: skip
    found = list(people.households(0, count))
    office.first += len(people)
    return found


def send(phone: ActingPhone, xml: bytes, device: str, at: datetime, *files: SentFile) -> None:
    """What a phone sends, with its files, by the door's verb."""
    receive(delivery=Delivery(xml, list(files), device_id=device), by=phone, at=at)


def _voice() -> bytes:
    """A third of a second of a hum, where a real phone sends the words of consent."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8_000)
        sound.writeframes(bytes(128 + round(60 * math.sin(at / 6)) for at in range(2_600)))
    return out.getvalue()
