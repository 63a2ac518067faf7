"""Drawing what other packages compute; matplotlib is imported where it is used."""

from bnlinear.plots.analysis import Curve, plot_curves, plot_kappa, save
from bnlinear.plots.picture import check_suffix, save_figure

__all__ = ["Curve", "check_suffix", "plot_curves", "plot_kappa", "save", "save_figure"]
