"""What a phone fetches of its user's lists: the file of one, and which things that it made without signal are gone."""

from uuid import UUID
from xml.sax.saxutils import quoteattr

from django.http import Http404, HttpRequest, HttpResponse

from winay.core.clock import now
from winay.field.answers import document, kept, tags
from winay.field.guard import Visit, only, phone
from winay.intake.forms.rules import LISTS
from winay.journeys.phone_lists.serving import fetch, gone

XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
MOST_ASKED = 5_000


@only("GET", "HEAD")
@phone
def entity_list(request: HttpRequest, visit: Visit, dataset: str) -> HttpResponse:
    """The rows of a list; 304 for a phone that holds them."""
    if dataset not in LISTS:
        raise Http404
    found = fetch(visit.phone, dataset, holds=tags(request), at=now())
    return kept(request, found.content or b"", "text/csv; charset=utf-8", found.token)


@only("GET", "HEAD")
@phone
def integrity(request: HttpRequest, visit: Visit, dataset: str) -> HttpResponse:
    """Of the things that a phone asks for (`id`, with commas), those that are known here: whether they are gone."""
    if dataset not in LISTS:
        raise Http404
    asked = list(dict.fromkeys(_ids(request.GET.get("id", ""))))[:MOST_ASKED]
    answers = gone(visit.phone, dataset, asked, at=now())
    told = "".join(
        f"<entity id={quoteattr(str(one))}><deleted>{str(answers[one]).lower()}</deleted></entity>"
        for one in asked
        if one in answers
    )
    return document(request, f"{XML_HEAD}<data><entities>{told}</entities></data>")


def _ids(text: str) -> list[UUID]:
    found = []
    for part in text.split(","):
        try:
            found.append(UUID(part.strip().removeprefix("uuid:")))
        except ValueError:
            continue
    return found
