"""The forms of plans of nuclei. What they let through is judged by the verbs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from winay.nuclei.rules import LONGEST_NAME, MOST_PEOPLE
from winay.nuclei.terms import MarkKind
from winay.nuclei.wording import MARKS
from winay.web.people_forms import DAY

SECONDS = [(10, _("10 segundos: distrito pequeño")), (60, _("un minuto")), (120, _("dos minutos: distrito grande"))]


def _words(rows: int = 3, most: int = 600) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": most})


class AskForm(forms.Form):
    """How long to look for a plan."""

    seconds = forms.TypedChoiceField(label=_("Cuánto buscar"), choices=SECONDS, coerce=int, initial=60)


class WhyForm(forms.Form):
    """Why."""

    why = forms.CharField(label=_("Razón"), max_length=600, widget=_words(), help_text=_("En 15 letras o más."))


class ApproveForm(forms.Form):
    """The day of the decision: from it on the groups are nuclei."""

    on = forms.DateField(label=_("Día de la decisión"), widget=DAY)


class GroupForm(forms.Form):
    """A group's name and why it may be smaller."""

    name = forms.CharField(label=_("Nombre del núcleo"), max_length=LONGEST_NAME)
    exception_why = forms.CharField(
        label=_("Por qué puede ser más pequeño"), max_length=600, required=False, widget=_words(),
        help_text=_("Solo si tiene menos hogares que el mínimo. Vacío quita la excepción."),
    )  # fmt: skip


class MarkForm(forms.Form):
    """What the office says of two communities."""

    first = forms.ChoiceField(label=_("Una comunidad"))
    second = forms.ChoiceField(label=_("La otra"))
    kind = forms.ChoiceField(label=_("Van"), choices=[(kind, MARKS[kind]) for kind in MarkKind])
    why = forms.CharField(label=_("Razón"), max_length=300, widget=_words(2, 300), help_text=_("En 15 letras o más."))

    def __init__(self, *given: Any, places: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        for name in ("first", "second"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "—"), *places]


class AcceptanceForm(forms.Form):
    """What the minutes of a community say about its place in the plan."""

    accepted = forms.ChoiceField(
        label=_("¿Aceptó la comunidad?"), choices=[("", "—"), ("si", _("sí, aceptó")), ("no", _("no aceptó"))]
    )
    held_on = forms.DateField(label=_("Día de la asamblea"), widget=DAY)
    meeting_place = forms.CharField(label=_("Dónde fue"), max_length=160)
    led_by = forms.CharField(label=_("Quién la dirigió"), max_length=160)
    households = forms.IntegerField(label=_("Hogares inscritos que asistieron"), min_value=0, max_value=MOST_PEOPLE)
    women = forms.IntegerField(label=_("Mujeres"), min_value=0, max_value=MOST_PEOPLE)
    men = forms.IntegerField(label=_("Varones"), min_value=0, max_value=MOST_PEOPLE)
    notes = forms.CharField(
        label=_("Qué se dijo"), max_length=600, required=False, widget=_words(),
        help_text=_("Si no aceptó, por qué: en 15 letras o más."),
    )  # fmt: skip
    scan = forms.FileField(
        label=_("Foto o escaneo del acta firmada"), required=False, help_text=_("JPEG, PNG o PDF, hasta 5 MB.")
    )
