"""What a phone fetches: the list of forms, a form, the list of a form's files, a file."""

from collections.abc import Mapping
from urllib.parse import unquote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from winay.core.clock import now
from winay.field.answers import document, elements, kept
from winay.field.guard import Visit, only, phone
from winay.intake.forms.media import ListedFile, media_content, media_list
from winay.intake.forms.queries import form_bytes, forms_at_the_door
from winay.journeys.phone_lists.serving import tokens

LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@only("GET", "HEAD")
@phone
def form_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What this phone's territory gets of every form; with `formID` only that form, and an empty list for one
    unknown."""
    wanted = request.GET.get("formID")
    body = []
    for form in forms_at_the_door().reaching(visit.phone.place_code, wanted):
        key = str(form.public_id)
        told = {
            "formID": form.form_id,
            "name": form.title,
            "version": form.version,
            "hash": f"md5:{form.xml_md5}",
            "downloadUrl": visit.url("form", key),
        }
        if form.has_media:
            told["manifestUrl"] = visit.url("manifest", key)
        body.append(f"<xform>{elements(told)}</xform>")
    return document(request, f'{XML_HEAD}<xforms xmlns="{LIST}">{"".join(body)}</xforms>')


@only("GET", "HEAD")
@phone
def form(request: HttpRequest, visit: Visit, public_id: UUID) -> HttpResponse:
    """A form, byte for byte what was published. Also one that is retired: a phone may be in the middle of fetching. One
    of another office is none."""
    found = form_bytes(public_id, place_code=visit.phone.place_code)
    if found is None:
        raise Http404
    return kept(request, found.xml, "text/xml; charset=utf-8", found.md5)


@only("GET", "HEAD")
@phone
def manifest(request: HttpRequest, visit: Visit, public_id: UUID) -> HttpResponse:
    """The files of a form that exist. One that is missing or cannot be made is left out, and never spoils the list:
    phones say nothing of a list that failed, and go on without any file."""
    files = media_list(public_id, place_code=visit.phone.place_code)
    if files is None:
        raise Http404
    wanted = [_dataset(one.filename) for one in files if one.entities]
    lists = tokens(visit.phone, wanted, at=now())
    there = (one for one in files if not one.entities or _dataset(one.filename) in lists)
    body = [_entities(visit, one.filename, lists) if one.entities else _file(visit, public_id, one)
            for one in there]  # fmt: skip
    return document(request, f'{XML_HEAD}<manifest xmlns="{MANIFEST}">{"".join(body)}</manifest>')


def _file(visit: Visit, public_id: UUID, one: ListedFile) -> str:
    told = {
        "filename": one.filename,
        "hash": f"md5:{one.md5}",
        "downloadUrl": visit.url("media", str(public_id), one.filename),
    }
    return f"<mediaFile>{elements(told)}</mediaFile>"


def _entities(visit: Visit, filename: str, lists: Mapping[str, str]) -> str:
    """A list that the phone keeps in its own database, by a token of its state for this phone."""
    dataset = _dataset(filename)
    told = {
        "filename": filename,
        "hash": f"md5:{lists[dataset]}",
        "downloadUrl": visit.url("entity_list", dataset),
        "integrityUrl": visit.url("integrity", dataset),
    }
    return f'<mediaFile type="entityList">{elements(told)}</mediaFile>'


def _dataset(filename: str) -> str:
    return filename.removesuffix(".csv")


@only("GET", "HEAD")
@phone
def media(request: HttpRequest, visit: Visit, public_id: UUID, filename: str) -> HttpResponse:
    """One file of a form."""
    found = media_content(public_id, unquote(filename), place_code=visit.phone.place_code)
    if found is None:
        raise Http404
    return kept(request, found.content, found.content_type, found.md5)
