"""JUnit XML: nothing that is not ok passes, and no character breaks the file."""

import xml.etree.ElementTree as ET

from bnlinear.claims.verdict.rows import Row
from bnlinear.cli.reports.junit import to_junit


def test_what_is_not_ok_is_a_failure():
    rows = [Row("paper.one", "x < y", "", "proved", "proved", True, "all d", seconds=1.25),
            Row("paper.two", "\x00a & b", "", "proved", "undecided", False, note="too slow")]
    suite = ET.fromstring(to_junit(rows))[0]
    assert suite.attrib["tests"] == "2" and suite.attrib["failures"] == "1"
    one, two = suite
    assert one.attrib["classname"] == "paper" and one.find("failure") is None
    assert two.find("failure").attrib["message"] == "undecided, expected proved"
    assert two.find("failure").text == "a & b\ntoo slow\n"
    assert suite.attrib["time"] == "1.250" and one.find("system-out").text == "proved all d: x < y"
