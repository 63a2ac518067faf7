"""The claims that ids, globs and files name, exported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import bnlinear
from bnlinear.claims.running.isolation import isolated
from bnlinear.claims.running.loading import load
from bnlinear.rocq.export import Exported, export_claim

#: How long the export of one file of claims may take.
SECONDS = 300.0


def exported_file(path: str) -> list[Exported]:
    """All claims of a file."""
    return [export_claim(claim) for claim in load(Path(path))]


def exported(jobs: list[tuple[Path, str]], *, own: set[Path],
             cache: Path | None = None) -> Iterator[Exported]:
    """The claims of these files and ids.

    Parameters
    ----------
    jobs
        File and id of each claim.
    own
        Files of the user's own: each is read in a process of its own, as it may hang.
    cache
        Where the exports of the ledger are remembered, by its sources and ours.
    """
    by_file: dict[Path, list[str]] = {}
    for path, name in jobs:
        by_file.setdefault(path, []).append(name)
    key = _fingerprint() if cache else ""
    for path, names in by_file.items():
        if path in own:
            found = isolated(exported_file, str(path), seconds=SECONDS, what=f"exporting {path}")
        else:
            found = _remembered(path, key, cache)
        yield from (claim for claim in found if claim.id in names)


def _remembered(path: Path, key: str, cache: Path | None) -> list[Exported]:
    if cache is None:
        return exported_file(str(path))
    name = hashlib.sha256(f"{key}{path}".encode()).hexdigest()
    kept = cache / "exports" / f"{name}.json"
    if kept.exists():
        return [Exported(**entry) for entry in json.loads(kept.read_text(encoding="utf-8"))]
    found = exported_file(str(path))
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(".part")
    draft.write_text(json.dumps([asdict(claim) for claim in found]), encoding="utf-8")
    draft.replace(kept)
    return found


def _fingerprint() -> str:
    """Of all sources that an export of the ledger depends on."""
    root = Path(bnlinear.__file__).parent
    digest = hashlib.sha256()
    for folder in (root, root.parent / "proofs_checks"):
        for source in sorted(folder.rglob("*.py")):
            digest.update(source.read_bytes())
    return digest.hexdigest()
