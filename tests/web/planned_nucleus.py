"""A price, a rate, a workshop and a plan of the world's governed nucleus."""

from typing import Any

from tests import people
from tests.plans import scene


def add(world: Any) -> None:
    """In the world's district, by its office and the national manager."""
    ana, carmen = people.acting_as(world.people["specialist"]), people.acting_as(world.people["manager"])
    price, rate = scene.priced(ana), scene.rated(carmen)
    world.keys |= {
        "price": str(price.public_id),
        "rate": str(rate.public_id),
    }
