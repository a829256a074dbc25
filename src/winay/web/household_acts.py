"""What can be done with a household and its people: one page a verb, with its form, what happens next and how it is
undone. `ACTS` lists them; the views are two."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.journeys.erasing import erase_person
from winay.registry.consent_texts import consent_text
from winay.registry.facts import ClassFacts, JuntosFacts
from winay.registry.queries.facts import national_ids
from winay.registry.queries.households import Known
from winay.registry.queries.scope import Scope
from winay.registry.queries.search import households_coded
from winay.registry.services.consents import give_consent, withdraw_consent
from winay.registry.services.descriptions import describe_household, record_classification, record_juntos
from winay.registry.services.households import close_household, correct_household, move_household, reopen_household
from winay.registry.services.members import (
    add_member,
    correct_member,
    remove_member,
    return_member,
    transfer_member,
)
from winay.registry.services.roles import end_representative, name_representative, set_participant
from winay.registry.services.splits import split_household
from winay.registry.services.stays import come_home, move_away
from winay.registry.terms import Classification, HouseholdClosed, Kin, MemberLeft, MoveReason, Whereabouts
from winay.web import household_act_forms as act_forms
from winay.web import household_words as words
from winay.web.household_forms import WhereForm


@dataclass(frozen=True)
class Asked:
    """A form that can be read, for a household and perhaps one of its people."""

    view: Known
    member: Any
    form: Any
    by: ActingPerson
    at: datetime

    @property
    def said(self) -> dict[str, Any]:
        return dict(self.form.cleaned_data)

    @property
    def common(self) -> dict[str, Any]:
        """What every verb takes."""
        return {"by": self.by, "at": self.at}


Offered = Callable[[Known, Any], bool]


@dataclass(frozen=True)
class Act:
    """A verb's page. `place` is the part of the household's page that offers it; `to` which household is shown
    afterwards, where it is another."""

    key: str
    label: str | Promise
    form: type[forms.Form]
    do: Callable[[Asked], Any]
    next: str | Promise
    undo: str | Promise
    place: str = "household"
    of_member: bool = False
    offered: Offered = field(default=lambda view, member: view.household.closed_on is None)
    permission: Permission = Permission.REGISTER_HOUSEHOLD
    initial: Callable[[Known, Any, date], dict[str, Any]] = field(default=lambda view, member, today: {"on": today})
    danger: bool = False


def ready(act: Act, form: Any, view: Known, who: ActingPerson) -> Any:
    """The form with what depends on the household: where somebody may register, who could go."""
    if "place" in form.fields and hasattr(form.fields["place"], "scope"):
        form.fields["place"].scope = Scope.of(who.places_for(Permission.REGISTER_HOUSEHOLD))
    if isinstance(form, act_forms.SplitForm):
        named = [one for one in view.members if one.pk != view.household.participant_id]
        form.with_people([(str(one.public_id), words.name_of(one)) for one in named])
    return form


# ---- what each does


def _where_initial(view: Known, member: Any, today: date) -> dict[str, Any]:
    one = view.household
    known = one.latitude_e6 is not None and one.longitude_e6 is not None
    position = f"{one.latitude_e6 / 1e6:.6f}, {one.longitude_e6 / 1e6:.6f}" if known else ""
    return {"reference": one.reference, "language": one.language, "position": position}


def _where(asked: Asked) -> Any:
    latitude, longitude = asked.said["position"]
    return correct_household(
        household=asked.view.household, reference=asked.said["reference"], latitude_e6=latitude,
        longitude_e6=longitude, language=asked.said["language"], **asked.common,
    )  # fmt: skip


def _move(asked: Asked) -> Any:
    said = asked.said
    return move_household(
        household=asked.view.household, place_code=said["place"].code, on=said["on"],
        reason=MoveReason(said["reason"]), note=said["note"], **asked.common,
    )  # fmt: skip


def _split(asked: Asked) -> Any:
    return split_household(
        household=asked.view.household, kin=asked.form.kin(), place_code=asked.said["place"].code,
        on=asked.said["on"], note=asked.said["note"], **asked.common,
    )  # fmt: skip


def _close(asked: Asked) -> Any:
    why = HouseholdClosed(asked.said["why"])
    return close_household(
        household=asked.view.household, on=asked.said["on"], why=why, note=asked.said["note"], **asked.common
    )


def _describe(asked: Asked) -> Any:
    facts = asked.form.facts()
    if facts is None:
        raise Refused([Reason("registry.nothing_told")])
    return describe_household(household=asked.view.household, facts=facts, on=asked.said["on"], **asked.common)


def _juntos(asked: Asked) -> Any:
    facts = JuntosFacts(asked.said["juntos"] == "1", asked.said["juntos_since"])
    return record_juntos(household=asked.view.household, facts=facts, on=asked.said["on"], **asked.common)


def _class(asked: Asked) -> Any:
    facts = ClassFacts(Classification(asked.said["classification"]), asked.said["expires_on"])
    return record_classification(household=asked.view.household, facts=facts, on=asked.said["on"], **asked.common)


def _consent(asked: Asked) -> Any:
    on = asked.said["given_on"]
    facts = asked.form.facts(consent_text(on).key, on)
    return give_consent(household=asked.view.household, facts=facts, **asked.common)


def _withdraw(asked: Asked) -> Any:
    if asked.view.consent is None:
        raise Refused([Reason("registry.consent_withdrawn")])
    return withdraw_consent(consent=asked.view.consent, on=asked.said["on"], reason=asked.said["note"], **asked.common)


def _correct_initial(view: Known, member: Any, today: date) -> dict[str, Any]:
    languages = [*member.languages.split(), "", ""]
    born = words.born_typed(member)
    return {
        "given_names": member.given_names, "surname_1": member.surname_1, "surname_2": member.surname_2,
        "kin": member.kin, "sex": member.sex, "born": born, "id_missing": member.id_missing,
        "language_1": languages[0], "language_2": languages[1],
        "reads": "" if member.reads is None else str(int(member.reads)), "phone": member.phone,
    }  # fmt: skip


def _correct(asked: Asked) -> Any:
    member, facts = asked.member, asked.form.facts()
    if member.pk == asked.view.household.participant_id:
        facts = replace(facts, kin=Kin.PARTICIPANT)
    if member.national_id and not facts.national_id and not asked.said["drop_id"]:
        facts = replace(facts, national_id=national_ids().decrypt(member.national_id))
    languages = tuple(dict.fromkeys([*facts.languages, *member.languages.split()[2:]]))
    return correct_member(member=member, facts=replace(facts, languages=languages), **asked.common)


def _leave(asked: Asked) -> Any:
    why = MemberLeft(asked.said["why"])
    return remove_member(member=asked.member, on=asked.said["on"], why=why, note=asked.said["note"], **asked.common)


def _transfer(asked: Asked) -> Any:
    found = households_coded(asked.said["to"], Scope.of([None]))
    if len(found) != 1:
        raise Refused([Reason("registry.code_unknown", {"code": asked.said["to"]})])
    kin = Kin(asked.said["kin"])
    return transfer_member(member=asked.member, to=found[0], kin=kin, on=asked.said["on"], **asked.common)


def _participant(asked: Asked) -> Any:
    old = Kin(asked.said["old_kin"])
    return set_participant(
        member=asked.member, old_kin=old, on=asked.said["on"], note=asked.said["note"], **asked.common
    )


def _open(view: Known, member: Any) -> bool:
    return view.household.closed_on is None


def _here(view: Known, member: Any) -> bool:
    return _open(view, member) and member.left_on is None


def _other(view: Known, member: Any) -> bool:
    return _here(view, member) and member.pk != view.household.participant_id


UNDONE = _("Se puede corregir otra vez; las dos cosas quedan en la bitácora.")
ACTS: tuple[Act, ...] = (
    Act("corregir", _("Corregir sus datos"), act_forms.CorrectMemberForm, _correct,
        _("La página muestra lo corregido. Los valores de antes no se guardan en la bitácora: solo que cambiaron."),
        UNDONE, of_member=True, offered=_here, initial=_correct_initial),
    Act("fuera", _("Vive en otro lugar por un tiempo"), act_forms.AwayForm, lambda a: move_away(
            member=a.member, away=a.form.facts(), **a.common),
        _("Sigue siendo del hogar: quien asiste en su lugar queda anotado."), _("Se anota su regreso."),
        of_member=True, offered=_here, initial=lambda view, member, today: {"since": today}),
    Act("regreso", _("Volvió a vivir en el hogar"), act_forms.DayForm, lambda a: come_home(
            member=a.member, on=a.said["on"], **a.common),
        _("El tiempo fuera queda anotado."), _("Se puede anotar otra salida."),
        of_member=True, offered=lambda v, m: _here(v, m) and m.whereabouts != Whereabouts.HOME),
    Act("usuaria", _("Hacerla persona usuaria"), act_forms.ParticipantForm, _participant,
        _("Es quien firma, recibe y decide por el hogar. Su consentimiento se pide aparte."),
        _("Se puede cambiar otra vez."), of_member=True, offered=_other),
    Act("representa", _("Puede representar al hogar"), act_forms.DayForm, lambda a: name_representative(
            member=a.member, on=a.said["on"], **a.common),
        _("Puede asistir, recibir y firmar por la persona usuaria."), _("Se puede terminar cualquier día."),
        of_member=True, offered=lambda v, m: _other(v, m) and m.represents_since is None),
    Act("ya-no-representa", _("Ya no representa al hogar"), act_forms.DayForm, lambda a: end_representative(
            member=a.member, on=a.said["on"], **a.common),
        _("Desde ese día no puede firmar por el hogar."), _("Se le puede nombrar otra vez."),
        of_member=True, offered=lambda v, m: _here(v, m) and m.represents_since is not None),
    Act("pasar", _("Pasa a otro hogar registrado"), act_forms.TransferForm, _transfer,
        _("Es la misma persona, con su historia, en el otro hogar."), _("Se puede pasar de vuelta."),
        of_member=True, offered=_other),
    Act("deja", _("Ya no es del hogar"), act_forms.LeaveForm, _leave,
        _("Queda anotado que fue del hogar hasta ese día."), _("«Volvió a ser del hogar» lo deshace."),
        of_member=True, offered=_other),
    Act("vuelve", _("Volvió a ser del hogar"), act_forms.DayForm, lambda a: return_member(
            member=a.member, on=a.said["on"], **a.common),
        _("El mismo día en que se fue: como si no se hubiera ido. Otro día: empieza un tiempo nuevo."),
        _("Se puede anotar otra vez que se fue."), of_member=True,
        offered=lambda v, m: _open(v, m) and m.left_on is not None and m.erased_at is None and not m.merged_into_id,
        initial=lambda view, member, today: {"on": member.left_on}),
    Act("borrar", _("Borrar sus datos personales"), act_forms.EraseForm, lambda a: erase_person(
            member=a.member, reason=a.said["note"], **a.common),
        _("Se borran nombres, DNI, teléfono, lenguas y el día de nacimiento, y enteros los envíos de teléfonos con "
          "que se registró: respuestas, fotos y firmas. Queda que en el hogar hubo una persona de ese sexo y año de "
          "nacimiento, y la bitácora de lo que se hizo, sin sus datos. Si un archivo o un envío por revisar la nombra, "
          "retírelo o bórrelo aparte."),
        _("No se puede deshacer."), of_member=True, permission=Permission.ERASE_PERSON, danger=True,
        offered=lambda v, m: m.erased_at is None and (
            m.pk != v.household.participant_id or v.household.closed_on is not None),
        initial=lambda view, member, today: {}),
    Act("agregar", _("Agregar a una persona"), act_forms.AddMemberForm, lambda a: add_member(
            household=a.view.household, facts=a.form.facts(), on=a.said["on"], **a.common),
        _("Aparece entre las personas del hogar."), _("«Ya no es del hogar: se anotó por error» lo deshace."),
        place="people", initial=lambda view, member, today: {"on": today, "kin": "child", "sex": "u"}),
    Act("donde", _("Corregir cómo llegar"), WhereForm, _where, _("La página muestra lo corregido."), UNDONE,
        place="place", initial=_where_initial),
    Act("mudar", _("El hogar se mudó"), act_forms.MoveForm, _move,
        _("El lugar anterior queda en su historia. Si está inscrito, su oficina decide qué pasa."),
        _("Se puede mudar de vuelta; «se anotó mal el lugar» lo corrige desde el primer día."), place="place"),
    Act("consentir", _("Anotar su consentimiento"), act_forms.GiveConsentForm, _consent,
        _("Vale hasta que lo retire. Antes, lea el texto en voz alta y explíquelo en su lengua."),
        _("Se retira cuando la persona lo pida."), place="consent",
        offered=lambda v, m: _open(v, m) and v.consent is None and v.household.participant_id is not None,
        initial=lambda view, member, today: {"given_on": today, "consent_language": view.household.language}),
    Act("retirar-consentimiento", _("Retiró su consentimiento"), act_forms.WithdrawConsentForm, _withdraw,
        _("Queda que lo dio y que lo retiró. Borrar sus datos es otro acto, si lo pide."),
        _("Puede darlo otra vez."), place="consent", offered=lambda v, m: _open(v, m) and v.consent is not None),
    Act("chacra", _("Anotar chacra y trabajo"), act_forms.DescribeForm, _describe,
        _("Es lo que se sabe desde ese día; lo anterior queda. Nada de esto decide si puede entrar."),
        _("Se anota otra vez con el mismo día."), place="farm"),
    Act("juntos", _("Anotar si está en Juntos"), act_forms.JuntosForm, _juntos,
        _("No es un requisito: dice hasta cuándo hay ese apoyo."), _("Se anota otra vez con el mismo día."),
        place="programs"),
    Act("sisfoh", _("Anotar su papel del SISFOH"), act_forms.ClassForm, _class,
        _("Se copia lo que dice el papel; nunca se calcula."), _("Se anota otra vez con el mismo día."),
        place="programs"),
    Act("dividir", _("Dividir en dos hogares"), act_forms.SplitForm, _split,
        _("Quienes se van forman un hogar con su propio código. La persona usuaria de este se queda."),
        _("Sus personas se pueden pasar de vuelta, una por una."),
        offered=lambda v, m: _open(v, m) and len(v.members) > 1),
    Act("cerrar", _("Cerrar el hogar"), act_forms.CloseForm, _close,
        _("Nada se borra: deja de contarse y de salir en las listas."), _("Se puede abrir otra vez."), danger=True),
    Act("abrir", _("Abrir otra vez el hogar"), act_forms.NoteForm, lambda a: reopen_household(
            household=a.view.household, note=a.said["note"], **a.common),
        _("Vuelve como estaba."), _("Se puede cerrar otra vez."),
        offered=lambda v, m: v.household.closed_on is not None and not v.household.merged_into_id,
        initial=lambda view, member, today: {}),
)  # fmt: skip
BY_KEY = {(act.key, act.of_member): act for act in ACTS}
