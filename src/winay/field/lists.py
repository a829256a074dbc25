"""What a phone fetches: the list of forms, a form, the list of a form's files, a file."""

from urllib.parse import unquote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from winay.field.answers import document, elements, kept
from winay.field.guard import Visit, only, phone
from winay.intake.forms.media import media_content, media_list
from winay.intake.forms.queries import form_bytes, forms_for_phones

LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@only("GET", "HEAD")
@phone
def form_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The newest version of every form in use; with `formID` only that form, and an empty list for one unknown."""
    wanted = request.GET.get("formID")
    body = []
    for form in forms_for_phones(wanted):
        key = str(form.public_id)
        told = {
            "formID": form.form_id,
            "name": form.title,
            "version": form.version,
            "hash": f"md5:{form.xml_md5}",
            "downloadUrl": visit.url(request, "form", key),
        }
        if form.has_media:
            told["manifestUrl"] = visit.url(request, "manifest", key)
        body.append(f"<xform>{elements(told)}</xform>")
    return document(request, f'{XML_HEAD}<xforms xmlns="{LIST}">{"".join(body)}</xforms>')


@only("GET", "HEAD")
@phone
def form(request: HttpRequest, visit: Visit, public_id: UUID) -> HttpResponse:
    """A form, byte for byte what was published. Also one that is retired: a phone may be in the middle of fetching."""
    found = form_bytes(public_id)
    if found is None:
        raise Http404
    return kept(request, found.xml, "text/xml; charset=utf-8", found.md5)


@only("GET", "HEAD")
@phone
def manifest(request: HttpRequest, visit: Visit, public_id: UUID) -> HttpResponse:
    """The files of a form that exist. One that is missing is left out, and never spoils the list."""
    files = media_list(public_id, place_code=visit.phone.place_code)
    if files is None:
        raise Http404
    body = []
    for one in files:
        told = {
            "filename": one.filename,
            "hash": f"md5:{one.md5}",
            "downloadUrl": visit.url(request, "media", str(public_id), one.filename),
        }
        body.append(f"<mediaFile>{elements(told)}</mediaFile>")
    return document(request, f'{XML_HEAD}<manifest xmlns="{MANIFEST}">{"".join(body)}</manifest>')


@only("GET", "HEAD")
@phone
def media(request: HttpRequest, visit: Visit, public_id: UUID, filename: str) -> HttpResponse:
    """One file of a form."""
    found = media_content(public_id, unquote(filename), place_code=visit.phone.place_code)
    if found is None:
        raise Http404
    return kept(request, found.content, found.content_type, found.md5)
