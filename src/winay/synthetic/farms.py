"""A synthetic farm table: what an office might count, with the gaps that real counts have."""

import csv
import io
from random import Random

SEED = 20261123


def farm_table_csv(districts: list[tuple[str, int | None]], *, seed: int = SEED) -> bytes:
    """A farm table for districts (code, estimated rural households), as a file an office would send.

    Some districts were never visited and are missing, and in some only a few households answered: perfect data look
    fake. Deterministic by seed.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["ubigeo", "households", "under_cut", "under_cut_further"])
    for code, households in districts:
        chance = Random(f"{seed}/{code}")
        if not households or chance.random() < 0.08:
            continue
        counted = max(
            1, round(households * (chance.uniform(0.02, 0.1) if chance.random() < 0.05 else chance.uniform(0.7, 1.05)))
        )
        under = round(counted * min(0.97, max(0.08, chance.gauss(0.62, 0.17))))
        writer.writerow([code, counted, under, round(under * chance.uniform(0.7, 0.98))])
    return out.getvalue().encode()
