"""Ordinary least squares, and its batch-normalized loss.

J₀(w) = ½E(y − xᵀw)² = c/2 − wᵀg + ½wᵀHw, with H = E[xxᵀ], g = E[xy], c = E[y²], E[x] = 0.
Batch normalization divides by the length σ = √(wᵀHw) and learns a scale a (Cai et al. 2019):
J(a, w) = ½E(y − a xᵀw/σ)² = c/2 − a wᵀg/σ + a²/2.

Every method below is a formula in `@ + - * /` and `sqrt`, so it holds for floats, exact
numbers, and the moments of the proof kernel alike. H may be singular (fewer rows than features,
features that depend on each other): see `bnlinear.problems.ranges`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bnlinear.checks import ArgumentError, counted
from bnlinear.exact.matrices import diagonal, is_symmetric, solve
from bnlinear.exact.moments import Operator
from bnlinear.exact.number import Number, is_exact
from bnlinear.exact.rotations import Rotated
from bnlinear.kinds import Batch, Matrix, Operand, Scalar, Vector
from bnlinear.problems.centring import centred, check_squares
from bnlinear.problems.checks import check_numbers
from bnlinear.problems.powers import scaled
from bnlinear.problems.ranges import Range, Whole, range_of


@dataclass(frozen=True, eq=False)
class LeastSquares:
    """Minimise J₀(w) = c/2 − wᵀg + ½wᵀHw.

    Parameters
    ----------
    H
        Symmetric positive semidefinite matrix, shape (d, d): floats, or an object array of exact
        numbers (`bnlinear.exact.array`). In floats an eigenvalue counts as 0 up to d·eps·λmax.
    g
        Vector in the range of H, shape (d,), of the same kind.
    c
        E[y²] ≥ gᵀH⁺g, so that the loss is nonnegative. Scaling: H, g, c are means (1/n).

    Raises
    ------
    ValueError
        If the shapes do not fit, H is not symmetric positive semidefinite, an entry is not
        finite, g is not in the range of H, or c is smaller than gᵀH⁺g.

    Examples
    --------
    >>> problem = LeastSquares([[2.0, 0.0], [0.0, 1.0]], [2.0, 3.0], 12.0)
    >>> problem.u, problem.R_star
    (array([1., 3.]), np.float64(11.0))
    """

    H: Matrix
    g: Vector
    c: Scalar

    def __post_init__(self) -> None:
        if not _is_plain(self.H):
            return  # moments: their hypotheses are the kernel's business
        H, g = _checked(self.H, self.g)
        object.__setattr__(self, "H", H)
        object.__setattr__(self, "g", g)
        c = Number(self.c) if is_exact(H) else float(self.c)
        object.__setattr__(self, "c", c)
        if isinstance(c, float) and not np.isfinite(c):
            raise ValueError(f"c = {c}; it must be finite: c = E[y²] ≥ gᵀH⁻¹g")
        self._check_range()
        if not c >= self.R_star - self._rounding_of_R_star():
            raise ValueError(f"c = {c} is smaller than gᵀH⁻¹g = {self.R_star}; c = E[y²] is at "
                             "least that, or the loss would be negative")

    def _check_range(self) -> None:
        """Refuse a g outside of the range of H: along its null part the loss falls for ever.

        In floats an eigenvalue λ ≤ d·eps·λmax counts as 0; since gᵢ² ≤ λc for data, its gᵢ is
        rounding up to √(d·eps·λmax·c).
        """
        outside = self.null_part(self.g)
        if is_exact(self.H):
            wrong = bool(np.any(outside != 0))
        else:
            eps = len(self.H) * np.finfo(float).eps
            wrong = outside @ outside > (4 * eps * _frobenius(self.H) * abs(self.c)
                                         + (4 * eps) ** 2 * (self.g @ self.g))
        if wrong:
            raise ArgumentError("g", self.g, "it must be in the range of H, or the loss has no "
                                "minimum", "take H, g and c from the same data")

    @classmethod
    def from_data(cls, X: Batch, y: Vector, *, centre: bool = True) -> LeastSquares:
        """From n rows of data: H = XᵀX/n, g = Xᵀy/n, c = yᵀy/n.

        Parameters
        ----------
        X
            Features, shape (n, d). Columns may be constant or depend on each other, and there
            may be fewer rows than columns.
        y
            Target, shape (n,).
        centre
            Subtract the means of X and y first, as batch normalization with a shift does
            (default). The papers assume E[x] = 0.
        """
        X, y = check_numbers(X, "X"), check_numbers(y, "y")
        if X.ndim != 2 or y.shape != (len(X),):
            raise ValueError(f"X has shape {X.shape} and y {y.shape}; they must be (n, d) and (n,)")
        if len(X) < 2:
            raise ValueError(f"X has {counted(len(X), 'row')}; at least two are needed")
        n = len(X)
        if centre:
            X, y = centred(X, "X"), centred(y, "y")
        check_squares(X, "X")
        check_squares(y, "y")
        H = X.T @ X / n
        return cls(H=(H + H.T) / 2, g=X.T @ y / n, c=y @ y / n)

    @classmethod
    def from_spectrum(cls, eigenvalues: Vector, u: Vector, *, residual: Scalar = 0) -> LeastSquares:
        """Diagonal H with the given eigenvalues, minimiser u, and smallest loss residual/2."""
        values = check_numbers(eigenvalues, "eigenvalues")
        minimiser = check_numbers(u, "u")
        if values.ndim != 1 or minimiser.shape != values.shape:
            raise ValueError(f"eigenvalues has shape {values.shape} and u {minimiser.shape}; "
                             "both must be vectors of one length")
        return cls.from_minimiser(diagonal(values), minimiser, residual=residual)

    @classmethod
    def from_minimiser(cls, H: Matrix, u: Vector, *, residual: Scalar = 0) -> LeastSquares:
        """The problem whose minimiser is u: g = Hu, c = uᵀHu + residual."""
        problem = cls(H, H @ u, u @ H @ u + residual)
        problem.__dict__["u"] = u  # known: do not solve for it again
        return problem

    @cached_property
    def u(self) -> Vector:
        """The minimiser H⁻¹g; the shortest one, H⁺g, where H is singular."""
        return self._range.solve(self.g) if _is_plain(self.H) else solve(self.H, self.g)

    @cached_property
    def _range(self) -> Range:
        # among moments H is an operator without a null space
        return range_of(self.H) if _is_plain(self.H) else Whole(self.H)

    @property
    def nullity(self) -> int:
        """How many dimensions the null space of H has, and the flat u + ker H of minimisers."""
        return len(self.g) - self._range.rank

    def range_part(self, w: Vector) -> Vector:
        """The part of w that the loss sees: its projection on the range of H."""
        return self._range.project(w)

    def null_part(self, w: Vector) -> Vector:
        """The part of w in the null space of H, which no step of a method changes."""
        return w - self._range.project(w)

    def nearest_minimiser(self, w: Vector) -> Vector:
        """The minimiser nearest to w, u + null_part(w): the limit of gradient descent from w."""
        return self.u + self.null_part(w)

    @cached_property
    def R_star(self) -> Scalar:
        """R* = uᵀHu: what the best predictor explains; the smallest loss is (c − R*)/2."""
        return self.u @ self.H @ self.u

    def _rounding_of_R_star(self) -> Scalar:
        """How far floats may miss R*; nothing for exact numbers."""
        if is_exact(self.H):
            return 0
        # backward error of one solve, (H + δH)u = g with |δH| ≲ d·eps·|H|, so |uᵀδHu| times 2;
        # and the rounding of H, g, c as means of data: eps times their size, with room to spare
        solve = 2 * len(self.H) * np.finfo(float).eps * (_frobenius(self.H) * self.u @ self.u)
        return solve + 1e-9 * (abs(self.c) + abs(self.R_star))

    @property
    def H_star(self) -> Matrix:
        """H* = H − ggᵀ/(uᵀg): the Hessian that batch normalization leaves at a minimiser.

        Its null space is ℝu and that of H.
        """
        return self.H - outer(self.g, self.g) / (self.u @ self.g)

    # -- the plain loss --------------------------------------------------------------------

    def loss(self, w: Vector) -> Scalar:
        """J₀(w)."""
        return self.c / 2 - w @ self.g + w @ self.H @ w / 2

    def excess_loss(self, w: Vector) -> Scalar:
        """J₀(w) − min J₀ = ½⟨w − u, H(w − u)⟩: no cancellation."""
        error = self.range_part(w - self.u)  # in floats H leaves rounding of a null part
        return error @ self.H @ error / 2

    # -- the batch-normalized loss (Cai et al. 2019) ---------------------------------------

    def bn_loss(self, a: Scalar, w: Vector) -> Scalar:
        """J(a, w) = c/2 − a x/σ + a²/2 with x = wᵀg, σ = √(wᵀHw)."""
        w = self._direction(w)
        return self.c / 2 - a * (w @ self.g) / np.sqrt(w @ self.H @ w) + a * a / 2

    def bn_excess_loss(self, a: Scalar, w: Vector) -> Scalar:
        """J(a, w) − min J = ½(a − x/σ)² + ½|yu − xw|²_H/y²: no cancellation."""
        w = self._direction(w)
        x, y = w @ self.g, w @ self.H @ w
        return ((a - x / np.sqrt(y)) ** 2 + self.direction_gap(w)) / 2

    def direction_gap(self, w: Vector) -> Scalar:
        """R* − x²/y = |yu − xw|²_H/y² ≥ 0: how far the direction of w is from that of u."""
        w = self._direction(w)
        x, y = w @ self.g, w @ self.H @ w
        miss = (y * self.u - x * w) / y  # y² would leave the range of floats; an infinite y shows
        return miss @ self.H @ miss

    def _direction(self, w: Vector) -> Vector:
        """What a normalized loss sees of w; in floats of a length whose square is one."""
        return scaled(self.range_part(w))[0]


def _checked(H: Matrix, g: Vector) -> tuple[np.ndarray, np.ndarray]:
    """A symmetric H and a g that fits, both floats or both exact numbers."""
    H, g = check_numbers(H, "H"), check_numbers(g, "g")
    if H.ndim != 2 or H.shape[0] != H.shape[1]:
        raise ValueError(f"H has shape {H.shape}; it must be square, one row a feature")
    if g.shape != (len(H),):
        raise ValueError(f"g has shape {g.shape} but H has shape {H.shape}; "
                         f"g must have shape ({len(H)},)")
    if is_exact(H) != is_exact(g):
        raise ValueError("H and g must both be floats or both be exact numbers; "
                         "convert one with bnlinear.exact.array")
    if not is_symmetric(H):
        raise ValueError("H is not symmetric; pass (H + H.T)/2 if it is so up to rounding")
    return H, g


def outer(left: Operand, right: Operand) -> Matrix:
    """The rank-one operator h ↦ left ⟨right, h⟩, for arrays and for moments."""
    return np.outer(left, right) if isinstance(left, np.ndarray) else left.outer(right)


def _is_plain(value: object) -> bool:
    """Is it data to be checked, and not an operator among moments?"""
    return not isinstance(value, Operator | Rotated)


def _frobenius(H: Matrix) -> float:
    """A bound on λmax, of a float matrix; squares of its entries may leave the floats."""
    size = np.abs(H).max() or 1.0
    return float(size * np.linalg.norm(H / size))
