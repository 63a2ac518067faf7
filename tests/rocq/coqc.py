"""Tests that ask coqc itself."""

import shutil

import pytest

needs_coqc = [
    pytest.mark.oracle,
    pytest.mark.skipif(shutil.which("coqc") is None,
                       reason="coqc is not on PATH (Debian and Ubuntu: apt-get install coq)")]
