"""Districts of Ayacucho with a handful of localities, for counts of households."""

from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.places.localities import LocalityRow, add_localities
from winay.places.models import Place

CHUSCHI, ACOCRO, PUTIS = "050202", "050102", "050413"
ESTIMATED = {CHUSCHI: 1768, ACOCRO: 2238}
"""Published estimates of rural households. Putis is newer than the census and has none."""


def settle(district: str = CHUSCHI, rural: int = 3, urban: int = 1, synthetic: bool = False) -> list[str]:
    """Rural localities 0001… of a district, about a kilometre apart, and urban ones after them; all codes."""
    codes = [f"{district}{n:04d}" for n in range(1, rural + urban + 1)]
    rows = [
        LocalityRow(code, f"Lugar {code[-2:]}", -13_580_000 + n * 10_000, -74_350_000) for n, code in enumerate(codes)
    ]
    add_localities(rows, synthetic=synthetic, by=SYSTEM, at=now())
    Place.objects.filter(code__in=codes[rural:]).update(rural=False)
    return codes


def table(*rows: tuple[object, ...], columns: str = "code,households") -> bytes:
    return "\n".join([columns, *(",".join(str(cell) for cell in row) for row in rows)]).encode()
