"""Amin, Chang & Khanna 2026, arXiv 2609.09116: scale invariance with weight decay and schedules."""
