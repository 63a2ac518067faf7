"""The published list of textbook lemmas that a proof may use without proving them.

A proof names them in ``uses=``; the report prints them. Nothing else may be assumed.
"""

LEMMAS: dict[str, str] = {
    "continuity": "A rational function, with roots of positive numbers, is continuous where its "
                  "denominators do not vanish: its limit there is its value.",
    "Cauchy": "A sequence of points whose steps are summable, Σ|z_{k+1} − z_k| < ∞, converges.",
    "connected limit set": "A bounded sequence whose steps tend to 0 has a compact and connected "
                           "set of limit points; a connected set that meets one of finitely many "
                           "disjoint closed sets covering it lies in that one.",
    "cosine": "cos θ decreases from 1 to −1 on [0, π], and cos(2π − θ) = cos θ. So cos θ = 1 "
              "exactly at the multiples of 2π, and sin θ = 0 exactly at the multiples of π.",
    "Courant–Fischer": "The k-th smallest eigenvalue of a symmetric matrix is the maximum over "
                       "subspaces S of codimension k − 1 of the minimum of ⟨h, Mh⟩/⟨h, h⟩ over "
                       "h ≠ 0 in S. So m⟨h, h⟩ ≤ ⟨h, Mh⟩ on a subspace of codimension 1 bounds "
                       "the second smallest eigenvalue below by m.",
    "fundamental theorem of calculus": "∫ₐᵇ F′ = F(b) − F(a); to b = ∞ where F has a limit there.",
    "Gaussian integral": "∫₀^∞ exp(−z²/2) dz = √(π/2).",
    "gamma function": "Π_{l<n} (l + β)/(l + α) = Γ(n + β)Γ(α)/(Γ(n + α)Γ(β)) for α, β > 0, and "
                      "Γ(n + β)/Γ(n + α) is asymptotically n^(β − α).",
    "gradient independence": "In a random network the gradients that arrive at a layer are, as the "
                             "width tends to infinity, distributed as if backpropagation used "
                             "fresh weights, independent of the forward pass (Yang 2019, for "
                             "Gaussian weights and an output layer drawn independently).",
    "induction": "A bound for one step from any state that satisfies the hypotheses, whose factor "
                 "does not depend on the state, holds to the T-th power after T steps, as long as "
                 "the hypotheses hold on the way.",
    "intermediate value": "A continuous real function on an interval that takes a negative and a "
                          "positive value vanishes in between.",
    "law of large numbers": "The mean of n independent draws with a finite mean tends to it as "
                            "n → ∞.",
    "linearity of expectation": "E Σ c_ij z_i z_j = Σ c_ij E[z_i z_j]. For m draws z_i with mean "
                                "0 and variance v, E[z_i²] = v, and for i ≠ j E[z_i z_j] = 0 if "
                                "they are independent, −v/(n − 1) if they are drawn without "
                                "replacement from n numbers.",
    "monotone convergence": "A bounded monotone sequence of real numbers converges.",
    "Stein": "For t = zᵀw, z ∼ N(u, Σ) and φ with suitably bounded derivatives, "
             "E[zφ′(t)] = E[φ′(t)]u + E[φ″(t)]Σw.",
    "spectral theorem": "A real symmetric H has an orthonormal basis of eigenvectors; so if "
                        "p(λ) ≥ 0 on its spectrum, then ⟨e, p(H)e⟩ ≥ 0 for every e.",
}
