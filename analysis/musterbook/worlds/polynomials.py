"""Generating polynomials: how many ways there are to place n people.

The number of tables in which the people of some cells sum to n is the coefficient of t^n in the product of one
polynomial per cell. A second variable u carries a score along: the sum of ages, or the number of occupied cells. A
polynomial is an array ``p[n, s]``; its entries are Python integers (exact, dtype ``object``) or floats. All float
steps add positive numbers only, so that relative errors stay near the number of additions times 1e-16.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Polynomial = npt.NDArray[Any]


def one(people: int, score: int = 0, *, exact: bool = True) -> Polynomial:
    """Give the polynomial 1, with room for so many people and so large a score."""
    made = np.zeros((people + 1, score + 1), dtype=object if exact else float)
    made[0, 0] = 1
    return made


def shift(poly: Polynomial, people: int, score: int = 0) -> Polynomial:
    """Multiply by t^people u^score; what does not fit is beyond every limit and falls away."""
    moved = np.zeros_like(poly)
    if people < poly.shape[0] and score < poly.shape[1]:
        moved[people:, score:] = poly[: poly.shape[0] - people, : poly.shape[1] - score]
    return moved


def times_range(poly: Polynomial, low: int, high: int, slope: int = 0) -> Polynomial:
    """Multiply by the sum of t^x u^(slope x) over x from low to high: a cell that holds low to high people.

    >>> times_range(one(4), 1, 3)[:, 0].tolist()
    [0, 1, 1, 1, 0]
    """
    if low > high or low >= len(poly):
        return np.zeros_like(poly)
    start = shift(poly, low, slope * low)
    width = min(high, len(poly) - 1) - low + 1
    return _slide_slanted(start, width, slope) if slope else _slide(start, width)


def times_geometric(poly: Polynomial, low: int, high: int, ratio: float) -> Polynomial:
    """Multiply by the sum of (1 - ratio) (ratio t)^x over x from low to high, in floats.

    Weighing people like this keeps every entry a probability, so that nothing overflows; where the number of people in
    all is fixed, it changes all worlds alike.
    """
    if low > high or low >= len(poly):
        return np.zeros_like(poly)
    width = min(high, len(poly) - 1) - low + 1
    return np.asarray((1 - ratio) * ratio**low * _slide_geometric(shift(poly, low), width, ratio))


def _slide(poly: Polynomial, width: int) -> Polynomial:
    """Sum each run of ``width`` rows by subtracting cumulated sums."""
    cumulated = np.add.accumulate(poly, axis=0)
    return cumulated - shift(cumulated, width)


def _slide_geometric(poly: Polynomial, width: int, ratio: float) -> Polynomial:
    """Sum each run of ``width`` rows, older rows weighing less, and subtract nothing.

    Rows are cut into blocks of that width; a run is the end of one block and the beginning of the next.
    """
    from scipy.signal import lfilter

    blocks = -(-len(poly) // width)
    padded = np.zeros(blocks * width)
    padded[: len(poly)] = poly[:, 0]
    parts = padded.reshape(blocks, width)
    heads = lfilter([1.0], [1.0, -ratio], parts, axis=1)
    ends = (parts * ratio ** np.arange(width - 1, -1, -1))[:, ::-1].cumsum(axis=1)[:, ::-1]
    summed = heads.copy()
    if width > 1:
        summed[1:, :-1] += ends[:-1, 1:] * ratio ** np.arange(1, width)
    return np.asarray(summed.reshape(-1)[: len(poly), None])


def _slide_slanted(poly: Polynomial, width: int, slope: int) -> Polynomial:
    """Sum runs along the slanted line on which each person adds ``slope`` to the score."""
    summed = poly.copy()
    scores = poly.shape[1]
    for row in range(1, len(poly)):
        if slope < scores:
            summed[row, slope:] += summed[row - 1, : scores - slope]
        left = slope * width
        if row >= width and left < scores:
            summed[row, left:] -= poly[row - width, : scores - left]
    return summed


def times(poly: Polynomial, other: Polynomial) -> Polynomial:
    """Multiply by another polynomial, up to the room of the first; it costs what the sparser one has entries.

    >>> times(times_range(one(3), 0, 3), times_range(one(1), 0, 1))[:, 0].tolist()
    [1, 2, 2, 2]
    """
    if poly.dtype != object and poly.shape[1] == 1:
        return _convolved(poly, other)
    few, many = sorted((poly, other), key=np.count_nonzero)
    product = np.zeros_like(poly)
    for people, score in np.argwhere(few != 0):
        room = product[people : people + len(many), score:]
        room += few[people, score] * many[: len(room), : room.shape[1]]
    return product


def _convolved(poly: Polynomial, other: Polynomial) -> Polynomial:
    """Multiply in floats and without a score, up to the room of the first, leaving out the zeros around them."""
    product = np.zeros_like(poly)
    (first, left), (second, right) = (_trimmed(one[:, 0]) for one in (poly, other))
    if len(left) and len(right) and first + second < len(poly):
        full = np.convolve(left, right)[: len(poly) - first - second]
        product[first + second : first + second + len(full), 0] = full
    return product


def _trimmed(values: Polynomial) -> tuple[int, Polynomial]:
    """Give the values between the first and the last that is not zero, and the place of the first."""
    places = np.flatnonzero(values)
    return (int(places[0]), values[places[0] : places[-1] + 1]) if len(places) else (0, values[:0])


def completions(outside: Polynomial, siblings: Polynomial) -> Polynomial:
    """Give, for each (n, s) of a part, the weight of all that its siblings and the world outside can do beside it.

    The entry at (n, s) is the sum over (k, r) of ``siblings[k, r] * outside[n + k, s + r]``.
    """
    if outside.dtype != object and outside.shape[1] == 1:
        return _convolved(outside[::-1], siblings)[::-1]
    done = np.zeros_like(outside)
    for people, score in np.argwhere(outside != 0):
        done[: people + 1, : score + 1] += outside[people, score] * siblings[people::-1, score::-1]
    return done
