"""On the path of a set-up whose demonstration nobody looks at: one of three people stands for that of four districts,
which takes minutes. Python imports this before anything else, also where a command starts itself again."""

import sys
from collections.abc import Callable
from types import ModuleType


def seed_demo(*, tell: Callable[[str], None] = lambda step: None) -> None:
    from winay.accounts.services import add_person
    from winay.core.actors import SYSTEM
    from winay.core.clock import now

    tell("demo")
    for key in ("ana", "rosa", "carmen"):
        add_person(email=f"{key}@demo.invalid", name=key.title(), synthetic=True, by=SYSTEM, at=now())


stands_in = ModuleType("winay.synthetic.demo")
stands_in.__dict__["seed_demo"] = seed_demo
sys.modules[stands_in.__name__] = stands_in
