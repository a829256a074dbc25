"""The pages of voices for forms: what waits for one, keeping one, putting them into a version, withdrawing one."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import people
from tests.field.phones import adapted, office, publish
from tests.intake.test_publish import WHY
from tests.intake.test_recordings import QUY, SURVEY
from tests.web.test_adapted_forms import text
from winay.intake.recording_models import Recording

pytestmark = pytest.mark.django_db


def test_the_pages_say_what_waits_and_take_a_voice(client: Client, django_assert_num_queries: Any) -> None:
    form = publish(survey=SURVEY)
    own = adapted(office("UT-05", ["05"]), survey=SURVEY)
    people.log_in(client, people.specialist())
    url = f"/formularios/{own.public_id}/voces/"
    page = client.get(url, {"lang": QUY})
    assert page.context["voices"].waiting == 2 and "espera una voz" in text(page)
    asked = f"{url}grabar/?lang={QUY}&pregunta=who/name"
    sent = {"speaker": "Nilda Sulca", "recorded_on": people.today().isoformat(), "consent": ""}
    wrong = client.post(asked, {**sent, "file": SimpleUploadedFile("v.mp3", b"ID3 a voice")})
    assert wrong.status_code == 422 and "Sin su permiso" in text(wrong)
    good = {**sent, "consent": "signed", "file": SimpleUploadedFile("v.mp3", b"ID3 a voice")}
    page = client.post(asked, good, follow=True)
    assert page.context["voices"].ready == 1 and "falta publicarla" in text(page)
    with django_assert_num_queries(13):
        client.get(url, {"lang": QUY})
    second = {**good, "file": SimpleUploadedFile("v.mp3", b"ID3 another voice")}
    client.post(f"{url}grabar/?lang={QUY}&pregunta=answer", second)
    client.get(url, {"lang": QUY})
    with django_assert_num_queries(13):
        assert client.get(url, {"lang": QUY}).context["voices"].ready == 2
    kept = Recording.objects.get(path="who/name")
    assert client.get(f"/formularios/voces/{kept.public_id}/").content == b"ID3 a voice"
    assert client.get(f"{url}publicar/").context["form"].initial["version"] == "2-voz-UT-05"
    page = client.post(f"{url}publicar/", {"version": "3-UT-05"}, follow=True)
    assert "En uso, con sus voces" in text(page)
    page = client.get(f"/formularios/voces/{kept.public_id}/retirar/")
    assert "3-UT-05" in text(page)
    client.post(f"/formularios/voces/{kept.public_id}/retirar/", {"reason": WHY})
    kept.refresh_from_db()
    assert kept.withdrawn_at is not None
    people.log_in(client, people.other_head())
    assert client.get(f"/formularios/voces/{kept.public_id}/").status_code == 403
    assert client.get(f"/formularios/{form.public_id}/voces/").status_code == 200
    assert client.get(asked).status_code == 403
