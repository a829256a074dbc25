"""The forms of grievances, rumours, conflicts and microstrategies. What they let through is judged by the verbs."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from winay.programs.terms import Zone
from winay.programs.vocabulary import ZONES
from winay.registry.wording import LANGUAGES
from winay.targeting.decision_rules import LONGEST_WORDS
from winay.voices import wording
from winay.voices.grievance_rules import MOST_NOTE, MOST_WORDS, GrievanceSaid, SpeakerSaid
from winay.voices.strategy_rules import MOST_DONE, MOST_MINUTES, MOST_NAME, MOST_PROBLEM
from winay.voices.telling_rules import MOST_WORDS as MOST_TOLD
from winay.voices.terms import About, Channel, GrievanceKind, Speaker
from winay.web.enrolment_forms import WhyForm
from winay.web.people_forms import DAY

Choices = list[tuple[str, Any]]


def choices(words: Mapping[Any, Any]) -> Choices:
    """Words to choose from. None stands first: one that nobody said would be counted."""
    return [("", "—"), *((str(key), said) for key, said in words.items())]


def text(rows: int, most: int) -> forms.Textarea:
    """A field for sentences."""
    return forms.Textarea(attrs={"rows": rows, "maxlength": most})


class WhereForm(forms.Form):
    """What a grievance is about: a nucleus, or a district under a program."""

    nucleo = forms.ChoiceField(label=_("Núcleo"), required=False)
    distrito = forms.CharField(
        label=_("O distrito, si no es de un núcleo"), required=False, max_length=120, help_text=_("Nombre o ubigeo.")
    )
    programa = forms.ChoiceField(label=_("Programa, si es de un distrito"), required=False)

    def __init__(self, *args: Any, nuclei: Choices, programs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nucleo"].choices = [("", "—"), *nuclei]  # type: ignore[attr-defined]
        self.fields["programa"].choices = programs  # type: ignore[attr-defined]


class GrievanceForm(forms.Form):
    """What was heard, and whom it is about."""

    kind = forms.ChoiceField(label=_("Qué es"), choices=choices(wording.GRIEVANCE_HELP))
    words = forms.CharField(label=_("Qué dice, en sus palabras"), widget=text(5, MOST_WORDS), max_length=MOST_WORDS)
    language = forms.ChoiceField(label=_("En qué idioma lo dijo"), choices=list(LANGUAGES.items()))
    heard_on = forms.DateField(label=_("Día en que se escuchó"), widget=DAY)
    channel = forms.ChoiceField(label=_("Por dónde llegó"), choices=choices(wording.CHANNELS))
    about = forms.ChoiceField(label=_("Sobre qué"), choices=choices(wording.ABOUTS))
    contract = forms.ChoiceField(label=_("Si es sobre un yachachiq, cuál"), required=False)
    accused = forms.MultipleChoiceField(
        label=_("Si es sobre alguien del equipo, márquelo: no lo verá ni lo responderá"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    about_whom = forms.CharField(
        label=_("Sobre quién o qué, si hace falta decirlo"), max_length=MOST_NOTE, required=False
    )

    def __init__(self, *args: Any, contracts: Choices, staff: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].choices = [("", "—"), *contracts]  # type: ignore[attr-defined]
        self.fields["accused"].choices = staff  # type: ignore[attr-defined]
        if not contracts:
            del self.fields["contract"]

    def said(self) -> GrievanceSaid:
        """What was written down."""
        given = self.cleaned_data
        return GrievanceSaid(
            kind=GrievanceKind(given["kind"]), channel=Channel(given["channel"]), about=About(given["about"]),
            heard_on=given["heard_on"], words=given["words"], about_whom=given["about_whom"],
            language=given["language"],
        )  # fmt: skip


class ReceiveForm(GrievanceForm):
    """The same, with who speaks."""

    speaker = forms.ChoiceField(
        label=_("Quien habla"), choices=list(wording.SPEAKERS.items()), widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("Su nombre"), max_length=LONGEST_WORDS, required=False)
    contact = forms.CharField(
        label=_("Cómo avisarle"), max_length=LONGEST_WORDS, required=False, help_text=_("Teléfono, comunidad o radio.")
    )
    household = forms.CharField(
        label=_("Código de su hogar, si lo tiene"),
        max_length=16,
        required=False,
        help_text=_("Con él, lo que dijo se borra cuando pida que se borren sus datos."),
    )

    def speaks(self) -> SpeakerSaid:
        """Who speaks."""
        given = self.cleaned_data
        return SpeakerSaid(Speaker(given["speaker"]), given["name"], given["contact"], given["household"])


class AssignForm(forms.Form):
    """Who sees to it."""

    to = forms.ChoiceField(label=_("Quién lo atiende"))

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "—"), *people]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """An answer, when and how it was told."""

    words = forms.CharField(
        label=_("Respuesta"), widget=text(5, MOST_WORDS), max_length=MOST_WORDS,
        help_text=_("Qué se encontró y qué se hace. No escriba aquí quién reclamó."),
    )  # fmt: skip
    on = forms.DateField(label=_("Día en que se le respondió"), widget=DAY)
    told_how = forms.ChoiceField(label=_("Cómo se le dijo"), choices=choices(wording.TOLD))


class CloseForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(label=_("En qué terminó"), choices=choices(wording.OUTCOMES))
    on = forms.DateField(label=_("Día"), widget=DAY)
    note = forms.CharField(label=_("Por qué"), widget=text(3, MOST_WORDS), max_length=MOST_WORDS)


class DayAndWhyForm(WhyForm):
    """A day, and why."""

    on = forms.DateField(label=_("Día"), widget=DAY)
    field_order = ["on", "why"]


class RumourForm(forms.Form):
    """What people say."""

    words = forms.CharField(
        label=_("Qué dicen, como lo dicen"), widget=text(3, MOST_TOLD), max_length=MOST_TOLD,
        help_text=_("No anote quién lo dijo."),
    )  # fmt: skip
    topic = forms.ChoiceField(label=_("Sobre qué"), choices=choices(wording.TOPICS))
    heard_on = forms.DateField(label=_("Día en que se oyó"), widget=DAY)
    place = forms.CharField(
        label=_("Dónde"),
        max_length=120,
        help_text=_("Nombre del distrito, o ubigeo suyo o de la comunidad."),
    )


class RumourAnswerForm(forms.Form):
    """What was answered."""

    words = forms.CharField(label=_("Qué se respondió"), widget=text(3, MOST_TOLD), max_length=MOST_TOLD)
    how = forms.ChoiceField(label=_("Cómo"), choices=choices(wording.ANSWERED))
    on = forms.DateField(label=_("Día"), widget=DAY)


class HeardAgainForm(forms.Form):
    """Heard again."""

    on = forms.DateField(label=_("Día en que se volvió a oír"), widget=DAY)
    note = forms.CharField(label=_("Nota"), max_length=MOST_NOTE, required=False)


class ConflictForm(forms.Form):
    """Who quarrels, over what."""

    about = forms.ChoiceField(label=_("Por qué"), choices=choices(wording.CONFLICTS_ABOUT))
    words = forms.CharField(label=_("Qué pasa"), widget=text(4, MOST_TOLD), max_length=MOST_TOLD)
    first = forms.CharField(label=_("Una comunidad"), max_length=160)
    second = forms.CharField(label=_("Otra comunidad"), max_length=160)
    third = forms.CharField(label=_("Otra más, si la hay"), max_length=160, required=False)
    since_year = forms.IntegerField(label=_("Desde qué año, si se sabe"), required=False)
    heard_on = forms.DateField(label=_("Día en que la oficina lo supo"), widget=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second", "third"):
            self.fields[name].widget.attrs |= {"list": "people", "autocomplete": "off"}


class ConflictStepForm(forms.Form):
    """What was done about a conflict."""

    kind = forms.ChoiceField(
        label=_("Qué es"),
        choices=[("step", _("una gestión: reunión, visita, carta")), ("agreement", _("un acuerdo entre ellas"))],
        widget=forms.RadioSelect,
        initial="step",
    )
    on = forms.DateField(label=_("Día"), widget=DAY)
    words = forms.CharField(
        label=_("Qué se hizo o se acordó, ante quién"), widget=text(3, MOST_TOLD), max_length=MOST_TOLD
    )


class EndConflictForm(forms.Form):
    """Why a conflict is closed."""

    end = forms.ChoiceField(label=_("Por qué se cierra"), choices=choices(wording.CONFLICT_ENDS))
    on = forms.DateField(label=_("Día"), widget=DAY)
    words = forms.CharField(label=_("Cómo quedó"), widget=text(3, MOST_TOLD), max_length=MOST_TOLD)


class ReopenConflictForm(forms.Form):
    """Why a conflict is opened again."""

    on = forms.DateField(label=_("Día"), widget=DAY)
    words = forms.CharField(label=_("Qué pasó"), widget=text(3, MOST_TOLD), max_length=MOST_TOLD)


class StrategyForm(forms.Form):
    """A microstrategy as an office describes it."""

    kind = forms.ChoiceField(label=_("Clase"), choices=choices(wording.STRATEGIES))
    name = forms.CharField(label=_("Nombre corto"), max_length=MOST_NAME)
    problem = forms.CharField(
        label=_("Qué dificultad había"), widget=text(3, MOST_PROBLEM), max_length=MOST_PROBLEM
    )  # fmt: skip
    done = forms.CharField(label=_("Qué se hizo"), widget=text(4, MOST_DONE), max_length=MOST_DONE)
    cost = forms.CharField(
        label=_("Cuánto costó, en soles, si se sabe"), max_length=14, required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    district = forms.CharField(label=_("Distrito donde se pensó"), max_length=120, help_text=_("Nombre o ubigeo."))


class TrialForm(forms.Form):
    """Where it is tried."""

    nucleus = forms.ChoiceField(label=_("Núcleo"))
    from_on = forms.DateField(label=_("Desde el día"), widget=DAY)
    zone = forms.ChoiceField(label=_("Zona"), choices=choices({z: ZONES[z] for z in Zone}))
    travel = forms.ChoiceField(label=_("Cómo se llega"), choices=choices(wording.TRAVELS))
    access_minutes = forms.IntegerField(
        label=_("Minutos hasta la carretera o el puerto más cercano, si se sabe"),
        required=False, min_value=0, max_value=MOST_MINUTES,
    )  # fmt: skip

    def __init__(self, *args: Any, nuclei: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nucleus"].choices = [("", "—"), *nuclei]  # type: ignore[attr-defined]


class ResultForm(forms.Form):
    """What came of a trial."""

    result = forms.ChoiceField(label=_("Resultado"), choices=choices(wording.RESULTS))
    until_on = forms.DateField(label=_("Último día"), widget=DAY)
    evidence = forms.CharField(label=_("Qué se vio"), widget=text(4, MOST_DONE), max_length=MOST_DONE)


class AdoptForm(forms.Form):
    """Which nucleus does it as its own."""

    nucleus = forms.ChoiceField(label=_("Núcleo"))
    on = forms.DateField(label=_("Desde el día"), widget=DAY)
    note = forms.CharField(label=_("Cómo lo decidió"), max_length=MOST_NOTE, required=False)

    def __init__(self, *args: Any, nuclei: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nucleus"].choices = [("", "—"), *nuclei]  # type: ignore[attr-defined]


class PilotForm(forms.Form):
    """A question, and what answers it."""

    question = forms.CharField(label=_("Pregunta"), widget=text(2, MOST_NOTE), max_length=MOST_NOTE)
    indicator = forms.CharField(
        label=_("Con qué se responderá"), widget=text(2, MOST_NOTE), max_length=MOST_NOTE,
        help_text=_("Qué se cuenta, y contra qué se compara."),
    )  # fmt: skip
    place = forms.CharField(label=_("Dónde"), max_length=120, help_text=_("Distrito: nombre o ubigeo."))
    until_on = forms.DateField(label=_("Hasta el día"), widget=DAY)


class ClosePilotForm(forms.Form):
    """The answer of a pilot."""

    result = forms.ChoiceField(label=_("Resultado"), choices=choices(wording.RESULTS))
    answer = forms.CharField(label=_("Respuesta a la pregunta"), widget=text(4, MOST_DONE), max_length=MOST_DONE)
    on = forms.DateField(label=_("Día"), widget=DAY)


def nuclei_choices(nuclei: Iterable[Any]) -> Choices:
    """Nuclei to choose from, each with its district."""
    return [(str(one.public_id), f"{one.name} ({one.district.name})") for one in nuclei]
