"""Gaussian data, halfspaces and tanh networks: expectations in closed form or certified."""
