"""What the act of a selection prints, in the language that is active now: words and numbers ready to be laid out.

Everything comes from rows that were frozen with the selection, so the same selection prints the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from winay.accounts.models import Person
from winay.accounts.queries import is_demo, roles_then
from winay.accounts.roles import ROLES
from winay.core.actors import Permission
from winay.core.clock import local_date
from winay.core.numbers import day, number
from winay.documents.services import Content
from winay.documents.terms import DocumentKind, StatementKey
from winay.journeys.pages.act_labels import labels
from winay.journeys.pages.selections import SelectionPage, selection_page
from winay.places.models import Office, Place
from winay.places.rules import ancestor_codes
from winay.programs.terms import SourceKind
from winay.programs.version_terms import Backing, CriterionTerms, VersionTerms
from winay.programs.vocabulary import SOURCES
from winay.targeting.criteria_wording import language, needed, use_of
from winay.targeting.models import Override, Selection
from winay.targeting.queries import acts
from winay.targeting.queries.screening import terms_of
from winay.targeting.rules import Criterion, Terms
from winay.targeting.terms import Answer
from winay.targeting.wording import ANSWERS

TEMPLATE = "selection_act"
MOST_ROWS = 1_500
"""Above this many areas the list is set as running text by district: as a table, a whole country takes gigabytes."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who stands behind a selection: what they did, as what, when."""

    person: Person
    what: str
    role: str
    at: datetime


def act_content(selection: Selection) -> Content:
    """What the act of a decided selection prints and states. A constant number of queries."""
    page = selection_page(selection)
    office = issuing_office(selection.territory)
    signers = _signers(selection)
    synthetic = is_demo() or any(s.person.synthetic for s in signers) or acts.has_synthetic_localities(selection)
    inputs: dict[str, object] = {
        "language": language(),
        "labels": labels(),
        "title": _("Acta de selección de áreas"),
        "lead": _lead(page),
        "void": _void(selection),
        "synthetic": _("INVENTADO") if synthetic else "",
        "facts": _facts(page),
        "people": [[s.what, s.person.name, s.role, _local(s.at)] for s in signers],
        "rules": _rules(page),
        "rules_note": _rules_note(page),
        "departure": selection.departure,
        "note": selection.note,
        "totals": _totals(selection),
        "exceptions": [_exception(one) for one in acts.exceptions(selection)],
        **_list(acts.chosen_areas(selection)),
        "why_not": _why_not(page),
        "signatures": [[s.what, s.person.name, s.role] for s in signers],
        "list_sha256": selection.act_sha256,
    }
    return Content(
        kind=DocumentKind.SELECTION_ACT,
        template=TEMPLATE,
        language=language(),
        office=office.code if office else "NAC",
        seat=(office.seat or office.name) if office else _("Sede nacional"),
        subject=("selection", str(selection.public_id)),
        inputs=inputs,
        statements=_statements(page, signers),
        synthetic=synthetic,
    )


def issuing_office(territory: Place | None) -> Office | None:
    """The office that covers a whole territory; None where several share it, and for the country."""
    if territory is None:
        return None
    around = [territory.code, *ancestor_codes(territory.code)]
    return Office.objects.filter(covered__place__code__in=around).order_by("code").first()


def place_words(place: Place | None) -> str:
    """`Cangallo, Ayacucho`; the country for None."""
    if place is None:
        return _("Todo el país")
    names = [place.name]
    while place.parent is not None:
        place = place.parent
        names.append(place.name)
    return ", ".join(names)


def _lead(page: SelectionPage) -> str:
    one, totals = page.selection, page.totals
    words = ngettext(
        "%(place)s: entra %(n)s área de %(all)s en %(year)s a %(program)s, con unos %(households)s hogares rurales.",
        "%(place)s: entran %(n)s áreas de %(all)s en %(year)s a %(program)s, con unos %(households)s hogares rurales.",
        totals.chosen,
    )
    return words % {
        "place": place_words(one.territory),
        "n": _n(totals.chosen),
        "all": _n(totals.areas),
        "year": one.cohort,
        "program": one.version.program.name,
        "households": _n(totals.households),
    }


