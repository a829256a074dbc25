"""The journal in the browser: lines, the history of anything, seals, and the check that nothing was altered."""

import json
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from winay.accounts.queries import ids_named, names_of
from winay.core.actors import Permission
from winay.core.clock import now
from winay.journal.queries.history import Filters, count
from winay.journal.queries.seals import every_root, list_seals, seal_totals
from winay.journal.queries.verification import verify
from winay.journal.wording import VERBS
from winay.journeys.pages.journal import MOST_NAMED, about, every_line, line_told, thing_named
from winay.journeys.pages.journal import journal as journal_told
from winay.journeys.pages.journal_readers import Scope, readable
from winay.journeys.wording import say
from winay.web.addresses import uuid_or_none
from winay.web.guard import actor, needs, public, require
from winay.web.journal_fields import grouped
from winay.web.journal_words import KINDS, UNNAMED, actor_name, page_of, role_words, told_lines
from winay.web.table_files import csv_response

PAGE = 50
MOST_COUNTED = 10_000
KEPT = ("verb", "who", "person", "since", "until", "kind", "key")


@needs(Permission.READ_JOURNAL)
@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """Every act, the newest first, through filters."""
    who = require(request, Permission.READ_JOURNAL)
    filters, problems = _filters(request)
    told = journal_told(filters, before=uuid_or_none(request.GET.get("before")), limit=PAGE)
    total = count(filters, most=MOST_COUNTED)
    kept = urlencode({name: request.GET[name] for name in KEPT if request.GET.get(name)})
    return render(
        request,
        "journal/journal.html",
        {
            "lines": told_lines(told),
            "next_url": f"?{kept}&before={told.next_before}" if told.next_before else "",
            "total": total,
            "over": total > MOST_COUNTED,
            "most": MOST_COUNTED,
            "kept": kept,
            "values": {name: request.GET.get(name, "") for name in KEPT},
            "person": names_of([filters.actor]).get(filters.actor, "") if filters.actor else "",
            "verbs": sorted(((code, str(words)) for code, words in VERBS.items()), key=lambda pair: pair[1]),
            "kinds": KINDS.items(),
            "problems": problems,
            "may_verify": who.may(Permission.VERIFY_JOURNAL),
            "first_page": "before" not in request.GET,
        },
    )


@needs(Permission.READ_JOURNAL)
@require_GET
def journal_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered lines as a file, one row a line."""
    require(request, Permission.READ_JOURNAL)
    filters, _problems = _filters(request)
    zone, language = ZoneInfo(settings.TIME_ZONE), get_language() or "es"

    def rows() -> Iterator[list[object]]:
        for told in every_line(filters):
            with override(language):
                done = [_csv_row(seen, told, zone) for seen in told.lines]
            yield from done

    head = [_("línea"), _("fecha y hora (Lima)"), _("acto"), _("código"), _("persona"), _("id de la persona"), _("rol"),
            _("sobre"), _("antes"), _("después"), _("lote"), _("auténtica")]  # fmt: skip
    return csv_response("winay-bitacora.csv", head, rows())


@needs(Permission.READ_JOURNAL)
@require_GET
def journal_line(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One line: everything it says, what it is about, its seal."""
    require(request, Permission.READ_JOURNAL)
    told = line_told(public_id)
    if told is None:
        raise Http404
    line = told_lines(told, most=MOST_NAMED)[0]
    return render(request, "journal/line.html", {"line": line})


