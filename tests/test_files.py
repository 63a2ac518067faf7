"""The one writer: whole or not at all, through pipes, never over an input or another output."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bnlinear.files import check_outputs, write, writing, writing_text

ROOT = Path(__file__).parents[1]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


# -- whole or not at all ------------------------------------------------------------------------

def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("old")
    with writing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_text() == "old"
    assert path.read_text() == "new" and names(tmp_path) == ["out.txt"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_error_leaves_the_old_file_and_no_draft(tmp_path, error):
    (tmp_path / "out.txt").write_text("old")
    with pytest.raises(error), writing_text(tmp_path / "out.txt") as file:
        file.write("half")
        raise error
    assert (tmp_path / "out.txt").read_text() == "old" and names(tmp_path) == ["out.txt"]


FULL = """
import resource, sys
from bnlinear.files import write
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    write(sys.argv[1], "x" * 10000)
except OSError as error:
    print(error)
"""


@pytest.mark.parametrize("before", [None, "old"])
def test_a_full_disk(tmp_path, before):
    path = tmp_path / "out.txt"
    if before is not None:
        path.write_text(before)
    done = subprocess.run([sys.executable, "-c", FULL, str(path)], cwd=ROOT, check=True,
                          capture_output=True, text=True)
    assert done.stdout == (f"cannot write {path}: File too large; what was there before is "
                           "untouched\n")
    assert names(tmp_path) == ([] if before is None else ["out.txt"])
    assert before is None or path.read_text() == before


def test_flushed_before_it_is_renamed(tmp_path, monkeypatch):
    """After a power cut the name must not stand for an empty file."""
    calls = []
    monkeypatch.setattr(os, "fsync", lambda number: calls.append(os.fstat(number).st_size))
    monkeypatch.setattr(Path, "replace", lambda self, target: calls.append("rename"))
    write(tmp_path / "out.txt", "four")
    assert calls == [4, "rename"]


def test_rights_and_links_stay(tmp_path):
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "real.txt").chmod(0o640)
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    write(tmp_path / "link.txt", "ü")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_bytes() == "ü".encode()
    assert stat.S_IMODE((tmp_path / "real.txt").stat().st_mode) == 0o640


def test_an_existing_file_can_be_refused(tmp_path):
    path = tmp_path / "out.txt"
    write(path, "first", replace=False)
    with pytest.raises(FileExistsError):
        write(path, "second", replace=False)
    assert path.read_text() == "first" and names(tmp_path) == ["out.txt"]


def test_without_hard_links_too(tmp_path, monkeypatch):
    def unsupported(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", unsupported)
    test_an_existing_file_can_be_refused(tmp_path)


def test_the_longest_name_a_file_system_takes(tmp_path):
    write(tmp_path / ("x" * 255), "text")
    assert names(tmp_path) == ["x" * 255]


# -- what is no file ----------------------------------------------------------------------------

def test_a_pipe_is_written_through(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write(pipe, "text")
        assert os.read(reader, 99) == b"text" and pipe.is_fifo()
    finally:
        os.close(reader)
    assert names(tmp_path) == ["pipe"]


@pytest.mark.parametrize("name", ["/dev/fd/{}", "/proc/self/fd/{}"])
def test_an_open_stream_is_written_where_it_stands(tmp_path, name):
    """Opened anew by its name, the file behind it would be replaced or cut to nothing."""
    with (tmp_path / "out.txt").open("wb", 0) as file:
        file.write(b"before ")
        write(name.format(file.fileno()), "in ")
        file.write(b"after")
    assert (tmp_path / "out.txt").read_bytes() == b"before in after"


def test_a_reader_that_left_is_no_error(tmp_path):
    read, written = os.pipe()
    os.close(read)
    try:
        write(f"/dev/fd/{written}", "text")
    finally:
        os.close(written)


def test_a_full_device_is_an_error():
    with pytest.raises(OSError, match="cannot write /dev/full: No space left"):
        write("/dev/full", "text")


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_standard_output(name, capfdbinary):
    print("before")
    write(name, "ü")
    assert capfdbinary.readouterr().out == "before\nü".encode()


def test_standard_output_of_a_notebook(monkeypatch):
    import io

    monkeypatch.setattr(sys, "stdout", io.StringIO())
    write("-", "ü")
    assert sys.stdout.getvalue() == "ü"


# -- inputs and outputs -------------------------------------------------------------------------

def test_an_output_is_no_input_under_any_name(tmp_path, monkeypatch):
    data = tmp_path / "data.csv"
    data.write_text("a,y\n")
    (tmp_path / "soft.csv").symlink_to(data)
    os.link(data, tmp_path / "hard.csv")
    monkeypatch.chdir(tmp_path)
    for name in (data, "data.csv", "./data.csv", "soft.csv", "hard.csv",
                 f"../{tmp_path.name}/data.csv"):
        with pytest.raises(ValueError, match=r"--csv .* would overwrite the input .*data\.csv"):
            check_outputs({"--csv": name}, inputs=[data])
    check_outputs({"--csv": "copy.csv"}, inputs=[data])


@pytest.mark.parametrize("exists", [True, False])
def test_two_outputs_are_two_files(tmp_path, exists):
    (tmp_path / "folder").mkdir()
    (tmp_path / "also").symlink_to(tmp_path / "folder")
    if exists:
        (tmp_path / "folder" / "out").write_text("old")
    with pytest.raises(ValueError, match=r"--plot .* would overwrite --csv .*out; name another"):
        check_outputs({"--csv": tmp_path / "folder" / "out", "--json": None,
                       "--plot": tmp_path / "also" / "out"})


def test_one_output_on_standard_output():
    with pytest.raises(ValueError, match="--json - would overwrite --csv -"):
        check_outputs({"--csv": "-", "--json": "-"})
    check_outputs({"--csv": os.devnull, "--json": os.devnull})


CHECK = "import sys; from bnlinear.files import check_outputs; check_outputs({}, sys.argv[2:])" \
        " if sys.argv[1] == '' else check_outputs({'--json': sys.argv[1]})"


def test_the_file_of_standard_output(tmp_path):
    data = tmp_path / "data.csv"
    data.write_text("a,y\n")

    def complaint(*args):
        with data.open("a") as out:
            return subprocess.run([sys.executable, "-c", CHECK, *map(str, args)], cwd=ROOT,
                                  check=False, stdout=out, stderr=subprocess.PIPE, text=True).stderr

    assert "standard output goes to the input" in complaint("", data)
    assert "standard output goes there already" in complaint(data)
    assert complaint("-") == complaint("/dev/stdout") == ""


@pytest.mark.parametrize("name, message", [
    ("folder", "it is a folder; name a file in it"),
    ("none/out.json", "there is no folder .*none; create it first"),
    ("draft.py", "that is a Python file; name another"),
])
def test_where_nothing_can_be_written(tmp_path, name, message):
    (tmp_path / "folder").mkdir()
    with pytest.raises(ValueError, match=rf"^--json .*{name}.*{message}"):
        check_outputs({"--json": tmp_path / name})


def test_a_circle_of_links(tmp_path):
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    with pytest.raises(OSError, match=r"cannot write .*one: "):
        check_outputs({"--json": tmp_path / "one"})


def test_a_write_protected_file(tmp_path, monkeypatch):
    (tmp_path / "out").write_text("old")
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).is_dir())  # root may write
    with pytest.raises(ValueError, match="write-protected"):
        check_outputs({"--json": tmp_path / "out"})


CLOSED = """
import os, sys
from bnlinear.files import check_outputs
os.close(1)
check_outputs({"--json": sys.argv[1], "--csv": "-", "--plot": None})
"""


def test_a_standard_output_that_is_closed_is_no_file(tmp_path):
    subprocess.run([sys.executable, "-c", CLOSED, str(tmp_path / "out.json")], cwd=ROOT, check=True)
