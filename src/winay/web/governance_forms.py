"""The forms of assemblies and boards. What they let through is judged by the verbs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from winay.nuclei.assembly_rules import CallSaid
from winay.nuclei.mandate_rules import TOLD_BY_STAFF
from winay.nuclei.terms import AssemblyKind, CertifierKind
from winay.nuclei.wording import ASSEMBLIES, CERTIFIERS, MANDATE_ENDS
from winay.targeting.decision_rules import LONGEST_WORDS
from winay.web.enrolment_forms import WhyForm
from winay.web.people_forms import DAY

HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
LARGEST_SCAN = 5_000_000
SCANS = {b"%PDF": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
"""The first bytes of what a scan may be."""


class NoticeForm(forms.Form):
    """An assembly as its notice calls it."""

    kind = forms.ChoiceField(label=_("Para qué"), choices=[("", "—"), *((k, ASSEMBLIES[k]) for k in AssemblyKind)])
    called_on = forms.DateField(label=_("Día en que se convocó"), widget=DAY)
    held_on = forms.DateField(label=_("Día de la asamblea"), widget=DAY)
    first_call_at = forms.TimeField(label=_("Primera citación"), widget=HOUR)
    second_call_at = forms.TimeField(
        label=_("Segunda citación"),
        widget=HOUR,
        required=False,
        help_text=_("Si no hay quórum en la primera. Ninguna fuente dice que en la segunda baste con menos."),
    )
    meeting_place = forms.CharField(label=_("Dónde"), max_length=LONGEST_WORDS)
    called_by_name = forms.CharField(label=_("Quién convoca"), max_length=LONGEST_WORDS)
    agenda = forms.CharField(
        label=_("Agenda"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=6000,
        help_text=_("Un punto por línea, como dice el aviso."),
    )

    def said(self) -> CallSaid:
        """The call that was written."""
        given = self.cleaned_data
        agenda = tuple(line.strip() for line in given["agenda"].splitlines() if line.strip())
        return CallSaid(
            kind=AssemblyKind(given["kind"]), called_on=given["called_on"], held_on=given["held_on"],
            first_call_at=given["first_call_at"], second_call_at=given["second_call_at"],
            meeting_place=given["meeting_place"], called_by_name=given["called_by_name"], agenda=agenda,
        )  # fmt: skip


def notice_of(said: CallSaid) -> dict[str, Any]:
    """A call as the form shows it."""
    names = ("kind", "called_on", "held_on", "first_call_at", "second_call_at", "meeting_place", "called_by_name")
    return {name: getattr(said, name) for name in names} | {"agenda": "\n".join(said.agenda)}


class CertificationForm(forms.Form):
    """Who certified minutes, when."""

    kind = forms.ChoiceField(
        label=_("Quién certifica"), choices=[("", "—"), *((k, CERTIFIERS[k]) for k in CertifierKind)]
    )
    certifier = forms.CharField(label=_("Nombre y cargo"), max_length=LONGEST_WORDS)
    certified_on = forms.DateField(label=_("Día"), widget=DAY)
    note = forms.CharField(label=_("Libro y folio, u otra seña"), max_length=300, required=False)


class ScanForm(forms.Form):
    """The scan of a signed paper."""

    file = forms.FileField(
        label=_("Acta firmada, escaneada o fotografiada"),
        help_text=_("PDF, JPEG o PNG, hasta 5 MB. No se cambia después."),
    )


class EndForm(forms.Form):
    """Why and when a mandate ended."""

    reason = forms.ChoiceField(
        label=_("Por qué"), choices=[("", "—"), *((k, MANDATE_ENDS[k]) for k in TOLD_BY_STAFF)]
    )  # fmt: skip
    on = forms.DateField(
        label=_("Primer día sin el cargo"),
        widget=DAY,
        help_text=_("Si fue un error, la fecha no cuenta: nunca tuvo el cargo, y quien lo tenía antes lo recupera."),
    )
    note = forms.CharField(
        label=_("Nota"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 600}),
        help_text=_("Queda escrita. Si fue un error, diga cuál, en 15 letras o más. No ponga datos de salud."),
    )  # fmt: skip


class AppointForm(forms.Form):
    """Whom the municipality appointed, from when, by which paper."""

    member = forms.CharField(
        label=_("Persona"), widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}), max_length=200
    )
    on = forms.DateField(label=_("Desde"), widget=DAY)
    note = forms.CharField(label=_("Documento de la municipalidad"), max_length=300)


class ReasonForm(WhyForm):
    """Why something is taken back."""


def scan_kind(content: bytes) -> str:
    """What a scan is, by its first bytes; empty for anything else."""
    return next((kind for first, kind in SCANS.items() if content.startswith(first)), "")
