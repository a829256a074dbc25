"""The forms of contests, applications and appeals. What they let through is judged by the verbs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from winay.programs.terms import TrainerKind
from winay.programs.vocabulary import TRAINER_KINDS
from winay.registry.national_ids import read_id
from winay.registry.terms import Sex
from winay.registry.wording import LANGUAGES, SEXES
from winay.trainers.application_rules import ApplicationSaid, PersonSaid
from winay.trainers.contest_rules import MOST_BASES, ContestSaid, VacancySaid
from winay.trainers.terms import AppealAnswer, Education, ReopenHow, VoidWhy
from winay.trainers.wording import APPEAL_ANSWERS, EDUCATION, REOPENINGS, VOIDS
from winay.web.people_forms import DAY

CHOOSE = ("", "—")


def long_text(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ContestForm(forms.Form):
    """A contest as its draft says it."""

    name = forms.CharField(
        label=_("Nombre"), max_length=120, help_text=_("Por ejemplo: Yachachiqs productivos de Vinchos, 2027.")
    )
    version = forms.ChoiceField(label=_("Programa y versión"))
    place = forms.CharField(
        label=_("Dónde"), max_length=10, help_text=_("Ubigeo de lo que abarca: departamento, provincia o distrito.")
    )
    kind = forms.ChoiceField(label=_("Para qué"), choices=[CHOOSE, *((k, TRAINER_KINDS[k]) for k in TrainerKind)])
    closes_on = forms.DateField(label=_("Último día para postular"), widget=DAY)
    scores_until = forms.DateField(label=_("Se califica hasta"), widget=DAY)
    bases = forms.CharField(
        label=_("Bases"), max_length=MOST_BASES, widget=long_text(8),
        help_text=_("Lo que leerá quien quiera postular: qué se hace, qué se pide, qué se paga, a quién preguntar."),
    )  # fmt: skip

    def __init__(self, *args: Any, versions: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if versions:
            self.fields["version"].choices = [CHOOSE, *versions]  # type: ignore[attr-defined]
        else:
            del self.fields["version"], self.fields["place"]

    def said(self) -> ContestSaid:
        """The contest that was written."""
        given = self.cleaned_data
        return ContestSaid(
            given["name"], TrainerKind(given["kind"]), given["closes_on"], given["scores_until"], given["bases"]
        )  # fmt: skip


class VacancyForm(forms.Form):
    """Posts for a zone and a language."""

    name = forms.CharField(label=_("Nombre de la zona"), max_length=120)
    language = forms.ChoiceField(label=_("Idioma en que se trabaja"))
    posts = forms.IntegerField(label=_("Plazas"), min_value=1, max_value=50, initial=1)
    nuclei = forms.MultipleChoiceField(
        label=_("Núcleos que atiende"), required=False, widget=forms.CheckboxSelectMultiple
    )
    places = forms.CharField(
        label=_("Comunidades o distritos que atiende"), required=False, max_length=700,
        help_text=_("Ubigeos separados por espacios, si no son núcleos formados."),
    )  # fmt: skip
    apprentices = forms.BooleanField(
        label=_("También puede entrar un aprendiz, al lado de un yachachiq"), required=False
    )

    def __init__(self, *args: Any, nuclei: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [CHOOSE, *LANGUAGES.items()]  # type: ignore[attr-defined]
        self.fields["nuclei"].choices = nuclei  # type: ignore[attr-defined]
        if not nuclei:
            del self.fields["nuclei"]

    def said(self) -> VacancySaid:
        """The posts that were written."""
        given = self.cleaned_data
        return VacancySaid(
            given["name"], given["language"], given["posts"], tuple(given["places"].replace(",", " ").split()),
            len(given.get("nuclei", ())), given["apprentices"],
        )  # fmt: skip


class VoidForm(forms.Form):
    """Why a contest is void."""

    why = forms.ChoiceField(label=_("Por qué"), choices=[CHOOSE, *((k, VOIDS[k]) for k in VoidWhy)])
    note = forms.CharField(
        label=_("Qué pasó"), max_length=600, widget=long_text(),
        help_text=_("En 15 letras o más. Cualquiera lo puede leer: no nombre a personas."),
    )  # fmt: skip


class ReopenForm(forms.Form):
    """How a void contest is held anew."""

    how = forms.ChoiceField(label=_("Qué cambia"), choices=[CHOOSE, *((k, REOPENINGS[k]) for k in ReopenHow)])
    closes_on = forms.DateField(label=_("Último día para postular"), widget=DAY)
    scores_until = forms.DateField(label=_("Se califica hasta"), widget=DAY)
    wider = forms.CharField(
        label=_("Comunidades o distritos que se suman"), required=False, max_length=700,
        help_text=_("Ubigeos separados por espacios. Se suman a cada plaza."),
    )  # fmt: skip


class PersonForm(forms.Form):
    """Somebody who applies or is hired."""

    national_id = forms.CharField(label=_("DNI"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    given_names = forms.CharField(label=_("Nombres"), max_length=60)
    surname_1 = forms.CharField(label=_("Primer apellido"), max_length=60)
    surname_2 = forms.CharField(label=_("Segundo apellido"), max_length=60, required=False)
    sex = forms.ChoiceField(label=_("Sexo"), choices=[CHOOSE, *((k, SEXES[k]) for k in Sex)])
    born_on = forms.DateField(label=_("Nació el"), widget=DAY)
    languages = forms.MultipleChoiceField(label=_("Idiomas que habla"), widget=forms.CheckboxSelectMultiple)
    phone = forms.CharField(label=_("Teléfono"), max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = list(LANGUAGES.items())  # type: ignore[attr-defined]

    def person(self) -> PersonSaid:
        """Who was written."""
        given = self.cleaned_data
        return PersonSaid(
            given["given_names"], given["surname_1"], given["surname_2"], Sex(given["sex"]), given["born_on"],
            read_id(given["national_id"]), tuple(given["languages"]), given["phone"].replace(" ", ""),
        )  # fmt: skip


class ApplicationForm(PersonForm):
    """An application as the office got it."""

    vacancy = forms.ChoiceField(label=_("Plaza a la que postula"))
    place = forms.CharField(label=_("Comunidad donde vive"), max_length=10, help_text=_("Su ubigeo, de 10 cifras."))
    education = forms.ChoiceField(label=_("Estudios"), choices=[CHOOSE, *((k, EDUCATION[k]) for k in Education)])
    practice_years = forms.IntegerField(label=_("Años de práctica en lo que enseñaría"), min_value=0, max_value=70)
    received_on = forms.DateField(label=_("Llegó a la oficina el"), widget=DAY)
    paper = forms.BooleanField(
        label=_("Llegó en papel"), required=False,
        help_text=_("Si llegó en papel a tiempo se puede registrar después del cierre."),
    )  # fmt: skip
    kin_declared = forms.CharField(
        label=_("Parientes que declara en juntas u oficinas"), max_length=300, required=False,
        help_text=_("Como lo declaró. Vacío si declaró que ninguno."),
    )  # fmt: skip
    missing = forms.CharField(
        label=_("Qué falta"), max_length=300, required=False,
        help_text=_("Vacío si está completa. Lo que falte se puede traer hasta el cierre."),
    )  # fmt: skip
    field_order = ("vacancy",)

    def __init__(self, *args: Any, vacancies: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = vacancies if len(vacancies) == 1 else [CHOOSE, *vacancies]
        self.fields["vacancy"].choices = choices  # type: ignore[attr-defined]

    def said(self) -> ApplicationSaid:
        """The application that was written."""
        given = self.cleaned_data
        return ApplicationSaid(
            given["place"].strip(), Education(given["education"]), given["practice_years"], given["received_on"],
            given["paper"], given["kin_declared"], given["missing"],
        )  # fmt: skip


class DayForm(forms.Form):
    """A day on which something came."""

    on = forms.DateField(label=_("Día"), widget=DAY)


class WhyDayForm(DayForm):
    """A day and a reason."""

    why = forms.CharField(
        label=_("Por qué"), max_length=300, widget=long_text(3), help_text=_("En 15 letras o más. Queda escrito.")
    )


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(
        label=_("Por qué"), max_length=300, widget=long_text(3), help_text=_("En 15 letras o más. Queda escrito.")
    )


class MissingForm(forms.Form):
    """What an application lacks."""

    missing = forms.CharField(label=_("Qué falta"), max_length=300)


class ScorerForm(forms.Form):
    """Who is to score, by the address with which they log in."""

    email = forms.EmailField(label=_("Correo con el que entra al sistema"))


class AppealForm(forms.Form):
    """What a candidate holds against the results."""

    application = forms.ChoiceField(label=_("Quién reclama"))
    received_on = forms.DateField(label=_("Llegó el"), widget=DAY)
    text = forms.CharField(label=_("Qué reclama"), max_length=2000, widget=long_text())

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["application"].choices = [CHOOSE, *people]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """How an appeal is answered. The points of each sheet are fields of their own: see `appeals`."""

    answer = forms.ChoiceField(
        label=_("El reclamo es"), choices=[CHOOSE, *((k, APPEAL_ANSWERS[k]) for k in AppealAnswer)]
    )
    why = forms.CharField(
        label=_("Respuesta, con sus razones"), max_length=2000, widget=long_text(),
        help_text=_("En 15 letras o más. Se le entrega a quien reclamó."),
    )  # fmt: skip


class DrawForm(forms.Form):
    """A draw: the order of each candidate of a tie is a field of its own."""

    draw_on = forms.DateField(label=_("Día del sorteo"), widget=DAY)
    minutes = forms.CharField(
        label=_("Acta del sorteo"), max_length=2000, widget=long_text(),
        help_text=_("Dónde, ante quién y cómo se hizo, en 15 letras o más. Cualquiera la puede leer."),
    )  # fmt: skip

    def __init__(self, *args: Any, tied: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, name in tied:
            self.fields[f"lot-{key}"] = forms.IntegerField(
                label=_("Orden que salió para %(name)s") % {"name": name}, min_value=1, max_value=99
            )

    def drawn(self) -> dict[int, int]:
        """The order that the draw gave, by application."""
        return {int(key[4:]): value for key, value in self.cleaned_data.items() if key.startswith("lot-")}
