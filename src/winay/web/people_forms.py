"""The forms about people and roles. What they let through is judged by the verbs."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from winay.accounts.queries import programs_offered
from winay.accounts.roles import ROLES

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
"""A day as browsers take it, whatever the language."""


class RoleForm(forms.Form):
    """A role, where, for which program, since when."""

    role = forms.ChoiceField(label=gettext_lazy("Rol"))
    place = forms.CharField(
        label=gettext_lazy("Lugar"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Ubigeo o nombre. Déjelo vacío si el rol es nacional."),
    )
    program = forms.ChoiceField(label=gettext_lazy("Programa"), required=False)
    on = forms.DateField(label=gettext_lazy("Desde"), widget=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(key, role.label) for key, role in ROLES.items()]  # type: ignore[attr-defined]
        programs = [("", _("Todos los programas")), *programs_offered().items()]
        self.fields["program"].choices = programs  # type: ignore[attr-defined]


class PersonForm(RoleForm):
    """Somebody new. The first role may wait."""

    name = forms.CharField(label=gettext_lazy("Nombre completo"), max_length=120)
    email = forms.EmailField(
        label=gettext_lazy("Correo"),
        max_length=254,
        help_text=gettext_lazy("Con este correo entra. La contraseña la pone la propia persona."),
    )
    field_order = ["name", "email", "role", "place", "program"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]
        self.fields["role"].required = False
        self.fields["role"].choices.insert(0, ("", _("Ninguno por ahora")))  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Razón"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Queda escrita en la bitácora. No ponga datos de salud ni de familia."),
    )


class EndForm(ReasonForm):
    """Why, and the first day without the role."""

    on = forms.DateField(label=gettext_lazy("Primer día sin el rol"), widget=DAY)
    field_order = ["on", "reason"]
