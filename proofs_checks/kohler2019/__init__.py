"""Kohler et al. 2019: length-direction decoupling, the Rayleigh quotient and GDNP.

J. Kohler, H. Daneshmand, A. Lucchi, M. Zhou, K. Neymeyr, T. Hofmann, "Exponential convergence
rates for Batch Normalization", AISTATS 2019. The paper writes u for E[−yx] = −g (here `minus_g`),
S for H, and ρ(w) = −(uᵀw)²/wᵀSw = −x²/y. What was checked is the statement printed at each claim.
"""
