"""A diagnostic workshop while it is held, in front of everybody: who came, what is said, what is chosen, what it costs.
Works without the script; with it a tap is counted at once and kept until the network takes it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.core import numbers
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.core.ids import new_id
from winay.core.money import Money
from winay.nuclei.access import may_for
from winay.nuclei.terms import AssemblyKind
from winay.plans.guides import guides
from winay.plans.live_rules import MarkSaid
from winay.plans.queries.live import LATEST, LiveSheet, live_of, live_sheet, mark_by_id
from winay.plans.queries.workshops import standing_workshop
from winay.plans.services.live import (
    close_live,
    mark_live,
    open_live,
    reopen_live,
    set_live_mode,
    take_back_mark,
)
from winay.plans.terms import FOR_A_HOUSEHOLD, ChoiceMode, Comer, LiveStep, MarkKind, Menu, Trap
from winay.plans.wording import COMERS, LIVE_STEPS, MENUS, MODES
from winay.targeting.criteria_wording import language
from winay.web.addresses import uuid_or_none
from winay.web.assemblies_of_nuclei import assembly_or_404
from winay.web.board_words import sayings
from winay.web.days import local_today
from winay.web.guard import actor, needs
from winay.web.household_words import title_of
from winay.web.pictures import position
from winay.web.plan_sheet import cap_bar, rate_words
from winay.web.workshops import numbered, preparer


@needs(Permission.READ_NUCLEI)
@require_GET
def live(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The workshop as it stands; before it is opened, how to open it."""
    return _shown(request, assembly_or_404(request, public_id))


