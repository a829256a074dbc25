"""What a trainer of the demonstration filled in on a phone in the last days, walking without signal: a session, some
checks and homes; one household's code typed wrongly, which waits at the desk, and one form that was sent twice."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid5

from django.conf import settings

from winay.accounts.phones.queries import phone_of
from winay.core.clock import local_date, now
from winay.delivery.home_guide import home_items
from winay.delivery.home_terms import Answer
from winay.delivery.queries.technologies import lives_of
from winay.delivery.technology_rules import months_after
from winay.delivery.technology_terms import CheckedBy, TechState
from winay.intake.forms.reading import to_xform
from winay.journeys.check_form import CHECK_FORM, HOME_FORM, SCREENS
from winay.journeys.ingest import ingest_next
from winay.journeys.session_form import SESSION_FORM
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.people import memberships_on
from winay.registry.rules import household_code
from winay.synthetic.community import Office
from winay.synthetic.delivered import HOMES, SEEN
from winay.synthetic.filling import fill
from winay.synthetic.phones import IDS, let_in, send
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import serving
from winay.trainers.terms import ContractKind

Answers = dict[str, str]
Filled = tuple[str, Answers, Mapping[str, Sequence[Answers]]]
DAY, WALKED = timedelta(days=1), 4
"""Days ago on which the trainer walked."""
WRONG_CODE = "ABCDE-23456"


def walk_with_a_phone(office: Office, nucleus: Nucleus) -> None:
    """The trainer's phone comes into signal today with what was filled in some days ago."""
    today = local_date(now(), settings.TIME_ZONE)
    on = today - WALKED * DAY
    contract = next(iter(serving(nucleus, ContractKind.PRODUCTIVE, on)), None)
    homes = memberships_on(nucleus, on)[:HOMES]
    if contract is None or len(homes) < 8:
        return
    credential = let_in(office, f"Teléfono de {contract.applicant.name}", contract.applicant.name)
    phone, device, sent = phone_of(credential), f"collect:demo-{credential.pk}", now()
    forms: dict[str, bytes] = {}
    for number, (form_id, answers, repeats) in enumerate(_filled(contract, homes, on)):
        if form_id not in forms:
            forms[form_id] = to_xform((Path(settings.WINAY_FORMS) / f"{form_id}.xlsx").read_bytes()).xml
        instance = f"uuid:{uuid5(IDS, f'{office.district}/walked/{number}')}"
        xml = fill(forms[form_id], answers, repeats, instance=instance)
        for _ in range(2 if number == 1 else 1):
            send(phone, xml, device, sent)
    while ingest_next(at=now()):
        pass


def _filled(contract: Contract, homes: Sequence[Membership], on: date) -> Iterator[Filled]:
    who = {"who/contract_code": household_code(contract.public_id)}
    yield SESSION_FORM, who | _session(homes, on), {"others": [_came(one) for one in homes[:7]]}
    for number, home in enumerate(homes[9:12]):
        answers = who | {"who/household_code": _code(home)} | _home(on, no=(3, 20) if number else ())
        yield HOME_FORM, answers, {}
    for number, home in enumerate(homes[:6]):
        answers = _check(home, on)
        if answers:
            code = WRONG_CODE if number == 2 else _code(home)
            yield CHECK_FORM, who | {"who/household_code": code} | answers, {}


def _code(home: Membership) -> str:
    return household_code(home.enrolment.household.public_id)


def _came(home: Membership) -> Answers:
    return {"household_code": _code(home), "relation": "participant", "sex": "f"}


def _session(homes: Sequence[Membership], on: date) -> Answers:
    return {
        "who/household_code": _code(homes[0]), "when/held_on": on.isoformat(), "when/began": "17:30:00.000-05:00",
        "when/minutes": "90", "when/venue": "Local comunal", "when/language": "es", "about/topics": "weather hygiene",
        "guests/women": "3", "end_notes/notes": "Traer cada quien su semilla guardada.",
    }  # fmt: skip


def _home(on: date, no: tuple[int, ...]) -> Answers:
    critical = {one.number for one in home_items() if one.critical}
    found = {"when/checked_on": on.isoformat(), "when/health_worker": "Téc. Irma Oré Tello"}
    for path, number in ((f"{group}/i{one}", one) for group, numbers in SCREENS.items() for one in numbers):
        found[path] = Answer.NO if number in no else Answer.YES
        if number in no and number in critical:
            found[f"{path}_what"] = "Limpiar la chimenea con el yachachiq"
            found[f"{path}_due"] = (on + 20 * DAY).isoformat()
    return found


def _check(home: Membership, on: date) -> Answers:
    """A look at the first technology of a household that is used and can be judged; nothing where there is none."""
    for life in lives_of(home):
        item, since = life.technology.item, life.delivered_on
        ripe = since is not None and months_after(since, life.norm.judge_months) <= on
        if not ripe or life.installation is None or life.state_on(on) is not TechState.IN_USE or item not in SEEN:
            continue
        evidence, words, _ = SEEN[item]
        return {
            "what/item": item, "what/checked_on": on.isoformat(), "found/state": TechState.IN_USE,
            "found/evidence": evidence, "found/used_on": on.isoformat(), "found/words": words,
            "checker/checked_by": CheckedBy.TRAINER,
        }  # fmt: skip
    return {}
