"""What normalization would buy on given data."""

from bnlinear.analyze.analysis import LOSSES, analyze
from bnlinear.analyze.extras.batches import Batches, Witness
from bnlinear.analyze.extras.measure import Measurement
from bnlinear.analyze.extras.scaling import MAX_SCALED
from bnlinear.analyze.findings import Finding
from bnlinear.analyze.methods import MethodReport
from bnlinear.analyze.report import Analysis

__all__ = ["LOSSES", "MAX_SCALED", "Analysis", "Batches", "Finding", "Measurement",
           "MethodReport", "Witness", "analyze"]