@needs(Permission.PREPARE_PLAN)
@require_http_methods(["POST"])
def mark(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Count something, take it back, open or close."""
    found = assembly_or_404(request, public_id)
    who = preparer(request, found.nucleus)
    try:
        _acted(request, found, who)
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refused:
        return _shown(request, found, sayings(refused.reasons), status=422)
    home = uuid_or_none(request.POST.get("household", ""))
    return redirect(
        reverse("web:live_workshop", args=[found.public_id])
        + (f"?hogar={home}" if home else "")
        + f"#{_part(request.POST.get('part', ''))}"
    )


def _part(name: str) -> str:
    return name if name in {"vinieron", "trampas", "quieren", "paquete", "ultimos"} else "contenido"


def _acted(request: HttpRequest, assembly: Any, who: Any) -> None:
    post, at = request.POST, now()
    act, mode = post.get("act", ""), post.get("mode", "")
    if act == "open" and mode in set(ChoiceMode):
        open_live(assembly=assembly, mode=ChoiceMode(mode), by=who, at=at)
        return
    found = live_of(assembly)
    if found is None:
        raise Refused([Reason("plans.live_closed")])
    if act == "count" and post.get("kind") in set(MarkKind):
        number, key = post.get("number", "1").strip() or "1", uuid_or_none(post.get("mark", ""))
        said = MarkSaid(
            MarkKind(post["kind"]), post.get("key", "").strip(),
            int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0,
            post.get("question", ""), post.get("words", ""), uuid_or_none(post.get("household", "")),
        )  # fmt: skip
        mark_live(live=found, said=said, mark=key or new_id(), by=who, at=at)
    elif act == "back":
        key = uuid_or_none(post.get("of", ""))
        one = mark_by_id(found, key) if key else None
        if one is None:
            raise Refused([Reason("plans.live_unknown")])
        one.live = found
        take_back_mark(mark=one, by=who, at=at)
    elif act == "mode" and mode in set(ChoiceMode):
        set_live_mode(live=found, mode=ChoiceMode(mode), by=who, at=at)
    elif act == "close":
        close_live(live=found, by=who, at=at)
    elif act == "reopen":
        reopen_live(live=found, by=who, at=at)
    else:
        raise Refused([Reason("plans.live_unknown")])


def _shown(request: HttpRequest, assembly: Any, problems: Any = (), status: int = 200) -> HttpResponse:
    found, who = live_of(assembly), actor(request)
    if assembly.kind != AssemblyKind.DIAGNOSTIC:
        raise Http404
    may = may_for(assembly.nucleus, Permission.PREPARE_PLAN, who)
    context: dict[str, Any] = {
        "nucleus": assembly.nucleus, "assembly": assembly, "live": found, "problems": problems, "may": may,
        "modes": [(one, MODES[one]) for one in ChoiceMode], "due": assembly.held_on <= local_today(),
        "told": standing_workshop(assembly),
        "back_url": reverse("web:nucleus_assembly", args=[assembly.public_id]),
    }  # fmt: skip
    if found is not None:
        screen = request.GET.get("vista") == "pantalla"
        chosen = uuid_or_none(request.GET.get("hogar", "") or request.POST.get("household", ""))
        sheet = live_sheet(found, on=local_today())
        context |= {
            "screen": screen,
            "may_mark": may and not screen and sheet.facts.open and context["told"] is None,
            **_counted(sheet, chosen),
        }
    return render(request, "workshops/live.html", context, status=status)


def _counted(sheet: LiveSheet, chosen: UUID | None) -> dict[str, Any]:
    """What the page shows of a workshop that is being held."""
    counted, each = sheet.counted, sheet.live.mode == ChoiceMode.EACH
    names = {one.key: one.name for one in numbered(sheet.live.nucleus.version)}
    home = next((one for one in sheet.homes if one.enrolment.public_id == chosen), None) if each else None
    titles = {one.pk: title_of(one.enrolment.household) for one in sheet.homes} if each else {}
    return {
        "sheet": sheet,
        "counted": counted,
        "each": each,
        "secret": sheet.live.mode == ChoiceMode.SECRET,
        "mode": MODES[ChoiceMode(sheet.live.mode)],
        "step": LIVE_STEPS[sheet.step],
        "ready": sheet.step is LiveStep.CLOSE,
        "comers": [
            {"key": one, "name": COMERS[one], "count": counted.came.get(one, 0), "first": one in FOR_A_HOUSEHOLD}
            for one in Comer
        ],
        "members": len(sheet.homes),
        "quorum_x": position(sheet.quorum, max(len(sheet.homes), 1)),
        "present_x": position(counted.households, max(len(sheet.homes), 1)),
        "lacking": max(0, sheet.quorum - counted.households),
        "traps": _traps(sheet),
        "menus": _menus(sheet, names, home),
        "homes": [(one.enrolment.public_id, titles[one.pk], one.pk in counted.chose)
                  for one in sheet.homes] if each else [],
        "home": chosen if home else None,
        "home_name": titles[home.pk] if home else "",
        "spoken": len(counted.chose),
        **_package(sheet, names),
        "latest": [
            {"one": one, "words": _mark_words(one, names), "at": one.marked_at} for one in sheet.latest[:LATEST]
        ],
        "mark": new_id,
    }  # fmt: skip


def _traps(sheet: LiveSheet) -> list[dict[str, Any]]:
    return [
        {
            "key": guide.trap,
            "name": guide.named(language()),
            "questions": [words for _key, words in guide.asked(language())],
            "rows": [
                {"question": question, "words": words, "count": count}
                for (trap, question, words), count in sheet.counted.said.items()
                if trap == guide.trap
            ],
        }
        for guide in guides()
    ]


def _menus(sheet: LiveSheet, names: dict[str, str], home: Any) -> list[dict[str, Any]]:
    """Every item of both menus with how many want it, in the order of the menu."""
    wants, menus = sheet.counted.wants, sheet.menu.menus
    top = max(sheet.counted.households, sheet.counted.most_wanted, 1)
    numbers_of = {key: number for number, key in enumerate(names, 1)}
    mine = sheet.counted.chose.get(home.pk, ()) if home else ()
    found = []
    for menu in Menu:
        keys = [key for key in names if menu in menus[key]]
        rows = []
        for key in keys:
            last = sheet.last_of(MarkKind.WANTS, key, home.pk) if key in mine and home else None
            rows.append(
                {"key": key, "number": numbers_of[key], "name": names[key], "count": wants.get(key, 0),
                 "width": position(wants.get(key, 0), top), "mine": key in mine, "last": last}
            )  # fmt: skip
        taken = menu not in sheet.left_out
        found.append({"menu": menu, "name": MENUS[menu], "rows": rows, "taken": taken})
    return found


def _package(sheet: LiveSheet, names: dict[str, str]) -> dict[str, Any]:
    takes = sheet.counted.takes
    rows = []
    for key, modules in takes.items():
        cost = sheet.cost_of({key: modules})
        rows.append(
            {"key": key, "name": names.get(key, key), "modules": modules, "cost": Money(cost.known),
             "missing": cost.missing, "last": sheet.last_of(MarkKind.TAKES, key), "wanted": key in sheet.counted.wants}
        )  # fmt: skip
    cap = sheet.cap
    return {
        "package": rows,
        "offered": [(one.item, names[one.item], one.wanted) for one in sheet.ranked if one.item in names],
        "cost": Money(sheet.cost.known),
        "missing": sheet.cost.missing,
        "cap": None if cap is None else Money(cap),
        "cap_terms": sheet.terms.cap,
        "cap_money": Money(sheet.terms.cap.minor, sheet.terms.cap.currency) if sheet.terms.cap else None,
        "bar": cap_bar(cap, sheet.cost.known),
        "rate": rate_words(sheet.rate),
        "left_out": [MENUS[one] for one in sheet.left_out],
    }


def _mark_words(one: Any, names: dict[str, str]) -> str:
    """A mark in words; of a household's own wish never whose it is."""
    kind, count = MarkKind(one.kind), numbers.number(one.number, language())
    if kind is MarkKind.CAME:
        return f"+{count} · {COMERS[Comer(one.key)]}"
    if kind is MarkKind.BALLOT:
        return _("+%(n)s · papeletas leídas") % {"n": count}
    if kind is MarkKind.SAID:
        trap = next(guide.named(language()) for guide in guides() if guide.trap == Trap(one.key))
        return f"+{count} · {trap}: {one.words}"
    name = names.get(one.key, one.key)
    if kind is MarkKind.WANTS:
        return f"+{count} · {name}"
    return _("+%(n)s en el paquete · %(item)s") % {"n": count, "item": name}


urlpatterns = [
    path("asambleas/<uuid:public_id>/taller/en-vivo/", live, name="live_workshop"),
    path("asambleas/<uuid:public_id>/taller/en-vivo/marcar/", mark, name="mark_live_workshop"),
]
