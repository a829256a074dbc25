"""Visits that change the lists of phones, read together: the same visits, versions, conflicts, waiting changes and
lines as one by one, with hardly more statements than one takes."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery.visits_scene import visited
from tests.enrolment import scene as enrolment
from tests.field.phones import phone as phone_for
from tests.field.scene import Phone as Sender
from tests.journeys import lists_scene as scene
from tests.journeys.lists_scene import instance_of
from tests.journeys.test_duplicates import pair
from tests.journeys.test_together import one_by_one, together
from tests.nuclei import scene as nuclei
from tests.registry import scene as registry
from tests.trainers.test_caseloads import gives, hires
from tests.trainers.test_caseloads import shares as shares_out
from tests.worlds import world
from winay.core.clock import now
from winay.delivery.visit_models import Agreement, Presence, Production, Visit
from winay.intake.entities.coding import opened
from winay.intake.entity_models import Entity, EntityConflict, EntitySaid, EntityVersion
from winay.intake.models import Step, Submission, Taken
from winay.intake.processing.services import reasons_of, reasons_told
from winay.intake.receiving import forms
from winay.intake.terms import ConflictKind, SaidState, State
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.journeys.duplicates import same_household
from winay.registry.rules import household_code
from winay.registry.terms import IdMissing, Kin
from winay.trainers.terms import ContractKind

pytestmark = pytest.mark.django_db
HOMES = 7
Sent = tuple[scene.Trainer, bytes]


made = world(scene.made, HOMES)


def let_all_in(made: nuclei.Formed) -> dict[str, scene.Trainer]:
    """The phones of three trainers, with their lists, and two of nobody. Then the world goes on: one household goes to
    another trainer, one is merged, one is visited by somebody who tells it on the web."""
    finance = hires(made, 2, kind=ContractKind.FINANCIAL)
    shares_out(made, kind=ContractKind.FINANCIAL)
    phones = {"ours": scene.let_in(made), "finance": scene.let_in(made, finance)}
    for one in phones.values():
        one.refresh()
    other = hires(made, 1)
    gives(made, 5, other, days=4)
    phones |= {"other": scene.let_in(made, other), "nobody": scene.Trainer(made, phone_for("0501"))}
    phones["elsewhere"] = scene.Trainer(made, phone_for("0502"))
    phones["other"].refresh()
    nameless = replace(registry.member(Kin.PARTICIPANT), national_id="", id_missing=IdMissing.NOT_SHOWN)
    kept = enrolment.household(made.ana, 2, members=(nameless,))
    one = pair(made.person(6), kept.members.get())
    phones["ours"].gone = made.cycles[6].household.public_id  # type: ignore[attr-defined]
    same_household(pair=one, keep_left=False, on=people.today(), why=scene.WHY, by=made.ana, at=now())
    visited(made, 1, days=1, advice="Desde la oficina")
    return phones


def messy(phones: dict[str, scene.Trainer], made: nuclei.Formed) -> list[Sent]:
    """Sixty visits as phones send them that were without signal: runs of which one is missing, the same form from two
    devices, days that are told twice, hours that overlap, versions that never were, codes where a list was at hand."""
    ours, finance, other, nobody, elsewhere = phones.values()
    codes = {
        number: {"who__household": "", "who__contract_code": household_code(made.trainer.public_id),  # type: ignore[attr-defined]
                 "who__household_code": household_code(cycle.household.public_id)}
        for number, cycle in enumerate(made.cycles)
    }  # fmt: skip
    money, found = {"about__items": "", "about__topics": "budget"}, []
    for number in range(5):
        run, hour = str(uuid4()), 7 + number
        for step, days in enumerate((7, 5, 3)):
            if (number, step) != (2, 1):  # never arrives
                found.append((ours, ours.visit(number, days, base=1 + step, trunk=1, branch=run, began=f"{hour:02}:00",
                                               advice=f"Consejo {number} {step}")))  # fmt: skip
        found.append((ours, ours.visit(number, 2, base=1, advice="De otro aparato", began=f"{hour:02}:00")))
        found.append((finance, finance.visit(number, 6 - number, base=1, began=f"{hour:02}:00", **money)))
        found.append((ours, ours.visit(number, 5, base=2, advice="El mismo día", began=f"{hour + 7:02}:00")))
    for number in range(4):
        days = 6 if number < 2 else 1
        found.append((ours, ours.visit(number, days, base=0, began=f"{12 + number}:30", **codes[number])))
        found.append((other, other.visit(5, 3 if number else 6, base=1 + number, began=f"{8 + number:02}:30")))
        found.append((ours, ours.visit(5, 6 - number, base=1, began="15:00", advice=f"Era mío {number}")))
        found.append((ours, ours.visit(number, 4, base=1, began="10:00", advice="A la misma hora")))
    gone = str(ours.gone)  # type: ignore[attr-defined]
    found += [
        (ours, ours.visit(6, 4, base=1, began="16:00", who__household=gone)),
        (ours, ours.visit(6, 2, base=1, began="16:00", who__household=gone)),
        (ours, ours.visit(6, 1, base=0, began="16:00", **codes[6])), (ours, ours.visit(0, 1, base=9)),
        (ours, ours.visit(1, 1, base=7, trunk=7, branch=str(uuid4()), began="17:00")),
        (ours, ours.visit(2, 1, base=4, trunk=1, branch=str(uuid4()), began="18:00", advice="Nadie lo espera")),
        (ours, ours.visit(3, 1, base=1, when__minutes="mucho")), (ours, ours.visit(4, 1, base=1, when__began="tarde")),
        (ours, ours.visit(3, 0, base=1, about__items="weaving_kit")), (nobody, nobody.visit(3, 1, base=1)),
        (nobody, nobody.visit(3, 0, base=0, began="06:00", **codes[3])), (elsewhere, elsewhere.visit(2, 1, base=1)),
        (elsewhere, elsewhere.visit(2, 1, base=0, **codes[2])), (ours, ours.visit(4, 0, base=1, began="06:00")),
    ]  # fmt: skip
    one, two = (ours.name(number).encode() for number in (0, 1))
    crossed = ours.visit(0, 0, base=1, began="08:00").replace(b'id="%s"' % one, b'id="%s"' % two)
    assert crossed.count(two) == 1
    found.append((ours, crossed))
    Random(11).shuffle(found)
    corrected = [ours.visit(3, 1, base=1, began="11:00", old=instance_of(body)) for _, body in found[:2]]
    return [*found, *((ours, body) for body in corrected)]


def state(phones: dict[str, scene.Trainer]) -> dict[str, Any]:
    """Everything that is the same whichever way it was read, what phones get next among it."""
    names = {one.public_id: one.instance_id for one in Submission.objects.all()}
    told = {str(one.public_id): names[one.submission] for one in Visit.objects.exclude(submission=None)}
    plain = [one.name for one in Visit._meta.concrete_fields if one.name not in {"id", "public_id", "recorded_at"}]
    versions = EntityVersion.objects.order_by("entity__name", "entity__scope", "number")
    lines = [parse_body(one.body) for one in Line.objects.filter(verb__in=["intake.process", "delivery.record_visit"])]
    parts = (
        (Presence, ("position", "member", "relation", "sex", "name")),
        (Agreement, ("position", "what", "who", "by_on")), (Production, ("item", "plants", "unit", "sold")),
    )  # fmt: skip
    return {
        "submissions": sorted(Submission.objects.values_list("instance_id", "state", "reason_code",
                                                              "outside_territory", "replaces__instance_id")),
        "steps": sorted((one.submission.instance_id, one.kind, one.code, str(reasons_of(one)))
                        for one in Step.objects.select_related("submission")),
        "visits": sorted(map(str, Visit.objects.values_list(*plain))),
        "parts": [sorted(map(str, part.objects.values_list("visit__submission", *columns))) for part, columns in parts],
        "entities": sorted((str(one.name), one.dataset, one.scope, str(one.home), one.version, str(opened(one.held)),
                            str(opened(one.own)), one.own_mac, one.pinned, one.wrote) for one in Entity.objects.all()),
        "versions": [(one.entity.name, one.entity.scope, one.number, one.source, opened(one.held), one.changed,
                      one.base_version, one.trunk_version, one.branch_id, one.forced, one.submission_id, one.by)
                     for one in versions.select_related("entity")],
        "said": [(one.submission_id, one.position, one.dataset, one.name, one.scope, one.wrote, one.state, one.code,
                  reasons_told(one.why), one.version.number if one.version else None)
                 for one in EntitySaid.objects.order_by("submission", "position").select_related("version")],
        "conflicts": sorted(EntityConflict.objects.values_list(
            "version__submission", "version__number", "base__number", "against__number", "entity__name", "kind",
            "disputed", "place_code")),
        "lines": sorted(str((one.verb, one.actor, sorted((kind, told.get(key, key)) for kind, key in one.subjects),
                             one.after)) for one in lines),
        "lists": [one.rows() for one in phones.values()],
    }  # fmt: skip


def test_together_or_one_by_one_the_same_is_left_behind(made: nuclei.Formed) -> None:
    phones = let_all_in(made)
    sent = messy(phones, made)
    for phone, body in sent:
        assert Sender(phone.phone.token).send(body, {}).status_code == 201
    before = Visit.objects.count()

    def tried(way: Callable[[], None]) -> dict[str, Any]:
        with transaction.atomic():
            way()
            found = state(phones)
            assert not Taken.objects.exists() and Visit.objects.count() - before >= 25
            transaction.set_rollback(True)
        return found

    single, several = tried(one_by_one), tried(together)
    for what in single:
        assert several[what] == single[what], what
    assert len(sent) >= 60
    became = [one[1] for one in single["submissions"]]
    assert became.count(State.REVIEW) >= 15
    assert {one[6] for one in single["said"]} == {SaidState.APPLIED, SaidState.WAITING, SaidState.FAILED}
    assert {one[5] for one in single["conflicts"]} == {ConflictKind.HARD, ConflictKind.SOFT}


def test_three_take_hardly_more_statements_than_one(made: nuclei.Formed, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one more in each, which is refused: one that came alone is read by the reader of one."""
    monkeypatch.setattr(forms, "KEEP_SECONDS", 1_000_000)  # a form is not asked for again between two measurements
    phone, counts = scene.let_in(made), []
    phone.refresh()
    for days, numbers in ((7, (5, 6)), (6, (0,)), (5, (1, 2, 3))):  # the first read the menu and the form
        for number in numbers:
            body = phone.visit(number, days, base=1, began=f"{8 + number:02}:00")
            assert Sender(phone.phone.token).send(body, {}).status_code == 201
        Sender(phone.phone.token).send(phone.visit(4, 30, base=1), {})
        with CaptureQueriesContext(connection) as asked:
            together()
        counts.append(len(asked))
    assert Visit.objects.count() == 6 and EntitySaid.objects.filter(state=SaidState.APPLIED).count() == 6
    assert counts[1] == counts[2] == (66 if connection.vendor == "sqlite" else 68), counts


def test_what_the_system_fails_at_of_one_keeps_no_other_out(
    made: nuclei.Formed, monkeypatch: pytest.MonkeyPatch
) -> None:
    from winay.intake.entities import deciding

    phone, real = scene.let_in(made), deciding.decide
    phone.refresh()
    for number in range(3):
        Sender(phone.phone.token).send(phone.visit(number, 5, base=1, began=f"{8 + 2 * number:02}:00"), {})

    def decide(said: Any, versions: Any, **more: Any) -> Any:
        assert said.values["last_on"] and versions[0].values["code"] != household_code(
            made.cycles[1].household.public_id
        )
        return real(said, versions, **more)

    monkeypatch.setattr(deciding, "decide", decide)
    together()
    states = dict(EntitySaid.objects.values_list("name", "state"))
    assert [states[made.cycles[number].household.public_id] for number in range(3)] == [
        SaidState.APPLIED, SaidState.FAILED, SaidState.APPLIED,
    ]  # fmt: skip
    assert Visit.objects.count() == 3, "a fault of the list is none of the visit"
