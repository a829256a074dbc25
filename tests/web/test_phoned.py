"""What phones brought of deliveries, on the pages: each submission leads to what it made, and that leads back."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.journeys import phoned
from tests.journeys.phoned import PICTURES
from tests.journeys.test_phoned import MODELS, everything
from winay.delivery.asset_models import Delivery
from winay.delivery.home_models import HomeCheck
from winay.delivery.session_models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(db: None) -> phoned.Ground:
    return phoned.ground()


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
