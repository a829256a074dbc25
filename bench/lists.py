"""What a trainer's phone costs when it looks for news: the list of forms and of a form's files, and the lists of its
households and people.

usage: WINAY_VAR=… python bench/lists.py [REFRESHES]    (a demonstration that is there; 2,000 refreshes)

Claims, in processor time: a refresh (both lists) within 15 ms where nothing is new; a list of a caseload within 50 ms.
The alternative of the same run: every list made anew at each refresh, as without the stamp that says whether anything
was told since.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
CLAIM_REFRESH, CLAIM_LIST = 15.0, 50.0
FORM = "household_visit"


def main(words: list[str]) -> int:
    """Let a phone in for the trainer with most households, refresh it, say what it took."""
    import django

    django.setup()
    from django.test import Client

    from winay.accounts.phones import services as phone_services
    from winay.intake.entity_models import EntityList
    from winay.intake.forms.queries import forms_for_phones

    count = int(words[0]) if words else 2_000
    token, households = _phone()
    phone_services.time = SimpleNamespace(monotonic=lambda: 1e6)  # type: ignore[attr-defined]
    client = Client(SERVER_NAME="localhost")
    (form,) = forms_for_phones(FORM)
    base = f"/campo/{token}"

    def refresh() -> None:
        assert client.get(f"{base}/formList").status_code == 200
        assert client.get(f"{base}/form/{form.public_id}/manifest").status_code == 200

    def anew() -> None:
        EntityList.objects.update(stamp="")
        refresh()

    refresh()
    print(f"a trainer with {households} households; processor time, milliseconds each")
    steady, made = _took(refresh, count), _took(anew, max(20, count // 40))
    print(f"refresh, nothing new:   {steady:6.1f}   (claim {CLAIM_REFRESH})")
    print(f"refresh, made anew:     {made:6.1f}   ({made / steady:.1f} times)")
    slow = steady > CLAIM_REFRESH
    for dataset in ("households", "members", "plan_items", "next_visits"):
        took = _took(lambda name=dataset: client.get(f"{base}/lists/{name}.csv"), 40)  # type: ignore[misc]
        size = EntityList.objects.filter(dataset=dataset).order_by("-fetched_at").values_list("rows", "size")[0]
        print(f"list {dataset:<18}: {took:6.1f}   (claim {CLAIM_LIST}; {size[0]} rows, {size[1]} bytes)")
        slow = slow or took > CLAIM_LIST
    print("NOT HELD" if slow else "held")
    return int(slow)


def _took(call: Callable[[], Any], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - began) * 1000 / times


def _phone() -> tuple[str, int]:
    """A phone for the running contract with most households; one that it has already is shut out."""
    from django.conf import settings
    from django.db.models import Count

    from winay.accounts.phones.services import end_credential
    from winay.core.actors import Permission
    from winay.core.clock import local_date, now
    from winay.trainers.queries.caseloads import in_force
    from winay.trainers.queries.contracts import whole_contracts
    from winay.trainers.queries.phones import live_phones
    from winay.trainers.services.phones import let_trainer_phone_in

    class Everybody:
        role_name = "bench"
        public_id = __import__("uuid").UUID(int=0)

        def may(self, permission: Permission, *, place_code: str | None = None, program: str | None = None) -> bool:
            return True

        def may_at(self, permission: Permission, place_code: str) -> bool:
            return True

    at = now()
    rows = in_force(local_date(at, settings.TIME_ZONE)).values_list("contract").annotate(n=Count("pk"))
    contract_pk, households = rows.order_by("-n")[0]
    contract = whole_contracts().get(pk=contract_pk)
    for one in live_phones([contract.applicant_id]):
        end_credential(credential=one.credential, reason="Lo mide el banco de pruebas.", by=Everybody(), at=at)
    _made, token = let_trainer_phone_in(contract=contract, by=Everybody(), at=at)
    return token, households


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "winay.config.settings")
    sys.exit(main(sys.argv[1:]))
