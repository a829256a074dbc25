"""What a form computes (when it asks, whether an answer fits, what follows from answers), over answers that were typed
from paper. A part of XPath as forms use it; `Unknown` for what is not in that part: then nobody is held to it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

Value = str | Decimal | bool | list[str] | None
"""A text, a number, a yes or no, the answers at a path; None is no number."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'[^']*'|"[^"]*")|(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<path>[A-Za-z_./][\w./:-]*)"""
    r"""|(?P<sign>!=|<=|>=|[-+*=<>(),|]))"""
)
_NAME = re.compile(r"[A-Za-z_][\w.-]*(?::[\w.-]+)?$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORDS = {"and", "or", "div", "mod"}
_EPOCH = date(1970, 1, 1).toordinal()


class Unknown(Exception):
    """An expression that is not understood here."""


@dataclass(frozen=True, slots=True)
class Here:
    """Where an expression is worked out: the answers by path, the path of the question whose it is, and the day."""

    answers: Mapping[str, str]
    path: str
    today: date


def truth(expression: str, here: Here) -> bool:
    """Whether it holds; `Unknown` as above."""
    return _bool(_Reader(expression, here).whole())


def text(expression: str, here: Here) -> str:
    """What it gives, as an answer is written; `Unknown` as above."""
    return _text(_Reader(expression, here).whole())


class _Reader:
    """Reads an expression from left to right and works it out at once."""

    def __init__(self, expression: str, here: Here) -> None:
        self.here = here
        self.tokens = list(_tokens(expression))
        self.at = 0

    def whole(self) -> Value:
        value = self._either()
        if self.at != len(self.tokens):
            raise Unknown(self.tokens[self.at])
        return value

    def _next(self) -> str:
        if self.at >= len(self.tokens):
            raise Unknown("the end")
        self.at += 1
        return self.tokens[self.at - 1]

    def _is(self, *signs: str) -> str:
        """The sign that comes next, taken, where it is one of these; else ""."""
        if self.at < len(self.tokens) and self.tokens[self.at] in signs:
            return self._next()
        return ""

    def _either(self) -> Value:
        value = self._both()
        while self._is("or"):
            other = self._both()
            value = _bool(value) or _bool(other)
        return value

    def _both(self) -> Value:
        value = self._compared()
        while self._is("and"):
            other = self._compared()
            value = _bool(value) and _bool(other)
        return value

    def _compared(self) -> Value:
        value = self._sum()
        while sign := self._is("=", "!=", "<", ">", "<=", ">="):
            value = _compare(sign, value, self._sum())
        return value

    def _sum(self) -> Value:
        value = self._product()
        while sign := self._is("+", "-"):
            value = _reckon(sign, value, self._product())
        return value

    def _product(self) -> Value:
        value = self._one()
        while sign := self._is("*", "div", "mod"):
            value = _reckon(sign, value, self._one())
        return value

    def _one(self) -> Value:
        if self._is("-"):
            return _reckon("-", Decimal(0), self._one())
        token = self._next()
        if token == "(":
            value = self._either()
            self._close()
            return value
        if token[0] in "'\"":
            return token[1:-1]
        if re.fullmatch(r"\d+(\.\d+)?|\.\d+", token):
            return Decimal(token)
        if self._is("("):
            return self._call(token)
        return list(_found(token, self.here))

    def _close(self) -> None:
        if not self._is(")"):
            raise Unknown("no )")

    def _call(self, name: str) -> Value:
        given: list[Value] = []
        while not self._is(")"):
            given.append(self._either())
            if not self._is(","):
                self._close()
                break
        if name == "today":
            return self.here.today.isoformat()
        if name not in _FUNCTIONS:
            raise Unknown(name)
        try:
            return _FUNCTIONS[name](given)
        except (IndexError, InvalidOperation, re.error, ValueError, OverflowError):
            raise Unknown(name) from None


def _tokens(expression: str) -> Iterator[str]:
    at, expression = 0, expression.rstrip()
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        if match is None or match.end() == at:
            raise Unknown(expression[at:])
        at = match.end()
        yield next(one for one in match.groups() if one is not None)


def _found(token: str, here: Here) -> Iterator[str]:
    """The answers at a path: beside the question (`../x`), of itself (`.`), or from the root; of every round of a
    repeat that the question is not in."""
    if token in _WORDS or "[" in token:
        raise Unknown(token)
    steps = here.path.split("/") if not token.startswith("/") else []
    for step in token.strip("/").split("/")[1 if token.startswith("/") else 0 :]:
        if step == "..":
            steps = steps[:-1]
        elif step != ".":
            if not _NAME.match(step):
                raise Unknown(token)
            steps = [*steps, step]
    mine = here.path.split("/")
    for place, step in enumerate(steps):  # a path from the root means the round that one is in
        if place < len(mine) and mine[place].partition("[")[0] == step and "[" in mine[place]:
            steps[place] = mine[place]
    wanted = "/".join(steps)
    if wanted in here.answers:
        yield here.answers[wanted]
    rounds = re.compile("/".join(re.escape(one) + (r"(\[\d+\])?" if "[" not in one else "") for one in steps))
    yield from (value for path, value in here.answers.items() if path != wanted and rounds.fullmatch(path))


def _text(value: Value) -> str:
    if isinstance(value, list):
        return value[0] if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value or ""


def _number(value: Value) -> Decimal | None:
    """A number; a day is the number of days since 1970."""
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, Decimal):
        return value
    said = _text(value).strip()
    if _DAY.match(said):
        try:
            return Decimal(date.fromisoformat(said[:10]).toordinal() - _EPOCH)
        except ValueError:
            return None
    try:
        found = Decimal(said)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _bool(value: Value) -> bool:
    if isinstance(value, list):
        return _text(value) != ""
    return bool(value)


def _compare(sign: str, one: Value, other: Value) -> bool:
    if sign in {"=", "!="}:
        if isinstance(one, bool) or isinstance(other, bool):
            same = _bool(one) == _bool(other)
        elif isinstance(one, Decimal) or isinstance(other, Decimal):
            same = _number(one) is not None and _number(one) == _number(other)
        else:
            same = _text(one) == _text(other)
        return same == (sign == "=")
    left, right = _number(one), _number(other)
    if left is None or right is None:
        return False
    return {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[sign]


def _reckon(sign: str, one: Value, other: Value) -> Decimal | None:
    left, right = _number(one), _number(other)
    if left is None or right is None or (sign in {"div", "mod"} and not right):
        return None
    return {
        "+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right, "div": lambda: left / right,
        "mod": lambda: left % right,
    }[sign]()  # fmt: skip


def _format_date(given: list[Value]) -> str:
    said, pattern = _text(given[0])[:10], _text(given[1])
    if not said:
        return ""
    day = date.fromisoformat(said)
    if re.search(r"%[^Ymdny]", pattern):
        raise Unknown(pattern)
    return (
        pattern.replace("%Y", f"{day.year:04}").replace("%m", f"{day.month:02}").replace("%d", f"{day.day:02}")
        .replace("%n", str(day.month)).replace("%y", f"{day.year % 100:02}")
    )  # fmt: skip


def _translate(given: list[Value]) -> str:
    said, old, new = (_text(one) for one in given[:3])
    return "".join((new[old.index(one)] if old.index(one) < len(new) else "") if one in old else one for one in said)


def _some(given: list[Value]) -> list[Decimal]:
    values = [_number(one) for value in given for one in (value if isinstance(value, list) else [value])]
    return [one for one in values if one is not None]


def _int(value: Value) -> Decimal | None:
    found = _number(value)
    return None if found is None else Decimal(int(found))


_FUNCTIONS: dict[str, Callable[[list[Value]], Value]] = {
    "true": lambda given: True,
    "false": lambda given: False,
    "not": lambda given: not _bool(given[0]),
    "boolean": lambda given: _bool(given[0]),
    "string": lambda given: _text(given[0]),
    "number": lambda given: _number(given[0]),
    "int": lambda given: _int(given[0]),
    "round": lambda given: None if (found := _number(given[0])) is None else round(found, int(_text(given[1]))
                                                                                  if len(given) > 1 else 0),
    "string-length": lambda given: Decimal(len(_text(given[0]))),
    "normalize-space": lambda given: " ".join(_text(given[0]).split()),
    "concat": lambda given: "".join(_text(one) for one in given),
    "contains": lambda given: _text(given[1]) in _text(given[0]),
    "starts-with": lambda given: _text(given[0]).startswith(_text(given[1])),
    "substring-before": lambda given: _text(given[0]).partition(_text(given[1]))[0]
    if _text(given[1]) in _text(given[0])
    else "",
    "substring-after": lambda given: _text(given[0]).partition(_text(given[1]))[2],
    "substr": lambda given: _text(given[0])[int(_text(given[1])) : int(_text(given[2])) if len(given) > 2 else None],
    "translate": _translate,
    "regex": lambda given: re.search(_text(given[1]), _text(given[0])) is not None,
    "selected": lambda given: _text(given[1]) in _text(given[0]).split(),
    "count-selected": lambda given: Decimal(len(_text(given[0]).split())),
    "count": lambda given: Decimal(len(given[0]) if isinstance(given[0], list) else 1),
    "sum": lambda given: sum(_some(given), Decimal(0)),
    "min": lambda given: min(_some(given), default=None),
    "max": lambda given: max(_some(given), default=None),
    "if": lambda given: given[1] if _bool(given[0]) else given[2],
    "coalesce": lambda given: _text(given[0]) or _text(given[1]),
    "once": lambda given: given[0],
    "date": lambda given: _text(given[0])[:10],
    "decimal-date-time": lambda given: _number(given[0]),
    "format-date": _format_date,
}  # fmt: skip
