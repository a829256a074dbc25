"""The forms of visits and sessions. What they let through is judged by the verbs."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from winay.core.money import Money
from winay.delivery.session_rules import MOST_GUESTS, SessionSaid
from winay.delivery.visit_rules import (
    LONGEST,
    MOST_AGREEMENTS,
    MOST_COUNT,
    SHORTEST,
    AgreementSaid,
    PresentSaid,
    ProductionSaid,
    VisitSaid,
)
from winay.delivery.visit_terms import (
    TOPICS,
    Demonstration,
    LastTime,
    Mark,
    OutputUnit,
    PlantStage,
    Relation,
    Seen,
    Topic,
    WaterFlow,
    WaterSource,
    Weather,
)
from winay.delivery.visit_wording import (
    DEMONSTRATIONS,
    LAST_TIMES,
    MARKS,
    PLANT_STAGES,
    RELATIONS,
    SEEN,
    TOPIC_WORDS,
    UNITS,
    WATER_FLOWS,
    WATER_SOURCES,
    WEATHERS,
)
from winay.registry.terms import Sex
from winay.registry.wording import LANGUAGES, SEXES
from winay.trainers.terms import ContractKind
from winay.web.contest_forms import CHOOSE, long_text
from winay.web.people_forms import DAY

OTHER = "other"
OTHERS, PRODUCTIONS = 2, 3
"""People of no household, and items counted, that one page takes."""
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
NOT_ASKED = ("", _("no se preguntó"))
Choices = Sequence[tuple[str, Any]]


def _one_of(words: Mapping[Any, Any], label: Any, *, unasked: bool = True, **more: Any) -> forms.ChoiceField:
    first = [NOT_ASKED] if unasked else []
    choices = [*first, *((key.value, said) for key, said in words.items())]
    return forms.ChoiceField(label=label, choices=choices, required=not unasked, **more)


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST_COUNT)


def _amount(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=0, max_value=1_000_000, decimal_places=1)


class HoursForm(forms.Form):
    """When, how long, in which language: what visits and sessions share."""

    on = forms.DateField(label=_("Día"), widget=DAY)
    began = forms.TimeField(label=_("Hora en que empezó"), widget=CLOCK)
    minutes = forms.IntegerField(label=_("Minutos que duró"), min_value=SHORTEST, max_value=LONGEST)
    language = forms.ChoiceField(label=_("Lengua en que se habló"), choices=[CHOOSE, *LANGUAGES.items()])
    items = forms.MultipleChoiceField(
        label=_("Tecnologías de su propuesta"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more_items = forms.MultipleChoiceField(
        label=_("Otras tecnologías de los menús"), required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.MultipleChoiceField(label=_("Otros temas"), required=False, widget=forms.CheckboxSelectMultiple)

    def offer(self, kind: ContractKind, planned: Choices, others: Choices) -> None:
        """What this kind of trainer teaches: first what the household's plan gives it."""
        self.fields["items"].choices = planned  # type: ignore[attr-defined]
        self.fields["more_items"].choices = others  # type: ignore[attr-defined]
        self.fields["topics"].choices = [  # type: ignore[attr-defined]
            (one.value, TOPIC_WORDS[one]) for one in Topic if one in TOPICS[kind]
        ]
        if not planned:
            del self.fields["items"]
            self.fields["more_items"].label = _("Tecnologías")
        if not others:
            del self.fields["more_items"]

    def about(self) -> tuple[tuple[str, ...], tuple[Topic, ...]]:
        """Items and topics that were marked."""
        given = self.cleaned_data
        items = (*given.get("items", ()), *given.get("more_items", ()))
        return items, tuple(Topic(one) for one in given["topics"])


MOST_ADVICE = 600


