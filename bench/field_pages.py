"""Pages of trainers, plans, visits and supervision at the size of a country: what `bench/pages.py --field` opens.

usage: python bench/pages.py --field [HOUSEHOLDS]   (420,000: a national seed on a PostgreSQL of its own; WINAY_PACK)
       python bench/pages.py --field there          (the demonstration at WINAY_VAR and WINAY_DATABASE as it is)

Claim: any page within 200 ms at the 95th percentile, with eight people who turn a page about once a second and the
worker running. The alternative of the same run: one person alone. Pages of one thing are found on the lists, and
each is opened once before it counts; whoever may not open a page is not asked for it.
"""

import os
import re
import time
from typing import Any

CLAIM_MS = 200
PEOPLE = ("", "Carmen", "Carmen", "Hugo", "Elena", "Elena", "Rosa", "Julián")
EACH, TURNS, PAUSE = 8, 90, 1.0
ID = "([0-9a-f]{8}-[0-9a-f-]{27})"
LISTS = {
    "what waits for me": "/escritorio/", "contests": "/concursos/", "contests for all": "/concursos-publicos/",
    "contracts": "/contratos/", "trainers needed": "/yachachiqs/cuantos/", "courses": "/yachachiqs/capacitaciones/",
    "visits": "/visitas/", "sessions": "/capacitaciones/", "technical plans": "/propuestas/", "prices": "/precios/",
    "exchange rates": "/tipos-de-cambio/", "supervision": "/supervision/", "signals": "/supervision/senales/",
    "signals over months": "/supervision/meses/", "samples": "/supervision/muestras/",
    "grievances": "/voces/", "microstrategies": "/microestrategias/", "nuclei": "/nucleos/",
}  # fmt: skip
FOUND = {
    "a nucleus": ("/nucleos/", "/nucleos/{}/"),
    "its visits": ("/nucleos/", "/nucleos/{}/visitas/"),
    "visits it is short of": ("/nucleos/", "/nucleos/{}/visitas-que-faltan/"),
    "trainers it needs": ("/nucleos/", "/nucleos/{}/yachachiqs-que-faltan/"),
    "its technical plans": ("/nucleos/", "/nucleos/{}/propuesta/"),
    "its adoption": ("/nucleos/", "/nucleos/{}/adopcion/"),
    "its checks": ("/nucleos/", "/nucleos/{}/verificaciones/"),
    "its homes": ("/nucleos/", "/nucleos/{}/viviendas/"),
    "its signals": ("/nucleos/", "/nucleos/{}/senales/"),
    "its voices": ("/nucleos/", "/nucleos/{}/voces/"),
    "a contract": ("/contratos/", "/contratos/{}/"),
    "a caseload": ("/contratos/", "/contratos/{}/hogares/"),
    "a trainer's visits": ("/contratos/", "/contratos/{}/visitas/"),
    "a trainer's month": ("/contratos/", "/contratos/{}/mes/"),
    "a trainer's day": ("/contratos/", "/contratos/{}/dia/"),
    "a visit": ("/visitas/", "/visitas/{}/"),
    "a technical plan": ("/propuestas/", "/propuestas/{}/"),
    "a contest": ("/concursos/", "/concursos/{}/"),
}
"""Pages of one thing: the list on which it is found, and its address."""


def main(words: list[str]) -> int:
    """Make or take the demonstration, open its pages with eight people at once, say what took too long."""
    from bench.nuclei_pages import house_of
    from bench.pages import Person, load, pace, percentile, table

    with house_of(words) as house:
        house.start()
        try:
            time.sleep(5)  # what a web process makes ready by itself
            print(f"others' work before: load {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores")
            port, pids = int(house.url.rsplit(":", 1)[1]), [house.process.pid, *house.family()]
            pages = {name: _pages(Person(port, name, 0, 0, 0)) for name in dict.fromkeys(PEOPLE)}
            for name, theirs in pages.items():
                missing = [kind for kind in (*LISTS, *FOUND) if kind not in theirs]
                print(f"{name or 'the public'} opens {len(theirs)} kinds of pages; not: {', '.join(missing) or 'none'}")
            paces = [pace()]
            alone = load(port, pids, 0, TURNS, [("Carmen", pages["Carmen"])])
            paces.append(pace())
            together = load(port, pids, PAUSE, TURNS, [(name, pages[name]) for name in PEOPLE])
            paces.append(pace())
        finally:
            house.stop()
    print(f"pace of the machine before, between and after: {', '.join(f'{one:.0f}' for one in paces)} ms")
    table(alone, "one person alone, without pauses")
    table(together, "eight people")
    slow = [kind for kind, took in together.by_page.items() if percentile(took, 95) * 1000 > CLAIM_MS]
    print(f"\nclaim: any page within {CLAIM_MS} ms at p95: {'NOT HELD by ' + ', '.join(slow) if slow else 'held'}")
    return 1 if slow or together.wrong else 0


def _pages(visitor: Any) -> dict[str, tuple[str, ...]]:
    """The pages that a visitor may open, by kind, each opened once."""
    visitor.enter()
    wanted: dict[str, tuple[str, ...]] = {kind: (address,) for kind, address in LISTS.items()}
    texts = {address: _text(visitor, address) for address in LISTS.values()}
    for kind, (where, address) in FOUND.items():
        keys = dict.fromkeys(re.findall(f'href="{where}{ID}/', texts.get(where, "")))
        wanted[kind] = tuple(address.format(key) for key in list(keys)[:EACH])
    return {
        kind: open_ for kind, some in wanted.items() if (open_ := tuple(one for one in some if _text(visitor, one)))
    }


def _text(visitor: Any, address: str) -> str:
    """A page as text; nothing where it may not be opened."""
    kept, visitor.took = visitor.took, []  # a page that is read for its links is not compressed
    before = len(visitor.wrong)
    text: str = visitor.ask("GET", address)
    visitor.took = kept
    if len(visitor.wrong) > before:
        del visitor.wrong[before:]
        return ""
    return text
