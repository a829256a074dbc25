"""The columns of a file of households: one row a person, the household's columns on its first row or on each."""

from dataclasses import dataclass

from winay.registry.terms import (
    LANGUAGES,
    AwayReason,
    Classification,
    ConsentHow,
    IdMissing,
    Kin,
    Sex,
    Whereabouts,
)

HOUSEHOLD = "household"
ROW, FIX = "fila", "que_corregir"
"""The columns that a file of faults adds. They may stay when the mended file is sent: they say nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `words`: the closed list it takes, if it takes one; `of_household`: the same for all its people."""

    key: str
    required: bool = False
    of_household: bool = False
    words: tuple[str, ...] = ()
    example: str = ""


COLUMNS: tuple[Column, ...] = (
    Column(HOUSEHOLD, required=True, of_household=True, example="VIN-001"),
    Column("place_code", required=True, of_household=True, example="0501100007"),
    Column("reference", of_household=True, example="Pasando la escuela, casa de techo azul"),
    Column("latitude", of_household=True, example="-13.24215"),
    Column("longitude", of_household=True, example="-74.35317"),
    Column("household_language", of_household=True, words=LANGUAGES, example="quy"),
    Column("given_names", required=True, example="Rosa Elvira"),
    Column("surname_1", required=True, example="Quispe"),
    Column("surname_2", example="Huamán"),
    Column("sex", required=True, words=tuple(Sex), example="f"),
    Column("born", required=True, example="1984-03-12"),
    Column("kin", required=True, words=tuple(Kin), example="participant"),
    Column("national_id", example="28274561"),
    Column("id_missing", words=tuple(IdMissing)),
    Column("languages", example="quy es"),
    Column("reads", example="1"),
    Column("phone", example="966123456"),
    Column("represents", example="0"),
    Column("away_since"),
    Column("away_where", words=tuple(one for one in Whereabouts if one is not Whereabouts.HOME)),
    Column("away_reason", words=tuple(AwayReason)),
    Column("away_place"),
    Column("farm_ha", of_household=True, example="0.75"),
    Column("labour_share_pct", of_household=True, example="80"),
    Column("property_share_pct", of_household=True, example="90"),
    Column("sold_share_pct", of_household=True, example="15"),
    Column("main_activity", of_household=True, example="papa y cebada"),
    Column("juntos", of_household=True, example="1"),
    Column("juntos_since", of_household=True, example="2019-05-01"),
    Column("sisfoh", of_household=True, words=tuple(Classification), example="poor"),
    Column("sisfoh_expires", of_household=True, example="2027-06-30"),
    Column("consent_text", of_household=True),
    Column("consent_language", of_household=True, words=LANGUAGES),
    Column("consent_how", of_household=True, words=tuple(ConsentHow)),
    Column("consent_on", of_household=True),
)
KEYS = tuple(column.key for column in COLUMNS)
REQUIRED = tuple(column.key for column in COLUMNS if column.required)
OPTIONAL = tuple(column.key for column in COLUMNS if not column.required)
OF_HOUSEHOLD = tuple(column.key for column in COLUMNS if column.of_household)
WORDS = {column.key: frozenset(map(str, column.words)) for column in COLUMNS if column.words}

SYNONYMS: dict[str, dict[str, str]] = {
    "sex": {"mujer": "f", "femenino": "f", "hombre": "m", "varón": "m", "varon": "m", "masculino": "m",
            "no se sabe": "u"},
    "kin": {
        "usuaria": "participant", "usuario": "participant", "titular": "participant", "pareja": "partner",
        "esposa": "partner", "esposo": "partner", "conviviente": "partner", "hija": "child", "hijo": "child",
        "madre": "parent", "padre": "parent", "hermana": "sibling", "hermano": "sibling", "nieta": "grandchild",
        "nieto": "grandchild", "abuela": "grandparent", "abuelo": "grandparent", "otro pariente": "other_relative",
        "sin parentesco": "not_related",
    },
    "sisfoh": {"pobre extremo": "extremely_poor", "pobre": "poor", "no pobre": "not_poor"},
    "consent_how": {"firma": "signature", "huella": "fingerprint", "de palabra": "spoken"},
    "flag": {"sí": "1", "si": "1", "no": "0"},
}  # fmt: skip
"""Words that offices write, for the codes that are kept."""


def offered(key: str) -> list[str]:
    """What a column takes: each code behind the first word that offices have for it."""
    words: dict[str, str] = {}
    for word, code in SYNONYMS.get(key, {}).items():
        words.setdefault(code, word)
    return [f"{words[code]} ({code})" if code in words else code for code in sorted(WORDS[key])]


COLUMN_OF_REASON = {
    "registry.given_names_missing": "given_names", "registry.surname_1_missing": "surname_1",
    "registry.name_wrong": "given_names", "registry.birth_half_said": "born", "registry.born_in_future": "born",
    "registry.born_too_early": "born", "registry.participant_not_adult": "born",
    "registry.representative_not_adult": "born", "registry.represents_self": "represents",
    "registry.id_length": "national_id", "registry.id_taken": "national_id", "registry.member_twice": "given_names",
    "registry.languages_many": "languages", "registry.language_unknown": "languages", "registry.phone_wrong": "phone",
    "registry.away_since_wrong": "away_since", "registry.reference_wrong": "reference",
    "registry.key_wrong": HOUSEHOLD, "registry.key_taken": HOUSEHOLD, "registry.members_count": HOUSEHOLD,
    "registry.one_participant": "kin", "registry.position_wrong": "latitude", "registry.farm_wrong": "farm_ha",
    "registry.labour_share_wrong": "labour_share_pct", "registry.property_share_wrong": "property_share_pct",
    "registry.sold_share_wrong": "sold_share_pct", "registry.activity_wrong": "main_activity",
    "registry.juntos_in_future": "juntos_since", "registry.consent_in_future": "consent_on",
    "registry.consent_text_missing": "consent_text", "registry.consent_text_unknown": "consent_text",
    "registry.file_moves": "place_code", "registry.file_participant": "kin", "registry.place_unknown": "place_code",
    "registry.not_yours": "place_code",
}  # fmt: skip
"""Where in a row stands what a rule objects to."""
