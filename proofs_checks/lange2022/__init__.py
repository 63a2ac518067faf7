"""Lange, Helfrich & Ye 2022: batch-normalization preconditioning (BNP).

S. Lange, K. Helfrich, Q. Ye, "Batch Normalization Preconditioning for Neural Network Training",
Journal of Machine Learning Research 23 (2022). Condition numbers here are those of Hessians: the
square of the condition numbers of the factors Ĥ, Ĝ where S = I/N. What was checked is the
statement printed at each claim; "as printed" refers to the slides on the paper.
"""
