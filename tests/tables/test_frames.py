"""Without the libraries that read them, Parquet and Excel files are refused with a remedy."""

import sys

import pytest

from bnlinear.tables import read_table


@pytest.mark.parametrize("name, library", [("t.parquet", "pyarrow"), ("t.xlsx", "openpyxl")])
def test_the_extra_is_named(tmp_path, monkeypatch, name, library):
    (tmp_path / name).write_bytes(b"")
    for module in (library, "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ValueError, match=rf"install {library}: pip install 'bnlinear\[tables\]'"):
        read_table(tmp_path / name)
