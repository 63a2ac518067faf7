"""Tables as people have them: other separators, decimal commas, gaps, words, packed, quoted."""

import gzip
import itertools
from fractions import Fraction

import pytest

from bnlinear.tables import read_table

PLAIN = "a,b,y\n1.5,-2,3\n4,1e2,9\n0.25,0,5\n"


def rows(table):
    return [[Fraction(str(v)) for v in (*x, y)] for x, y in zip(table.X, table.y, strict=True)]


NUMBERS = [[Fraction(v) for v in row] for row in (("1.5", -2, 3), (4, 100, 9), ("0.25", 0, 5))]


@pytest.mark.parametrize("text, options", [
    (PLAIN, {}),
    (PLAIN.replace("\n", "\r\n"), {}), (PLAIN.replace("\n", "\r"), {}), (PLAIN[:-1], {}),
    ("\ufeff" + PLAIN, {}), (PLAIN.replace("\n", "\n\n  \n"), {}),
    (PLAIN.replace(",", " ,\t "), {}), (PLAIN.replace(",", ";"), {}),
    (PLAIN.replace(",", "\t"), {}),
    (PLAIN.replace(",", "|"), {}), (PLAIN.replace(",", " "), {}),
    (PLAIN.replace(",", "   ").replace("\n", "  \n  "), {}),
    (PLAIN.replace(",", "\t ").replace("\n", " \n"), {"sep": "space"}),
    (PLAIN.replace(",", ":"), {"sep": ":"}), (PLAIN.replace(",", "\t"), {"sep": "tab"}),
    (PLAIN.replace(",", "\t"), {"sep": "\\t"}),
    (PLAIN.replace(",", ";").replace(".", ","), {}),
    (PLAIN.replace(",", ";").replace(".", ","), {"decimal": ","}),
    (PLAIN.replace(",", " ").replace(".", ","), {}),
    ('"a","b","y"\n"1.5","-2","3"\n4,"1e2",9\n0.25,0,"5"\n', {}),
    ('"a";"b";"y"\n"1,5";"-2";"3"\n4;1e2;9\n"0,25";0;5\n', {}),
    ('a b y\n"r 1" 1.5 -2 3\n"r 2" 4 1e2 9\n"r 3" 0.25 0 5\n', {}),  # R's write.table
    (",a,b,y\n0,1.5,-2,3\n1,4,1e2,9\n2,0.25,0,5\n", {}),  # pandas' to_csv
    ('"","a","b","y"\n"1",1.5,-2,3\n"2",4,1e2,9\n"3",0.25,0,5\n', {}),  # R's write.csv
    ("a,b,date,y\n1.5,-2,2020-01-01,3\n4,1e2,2020-01-02,9\n0.25,0,,5\n", {"drop": ["date"]}),
    ("a,b,date,y\n1.5,-2,2020-01-01,3\n4,1e2,2020-01-02,9\n0.25,0,,5\n", {"columns": ["b", "a"]}),
    ("a,b,y\n1.5,-2,3\nNA,2,3\n4,1e2,9\n7,,3\n7,8,?\n0.25,0,5\n", {"drop_missing": True}),
    (gzip.compress(PLAIN.encode(), mtime=0), {}),
    (PLAIN.replace("\n", ",\n"), {}), (PLAIN.replace(",", ";").replace("\n", ";\r\n"), {}),
    ("# a station\n#units: cm, kg, s, m\n" + PLAIN, {}), ("#" + PLAIN, {}), ("# " + PLAIN, {}),
    ("# from 2021\n\n# " + PLAIN.replace(",", " "), {}),
    ("# of one station\n  " + PLAIN.replace(",", "   ").replace("\n", "\n  "), {}),
    ("#,a,b,y\n1,1.5,-2,3\n2,4,1e2,9\n3,0.25,0,5\n", {}),
    ("#id,a,b,y\nu,1.5,-2,3\nv,4,1e2,9\nw,0.25,0,5\n", {"drop": ["#id"]}),
])
def test_the_same_table(write, text, options):
    table = read_table(write(text), **options)
    assert table.names == ("a", "b") and rows(table) == NUMBERS


def test_what_was_left_out_is_said(write):
    def notes(text, **options):
        return read_table(write(text), **options).notes

    assert notes(PLAIN) == ()
    assert notes("a,y\n1,2\nnan,3\n4,5\n", drop_missing=True) == (
        "1 of 3 rows lacks a value and is left out",)
    assert notes("a;y\n1,5;2\n3;4\n") == ("commas were read as decimal marks",)
    assert notes(",a,y\n1,2,3\n2,5,6\n") == (
        "the first column, which has no name and numbers the rows, is left out",)
    assert notes("a y\nx 1 2\nz 3 4\n") == (
        "the first cell of each row, which has no name, is left out",)


