"""A folder of files, written whole or not at all; names of files from names of companies."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from api.documents.text import clean
from api.errors import BadInput
from api.new_folder import new_folder

LONGEST = 60  # characters of a name, which a file system counts in bytes: three for each Chinese one, 255 in all
NAMELESS = "未命名"
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def file_names(names: Iterable[str], suffix: str) -> list[str]:
    """Return a file name for each name, all different on every system, in the same order.

    >>> file_names(["甲/乙 公司", "甲/乙 公司", ".."], ".docx")
    ['甲_乙 公司.docx', '甲_乙 公司（2）.docx', '未命名.docx']
    """
    taken: set[str] = set()
    found = []
    for name in names:
        stem = _stem(name)
        free, count = stem, 1
        while _key(free) in taken:
            count += 1
            free = f"{stem}（{count}）"
        taken.add(_key(free))
        found.append(free + suffix)
    return found


def _stem(name: str) -> str:
    kept = unicodedata.normalize("NFC", _FORBIDDEN.sub("_", clean(name))).strip(" .")
    kept = _fit(kept).strip(" .")
    return f"_{kept}" if _RESERVED.fullmatch(kept) else kept or NAMELESS


def _fit(name: str) -> str:
    """Return as much of a name as a file system takes with room for a number and a suffix."""
    room = 3 * LONGEST
    return name[:LONGEST].encode()[:room].decode(errors="ignore")


def _key(stem: str) -> str:
    """Return what two names have in common that a file system may take for one."""
    return unicodedata.normalize("NFKC", stem).casefold()


def write_folder(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write files into a new folder; return how many.

    Whatever interrupts the writing leaves nothing behind: the folder takes its name once all of it is written.

    Parameters
    ----------
    folder : Path
        The folder, which must not exist or be empty: somebody may have worked on what is there.
    files : iterable of (str, bytes)
        Names within the folder (`/` leads into a folder below) and what they hold; made while they are written.

    Raises
    ------
    BadInput
        Where nothing can be written there.
    """
    with new_folder(folder) as unfinished:
        try:
            return _write(unfinished, files)
        except OSError as error:
            raise BadInput([f"{folder}：没有写成（{error.strerror or error}），请检查磁盘空间和权限"]) from None


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    count = 0
    for name, data in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
        count += 1
    return count
