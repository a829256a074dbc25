"""Photographs and scans of papers that people signed: taken in by what they are, kept by their hash, shown again."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from winay.core.blobs import BlobStore

MOST = 5_000_000
BEGINS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF-": "application/pdf"}


def scan_problem(file: UploadedFile | None) -> str:
    """What is wrong with a file that somebody sent as a scan, in words; "" for none. What it says of its type counts
    for nothing: its first bytes do."""
    if file is None:
        return ""
    if (file.size or 0) > MOST:
        return _("El archivo pasa de %(most)s MB: tome la foto con menos resolución.") % {"most": MOST // 1_000_000}
    return "" if _kind(_beginning(file)) else _("El archivo no es una foto JPEG o PNG ni un PDF: no se guardó.")


def kept_scan(file: UploadedFile | None) -> str:
    """Keep a scan in which `scan_problem` found nothing; its hash, "" for none."""
    if file is None:
        return ""
    store: BlobStore = settings.WINAY_BLOBS
    file.seek(0)
    return store.put(file.read())


def scan_response(digest: str, name: str) -> HttpResponse:
    """A scan that is on record, as the kind of file that it is; 404 where it is gone. `name` has no ending."""
    store: BlobStore = settings.WINAY_BLOBS
    try:
        content = store.get(digest)
    except (OSError, ValueError):
        raise Http404 from None
    kind = _kind(content[:16]) or "application/octet-stream"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{name}.{kind.rsplit("/", 1)[-1]}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _beginning(file: UploadedFile) -> bytes:
    file.seek(0)
    return bytes(file.read(16))


def _kind(beginning: bytes) -> str:
    return next((kind for begins, kind in BEGINS.items() if beginning.startswith(begins)), "")
