"""A folder of results that is there whole or not at all."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from api.errors import BadInput


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Yield a folder to write into; it takes its place when all is written, and leaves nothing behind when something fails.

    Raises
    ------
    BadInput
        If there is something at its place: nothing is overwritten.
    """
    refuse_full(path)
    draft = path.parent / f".{path.name}-{token_hex(4)}"
    try:  # before the folder is there: an interruption may come right after
        _made(draft, path)
        yield draft
        if path.is_dir():
            path.rmdir()
        draft.rename(path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _made(draft: Path, path: Path) -> None:
    try:
        draft.mkdir(parents=True)
    except OSError:
        raise BadInput([f"{path}：建不了这个文件夹，请检查路径和权限"]) from None


def refuse_full(path: Path) -> None:
    """Refuse a place where something is."""
    if path.exists() and not path.is_dir():
        raise BadInput([f"{path}：是文件，应为一个新的或空的文件夹"])
    if path.is_dir() and any(path.iterdir()):
        raise BadInput([f"{path}：文件夹里已有内容，为免覆盖，请换一个新的文件夹"])
