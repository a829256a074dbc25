"""What no text has is refused before any page reads it, in each value of a field that comes several times."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("values", [["\0", "b"], ["a", "\0"], ["a", "b\0c", "d"]])
def test_a_nul_anywhere_in_a_repeated_field_is_a_bad_request(values: list[str]) -> None:
    client = Client()
    people.log_in(client, people.specialist())
    response = client.post(reverse("web:move_localities", args=["050101"]), {"locality": values, "reason": "x"})
    assert response.status_code == 400
