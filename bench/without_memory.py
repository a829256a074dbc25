"""The alternative that pages.py measures against: the same house, forgetting every screening at once."""

from collections.abc import Callable, Hashable
from typing import Any

from winay.core.remembered import Remembered


def _forgetful(self: Remembered, key: Hashable, make: Callable[[], Any]) -> Any:
    return make()


Remembered.get = _forgetful  # type: ignore[method-assign]

from winay.config.wsgi import application  # noqa: E402, F401
