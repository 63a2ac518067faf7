"""Closed forms: rates, stable ranges, the Hessians that normalization leaves."""

from bnlinear.theory.rates import iterations, lr_max, lr_opt, rate

__all__ = ["iterations", "lr_max", "lr_opt", "rate"]
