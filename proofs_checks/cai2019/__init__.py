"""Cai, Li & Shen 2019: a quantitative analysis of batch normalization on least squares.

Q. Cai, Q. Li, Z. Shen, "A Quantitative Analysis of the Effect of Batch Normalization on Gradient
Descent", ICML 2019. Theorem numbers are not cited: what was checked is the statement printed here.
"""
