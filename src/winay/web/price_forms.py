"""The forms of prices and exchange rates. What they let through is judged by the verbs."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from winay.core.fixed import to_fixed
from winay.plans.price_rules import RATE_SCALE
from winay.plans.terms import PriceSource
from winay.plans.wording import SOURCES
from winay.targeting.decision_rules import LONGEST_WORDS
from winay.web.people_forms import DAY


def exact(text: str, scale: int) -> int | None:
    """A number as people write it, with a comma or a point, as an integer of that scale; None for anything else."""
    try:
        return to_fixed(text.strip().replace(",", "."), scale)
    except ValueError:
        return None


class PriceForm(forms.Form):
    """A price as somebody heard it."""

    good = forms.CharField(
        label=_("Qué se compra"),
        max_length=300,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    place = forms.ChoiceField(label=_("Dónde vale"))
    price = forms.CharField(
        label=_("Precio de una unidad, en soles"), max_length=14, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    quoted_on = forms.DateField(label=_("Día en que se preguntó"), widget=DAY)
    source_kind = forms.ChoiceField(
        label=_("Dónde se preguntó"), choices=[("", "—"), *((k, SOURCES[k]) for k in PriceSource)]
    )
    source = forms.CharField(
        label=_("Quién lo dijo"), max_length=LONGEST_WORDS, help_text=_("La tienda, la feria o la cotización.")
    )
    note = forms.CharField(label=_("Nota"), max_length=300, required=False)

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """A sheet of prices."""

    file = forms.FileField(label=_("Hoja de precios"), help_text=_("CSV o XLSX, hasta 5 MB. Entra entera o no entra."))


class RateForm(forms.Form):
    """What a dollar cost from a day on."""

    from_on = forms.DateField(label=_("Desde el día"), widget=DAY)
    rate = forms.CharField(
        label=_("Soles por un dólar"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    source = forms.CharField(
        label=_("Fuente"), max_length=LONGEST_WORDS, help_text=_("Por ejemplo: SBS, venta, publicado ese día.")
    )

    @property
    def number(self) -> int:
        """In ten-thousandths; 0 for what is no number."""
        return exact(self.cleaned_data["rate"], RATE_SCALE) or 0
