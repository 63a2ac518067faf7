"""What normalization would buy on given data."""

from bnlinear.analyze.analysis import MAX_FEATURES, Analysis, MethodReport, analyze

__all__ = ["MAX_FEATURES", "Analysis", "MethodReport", "analyze"]
