"""`python -m bnlinear` is the command `bnlinear`."""

import sys

from bnlinear.cli import main

sys.exit(main())