@public
@require_GET
def history(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The history of anything, for whoever may read it."""
    who = actor(request)
    thing = thing_named(kind, key)
    scope = readable(kind, key, who)
    if scope is None:
        if who is None and kind in KINDS:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied if kind in KINDS else Http404
    told = about(kind, key, scope=scope, before=uuid_or_none(request.GET.get("before")), limit=PAGE)
    if not told.lines and thing is None:
        raise Http404
    return render(
        request,
        "journal/history.html",
        {
            "lines": told_lines(told, names=who is not None),
            "next_url": f"?before={told.next_before}" if told.next_before else "",
            "kind": KINDS.get(kind, kind),
            "thing": thing,
            "key": key,
            "name": _name(kind, key, thing),
            "page_url": page_of(kind, thing.address) if thing else "",
            "only_public_acts": scope is Scope.PUBLIC_ACTS,
            "may_read": who is not None and who.may(Permission.READ_JOURNAL),
            "first_page": "before" not in request.GET,
        },
    )


@public
@require_GET
def seals(request: HttpRequest) -> HttpResponse:
    """The seals with their roots: who writes one down can tell later whether anything before it was changed."""
    before = request.GET.get("before", "")
    page = list_seals(before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None)
    who = actor(request)
    return render(
        request,
        "journal/seals.html",
        {
            "seals": [{"number": s.number, "at": s.at, "count": s.count, "root": grouped(s.root)} for s in page.seals],
            "next_before": page.next_before,
            "totals": seal_totals(),
            "may_verify": who is not None and who.may(Permission.VERIFY_JOURNAL),
            "may_read": who is not None and who.may(Permission.READ_JOURNAL),
        },
    )


@public
@require_GET
def seals_file(request: HttpRequest) -> StreamingHttpResponse:
    """Every root as text, `number root` a row: what the file outside the database holds."""
    rows = (f"{number} {root}\n" for number, root in every_root())
    response = StreamingHttpResponse(rows, content_type="text/plain; charset=ascii")
    response["Content-Disposition"] = 'attachment; filename="winay-sellos.txt"'
    return response


@needs(Permission.VERIFY_JOURNAL)
@require_POST
def verify_journal(request: HttpRequest) -> HttpResponse:
    """Read the whole journal and say what is not as it was written. Nothing is changed, nothing is kept."""
    who = require(request, Permission.VERIFY_JOURNAL)
    started, at = time.monotonic(), now()
    found = verify()
    newest = list_seals(limit=1).seals
    return render(
        request,
        "journal/verified.html",
        {
            "found": found,
            "problems": [say(problem.reason()) for problem in found.problems],
            "seconds": round(time.monotonic() - started, 2),
            "at": at,
            "by": who.person.name,
            "newest": newest[0] if newest else None,
            "newest_root": grouped(newest[0].root) if newest else "",
        },
    )


def _filters(request: HttpRequest) -> tuple[Filters, list[str]]:
    """The filters asked for, and what could not be understood of them. A filter that is wrong is left out and said."""
    asked, problems = request.GET, []
    since, until = _day(asked.get("since", ""), problems), _day(asked.get("until", ""), problems)
    verb, text = asked.get("verb", ""), asked.get("who", "").strip()
    if verb and verb not in VERBS:
        problems.append(_("No existe el acto «%(verb)s».") % {"verb": verb})
        verb = ""
    return (
        Filters(
            verb=verb or None,
            actor=uuid_or_none(asked.get("person")),
            actors=frozenset(ids_named(text)) if text else None,
            since=_midnight(since) if since else None,
            until=_midnight(until + timedelta(days=1)) if until else None,
            kind=asked.get("kind") or None,
            key=asked.get("key", "").strip() or None,
        ),
        problems,
    )


def _day(text: str, problems: list[str]) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not 1900 < found.year < 2200:
        problems.append(_("«%(text)s» no es una fecha: escriba año-mes-día, por ejemplo 2026-03-12.") % {"text": text})
        return None
    return found


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(settings.TIME_ZONE))


def _name(kind: str, key: str, thing: Any) -> str:
    if thing is None:
        return "" if kind in UNNAMED else key
    return role_words(thing.name) if kind == "grant" else thing.name


def _csv_row(seen: Any, told: Any, zone: ZoneInfo) -> list[object]:
    entry = seen.entry
    return [
        str(entry.public_id),
        timezone.localtime(entry.at, zone).strftime("%Y-%m-%d %H:%M:%S"),
        str(VERBS.get(entry.verb, entry.verb)),
        entry.verb,
        actor_name(seen, told),
        str(entry.actor),
        entry.role,
        "; ".join(f"{kind}:{key}" for kind, key in entry.subjects),
        _canonical(entry.before),
        _canonical(entry.after),
        "" if seen.batch is None else seen.batch,
        _("sí") if seen.genuine else _("no"),
    ]


def _canonical(tree: Any) -> str:
    return "" if tree is None else json.dumps(tree, ensure_ascii=False, sort_keys=True)


urlpatterns = [
    path("bitacora/", journal, name="journal"),
    path("bitacora/lineas.csv", journal_csv, name="journal_csv"),
    path("bitacora/sellos/", seals, name="seals"),
    path("bitacora/sellos.txt", seals_file, name="seals_file"),
    path("bitacora/verificar/", verify_journal, name="verify_journal"),
    path("bitacora/linea/<uuid:public_id>/", journal_line, name="journal_line"),
    path("bitacora/<slug:kind>/<path:key>/", history, name="history"),
]