def _void(selection: Selection) -> list[str]:
    """The word across the sheet and the sentence under the title; nothing while the selection stands."""
    annulment = getattr(selection, "annulment", None)
    if annulment is None:
        return []
    said = _("Anulada el %(day)s por %(name)s: %(reason)s") % {
        "day": _local(annulment.at), "name": annulment.by.name, "reason": annulment.reason,
    }  # fmt: skip
    return [_("ANULADA"), said]


def _facts(page: SelectionPage) -> list[list[str]]:
    one = page.selection
    assert one.decided_on is not None and one.decided_at is not None
    facts = [
        [_("Territorio"), place_words(one.territory)],
        [_("Programa y versión"), f"{page.title.text(language())} ({one.version.program.key}@{one.version.key})"],
        [_("Año de ingreso"), str(one.cohort)],
        [_("Fecha de la decisión"), day(one.decided_on, language())],
    ]
    if page.days_late > 0:
        facts.append([_("Registrada el"), _local(one.decided_at)])
    return facts


def _signers(selection: Selection) -> list[Signer]:
    """Who did what, in the order it was done. Somebody who prepared and sent stands once."""
    one = selection
    assert one.submitted_by and one.submitted_at and one.decided_by and one.decided_at
    place = one.territory.code if one.territory else None

    def signer(person: Person, what: str, permission: Permission, at: datetime) -> Signer:
        on = local_date(at, settings.TIME_ZONE)
        roles = roles_then(person, permission, place_code=place, program=one.version.program.key, on=on)
        return Signer(person, what, ", ".join(str(ROLES[role].label) for role in roles), at)

    if one.drafted_by_id == one.submitted_by_id:
        first = [signer(one.drafted_by, _("Preparó y envió"), Permission.DRAFT_SELECTION, one.submitted_at)]
    else:
        first = [
            signer(one.drafted_by, _("Preparó"), Permission.DRAFT_SELECTION, one.drafted_at),
            signer(one.submitted_by, _("Envió"), Permission.DRAFT_SELECTION, one.submitted_at),
        ]
    return [*first, signer(one.decided_by, _("Aprobó"), Permission.APPROVE_SELECTION, one.decided_at)]


def _rules(page: SelectionPage) -> list[list[str]]:
    """A row a criterion: name, use, what is asked, source, and in words what of it is unconfirmed or was changed."""
    published = terms_of(page.version)
    before = {criterion.key: criterion for criterion in published.criteria}
    applied = Terms(tuple(c for c, _said in page.criteria), page.selection.k, page.selection.lend)
    return [
        [
            said.label.text(language()), use_of(criterion, applied), needed(criterion),
            _sources(said, page.version), _marks(criterion, said, before[criterion.key], published),
        ]
        for criterion, said in page.criteria
    ]  # fmt: skip


def _sources(said: CriterionTerms, version: VersionTerms) -> str:
    numbers = (said.value, said.share_over, said.cut_ha, said.labour_share_at_least, said.property_share_at_least)
    backings = [said.backing, *(n.backing for n in numbers if n)]
    return ". ".join(dict.fromkeys(_source(backing, version) for backing in backings))


def _source(backing: Backing, version: VersionTerms) -> str:
    listed = version.sources.get(backing.text) if backing.kind is SourceKind.PUBLIC_NOTE else None
    if listed is not None:
        return f"{SOURCES[backing.kind]}, {listed.address}"
    return f"{SOURCES[backing.kind]}: «{backing.text}»" if backing.text else str(SOURCES[backing.kind])


def _marks(criterion: Criterion, said: CriterionTerms, before: Criterion, published: Terms) -> str:
    marks = [] if said.confirmed else [_("sin confirmar")]
    if criterion.changed:
        was = f"{use_of(before, published)}, {needed(before)}"
        marks.append(_("cambiado en esta selección; la versión publicada dice: %(was)s") % {"was": was})
    return "; ".join(marks)


def _rules_note(page: SelectionPage) -> str:
    lent = _("Los distritos más nuevos que el censo se juzgan, sin seguridad, con las cifras del distrito de origen.")
    return lent if page.selection.lend else ""


