"""Group sessions in the browser: the list, one, telling, correcting and reversing one."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import names_of
from winay.core.actors import NOBODY, Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.delivery.queries.sessions import (
    came_to_sessions,
    list_sessions,
    session_after,
    session_by_id,
    told_of_session,
)
from winay.delivery.queries.visits import trainers_offered
from winay.delivery.services.sessions import correct_session, record_session, reverse_session
from winay.delivery.visit_terms import VisitEnd
from winay.delivery.visit_wording import DOOR_WORDS, ENDS, RELATIONS
from winay.journeys.pages.came import came
from winay.nuclei.access import may_for
from winay.nuclei.queries.nuclei import nucleus_by_id
from winay.nuclei.queries.people import crowd_of
from winay.registry.terms import Origin
from winay.registry.wording import LANGUAGES, SEXES
from winay.trainers.terms import ContractKind
from winay.web.addresses import uuid_or_none
from winay.web.contest_acting import act, sayings
from winay.web.days import local_today
from winay.web.enrolment_words import person_name
from winay.web.guard import actor, needs, require
from winay.web.household_words import name_of
from winay.web.visit_forms import SessionForm, WhyForm, day_or_none, hour_of
from winay.web.visit_words import about_words, every_item, hours, item_names, month_of, months_before
from winay.web.visits import reach_of, recorded_on


def shown_session(one: Any) -> dict[str, Any]:
    """A session as lists show it."""
    return {
        "one": one,
        "trainer": one.contract.applicant.name,
        "hours": hours(one),
        "end": ENDS[VisitEnd(one.ended_how)] if one.ended_how else "",
        "late": (recorded_on(one) - one.held_on).days,
    }


@needs(Permission.READ_NUCLEI)
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """The sessions of one's territory, the newest first; of a nucleus, a trainer or a month where one is chosen."""
    key = uuid_or_none(request.GET.get("nucleo"))
    nucleus = nucleus_by_id(key) if key else None
    if nucleus is not None and not may_for(nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    month, contract = month_of(request.GET.get("mes")), uuid_or_none(request.GET.get("contrato"))
    found, more = list_sessions(
        reach_of(request), month=month, nucleus=key, contract=contract, after=uuid_or_none(request.GET.get("after"))
    )
    came = came_to_sessions(found)
    context = {
        "rows": [{**shown_session(one), "came": came.get(one.pk)} for one in found],
        "next_after": found[-1].public_id if more else "",
        "nucleus": nucleus,
        "month": f"{month:%Y-%m}" if month else "",
        "months": months_before(local_today()),
        "contract": contract,
        "trainers": trainers_offered(reach_of(request), key),
        "may_record": nucleus is not None and may_for(nucleus, Permission.RECORD_VISIT, actor(request)),
    }
    return render(request, "visits/sessions.html", context)


@needs(Permission.READ_NUCLEI)
@require_GET
def session(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One session: when, where, what about, who came and for which household."""
    found = _session_or_404(request, public_id)
    told = told_of_session(found)
    names = names_of([key for key in (found.recorded_by, found.ended_by) if key and key != NOBODY])
    relations = {one.value: said for one, said in RELATIONS.items()}
    context = {
        **shown_session(found),
        "told": told,
        "topics": about_words(
            [one.item for one in told.topics if one.item],
            [one.topic for one in told.topics if one.topic],
            every_item(found.nucleus.version),
        ),
        "came": [
            {
                "name": name_of(one.member), "relation": relations[one.relation], "sex": SEXES[one.sex],
                "household": one.enrolment.household, "place": one.enrolment.household.place.name,
                "participant": person_name(one.enrolment.household.participant),
            }
            for one in told.came
        ],
        "language": LANGUAGES[found.language],
        "guests": found.guest_women + found.guest_men,
        "recorded_by": names.get(found.recorded_by, ""),
        "recorded_on": recorded_on(found),
        "door": DOOR_WORDS[Origin(found.source)],
        "ended_by": names.get(found.ended_by, "") if found.ended_by else "",
        "later": session_after(found) if found.ended_how else None,
        "earlier": found.replaces if found.replaces_id else None,
        "may_record": may_for(found.nucleus, Permission.RECORD_VISIT, actor(request)),
        "sent": came(found.submission, actor(request)),
    }  # fmt: skip
    return render(request, "visits/session.html", context)


def _session_or_404(request: HttpRequest, public_id: UUID) -> Any:
    found = session_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found.nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return found


def _doer(request: HttpRequest, nucleus: Any) -> Any:
    place, program = nucleus.district.code, nucleus.version.program.key
    return require(request, Permission.RECORD_VISIT, place_code=place, program=program)


@needs(Permission.RECORD_VISIT)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Tell a session of a nucleus. What was written is kept when it is refused."""
    nucleus = nucleus_by_id(public_id)
    if nucleus is None:
        raise Http404
    who = _doer(request, nucleus)
    trainers = trainers_offered(reach_of(request), nucleus.public_id)
    page = _Page(request, nucleus, trainers, {"on": local_today(), "minutes": 120, "language": "es"})

    def verb(contract: Any, said: Any) -> Any:
        return record_session(
            contract=contract, nucleus=nucleus, said=said, by=who, at=now(), synthetic=nucleus.synthetic
        )

    context = {
        "heading": _("Registrar capacitación"),
        "verb": _("Registrar capacitación"),
        "back": _("Capacitaciones"),
        "back_url": f"{reverse('web:group_sessions')}?nucleo={nucleus.public_id}",
        "next": _("Queda con su propio día, aunque se registre después."),
        "undo": _("Se puede corregir o anular, con su razón."),
    }
    return page.answer(verb, _("Capacitación registrada."), context)


@needs(Permission.RECORD_VISIT)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Another telling takes the place of a session's."""
    found = _session_or_404(request, public_id)
    who, told = _doer(request, found.nucleus), told_of_session(found)
    items = [one.item for one in told.topics if one.item]
    initial = {
        "on": found.held_on, "began": hour_of(found.start_minute), "minutes": found.minutes, "venue": found.venue,
        "language": found.language, "guest_women": found.guest_women, "guest_men": found.guest_men,
        "notes": found.notes, "more_items": items, "topics": [one.topic for one in told.topics if one.topic],
        "contract": str(found.contract.public_id),
    }  # fmt: skip
    came = frozenset(str(one.member.public_id) for one in told.came)
    page = _Page(request, found.nucleus, [found.contract], initial, came, why=True)

    def verb(_contract: Any, said: Any) -> Any:
        return correct_session(session=found, said=said, why=page.why, by=who, at=now())

    context = {
        "heading": _("Corregir capacitación"),
        "verb": _("Corregir capacitación"),
        "back": _("Capacitación"),
        "back_url": reverse("web:group_session", args=[found.public_id]),
        "next": _("Queda como la escriba ahora; la de antes se sigue viendo, con la razón."),
        "undo": _("Se puede corregir otra vez."),
    }
    return page.answer(verb, _("Capacitación corregida."), context)


@needs(Permission.RECORD_VISIT)
@require_http_methods(["GET", "POST"])
def reverse_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """There never was such a session."""
    found = _session_or_404(request, public_id)
    who, form = _doer(request, found.nucleus), WhyForm(request.POST or None)
    context = {
        "heading": _("Anular capacitación"),
        "kicker": found.nucleus.name,
        "back": _("Capacitación"),
        "back_url": reverse("web:group_session", args=[found.public_id]),
        "answer": _("Solo si nunca ocurrió. Si algo está mal escrito, corríjala."),
        "verb": _("Anular capacitación"),
        "next": _("Deja de contar; se sigue viendo, con la razón."),
        "undo": _("Si ocurrió, se registra de nuevo."),
        "danger": True,
    }
    return act(
        request, form, lambda: reverse_session(session=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Capacitación anulada."), context=context,
    )  # fmt: skip


class _Page:
    """The page on which a session is told: the trainer, the hours, and the people of the nucleus on that day."""

    def __init__(
        self, request: HttpRequest, nucleus: Any, trainers: list[Any], initial: dict[str, Any],
        came: frozenset[str] = frozenset(), *, why: bool = False,
    ) -> None:  # fmt: skip
        self.request, self.nucleus = request, nucleus
        self.trainers = {str(one.public_id): one for one in trainers}
        data = request.POST or None
        asked = request.POST.get("contract") or request.GET.get("contrato") or initial.get("contract", "")
        chosen = self.trainers.get(asked) or next(iter(self.trainers.values()), None)
        kind = ContractKind(chosen.kind) if chosen is not None else ContractKind.PRODUCTIVE
        on = day_or_none(request.POST.get("on") or request.GET.get("dia"))
        self.on: date = on or initial["on"]
        self.came = frozenset(request.POST.getlist("came")) if data else came
        self.form = SessionForm(
            data, kind=kind, trainers=[(key, one.applicant.name) for key, one in self.trainers.items()],
            others=list(item_names(nucleus.version, kind).items()),
            initial=initial | ({"contract": str(chosen.public_id)} if chosen else {}) | ({"on": on} if on else {}),
        )  # fmt: skip
        self.why_form = WhyForm(data) if why else None

    @property
    def why(self) -> str:
        assert self.why_form is not None
        return str(self.why_form.cleaned_data["why"])

    def answer(self, verb: Any, done: str, context: dict[str, Any]) -> HttpResponse:
        """Do it and show the session, or show what is wrong beside what was written."""
        problems: list[str] = []
        posted = self.request.method == "POST"
        forms = [self.form, *([self.why_form] if self.why_form else [])]
        valid = [one.is_valid() for one in forms]  # all of them, so that each says what is wrong
        if posted and all(valid):
            present = tuple(key for one in sorted(self.came) if (key := uuid_or_none(one)) is not None)
            try:
                made = verb(self.trainers[self.form.cleaned_data["contract"]], self.form.said(present))
            except NotAllowed:
                raise PermissionDenied from None
            except Refused as refused:
                problems = sayings(refused.reasons)
            else:
                messages.success(self.request, done)
                return redirect("web:group_session", made.public_id)
        context |= {
            "form": self.form, "why_form": self.why_form, "problems": problems, "nucleus": self.nucleus,
            "faults": posted and not problems, "on": self.on, "trainers": self.trainers, "homes": self._homes(),
        }  # fmt: skip
        return render(self.request, "visits/tell_session.html", context, status=422 if posted else 200)

    def _homes(self) -> list[dict[str, Any]]:
        return [
            {
                "title": person_name(home.household.participant),
                "place": home.household.place.name,
                "people": [
                    {
                        "key": str(one.public_id),
                        "name": name_of(one),
                        "came": str(one.public_id) in self.came,
                    }
                    for one in home.people
                ],
            }
            for home in crowd_of(self.nucleus, self.on).homes
        ]


urlpatterns = [
    path("capacitaciones/", sessions, name="group_sessions"),
    path("capacitaciones/<uuid:public_id>/", session, name="group_session"),
    path("capacitaciones/<uuid:public_id>/corregir/", correct, name="correct_session"),
    path("capacitaciones/<uuid:public_id>/anular/", reverse_one, name="reverse_session"),
    path("nucleos/<uuid:public_id>/capacitaciones/nueva/", record, name="record_session"),
]
