"""Closed forms: rates, stable ranges, the Hessians that normalization leaves."""

from typing import TYPE_CHECKING

from bnlinear.lazy import lists, offers

if TYPE_CHECKING:
    from bnlinear.theory.bngd import (
        effective_lr,
        effective_lr_large,
        effective_lr_limit,
        effective_lr_small,
        hstar_extremes,
        linear_rate,
        usable_range,
        usable_range_median,
    )
    from bnlinear.theory.explosion import (
        explosion_factor,
        finite_batch_factor,
        simulate_explosion,
    )
    from bnlinear.theory.gdnp import (
        better_rayleigh_rate,
        bisection_bound,
        gradient_bound,
        rayleigh_rate,
    )
    from bnlinear.theory.rates import iterations, lr_max, lr_opt, rate
    from bnlinear.theory.sgdg import largest_step, lr_without_wrap, sgdg_lr_max
    from bnlinear.theory.smoothness import bn_curvature, bn_gradient_norm_squared, nearest_rescaling
    from bnlinear.theory.weight_decay import (
        equilibrium_effective_lr,
        equilibrium_norm4,
        equilibrium_rate,
        equilibrium_tangent,
    )

__all__ = [
    "better_rayleigh_rate", "bisection_bound", "bn_curvature", "bn_gradient_norm_squared",
    "effective_lr", "effective_lr_large", "effective_lr_limit", "effective_lr_small",
    "equilibrium_effective_lr", "equilibrium_norm4", "equilibrium_rate", "equilibrium_tangent",
    "explosion_factor", "finite_batch_factor", "gradient_bound", "hstar_extremes", "iterations",
    "largest_step", "linear_rate", "lr_max", "lr_opt", "lr_without_wrap", "nearest_rescaling",
    "rate", "rayleigh_rate", "sgdg_lr_max", "simulate_explosion", "usable_range",
    "usable_range_median",
]

__dir__ = lists(__name__)
__getattr__ = offers(__name__, {
    "bngd": ("effective_lr", "effective_lr_large", "effective_lr_limit", "effective_lr_small",
             "hstar_extremes", "linear_rate", "usable_range", "usable_range_median"),
    "explosion": ("explosion_factor", "finite_batch_factor", "simulate_explosion"),
    "gdnp": ("better_rayleigh_rate", "bisection_bound", "gradient_bound", "rayleigh_rate"),
    "rates": ("iterations", "lr_max", "lr_opt", "rate"),
    "sgdg": ("largest_step", "lr_without_wrap", "sgdg_lr_max"),
    "smoothness": ("bn_curvature", "bn_gradient_norm_squared", "nearest_rescaling"),
    "weight_decay": ("equilibrium_effective_lr", "equilibrium_norm4", "equilibrium_rate",
                     "equilibrium_tangent"),
})
