"""The forms of supervision. What they let through is judged by the verbs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from winay.supervision.sample_rules import MOST_NOTE, MOST_VISITS, DrawSaid, FindingSaid
from winay.supervision.step_rules import MOST_NAME, MOST_WORDS
from winay.supervision.terms import Came, Goods, Met, MissedWhy, SeenState, SignalOutcome, ToldHow
from winay.supervision.wording import CAME, GOODS, MET, MISSED, SEEN, SIGNAL_OUTCOMES, TOLD_HOW
from winay.web.contest_forms import DayForm, long_text
from winay.web.people_forms import DAY

ITEM = "item-"


class TellForm(DayForm):
    """Who was shown a signal, how and when."""

    whom = forms.CharField(label=_("A quién se le avisó"), max_length=MOST_NAME)
    how = forms.ChoiceField(label=_("Cómo"), choices=list(TOLD_HOW.items()), widget=forms.RadioSelect)
    field_order = ("whom", "how", "on")

    def told_how(self) -> ToldHow:
        """How they were shown it."""
        return ToldHow(self.cleaned_data["how"])


class AnswerForm(DayForm):
    """What they say to it."""

    whom = forms.CharField(label=_("Quién responde"), max_length=MOST_NAME)
    words = forms.CharField(
        label=_("Lo que dice, con sus palabras"), max_length=MOST_WORDS, widget=long_text(5),
        help_text=_("Usted lo transcribe en su nombre: no agregue su opinión."),
    )  # fmt: skip
    field_order = ("whom", "words", "on")


class CloseForm(DayForm):
    """How a signal ended, and why."""

    outcome = forms.ChoiceField(label=_("Queda"), choices=list(SIGNAL_OUTCOMES.items()), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Por qué"), max_length=MOST_WORDS, widget=long_text(4),
        help_text=_("En 15 letras o más. Lo leerán la junta y auditoría."),
    )  # fmt: skip
    field_order = ("outcome", "words", "on")

    def given(self) -> tuple[SignalOutcome, str, date]:
        """Outcome, words, day."""
        told = self.cleaned_data
        return SignalOutcome(told["outcome"]), told["words"], told["on"]


class DrawForm(forms.Form):
    """A sample: of which list, how many, of which days, by which seed."""

    scope = forms.ChoiceField(label=_("De qué hogares"))
    size = forms.IntegerField(label=_("Cuántos hogares"), min_value=1, help_text=_("Por ejemplo, 75 de 400."))
    from_on = forms.DateField(label=_("Visitas informadas desde el día"), widget=DAY)
    until_on = forms.DateField(label=_("Hasta el día, inclusive"), widget=DAY)
    seed = forms.CharField(
        label=_("Semilla"), max_length=64,
        help_text=_(
            "Con ella cualquiera repite el sorteo. Sáquela delante de otros: el número de una rifa, unos dados."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, scopes: Sequence[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["scope"].choices = [("", "—"), *scopes]  # type: ignore[attr-defined]

    def said(self) -> DrawSaid:
        """The sample as the verb takes it: days half-open."""
        given = self.cleaned_data
        until = date.fromordinal(given["until_on"].toordinal() + 1)
        return DrawSaid(given["from_on"], until, given["size"], given["seed"])


class FindingForm(DayForm):
    """What was heard and seen in a household."""

    found_by = forms.CharField(label=_("Quién fue al hogar"), max_length=MOST_NAME)
    met = forms.ChoiceField(label=_("Quién respondió"), choices=list(MET.items()), widget=forms.RadioSelect)
    remembered = forms.IntegerField(
        label=_("Cuántas visitas recuerda en esos días"), required=False, min_value=0, max_value=MOST_VISITS,
        help_text=_("Vacío si no lo dice. Pregúntelo antes de decir cuántas se informaron."),
    )  # fmt: skip
    came = forms.ChoiceField(widget=forms.RadioSelect)
    goods = forms.ChoiceField(
        label=_("Lo que se le entregó"), choices=list(GOODS.items()), widget=forms.RadioSelect, initial="not_asked"
    )
    note = forms.CharField(label=_("Nota"), max_length=MOST_NOTE, required=False, widget=long_text(3))

    def __init__(self, *args: Any, last_on: str, items: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        offered = [Came.NONE_TOLD] if not last_on else [one for one in Came if one is not Came.NONE_TOLD]
        self.fields["came"].choices = [(one.value, CAME[one]) for one in offered]  # type: ignore[attr-defined]
        self.fields["came"].label = (
            _("¿Vino el yachachiq el %(day)s?") % {"day": last_on} if last_on else _("Visitas informadas")
        )
        if not last_on:
            self.fields["came"].initial = Came.NONE_TOLD.value
        for key, name in items.items():
            self.fields[ITEM + key] = forms.ChoiceField(
                label=name, required=False, choices=[("", _("no se vio")), *SEEN.items()]
            )
        self.order_fields(
            ["on", "found_by", "met", "remembered", "came", "goods", *(ITEM + key for key in items), "note"]
        )

    def said(self) -> FindingSaid:
        """What was found, as the verb takes it."""
        given = self.cleaned_data
        seen = tuple(
            (name.removeprefix(ITEM), SeenState(value))
            for name, value in given.items()
            if name.startswith(ITEM) and value
        )
        return FindingSaid(
            given["on"], given["found_by"], Met(given["met"]), given["remembered"], Came(given["came"]),
            Goods(given["goods"]), given["note"], seen,
        )  # fmt: skip


class MissForm(DayForm):
    """Why a household could not be asked."""

    why = forms.ChoiceField(label=_("Por qué no se le pudo preguntar"), choices=list(MISSED.items()),
                            widget=forms.RadioSelect)  # fmt: skip
    note = forms.CharField(label=_("Nota"), max_length=MOST_NOTE, required=False, widget=long_text(2))
    field_order = ("why", "on", "note")

    def reason(self) -> MissedWhy:
        """The coded reason."""
        return MissedWhy(self.cleaned_data["why"])


class NoteForm(forms.Form):
    """A note that may be empty."""

    note = forms.CharField(label=_("Cómo fue"), max_length=MOST_NOTE, required=False, widget=long_text(3))
