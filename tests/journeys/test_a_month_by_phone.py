"""A month of a trainer without signal against the same month told online: forty households, three visits each. On the
way a phone is lost and its notebook sent again, one day comes on paper, and two devices cross. It ends the same."""

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.delivery.visits_scene import GARDEN, shares
from tests.field.scene import Phone as Sender
from tests.intake.test_paper import PNG
from tests.journeys import lists_scene as scene
from tests.journeys.lists_scene import WHY, conflicts, why
from tests.nuclei import scene as nuclei
from tests.trainers.scene import ago
from tests.trainers.test_caseloads import hires
from winay.accounts.phones.services import revoke_credential
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.delivery.services.visits import record_visit
from winay.delivery.visit_models import Visit
from winay.delivery.visit_rules import PresentSaid, VisitSaid
from winay.delivery.visit_terms import LastTime, Mark, Seen
from winay.intake.entities.rules import WAITS_FOR
from winay.intake.models import FormVersion, Submission
from winay.intake.paper.reading import Typed
from winay.intake.paper.rules import HeadSaid, new_number
from winay.intake.paper.services import begin_sheet, hand_over_sheet, keep_sheet
from winay.intake.terms import ConflictKind, Keep, State
from winay.journeys.ingest import wake_waiting
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.registry.rules import household_code

HOMES, BEGAN = 40, 38
Plan = list[tuple[int, int, int, str]]
"""A visit as the notebook has it: household, days ago, hour, advice."""
ADVICE = ("Abonar antes de sembrar", "Regar de tarde", "Separar los machos")


