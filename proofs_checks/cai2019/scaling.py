"""The scaling law: which problems are the same problem to BNGD."""

from bnlinear.claims import BNGDState, claim, eq, families, ne, ref
from bnlinear.dynamics import bngd_step
from bnlinear.exact import Number


def sign(number):
    return number / abs(number)


def scaled_step(p, Q, k, gamma, rho):
    """A step on (k²QᵀHQ, (γ/|k|)Qᵀu) from (sign(ρ)γa, ρQᵀw) with learning rate ερ²/γ²."""
    H = (k * k) * (Q.T @ p.H @ Q)
    u = (gamma / abs(k)) * (Q.T @ p.u)
    return bngd_step(sign(rho) * gamma * p.a, rho * (Q.T @ p.w), H, H @ u,
                     p.lr * rho**2 / gamma**2, p.lr_a)


@claim(
    statement="(H, u, a, w, ε) → (k²QᵀHQ, (γ/|k|)Qᵀu, sign(ρ)γa, ρQᵀw, ερ²/γ²) maps every step of "
              "BNGD by a → sign(ρ)γa, w → ρQᵀw (μ = k²)",
    source=ref("cai2019", remark="scaling law"),
    where=lambda p, Q, k, gamma, rho: [ne(k, 0), ne(gamma, 0), ne(rho, 0)],
    p=families.bngd_states(max_dim=3),
    Q=families.orthogonal(max_dim=3),
    k=families.scalars(-4, 4),
    gamma=families.scalars(-4, 4),
    rho=families.scalars(-4, 4),
)
def scaling_law(p, Q, k, gamma, rho):
    a, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    a_scaled, w_scaled = scaled_step(p, Q, k, gamma, rho)
    return eq(a_scaled, sign(rho) * gamma * a), eq(w_scaled, rho * (Q.T @ w))


@scaling_law.proof()
def _(prove, p, Q, k, gamma, rho):
    prove.identity()


@scaling_law.mutant
def _(p, Q, k, gamma, rho):  # a without the sign of ρ
    a, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    a_scaled, w_scaled = scaled_step(p, Q, k, gamma, rho)
    return eq(a_scaled, gamma * a), eq(w_scaled, rho * (Q.T @ w))


@claim(
    statement="the same with a → γa and w → γw for γ < 0",
    source=ref("cai2019", remark="scaling law, as it is often recalled"),
    where=lambda p, gamma: ne(gamma, 0),
    p=families.bngd_states(),
    gamma=families.scalars(-4, 4),
    expect="refuted",
    counterexample={"p": BNGDState.exact(H=[1], u=[1], w=[1], a=0, lr=1, lr_a=1),
                    "gamma": Number(-1)},
    repairs="cai2019.scaling_law",
)
def scaling_law_negative_gamma_as_recalled(p, gamma):
    a, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    a_scaled, w_scaled = bngd_step(gamma * p.a, gamma * p.w, p.H, gamma * p.g, p.lr, p.lr_a)
    return eq(a_scaled, gamma * a), eq(w_scaled, gamma * w)
