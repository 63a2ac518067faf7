"""The Hessian of a layer as an operator: products with it, without its entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bnlinear.exact.number import is_exact
from bnlinear.kinds import Matrix, Vector
from bnlinear.problems.layers.layer_batch import LayerBatch
from bnlinear.problems.layers.normalized_weights import to_normalised_gradient, to_weights

if TYPE_CHECKING:
    from scipy.sparse.linalg import LinearOperator


def hessian_product(layer: LayerBatch, b: Vector, W: Matrix) -> tuple[Any, Any]:
    """∇²𝓛 applied to (b, W): one product with H, one with Hᵀ, and a k × k block a sample.

    Shapes: b () and W (m,), or (k,) and (m, k) for k outputs.
    """
    a = layer.H @ W + b
    C = layer.curvature
    bent = C * a if C.ndim == 1 else np.einsum("jab,jb->ja", C, a)
    return bent.sum(axis=0) / layer.N, layer.H.T @ bent / layer.N


def preconditioned_product(layer: LayerBatch, z_b: Vector, z_w: Matrix, mean: Vector,
                           std: Vector) -> tuple[Any, Any]:
    """Pᵀ∇²𝓛P applied to (z_b, z_w); Ĝ is never formed, so a sparse H stays sparse."""
    theta = to_weights(z_b, z_w, mean, std)
    return to_normalised_gradient(*hessian_product(layer, *theta), mean, std)


def layer_operator(layer: LayerBatch, mean: Vector = None, std: Vector = None) -> LinearOperator:
    """∇²𝓛, or Pᵀ∇²𝓛P if μ and σ are given, as a SciPy linear operator.

    Parameters
    ----------
    layer
        Floats, H dense or sparse. Memory: that of H and of the curvature, (N, k, k).
    mean, std
        μ and σ > 0, shapes (m,); σ alone is not enough. With μ alone, σ = 1: centring.

    Returns
    -------
    LinearOperator
        Of shape ((m + 1)k, (m + 1)k), symmetric; the order of its entries is that of
        `LayerBatch.hessian`.

    Examples
    --------
    >>> layer = LayerBatch([[0.0, 2.0], [1.0, -1.0]], [1.0, 1.0])
    >>> layer_operator(layer) @ np.array([1.0, 0.0, 0.0])
    array([1. , 0.5, 0.5])
    """
    from scipy.sparse.linalg import LinearOperator

    if is_exact(layer.curvature):
        raise ValueError("the layer is exact; a linear operator needs floats (an exact Hessian: "
                         "layer.hessian())")
    if mean is None and std is not None:
        raise ValueError("std is given without mean; pass both, or mean alone to centre")
    raw = mean is None
    mean = np.zeros(layer.m) if raw else _entries(mean, "mean", layer.m)
    std = np.ones(layer.m) if std is None else _entries(std, "std", layer.m)
    wrong = np.flatnonzero(std <= 0).tolist()
    if wrong:
        raise ValueError(f"std is not positive for features {wrong}; drop constant features, or "
                         "smooth their variance")

    def product(vector: np.ndarray) -> np.ndarray:
        table = np.asarray(vector).reshape(layer.m + 1, layer.k)
        z_b, z_w = (table[0, 0], table[1:, 0]) if layer.curvature.ndim == 1 else (table[0],
                                                                                 table[1:])
        G_b, G_w = (hessian_product(layer, z_b, z_w) if raw
                    else preconditioned_product(layer, z_b, z_w, mean, std))
        return np.concatenate([np.ravel(G_b), np.ravel(G_w)])

    size = (layer.m + 1) * layer.k
    return LinearOperator((size, size), matvec=product, rmatvec=product, dtype=float)


def _entries(values: Vector, name: str, m: int) -> np.ndarray:
    found = np.asarray(values, dtype=float)
    if found.shape != (m,) or not np.all(np.isfinite(found)):
        raise ValueError(f"{name} has shape {found.shape}; it must hold a finite number for each "
                         f"of the {m} features")
    return found
