"""The forms about households. They make facts of what somebody wrote; the registry's rules judge them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from winay.core.fixed import to_fixed
from winay.places.queries import place_by_code, search
from winay.places.terms import Level
from winay.registry.facts import (
    ClassFacts,
    ConsentFacts,
    DescriptionFacts,
    HouseholdFacts,
    JuntosFacts,
    MemberFacts,
)
from winay.registry.files.reading import HECTARE_SCALE, SHARE_SCALE, read_birth
from winay.registry.national_ids import read_id
from winay.registry.queries.scope import Scope
from winay.registry.terms import Classification, ConsentHow, IdMissing, Kin, Sex
from winay.registry.wording import CLASSES, HOWS, IDS_MISSING, KINS, LANGUAGES, SEXES

NOTHING = ("", gettext_lazy("no se sabe"))
YES_NO = [NOTHING, ("1", gettext_lazy("sí")), ("0", gettext_lazy("no"))]
DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, as the browser's own calendar gives it."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def words_field(label: Any, words: Mapping[Any, Any], *, empty: Any = None, **more: Any) -> forms.ChoiceField:
    """One of a closed list; `empty` is what choosing nothing is called."""
    choices = [(str(key), text) for key, text in words.items()]
    return forms.ChoiceField(label=label, choices=[("", empty), *choices] if empty is not None else choices, **more)


class PlaceField(forms.CharField):
    """A locality by its ubigeo or its name: `0501100007 Occollo`, or as much as says which one it is.

    `scope` is where the person may register; names are looked for there alone.
    """

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=160, **more)
        self.scope: Scope | None = None

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        code = re.match(r"\d{6,10}(?=\s|$)", text)
        if code and (found := place_by_code(code[0])) is not None:
            return found
        near = [one for one in search(text, limit=60) if one.level == Level.LOCALITY and self._mine(one.code)]
        exact = [one for one in near if one.name.casefold() == text.casefold()] or near
        if len(exact) == 1:
            return exact[0]
        if not exact:
            raise forms.ValidationError(_("No hay un centro poblado así en su territorio. Escriba su ubigeo."))
        shown = "; ".join(f"{one.code} {one.name} ({one.parent.name if one.parent else ''})" for one in exact[:6])
        raise forms.ValidationError(_("Hay varios. Copie uno de estos: %(places)s") % {"places": shown})

    def _mine(self, code: str) -> bool:
        return self.scope is None or bool(self.scope.within(code).ranges)


class BirthField(forms.CharField):
    """A birth as exactly as it is known: `12/3/1984`, `3/1984`, `1984`; gives the date and its precision."""

    def clean(self, value: Any) -> Any:
        try:
            return read_birth(super().clean(value))
        except ValueError:
            raise forms.ValidationError(_("Escriba día, mes y año (12/3/1984), o mes y año, o solo el año.")) from None


class MemberForm(forms.Form):
    """One person of a household."""

    given_names = forms.CharField(label=gettext_lazy("Nombres"), max_length=60, required=False)
    surname_1 = forms.CharField(label=gettext_lazy("Primer apellido"), max_length=60, required=False)
    surname_2 = forms.CharField(label=gettext_lazy("Segundo apellido"), max_length=60, required=False)
    kin = words_field(gettext_lazy("Parentesco con la persona usuaria"), KINS, required=False)
    sex = words_field(gettext_lazy("Sexo"), SEXES, required=False)
    born = BirthField(
        label=gettext_lazy("Nacimiento"), required=False, help_text=gettext_lazy("12/3/1984, o 3/1984, o solo 1984")
    )
    national_id = forms.CharField(
        label=gettext_lazy("DNI"), max_length=20, required=False, widget=forms.TextInput(attrs=DIGITS)
    )
    id_missing = words_field(gettext_lazy("Si no hay DNI, por qué"), IDS_MISSING, empty="—", required=False)
    language_1 = words_field(gettext_lazy("Lengua que aprendió primero"), LANGUAGES, empty="—", required=False)
    language_2 = words_field(gettext_lazy("Otra lengua"), LANGUAGES, empty="—", required=False)
    reads = forms.ChoiceField(label=gettext_lazy("Lee y escribe"), choices=YES_NO, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Teléfono"), max_length=20, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )

    SAYS = ("given_names", "surname_1", "surname_2", "born", "national_id", "phone")
    """The fields of which one, filled, says that there is somebody."""

    def blank(self) -> bool:
        """Whether nobody was entered here."""
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.SAYS)

    def facts(self, *, represents: bool = False) -> MemberFacts:
        """The person as facts."""
        said = self.cleaned_data
        born, precision = said["born"]
        languages = tuple(dict.fromkeys(one for one in (said["language_1"], said["language_2"]) if one))
        return MemberFacts(
            given_names=said["given_names"],
            surname_1=said["surname_1"],
            surname_2=said["surname_2"],
            sex=Sex(said["sex"] or Sex.UNKNOWN),
            born_on=born,
            birth_precision=precision,
            kin=Kin(said["kin"] or Kin.NOT_RELATED),
            national_id=read_id(said["national_id"]),
            id_missing=IdMissing(said["id_missing"]) if said["id_missing"] else None,
            languages=languages,
            reads=_yes(said["reads"]),
            phone=said["phone"].replace(" ", ""),
            represents=represents,
        )


class NewMemberForm(MemberForm):
    """A person of a household that is being registered, who may represent it."""

    represents = forms.BooleanField(label=gettext_lazy("Puede representar al hogar"), required=False)


class WhereForm(forms.Form):
    """Where a household lives."""

    reference = forms.CharField(
        label=gettext_lazy("Cómo llegar"), max_length=200, required=False,
        help_text=gettext_lazy("Por ejemplo: pasando la escuela, casa de techo azul."),
    )  # fmt: skip
    position = forms.CharField(
        label=gettext_lazy("Posición"), max_length=60, required=False,
        help_text=gettext_lazy("Latitud y longitud en grados: -13.24215, -74.35317. Puede quedar vacía."),
    )  # fmt: skip
    language = words_field(gettext_lazy("Lengua del hogar"), LANGUAGES, empty="—", required=False)

    def clean_position(self) -> tuple[int | None, int | None]:
        text = self.cleaned_data["position"].strip()
        if not text:
            return None, None
        found = re.fullmatch(r"(-?\d{1,3}(?:\.\d{1,6})?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d{1,6})?)", text)
        if not found:
            raise forms.ValidationError(_("Escriba dos números con punto decimal: -13.24215, -74.35317."))
        return to_fixed(found[1], 6), to_fixed(found[2], 6)


class FarmForm(forms.Form):
    """Farm and labour, as the household tells them. Nothing here decides whether it may take part."""

    farm_ha = forms.DecimalField(
        label=gettext_lazy("Tierra (hectáreas)"), min_value=0, max_digits=9, decimal_places=4, required=False
    )
    labour_share = forms.DecimalField(
        label=gettext_lazy("Trabajo que va a la chacra (%)"), min_value=0, max_value=100, decimal_places=2,
        max_digits=5, required=False,
    )  # fmt: skip
    property_share = forms.DecimalField(
        label=gettext_lazy("Propiedad que va a la chacra (%)"), min_value=0, max_value=100, decimal_places=2,
        max_digits=5, required=False,
    )  # fmt: skip
    sold_share = forms.DecimalField(
        label=gettext_lazy("Cosecha que se vende (%)"), min_value=0, max_value=100, decimal_places=2, max_digits=5,
        required=False,
    )  # fmt: skip
    main_activity = forms.CharField(label=gettext_lazy("Actividad principal"), max_length=60, required=False)

    def facts(self) -> DescriptionFacts | None:
        """The farm as facts; None where nothing was said."""
        said = self.cleaned_data
        told = DescriptionFacts(
            _fixed(said["farm_ha"], HECTARE_SCALE),
            *(_fixed(said[f"{name}_share"], SHARE_SCALE) for name in ("labour", "property", "sold")),
            main_activity=said["main_activity"],
        )
        return None if told == DescriptionFacts() else told


class ProgramsForm(forms.Form):
    """Juntos and the SISFOH paper."""

    juntos = forms.ChoiceField(label=gettext_lazy("Está en Juntos"), choices=YES_NO, required=False)
    juntos_since = day_field(gettext_lazy("En Juntos desde"), required=False)
    classification = words_field(
        gettext_lazy("Clasificación SISFOH, si muestra el papel"), CLASSES, empty=gettext_lazy("no lo mostró"),
        required=False,
    )  # fmt: skip
    expires_on = day_field(gettext_lazy("El papel vence el"), required=False)

    def juntos_facts(self) -> JuntosFacts | None:
        """Juntos as facts; None where nothing was said."""
        member = _yes(self.cleaned_data["juntos"])
        return None if member is None else JuntosFacts(member, self.cleaned_data["juntos_since"])

    def class_facts(self) -> ClassFacts | None:
        """The class as facts; None without a paper."""
        known = self.cleaned_data["classification"]
        return ClassFacts(Classification(known), self.cleaned_data["expires_on"]) if known else None


class ConsentForm(forms.Form):
    """How consent was given to the text that was read aloud. `how` empty: it was not given yet."""

    how = words_field(gettext_lazy("Cómo aceptó"), HOWS, empty=gettext_lazy("todavía no acepta"), required=False)
    consent_language = words_field(gettext_lazy("En qué lengua se explicó"), LANGUAGES, empty="—", required=False)
    given_on = day_field(gettext_lazy("Qué día"), required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("how") and not said.get("consent_language"):
            self.add_error("consent_language", _("Diga en qué lengua se explicó."))
        return said

    def facts(self, text_key: str, on: date) -> ConsentFacts | None:
        """The consent as facts; None where it was not given."""
        said = self.cleaned_data
        if not said["how"]:
            return None
        return ConsentFacts(text_key, said["consent_language"], ConsentHow(said["how"]), said["given_on"] or on)


class HouseholdForm(WhereForm, FarmForm, ProgramsForm, ConsentForm):
    """All of a new household but its people."""

    place = PlaceField(
        label=gettext_lazy("Centro poblado"),
        help_text=gettext_lazy("Ubigeo o nombre. Escriba el comienzo y elija de la lista."),
    )
    on = day_field(gettext_lazy("Fecha del registro"))

    def household(self, members: Iterable[MemberFacts], text_key: str) -> HouseholdFacts:
        """Everything as facts."""
        said = self.cleaned_data
        latitude, longitude = said["position"]
        return HouseholdFacts(
            place_code=said["place"].code,
            members=tuple(members),
            reference=said["reference"],
            latitude_e6=latitude,
            longitude_e6=longitude,
            language=said["language"],
            description=FarmForm.facts(self),
            juntos=self.juntos_facts(),
            classification=self.class_facts(),
            consent=ConsentForm.facts(self, text_key, said["on"]),
        )


def _yes(text: str) -> bool | None:
    return None if text == "" else text == "1"


def _fixed(value: Any, scale: int) -> int | None:
    return None if value is None else to_fixed(str(value), scale)
