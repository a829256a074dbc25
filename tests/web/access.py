"""Walks every address and says in words what is not as expected_access.py expects it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from tests import people
from tests.web.world import ROLES, World

Look = Callable[[str, Any], list[str]]
"""What is wrong with an answer to an address."""
LOOKED = ("public", "manager", "auditor")
"""Whose pages are looked at: between them they are shown every page."""


@dataclass(frozen=True)
class Case:
    """What GET and POST of one address answer: a status for each role, in the order of `ROLES`.

    `args` are arguments of the address, by the names of `World.keys`; `data` is what the POST sends, bytes as a file.
    """

    get: str
    post: str
    args: tuple[str, ...] = ()
    data: Mapping[str, str | bytes] = field(default_factory=dict)
    query: str = ""

    def expected(self, method: str) -> list[int]:
        """The six statuses of a method."""
        found = [int(word) for word in getattr(self, method).split()]
        assert len(found) == len(ROLES), f"{self} has not one status a role"
        return found


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver."""

    name: str
    pattern: str
    view: Any

    @property
    def ruled(self) -> bool:
        """Whether the view carries an access rule."""
        return hasattr(self.view, "access_rule")


def addresses(urlconf: Any = None) -> Iterator[Address]:
    """Every pattern that can answer, however deep it is included. Of two with one name both are here."""
    yield from _walk(get_resolver(urlconf).url_patterns, "", "")


def _walk(patterns: Sequence[Any], prefix: str, namespace: str) -> Iterator[Address]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _walk(one.url_patterns, f"{prefix}{one.pattern}", inner)
        else:
            yield Address(f"{namespace}{one.name}" if one.name else "", f"{prefix}{one.pattern}", one.callback)


def left_open(allowed: Iterable[str], urlconf: Any = None) -> list[str]:
    """Addresses whose view carries no rule, and that are not among the allowed names."""
    names = set(allowed)
    found = [address for address in addresses(urlconf) if not address.ruled and address.name not in names]
    return [f"{address.pattern} ({address.name or 'no name'}) has no access rule" for address in found]


def without_row(rows: Iterable[str], urlconf: Any = None) -> list[str]:
    """Addresses without a row in the table, and rows without an address."""
    names, known = {address.name for address in addresses(urlconf)}, set(rows)
    missing = [f"{name or 'an address without a name'} has no row" for name in sorted(names - known)]
    return missing + [f"{name} has a row and no address" for name in sorted(known - names)]


def wrong_answers(
    world: World, rows: Mapping[str, Sequence[Case]], *, methods: Sequence[str] = ("get", "post"),
    roles: Sequence[str] = ROLES, look: Look = lambda url, answer: [],
) -> list[str]:  # fmt: skip
    """Tries every row as these roles, and has every page looked at as some of them. Whatever a request changes is
    rolled back before the next."""
    clients = {role: _client(world, role) for role in roles}
    wrong = []
    for name, cases in rows.items():
        for case in cases:
            url = reverse(name, args=world.resolve(case.args)) + case.query
            for method in methods:
                answers = [_asked(clients[role], method, url, case, world) for role in roles]
                found = [answer.status_code for answer in answers]
                expected = dict(zip(ROLES, case.expected(method), strict=True))
                if found != [expected[role] for role in roles]:
                    said = " ".join(map(str, found))
                    wrong.append(f"{name} {case.args} {method}: {said}, expected {getattr(case, method)}")
                shown = [one for role, one in zip(roles, answers, strict=True) if method == "get" and role in LOOKED]
                wrong += [fault for answer in shown for fault in look(url, answer)]
    return wrong


def _client(world: World, role: str) -> Client:
    client, person = Client(raise_request_exception=False), world.people[role]
    return people.log_in(client, person) if person else client


def _asked(client: Client, method: str, url: str, case: Case, world: World) -> Any:
    cookies = client.cookies.copy()
    data = {
        n: SimpleUploadedFile("t.csv", v) if isinstance(v, bytes) else world.keys.get(v, v)
        for n, v in case.data.items()
    }
    with transaction.atomic():
        response = client.get(url) if method == "get" else client.post(url, data)
        if response.streaming:
            for _ in response.streaming_content:
                pass
        transaction.set_rollback(True)
    client.cookies = cookies
    return response
