"""What normalization would buy on given data."""

from bnlinear.analyze.analysis import LOSSES, MAX_FEATURES, analyze
from bnlinear.analyze.batches import Batches, Witness
from bnlinear.analyze.findings import Finding
from bnlinear.analyze.measure import Measurement
from bnlinear.analyze.methods import MethodReport
from bnlinear.analyze.report import Analysis

__all__ = ["LOSSES", "MAX_FEATURES", "Analysis", "Batches", "Finding", "Measurement",
           "MethodReport", "Witness", "analyze"]
