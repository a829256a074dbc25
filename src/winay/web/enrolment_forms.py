"""The forms of calls and cycles. What they let through is judged by the verbs."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from winay.enrolment.terms import ExitReason, RefusalReason
from winay.enrolment.wording import EXITS, LANGUAGES, REFUSALS
from winay.targeting.decision_rules import LONGEST_WORDS
from winay.web.people_forms import DAY

NOTE = _("Queda escrito. No ponga datos de salud.")


def _reasons(words: Mapping[Any, Any], keys: Iterable[Any]) -> list[tuple[str, Any]]:
    """Reasons to choose from. None stands first: one that nobody said would be counted."""
    return [("", "—"), *((key, words[key]) for key in keys)]


def _words(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": 600})


class DayForm(forms.Form):
    """A day."""

    on = forms.DateField(label=_("Día"), widget=DAY)


class WhyForm(forms.Form):
    """Why."""

    why = forms.CharField(label=_("Razón"), max_length=600, widget=_words(), help_text=_("En 15 letras o más."))


class CloseForm(WhyForm):
    """The first day on which nobody enters any more, and why."""

    on = forms.DateField(label=_("Primer día cerrada"), widget=DAY)
    field_order = ["on", "why"]


class DateForm(WhyForm):
    """The right first day of a cycle, and how it is known."""

    on = forms.DateField(label=_("Fecha correcta de inscripción"), widget=DAY)
    field_order = ["on", "why"]


class ExitForm(forms.Form):
    """Why a household is out, and since when."""

    reason = forms.ChoiceField(label=_("Razón"), choices=_reasons(EXITS, ExitReason))
    on = forms.DateField(
        label=_("Primer día fuera del programa"),
        widget=DAY,
        help_text=_("Si se inscribió por error, la fecha no cuenta: es como si nunca hubiera entrado."),
    )
    note = forms.CharField(
        label=_("Lo que dijo la familia"), max_length=600, required=False, widget=_words(), help_text=NOTE
    )


class RefusalForm(forms.Form):
    """Why somebody does not want to enter."""

    reason = forms.ChoiceField(label=_("Razón"), choices=_reasons(REFUSALS, RefusalReason))
    on = forms.DateField(label=_("Día en que lo dijo"), widget=DAY)
    note = forms.CharField(label=_("En sus palabras"), max_length=600, required=False, widget=_words(), help_text=NOTE)


class PlaceRefusalForm(RefusalForm):
    """Families of a place that are not registered and do not want to enter."""

    place = forms.ChoiceField(label=_("Centro poblado"))
    households = forms.IntegerField(
        label=_("Cuántas familias"), min_value=1, max_value=500, initial=1, help_text=_("Solo se cuentan, sin nombres.")
    )
    field_order = ["place", "households", "reason", "on", "note"]

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]


class AssemblyForm(forms.Form):
    """An orientation assembly as its minutes tell it."""

    locality = forms.ChoiceField(label=_("Centro poblado"))
    held_on = forms.DateField(label=_("Día"), widget=DAY)
    place = forms.CharField(label=_("Dónde fue"), max_length=LONGEST_WORDS)
    led_by = forms.CharField(label=_("Quién la dirigió"), max_length=LONGEST_WORDS)
    reached = forms.IntegerField(
        label=_("Hogares avisados"),
        min_value=0,
        help_text=_("Los que supieron de la convocatoria, asistieran o no."),
    )
    attended = forms.IntegerField(label=_("Hogares que asistieron"), min_value=0)
    women = forms.IntegerField(label=_("Mujeres"), min_value=0)
    men = forms.IntegerField(label=_("Varones"), min_value=0)
    languages = forms.MultipleChoiceField(
        label=_("Idiomas en que se habló"), choices=list(LANGUAGES.items()), widget=forms.CheckboxSelectMultiple
    )
    notes = forms.CharField(label=_("Preguntas, rumores y dudas"), max_length=600, required=False, widget=_words(4))

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["locality"].choices = places  # type: ignore[attr-defined]
