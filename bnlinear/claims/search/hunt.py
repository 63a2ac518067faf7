"""The hunt for a counterexample: floats accuse.

A claim's margin is scale-free and negative where it is violated. Screening evaluates it on the
pool and on jitters of the pool; optimisers then push it down from the nearest instances, inside
the family's box. What looks violated is rationalised and handed to exact arithmetic, which
alone may call it a counterexample.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import zip_longest

import numpy as np

from bnlinear.claims.families.coordinates import Coordinates, Rejected, simplest
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.search.effort import Effort
from bnlinear.exact.precision import screening

#: How far down the ranking starts and suspects are looked for.
RANKED = 1000

#: Added to the margin where a hypothesis fails, so that optimisers walk back into the domain.
OUTSIDE = 2.0


@dataclass
class Screen:
    """Floats seen so far: how many, and the nearest to a violation."""

    claim: ClaimRecord
    evaluations: int = 0
    only_equations: bool = True
    bare_signs: bool = True  # all compared with a plain 0: small is not near
    seen: list[tuple[float, Coordinates]] = field(default_factory=list)

    def margin(self, at: Coordinates) -> float:
        """The margin at float coordinates; `OUTSIDE` or more where the claim says nothing."""
        self.evaluations += 1
        value = self._margin(at)
        if value <= 1:
            self.seen.append((value, at))
        return value

    def _margin(self, at: Coordinates) -> float:
        try:
            instances = self.claim.build(at)
        except (Rejected, ValueError):  # no member, or positive definite only without rounding
            return OUTSIDE + 1
        with np.errstate(all="ignore"), screening():
            try:
                inside = self.claim.hypotheses(instances).margin()
                if not inside >= 0:
                    return OUTSIDE - inside if np.isfinite(inside) else OUTSIDE + 1
                asserted = self.claim.at(instances)
                self.only_equations &= asserted.is_equation()
                self.bare_signs &= asserted.is_bare()
                value = asserted.margin()
            except (ZeroDivisionError, OverflowError, np.linalg.LinAlgError):
                return OUTSIDE + 1  # a pole, or beyond floats; exact numbers judge the pool there
        return value if np.isfinite(value) else OUTSIDE + 1

    def violated(self) -> bool:
        """Do floats see a violation, well beyond their rounding?"""
        return any(margin < -1e-6 for margin, _ in self.seen)

    def nearest(self, count: int) -> list[Coordinates]:
        """The instances nearest to a violation (or farthest into it)."""
        self.seen.sort(key=lambda pair: pair[0])
        return [at for _, at in self.seen[:count]]


def screen(claim: ClaimRecord, members: list[Coordinates], jitters: int,
           rng: np.random.Generator) -> Screen:
    """Evaluate the pool, and `jitters` float perturbations of it."""
    found = Screen(claim)
    for at in members:
        found.margin(at.floats())
    for _ in range(jitters if members else 0):
        at = members[rng.integers(len(members))]
        found.margin(jittered(claim, at, rng))
    return found


def jittered(claim: ClaimRecord, at: Coordinates, rng: np.random.Generator) -> Coordinates:
    """Move some coordinates by a random share of their box."""
    low, high = _bounds(claim, at.dim)
    size = 10.0 ** rng.uniform(-3, 0)
    step = rng.normal(size=len(low)) * (rng.random(len(low)) < 0.7) * size * (high - low) / 2
    moved = np.clip(np.array(at.values, dtype=float) + step, low, high)
    return Coordinates(at.dim, tuple(float(v) for v in moved))


def hunt(found: Screen, starts: int, evaluations: int) -> None:
    """Nelder–Mead in each dimension, from the nearest instances, from some that are not near (the
    nearest may be there for a trivial reason), and from the edge of the hypotheses."""
    for nearest in _by_dim(found).values():
        spread = _evenly(nearest, 2 * starts) if found.bare_signs else _spread(nearest, starts)
        edge = [pushed for at in spread for pushed in _edges(found, at)]
        edge.sort(key=lambda pair: pair[0])
        for at in [*spread, *_apart([at for _, at in edge], -(-starts // 2))]:
            _descend(found, at, evaluations)


def _descend(found: Screen, at: Coordinates, evaluations: int) -> None:
    from scipy.optimize import minimize

    bounds = list(zip(*_bounds(found.claim, at.dim), strict=True))
    minimize(lambda x: found.margin(Coordinates(at.dim, tuple(map(float, x)))),
             np.array(at.values), method="Nelder-Mead", bounds=bounds,
             options={"maxfev": evaluations, "xatol": 1e-9, "fatol": 1e-12,
                      "initial_simplex": _simplex(np.array(at.values), bounds)})


def _edges(found: Screen, at: Coordinates) -> list[tuple[float, Coordinates]]:
    """Single coordinates pushed to the edge of the hypotheses, with the margins there: at the edge
    a true bound is tight and a false one breaks first."""
    pushed = []
    for axis, ends in enumerate(zip(*_bounds(found.claim, at.dim), strict=True)):
        for end in ends:
            moved = _push(found, at, axis, float(end))
            if moved is not None:
                pushed.append((found.margin(moved), moved))
    return pushed


def _push(found: Screen, at: Coordinates, axis: int, end: float) -> Coordinates | None:
    """The last point inside the hypotheses on the way to an end of the box outside them."""
    def moved(value: float) -> Coordinates:
        return Coordinates(at.dim, (*at.values[:axis], value, *at.values[axis + 1:]))

    inside, outside = at.values[axis], end
    if found.margin(moved(end)) < OUTSIDE:
        return None
    for _ in range(8):
        middle = (inside + outside) / 2
        if found.margin(moved(middle)) < OUTSIDE:
            inside = middle
        else:
            outside = middle
    return moved(inside)


def evolve(found: Screen, evaluations: int, rng: np.random.Generator) -> None:
    """Differential evolution over the whole box of each dimension."""
    from scipy.optimize import differential_evolution

    for dim in found.claim.dims:
        bounds = list(zip(*_bounds(found.claim, dim), strict=True))
        size = 15
        rounds = max(1, evaluations // (size * len(bounds)))
        differential_evolution(
            lambda x, dim=dim: found.margin(Coordinates(dim, tuple(map(float, x)))),
            bounds, popsize=size, maxiter=rounds, polish=False, tol=0, rng=rng)


def suspects(found: Screen, count: int) -> Iterator[Coordinates]:
    """Small rational neighbours of the nearest float instances of each dimension in turn, the
    simplest first: where rounding alone violates a claim, it does so in one dimension."""
    seen: set[Coordinates] = set()
    ranked = [_apart(nearest, count) for nearest in _by_dim(found).values()]
    in_turn = [at for turn in zip_longest(*ranked) for at in turn if at is not None]
    broken = {at for margin, at in found.seen if margin < 0}
    for at in in_turn[:count]:
        candidates = [Coordinates(at.dim, tuple(simplest(v, limit) for v in at.values))
                      for limit in (4, 12, 99)]
        if at in broken:  # at the edge of the hypotheses only the very number may be inside
            candidates += [Coordinates(at.dim, tuple(map(Fraction, at.values)))]
        for candidate in candidates:
            if candidate not in seen:
                seen.add(candidate)
                yield candidate


def _by_dim(found: Screen) -> dict[int, list[Coordinates]]:
    out: dict[int, list[Coordinates]] = {}
    for at in found.nearest(len(found.seen)):
        out.setdefault(at.dim, []).append(at)
    return dict(sorted(out.items()))


def _spread(nearest: list[Coordinates], count: int) -> list[Coordinates]:
    """Half of them the nearest, half evenly through the ranking."""
    first = _apart(nearest, -(-count // 2))
    return first + _evenly(nearest, count - len(first))


def _evenly(nearest: list[Coordinates], count: int) -> list[Coordinates]:
    return [nearest[len(nearest) * k // (count + 1)] for k in range(1, count + 1)]


def _bounds(claim: ClaimRecord, dim: int) -> tuple[np.ndarray, np.ndarray]:
    boxes = np.array([[float(low), float(high)] for low, high in claim.boxes(dim)])
    return boxes[:, 0], boxes[:, 1]


def _apart(nearest: list[Coordinates], count: int) -> list[Coordinates]:
    """The best few that are not the same point again."""
    chosen: list[Coordinates] = []
    for at in nearest[:RANKED]:
        here = np.array(at.values)
        if all(np.max(np.abs(here - np.array(other.values))) > 0.05 for other in chosen):
            chosen.append(at)
        if len(chosen) == count:
            break
    return chosen


def _simplex(start: np.ndarray, bounds: list[tuple[float, float]]) -> np.ndarray:
    """A start and one neighbour along each axis, a tenth of the box away, inside it."""
    points = [start]
    for axis, (low, high) in enumerate(bounds):
        point = start.copy()
        reach = (high - low) / 10
        point[axis] += reach if point[axis] + reach <= high else -reach
        points.append(point)
    return np.array(points)


def search(claim: ClaimRecord, members: list[Coordinates], effort: Effort,
           rng: np.random.Generator) -> Screen:
    """Screen the pool and its jitters, then optimise from the nearest."""
    if claim.samples is not None and claim.screen:
        count = max(1, round(claim.samples * effort.samples))
        return screen(claim, members[:: max(1, len(members) // count)][:count], 0, rng)
    near = screen(claim, members if claim.screen else [], effort.jitters, rng)
    if near.only_equations:
        return near  # a false equation fails almost everywhere, and a true one has no slope
    if effort.starts:
        hunt(near, effort.starts, effort.evaluations)
    if effort.evolve and not near.violated():
        evolve(near, effort.evolve, rng)
    return near
