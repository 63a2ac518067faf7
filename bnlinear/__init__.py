"""bnlinear: every theorem about normalization on linear models, with a machine-checked verdict.

What it offers is imported when it is first asked for: the command line answers Ctrl-C before that.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bnlinear.dynamics import BNGD, BNSGD, GD, GDNP, SGDG, AdamG, iterate
    from bnlinear.problems import GaussianHalfspace, LeastSquares
    from bnlinear.sweeps import sweep

__version__ = "0.1.0"

__all__ = ["AdamG", "BNGD", "BNSGD", "GD", "GDNP", "GaussianHalfspace", "LeastSquares", "SGDG",
           "__version__", "iterate", "sweep"]

_HOMES = {"problems": ("GaussianHalfspace", "LeastSquares"), "sweeps": ("sweep",),
          "dynamics": ("AdamG", "BNGD", "BNSGD", "GD", "GDNP", "SGDG", "iterate")}
_PACKAGES = ("dynamics", "exact", "problems", "sweeps", "theory")


def __getattr__(name: str) -> Any:
    for home, offered in _HOMES.items():
        if name in offered:
            return globals().setdefault(name, getattr(import_module(f"bnlinear.{home}"), name))
    if name in _PACKAGES:
        return import_module(f"bnlinear.{name}")
    raise AttributeError(f"module 'bnlinear' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *_PACKAGES, *globals()})
