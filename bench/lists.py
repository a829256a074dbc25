"""What a trainer's phone costs when it looks for news: the list of forms, the list of each form's files, and the lists
of its households and people.

usage: python bench/lists.py [--households 40] [--refreshes 300]     (on a PostgreSQL of its own; two minutes)

Claims, in processor time of Python and PostgreSQL together, for a phone of which nothing is remembered: the list of
forms and the files of one within 15 ms where nothing is new; a list of a caseload within 50 ms; of 2,000 phones, each
of which asks for everything, a morning that is another day and on which nothing else is new within 180 s, and one on
which every list has to be made anew, as after a release, within 240 s. The exit code is 1 when one does not hold. The
alternative of the same run: every list made anew at each question, and nothing remembered between two questions of a
phone.
"""

import argparse
import gzip
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
CLAIM_REFRESH, CLAIM_LIST, CLAIM_DAY, CLAIM_MORNING = 15.0, 50.0, 180.0, 240.0
PHONES = 2_000
FORM, HOST = "household_visit", "http://testserver"
SETTINGS = ["shared_buffers=256MB", "max_connections=60"]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--households", type=int, default=40)
    asked.add_argument("--refreshes", type=int, default=300)
    asked.add_argument("--part", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.part:
        return _part(given.households, given.refreshes)
    from tests import throwaway_postgres
    from tests.running import House

    throwaway_postgres.FAST[:] = SETTINGS
    server = throwaway_postgres.start()
    try:
        with tempfile.TemporaryDirectory(prefix="winay-bench-") as folder:
            house = House(Path(folder) / "var", server.url("postgres"))
            made = house.winay("setup")
            assert made.returncode == 0, made.stdout + made.stderr
            words = [sys.executable, __file__, "--part", "--households", str(given.households)]
            environment = house.environment | {"DJANGO_SETTINGS_MODULE": "winay.config.settings"}
            return subprocess.run(
                [*words, "--refreshes", str(given.refreshes)], env=environment, check=False
            ).returncode
    finally:
        server.stop()


@dataclass
class Ways:
    """The phone of a trainer, asking as a phone asks; and what the installation knows of it from one time to the
    next."""

    client: Any
    base: str
    held: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> bytes:
        url = path if path.startswith("/") else f"{self.base}/{path}"
        answer = self.client.get(url, {"deviceID": "collect:bench"}, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, (path, answer.status_code, answer.content[:300])
        content: bytes = answer.content
        return gzip.decompress(content) if answer.headers.get("Content-Encoding") == "gzip" else content

    def told(self, path: str, *names: str) -> Iterator[tuple[str, ...]]:
        """The named elements of a document, as often as they stand beside each other."""
        from xml.etree import ElementTree

        tree = ElementTree.fromstring(self.get(path))
        some = ([one.text or "" for one in tree.iter() if one.tag.endswith(f"}}{name}")] for name in names)
        return zip(*some, strict=True)

    def everything(self) -> None:
        """The list of forms, the files of each, and every list whose mark is another than that of the one it holds:
        what Collect does at a refresh."""
        lists: dict[str, str] = {}
        for (manifest,) in self.told("formList", "manifestUrl"):
            for url, mark in self.told(manifest.removeprefix(HOST), "downloadUrl", "hash"):
                if "/lists/" in url:
                    lists[url.removeprefix(HOST)] = mark
        for one, mark in lists.items():
            if self.held.get(one) != mark:
                self.get(one)
        self.held = lists


def another_phone() -> None:
    """The phone is another one: nothing is remembered of it."""
    from winay.accounts.phones import queries, services
    from winay.intake.forms import queries as forms
    from winay.journeys.phone_lists import serving

    for memory in (queries.memory, services.heard, serving.told, serving.files, forms.memory):
        memory.forget()


def another_day(phone: Ways) -> None:
    """And the day is another one; nothing else is new."""
    from datetime import timedelta

    from django.db.models import F

    from winay.intake.entity_models import EntityGround

    another_phone()
    EntityGround.objects.update(on=F("on") - timedelta(days=1))


def another_morning(phone: Ways) -> None:
    """No list holds, and the phone has none."""
    from winay.intake.entity_models import EntityList

    another_phone()
    EntityList.objects.update(stamp="")
    phone.held = {}


def _part(households: int, refreshes: int) -> int:
    """In a process of its own, whose processor time is counted."""
    import django

    django.setup()
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()
    from winay.intake.entity_models import EntityList
    from winay.intake.forms.queries import forms_for_phones

    phone = Ways(Client(), _ground(households))
    (form,) = forms_for_phones(FORM)
    phone.everything()

    def refresh() -> None:
        another_phone()
        phone.get("formList")
        phone.get(f"form/{form.public_id}/manifest")

    held = Held()
    with plainly():
        alone = held.took(refresh, max(10, refreshes // 10))
    held.say(f"{'forms and files, nothing new':32}", held.took(refresh, refreshes), CLAIM_REFRESH, alone)
    for row in EntityList.objects.order_by("dataset"):
        path = f"lists/{row.dataset}.csv"

        def fetch(path: str = path) -> None:
            another_phone()
            phone.get(path)

        with plainly():
            alone = held.took(fetch, 20)
        took = held.took(fetch, 40)
        held.say(f"{row.dataset + f', {row.rows} rows, {row.size} bytes':32}", took, CLAIM_LIST, alone)

    mornings = max(5, refreshes // 20)
    for what, begins, claim in (("another day", another_day, CLAIM_DAY), ("all anew", another_morning, CLAIM_MORNING)):

        def morning(begins: Callable[[Ways], None] = begins) -> None:
            begins(phone)
            phone.everything()

        with plainly():
            alone = held.took(morning, max(3, mornings // 3))
        whole = held.took(morning, mornings)
        print(f"one phone, {what}: {whole:.1f} ms, {alone:.1f} the alternative")
        held.say(f"{f'{PHONES:,} phones, {what}, s':32}", whole * PHONES / 1000, claim, alone * PHONES / 1000)
    return held.verdict()


class Held:
    """Takes times, says them, and remembers whether every claim held."""

    def __init__(self) -> None:
        self.all = True
        print(f"{'processor, ms':32} {'each':>8} {'plainly':>8} {'times':>6} {'claim':>6}")

    def took(self, call: Callable[[], Any], times: int) -> float:
        """Milliseconds of processor each, Python's and the database's."""
        from bench.registry import Meter

        call()
        meter = Meter()
        with meter.on():
            for _ in range(times):
                call()
        return (meter.cpu + meter.server) * 1000 / times

    def say(self, what: str, took: float, claim: float, alone: float) -> None:
        held = took <= claim
        self.all = self.all and held
        print(f"{what} {took:8.1f} {alone:8.1f} {alone / took:6.1f} {claim:6.0f}{'' if held else '  NOT HELD'}")

    def verdict(self) -> int:
        print("held" if self.all else "NOT HELD")
        return 0 if self.all else 1


@contextmanager
def plainly() -> Iterator[None]:
    """The alternative: no stamp says that a list still holds, and nothing is remembered."""
    from unittest import mock

    from winay.core.remembered import Remembered
    from winay.journeys.phone_lists import serving

    with (
        mock.patch.object(serving, "_holds", lambda *_: False),
        mock.patch.object(Remembered, "get", lambda self, key, make: make()),
    ):
        yield


def _ground(households: int) -> str:
    """A nucleus with its plan, what it was given by it, its trainer and the visits of two months; the base of the
    trainer's phone."""
    from datetime import time as hour

    from tests.delivery import asset_scene
    from tests.delivery.visits_scene import said, shares
    from tests.journeys import lists_scene
    from tests.trainers.scene import ago
    from tests.trainers.test_caseloads import hires

    from winay.core.actors import SYSTEM
    from winay.core.clock import now
    from winay.delivery.services.visits import record_visit
    from winay.journeys.shipped_forms import publish_shipped_forms

    publish_shipped_forms(lists_scene.FORMS, by=SYSTEM, at=now())
    of = asset_scene.planned(households)
    made = of.made
    made.trainer = hires(made, 0, began_on=of.on, over_on=of.on + 900 * asset_scene.DAY)  # type: ignore[attr-defined]
    shares(made, 60)
    for number in range(households):
        for days in (50, 20):
            told = said(
                made.person(number), days + number // 8, began=hour(7 + number % 8), minutes=45, next_on=ago(-7)
            )
            record_visit(contract=made.trainer, enrolment=made.cycles[number], said=told, by=made.ana, at=now())  # type: ignore[attr-defined]
        if number % 2:
            asset_scene.delivered(of, number)
    return lists_scene.let_in(made).phone.base


if __name__ == "__main__":
    raise SystemExit(main())
