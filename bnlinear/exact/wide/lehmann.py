"""Where the largest eigenvalue lies, once it is known how many are above a number.

Let at most c eigenvalues of the symmetric A be above τ, and let X have c columns with
T = Xᵀ(A − τ)X positive definite. With S = XᵀX and U = Xᵀ(A − τ)²X,

    λ_max ≤ τ + ν for every ν with νT − U positive semidefinite, and λ_max ≥ τ + T_jj/S_jj.

The first is Lehmann's bound (for c = 1 Temple's quotient). Proof: y = (A − τ)x has
yᵀ(A − τ)⁻¹y/yᵀy = xᵀTx/xᵀUx ≥ 1/ν on a space of dimension c, so the c-th largest eigenvalue of
(A − τ)⁻¹, which has at most c positive ones, is at least 1/ν (Courant, Fischer). If τ is an
eigenvalue, take the limit from above. ∎ The second is Rayleigh's quotient. The gap between both is
the square of the residual over the distance to τ: vectors good to 16 digits give 30.
"""

from __future__ import annotations

from flint import arb, arb_mat


def beyond(X: arb_mat, Y: arb_mat) -> arb | None:
    """λ_max − τ in a ball, from X and Y = (A − τ)X; None if these vectors cannot tell."""
    Xt, Yt = X.transpose(), Y.transpose()
    S, T, U = Xt * X, Xt * Y, Yt * Y
    size = range(X.ncols())
    if not all(S[j, j] > 0 and T[j, j] > 0 for j in size):
        return None
    low = T[0, 0] / S[0, 0]
    for j in size:
        low = low.max(T[j, j] / S[j, j])
    high = _upper(T, U)
    return None if high is None else low.union(high)


def _upper(T: arb_mat, U: arb_mat) -> arb | None:
    """ν with νT − U diagonally dominant, near the least: first for each row alone, then more."""
    size = range(T.nrows())
    nu = U[0, 0] / T[0, 0]
    for j in size:
        nu = nu.max(U[j, j] / T[j, j])
    if len(size) == 1:
        return nu
    nu = arb(nu.upper())
    more = arb(0)
    for i in size:
        inside = T[i, i] - sum((abs(T[i, j]) for j in size if j != i), arb(0))
        if not inside > 0:
            return None
        lack = sum((abs(nu * T[i, j] - U[i, j]) for j in size if j != i), arb(0))
        more = more.max((lack - (nu * T[i, i] - U[i, i])) / inside)
    return arb((nu + more).upper())