@pytest.mark.parametrize("low, high", [
    ("no", "yes"), ("NO", "Yes"), ("false", "true"), ("N", "Y"), ("neg", "pos"),
    ("setosa", "versicolor"), ("A", "b"),
])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_target_of_two_words(write, low, high, quote):
    text = "a,y\n" + "".join(f"{k},{quote}{word}{quote}\n" for k, word in
                             enumerate((high, low, low, high)))
    table = read_table(write(text))
    assert table.y.tolist() == [1, 0, 0, 1]
    assert table.notes == (f"target 'y': {low!r} counts as 0, {high!r} as 1",)


def test_gaps_in_a_target_of_words(write):
    text = "a,y\n1,yes\n2,\n3,no\n,yes\n5,yes\n"
    with pytest.raises(ValueError, match=r"2 cells lack a value: line 5, column 'a'; line 3, col"):
        read_table(write(text))
    table = read_table(write(text), drop_missing=True)
    assert table.y.tolist() == [1, 0, 1] and table.X[:, 0].tolist() == [1, 3, 5]


@pytest.mark.parametrize("text, message", [
    ("a,y\n1,x\n2,y\n3,z\n", "the target 'y' holds text of more than two kinds .'x', 'y', 'z', …"),
    ("a,y\n1,x\n2,x\n", "the target 'y' is 'x' in every row"),
    ("a,y\n1,2\n2,yes\n", "line 3, column 'y': 'yes' is not a finite decimal number"),
    ("id,when,a,y\np1,2020,1,2\np2,2021,3,4\n", "no number in the column 'id' .such as 'p1'., "
     "which holds text: leave out with `drop=id`$"),
    ('"i, d",when,a,y\np1,d,1,2\np2,e,3,4\n', "the columns '.*' and|which hold text: leave out "
     "with `drop=\"i, d\",when`$"),
    ("a,b,y\nx,1,2\n3,z,4\n,5,6\nnan,7,8\n", "2 cells are not a finite.*: line 2, column 'a': 'x'; "
     "line 3, column 'b': 'z'; correct them.*; 2 cells lack a value: line 4, column 'a'; "
     "line 5, column 'a': 'nan'; fill them in"),
    ("a,y\n" + "x,1\n3,2\n" * 40, r"40 cells are not .*line 20, column 'a': 'x'; … \(40 in all\)"),
    ("a,y\n1,000;2\n3;4\n", "line 3 has 1 cell,"),
    ("a;y\n1.5;2\n3;4,5\n", "line 3, column 'y': '4,5' is not .*decimal commas.*`decimal=,`"),
    ("a y\nx 1 2 3\nz 3 4 5\n", "line 2 has 4 cells, but the header has 2"),
    ("a,,y\n1,2,3\n4,5,6\n", "column 2 has no name"),
    (",a,y\nx,2,3\nz,5,6\n", "column 1 has no name"),
    (",a,y\n1.5,2,3\n2.5,5,6\n", "column 1 has no name"),
    ("a,y\n" + "1" * 2000 + ",2\n3,4\n", "is not a finite decimal number"),
    ("a" * 200_000 + ",y\n1,2\n3,4\n", "is not CSV from line 1 on .field larger than field"),
    ('""', "is empty; pass a table"), ('""\n\n" "\n', "is empty; pass a table"),
    (gzip.compress(PLAIN.encode() * 99, mtime=0)[:-20], "is damaged: gzip cannot unpack it"),
    (gzip.compress(PLAIN.encode(), mtime=0)[:5] + b"\xff" * 99, "is damaged|cannot read"),
    ("a,y\n\0,1\n2,3\n", "is not a finite|line contains NUL"),
])
def test_all_that_is_wrong_in_one_line(write, text, message):
    with pytest.raises(ValueError, match=message) as caught:
        read_table(write(text))
    assert "data.csv" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("options, message", [
    ({"sep": "ab"}, "sep = 'ab'; it must be one mark"), ({"sep": "1"}, "sep = '1'"),
    ({"sep": "."}, "sep"), ({"sep": ""}, "sep = ''"),
    ({"decimal": ";"}, "decimal = ';'; it must be a point or a comma"),
    ({"decimal": ","}, "decimal = ','; .* not what splits cells; pass `sep`"),
    ({"columns": ["zz"]}, "has no column 'zz'; its columns are a, b, y"),
    ({"drop": ["zz"]}, "has no column 'zz'"), ({"drop": ["y"]}, "`drop=y`: that is the target"),
    ({"columns": ["y"]}, "no feature beside the target"), ({"columns": []}, "no feature beside"),
])
def test_options_that_do_not_fit(write, options, message):
    with pytest.raises(ValueError, match=message):
        read_table(write(PLAIN), **options)


