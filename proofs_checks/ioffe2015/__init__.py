"""Ioffe & Szegedy 2015: the batch-normalizing transform, its gradients, its use at inference.

S. Ioffe, C. Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal
Covariate Shift", ICML 2015.
"""
