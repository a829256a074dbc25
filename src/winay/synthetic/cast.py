"""Who and where the demonstration is about: its offices, its people, the districts whose households are shown, and when
their story began."""

from datetime import date, datetime

from django.conf import settings

from winay.accounts.models import Person
from winay.accounts.queries import ActingPerson, acting
from winay.accounts.terms import RoleKey
from winay.core.clock import local_date

HIGHLANDS, JUNGLE = "05", "25"
PROVINCE = "0510"
HIGHLAND_DISTRICT, JUNGLE_DISTRICT = "051001", "250103"
"""Where nuclei have worked for more than two years: Huancapi, where most speak Quechua, and Iparía, where many speak
Shipibo-Konibo."""
NEW_HIGHLAND_DISTRICT, NEW_JUNGLE_DISTRICT = "051007", "250104"
"""Where households enter now and wait for a nucleus: Colca and Masisea."""
DISTRICTS = (JUNGLE_DISTRICT, HIGHLAND_DISTRICT, NEW_JUNGLE_DISTRICT, NEW_HIGHLAND_DISTRICT)
MONTHS = 26
"""Months that the first nuclei have worked."""
OFFICES = (
    ("DEMO-05", "Unidad Territorial de demostración Ayacucho", "Huamanga", HIGHLANDS),
    ("DEMO-25", "Unidad Territorial de demostración Ucayali", "Pucallpa", JUNGLE),
)
PEOPLE = (
    ("rosa", "Rosa Quispe Huamán", RoleKey.OFFICE_SPECIALIST, HIGHLANDS),
    ("julian", "Julián Ccori Mendoza", RoleKey.OFFICE_SPECIALIST, HIGHLANDS),
    ("elena", "Elena Palomino Rojas", RoleKey.OFFICE_HEAD, HIGHLANDS),
    ("olinda", "Olinda Maynas Silvano", RoleKey.OFFICE_SPECIALIST, JUNGLE),
    ("wilder", "Wilder Pinedo Ríos", RoleKey.OFFICE_HEAD, JUNGLE),
    ("carmen", "Carmen Salazar Prado", RoleKey.NATIONAL_MANAGER, None),
    ("hugo", "Hugo Ramírez Tello", RoleKey.AUDITOR, None),
)
PHONES = {
    "olinda": ("Rusber Mori Tuesta", "Gloria Sinuiri Rojas"),
    "rosa": ("Saturnina Ccori Huamán", "Teodosio Sulca Ñaupa"),
}
"""Who carries the phones: of each office the one that sends, and the one that lost theirs."""


def by(person: Person, at: datetime) -> ActingPerson:
    """Somebody with the roles that they hold at an instant."""
    return acting(person, on=day_of(at))


def day_of(at: datetime) -> date:
    """Its date in the country."""
    return local_date(at, settings.TIME_ZONE)
