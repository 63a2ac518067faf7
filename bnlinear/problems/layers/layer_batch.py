"""One layer on one mini-batch: the Hessian of the loss in its weights, raw and preconditioned.

𝓛(b, W) = (1/N) Σ_j ℓ_j(b + Wᵀh_j), with the features h_j ∈ ℝᵐ that the layer is given, and k
outputs. The weights are stacked as θ = (b, W) of shape (m + 1, k), flattened row by row. With
Ĥ = [1, H],

    ∇²𝓛 = (1/N) Σ_j ĥ_j ĥ_jᵀ ⊗ ∇²ℓ_j,   and for one output = ĤᵀSĤ, S = diag(ℓ″)/N.

On normalized features (h − μ)/σ the same layer has the Hessian ĜᵀSĜ = Pᵀ∇²𝓛P (Lange, Helfrich &
Ye 2022). S may be indefinite: ℓ need not be convex.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from bnlinear.checks import counted
from bnlinear.exact.number import Number, is_exact
from bnlinear.kinds import Batch, Vector
from bnlinear.problems.checks import check_numbers
from bnlinear.problems.layers.feature_statistics import mean_and_variance, sparse_mean_and_variance
from bnlinear.problems.losses.curvatures import curvature_of
from bnlinear.problems.losses.margin import Loss


@dataclass(frozen=True, eq=False)
class LayerBatch:
    """The features of a mini-batch and the curvature of the loss at each sample.

    Parameters
    ----------
    H
        Features, shape (N, m): floats, exact numbers, or a SciPy sparse matrix.
    curvature
        ∂²ℓ_j/∂a² in the outputs a = b + Wᵀh_j: shape (N,), or (N, k, k) for k outputs. No 1/N.

    Raises
    ------
    ValueError
        If shapes do not fit, an entry is not a finite number, or a ∇²ℓ_j is not symmetric.

    Examples
    --------
    >>> layer = LayerBatch([[0.0, 2.0], [1.0, -1.0]], [1.0, 1.0])
    >>> layer.hessian()
    array([[ 1. ,  0.5,  0.5],
           [ 0.5,  0.5, -0.5],
           [ 0.5, -0.5,  2.5]])
    >>> np.linalg.eigvalsh(layer.normalised().hessian()).round(12) + 0.0
    array([0., 1., 2.])
    """

    H: Batch
    curvature: Any

    def __post_init__(self) -> None:
        H = self.H if is_sparse(self.H) else check_numbers(self.H, "H")
        if H.ndim != 2 or 0 in H.shape:
            raise ValueError(f"H has shape {H.shape}; it must be (N, m), one row a sample, with "
                             "at least one sample and one feature")
        if is_sparse(self.H) and not np.all(np.isfinite(self.H.tocsr().data)):
            raise ValueError("H has entries that are not finite; every entry must be")
        C = check_numbers(self.curvature, "curvature")
        if C.ndim not in (1, 3) or len(C) != H.shape[0] or C.shape[1:2] != C.shape[2:]:
            raise ValueError(f"curvature has shape {C.shape} but H has {H.shape[0]} rows; it must "
                             f"be ({H.shape[0]},), or ({H.shape[0]}, k, k) for k outputs")
        if is_exact(C) != (not is_sparse(H) and is_exact(H)):
            raise ValueError("H and curvature must both be floats or both be exact numbers; "
                             "convert one with bnlinear.exact.array")
        if C.ndim == 3 and not np.all(C == C.transpose(0, 2, 1)):
            raise ValueError("curvature holds a matrix that is not symmetric; a Hessian is: pass "
                             "(C + C.transpose(0, 2, 1))/2 if it is so up to rounding")
        object.__setattr__(self, "H", H)
        object.__setattr__(self, "curvature", C)

    @classmethod
    def from_loss(cls, H: Batch, loss: str | Loss | Any, scores: Batch = None,
                  y: Vector = None) -> LayerBatch:
        """With the curvature of a loss at the layer's outputs.

        Parameters
        ----------
        H
            Features, shape (N, m).
        loss
            "squared", "logistic", "poisson", "softmax"; a `Loss` of the margin −ya (y = ±1); or a
            function of (scores, y) that returns the curvatures, (N,) or (N, k, k).
        scores
            a = b + Wᵀh of each sample, (N,) or (N, k). The squared loss needs none if k = 1.
        y
            Targets; only a `Loss` or a function may need them.
        """
        N = np.shape(H)[0] if np.ndim(H) else 0
        if scores is None and loss == "squared":
            return cls(H, [Number(1)] * N if is_exact(H) else np.ones(N))
        return cls(H, curvature_of(loss, scores, y, N))

    @property
    def N(self) -> int:
        """Samples."""
        return int(self.H.shape[0])

    @property
    def m(self) -> int:
        """Features."""
        return int(self.H.shape[1])

    @property
    def k(self) -> int:
        """Outputs."""
        return int(self.curvature.shape[1]) if self.curvature.ndim == 3 else 1

    def __repr__(self) -> str:
        return (f"LayerBatch({counted(self.N, 'sample')}, {counted(self.m, 'feature')}, "
                f"{counted(self.k, 'output')})")

    # -- Hessians ---------------------------------------------------------------------------

    def hessian(self) -> np.ndarray:
        """∇²𝓛, shape ((m + 1)k, (m + 1)k); exact for exact data. Dense: see `layer_operator`."""
        H = self.H.toarray() if is_sparse(self.H) else self.H
        ones = H[:, :1] * 0 + 1
        H_hat = np.hstack([ones, H])
        if self.curvature.ndim == 1:
            return np.asarray((H_hat.T * self.curvature) @ H_hat / self.N)
        size = (self.m + 1) * self.k
        blocks = [H_hat.T @ (self.curvature[:, a, b, None] * H_hat)
                  for a in range(self.k) for b in range(self.k)]
        stacked = np.array(blocks).reshape(self.k, self.k, self.m + 1, self.m + 1)
        return np.asarray(stacked.transpose(2, 0, 3, 1).reshape(size, size) / self.N)

    def centred(self, mean: Vector = None) -> LayerBatch:
        """The same batch with the features h − μ; μ is the batch mean unless given."""
        mean = self.statistics()[0] if mean is None else mean
        return LayerBatch(self._dense() - mean, self.curvature)

    def normalised(self, mean: Vector = None, variance: Vector = None,
                   constant: Literal["drop", "refuse"] = "drop") -> LayerBatch:
        """The same batch with the features (h − μ)/σ: its `hessian()` is ĜᵀSĜ.

        Parameters
        ----------
        mean, variance
            μ and σ², shapes (m,); by default those of the batch. For ε pass
            `smoothed_variance(variance, eps1, eps2)`.
        constant
            Features with σ = 0: left out ("drop", but one column of zeros stays if all are), or
            refused with a `ValueError`.
        """
        found = self.statistics()
        mean = found[0] if mean is None else np.asarray(mean)
        variance = found[1] if variance is None else np.asarray(variance)
        for name, values in (("mean", mean), ("variance", variance)):
            if np.shape(values) != (self.m,):
                raise ValueError(f"{name} has shape {np.shape(values)}; it must be ({self.m},), "
                                 "one entry a feature")
        if not np.all(variance >= 0):
            raise ValueError(f"variance = {variance}; a variance is a number, 0 or more")
        rest = np.asarray(variance == 0, dtype=bool)
        if rest.any() and constant == "refuse":
            raise ValueError(f"features {np.flatnonzero(rest).tolist()} are constant in this "
                             "batch; drop them (constant='drop'), or pass a smoothed variance")
        if constant not in ("drop", "refuse"):
            raise ValueError(f"constant = {constant!r}; it must be 'drop' or 'refuse'")
        if rest.all():
            return LayerBatch(self._dense()[:, :1] * 0, self.curvature)
        moved = self._dense()[:, ~rest] - mean[~rest]
        return LayerBatch(moved / np.sqrt(variance[~rest]), self.curvature)

    def statistics(self, weights: Vector = None) -> tuple[Any, Any]:
        """μ and σ² of the features, shapes (m,); weighted by `weights`, (N,), if given."""
        if is_sparse(self.H) and weights is None:
            return sparse_mean_and_variance(self.H)
        if weights is not None:
            weights = check_numbers(weights, "weights")
            if weights.shape != (self.N,) or not weights.sum() > 0:
                raise ValueError(f"weights has shape {weights.shape} and sum {weights.sum()}; it "
                                 f"must be ({self.N},), one weight a sample, with a positive sum")
        return mean_and_variance(self._dense(), weights)

    def _dense(self) -> np.ndarray:
        if is_sparse(self.H):
            raise ValueError("H is sparse; centred features are dense. Use "
                             "layer_operator(layer, mean, std), or pass H.toarray()")
        return np.asarray(self.H)


def is_sparse(H: Batch) -> bool:
    """A SciPy sparse matrix or array? (SciPy is not imported to find out.)"""
    return hasattr(H, "tocsr")
