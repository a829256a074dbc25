"""The forms of nuclei and central nuclei. What they let through is judged by the verbs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from winay.nuclei.membership_rules import MAY_LEAVE
from winay.nuclei.rules import LONGEST_NAME
from winay.nuclei.wording import LEAVES
from winay.web.people_forms import DAY


def _words(most: int, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 2, "maxlength": most})
    return forms.CharField(max_length=most, widget=area, **more)


class NameForm(forms.Form):
    """The name of a nucleus."""

    name = forms.CharField(label=_("Nombre del núcleo"), max_length=LONGEST_NAME)


class WhyForm(forms.Form):
    """Why."""

    why = _words(300, label=_("Razón"), help_text=_("En 15 letras o más."))


class CloseForm(WhyForm):
    """The first day on which it is no more, and why."""

    on = forms.DateField(label=_("Primer día cerrado"), widget=DAY)
    field_order = ["on", "why"]


class StageForm(forms.Form):
    """The day on which a stage began."""

    on = forms.DateField(label=_("Día en que empezó"), widget=DAY)
    note = _words(300, label=_("Nota"), required=False)


class JoinForm(forms.Form):
    """Since when a household is in the nucleus."""

    on = forms.DateField(label=_("En el núcleo desde"), widget=DAY)


class LeaveForm(forms.Form):
    """Why a household leaves its nucleus, and since when."""

    why = forms.ChoiceField(label=_("Razón"), choices=[("", "—"), *((key, LEAVES[key]) for key in MAY_LEAVE)])
    on = forms.DateField(label=_("Primer día fuera del núcleo"), widget=DAY)
    note = _words(300, label=_("Nota"), required=False)


class MoveForm(forms.Form):
    """To which nucleus a household goes, and on which day."""

    to = forms.ChoiceField(label=_("Pasa al núcleo"))
    on = forms.DateField(label=_("Desde"), widget=DAY)
    note = _words(300, label=_("Nota"), required=False)

    def __init__(self, *given: Any, nuclei: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["to"].choices = [("", "—"), *nuclei]  # type: ignore[attr-defined]


class CentralForm(forms.Form):
    """A new central nucleus: where, under which version, its name, since when."""

    place = forms.CharField(
        label=_("Provincia o distrito"), max_length=6, help_text=_("Su ubigeo, de 4 o 6 cifras."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    version = forms.ChoiceField(label=_("Versión"))
    name = forms.CharField(label=_("Nombre"), max_length=LONGEST_NAME)
    on = forms.DateField(label=_("Formado el"), widget=DAY)

    def __init__(self, *given: Any, versions: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["version"].choices = [("", "—"), *versions]  # type: ignore[attr-defined]


class AddForm(forms.Form):
    """Which nucleus comes under the central, since when."""

    nucleus = forms.ChoiceField(label=_("Núcleo"))
    on = forms.DateField(label=_("Desde"), widget=DAY)

    def __init__(self, *given: Any, nuclei: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["nucleus"].choices = [("", "—"), *nuclei]  # type: ignore[attr-defined]


class OutForm(forms.Form):
    """Since when a nucleus is out of its central, or that it never was in it, and why."""

    on = forms.DateField(label=_("Primer día fuera"), widget=DAY)
    mistake = forms.BooleanField(label=_("Se registró por error: nunca estuvo"), required=False)
    why = _words(300, label=_("Razón"), help_text=_("En 15 letras o más."))
