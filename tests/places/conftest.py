"""A country of five places, small enough to spoil one thing at a time."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)

FILES = {
    "places.csv": """\
code,level,name,parent,capital,latitude,longitude,in_census_2017,lent_from
05,department,Ayacucho,,Ayacucho,-13.158,-74.223,1,
0501,province,Huamanga,05,Ayacucho,-13.158,-74.223,1,
050101,district,Ayacucho,0501,Ayacucho,-13.16,-74.22,1,
050102,district,Acocro,0501,Acocro,-13.21,-74.04,1,
050103,district,Nuevo Ñandú,0501,Ñandú,-13.25,-74.01,0,050102
""",
    "sources.csv": """\
key,publisher,publication,as_of,terms_es,terms_en,note_es,note_en
map_2018,INEI,Mapa de pobreza,2018,ninguna,none stated,,
census,INEI,Censos,2017-10-22,ninguna,none stated,,
""",
    "indicators.csv": """\
key,table,taken_from,name_es,name_en,unit,counts,scale,as_of,source,estimated,lendable,definition_es,definition_en,caveat_es,caveat_en
poverty_pct,poverty,a.csv:x,Pobreza,Poverty,percent,people,3,2018,map_2018,1,1,Personas.,People.,,
households,households,a.csv:y,Hogares,Households,count,households,0,2017-10-22,census,0,0,Hogares.,Households.,,
""",
    "figures/poverty.csv": """\
code,poverty_pct,poverty_pct__low,poverty_pct__high
0501,30.5,,
050101,9.035,5.774,12.296
050102,45.928,31.055,60.801
""",
    "figures/households.csv": """\
code,households
050101,8359
050102,104
""",
}


class Folder:
    """The small country on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str | bytes) -> None:
        file = self.path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.path / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)
