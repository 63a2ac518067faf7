"""Find claims: in the ledger that ships with bnlinear, or in a file of the user's own."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import traceback
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from types import ModuleType

from bnlinear.claims.claim import Claim, ClaimError, heard
from bnlinear.claims.running.isolation import IMPORT_SECONDS, isolated
from bnlinear.claims.verdict.errors import remedy


def load(path: Path, *, shared: bool = False) -> list[Claim]:
    """The claims of a Python file, in its order, with their ids ``stem.function``.

    Parameters
    ----------
    path
        The file, which is read anew.
    shared
        Import a file of the ledger as a module like any other, once: what other files import of it
        are the same claims then, and a lemma of several theorems is proved once.

    Raises
    ------
    ValueError
        If the file cannot be read or imported, or holds no claim.
    """
    if path.suffix != ".py" or not path.is_file():
        raise ValueError(f"{path}: no such Python file; pass the path of a file with claims")
    with heard() as made:
        module = _import(path, shared)
    claims = [*dict.fromkeys(value for value in vars(module).values() if isinstance(value, Claim)
                             and value.body.__module__ == module.__name__)]
    if not claims:
        raise ValueError(f"{path}: holds no claim; decorate a function with @claim "
                         "(`bnlinear new FILE.py` writes a template)")
    for found in claims:
        found.id = f"{_prefix(path)}.{found.name}"
        if found.the_proof is not None and not found.mutants:
            raise ValueError(f"{path}: {found.name} has a proof but no mutant; add a false "
                             f"neighbour with @{found.name}.mutant that the proof must reject")
    _check_ids(path, claims, [one for one in made if one.body.__module__ == module.__name__])
    return claims


def _check_ids(path: Path, claims: list[Claim], made: list[Claim]) -> None:
    """No two claims share an id; what a claim of this file is said to repair is repaired by one.

    Of two functions of one name Python keeps the last: the other is among those that were made.
    """
    ids = [found.id for found in claims]
    names = [one.name for one in {*claims, *made}]
    for found in claims:
        if names.count(found.name) > 1:
            raise ValueError(f"{path}: {names.count(found.name)} claims are called {found.name}; "
                             "give each function a name of its own, by which its row is known")
        other = found.repairs
        if other is not None and other.partition(".")[0] == _prefix(path) and (
                other == found.id or (other not in ids and not _in_a_paper(path))):
            raise ValueError(f"{path}: {found.name} has repairs={other!r}, which is no other claim "
                             f"of this file; it holds {', '.join(ids)}")


def _in_a_paper(path: Path) -> bool:
    """Is it one of several files whose ids begin alike?"""
    return _prefix(path) != path.stem


def _prefix(path: Path) -> str:
    """The stem; for a file in a paper's folder of the ledger, the folder's name."""
    folder = path.resolve().parent
    return folder.name if folder.parent.name == "proofs_checks" else path.stem


def _import(path: Path, shared: bool) -> ModuleType:
    sys.path.insert(0, str(path.resolve().parent))  # a draft may import its neighbours
    try:
        return _module(path, shared)
    except ClaimError as error:
        raise ValueError(f"{path}{_line(error, path)}: {error}") from error
    except BaseException as error:  # somebody's code: SystemExit at import included
        if isinstance(error, KeyboardInterrupt):
            raise
        raise ValueError(f"{path}{_line(error, path)}: does not import ({type(error).__name__}: "
                         f"{error}{remedy(error)}); run it with python to see more") from error
    finally:
        sys.path.remove(str(path.resolve().parent))


def _module(path: Path, shared: bool) -> ModuleType:
    folder = ledger_folder()
    if shared and folder is not None and path.resolve().is_relative_to(folder):
        inside = path.resolve().relative_to(folder.parent).with_suffix("")
        return importlib.import_module(".".join(inside.parts))
    name = f"bnlinear_claims_in_{_prefix(path)}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None  # a .py file that exists has both
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _line(error: BaseException, path: Path) -> str:
    """Where in the file the error arose: its own last frame, or what a SyntaxError says."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__)
             if Path(frame.filename).resolve() == path.resolve()]
    line = lines[-1] if lines else getattr(error, "lineno", None)
    return "" if line is None else f", line {line}"


def ledger_files() -> list[Path]:
    """The files of the ledger: a file, or a folder of files, a paper."""
    folder = ledger_folder()
    if folder is None:
        raise ValueError("the ledger (package proofs_checks) is not installed; reinstall bnlinear")
    return sorted(path for path in folder.rglob("*.py") if not path.name.startswith("_"))


def ledger_folder() -> Path | None:
    """Where the ledger is, if it is installed."""
    spec = importlib.util.find_spec("proofs_checks")
    if spec is None or spec.submodule_search_locations is None:
        return None
    return Path(next(iter(spec.submodule_search_locations))).resolve()


@dataclass(frozen=True)
class Card:
    """What a report says of a claim before it is judged; travels between processes."""

    id: str
    text: str
    source: str
    expected: str
    repairs: str | None
    box: str
    lemma_file: Path | None = None

    @classmethod
    def of(cls, found: Claim) -> Card:
        return cls(found.id, found.text, found.source, found.expected, found.repairs,
                   found.box, found.lemma_file)


def survey(path: str) -> list[Card]:
    """The cards of a file's claims."""
    return [Card.of(found) for found in load(Path(path))]


def cards(patterns: list[str]) -> list[tuple[Path, Card]]:
    """As `select`, but a file of the user's own is read in a process of its own: it may hang."""
    chosen: dict[tuple[Path, str], Card] = {}
    for pattern in patterns or ["*"]:
        if pattern.endswith(".py"):
            found = isolated(survey, pattern, seconds=IMPORT_SECONDS, what=f"importing {pattern}")
            chosen |= {(Path(pattern), card.id): card for card in found}
        else:
            chosen |= {(path, claim.id): Card.of(claim) for path, claim in select([pattern])}
    return [(path, card) for (path, _), card in chosen.items()]


def select(patterns: list[str]) -> list[tuple[Path, Claim]]:
    """The claims that ids, papers, globs and files name; all of the ledger for no pattern.

    Raises
    ------
    ValueError
        If a pattern names nothing: the message lists what is near.
    """
    chosen: dict[tuple[Path, str], Claim] = {}
    read = cache(load)
    for pattern in patterns or ["*"]:
        if pattern.endswith(".py"):
            path = Path(pattern)
            chosen |= {(path, found.id): found for found in load(path)}
            continue
        matches = {(path, found.id): found for path in _may_hold(pattern) for found in read(path)
                   if fnmatchcase(found.id, pattern) or found.id.startswith(f"{pattern}.")}
        if not matches:
            raise ValueError(_unknown(pattern, [found.id for path in ledger_files()
                                                for found in read(path)]))
        chosen |= matches
    return [(path, found) for (path, _), found in chosen.items()]


def _may_hold(pattern: str) -> list[Path]:
    """The files of the ledger in which an id may match: those of the paper, if it is named."""
    paper = pattern.partition(".")[0]
    return [path for path in ledger_files()
            if any(letter in paper for letter in "*?[") or _prefix(path) == paper]


def _unknown(pattern: str, ids: list[str]) -> str:
    from difflib import get_close_matches

    names = [*dict.fromkeys(name.partition(".")[0] for name in ids), *ids]
    near = ([name for name in names if pattern and pattern in name][:3]
            or get_close_matches(pattern, names, n=3, cutoff=0.4))
    hint = f"did you mean {', '.join(near)}?" if near else "`bnlinear list` shows them all"
    return (f"no claim matches {pattern!r}; {hint} (for claims of your own name their file: "
            "my_draft.py)")
