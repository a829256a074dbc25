"""The forms of installations and checks. What they let through is judged by the verbs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from winay.delivery.technology_rules import CheckSaid
from winay.delivery.technology_terms import CheckedBy, Evidence, OwnMeans, TechState
from winay.delivery.technology_wording import CHECKERS, EVIDENCE, MEANS, STATES
from winay.programs.terms import AbandonReason
from winay.web.menu_words import ABANDON_REASONS
from winay.web.people_forms import DAY
from winay.web.price_forms import exact

CHOOSE = ("", "—")


class Days(forms.CharField):
    """Person-days with one decimal, kept in tenths. Nothing is none."""

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(max_length=6, required=False, widget=widget, **more)

    def clean(self, value: Any) -> Any:
        """Tenths."""
        text = super().clean(value).strip()
        found = exact(text, 1) if text else 0
        if found is None or found < 0:
            raise forms.ValidationError(_("Escriba jornales con un decimal a lo más, como 2,5."))
        return found


class InstallForm(forms.Form):
    """An installation as it was."""

    on = forms.DateField(label=_("Día en que quedó instalada"), widget=DAY)
    tried = forms.BooleanField(label=_("Se probó una vez y funcionó"), required=False)
    seen_by = forms.CharField(
        label=_("Quién vio la prueba"), max_length=160, widget=forms.TextInput(attrs={"list": "people"}),
        help_text=_("El yachachiq o quien supervisa."),
    )  # fmt: skip
    in_charge = forms.ChoiceField(label=_("Quién del hogar queda a cargo"))
    women = Days(label=_("Jornales que trabajaron las mujeres del hogar"))
    men = Days(label=_("Jornales que trabajaron los varones del hogar"))
    note = forms.CharField(label=_("Nota"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["in_charge"].choices = [CHOOSE, *people]  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    """A check as it was made."""

    on = forms.DateField(label=_("Día"), widget=DAY)
    state = forms.ChoiceField(
        label=_("¿Cómo está?"), choices=[(one, STATES[one]) for one in TechState], widget=forms.RadioSelect
    )
    evidence = forms.ChoiceField(
        label=_("¿Qué se vio?"), choices=[(one, EVIDENCE[one]) for one in Evidence], widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("En palabras"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Lo que se vio: cuántas matas, cuántos animales, qué se rompió."),
    )  # fmt: skip
    used_on = forms.DateField(
        label=_("Último día de uso"), widget=DAY, required=False, help_text=_("Si está en uso o replicada.")
    )
    own_means = forms.ChoiceField(
        label=_("Con qué la repitió el hogar"), choices=[CHOOSE, *((one, MEANS[one]) for one in OwnMeans)],
        required=False, help_text=_("Solo si la replicó. Un segundo módulo del programa no es replicar."),
    )  # fmt: skip
    again_on = forms.DateField(
        label=_("Se usará otra vez desde"), widget=DAY, required=False, help_text=_("Solo si está en pausa.")
    )
    why = forms.ChoiceField(label=_("Por qué se abandonó"), required=False, help_text=_("Solo si se abandonó."))
    checked_by = forms.ChoiceField(
        label=_("Quién verificó"), choices=[CHOOSE, *((one, CHECKERS[one]) for one in CheckedBy)]
    )
    checker = forms.CharField(label=_("Su nombre"), max_length=160, widget=forms.TextInput(attrs={"list": "people"}))
    visit = forms.ChoiceField(label=_("En qué visita"), required=False)
    photo = forms.FileField(
        label=_("Foto (opcional)"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, usual: Sequence[AbandonReason], visits: Sequence[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        rest = [one for one in AbandonReason if one not in usual]
        self.fields["why"].choices = [  # type: ignore[attr-defined]
            CHOOSE, *((one, ABANDON_REASONS[one]) for one in (*usual, *rest))
        ]  # fmt: skip
        if visits:
            self.fields["visit"].choices = [CHOOSE, *visits]  # type: ignore[attr-defined]
        else:
            del self.fields["visit"]

    def said(self) -> CheckSaid:
        """The check that was written."""
        given = self.cleaned_data
        used: date | None = given["used_on"]
        return CheckSaid(
            on=given["on"], state=TechState(given["state"]), evidence=Evidence(given["evidence"]),
            words=given["words"], checked_by=CheckedBy(given["checked_by"]), checker=given["checker"], used_on=used,
            again_on=given["again_on"], own_means=OwnMeans(given["own_means"]) if given["own_means"] else None,
            why=AbandonReason(given["why"]) if given["why"] else None,
        )  # fmt: skip