class VisitForm(HoursForm):
    """A visit as a trainer wrote it down. Members are chosen by their public id."""

    received = forms.ChoiceField(label=_("¿Quién recibió la visita?"), widget=forms.RadioSelect)
    also = forms.MultipleChoiceField(
        label=_("¿Quién más del hogar estuvo?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    last_time = _one_of(LAST_TIMES, _("Lo acordado la última vez"), unasked=False, widget=forms.RadioSelect)
    last_why = forms.CharField(
        label=_("Si no se hizo todo, ¿por qué?"), required=False, max_length=300, widget=long_text(2)
    )
    demonstration = _one_of(DEMONSTRATIONS, _("Demostración"), unasked=False, widget=forms.RadioSelect)
    initiative = _one_of(
        SEEN, _("¿Vio algo hecho por iniciativa propia, con su dinero o material?"), unasked=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    initiative_what = forms.CharField(label=_("¿Qué hizo?"), required=False, max_length=300)
    offered = forms.MultipleChoiceField(
        label=_("Consejos del menú que se dieron"), required=False, widget=forms.CheckboxSelectMultiple
    )
    advice = forms.CharField(
        label=_("¿Qué se aconsejó?"), required=False, max_length=600, widget=long_text(4),
        help_text=_("Con sus palabras. Los consejos del menú que marque se añaden solos."),
    )  # fmt: skip
    doubts = forms.CharField(
        label=_("Dudas o quejas del hogar"), required=False, max_length=600, widget=long_text(2),
        help_text=_("Si es una denuncia, ofrezca un canal reservado y no la escriba aquí."),
    )  # fmt: skip
    mark = _one_of(MARKS, _("¿Cómo confirmó la visita quien la recibió?"), unasked=False, widget=forms.RadioSelect)
    witness = forms.CharField(
        label=_("Testigo de la huella"), required=False, max_length=160,
        help_text=_("Nombre y apellido; nunca el yachachiq."),
    )  # fmt: skip
    next_on = forms.DateField(label=_("Próxima visita"), required=False, widget=DAY)
    feed = _one_of(SEEN, _("¿Hay alimento para los animales de los próximos 60 días?"))
    water_source = _one_of(WATER_SOURCES, _("De dónde viene el agua"))
    water_flow = _one_of(WATER_FLOWS, _("Cuánta agua hay hoy"))
    water_turn = _one_of(SEEN, _("¿Le toca su turno de agua?"))
    weather = _one_of(WEATHERS, _("Daños del clima"))
    agrarian_report = _one_of(SEEN, _("¿Hay que avisar a la Agencia Agraria?"))
    withdrawal_told = _one_of(SEEN, _("¿Se explicaron los días de retiro del remedio?"))
    safety = _one_of(SEEN, _("¿Está segura la casa: mochila, herramientas, pozas cercadas, animales y niños?"))
    safety_what = forms.CharField(label=_("¿Qué falta para que esté segura?"), required=False, max_length=300)

    def __init__(
        self, *args: Any, kind: ContractKind, people: Choices, planned: Choices, others: Choices,
        advice: Choices = (), **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self.offer(kind, planned, others)
        self._offer_advice(advice)
        self.fields["received"].choices = [*people, (OTHER, _("otra persona"))]  # type: ignore[attr-defined]
        self.fields["also"].choices = people  # type: ignore[attr-defined]
        relations = [CHOOSE, *((one.value, said) for one, said in RELATIONS.items() if one is not Relation.PARTICIPANT)]
        for number in range(1, OTHERS + 1):
            self.fields[f"relation_{number}"] = forms.ChoiceField(
                label=_("Qué es de la persona usuaria"), choices=relations, required=False
            )
            self.fields[f"sex_{number}"] = forms.ChoiceField(
                label=_("Sexo"), choices=[CHOOSE, *SEXES.items()], required=False
            )
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Nombre, si lo dice"), required=False, max_length=160
            )
        for number in range(1, MOST_AGREEMENTS + 1):
            self.fields[f"what_{number}"] = forms.CharField(label=_("Qué se hará"), required=False, max_length=300)
            self.fields[f"who_{number}"] = forms.CharField(label=_("Quién"), required=False, max_length=160)
            self.fields[f"by_{number}"] = forms.DateField(label=_("Hasta qué día"), required=False, widget=DAY)

    def _offer_advice(self, advice: Choices) -> None:
        """Texts of the menu to be marked, by what stands in the visit when they are."""
        self.fields["offered"].choices = advice  # type: ignore[attr-defined]
        if not advice:
            del self.fields["offered"]
            self.fields["advice"].help_text = ""

    @property
    def others(self) -> list[list[Any]]:
        """The fields of each person of no household."""
        return [[self[f"{name}_{n}"] for name in ("relation", "sex", "name")] for n in range(1, OTHERS + 1)]

    @property
    def agreements(self) -> list[list[Any]]:
        """The fields of each agreement."""
        return [[self[f"{name}_{n}"] for name in ("what", "who", "by")] for n in range(1, MOST_AGREEMENTS + 1)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number in range(1, MOST_AGREEMENTS + 1):
            if (given.get(f"what_{number}") or given.get(f"who_{number}")) and not given.get(f"by_{number}"):
                self.add_error(f"by_{number}", _("Diga hasta qué día."))
        if given.get("received") == OTHER and not given.get("relation_1"):
            self.add_error("relation_1", _("Diga qué relación tiene quien recibió la visita."))
        advice = "\n".join(one for one in (*given.get("offered", ()), given.get("advice", "")) if one)
        if not advice and "advice" not in self.errors:
            self.add_error("advice", _("Escriba qué se aconsejó."))
        elif len(advice) > MOST_ADVICE:
            self.add_error("advice", _("Con los consejos marcados pasa de 600 letras: acórtelo o marque menos."))
        else:
            given["advice"] = advice
        return given

    def said(self, production: tuple[ProductionSaid, ...]) -> VisitSaid:
        """The visit that was written."""
        given, (items, topics) = self.cleaned_data, self.about()
        return VisitSaid(
            on=given["on"], began=given["began"], minutes=given["minutes"], language=given["language"],
            present=self._present(), items=items, topics=topics, last_time=LastTime(given["last_time"]),
            last_why=given["last_why"], advice=given["advice"],
            demonstration=Demonstration(given["demonstration"]), initiative=Seen(given["initiative"]),
            initiative_what=given["initiative_what"], agreements=self._agreed(), doubts=given["doubts"],
            mark=Mark(given["mark"]), witness=given["witness"], next_on=given["next_on"],
            feed=_or_none(Seen, given["feed"]), water_source=_or_none(WaterSource, given["water_source"]),
            water_flow=_or_none(WaterFlow, given["water_flow"]), water_turn=_or_none(Seen, given["water_turn"]),
            weather=_or_none(Weather, given["weather"]),
            agrarian_report=_or_none(Seen, given["agrarian_report"]),
            withdrawal_told=_or_none(Seen, given["withdrawal_told"]), safety=_or_none(Seen, given["safety"]),
            safety_what=given["safety_what"], production=production,
        )  # fmt: skip

    def _present(self) -> tuple[PresentSaid, ...]:
        given = self.cleaned_data
        others = [
            PresentSaid(
                None, Relation(given[f"relation_{n}"]), Sex(given[f"sex_{n}"] or Sex.UNKNOWN), given[f"name_{n}"]
            )
            for n in range(1, OTHERS + 1)
            if given[f"relation_{n}"]
        ]
        also = [PresentSaid(UUID(one)) for one in given["also"] if one != given["received"]]
        if given["received"] == OTHER:
            return (*others[:1], *also, *others[1:])
        return (PresentSaid(UUID(given["received"])), *also, *others)

    def _agreed(self) -> tuple[AgreementSaid, ...]:
        given = self.cleaned_data
        return tuple(
            AgreementSaid(given[f"what_{n}"], given[f"who_{n}"], given[f"by_{n}"])
            for n in range(1, MOST_AGREEMENTS + 1)
            if given[f"what_{n}"] or given[f"who_{n}"]
        )


def _or_none(words: Any, value: str) -> Any:
    return words(value) if value else None


class ProductionForm(forms.Form):
    """What was counted of one item."""

    item = forms.ChoiceField(label=_("De qué"), required=False)
    plants = _count(_("Plantas"))
    stage = _one_of(PLANT_STAGES, _("Cómo está el cultivo"))
    sick_of_20 = forms.IntegerField(
        label=_("Enfermas, de 20 que se miran"), required=False, min_value=0, max_value=20
    )  # fmt: skip
    males = _count(_("Machos"))
    females = _count(_("Hembras"))
    young = _count(_("Crías"))
    born = _count(_("Nacieron"))
    died = _count(_("Murieron"))
    animals_eaten = _count(_("Se comieron"))
    animals_sold = _count(_("Se vendieron"))
    stolen = _count(_("Se perdieron o robaron"))
    vaccinated = _count(_("Vacunados"))
    dewormed = _count(_("Desparasitados"))
    treatment = forms.CharField(label=_("Remedio y dosis"), required=False, max_length=120)
    health_next_on = forms.DateField(label=_("Próxima dosis"), required=False, widget=DAY)
    withdrawal_days = _count(_("Días de retiro"))
    unit = _one_of(UNITS, _("La cosecha se cuenta en"))
    eaten = _amount(_("Comió la familia"))
    sold = _amount(_("Vendió"))
    kept = _amount(_("Guarda"))
    given = _amount(_("Regaló o cambió"))
    price = forms.DecimalField(
        label=_("Precio de una unidad, en soles"), required=False, min_value=Decimal("0.01"), max_value=100_000,
        decimal_places=2,
    )  # fmt: skip
    buyer = forms.CharField(label=_("Quién compró"), required=False, max_length=120)
    sold_at = forms.CharField(label=_("Dónde vendió"), required=False, max_length=120)

    def __init__(self, *args: Any, items: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["item"].choices = [CHOOSE, *items]  # type: ignore[attr-defined]

    @property
    def groups(self) -> list[tuple[Any, list[Any]]]:
        """The fields in their order, under what they are about."""
        parts = (
            (_("Plantas"), ("plants", "stage", "sick_of_20")),
            (_("Animales, desde la última visita"), ("males", "females", "young", "born", "died", "animals_eaten",
                                                     "animals_sold", "stolen")),
            (_("Sanidad"), ("vaccinated", "dewormed", "treatment", "health_next_on", "withdrawal_days")),
            (_("Cosecha y venta, desde la última visita"), ("unit", "eaten", "sold", "kept", "given", "price", "buyer",
                                                            "sold_at")),
        )  # fmt: skip
        return [(title, [self[name] for name in names]) for title, names in parts]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if any(value not in {None, ""} for name, value in told.items() if name != "item") and not told.get("item"):
            self.add_error("item", _("Diga de qué es lo que contó."))
        return told

    def said(self) -> ProductionSaid | None:
        """What was counted; None where nothing was."""
        told = dict(self.cleaned_data)
        if not told.get("item"):
            return None
        price = told.pop("price")
        for name in ("eaten", "sold", "kept", "given"):
            told[name] = None if told[name] is None else round(told[name] * 10)
        told["stage"], told["unit"] = _or_none(PlantStage, told["stage"]), _or_none(OutputUnit, told["unit"])
        return ProductionSaid(price=None if price is None else Money(round(price * 100)), **told)


class SessionForm(HoursForm):
    """A session as a trainer wrote it down. Who came is marked beside the households of the nucleus."""

    contract = forms.ChoiceField(label=_("Yachachiq"))
    venue = forms.CharField(label=_("Dónde fue"), max_length=160, help_text=_("Local comunal, casa o chacra de quién."))
    guest_women = forms.IntegerField(
        label=_("Invitadas, mujeres"), required=False, min_value=0, max_value=MOST_GUESTS
    )  # fmt: skip
    guest_men = forms.IntegerField(label=_("Invitados, varones"), required=False, min_value=0, max_value=MOST_GUESTS)
    notes = forms.CharField(label=_("Qué se acordó"), required=False, max_length=600, widget=long_text(3))
    field_order = ("contract", "on", "began", "minutes", "venue", "language")

    def __init__(self, *args: Any, kind: ContractKind, trainers: Choices, others: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.offer(kind, (), others)
        self.fields["contract"].choices = trainers  # type: ignore[attr-defined]

    def said(self, present: tuple[UUID, ...]) -> SessionSaid:
        """The session that was written."""
        given, (items, topics) = self.cleaned_data, self.about()
        return SessionSaid(
            on=given["on"], began=given["began"], minutes=given["minutes"], venue=given["venue"],
            language=given["language"], items=items, topics=topics, present=present,
            guest_women=given["guest_women"] or 0, guest_men=given["guest_men"] or 0, notes=given["notes"],
        )  # fmt: skip


class WhyForm(forms.Form):
    """Why something that was told is corrected or reversed."""

    why = forms.CharField(
        label=_("Razón"), max_length=600, widget=long_text(3), help_text=_("Otras personas la leerán.")
    )  # fmt: skip


def hour_of(minutes: int) -> time:
    """Minutes since midnight as a time."""
    return time(*divmod(minutes, 60))


def initial_of(told: Any) -> dict[str, Any]:
    """What a visit says, for a form that corrects it."""
    one = told.visit
    names = ("minutes", "language", "last_time", "last_why", "demonstration", "initiative", "initiative_what", "advice",
             "doubts", "mark", "witness", "next_on", "feed", "water_source", "water_flow", "water_turn", "weather",
             "agrarian_report", "withdrawal_told", "safety", "safety_what")  # fmt: skip
    found: dict[str, Any] = {name: getattr(one, name) for name in names}
    found |= {"on": one.visited_on, "began": hour_of(one.start_minute)}
    found |= {"items": one.item_keys, "more_items": one.item_keys, "topics": one.topic_codes}
    members = [str(row.member.public_id) for row in told.people if row.member]
    others = [row for row in told.people if row.member is None]
    found |= {"received": OTHER if told.people[0].member is None else members[0], "also": members}
    for number, row in enumerate(others[:OTHERS], start=1):
        found |= {f"relation_{number}": row.relation, f"sex_{number}": row.sex, f"name_{number}": row.name}
    for number, row in enumerate(told.agreements, start=1):
        found |= {f"what_{number}": row.what, f"who_{number}": row.who, f"by_{number}": row.by_on}
    return found


def initial_of_production(row: Any) -> dict[str, Any]:
    """What was counted, for a form that corrects it."""
    names = [name for name in ProductionForm.base_fields if name not in {"price", "eaten", "sold", "kept", "given"}]
    found: dict[str, Any] = {name: getattr(row, name) for name in names}
    for name in ("eaten", "sold", "kept", "given"):
        amount = getattr(row, name)
        found[name] = None if amount is None else Decimal(amount) / 10
    found["price"] = None if row.price_minor is None else Decimal(row.price_minor) / 100
    return found


def day_or_none(text: str | None) -> date | None:
    """A day of an address; None for anything else."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
