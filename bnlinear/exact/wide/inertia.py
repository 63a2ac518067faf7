"""How many eigenvalues of a symmetric matrix can be 0 or more: floats, every rounding bounded."""

from __future__ import annotations

import numpy as np

#: Half the distance from 1 to the next float; and what underflow can add to any sum met here.
UNIT, TINY = 2.0**-53, 1e-280


def most_nonnegative(M: np.ndarray, error: float) -> int:
    """At most so many eigenvalues of M + E are 0 or more, for every symmetric E, ‖E‖₂ ≤ error.

    Let V, Λ be what LAPACK returns, whatever its quality. VᵀV = I + G and MV = VΛ + R give
    Vᵀ(M + E)V = Λ + F with ‖F‖ ≤ ‖G‖‖Λ‖ + ‖V‖‖R‖ + ‖V‖²‖E‖ and ‖V‖² ≤ 1 + ‖G‖. If ‖G‖ < 1, V is
    regular, so that M + E has the signs of Λ + F (Sylvester), and these eigenvalues are within ‖F‖
    of those of Λ (Weyl). Norms are Frobenius norms of what floats computed, plus the bound
    γ_k = ku/(1 − ku) on the rounding of a sum of k products in any order (Higham 2002, §3.1).

    Parameters
    ----------
    M
        Symmetric floats of size about 1, shape (m, m).
    error
        Bound on ‖E‖₂.

    Examples
    --------
    >>> most_nonnegative(np.diag([1.0, -1.0, 1e-9]), 1e-12)
    2
    >>> most_nonnegative(np.diag([1.0, -1.0, -1e-9]), 1e-8)  # E may lift the last one
    2
    """
    m = len(M)
    try:
        values, V = np.linalg.eigh(M)
    except np.linalg.LinAlgError:
        return m
    gamma = (m + 2) * UNIT / (1 - (m + 2) * UNIT)
    spread = float(np.max(np.abs(values)))
    G = _norm(V.T @ V - np.eye(m)) + gamma * _norm(V) ** 2
    R = _norm(M @ V - V * values) + gamma * (_norm(M) + spread) * _norm(V)
    F = (G * spread + np.sqrt(1 + G) * R + (1 + G) * error) * 1.001 + TINY  # its own rounding
    if not G < 0.5 or not np.isfinite(F):
        return m
    return int(np.sum(values >= -F))


def _norm(A: np.ndarray) -> float:
    """The Frobenius norm, with a margin for its own rounding."""
    return float(np.linalg.norm(A)) * (1 + 4 * A.size * UNIT) + TINY
