"""The command line: `bnlinear COMMAND …`, also `python -m bnlinear`."""
from bnlinear.cli.main import main as main
