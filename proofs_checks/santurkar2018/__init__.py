"""Santurkar et al. 2018: batch normalization makes the loss smoother. Its bounds are equations.

S. Santurkar, D. Tsipras, A. Ilyas, A. Madry, "How Does Batch Normalization Help Optimization?",
NeurIPS 2018, as restated in the encyclopedia article on batch normalization. ℓ̂(x) = ℓ(γŷ + β1) is
the normalized loss of one unit over a batch of m rows; g, H are ∂ℓ/∂y, ∂²ℓ/∂y²; ε = 0 unless a row
says otherwise.
"""
