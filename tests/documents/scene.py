"""Decided selections and their acts for tests; a district whose rural part is several areas; a PDF as text."""

import shutil
import subprocess
from typing import Any

import pytest
from django.conf import settings

from tests import people
from tests.targeting import scene
from winay.core.actors import NOBODY
from winay.core.clock import now
from winay.documents.models import Document
from winay.journeys.acts import issue_selection_act
from winay.places.models import Place
from winay.targeting.models import Area, AreaAct, AreaLocality, Selection
from winay.targeting.services.drafts import submit_selection
from winay.targeting.terms import AreaActKind, AreaOrigin

BASE = "https://winay.example/verificar/"


def decided(place: str | None = "0502", *, exception: bool = False, **how: Any) -> tuple[Selection, Any, Any]:
    """An approved selection of a province, who prepared it and who approved it; `how` goes to the draft."""
    ana, rosa = people.acting_as(people.specialist()), people.acting_as(people.head())
    made = scene.draft(ana, place, **how)
    if exception:
        wilder = people.acting_as(people.specialist(name="Wilder Ccori"))
        scene.confirm(scene.propose(scene.an_area(made), ana), wilder)
    return scene.approve(submit_selection(selection=made, by=ana, at=now()), rosa), ana, rosa


def act_of(selection: Selection, by: Any, *, base: str = BASE) -> Document:
    return issue_selection_act(selection=selection, by=by, at=now(), base_url=base)


def pdf_of(document: Document) -> bytes:
    content: bytes = settings.WINAY_BLOBS.get(document.pdf_sha256)
    return content


def text_of(pdf: bytes) -> str:
    """What a PDF says; skips where no reader of PDFs is installed."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("needs pdftotext (poppler-utils) to read what a PDF says")
    read = subprocess.run([tool, "-", "-"], input=pdf, capture_output=True, check=True)
    return read.stdout.decode()


def split(district: str = "050201", *areas: tuple[str, int | None, int]) -> list[Area]:
    """Retire the district's one area and draw others: code's last four digits, households, number of localities."""
    home = Place.objects.get(code=district)
    act = AreaAct.objects.create(kind=AreaActKind.EDITED, district=home, reason="prueba", by=NOBODY, at=now())
    Area.objects.filter(district=home, retired_by=None).update(retired_by=act)
    made = []
    for seat, households, count in areas or (("0001", 300, 3), ("0007", 500, 2), ("0012", None, 1)):
        localities = [
            Place.objects.create(
                code=f"{district}{int(seat) + n:04d}", level="locality", name=f"Caserío {seat} {n}",
                name_key=f"caserio {seat} {n}", parent=home, rural=True, latitude_e6=-13_500_000 - n * 10_000,
                longitude_e6=-74_200_000,
            )
            for n in range(count)
        ]  # fmt: skip
        area = Area.objects.create(
            code=f"{district}-{seat}", district=home, name=f"{home.name}: {localities[0].name}", households=households,
            origin=AreaOrigin.GROUPED, seat=localities[0], made_by=act,
        )  # fmt: skip
        AreaLocality.objects.bulk_create(
            AreaLocality(area=area, locality=one, households=10 * n, minutes=7 * n) for n, one in enumerate(localities)
        )
        made.append(area)
    return made
