"""Hiring in the browser: whom a contest selected, whom it did not, and posts that somebody does not take."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.numbers import day
from winay.nuclei.queries.assemblies import assemblies_of
from winay.nuclei.queries.nuclei import nucleus_by_id
from winay.nuclei.terms import AssemblyState
from winay.nuclei.wording import ASSEMBLIES
from winay.targeting.criteria_wording import language
from winay.trainers.queries.contests import nuclei_of_place
from winay.trainers.queries.contracts import contracts_beside
from winay.trainers.services.contracts import hire_person, hire_selected, refuse_post, take_back_refusal
from winay.trainers.terms import ContractKind, SelectedBy
from winay.web.contest_acting import act, application_or_404, doer, of_application
from winay.web.contest_forms import WhyDayForm
from winay.web.contract_forms import DirectForm, HireForm
from winay.web.days import local_today
from winay.web.guard import needs, require


def _nuclei(place: Any, version_id: int) -> dict[str, Any]:
    return {str(one.public_id): one for one in nuclei_of_place(place, version_id)}


def _offered(nuclei: dict[str, Any]) -> list[tuple[str, str]]:
    return [(key, f"{one.name} · {one.district.name}") for key, one in nuclei.items()]


def _held(nucleus: Any) -> dict[str, Any]:
    """The assemblies that may have agreed to it: held with a quorum and not taken back, the newest first."""
    rows = [row.assembly for row in assemblies_of(nucleus, local_today())]
    return {str(one.public_id): one for one in rows if one.state == AssemblyState.HELD and one.reversed_at is None}


def _named(assembly: Any) -> str:
    return f"{ASSEMBLIES[assembly.kind]}, {day(assembly.held_on, language())}"


@needs(Permission.SIGN_CONTRACT)
@require_http_methods(["GET", "POST"])
def hire(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A nucleus hires whom the contest selected."""
    found = application_or_404(request, public_id)
    contest = found.contest
    who = doer(request, contest, Permission.SIGN_CONTRACT)
    nuclei = _nuclei(contest.place, contest.version_id)
    zones = list(found.vacancy.zones.all())
    served = {str(zone.nucleus.public_id) for zone in zones if zone.nucleus_id}
    likely = next((nuclei[key] for key in served if key in nuclei), None)
    trainers = contracts_beside(likely, local_today()) if found.vacancy.apprentices and likely else []
    assemblies = _held(likely) if likely else {}
    form = HireForm(
        request.POST or None,
        nuclei=_offered(nuclei),
        assemblies=[(key, f"{likely.name}, {_named(one)}") for key, one in assemblies.items()] if likely else [],
        beside=[(str(one.public_id), one.applicant.name) for one in trainers],
        initial={
            "began_on": local_today(), "nuclei": list(served), "kin_declared": found.kin_declared,
            "hired_by": str(likely.public_id) if likely else "",
        },
    )  # fmt: skip

    def verb() -> Any:
        given = form.cleaned_data
        beside = next((one for one in trainers if str(one.public_id) == given.get("beside")), None)
        return hire_selected(
            application=found, said=form.said_as(ContractKind(contest.kind), SelectedBy.OFFICE_CONTEST),
            hired_by=nuclei[given["hired_by"]], nuclei=[nuclei[key] for key in given["nuclei"]],
            assembly=assemblies.get(given.get("assembly", "")), beside=beside, by=who, at=now(),
        )  # fmt: skip

    return act(
        request,
        form,
        verb,
        done=_("Contrato registrado."),
        to=lambda made: reverse("web:contract", args=[made.public_id]),
        context={
            **of_application(found), "heading": _("Contratar a %(name)s") % {"name": found.applicant.name},
            "answer": _("Contrata el núcleo, por su junta. Se guarda quién seleccionó y quién contrató."),
            "verb": _("Registrar contrato"), "undo": _("Si fue un error se termina como error: nunca hubo contrato."),
        },
    )  # fmt: skip


@needs(Permission.SIGN_CONTRACT)
@require_http_methods(["GET", "POST"])
def hire_directly(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A nucleus hires somebody whom no contest selected."""
    nucleus = nucleus_by_id(public_id)
    if nucleus is None:
        raise Http404
    who = require(
        request, Permission.SIGN_CONTRACT, place_code=nucleus.district.code, program=nucleus.version.program.key
    )  # fmt: skip
    nuclei = _nuclei(nucleus.district, nucleus.version_id)
    key = str(nucleus.public_id)
    assemblies = _held(nucleus)
    form = DirectForm(
        request.POST or None,
        nuclei=_offered(nuclei),
        assemblies=[(key, _named(one)) for key, one in assemblies.items()],
        initial={"began_on": local_today(), "nuclei": [key], "hired_by": key},
    )

    def verb() -> Any:
        given = form.cleaned_data
        return hire_person(
            person=form.person(), said=form.said(), hired_by=nuclei[given["hired_by"]],
            nuclei=[nuclei[one] for one in given["nuclei"]], assembly=assemblies.get(given.get("assembly", "")),
            by=who, at=now(),
        )  # fmt: skip

    return act(
        request,
        form,
        verb,
        done=_("Contrato registrado."),
        to=lambda made: reverse("web:contract", args=[made.public_id]),
        context={
            "kicker": nucleus.name, "back": nucleus.name, "back_url": reverse("web:nucleus", args=[nucleus.public_id]),
            "heading": _("Contratar sin concurso de la oficina"), "verb": _("Registrar contrato"),
            "answer": _("Un técnico, o un yachachiq que escogió la comunidad: queda escrito quién escogió."),
        },
    )  # fmt: skip


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Somebody does not take the post."""
    found = application_or_404(request, public_id)
    who = doer(request, found.contest, Permission.RUN_CONTEST)
    form = WhyDayForm(request.POST or None, initial={"on": local_today()})

    def verb() -> Any:
        given = form.cleaned_data
        return refuse_post(application=found, on=given["on"], why=given["why"], by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Anotado. Le toca a quien sigue."),
        context={
            **of_application(found), "heading": _("No toma la plaza"), "verb": _("Anotar que no la toma"),
            "next": _("Puede contratarse a quien sigue en el orden."),
            "undo": _("Se retira mientras nadie haya sido contratado en su lugar."),
        },
    )  # fmt: skip


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def unrefuse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """They take the post after all."""
    found = application_or_404(request, public_id)
    who = doer(request, found.contest, Permission.RUN_CONTEST)
    return act(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda: take_back_refusal(application=found, by=who, at=now()),
        done=_("Vuelve a su lugar en el orden."),
        context={
            **of_application(found), "heading": _("Sí toma la plaza"), "verb": _("Retirar que no la tomaba"),
        },
    )  # fmt: skip


urlpatterns = [
    path("nucleos/<uuid:public_id>/contratar/", hire_directly, name="hire_person"),
    path("concursos/postulaciones/<uuid:public_id>/contratar/", hire, name="hire_selected"),
    path("concursos/postulaciones/<uuid:public_id>/no-toma/", refuse, name="refuse_post"),
    path("concursos/postulaciones/<uuid:public_id>/si-toma/", unrefuse, name="take_back_refusal"),
]