def notebook() -> Plan:
    """Eight visits a day on fifteen days: each household every ten days."""
    rounds = [
        (home, 34 - 10 * turn - home // 8, 7 + home % 8, ADVICE[turn]) for turn in range(3) for home in range(HOMES)
    ]
    return sorted(rounds, key=lambda one: (-one[1], one[2]))


@pytest.mark.django_db
def test_a_month_by_phone_and_on_paper_ends_as_the_same_month_online() -> None:
    publish_shipped_forms(scene.FORMS, by=SYSTEM, at=now())
    online = nuclei.formed(HOMES, least=1, most=HOMES)
    made = nuclei.formed(HOMES, online.ground, name="Sumaq Ñan", least=1, most=HOMES)
    for number, one in enumerate((online, made)):
        one.trainer = hires(one, number, began_on=ago(BEGAN))  # type: ignore[attr-defined]
        shares(one, BEGAN)
    plan = notebook()
    for visit in plan:
        told_online(online, visit)

    phone = scene.let_in(made)
    versions = {row["name"]: int(row["__version"]) for row in phone.rows()}
    assert len(versions) == HOMES
    paper, days = [one for one in plan if one[1] == 20], [one for one in plan if one[1] != 20]
    assert len(paper) == 8 and len(days) == 112
    phone = by_phone(phone, days, versions, between=paper[0])
    for visit in paper[1:]:
        on_paper(made, visit)

    assert state(made) == state(online) and len(state(made)) == 120
    sent = Submission.objects.all()
    assert sent.filter(state=State.PROCESSED).count() == 120
    left = sent.exclude(state=State.PROCESSED)
    assert {one.state for one in left} == {State.REVIEW} and left.count() == 5, "each is shown to somebody"
    assert all(any("delivery." in code for code in why(one)) for one in left)
    (met,) = conflicts()
    assert met.kind == ConflictKind.HARD
    scene.decides(met, Keep.PHONE, made.ana)
    wake_waiting(at=now() + WAITS_FOR + timedelta(hours=1))  # what followed the five that nobody takes waits no longer
    last = {row["name"]: row["last_on"] for row in phone.rows()}
    assert last == {phone.name(home): max(on for one, on, *_ in state(made) if one == home).isoformat()
                    for home in range(HOMES)}  # fmt: skip


def told_online(made: nuclei.Formed, visit: tuple[int, int, int, str]) -> None:
    home, days, hour, advice = visit
    said = VisitSaid(
        on=ago(days), began=time(hour), minutes=45, language="quy", items=(GARDEN,), topics=(), advice=advice,
        present=(PresentSaid(made.person(home).public_id),), last_time=LastTime.NOTHING, mark=Mark.PRINT,
        witness="Teófila Auqui", initiative=Seen.NO, next_on=ago(days - 12),
    )  # fmt: skip
    record_visit(contract=made.trainer, enrolment=made.cycles[home], said=said, by=made.ana, at=now(), synthetic=True)  # type: ignore[attr-defined]


def by_phone(phone: scene.Trainer, days: Plan, versions: dict[str, int], between: Any) -> scene.Trainer:
    """Without signal all month. The first phone is lost after seventy visits, of which only the first sixty were sent;
    a second one is let in, the notebook is filled in again from the fifty-sixth on, and the month goes on. Before that
    comes into signal the office types in a sheet of paper: of that household the phone's next visit knows nothing of
    it."""
    first = [filled(phone, visit, versions, run) for run in [str(uuid4())] for visit in days[:70]]
    assert Submission.objects.count() == 0
    order = [*reversed(first[:40]), *first[40:60]]  # signal came and went
    deliver(phone, order)
    revoke_credential(credential=phone.phone.credential, reason=WHY, by=phone.made.ana, at=now())
    assert Sender(phone.phone.token).send(first[60], {}).status_code == 403
    second = scene.let_in(phone.made)
    versions = {row["name"]: int(row["__version"]) for row in second.rows()}
    run = str(uuid4())
    again = [filled(second, visit, versions, run) for visit in days[55:]]
    on_paper(phone.made, between)
    deliver(second, again)
    deliver(second, again[:10])  # the answer was lost on the way: sent once more
    return second


def filled(phone: scene.Trainer, visit: tuple[int, int, int, str], versions: dict[str, int], run: str) -> bytes:
    """A visit as a phone keeps it until there is signal. It counts its own changes of the household."""
    home, days, hour, advice = visit
    name = phone.name(home)
    trunk = versions.setdefault(f"{name} {run}", versions[name])
    body = phone.visit(
        home, days, base=versions[name], trunk=trunk, branch=run, advice=advice, began=f"{hour:02}:00",
        when__minutes="45",
    )  # fmt: skip
    versions[name] += 1
    return body


def deliver(phone: scene.Trainer, bodies: list[bytes]) -> None:
    for body in bodies:
        assert Sender(phone.phone.token).send(body, {}).status_code in {201, 202}
    scene.read()


def on_paper(made: nuclei.Formed, visit: tuple[int, int, int, str]) -> None:
    """The phone had no charge: eight sheets, typed in at the office."""
    home, days, hour, advice = visit
    on = ago(days)
    said = HeadSaid(new_number(), on, "Yachachiq")
    answers = {
        "who/contract_code": household_code(made.trainer.public_id),  # type: ignore[attr-defined]
        "who/household_code": household_code(made.cycles[home].household.public_id),
        "when/visited_on": on.isoformat(), "when/began": f"{hour:02}:00", "when/minutes": "45",
        "when/language": "quy", "received/relation": "participant", "received/sex": "f", "about/items": GARDEN,
        "about/last_time": "nothing", "about/demonstration": "none", "about/initiative": "no", "about/advice": advice,
        "confirm/mark": "print", "confirm/witness": "Teófila Auqui", "confirm/next_on": ago(days - 12).isoformat(),
    }  # fmt: skip
    form = FormVersion.objects.filter(form_id="household_visit").latest("id")
    sheet = begin_sheet(form=form, said=said, place_code="0501", by=made.ana, by_name="Ana", at=now())
    sheet = keep_sheet(sheet=sheet, said=said, typed=Typed(answers, {"others": 0, "agreements": 0, "production": 0}),
                       scan=("hoja.png", PNG), by=made.ana, at=now())  # fmt: skip
    hand_over_sheet(sheet=sheet, as_written=False, by=made.ana, by_name="Ana", at=now())
    scene.read()


def state(made: nuclei.Formed) -> list[tuple[Any, ...]]:
    """What stands of a nucleus's visits, whoever told it and however it came; households by their number."""
    number = {one.pk: at for at, one in enumerate(made.cycles)}
    rows = Visit.objects.filter(nucleus=made.nucleus, ended_how="").order_by("visited_on", "start_minute")
    return [
        (number[one.enrolment_id], one.visited_on, one.start_minute, one.minutes, one.language, one.items, one.topics,
         one.advice, one.last_time, one.demonstration, one.initiative, one.witness, one.next_on, one.kind,
         one.receiver_relation, one.present, one.receiver_id is not None)
        for one in rows
    ]  # fmt: skip
