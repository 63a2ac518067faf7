"""`verify --junit`: the rows as test cases, for a CI server."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from bnlinear.claims.verdict.rows import Row


def to_junit(rows: list[Row]) -> str:
    """JUnit XML: a test case a row; one that is not ok is a failure with its reason.

    Undecided and skipped rows are failures too: nothing that is not ok passes.
    """
    failures = sum(not row.ok for row in rows)
    suite = ET.Element("testsuite", name="bnlinear verify", tests=str(len(rows)),
                       failures=str(failures), errors="0", skipped="0",
                       time=f"{sum(row.seconds for row in rows):.3f}")
    for row in rows:
        paper, _, name = row.id.rpartition(".")
        case = ET.SubElement(suite, "testcase", classname=_clean(paper), name=_clean(name),
                             time=f"{row.seconds:.3f}")
        if not row.ok:
            failure = ET.SubElement(case, "failure",
                                    message=f"{row.verdict}, expected {row.expect}")
            failure.text = _clean(f"{row.statement}\n{row.note}\n{row.counterexample or ''}")
        ET.SubElement(case, "system-out").text = _clean(
            f"{row.verdict} {row.scope}".strip() + f": {row.statement}")
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\n\t")
