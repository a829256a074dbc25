"""The columns of a file of households and their people, as `table_files` hands it out."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from winay.places.rules import ancestor_codes
from winay.registry.rules import age_on, household_code
from winay.registry.terms import BirthPrecision
from winay.web.table_files import LATITUDE, LONGITUDE, Column

SAID = _("lo que dijo el hogar")
COLUMNS = [
    Column("household_code", _("Código del hogar"), _("El que se escribe en papeles y se dice por teléfono.")),
    Column("household_id", _("Identificador del hogar"), _("No cambia y no dice nada de nadie.")),
    Column("district_code", _("Ubigeo del distrito")),
    Column("place_code", _("Ubigeo del lugar"), _("Centro poblado donde vive, o su distrito.")),
    Column("place", _("Lugar")),
    Column("member_id", _("Identificador de la persona")),
    Column("given_names", _("Nombres"), source=SAID),
    Column("surname_1", _("Primer apellido"), source=SAID),
    Column("surname_2", _("Segundo apellido"), source=SAID),
    Column("sex", _("Sexo"), _("f mujer, m hombre, u no se dijo"), source=SAID),
    Column("birth", _("Nacimiento"), _("Tan exacto como se sabe: día, mes o año."), source=SAID),
    Column("age", _("Edad"), _("Cumplida el día en que se hizo el archivo."), _("años")),
    Column("kin", _("Parentesco"), _("Con la persona usuaria: participant es ella misma."), source=SAID),
    Column("has_national_id", _("Tiene DNI anotado"), _("El número no sale en este archivo.")),
    Column("languages", _("Lenguas"), _("La primera es la que aprendió primero."), source=SAID),
    Column("whereabouts", _("Dónde vive ahora"), _("home, city, countryside o abroad"), source=SAID),
    Column("away_since", _("En otro lugar desde")),
    Column(LATITUDE, _("Latitud del hogar"), _("Grados, WGS84; vacía si no se tomó.")),
    Column(LONGITUDE, _("Longitud del hogar"), _("Grados, WGS84; vacía si no se tomó.")),
    Column("registered_on", _("Registrado el")),
    Column("origin", _("Por dónde llegó"), _("web, file, phone, split o seed")),
    Column("synthetic", _("Inventado"), _("1 si es de una demostración.")),
]


def row_of(household: Any, member: Any, on: date) -> list[object]:
    """A person's row."""
    place = household.place
    latitude, longitude = household.latitude_e6, household.longitude_e6
    return [
        household_code(household.public_id),
        str(household.public_id),
        (*ancestor_codes(place.code), place.code)[2],
        place.code,
        place.name,
        str(member.public_id),
        member.given_names,
        member.surname_1,
        member.surname_2,
        member.sex,
        _birth(member),
        None if member.born_on is None else age_on(member.born_on, on),
        member.kin,
        int(bool(member.national_id)),
        member.languages,
        member.whereabouts,
        member.away_since.isoformat() if member.away_since else None,
        None if latitude is None else latitude / 1_000_000,
        None if longitude is None else longitude / 1_000_000,
        household.registered_on.isoformat(),
        household.origin,
        int(household.synthetic),
    ]


def _birth(member: Any) -> str | None:
    if member.born_on is None:
        return None
    length = {BirthPrecision.YEAR: 4, BirthPrecision.MONTH: 7}.get(member.birth_precision, 10)
    return str(member.born_on.isoformat()[: 4 if member.erased_at else length])
