"""Every lemma of the list is a sentence, and some row of the ledger leans on it."""

from pathlib import Path

import pytest

from bnlinear.claims.kernel.textbook import LEMMAS

ROOT = Path(__file__).parents[3]
LEDGER = "".join(path.read_text(encoding="utf-8")
                 for path in (ROOT / "proofs_checks").rglob("*.py"))


@pytest.mark.parametrize("name", LEMMAS)
def test_a_lemma_is_stated_and_used(name):
    assert LEMMAS[name].endswith(".") and f'"{name}"' in LEDGER
