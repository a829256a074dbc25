"""The pages of answers that nothing reads yet, beside the household or nucleus that they speak of."""

from typing import Any

import pytest
from django.test import Client

from tests import people
from tests.journeys.phoned import ground
from tests.journeys.test_unread import line, survey
from winay.web import kept_answers as pages

pytestmark = pytest.mark.django_db


def test_the_pages_follow_each_other_with_as_many_questions(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(pages, "PAGE", 2)
    here = ground()
    nucleus, household = here.of.made.nucleus, here.home().enrolment.household
    people.log_in(client, people.specialist())
    url = f"/nucleos/{nucleus.public_id}/respuestas/"
    assert "Ninguna respuesta guardada" in client.get(url).content.decode()
    sent = [line(here, nucleus.name)]
    client.get(url)
    with django_assert_num_queries(9):
        assert len(client.get(url).context["rows"]) == 1
    sent += [line(here, nucleus.name) for _number in range(2)]
    with django_assert_num_queries(9):
        first = client.get(url)
    seen = [row for row, _title in first.context["rows"]]
    second = client.get(f"{url}?before={first.context['next_before']}")
    seen += [row for row, _title in second.context["rows"]]
    assert seen == sent[::-1] and second.context["next_before"] is None
    survey(here)
    of_home = client.get(f"/hogares/{household.public_id}/respuestas/")
    assert [title for _row, title in of_home.context["rows"]] == ["Encuesta de salida"]
