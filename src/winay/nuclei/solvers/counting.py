"""How many nuclei to look for, and how few households arithmetic leaves in small ones. Plain Python."""

from collections.abc import Sequence

from winay.nuclei.rules import Sizes


def left_small(sizes: Sizes) -> int:
    """The fewest households that any plan leaves in groups below the minimum, if households could be shared out at
    will: those beyond what whole groups can take."""
    return 0 if sizes.possible else sizes.households - (sizes.fewest - 1) * sizes.most


def numbers(households: int, spare: int, full: int, least: int, most: int) -> Sequence[int]:
    """How many groups to look for, the best first: those that can all be within the bounds, where full nuclei can lend
    `spare` households; the nearest to groups of middle size first, with the `full` ones, the larger among equals. Then
    those that hold everybody, upwards."""
    fewest = max(1, -(-households // most))
    fitting = [number for number in range(fewest, households + 1) if least * number <= households + spare]
    total = 2 * (households + full * most)
    fitting.sort(key=lambda number: (abs(total - (number + full) * (least + most)), -number))
    return [*fitting, *(number for number in range(fewest, fewest + 3) if number not in fitting)]
