"""A phone for tests: asks as ODK Collect does, with its token in the address."""

from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from django.http import HttpResponse
from django.test import Client

from tests import people
from tests.intake.workbooks import workbook
from winay.accounts.models import FieldCredential
from winay.accounts.phones.services import issue_credential
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.intake.forms.services import adapt_form, publish_form
from winay.intake.models import FormVersion
from winay.places.models import Office, Place
from winay.places.services import save_office

LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
RESPONSE = "{http://openrosa.org/http/response}"
COLLECT = {"X-OpenRosa-Version": "1.0", "User-Agent": "org.odk.collect.android/v2026.2.1 Dalvik/2.1.0"}
HOST = "http://testserver"


@dataclass
class Phone:
    """One phone of an office of Ayacucho."""

    credential: FieldCredential
    token: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    @property
    def base(self) -> str:
        return f"/campo/{self.token}"

    def get(self, path: str, **more: Any) -> HttpResponse:
        """GET as Collect does. `path` below the base, or an address that the server gave."""
        url = path.removeprefix(HOST) if path.startswith(HOST) else f"{self.base}/{path}"
        return self.client.get(url, {"deviceID": "collect:7hx", **more}, headers=COLLECT)

    def forms(self, **more: Any) -> list[dict[str, str]]:
        """The list of forms, each as its elements."""
        return read(self.get("formList", **more), f"{LIST}xforms", f"{LIST}xform")

    def files(self, form: dict[str, str]) -> list[dict[str, str]]:
        """The files of a form of the list."""
        return read(self.get(form["manifestUrl"]), f"{MANIFEST}manifest", f"{MANIFEST}mediaFile")


def read(response: HttpResponse, root: str, each: str) -> list[dict[str, str]]:
    """Rows of a list for phones, after what a phone checks of every one."""
    assert response.status_code == 200, response.content
    assert "text/xml" in response["Content-Type"] and response["X-OpenRosa-Version"] == "1.0"
    tree = ElementTree.fromstring(response.content.decode("utf-8"))
    assert tree.tag == root and {child.tag for child in tree} <= {each}
    return [{part.tag.rpartition("}")[2]: part.text or "" for part in row} for row in tree]


def message(response: HttpResponse) -> str:
    """The sentence of an envelope."""
    assert response["X-OpenRosa-Version"] == "1.0" and response["Content-Type"] == "text/xml; charset=utf-8"
    tree = ElementTree.fromstring(response.content.decode("utf-8"))
    assert tree.tag == f"{RESPONSE}OpenRosaResponse" and len(tree) == 1
    assert tree[0].tag == f"{RESPONSE}message" and tree[0].get("nature")
    return tree[0].text or ""


def phone(place: str | None = "0501") -> Phone:
    """A phone that may come in."""
    credential, token = issue_credential(
        label="Tableta de prueba", person=None, holder="Julia Ñahui Ccora",
        place=Place.objects.get(code=place) if place else None, program=None, expires_on=None,
        by=people.acting_as(people.specialist(place[:2]) if place else people.manager()), at=now(),
    )  # fmt: skip
    return Phone(credential, token)


def publish(
    form_id: str = "prueba", version: str = "1", *, media: dict[str, bytes] | None = None, **more: Any
) -> FormVersion:
    """A form of one question, published."""
    source = workbook(form_id, version, **more)
    return publish_form(source=source, media=media or {}, by=SYSTEM, at=now())


def office(code: str, places: list[str]) -> Office:
    """An office that looks after some places."""
    return save_office(code=code, name=f"Unidad {code}", seat="", place_codes=places, by=SYSTEM, at=now())


def adapted(
    whose: Office, form_id: str = "prueba", version: str = "2", *, media: dict[str, bytes] | None = None, **more: Any
) -> FormVersion:
    """The same form as an office changed it, put into use by the head of its territory."""
    source = workbook(form_id, f"{version}-{whose.code}", **more)
    by = people.acting_as(people.head(whose.covered.get().place.code))
    return adapt_form(source=source, media=media or {}, office=whose, by=by, at=now(), needs={})
