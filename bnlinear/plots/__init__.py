"""Drawing what other rooms compute; matplotlib is imported where it is used."""

from bnlinear.plots.analysis import Curve, plot_curves, plot_kappa, save

__all__ = ["Curve", "plot_curves", "plot_kappa", "save"]
