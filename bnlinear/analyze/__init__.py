"""What normalization would buy on given data."""

from typing import TYPE_CHECKING

from bnlinear.lazy import lists, offers

if TYPE_CHECKING:
    from bnlinear.analyze.analysis import LOSSES, analyze
    from bnlinear.analyze.extras.batches import Batches, Witness
    from bnlinear.analyze.extras.measure import Measurement
    from bnlinear.analyze.extras.scaling import MAX_SCALED
    from bnlinear.analyze.findings import Finding
    from bnlinear.analyze.methods import MethodReport
    from bnlinear.analyze.report import Analysis

__all__ = ["LOSSES", "MAX_SCALED", "Analysis", "Batches", "Finding", "Measurement",
           "MethodReport", "Witness", "analyze"]

__dir__ = lists(__name__)
__getattr__ = offers(__name__, {
    "analysis": ("LOSSES", "analyze"),
    "extras.batches": ("Batches", "Witness"),
    "extras.measure": ("Measurement",),
    "extras.scaling": ("MAX_SCALED",),
    "findings": ("Finding",),
    "methods": ("MethodReport",),
    "report": ("Analysis",),
})
