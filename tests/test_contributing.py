"""The example of CONTRIBUTING.md runs, and gets the verdict it promises."""

import re
from pathlib import Path

from bnlinear.claims.verdict.ladder import judge

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_example_claim_is_proved():
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict = {"__name__": "author2026"}
    exec(compile(code, "author2026.py", "exec"), names)
    row = judge(names["right_angle"], effort="quick", rng=0)
    assert (row.verdict, row.scope, row.ok) == ("proved", "all d", True)


def test_the_folders_it_names_exist():
    table = PAGE.split("## Which folder")[1].split("##")[0]
    named = set(re.findall(r"`((?:bnlinear|proofs_checks|tests|figures)/[\w/.]*)`", table))
    assert len(named) > 8
    planned = {"bnlinear/sweeps/", "figures/"}
    assert {name for name in named if not (ROOT / name).exists()} <= planned
