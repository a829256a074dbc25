"""The places to go: grouped, each shown to whom it leads somewhere, and none lost."""

import re
from typing import Any

import pytest
from django.test import Client, RequestFactory

from tests import people
from winay.core.actors import Permission
from winay.web.menu import MENU, Entry, Group, menu


def drawn(html: str) -> str:
    found = re.search(r'<nav class="top-nav".*?</nav>', html, re.DOTALL)
    assert found
    return found[0]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_every_page_stands_once_in_the_menu() -> None:
    names = [entry.name for group in MENU for entry in group.entries]
    assert len(names) == len(set(names))
    assert all(len(group.entries) <= 9 for group in MENU), "a group is read at a glance"
    assert len(MENU) <= 7, "a telephone shows the groups in one line that scrolls"


@pytest.mark.django_db
def test_the_public_is_shown_no_way_that_is_closed_to_it(client: Client) -> None:
    menu = drawn(text(client.get("/lugares/")))
    assert 'href="/lugares/"' in menu and 'href="/selecciones/"' in menu
    assert 'href="/personas/"' not in menu and 'href="/bitacora/"' not in menu


@pytest.mark.django_db
def test_the_page_one_is_on_is_marked_and_its_group_too(client: Client) -> None:
    menu = drawn(text(client.get("/bitacora/sellos/")))
    assert menu.count('aria-current="page"') == 1
    assert 'href="/bitacora/sellos/" aria-current="page"' in menu
    assert menu.count('class="group here"') == 1


@pytest.mark.django_db
def test_the_things_of_a_page_are_marked_as_that_page() -> None:
    head = people.acting_as(people.head())
    for address, page in (("/entregas/x/", "/nucleos/"), ("/visitas-que-faltan/", "/visitas/"), ("/mapa/", "")):
        groups = menu(RequestFactory().get(address), head)
        marked = [link.url for group in groups for link in group.links if link.active]
        assert marked == ([page] if page else [])


@pytest.mark.django_db
def test_every_way_that_is_shown_leads_there(client: Client) -> None:
    for person in (None, people.specialist(), people.head(), people.manager(), people.auditor()):
        if person is not None:
            people.log_in(client, person)
        for address in re.findall(r'<a href="([^"]+)"', drawn(text(client.get("/lugares/")))):
            assert client.get(address).status_code == 200, (person, address)


@pytest.mark.django_db
def test_a_group_with_one_open_page_is_that_page() -> None:
    group = Group(
        "Control", (Entry("Sellos", "web:seals"), Entry("Bitácora", "web:journal", (Permission.READ_JOURNAL,)))
    )
    request = RequestFactory().get("/bitacora/sellos/")
    alone = menu(request, None, [group])
    assert [(one.label, one.url, one.active, one.links) for one in alone] == [("Sellos", "/bitacora/sellos/", True, ())]
    both = menu(request, people.acting_as(people.auditor()), [group])
    assert both[0].url == "" and [link.active for link in both[0].links] == [True, False]


@pytest.mark.django_db
def test_a_right_that_must_be_national_is_not_a_local_one() -> None:
    entry = Entry("Bitácora", "web:journal", (Permission.APPROVE_SELECTION,), nationwide=True)
    assert entry.shown_to(people.acting_as(people.manager()))
    assert not entry.shown_to(people.acting_as(people.head()))
    assert Entry("Bitácora", "web:journal", (Permission.APPROVE_SELECTION,)).shown_to(people.acting_as(people.head()))
