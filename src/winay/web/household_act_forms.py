"""The forms of the verbs on a household and its people. Each reads; the verb judges."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from winay.places.queries import place_by_code, search
from winay.registry.facts import AwayFacts
from winay.registry.terms import AwayReason, HouseholdClosed, Kin, MemberLeft, Whereabouts
from winay.registry.wording import AWAY, CLASSES, CLOSED, HOWS, KINS, LANGUAGES, LEFT, MOVES, WHEREABOUTS
from winay.web.household_forms import (
    ConsentForm,
    FarmForm,
    MemberForm,
    PlaceField,
    day_field,
    words_field,
)

OTHERS = {kin: words for kin, words in KINS.items() if kin is not Kin.PARTICIPANT}
LEAVES = {
    why: words
    for why, words in LEFT.items()
    if why in {MemberLeft.MOVED_OUT, MemberLeft.DIED, MemberLeft.MISTAKE, MemberLeft.OTHER}
}


def note_field(label: Any = "", **more: Any) -> forms.CharField:
    """Words that others will read."""
    return forms.CharField(
        label=label or gettext_lazy("Nota"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), **more
    )


class DayForm(forms.Form):
    """From which day on."""

    on = day_field(gettext_lazy("Desde qué día"))


class NoteForm(forms.Form):
    """Why, in words."""

    note = note_field(gettext_lazy("Razón"))


class AddMemberForm(MemberForm):
    """Somebody more, and since when."""

    on = day_field(gettext_lazy("Es del hogar desde"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kin"].choices = [(str(kin), words) for kin, words in OTHERS.items()]  # type: ignore[attr-defined]


class CorrectMemberForm(MemberForm):
    """What was written of somebody. The id is not shown: an empty one leaves it as it is."""

    drop_id = forms.BooleanField(label=gettext_lazy("El DNI anotado no es suyo: quitarlo"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["national_id"].help_text = _("Vacío deja el que está anotado.")
        self.fields["kin"].choices = [(str(kin), words) for kin, words in OTHERS.items()]  # type: ignore[attr-defined]


class LeaveForm(DayForm):
    """Somebody leaves the household."""

    why = words_field(gettext_lazy("Por qué"), LEAVES)
    note = note_field(required=False)


class TransferForm(DayForm):
    """Somebody goes to another household."""

    to = forms.CharField(
        label=gettext_lazy("Código del otro hogar"), max_length=20,
        help_text=gettext_lazy("Está en su página y en su papel: 7K4M9-QXT2H."),
    )  # fmt: skip
    kin = words_field(gettext_lazy("Qué es ahí de la persona usuaria"), OTHERS)


class AwayForm(forms.Form):
    """Somebody lives elsewhere for a time."""

    whereabouts = words_field(
        gettext_lazy("Dónde"), {one: words for one, words in WHEREABOUTS.items() if one is not Whereabouts.HOME}
    )
    reason = words_field(gettext_lazy("Por qué"), AWAY)
    since = day_field(gettext_lazy("Desde qué día"))
    place = forms.CharField(
        label=gettext_lazy("Lugar, si se sabe"), max_length=120, required=False,
        help_text=gettext_lazy("Ubigeo o nombre de un departamento, provincia o distrito."),
    )  # fmt: skip

    def clean_place(self) -> str:
        text: str = self.cleaned_data["place"].strip()
        if not text:
            return ""
        found = place_by_code(text) if text.isdigit() else next(iter(search(text, limit=1)), None)
        if found is None:
            raise forms.ValidationError(_("No hay un lugar así."))
        return found.code

    def facts(self) -> AwayFacts:
        """The stay as facts."""
        said = self.cleaned_data
        return AwayFacts(said["since"], Whereabouts(said["whereabouts"]), AwayReason(said["reason"]), said["place"])


class ParticipantForm(DayForm):
    """Somebody else becomes the registered participant."""

    old_kin = words_field(gettext_lazy("Qué es la usuaria anterior de la nueva"), OTHERS)
    note = note_field(gettext_lazy("Por qué cambia"))


class MoveForm(DayForm):
    """The household lives somewhere else."""

    place = PlaceField(label=gettext_lazy("Centro poblado al que va"))
    reason = words_field(gettext_lazy("Por qué"), MOVES)
    note = note_field(required=False)
    field_order = ["place", "on", "reason", "note"]


class SplitForm(DayForm):
    """Some people form a household of their own. A field a member is added by `with_people`."""

    place = PlaceField(label=gettext_lazy("Centro poblado del nuevo hogar"))
    note = note_field(gettext_lazy("Por qué se divide"))

    def with_people(self, people: list[tuple[str, str]]) -> None:
        """What each may be in the new household: (public id, name)."""
        choices = [("", _("se queda")), *((str(kin), words) for kin, words in KINS.items())]
        for key, name in people:
            self.fields[f"kin-{key}"] = forms.ChoiceField(label=name, choices=choices, required=False)

    def kin(self) -> dict[UUID, Kin]:
        """Those who go, and what each is there."""
        asked = {name: value for name, value in self.cleaned_data.items() if name.startswith("kin-") and value}
        return {UUID(name.removeprefix("kin-")): Kin(value) for name, value in asked.items()}


class DescribeForm(FarmForm):
    """Farm and labour, and when they were told."""

    on = day_field(gettext_lazy("Qué día lo contó"))


class JuntosForm(forms.Form):
    """Whether the household is in Juntos."""

    juntos = forms.ChoiceField(
        label=gettext_lazy("Está en Juntos"), choices=[("1", gettext_lazy("sí")), ("0", gettext_lazy("no"))]
    )
    juntos_since = day_field(gettext_lazy("En Juntos desde"), required=False)
    on = day_field(gettext_lazy("Qué día lo dijo"))


class ClassForm(forms.Form):
    """What the SISFOH paper says."""

    classification = words_field(gettext_lazy("Clasificación del papel"), CLASSES)
    expires_on = day_field(gettext_lazy("El papel vence el"), required=False)
    on = day_field(gettext_lazy("Qué día se vio el papel"))


class GiveConsentForm(ConsentForm):
    """The participant agrees."""

    how = words_field(gettext_lazy("Cómo aceptó"), HOWS)
    consent_language = words_field(gettext_lazy("En qué lengua se explicó"), LANGUAGES)
    given_on = day_field(gettext_lazy("Qué día"))


class WithdrawConsentForm(DayForm):
    """The participant no longer agrees."""

    note = note_field(gettext_lazy("Qué dijo"))


class CloseForm(DayForm):
    """The household is one no longer."""

    why = words_field(
        gettext_lazy("Por qué"), {one: words for one, words in CLOSED.items() if one is not HouseholdClosed.MERGED}
    )
    note = note_field(required=False)


class EraseForm(forms.Form):
    """Somebody's data are erased because they ask for it."""

    note = note_field(gettext_lazy("Qué pidió la persona, y cuándo"))
    sure = forms.BooleanField(label=gettext_lazy("Entiendo que no se puede deshacer"))
