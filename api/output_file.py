"""Files that are written whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from api.errors import BadInput


@contextmanager
def output_file(path: Path, *, fresh: bool = False) -> Iterator[Path]:
    """Give the path of a temporary file beside `path`; it takes the name once all is written.

    Whatever interrupts the writing (a fault, Ctrl-C, a full disk) leaves what stood there before, and nothing half-written.

    Parameters
    ----------
    path : Path
        Where the file goes.
    fresh : bool
        Refuse to replace a file: somebody may have filled it in.

    Raises
    ------
    BadInput
        Where nothing can be written there.
    """
    check_writable(path, fresh=fresh)
    unfinished = path.parent / f".{path.name}.{token_hex(4)}{path.suffix}"
    try:  # before the file is there: an interruption may come right after
        _made(unfinished, path)
        yield unfinished
        unfinished.replace(path)
    except OSError as error:
        raise BadInput([f"{path}：没有写成（{error.strerror or error}），请检查磁盘空间和权限"]) from None
    finally:
        unfinished.unlink(missing_ok=True)


def _made(unfinished: Path, path: Path) -> None:
    try:
        unfinished.touch(exist_ok=False)
    except OSError:
        raise BadInput([f"{path}：不能在这个文件夹里写文件，请检查权限"]) from None


def check_writable(path: Path, *, fresh: bool = False) -> None:
    """Refuse a place where no file can go, before any work is done.

    Raises
    ------
    BadInput
        Where its folder is not there, a folder has its name, or (`fresh`) a file.
    """
    if not path.parent.is_dir():
        raise BadInput([f"{path}：没有文件夹 {path.parent}，请先建好"])
    if path.is_dir():
        raise BadInput([f"{path}：是文件夹，应为文件名"])
    if fresh and path.exists():
        raise BadInput([f"{path}：文件已存在，以免盖掉已填的内容，请换一个文件名或先移走它"])


def refuse_same(path: Path, table: Path) -> None:
    """Refuse to write over the table that is read.

    Raises
    ------
    BadInput
        Where both are one file.
    """
    if path.exists() and table.exists() and path.samefile(table):
        raise BadInput([f"{path}：就是要读的企业表，写出会盖掉它，请换一个文件名"])