def test_numbers_of_very_different_size_in_one_column(write):
    cells = ["1e300", "1e-300", "0.1", "-123456789012345678901234567890.5", "0", "0e999", "7", ".5",
             "+3.", "9223372036854775807", "9223372036854775808", "999999999999999999.9"]
    table = read_table(write("a,y\n" + "".join(f"{c},{i}\n" for i, c in enumerate(cells))))
    assert [Fraction(str(v)) for v in table.X[:, 0]] == [Fraction(cell) for cell in cells]


def test_columns_are_stored_in_few_bytes(write):
    table = read_table(write("a,b,y\n" + "".join(f"{i % 100}.0,{i}.5,{i}\n" for i in range(200))))
    assert [column.numerators.dtype.name for column in table.columns] == ["int8", "int16"]
    assert [column.denominator for column in table.columns] == [1, 10]


def test_a_line_that_never_ends(write, monkeypatch):
    from bnlinear.tables import text

    monkeypatch.setattr(text, "LONGEST_LINE", 2**21)
    with pytest.raises(ValueError, match="a line of more than 2 MiB"):
        read_table(write(b"a,y\n" + b"1" * 2**23))


def test_every_short_file_is_read_or_refused_in_one_line(write):
    """All files of up to three marks: among them empty quotation marks and nothing else."""
    for size in range(4):
        for marks in itertools.product('"a,; \n1', repeat=size):
            path = write("".join(marks))
            with pytest.raises(ValueError) as caught:  # a header and two rows are longer
                read_table(path)
            assert "data.csv" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("cells, said", [
    (["46%", "5%", "7%"], "numbers with marks in the column 'a' (such as '46%'): write them "
                          "without (46), or leave out with `drop=a`"),
    (["$1,200", "$900", "$5"], "without (1200) (decimal commas"),
    (["82.7 kg", "5 kg", "1 kg"], "without (82.7), or"),
    (["3.5 km/h", "5 km/h", "1 km/h"], "without (3.5), or"), (["-5 °C"] * 3, "without (-5), or"),
    (["True", "False", "True"], "two words in the column 'a' (such as 'True'): write 0 and 1"),
    (["2023-01-12", "2023-01-13", "x"], "no number in the column 'a' (such as '2023-01-12'), which "
                                        "holds text: leave out with `drop=a`"),
    (["12:30", "12:31", "12:32"], "which holds text"),
    (["5 Jan", "6 Jan", "7 Feb"], "no number in the column 'a' (such as '5 Jan'), which holds"),
    (["5. Okt", "6. Okt", "7. Nov"], "which holds text"),
    (["5 Sept.", "6 May", "7 May"], "which holds text"),
    (["5 min.", "6 min.", "7 min."], "without (5), or"),
    (["C007", "C008", "C009"], "which holds text"),
])
def test_what_to_do_about_words(write, cells, said):
    text = "a;b;y\n" + "".join(f"{cell};{i};{i * i}\n" for i, cell in enumerate(cells))
    with pytest.raises(ValueError) as error:
        read_table(write(text))
    assert said in str(error.value)


def test_all_kinds_of_words_at_once(write):
    text = "a;b;c;y\n5%;yes;u;1\n6%;no;v;2\n7%;no;w;4\n"
    with pytest.raises(ValueError) as error:
        read_table(write(text))
    assert all(f"`drop={name}`" in str(error.value) for name in "abc")


def test_a_target_of_numbers_with_marks(write):
    with pytest.raises(ValueError, match=r"without \(53\.44\) \(decimal commas are read with"):
        read_table(write("a;y\n1.5;53,44\n2.5;68,91\n4;59,68\n"))


@pytest.mark.parametrize("text", ["a,b,,y\n1,2,,3\n4,5,,6\n", "a,b,y,\n1,2,3,x\n4,5,6,\n",
                                  "a,b,y,\n1,2,3,NA\n4,5,6,NA\n"])
def test_only_an_empty_last_column_needs_no_name(write, text):
    with pytest.raises(ValueError, match="has no name; name it"):
        read_table(write(text))
