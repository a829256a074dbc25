"""What phones brought of deliveries, on the pages: each submission leads to what it made, and that leads back."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.journeys import phoned
from tests.journeys.phoned import PICTURES
from tests.journeys.test_on_paper import on_paper
from tests.journeys.test_phoned import MODELS, everything
from tests.worlds import world
from winay.delivery.asset_models import Delivery
from winay.delivery.home_models import HomeCheck
from winay.delivery.session_models import Session

pytestmark = pytest.mark.django_db


found = world(phoned.ground)


def test_each_submission_leads_to_what_it_made_and_that_leads_back(found) -> None:
    made = {model: sent for model, sent, _ in everything(found)}
    desk = people.log_in(Client(), people.specialist())
    nucleus, cycle = found.home().nucleus.public_id, found.home().enrolment.public_id
    lives = reverse("web:household_technologies", args=[nucleus, cycle])
    for model in MODELS:
        row = model.objects.get()
        page = {Delivery: "web:delivery", HomeCheck: "web:home_check", Session: "web:group_session"}.get(model)
        there = reverse(page, args=[row.public_id]) if page else lives
        back = reverse("web:submission", args=[made[model].public_id])
        assert f'href="{there}"' in desk.get(back).content.decode(), model
        assert f'href="{back}"' in desk.get(there).content.decode(), model
    told = desk.get(reverse("web:delivery", args=[Delivery.objects.get().public_id])).content.decode()
    assert made[Delivery].credential.label in told
    shown = desk.get(reverse("web:delivery_mark", args=[Delivery.objects.get().public_id]))
    assert shown.content == PICTURES["firma.png"] and shown["Content-Type"] == "image/png"


def test_what_came_on_paper_says_who_typed_it_in_and_for_whom(found) -> None:
    by = people.acting_as(people.head())
    desk, seen = people.log_in(Client(), people.specialist()), people.log_in(Client(), people.auditor())
    sent = {form: on_paper(form, body, by) for form, body in (
        ("asset_delivery", phoned.delivery(found)), ("asset_installation", phoned.installation(found)),
        ("healthy_home", phoned.home(found)), ("group_session", phoned.session(found)),
    )}  # fmt: skip
    home = found.home()
    pages = {
        "asset_delivery": reverse("web:delivery", args=[Delivery.objects.get().public_id]),
        "asset_installation": reverse(
            "web:household_technologies", args=[home.nucleus.public_id, home.enrolment.public_id]
        ),
        "healthy_home": reverse("web:home_check", args=[HomeCheck.objects.get().public_id]),
        "group_session": reverse("web:group_session", args=[Session.objects.get().public_id]),
    }
    for form, page in pages.items():
        words = f"De la hoja {sent[form].sheet}: la pasó {by.person.name}; la llenó Fortunata Quispe."
        for who in (desk, seen):
            assert words in " ".join(who.get(page).content.decode().split()), form
    assert "en una hoja de papel" in desk.get(pages["group_session"]).content.decode()
