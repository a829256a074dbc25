"""Measures of coverage as people read them: name, meaning, formula, source, and a number written in their unit."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from winay.core.numbers import number, percent
from winay.targeting.coverage import Coverage
from winay.targeting.criteria_wording import language

CGH = "Coady, Grosh y Hoddinott (2004)"


@dataclass(frozen=True, slots=True)
class Measure:
    """`of` reads it from a coverage and a budget of households. `ratio` is a plain number, the others are percents."""

    key: str
    name: Promise
    meaning: Promise
    formula: str
    source: str | Promise
    of: Callable[[Coverage, Fraction], Fraction | None]
    ratio: bool = False


MEASURES = (
    Measure(
        "undercoverage",
        gettext_lazy("Pobres que quedan fuera (subcobertura)"),
        gettext_lazy("De cada 100 hogares rurales pobres, cuántos viven en áreas que no entran."),
        "(P − PB) / P",
        CGH,
        lambda c, _budget: c.undercoverage,
    ),
    Measure(
        "leakage_of_covered",
        gettext_lazy("No pobres entre los que entran (filtración sobre los cubiertos)"),
        gettext_lazy("De cada 100 hogares de las áreas que entran, cuántos no son pobres."),
        "(B − PB) / B",
        CGH,
        lambda c, _budget: c.leakage_of_covered,
    ),
    Measure(
        "leakage_of_nonpoor",
        gettext_lazy("No pobres que entran (filtración sobre los no pobres)"),
        gettext_lazy("De cada 100 hogares rurales no pobres, cuántos viven en áreas que entran."),
        "(B − PB) / (N − P)",
        gettext_lazy("definición de la medida"),
        lambda c, _budget: c.leakage_of_nonpoor,
    ),
    Measure(
        "leakage_by_design",
        gettext_lazy("Filtración por diseño"),
        gettext_lazy(
            "La parte de la filtración que viene de dejar entrar a todos los hogares de un área cuyo distrito cumple "
            "el criterio de pobreza."
        ),
        "(Bᵣ − PBᵣ) / B",
        gettext_lazy("cálculo de Wiñay sobre la regla del programa"),
        lambda c, _budget: c.leakage_by_design,
    ),
    Measure(
        "area_leakage",
        gettext_lazy("Filtración por área"),
        gettext_lazy(
            "La otra parte: hogares no pobres en áreas que entran aunque su distrito no cumple el criterio de pobreza."
        ),
        "(B − Bᵣ − (PB − PBᵣ)) / B",
        gettext_lazy("cálculo de Wiñay sobre la regla del programa"),
        lambda c, _budget: c.area_leakage,
    ),
    Measure(
        "index",
        gettext_lazy("Índice de focalización"),
        gettext_lazy("Cuánto más llega a los pobres que un reparto a ciegas: 1 es igual, 1,25 es un 25 % más."),
        "(PB / B) / (P / N)",
        CGH,
        lambda c, _budget: c.index,
        ratio=True,
    ),
    Measure(
        "floor",
        gettext_lazy("Exclusión que el presupuesto ya impone"),
        gettext_lazy("Con los cupos del presupuesto, cuántos pobres quedan fuera aunque se elija perfecto."),
        "1 − B / P, si B < P",
        gettext_lazy("se sigue de las definiciones"),
        lambda c, budget: c.floor(budget),
    ),
)


def written(value: Fraction | None, measure: Measure) -> str | None:
    """`36,5 %`, or `1,25` for a ratio; None where nothing can be divided."""
    if value is None:
        return None
    if measure.ratio:
        return number(decimal(value), language(), 2)
    return percent(decimal(value * 100), language(), 1)


def decimal(value: Fraction) -> Decimal:
    """A fraction as a decimal with more digits than are ever shown."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def whole(value: Fraction) -> int:
    """Parts of households, to the nearest whole household; a half goes up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


WIDTH, HEIGHT = 240, 150
LEAST = 34
"""Pixels that a label needs."""


def mosaic(coverage: Coverage) -> list[dict[str, Any]]:
    """Poor and not poor side by side, inside above outside: four rectangles in proportion to their households."""
    split = _pixels(coverage.poor, coverage.households, WIDTH)
    other, other_in = coverage.households - coverage.poor, coverage.covered - coverage.covered_poor
    poor_in = _pixels(coverage.covered_poor, coverage.poor, HEIGHT)
    rest_in = _pixels(other_in, other, HEIGHT)
    cells = [
        ("in-poor", 0, 0, split, poor_in, coverage.covered_poor),
        ("out-poor", 0, poor_in, split, HEIGHT - poor_in, coverage.poor - coverage.covered_poor),
        ("in-other", split, 0, WIDTH - split, rest_in, other_in),
        ("out-other", split, rest_in, WIDTH - split, HEIGHT - rest_in, other - other_in),
    ]
    return [
        {
            "kind": kind,
            "x": x,
            "y": y,
            "width": width,
            "height": height,
            "households": whole(households),
            "middle": x + width // 2,
            "line": y + height // 2 + 5,
            "fits": width >= 2 * LEAST and height >= LEAST // 2,
        }
        for kind, x, y, width, height, households in cells
    ]


def _pixels(part: Fraction, of: Fraction, length: int) -> int:
    return 0 if of == 0 else round(part / of * length)