def _totals(selection: Selection) -> list[list[str]]:
    """A row an answer, then the sum: areas, chosen, households of the chosen, chosen areas without a figure."""
    rows = acts.answer_counts(selection)
    listed = [[str(ANSWERS[r.answer]), _n(r.areas), _n(r.chosen), _n(r.households), _n(r.unknown)] for r in rows]
    sums = [sum(getattr(r, name) for r in rows) for name in ("areas", "chosen", "households", "unknown")]
    return [*listed, [_("En total"), *(_n(n) for n in sums)]]


def _exception(one: Override) -> list[str]:
    area = one.selection_area.area
    assert one.confirmed_by is not None and one.confirmed_at is not None
    return [
        area.code, f"{area.name} ({area.district.name})", _("que entre") if one.include else _("que quede fuera"),
        one.reason, f"{one.proposed_by.name}, {_local(one.proposed_at)}",
        f"{one.confirmed_by.name}, {_local(one.confirmed_at)}",
    ]  # fmt: skip


def _list(areas: Sequence[acts.ActArea]) -> dict[str, object]:
    """The chosen areas: rows of a table, or of a long list one paragraph a district."""
    starred = any(area.exception for area in areas)
    if len(areas) <= MOST_ROWS:
        rows = [
            [
                area.code + ("*" if area.exception else ""), area.name, area.district, area.province,
                _known(area.households), str(ANSWERS[area.answer]), _known(area.localities or None),
            ]
            for area in areas
        ]  # fmt: skip
        return {"areas": rows, "areas_long": [], "starred": starred}
    long = [
        [f"{first.district_code} {first.district}, {first.province}, {first.department}",
         "; ".join(_short(area) for area in [first, *others])]
        for _code, group in groupby(areas, key=lambda area: area.district_code)
        for first, *others in [list(group)]
    ]  # fmt: skip
    return {"areas": [], "areas_long": long, "starred": starred}


def _short(area: acts.ActArea) -> str:
    star = "*" if area.exception else ""
    said = [_known(area.households), _known(area.localities or None)]
    if area.answer is not Answer.SURELY_YES:
        said.append(str(ANSWERS[area.answer]))
    return f"{area.code}{star} {area.name} ({'; '.join(said)})"


def _why_not(page: SelectionPage) -> list[list[str]]:
    """Of the areas that did not enter, a row a criterion: how many gave which answer."""
    counted = acts.why_not(page.selection)
    if not counted:
        return []
    head = [_("Criterio"), *(str(ANSWERS[answer]) for answer in reversed(Answer))]
    rows = [
        [said.label.text(language()), *(_n(counted[said.key].get(answer, 0)) for answer in reversed(Answer))]
        for _criterion, said in page.criteria
    ]
    return [head, *rows]


def _statements(page: SelectionPage, signers: Sequence[Signer]) -> dict[StatementKey, str]:
    one, approver = page.selection, signers[-1]
    assert one.decided_on is not None
    said = {
        StatementKey.PLACE: "" if one.territory is None else place_words(one.territory),
        StatementKey.PROGRAM: f"{one.version.program.name}, {one.version.key}",
        StatementKey.YEAR: str(one.cohort),
        StatementKey.DECIDED_ON: one.decided_on.isoformat(),
        StatementKey.AREAS: str(page.totals.chosen),
        StatementKey.HOUSEHOLDS: str(page.totals.households),
        StatementKey.UNKNOWN_HOUSEHOLDS: str(page.totals.unknown_households),
        StatementKey.APPROVED_BY: approver.person.name,
        StatementKey.APPROVED_AS: approver.role,
        StatementKey.LIST_SHA256: one.act_sha256,
    }
    annulment = getattr(one, "annulment", None)
    if annulment is not None:
        said[StatementKey.ANNULLED_ON] = local_date(annulment.at, settings.TIME_ZONE).isoformat()
        said[StatementKey.ANNULLED_WHY] = annulment.reason
    return said


def _known(n: int | None) -> str:
    return _("sin dato") if n is None else _n(n)


def _n(value: int) -> str:
    return number(value, language())


def _local(at: datetime) -> str:
    return day(local_date(at, settings.TIME_ZONE), language())
