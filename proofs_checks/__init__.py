"""The ledger: one file a paper, one function a claim, its proof beside it."""
