"""Sessions, deliveries, installations, checks and homes that phones brought: by the door and the queue, each on its own
day; what does not fit waits at the review desk with every reason; nothing is made twice."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.enrolment import scene as enrolment
from tests.field.phones import phone as phone_for
from tests.field.scene import Phone
from tests.journeys import phoned
from tests.journeys.phoned import DAY, GARDEN, PICTURES, STOVE, Ground, why
from tests.worlds import world
from winay.core.clock import now
from winay.delivery.asset_models import Complaint, Delivery, DeliveryLine
from winay.delivery.home_models import HomeAction, HomeCheck
from winay.delivery.session_models import Session, SessionAttendance
from winay.delivery.technology_models import Check, Installation
from winay.enrolment.services.upkeep import move_cycle
from winay.enrolment.terms import CycleMoveWhy
from winay.intake.models import Submission
from winay.intake.terms import State
from winay.journeys.delivery_form import thing_key
from winay.registry.terms import Origin

pytestmark = pytest.mark.django_db
MODELS: tuple[Any, ...] = (Delivery, Installation, Check, HomeCheck, Session)
"""In the order in which they are told."""
TELL: dict[Any, Callable[..., bytes]] = {
    Delivery: phoned.delivery, Installation: phoned.installation, Check: phoned.check, HomeCheck: phoned.home,
    Session: phoned.session,
}  # fmt: skip


found = world(phoned.ground)


def everything(found: Ground, **more: Any) -> Iterator[tuple[Any, Submission, bytes]]:
    """Each form once, in the order in which it is told."""
    for model in MODELS:
        body = TELL[model](found, **more)
        yield model, found.send(body, PICTURES), body


def day_of(row: Any) -> Any:
    for name in ("delivered_on", "installed_on", "checked_on", "held_on"):
        if hasattr(row, name):
            return getattr(row, name)
    raise AssertionError(row)


def test_each_form_lands_on_its_own_day_months_after_it_was_filled_in(found):
    began = now() - 200 * DAY
    for model, sent, _ in everything(found, **phoned.clock(began)):
        assert sent.state == State.PROCESSED, (model, why(sent))
        assert sent.late and not sent.clock_off
        row = model.objects.get()
        assert (row.submission, row.recorded_by) == (sent.public_id, sent.credential.public_id)
        assert row.recorded_at.date() == now().date() and day_of(row) < now().date() - 200 * DAY
    _as_it_was_said(found)


def _as_it_was_said(found: Ground) -> None:
    delivery, installed, seen = Delivery.objects.get(), Installation.objects.get(), Check.objects.get()
    home, session = HomeCheck.objects.get(), Session.objects.get()
    participant = found.home().enrolment.household.participant
    assert (delivery.receiver, delivery.trainer, delivery.explained) == (participant, found.trainer, True)
    assert delivery.photo_sha256 and delivery.mark_sha256 and delivery.photo_sha256 != delivery.mark_sha256
    assert all(line.accepted == line.due for line in delivery.lines.all())
    assert (installed.in_charge, installed.women, installed.men) == (participant, 25, 10)
    assert installed.seen_by == seen.checker == home.checker == found.trainer.applicant.name
    assert (seen.state, seen.used_on, seen.photo_sha256) == ("in_use", seen.checked_on, delivery.photo_sha256)
    assert (home.health_worker, home.answers.count()) == ("Nancy Rojas", 24)
    assert HomeAction.objects.get().due_on == home.checked_on + 15 * DAY
    assert (session.source, session.start_minute, session.guest_women) == (Origin.PHONE, 900, 2)
    assert SessionAttendance.objects.count() == 4


def test_a_wrong_clock_is_flagged_and_moves_no_day(found):
    for model, sent, _ in everything(found, **phoned.clock(now() + 400 * DAY)):
        assert sent.clock_off and sent.state == State.PROCESSED, (model, why(sent))
        assert day_of(model.objects.get()) < now().date() - timedelta(days=200)


def test_a_submission_makes_one_thing_however_often_it_comes_and_whatever_corrects_it(found):
    made = {model: (sent, body) for model, sent, body in everything(found)}
    for model, (sent, body) in made.items():
        assert found.send(body, PICTURES).pk == Submission.objects.latest("id").pk
        assert Submission.objects.filter(form_id=sent.form_id).count() == 1
        later = found.send(phoned.correcting(TELL[model](found), sent.instance_id), PICTURES)
        assert later.state == State.REVIEW and why(later) == ["intake.corrects_one_that_was_read"], model
        assert model.objects.count() == 1


def test_a_session_that_does_not_fit_waits_with_every_reason(found):
    somebody = {"household_code": found.code(1), "relation": "grandparent", "sex": "m"}
    stranger = somebody | {"household_code": "AAAAAAAAAA"}
    for change, codes in (
        ({"after": 900}, {"in_future", "outside_contract"}),
        ({"who__contract_code": "AAAAA-AAAAA"}, {"trainer_unknown"}),
        ({"when__minutes": "600", "when__venue": "x", "about__items": "", "about__topics": ""},
         {"minutes", "venue", "no_topic"}),
        ({"came": []}, {"nobody_came"}),
        ({"about__topics": "wallet"}, {"topic_not_taught"}),
        ({"came": [stranger]}, {"household_unknown"}),
        ({"came": [somebody], "when__minutes": "600"}, {"came_unclear", "minutes"}),
        ({"guests__men": "501"}, {"guests"}),
    ):  # fmt: skip
        sent = found.send(phoned.session(found, **change))
        assert sent.state == State.REVIEW and {f"delivery.{one}" for one in codes} <= set(why(sent)), why(sent)
    assert not Session.objects.exists()


def thing(found: Ground, item: str = GARDEN, **more: Any) -> dict[str, str]:
    """The first thing of a kit."""
    words = found.of.plan.orders.filter(item=item).order_by("position")[0].words
    return {"item": item, "thing": f"{item}.{thing_key(words)}", "counted": "1"} | more


def test_a_delivery_that_does_not_fit_waits_with_every_reason(found):
    line = thing(found)
    half = line | {"complaint": "Falta la mitad de la semilla"}
    for change, codes in (
        ({"after": 900}, {"delivery.day_ahead"}),
        ({"after": -5}, {"plans.no_plan_yet"}),
        ({"things": []}, {"delivery.item_unsaid"}),
        ({"things": [{"item": "sheep", "thing": "whole"}]}, {"plans.item_not_planned"}),
        ({"things": [{"item": GARDEN, "thing": "whole"}, {"item": GARDEN, "thing": "whole"}]}, {"delivery.line_twice"}),
        ({"things": [{"item": GARDEN, "thing": "sheep.borregas", "counted": "1"}]}, {"intake.expected_choice"}),
        ({"things": [{"item": GARDEN, "thing": f"{GARDEN}.oro", "counted": "1"}]}, {"delivery.not_ordered"}),
        ({"things": [line | {"counted": "99999"}]}, {"delivery.beyond_order"}),
        ({"things": [half], "witnesses__name_2": "Eusebia Ñahui"},
         {"delivery.complaint_day", "delivery.witness_twice"}),
        ({"witnesses__name_1": "Rosa Quispe Huamán"}, {"delivery.trainer_witness"}),
        ({"received__relation": "other_relative", "received__name": "", "received__sex": "f"}, {"delivery.receiver"}),
        ({"who__household_code": "AAAAAAAAAA"}, {"delivery.household_unknown"}),
    ):  # fmt: skip
        sent = found.send(phoned.delivery(found, **change), PICTURES)
        assert sent.state == State.REVIEW and codes <= set(why(sent)), why(sent)
    assert not Delivery.objects.exists()


def test_several_things_of_several_technologies_come_at_once_or_not_at_all(found):
    line = thing(found, counted="2.5", rejected="0.5", reject_why="broken",
                 complaint="Llegó rota y falta una parte", cure_by=(found.on + 40 * DAY).isoformat())  # fmt: skip
    both = [line, {"item": STOVE, "thing": "whole"}]
    wrong = [line | {"rejected": "9"}, {"item": STOVE, "thing": "whole"}]
    sent = found.send(phoned.delivery(found, things=wrong), PICTURES)
    assert sent.state == State.REVIEW and not Delivery.objects.exists()
    sent = found.send(phoned.delivery(found, things=both), PICTURES)
    assert sent.state == State.PROCESSED, why(sent)
    assert {one.technology.item for one in Delivery.objects.filter(submission=sent.public_id)} == {GARDEN, STOVE}
    told = DeliveryLine.objects.get(delivery__technology__item=GARDEN)
    assert (told.counted, told.rejected, told.reject_why) == (2_500, 500, "broken")
    assert Complaint.objects.get().cure_by == found.on + 40 * DAY
    stranger = {"received__relation": "not_related", "received__name": "Juan Poma", "received__sex": "m"}
    sent = found.send(phoned.delivery(found, 1, **stranger), PICTURES)
    other = Delivery.objects.get(submission=sent.public_id)
    assert (other.receiver, other.receiver_name, other.receiver_kin) == (None, "Juan Poma", "not_related")


def test_what_does_not_fit_of_a_household_waits_with_every_reason(found):
    assert found.send(phoned.delivery(found), PICTURES).state == State.PROCESSED
    for model, change, codes in (
        (Installation, {"after": 5}, {"delivery.installed_early"}),
        (Installation, {"what__tried": "no", "charge__relation": "grandparent", "charge__sex": "m"},
         {"delivery.not_tried", "delivery.in_charge"}),
        (Installation, {"what__item": STOVE}, {"delivery.no_technology"}),
        (Installation, {"work__women": "2.55"}, {"intake.expected_decimal"}),
        (Check, {"found__state": "replicated", "found__used_on": ""}, {"delivery.not_installed", "delivery.own_means"}),
        (Check, {"found__state": "abandoned", "found__used_on": ""}, {"delivery.abandoned_why"}),
        (Check, {"found__evidence": "parts"}, {"delivery.no_trace"}),
        (Check, {"what__item": ""}, {"delivery.item_unsaid"}),
        (Check, {"checker__checked_by": "household"}, {"delivery.household_tells"}),
        (HomeCheck, {"no": (1,), "stove__i1_due": ""}, {"delivery.action_missing"}),
        (HomeCheck, {"children__i24": "", "after": 900},
         {"delivery.unanswered", "delivery.day_ahead", "delivery.trainer_elsewhere"}),
        (HomeCheck, {"tidy__i19": "perhaps"}, {"intake.expected_choice"}),
    ):  # fmt: skip
        sent = found.send(TELL[model](found, **change), PICTURES)
        assert sent.state == State.REVIEW and codes <= set(why(sent)), (change, why(sent))
        assert not model.objects.exists()


def test_another_territory_s_phone_and_a_trainer_who_was_not_there_make_nothing(found):
    other = Phone(phone_for("0502").token)
    for model in MODELS:
        assert why(found.send(TELL[model](found), PICTURES, other)) == ["intake.not_allowed"], model
    assert found.send(phoned.delivery(found), PICTURES).state == State.PROCESSED
    early = {"who__contract_code": "", "who__household_code": found.code()}
    assert "delivery.trainer_unknown" in why(found.send(phoned.check(found, **early), PICTURES))
    found.trainer.over_on = found.on + 100 * DAY
    found.trainer.save(update_fields=["over_on"])
    for model in (Check, Session):
        codes = why(found.send(TELL[model](found), PICTURES))
        assert {"delivery.trainer_elsewhere", "delivery.outside_contract"} & set(codes), (model, codes)


def test_a_photograph_that_is_none_stays_with_the_submission(found):
    sent = found.send(phoned.delivery(found), PICTURES | {"foto.jpg": b"GIF89a" + b"x" * 50})
    assert sent.state == State.PROCESSED and Delivery.objects.get().photo_sha256 == ""
    assert sent.attachments.count() == 2


def test_ids_of_the_phone_s_lists_mean_what_typed_codes_mean(found):
    for model in MODELS:
        typed = TELL[model](found, **({"came": []} if model is Session else {}))
        sent = phoned.by_list(found, typed)
        if model is Session:
            came = " ".join(str(found.of.made.person(number).public_id) for number in (0, 1))
            sent = re.sub(rb"<people>.*?</people>|<people\s*/>", b"", sent)
            sent = sent.replace(b"<guests>", f"<people><came>{came}</came></people><guests>".encode())
        assert found.code().encode() not in sent and sent != typed
        done = found.send(sent, PICTURES)
        assert done.state == State.PROCESSED, (model, why(done))
    assert Delivery.objects.get().receiver == found.of.made.person()
    assert set(SessionAttendance.objects.values_list("member", flat=True)) == {
        found.of.made.person(number).pk for number in (0, 1)
    }


def test_a_household_that_was_united_with_another_is_found_by_its_old_code(found):
    old, kept = found.home().enrolment.household, enrolment.household(found.of.ana)
    body = phoned.home(found)
    move_cycle(origin=old, target=kept, why=CycleMoveWhy.MERGE, by=found.of.ana, at=now())
    sent = found.send(body)
    assert sent.state == State.PROCESSED, why(sent)
    assert HomeCheck.objects.get().membership == found.home()
