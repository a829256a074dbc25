"""Files kept by their hash, as downloads. One that is gone or was altered on disk is never handed out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def kept_file(request: HttpRequest, digest: str, name: str, content_type: str) -> HttpResponse:
    """The file with this SHA-256 as a download; a page that says so, with status 409, when it is not what it was."""
    try:
        content = settings.WINAY_BLOBS.get(digest)
    except (FileNotFoundError, ValueError) as problem:
        gone = isinstance(problem, FileNotFoundError)
        return render(request, "errors/kept_file.html", {"gone": gone, "digest": digest}, status=409)
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
