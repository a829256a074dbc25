"""Every address, every role, inside and outside the territory: the exact status. Deny by default is proven here."""

from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from tests import people, worlds
from tests.databases import POSTGRES
from tests.web.access import LOOKED, addresses, left_open, without_row, wrong_answers
from tests.web.expected_access import ALLAUTH, ROWS
from tests.web.test_content_policy import CSP, policy_faults
from tests.web.world import ROLES, World, build
from winay.accounts.roles import ROLES as EVERY_ROLE
from winay.config import urls
from winay.web.guard import Audience, public

EVERY = {**ROWS, **ALLAUTH}
PARTS = 4


world = worlds.world(build)


def test_every_address_has_a_rule_or_is_allauths() -> None:
    assert left_open(ALLAUTH) == []


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert without_row(EVERY) == []


def test_no_address_of_ours_hides_among_allauths() -> None:
    assert not {name for name in ALLAUTH if name.startswith("web:")}
    assert all(a.view.__module__.startswith("allauth.") for a in addresses() if not a.ruled)


def test_a_row_for_a_permission_tries_somebody_who_lacks_it() -> None:
    """Each address that asks for a permission is expected to turn the public and at least one role away. What every
    role may somewhere, whoever has none may not: see below."""
    for address in addresses():
        if address.ruled and address.view.access_rule.audience is Audience.PERMISSION:
            everybody = all(address.view.access_rule.permission in role.permissions for role in EVERY_ROLE.values())
            for case in EVERY[address.name]:
                assert case.expected("get")[0] == 302 and case.expected("post")[0] == 403, address.name
                if not everybody:
                    assert 403 in case.expected("get")[1:] and 403 in case.expected("post")[1:], address.name


@pytest.mark.django_db
def test_whoever_has_no_role_is_turned_away_wherever_a_permission_is_asked(world: World) -> None:
    nobody = people.log_in(Client(raise_request_exception=False), people.someone())
    tried = 0
    for address in addresses():
        if address.ruled and address.view.access_rule.audience is Audience.PERMISSION:
            for case in EVERY[address.name]:
                url = reverse(address.name, args=world.resolve(case.args)) + case.query
                assert nobody.get(url).status_code == nobody.post(url).status_code == 403, url
                tried += 1
    assert tried > 50


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_every_role_gets_exactly_its_answer(world: World, part: int) -> None:
    """In parts, so that two workers share them; every answer with its policy. Who may what does not hang on the
    database: on PostgreSQL those who see most and one from outside ask."""
    rows = {name: ROWS[name] for name in sorted(ROWS)[part::PARTS]}
    assert wrong_answers(world, rows, roles=("head", "other_head") if POSTGRES else ROLES, look=policy_faults) == []


@pytest.mark.django_db
def test_the_pages_of_ones_own_account_look_after_themselves(world: World) -> None:
    assert wrong_answers(world, ALLAUTH, look=policy_faults) == []


# ---- the checks themselves fail when something is left open -------------------------------------------------------


def open_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


def _with(*more: Any) -> Any:
    """The house's addresses and some more, as a urlconf of its own."""
    return _urlconf(*urls.urlpatterns, *more)


def _urlconf(*patterns: Any) -> ModuleType:
    made = ModuleType("made_for_a_test")
    made.urlpatterns = list(patterns)  # type: ignore[attr-defined]
    return made


def test_an_address_left_open_on_purpose_is_found() -> None:
    urlconf = _with(path("abierta/", open_view, name="open_on_purpose"))
    assert left_open(ALLAUTH, urlconf) == ["abierta/ (open_on_purpose) has no access rule"]


def test_one_left_open_deep_inside_an_include_and_without_a_name_is_found() -> None:
    inner = ([path("dentro/", open_view)], "inner")
    urlconf = _with(path("fuera/", include(inner, namespace="inner")))
    assert left_open(ALLAUTH, urlconf) == ["fuera/dentro/ (no name) has no access rule"]
    assert "an address without a name has no row" in without_row(EVERY, urlconf)


def test_a_guarded_address_without_a_row_is_found() -> None:
    urlconf = _with(path("nueva/", public(open_view), name="new_page"))
    assert left_open(ALLAUTH, urlconf) == []
    assert without_row(EVERY, urlconf) == ["new_page has no row"]


def test_a_row_whose_address_is_gone_is_found() -> None:
    assert without_row({**EVERY, "web:gone": []}) == ["web:gone has a row and no address"]


@pytest.mark.django_db
def test_a_page_opened_to_everybody_is_found(world: World, settings: Any) -> None:
    """The list of people with its rule weakened: the statuses no longer fit the table."""
    weak = [path("personas/", public(open_view), name="people")]
    settings.ROOT_URLCONF = _urlconf(path("", include((weak, "web"), namespace="web")))
    assert wrong_answers(world, {"web:people": ROWS["web:people"]}, methods=["get"]) == [
        "web:people () get: 200 200 200 200 200 200, expected 302 200 403 403 403 200"
    ]


@pytest.mark.django_db
def test_a_page_without_its_policy_is_found(world: World, settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != CSP]
    rows = {"web:roles": ROWS["web:roles"]}
    assert wrong_answers(world, rows, methods=["get"]) == []
    assert len(wrong_answers(world, rows, methods=["get"], look=policy_faults)) == len(LOOKED)
