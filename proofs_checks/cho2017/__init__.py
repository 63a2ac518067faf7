"""Cho & Lee 2017: optimisation of batch-normalized weights on the Grassmannian G(1, n).

M. Cho, J. Lee, "Riemannian approach to batch normalization", NeurIPS 2017. The weights of a
normalized unit are treated as a point y of the unit sphere that stands for its line. What was
checked is the statement printed at each claim; u = h/|h|, and pt is parallel transport.
"""
