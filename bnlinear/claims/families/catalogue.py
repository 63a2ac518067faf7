"""The families that come with bnlinear, each a function of its dimensions and ranges."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

from bnlinear.claims.families.coordinates import Box, box_of
from bnlinear.claims.families.family import Family
from bnlinear.claims.families.instances import (
    BNGDState,
    Direction,
    Eigenmatrix,
    MiniBatch,
    Point,
)
from bnlinear.claims.families.matrices import DataPart, OrthogonalPart, Spectrum
from bnlinear.claims.families.parts import ScalarPart, VectorPart
from bnlinear.problems import LeastSquares

#: An end of a range, exactly: a float means the binary number it holds.
End: TypeAlias = int | float | str | Fraction


def _problem(v: dict[str, Any]) -> LeastSquares:
    return LeastSquares.from_minimiser(v["H"], v["u"], residual=v.get("residual", 0))


def _box(low: End, high: End) -> Box:
    return Fraction(low), Fraction(high)


def _ranged(name: str, given: tuple[Any, Any] | None, default: tuple[Any, Any],
            sign: str) -> ScalarPart:
    """A scalar in the author's range, which is part of the family, or in one that is searched."""
    return ScalarPart(name, box_of(name, default if given is None else given), sign,
                      open_box=given is None)


def least_squares(*, min_dim: int = 1, max_dim: int = 4) -> Family:
    """A least-squares problem and a nonzero point w; minimiser u ≠ 0."""
    return Family(
        "least_squares",
        (Spectrum(), VectorPart("u"), VectorPart("w"),
         ScalarPart("residual", _box(0, 4), ">= 0", open_box=True)),
        lambda v: Point(_problem(v), v["mu"], v["L"], v["w"]), min_dim, max_dim)


def directions(*, min_dim: int = 1, max_dim: int = 4,
               effective_lr: tuple[Any, Any] | None = None) -> Family:
    """A direction w ≠ 0, a minimiser u ≠ 0, an effective learning rate ê ≥ 0 in the given range."""
    learning_rate = _ranged("effective_lr", effective_lr, (0, 8), "")
    return Family(
        "directions",
        (Spectrum(), VectorPart("u"), VectorPart("w"),
         learning_rate),
        lambda v: Direction(_problem(v), v["mu"], v["L"], v["w"], v["effective_lr"]),
        min_dim, max_dim)


def bngd_states(*, min_dim: int = 1, max_dim: int = 4, lr: tuple[Any, Any] | None = None,
                lr_a: tuple[Any, Any] | None = None) -> Family:
    """A BNGD state (a, w) with learning rates ε > 0, ε_a > 0, and a test direction (alpha, h).

    Learning rates are in the given ranges; without one they are searched in (0, 32] and (0, 2], and
    beyond.

    The length σ = √(wᵀHw) is a coordinate: H is scaled to it. So σ is rational, and one step of
    BNGD takes no irrational root: equations about it are decided exactly.
    """
    return Family(
        "bngd_states",
        (Spectrum(), VectorPart("u"), VectorPart("w"), ScalarPart("sigma", _box("1/4", 4), "> 0"),
         ScalarPart("a", _box(-4, 4), open_box=True),
         _ranged("lr", lr, (0, 32), "> 0"), _ranged("lr_a", lr_a, (0, 2), "> 0"),
         VectorPart("h", nonzero=False), ScalarPart("alpha", _box(-2, 2), open_box=True),
         ScalarPart("residual", _box(0, 4), ">= 0", open_box=True)),
        _bngd_state, min_dim, max_dim, adjust=_scaled_to_sigma)


def _scaled_to_sigma(v: dict[str, Any]) -> dict[str, Any]:
    scale = v["sigma"] ** 2 / (v["w"] @ v["H"] @ v["w"])
    return v | {name: v[name] * scale for name in ("H", "mu", "L")}


def _bngd_state(v: dict[str, Any]) -> BNGDState:
    return BNGDState(_problem(v), v["mu"], v["L"], v["w"], v["a"], v["lr"], v["lr_a"],
                     v["h"], v["alpha"])


def spectra(*, min_dim: int = 1, max_dim: int = 4) -> Family:
    """A symmetric positive definite matrix with known rational eigenvalues: fields H, mu, L."""
    return Family("spectra", (Spectrum(),), lambda v: Eigenmatrix(v["H"], v["mu"], v["L"]),
                  min_dim, max_dim)


def orthogonal(*, min_dim: int = 1, max_dim: int = 4, how: str = "rotations") -> Family:
    """An exactly orthogonal matrix: "rotations" (Pythagorean) or "cayley"."""
    if how not in ("rotations", "cayley"):
        raise ValueError(f"how = {how!r}; it must be 'rotations' or 'cayley'")
    return Family("orthogonal", (OrthogonalPart("Q", how),), lambda v: v["Q"], min_dim, max_dim)


def mini_batches(*, min_dim: int = 1, max_dim: int = 3, extra_rows: int = 2,
                 full_rank: bool = True) -> Family:
    """A mini-batch with d features and d + `extra_rows` rows: fields X and y.

    With `full_rank` (default) the columns of [1, X] are independent.
    """
    if extra_rows < 1:
        raise ValueError(f"extra_rows = {extra_rows}; [1, X] needs at least d + 1 rows")
    return Family("mini_batches", (DataPart(extra_rows, full_rank),),
                  lambda v: MiniBatch(v["X"], v["y"]), min_dim, max_dim)


def scalars(low: End, high: End, *, sign: str = "") -> Family:
    """One number in [low, high]."""
    return Family("scalars", (ScalarPart("value", box_of("value", (low, high)), sign),),
                  lambda v: v["value"], 1, 1)
