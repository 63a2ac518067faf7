"""Every file that bnlinear writes: the whole of it or nothing, and never over its own input.

A file is written beside its place, flushed to the disk and then renamed: whoever reads it never
finds half of one, and what was there before stays until the new one is whole. What is no file (a
pipe, a device, `/dev/stdout`, the shell's `>(…)`, "-" for standard output) is written through.
"""

from __future__ import annotations

import io
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, TextIO

#: Names of streams that this process has open already; opened again, a file would be truncated.
_OPEN_STREAM = re.compile(r"/(?:dev|proc/self)/fd/(\d+)")
_NAMED_STREAMS = {"/dev/stdout": 1, "/dev/stderr": 2}


@contextmanager
def writing(path: str | Path, *, replace: bool = True) -> Iterator[BinaryIO]:
    """Open an output: its file appears, whole, when the block ends without an error.

    Parameters
    ----------
    path
        A file, whose folder exists; or something else to write through, "-" for standard output.
    replace
        False: raise `FileExistsError` instead of replacing a file.

    Raises
    ------
    OSError
        If it cannot be written; the file that was there before is untouched.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "table.csv"
    ...     with writing(path) as file:
    ...         _ = file.write(b"a,b")
    ...         before = path.exists()
    ...     before, path.read_bytes()
    (False, b'a,b')
    """
    if is_special(path):
        content = io.BytesIO()  # a writer may go back in a file, as PDF's does, but not in a pipe
        yield content
        # of bytes of its own: a view of the buffer would outlive it where the writing fails
        _write_through(str(path), memoryview(content.getvalue()))
        return
    final = _final(path)
    draft = final.with_name(f".{final.name[:100]}.{os.urandom(4).hex()}.part")
    try:
        with _told(path):
            with draft.open("xb") as file:
                if final.exists():
                    draft.chmod(stat.S_IMODE(final.stat().st_mode))
                yield file
                file.flush()
                os.fsync(file.fileno())
            _put(draft, final, replace)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def writing_text(path: str | Path) -> Iterator[TextIO]:
    """As `writing`, for text in utf-8, its line ends as they are."""
    with writing(path) as binary:
        text = io.TextIOWrapper(binary, encoding="utf-8", newline="")
        yield text
        text.flush()
        text.detach()  # else it would close the file, which is flushed and renamed yet


def write(path: str | Path, content: str | bytes, *, replace: bool = True) -> None:
    """Write text (in utf-8) or bytes as `writing` does."""
    with writing(path, replace=replace) as file:
        file.write(content.encode("utf-8") if isinstance(content, str) else content)


def check_outputs(outputs: Mapping[str, str | Path | None], inputs: Iterable[Any] = ()) -> None:
    """Raise a `ValueError` if an output could not be written, or would destroy something.

    Parameters
    ----------
    outputs
        Paths by the option that names them, such as ``{"--csv": "out.csv", "--json": None}``;
        None for what was not asked for.
    inputs
        Files that are read. An output must be neither of them, under whatever name (links
        included), nor another output, nor the file that standard output goes to.
    """
    taken = {_identity(path): f"the input {path}" for path in inputs if Path(path).is_file()}
    screen = _identity("-") if _is_file(1) else None
    if screen in taken:
        raise ValueError(f"standard output goes to {taken[screen]}; send it elsewhere")
    for option, path in outputs.items():
        if path is None:
            continue
        check_output(option, path)
        key = _identity(path)
        if key is None:
            continue
        if key == screen and _stream(path) != 1:
            raise ValueError(f"{option} {path}: standard output goes there already; name another "
                             "file")
        if key in taken:
            raise ValueError(f"{option} {path} would overwrite {taken[key]}; name another file")
        taken[key] = f"{option} {path}"


def check_output(option: str, path: str | Path) -> None:
    """Raise a `ValueError` if no file could be written there."""
    if is_special(path):
        return
    final = _final(path)
    cannot = f"{option} {path}: no file can be written there"
    if final.suffix == ".py":
        raise ValueError(f"{option} {path}: that is a Python file; name another, such as out.json")
    if final.is_dir():
        raise ValueError(f"{cannot}: it is a folder; name a file in it")
    if not final.parent.is_dir():
        raise ValueError(f"{cannot}: there is no folder {final.parent}; create it first")
    if not os.access(final.parent, os.W_OK):
        raise ValueError(f"{cannot}: the folder {final.parent} is not writable; choose another")
    if final.exists() and not os.access(final, os.W_OK):
        raise ValueError(f"{cannot}: it is write-protected; name another file")


def _final(path: str | Path) -> Path:
    """Behind all links: a link stays a link to the new file."""
    with suppress(RuntimeError):  # of a circle, up to Python 3.12
        final = Path(path).resolve()
        if not final.is_symlink():
            return final
    raise OSError(f"cannot write {path}: its links lead back to themselves")


def is_special(path: str | Path) -> bool:
    """Whether a path names a stream, a pipe or a device rather than a file."""
    if _stream(path) is not None:
        return True
    with suppress(OSError):
        mode = Path(path).stat().st_mode
        return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
    return False


def _stream(path: str | Path) -> int | None:
    """The number of the open stream that a path names, if it names one."""
    text = str(path)
    match = _OPEN_STREAM.fullmatch(text)
    return 1 if text == "-" else int(match[1]) if match else _NAMED_STREAMS.get(text)


def _is_file(stream: int) -> bool:
    try:
        return stat.S_ISREG(os.fstat(stream).st_mode)
    except OSError:
        return False


def _identity(path: str | Path) -> tuple[Any, ...] | None:
    """What all names of one file have in common; None for a sink such as /dev/null."""
    stream = _stream(path)
    try:
        found = Path(path).stat() if stream is None else os.fstat(stream)
    except OSError:
        return None if stream is not None else _place(_final(path))
    if stat.S_ISCHR(found.st_mode) and found.st_rdev == Path(os.devnull).stat().st_rdev:
        return None
    return found.st_dev, found.st_ino


def _place(final: Path) -> tuple[Any, ...]:
    """What identifies a file that does not exist yet: its folder, and its name there."""
    folder = final.parent.stat()  # which is there: outputs are checked before
    return folder.st_dev, folder.st_ino, final.name


def _write_through(path: str, content: memoryview) -> None:
    stream = _stream(path)
    try:
        if stream == 1:
            _write_to_stdout(content)
            return
        number = os.open(path, os.O_WRONLY | os.O_CLOEXEC) if stream is None else os.dup(stream)
        with os.fdopen(number, "wb", 0) as file:
            while content:
                content = content[file.write(content) or 0:]
    except BrokenPipeError:  # the reader wants no more
        return
    except OSError as error:
        raise OSError(f"cannot write {path}: {error.strerror or error}") from error


def _write_to_stdout(content: memoryview) -> None:
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:  # a notebook's, a test's: text only
        sys.stdout.write(bytes(content).decode("utf-8"))
        return
    sys.stdout.flush()
    binary.write(content)
    binary.flush()


@contextmanager
def _told(path: str | Path) -> Iterator[None]:
    """A full disk, a limit: the error names the file, and says that the old one is safe."""
    try:
        yield
    except OSError as error:
        if error.errno is None or isinstance(error, FileExistsError):
            raise
        raise type(error)(f"cannot write {path}: {os.strerror(error.errno)}; what was there "
                          "before is untouched") from error


def _put(draft: Path, final: Path, replace: bool) -> None:
    if replace:
        draft.replace(final)
        return
    try:
        os.link(draft, final)  # unlike a rename, it fails if the file exists
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if final.exists():
            raise FileExistsError(str(final)) from None
        draft.replace(final)
