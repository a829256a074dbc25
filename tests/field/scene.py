"""A phone with a good token, a form that asks for two photographs, and what they send."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests import people
from winay.accounts.models import FieldCredential
from winay.accounts.phones.services import issue_credential
from winay.core.clock import now
from winay.intake.models import FormVersion
from winay.places.models import Place

FORM, VERSION = "visita_prueba", "2026-11"
XFORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
<h:head><h:title>Visita de prueba</h:title><model>
<itext><translation lang="Español (es)" default="true()">
<text id="/data/name:label"><value>¿Cómo se llama?</value></text>
<text id="/data/photo:label"><value>Foto de la cocina</value></text>
<text id="/data/people/age:label"><value>Edad</value></text>
<text id="stove-0"><value>Mejorada</value></text><text id="stove-1"><value>Fogón abierto</value></text>
</translation></itext>
<instance><data id="{form}" version="{version}"><start/><end/><name/><stove/><photo/>
<people jr:template=""><age/><picture/></people>
<orx:meta><orx:instanceID/></orx:meta></data></instance>
<instance id="stove"><root><item><itextId>stove-0</itextId><name>better</name></item>
<item><itextId>stove-1</itextId><name>open</name></item></root></instance>
<bind nodeset="/data/name" type="string"/><bind nodeset="/data/stove" type="string"/>
<bind nodeset="/data/photo" type="binary"/><bind nodeset="/data/people/age" type="int"/>
<bind nodeset="/data/people/picture" type="binary"/>
</model></h:head><h:body>
<input ref="/data/name"><label ref="jr:itext('/data/name:label')"/></input>
<select1 ref="/data/stove"><label>Cocina</label><itemset nodeset="instance('stove')/root/item">
<value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select1>
<upload ref="/data/photo" mediatype="image/*"><label ref="jr:itext('/data/photo:label')"/></upload>
<group ref="/data/people"><label>Personas</label><repeat nodeset="/data/people">
<input ref="/data/people/age"><label ref="jr:itext('/data/people/age:label')"/></input>
<upload ref="/data/people/picture" mediatype="image/*"><label>Retrato</label></upload>
</repeat></group>
</h:body></h:html>"""
JPEG = b"\xff\xd8\xff\xe0" + b"kitchen" * 40
DONE = "full submission upload was successful!"


def published(form: str = FORM, version: str = VERSION, **more: Any) -> FormVersion:
    """A form as if an office had published it."""
    xml = XFORM.format(form=form, version=version).encode()
    given = {"title": "Visita de prueba", "published_at": now(), "published_by": uuid.UUID(int=0)} | more
    return FormVersion.objects.create(
        form_id=form, version=version, xml=xml, xml_md5=hashlib.md5(xml).hexdigest(),
        xml_sha256=hashlib.sha256(xml).hexdigest(), source_sha256="0" * 64, **given,
    )  # fmt: skip


def credential(place: str | None = people.INSIDE, **more: Any) -> tuple[FieldCredential, str]:
    """A phone of the office of Ayacucho, and its token."""
    given: dict[str, Any] = {"label": "Teléfono de Nélida", "person": None, "holder": "Nélida Quispe"} | more
    return issue_credential(
        place=Place.objects.get(code=place) if place else None, program=None, expires_on=None,
        by=people.acting_as(people.manager()), at=now(), **given,
    )  # fmt: skip


def new_id() -> str:
    return f"uuid:{uuid.uuid4()}"


def answers(
    instance: str | None = None, *, name: str = "Fortunata", photo: str = "", more: str = "", form: str = FORM,
    version: str = VERSION, old: str = "", root: str = "data", meta: str | None = None,
) -> bytes:  # fmt: skip
    """What was filled in."""
    deprecated = f"<deprecatedID>{old}</deprecatedID>" if old else ""
    meta = meta or f"<meta><instanceID>{instance or new_id()}</instanceID>{deprecated}</meta>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{root} id="{form}" version="{version}">'
        f"<name>{name}</name><stove>open</stove><photo>{photo}</photo>{more}{meta}</{root}>"
    ).encode()


def encrypted(instance: str, *media: str) -> bytes:
    """The envelope of one that the phone encrypted, whose answers are a file like its pictures."""
    files = "".join(f"<media><file>{name}</file></media>" for name in media)
    return (
        f'<data xmlns="http://opendatakit.org/submissions" id="{FORM}" version="{VERSION}" encrypted="yes">'
        "<base64EncryptedKey>abc</base64EncryptedKey>"
        f'<orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID>{instance}</orx:instanceID></orx:meta>'
        f"{files}<encryptedXmlFile>submission.xml.enc</encryptedXmlFile></data>"
    ).encode()


@dataclass
class Piece:
    """One part of a body, as written on the wire."""

    name: str
    content: bytes
    filename: str | None = None
    content_type: str | None = "image/jpeg"

    def bytes(self) -> bytes:
        head = f'Content-Disposition: form-data; name="{self.name}"'
        if self.filename is not None:
            head += f'; filename="{self.filename}"'
        if self.content_type and self.filename is not None:
            head += f"\r\nContent-Type: {self.content_type}"
        return head.encode() + b"\r\n\r\n" + self.content + b"\r\n"


BOUNDARY = "----frontera7d3"


def body_of(pieces: Sequence[Piece]) -> bytes:
    mark = f"--{BOUNDARY}".encode()
    return b"".join(mark + b"\r\n" + one.bytes() for one in pieces) + mark + b"--\r\n"


def pieces_of(xml: bytes, files: dict[str, bytes] | None = None, *, incomplete: bool = False) -> list[Piece]:
    """As Collect orders them: the answers, the files, the mark that more is to come."""
    pieces = [Piece("xml_submission_file", xml, "s.xml", "text/xml")]
    pieces += [Piece(name, content, name) for name, content in (files or {}).items()]
    if incomplete:
        pieces.append(Piece("*isIncomplete*", b"yes"))
    return pieces


class Phone:
    """Sends as Collect does."""

    def __init__(self, token: str, device: str = "collect:abc") -> None:
        self.client = Client(raise_request_exception=False)
        self.base = f"/campo/{token}"
        self.device = device

    def head(self) -> HttpResponse:
        return self.client.head(f"{self.base}/submission?deviceID={self.device}", headers=HEADERS)

    def send(self, xml: bytes, files: dict[str, bytes] | None = None, *, incomplete: bool = False) -> HttpResponse:
        return self.post(body_of(pieces_of(xml, files, incomplete=incomplete)))

    def post(self, body: bytes, content_type: str = f"multipart/form-data; boundary={BOUNDARY}") -> HttpResponse:
        path = f"{self.base}/submission?deviceID={self.device}"
        return self.client.post(path, body, content_type=content_type, headers=HEADERS)


HEADERS = {"X-OpenRosa-Version": "1.0", "User-Agent": "org.odk.collect.android/v2026.1"}


def words(answer: HttpResponse) -> str:
    """The message of an envelope; fails where there is none."""
    from xml.etree import ElementTree

    assert answer["Content-Type"].startswith("text/xml"), answer["Content-Type"]
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "{http://openrosa.org/http/response}OpenRosaResponse"
    (message,) = root
    assert message.tag == "{http://openrosa.org/http/response}message" and message.text
    return message.text
