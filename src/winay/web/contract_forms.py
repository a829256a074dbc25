"""The forms of contracts. What they let through is judged by the verbs."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from winay.core.money import Money
from winay.trainers.contract_rules import ContractSaid
from winay.trainers.contract_wording import CONTRACT_ENDS, CONTRACT_KINDS, FEES, SELECTORS
from winay.trainers.terms import ContractEnd, ContractKind, FeePer, SelectedBy
from winay.web.contest_forms import CHOOSE, PersonForm, long_text
from winay.web.people_forms import DAY

ONE_DAY = timedelta(days=1)
"""People write the last day; a period is kept by its first day out."""


class TermsForm(forms.Form):
    """A contract as it was signed: who hires, whom it serves, days and fee."""

    hired_by = forms.ChoiceField(label=gettext_lazy("Núcleo que contrata"))
    nuclei = forms.MultipleChoiceField(
        label=gettext_lazy("Núcleos que atiende"), widget=forms.CheckboxSelectMultiple, required=False
    )
    began_on = forms.DateField(label=gettext_lazy("Desde"), widget=DAY)
    last_on = forms.DateField(label=gettext_lazy("Último día"), widget=DAY)
    fee = forms.CharField(
        label=gettext_lazy("Pago en soles"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    fee_per = forms.ChoiceField(label=gettext_lazy("Se paga"), choices=[(k, FEES[k]) for k in FeePer])
    kin_declared = forms.CharField(
        label=gettext_lazy("Parientes que declara en la junta"), max_length=300, required=False,
        help_text=gettext_lazy("Como lo declaró. Vacío si declaró que ninguno."),
    )  # fmt: skip
    assembly = forms.ChoiceField(label=gettext_lazy("Asamblea que lo acordó"), required=False)

    def __init__(
        self, *args: Any, nuclei: Sequence[tuple[str, str]], assemblies: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hired_by"].choices = [CHOOSE, *nuclei] if len(nuclei) != 1 else nuclei  # type: ignore[attr-defined]
        self.fields["nuclei"].choices = nuclei  # type: ignore[attr-defined]
        self.fields["assembly"].choices = [CHOOSE, *assemblies]  # type: ignore[attr-defined]
        if not assemblies:
            del self.fields["assembly"]

    def clean_fee(self) -> Money:
        """The fee as money; 1200, 1200.50 or 1200,50."""
        try:
            return Money.parse(self.cleaned_data["fee"].replace(" ", "").replace(",", "."))
        except ValueError:
            raise ValidationError(_("Escriba un monto en soles: por ejemplo 1200 o 35.50.")) from None

    def said_as(self, kind: ContractKind, selected_by: SelectedBy) -> ContractSaid:
        """The contract that was written."""
        given = self.cleaned_data
        return ContractSaid(
            kind, selected_by, given["began_on"], given["last_on"] + ONE_DAY, given["fee"], FeePer(given["fee_per"]),
            given["kin_declared"],
        )  # fmt: skip


class HireForm(TermsForm):
    """A contract of somebody whom a contest selected, perhaps as an apprentice."""

    beside = forms.ChoiceField(label=gettext_lazy("Como aprendiz, al lado de"), required=False)

    def __init__(self, *args: Any, beside: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beside"].choices = [("", _("no: como yachachiq")), *beside]  # type: ignore[attr-defined]
        if not beside:
            del self.fields["beside"]


class DirectForm(TermsForm, PersonForm):
    """A contract of somebody whom no contest selected."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Para qué"), choices=[CHOOSE, *((k, CONTRACT_KINDS[k]) for k in ContractKind)]
    )
    selected_by = forms.ChoiceField(
        label=gettext_lazy("Quién seleccionó"),
        choices=[CHOOSE, *((k, SELECTORS[k]) for k in SelectedBy if k is not SelectedBy.OFFICE_CONTEST)],
    )

    def said(self) -> ContractSaid:
        """The contract that was written."""
        given = self.cleaned_data
        return self.said_as(ContractKind(given["kind"]), SelectedBy(given["selected_by"]))


class ExtendForm(forms.Form):
    """An addendum."""

    last_on = forms.DateField(label=gettext_lazy("Nuevo último día"), widget=DAY)
    why = forms.CharField(
        label=gettext_lazy("Por qué"), max_length=300, widget=long_text(3),
        help_text=gettext_lazy("En 15 letras o más."),
    )  # fmt: skip


class EndContractForm(forms.Form):
    """Why and when a contract ended early."""

    why = forms.ChoiceField(
        label=gettext_lazy("Por qué"), choices=[CHOOSE, *((k, CONTRACT_ENDS[k]) for k in ContractEnd)]
    )
    on = forms.DateField(
        label=gettext_lazy("Primer día sin contrato"), widget=DAY,
        help_text=gettext_lazy("Si fue un error, la fecha no cuenta: nunca hubo contrato."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("Qué pasó"), max_length=600, widget=long_text(3),
        help_text=gettext_lazy("En 15 letras o más. No ponga datos de salud."),
    )  # fmt: skip
