"""The sheet of a healthy home as a form, and the forms of support and commitments. What they let through is judged
by the verbs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from winay.delivery.home_guide import home_items
from winay.delivery.home_rules import ActionSaid, HomeSaid, SupportSaid
from winay.delivery.home_terms import Answer, SignedHow, SupportKind
from winay.delivery.home_wording import ANSWERS, SENSES, SIGNED, SUPPORTS
from winay.targeting.criteria_wording import language
from winay.web.people_forms import DAY
from winay.web.price_forms import exact

CHOOSE = ("", "—")


class HomeSheet:
    """What somebody typed of a home."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        return str(self.data.get(name, "")).strip()

    def day(self, name: str) -> date | None:
        text = self.text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.problems.append(_("«%(text)s» no es un día.") % {"text": text[:20]})
            return None

    def said(self) -> HomeSaid | None:
        """The check that was written; None where a day is not to be understood."""
        on = self.day("on")
        if on is None and not self.problems:
            self.problems.append(_("Falta el día de la visita."))
        answers, actions = {}, {}
        for one in home_items():
            found = self.text(f"i{one.number}")
            if found in set(Answer):
                answers[one.number] = Answer(found)
            what, due = self.text(f"i{one.number}-what"), self.day(f"i{one.number}-due")
            if what or due is not None:
                actions[one.number] = ActionSaid(what, due)
        if self.problems or on is None:
            return None
        return HomeSaid(on, self.text("checker"), answers, actions, self.text("health_worker"), self.text("note"))

    def shown(self) -> list[dict[str, Any]]:
        """The list with what was typed."""
        return [
            {
                "one": one, "name": f"i{one.number}", "words": one.named(language()),
                "good": one.good_when(language()), "sense": SENSES[one.sense], "value": self.text(f"i{one.number}"),
                "what": self.text(f"i{one.number}-what"), "due": self.text(f"i{one.number}-due"),
                "answers": [(answer, ANSWERS[answer]) for answer in Answer],
            }
            for one in home_items()
        ]  # fmt: skip


class DoneForm(forms.Form):
    """What was done about something agreed, and when."""

    on = forms.DateField(label=gettext_lazy("Día"), widget=DAY)
    what = forms.CharField(label=gettext_lazy("Qué se hizo"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class SupportForm(forms.Form):
    """What an institution gives."""

    institution = forms.CharField(label=gettext_lazy("Institución"), max_length=160)
    kind = forms.ChoiceField(
        label=gettext_lazy("Qué clase de apoyo"), choices=[CHOOSE, *((one, SUPPORTS[one]) for one in SupportKind)]
    )
    what = forms.CharField(label=gettext_lazy("Qué aporta"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    home = forms.ChoiceField(label=gettext_lazy("A quién"), required=False)
    worth = forms.CharField(
        label=gettext_lazy("Cuánto vale, en soles"), max_length=14, required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}), help_text=gettext_lazy("Solo si se sabe."),
    )  # fmt: skip
    from_on = forms.DateField(label=gettext_lazy("Desde el día"), widget=DAY)
    until_on = forms.DateField(label=gettext_lazy("Hasta el día"), widget=DAY, required=False)

    def __init__(self, *args: Any, homes: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["home"].choices = [("", _("a todo el núcleo")), *homes]  # type: ignore[attr-defined]

    def clean_worth(self) -> int | None:
        """Céntimos; None where nobody knows."""
        text = self.cleaned_data["worth"].strip()
        if not text:
            return None
        found = exact(text, 2)
        if found is None:
            raise forms.ValidationError(_("Escriba soles con dos decimales a lo más."))
        return found

    def said(self) -> SupportSaid:
        """The support that was written."""
        given = self.cleaned_data
        return SupportSaid(
            given["institution"], SupportKind(given["kind"]), given["what"], given["from_on"], given["until_on"],
            given["worth"],
        )  # fmt: skip


class CommitForm(forms.Form):
    """A commitment as it was signed."""

    on = forms.DateField(label=gettext_lazy("Día en que firmó"), widget=DAY)
    signer = forms.ChoiceField(label=gettext_lazy("Quién firma por el hogar"))
    how = forms.ChoiceField(
        label=gettext_lazy("Cómo"), choices=[(one, SIGNED[one]) for one in SignedHow], widget=forms.RadioSelect
    )
    witness = forms.CharField(
        label=gettext_lazy("Testigo"), max_length=160, required=False,
        help_text=gettext_lazy("Con huella hace falta. Lo escoge quien firma; no es de la junta ni yachachiq."),
    )  # fmt: skip
    said = forms.CharField(
        label=gettext_lazy("A qué se compromete"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("En 15 letras o más."),
    )  # fmt: skip
    photo = forms.FileField(label=gettext_lazy("Foto o escaneo del papel (opcional)"), required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["signer"].choices = [CHOOSE, *people]  # type: ignore[attr-defined]
