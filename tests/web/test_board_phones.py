"""The pages of board members' phones: one act from the board, a code shown once, whose it is in the list of phones."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests import people
from tests.field.filling import SHIPPED, registration
from tests.field.scene import Phone
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene
from tests.nuclei.scene import WHY, Formed
from tests.worlds import world
from winay.accounts.models import FieldCredential
from winay.accounts.phones.services import issue_credential
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.intake.models import Submission
from winay.intake.terms import State
from winay.journal.models import Line
from winay.journeys.ingest import ingest_next
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.nuclei.phone_models import BoardPhone
from winay.nuclei.services.board_phones import let_board_phone_in
from winay.nuclei.services.mandates import end_mandate
from winay.nuclei.terms import MandateEnd, Post
from winay.registry.models import Member
from winay.web.household_words import name_of

pytestmark = pytest.mark.django_db


def _elected() -> Formed:
    made = scene.formed(4)
    boards.elects(made, boards.day(made, 3), president=0, secretary=1, treasurer=2)
    return made


elected = world(_elected)


@pytest.fixture
def made(elected: Formed, client: Client) -> Formed:
    people.log_in(client, elected.ana.person)
    return elected


def board(made: Formed) -> str:
    return f"/nucleos/{made.nucleus.public_id}/junta/"


def giving(made: Formed, post: Post = Post.TREASURER) -> str:
    return f"/junta/{boards.mandate(made, post).public_id}/telefono/"


def given(made: Formed, post: Post = Post.TREASURER) -> BoardPhone:
    return let_board_phone_in(mandate=boards.mandate(made, post), by=made.ana, at=now())[0]


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_a_code_is_shown_once_and_the_board_says_who_has_a_phone(client: Client, made: Formed) -> None:
    page = text(client.get(board(made)))
    assert giving(made) in page and "Nadie de la junta tiene un teléfono" in page
    asked = client.get(giving(made))
    assert asked.status_code == 200 and name_of(made.person(2)) in text(asked)
    shown = client.post(giving(made))
    token = shown.context["token"]
    assert shown.status_code == 200 and shown["Cache-Control"] == "no-store" and board(made) in text(shown)
    assert client.get(f"/campo/{token}/formList").status_code == 200
    page = client.get(board(made))
    (row,) = page.context["phones"]
    assert row["name"] == name_of(made.person(2)) and row["post"] == "Tesorera"
    assert token not in text(page) and giving(made) not in text(page)
    assert giving(made, Post.PRESIDENT) in text(page)
    assert f"/telefonos/{row['phone'].public_id}/retirar/" in text(page)
    again = client.post(giving(made))
    assert again.status_code == 422 and "ya tiene un teléfono" in text(again)


def test_a_phone_that_was_shut_out_stays_on_the_page_with_its_reason(client: Client, made: Formed) -> None:
    one = given(made)
    end_mandate(mandate=one.mandate, why=MandateEnd.RESIGNED, on=boards.day(made, 9), by=made.ana, at=now())
    page = text(client.get(board(made)))
    assert "Dejó el cargo el" in page and "renunció" in page
    late = (people.today() - boards.day(made, 9)).days
    assert f"el acceso siguió {late} días" in page, "the end was told after it happened"
    assert f"/telefonos/{one.credential.public_id}/retirar/" not in page
    refused = client.post(f"/junta/{one.mandate.public_id}/telefono/")
    assert refused.status_code == 422 and "terminó el" in text(refused)
    back = text(client.get(f"/junta/{one.mandate.public_id}/corregir/"))
    assert "no vuelve a tener acceso" in back


def test_the_list_of_phones_says_whose_and_of_which_board(client: Client, made: Formed) -> None:
    one = given(made)
    page = text(client.get("/telefonos/"))
    assert "Tesorera, núcleo Ayllu Ñan" in page and name_of(made.person(2)) in page and board(made) in page
    alone = text(client.get(f"/telefonos/{one.credential.public_id}/"))
    assert name_of(made.person(2)) in alone and board(made) in alone
    last = made.person(2).given_names.split()[-1].upper()
    assert len(client.get(f"/telefonos/?who={last}").context["rows"]) == 1
    assert not client.get(f"/telefonos/?who={last}&state=revoked").context["rows"]
    assert not client.get(f"/telefonos/?who={made.person(3).given_names.split()[-1]}").context["rows"]
    rows = b"".join(client.get("/telefonos/telefonos.csv").streaming_content).decode("utf-8-sig")
    assert name_of(made.person(2)) in rows


@pytest.mark.parametrize("more", [1, 3])
def test_both_pages_ask_the_same_however_many_there_are(
    client: Client, made: Formed, more: int, django_assert_num_queries: Any
) -> None:
    for post in list(Post)[:more]:
        given(made, post)
    for where, count in ((board(made), 12), ("/telefonos/", 10)):
        client.get(where)
        with django_assert_num_queries(count):
            client.get(where)


def test_a_phone_of_no_board_costs_the_list_nothing_more(
    client: Client, made: Formed, django_assert_num_queries: Any
) -> None:
    issue_credential(
        label="Tableta 3", person=None, holder="Julia Ñahui", place=made.nucleus.district, program=None,
        expires_on=None, by=made.ana, at=now(),
    )  # fmt: skip
    client.get("/telefonos/")
    with django_assert_num_queries(10):
        assert "Julia Ñahui" in text(client.get("/telefonos/"))


def test_another_office_neither_sees_nor_gives(client: Client, made: Formed) -> None:
    given(made)
    people.log_in(client, people.other_head())
    for method in (client.get, client.post):
        assert method(giving(made, Post.PRESIDENT)).status_code == 403
    assert client.get(board(made)).status_code == 403
    assert FieldCredential.objects.count() == 1
    people.log_in(client, people.auditor())
    page = text(client.get(board(made)))
    assert "Tesorera" in page and giving(made, Post.PRESIDENT) not in page and "/retirar/" not in page
    assert client.post(giving(made, Post.PRESIDENT)).status_code == 403


def test_whoever_reads_phones_but_no_nuclei_reads_no_name(
    client: Client, made: Formed, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(made)
    may = type(made.ana).may
    monkeypatch.setattr(
        type(made.ana), "may", lambda self, asked, **more: asked != "read_nuclei" and may(self, asked, **more)
    )
    page = text(client.get("/telefonos/"))
    assert name_of(made.person(2)) not in page and "Junta directiva del núcleo Ayllu Ñan" in page


def test_an_erased_holder_is_said_to_be_erased(client: Client, made: Formed) -> None:
    one = given(made)
    Member.objects.filter(pk=one.mandate.member_id).update(
        erased_at=now(), given_names="", surname_1="", surname_2="", sort_key="", national_id="", national_id_hash="",
        id_missing="not_asked", languages="", phone="",
    )  # fmt: skip
    page = text(client.get("/telefonos/"))
    assert "persona cuyos datos se borraron" in page


def test_closing_and_leaving_say_that_the_phone_goes_too(client: Client, made: Formed) -> None:
    page = text(client.get(f"/junta/{boards.mandate(made, Post.TREASURER).public_id}/terminar/"))
    assert "teléfono" in page and WHY not in page


def test_what_it_sends_is_signed_with_the_post_on_the_desk_and_in_the_journal(client: Client, made: Formed) -> None:
    publish_shipped_forms(SHIPPED.parent, by=SYSTEM, at=now())
    token = client.post(giving(made)).context["token"]
    body = registration(scene.enrolment.place(1).code, (made.ground.on + timedelta(days=5)).isoformat())
    assert Phone(token).send(body).status_code == 201
    while ingest_next(at=now()):
        pass
    sent = Submission.objects.get()
    assert sent.state == State.PROCESSED
    desk = text(client.get(f"/envios/{sent.public_id}/"))
    assert "Tesorera, núcleo Ayllu Ñan" in desk
    people.log_in(client, people.auditor())
    line = Line.objects.filter(actor=sent.credential.public_id).order_by("id")[0]
    assert "Tesorera, núcleo Ayllu Ñan" in text(client.get(f"/bitacora/linea/{line.public_id}/"))
