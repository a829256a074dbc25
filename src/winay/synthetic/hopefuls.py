"""Who applies to the demonstration's contests and with how many points, who scores, and the terms: all made up."""

from dataclasses import dataclass
from datetime import date

from winay.programs.terms import TrainerKind
from winay.registry.terms import Sex
from winay.trainers.terms import Education

PRODUCTIVE = (
    "El yachachiq visita a cada hogar dos veces al mes o más, enseña en la chacra y en la casa y acompaña a probar lo "
    "que el núcleo escogió. Se pide que practique lo que enseña, que hable el idioma de la zona y viva cerca. Paga el "
    "núcleo. Preguntas: en la unidad territorial o con la junta de su núcleo."
)
FINANCIAL = (
    "El yachachiq financiero enseña a todos los hogares a ahorrar y a usar su cuenta, y acompaña a los grupos de "
    "negocio. Se pide que ahorre o lleve un negocio propio, que hable el idioma de la zona y que nunca tenga claves ni "
    "tarjetas de otros. Paga el núcleo."
)
BASES = {TrainerKind.PRODUCTIVE: PRODUCTIVE, TrainerKind.FINANCIAL: FINANCIAL}
LATE_PAPER = "La constancia de su comunidad"


@dataclass(frozen=True, slots=True)
class Hopeful:
    """Somebody made up who applies, and the points by criterion that a scorer gives."""

    names: tuple[str, str, str]
    sex: Sex
    born: date
    points: tuple[int, ...]
    years: int = 6
    education: Education = Education.SECONDARY
    came: float = 28
    missing: str = ""


HIGHLAND = (
    Hopeful(("Teófila", "Huamaní", "Quispe"), Sex.WOMAN, date(1981, 5, 4), (7, 18, 14, 15, 10, 8, 18), 12),
    Hopeful(("Wilfredo", "Auqui", "Sulca"), Sex.MAN, date(1979, 9, 21), (7, 16, 12, 15, 9, 7, 15), 9),
    Hopeful(("Marcelina", "Ccorahua", "Taipe"), Sex.WOMAN, date(1988, 2, 11), (7, 16, 12, 15, 9, 7, 15), 7),
    Hopeful(
        ("Eusebio", "Palomino", "Ñaupa"), Sex.MAN, date(1976, 7, 30), (6, 16, 13, 9, 9, 8, 17), 15,
        missing=LATE_PAPER,
    ),
    Hopeful(("Yolanda", "Cárdenas", "Poma"), Sex.WOMAN, date(1990, 11, 2), (8, 12, 10, 14, 8, 8, 12), 4),
    Hopeful(("Ronald", "Gutiérrez", "Salas"), Sex.MAN, date(1994, 1, 17), (10, 4, 5, 3, 2, 8, 9), 1,
            Education.UNIVERSITY),
)  # fmt: skip
JUNGLE = (
    Hopeful(("Rosalbina", "Maynas", "Sánchez"), Sex.WOMAN, date(1984, 6, 9), (6, 17, 13, 15, 9, 8, 16), 10),
    Hopeful(("Jairo", "Picota", "Rengifo"), Sex.MAN, date(2001, 3, 25), (4, 8, 5, 14, 10, 6, 7), 1),
)
FINANCE = (
    Hopeful(
        ("Nieves", "Tineo", "Arango"), Sex.WOMAN, date(1987, 12, 3), (16, 18, 15, 14, 8, 13), 5, Education.TECHNICAL
    ),
    Hopeful(("Saturnino", "Huarcaya", "Lapa"), Sex.MAN, date(1982, 4, 19), (12, 15, 17, 15, 10, 11), 8),
    Hopeful(("Ruth", "Mendivil", "Oré"), Sex.WOMAN, date(1995, 8, 28), (18, 9, 6, 6, 4, 12), 2, Education.UNIVERSITY),
)
JURORS = (
    ("nelida", "Nélida Auccapuclla Prado"), ("fortunato", "Fortunato Yupanqui Meza"),
    ("judith", "Judith Lozano Tananta"),
    ("abel", "Abel Cahuana Sivana"),
)  # fmt: skip
