"""The sheet of a delivery as a form, and the forms of complaints. What they let through is judged by the verbs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from winay.delivery.asset_rules import DeliverySaid, LineSaid, Ordered, WitnessSaid
from winay.delivery.asset_terms import ComplaintEnd, RejectWhy, WitnessRole
from winay.delivery.asset_wording import ENDS
from winay.registry.terms import Kin, Sex
from winay.web.people_forms import DAY
from winay.web.price_forms import exact
from winay.web.scans import kept_scan, scan_problem

SALT = "winay.photo"


class Photo:
    """A photograph that came with a form. One that came with a form that was refused is kept, and named by a signed
    hash, so that nobody has to take it again and nobody names another's."""

    def __init__(self, request: HttpRequest) -> None:
        file: Any = request.FILES.get("photo")
        self.problem = scan_problem(file)
        self.digest = ""
        if file is not None and not self.problem:
            self.digest = kept_scan(file)
        elif token := request.POST.get("kept_photo", ""):
            try:
                self.digest = signing.loads(token, salt=SALT, max_age=24 * 3600)
            except signing.BadSignature:
                self.problem = _("La foto ya no está: tómela otra vez.")

    @property
    def token(self) -> str:
        """What the form carries of it; empty for none."""
        return signing.dumps(self.digest, salt=SALT) if self.digest else ""


class DeliverySheet:
    """What somebody typed of a delivery. `people`: members by id in text; `trainers`: contracts by id in text."""

    def __init__(
        self, data: Mapping[str, Any], ordered: Sequence[Ordered], people: Mapping[str, Any],
        trainers: Mapping[str, Any],
    ) -> None:  # fmt: skip
        self.data, self.ordered, self.people, self.trainers = data, ordered, people, trainers
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        return str(self.data.get(name, "")).strip()

    @property
    def receiver(self) -> Any:
        """The member who received; None for somebody else."""
        return self.people.get(self.text("receiver"))

    @property
    def trainer(self) -> Any:
        return self.trainers.get(self.text("trainer"))

    @property
    def first_role(self) -> str:
        return self.text("witness1-role") or WitnessRole.PROSECUTOR.value

    @property
    def second_role(self) -> str:
        return self.text("witness2-role") or WitnessRole.TREASURER.value

    def day(self, name: str) -> date | None:
        text = self.text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.problems.append(_("«%(text)s» no es un día.") % {"text": text[:20]})
            return None

    def quantity(self, name: str, what: str) -> int:
        """Thousandths of the unit; nothing typed is none. Anything else is noted."""
        text = self.text(name)
        number = exact(text, 3) if text else 0
        if number is None or not 0 <= number < 10**12:
            self.problems.append(_("«%(text)s» no es una cantidad de «%(what)s».") % {"text": text[:20], "what": what})
            return 0
        return number

    def said(self) -> DeliverySaid | None:
        """The delivery that was written; None where something is not to be understood."""
        on = self.day("on")
        lines = tuple(one for one in map(self._line, self.ordered) if one is not None)
        kin, sex = self.text("receiver_kin"), self.text("receiver_sex")
        told = DeliverySaid(
            on=on or date.min, lines=lines, witnesses=tuple(self._witnesses()), explained=self.text("explained") == "1",
            receiver_name=self.text("receiver_name"),
            receiver_kin=Kin(kin) if kin in set(Kin) else Kin.NOT_RELATED,
            receiver_sex=Sex(sex) if sex in set(Sex) else Sex.UNKNOWN,
            supplier=self.text("supplier"), voucher=self.text("voucher"), note=self.text("note"),
        )  # fmt: skip
        if on is None and not self.problems:
            self.problems.append(_("Falta el día en que se entregó."))
        if not self.text("receiver"):
            self.problems.append(_("Falta quién recibió."))
        return None if self.problems else told

    def _line(self, line: Ordered) -> LineSaid | None:
        name = f"l{line.position}"
        why = self.text(f"{name}-why")
        said = LineSaid(
            position=line.position, counted=self.quantity(f"{name}-counted", line.words),
            rejected=self.quantity(f"{name}-rejected", line.words),
            reject_why=RejectWhy(why) if why in set(RejectWhy) else None, lot=self.text(f"{name}-lot"),
            expires_on=self.day(f"{name}-expires"), complaint=self.text(f"{name}-complaint"),
            cure_by=self.day(f"{name}-cure"),
        )  # fmt: skip
        told = said.counted or said.rejected or said.complaint or said.reject_why
        return said if told else None

    def _witnesses(self) -> Iterable[WitnessSaid]:
        for number in ("1", "2"):
            role = self.text(f"witness{number}-role")
            if name := self.text(f"witness{number}"):
                yield WitnessSaid(name, WitnessRole(role) if role in set(WitnessRole) else WitnessRole.OTHER)

    def shown_lines(self) -> list[dict[str, Any]]:
        """The kit lines with what was typed of each. One with something unusual stands open."""
        found = []
        for line in self.ordered:
            name = f"l{line.position}"
            values = {
                key: self.text(f"{name}-{key}")
                for key in ("counted", "rejected", "why", "lot", "expires", "complaint", "cure")
            }
            unusual = any(values[key] for key in ("rejected", "why", "lot", "expires", "complaint", "cure"))
            found.append({"line": line, "name": name, "open": unusual, **values})
        return found


class CureForm(forms.Form):
    """How a complaint ended."""

    how = forms.ChoiceField(
        label=gettext_lazy("Cómo terminó"), choices=[("", "—"), *((one, ENDS[one]) for one in ComplaintEnd)]
    )
    brought = forms.ChoiceField(
        label=gettext_lazy("Con qué entrega llegó"),
        required=False,
        help_text=gettext_lazy("Solo si llegó lo que faltaba. La entrega se anota antes, con sus testigos."),
    )
    on = forms.DateField(label=gettext_lazy("Día"), widget=DAY)
    note = forms.CharField(
        label=gettext_lazy("Qué se hizo"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("En 15 letras o más."),
    )  # fmt: skip

    def __init__(self, *args: Any, deliveries: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["brought"].choices = [("", "—"), *deliveries]  # type: ignore[attr-defined]
