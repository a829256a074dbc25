"""The form of a course for trainers: what it was, what it was about, who was there."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from winay.trainers.course_rules import CourseSaid, SeatSaid
from winay.trainers.course_wording import RESULTS, TOPICS
from winay.trainers.terms import CourseResult, CourseTopic
from winay.web.contest_forms import CHOOSE, long_text
from winay.web.contract_forms import ONE_DAY
from winay.web.people_forms import DAY


class CourseDaysForm(forms.Form):
    """Where, for which program and on which days: what says who could be there."""

    version = forms.ChoiceField(label=_("Programa y versión"))
    place = forms.CharField(
        label=_("De dónde son los yachachiqs"), max_length=10,
        help_text=_("Ubigeo del departamento, la provincia o el distrito."),
    )  # fmt: skip
    began_on = forms.DateField(label=_("Primer día"), widget=DAY)
    last_on = forms.DateField(label=_("Último día"), widget=DAY)

    def __init__(self, *args: Any, versions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].choices = [CHOOSE, *versions]  # type: ignore[attr-defined]


class CourseForm(forms.Form):
    """A course that was held. Each trainer who could be there has two fields of their own: how it ended for them, and
    hours where they were not there all the time."""

    name = forms.CharField(
        label=_("Nombre"), max_length=120, help_text=_("Por ejemplo: Crianza de cuyes y registro de visitas.")
    )
    held_at = forms.CharField(label=_("Dónde fue"), max_length=160)
    hours = forms.IntegerField(label=_("Horas en total"), min_value=1, max_value=240)
    teacher = forms.CharField(label=_("Quién la dictó"), max_length=160)
    institution = forms.CharField(label=_("De qué institución"), max_length=160)
    items = forms.MultipleChoiceField(
        label=_("De qué tecnologías trató"), required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.MultipleChoiceField(
        label=_("Y de qué otros temas"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(key, TOPICS[key]) for key in CourseTopic],
    )  # fmt: skip

    def __init__(
        self, *args: Any, items: Sequence[tuple[str, str]], contracts: Sequence[Any], correcting: bool = False,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = list(items)  # type: ignore[attr-defined]
        self.contracts = list(contracts)
        for one in self.contracts:
            self.fields[f"result-{one.pk}"] = forms.ChoiceField(
                label=_("Cómo le fue"), required=False,
                choices=[("", _("no asistió")), *((key, RESULTS[key]) for key in CourseResult)],
            )  # fmt: skip
            self.fields[f"hours-{one.pk}"] = forms.IntegerField(
                label=_("Horas, si no fueron todas"), required=False, min_value=1, max_value=240
            )
        if correcting:
            self.fields["why"] = forms.CharField(
                label=_("Por qué se corrige"), max_length=300, widget=long_text(2),
                help_text=_("En 15 letras o más. Queda escrito."),
            )  # fmt: skip

    @property
    def plain(self) -> list[Any]:
        """The fields that are not of one trainer."""
        return [self[name] for name in self.fields if not name.startswith(("result-", "hours-"))]

    @property
    def seats(self) -> list[dict[str, Any]]:
        """Each trainer with the two fields."""
        return [
            {"one": one, "result": self[f"result-{one.pk}"], "hours": self[f"hours-{one.pk}"]} for one in self.contracts
        ]

    def said(self, began_on: date, last_on: date) -> CourseSaid:
        """The course that was written."""
        given = self.cleaned_data
        seats = tuple(
            SeatSaid(one.pk, given[f"hours-{one.pk}"] or given["hours"], CourseResult(given[f"result-{one.pk}"]))
            for one in self.contracts
            if given[f"result-{one.pk}"]
        )
        return CourseSaid(
            given["name"], began_on, last_on + ONE_DAY, given["hours"], given["held_at"], given["teacher"],
            given["institution"], tuple(given["items"]), tuple(CourseTopic(one) for one in given["topics"]), seats,
        )  # fmt: skip

    @staticmethod
    def initial_of(said: CourseSaid) -> dict[str, Any]:
        """What the form begins with, where a course is corrected."""
        found: dict[str, Any] = {
            "name": said.name, "held_at": said.held_at, "hours": said.hours, "teacher": said.teacher,
            "institution": said.institution, "items": list(said.items), "topics": list(said.topics),
        }  # fmt: skip
        for seat in said.seats:
            found[f"result-{seat.contract}"] = seat.result
            found[f"hours-{seat.contract}"] = seat.hours if seat.hours != said.hours else None
        return found
