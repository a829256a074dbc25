"""The pages that say how many trainers are needed: what they show, to whom, in how many queries."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei import scene
from tests.worlds import world

pytestmark = pytest.mark.django_db
LIST, ONE = 16, 15


def _made() -> scene.Formed:
    """A nucleus of seven households in two hamlets."""
    made = scene.formed(5, least=1, most=12, synthetic=True)
    for _ in range(2):
        scene.join(made.nucleus, enrolment.enrolled(made.ground, enrolment.household(made.ana, 2)), by=made.ana)
    return made


made = world(_made)


def seen(name: str, *args, person=None, **query):
    client = people.log_in(Client(), person or people.head())
    return client.get(reverse(f"web:{name}", args=args), query)


def queries(name: str, *args) -> int:
    client = people.log_in(Client(), people.head())
    url = reverse(f"web:{name}", args=args)
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_list_asks_as_much_for_three_as_for_one(made):
    assert queries("trainer_need") == LIST
    for number in (2, 3):
        other = scene.nucleus(made.ground, formed_on=made.on, name=f"Núcleo {number}", least=1, most=4)
        scene.join(other, enrolment.enrolled(made.ground), by=made.ana)
    assert queries("trainer_need") == LIST
    rows = seen("trainer_need").context["rows"]
    assert [row["households"] for row in rows] == [7, 1, 1]


def test_a_nucleus_asks_as_much_with_two_communities_as_with_one(made):
    assert queries("trainer_need_of_nucleus", made.nucleus.public_id) == ONE
    alone = scene.nucleus(made.ground, formed_on=made.on, name="Uno", least=1, most=4)
    scene.join(alone, enrolment.enrolled(made.ground), by=made.ana)
    assert queries("trainer_need_of_nucleus", alone.public_id) == ONE


def test_more_visits_ask_for_more_people_and_more_money(made):
    one = seen("trainer_need", visitas="8", minutos="400", pago="1500.50").context
    row, sums = one["rows"][0], one["sums"]
    assert row["trainers"] == sums["trainers"] > 1
    assert row["cost"].minor == 150_050 * row["trainers"]
    assert seen("trainer_need").context["rows"][0]["trainers"] == 1


def test_too_few_by_number_of_households_is_said(made):
    for _ in range(3):
        scene.join(made.nucleus, enrolment.enrolled(made.ground), by=made.ana)
    short = seen("trainer_need", minutos="480")
    assert short.context["rows"][0]["possible"] < 20
    assert short.context["sums"]["short"] == 1
    assert "menos del mínimo" in short.content.decode()
    assert "menos del mínimo" not in seen("trainer_need").content.decode()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"visitas": "0"}, "de 1 a 8"),
        ({"visitas": "9"}, "de 1 a 8"),
        ({"visitas": "²"}, "de 1 a 8"),
        ({"minutos": "0"}, "de 1 a 480"),
        ({"minutos": "481"}, "de 1 a 480"),
        ({"pago": "mucho"}, "en soles"),
        ({"pago": "1.234"}, "en soles"),
        ({"pago": "-5"}, "en soles"),
        ({"pago": "1e9"}, "en soles"),
        ({"pago": "NaN"}, "en soles"),
    ],
)
def test_what_is_not_understood_is_said_and_left_out(made, asked, words):
    for answer in (seen("trainer_need", **asked), seen("trainer_need_of_nucleus", made.nucleus.public_id, **asked)):
        assert answer.status_code == 200
        assert words in answer.content.decode()
        assert answer.context["asked"].pay is None


def test_one_nucleus_shows_the_sum_that_its_parts_make(made):
    answer = seen("trainer_need_of_nucleus", made.nucleus.public_id)
    told = [row["one"].round for row in answer.context["communities"]]
    assert sum(one.households for one in told) == 7
    assert sum(one.minutes for one in told) == answer.context["row"]["load"].minutes
    choices = answer.context["choices"]
    assert [one["people"] for one in choices] == list(range(1, len(choices) + 1))
    assert [one["people"] for one in choices if one["asked"]] == [answer.context["row"]["trainers"]]


def test_an_empty_nucleus_and_an_empty_territory(made):
    empty = scene.nucleus(made.ground, formed_on=made.on, name="Nadie", least=1, most=4)
    assert "Hoy no tiene hogares" in seen("trainer_need_of_nucleus", empty.public_id).content.decode()
    assert "Hoy no tiene hogares" in seen("trainer_need").content.decode()
    assert "Ningún núcleo con ese filtro" in seen("trainer_need", q="zzz").content.decode()
    assert "Aquí estará lo que cada núcleo pide" in seen("trainer_need", person=people.other_head()).content.decode()


def test_the_file_has_the_rows_of_the_list(made):
    answer = seen("trainer_need_file", "csv", visitas="4")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["nucleus"], row["households"], row["visits"]) for row in rows] == [("Ayllu Ñan", "7", "4")]
    assert int(rows[0]["visiting_minutes"]) == 7 * 60
