"""Where the rows of a long table wait until all of it is checked: in memory while they are few, else in files that go with the table."""

import shutil
import tempfile
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

HELD = 50_000  # rows that are kept in memory


@dataclass
class Waiting:
    """Rows put in piece by piece; all pieces have the same columns.

    `height`: how many there are. The files are removed when nobody refers to this any more, at the latest when the program ends.
    """

    height: int = 0
    _held: "list[pl.DataFrame]" = field(default_factory=list)
    _folder: Path | None = None
    _files: list[Path] = field(default_factory=list)

    def put(self, piece: "pl.DataFrame") -> None:
        """Take in some rows."""
        self._held.append(piece)
        self.height += piece.height
        if sum(one.height for one in self._held) > HELD:
            self._write()

    def _write(self) -> None:
        import polars as pl

        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="tidu-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._files.append(self._folder / f"{len(self._files):06}.parquet")
        pl.concat(self._held).write_parquet(self._files[-1], compression="lz4", statistics=False)
        self._held = []

    def pieces(self) -> "tuple[pl.LazyFrame, ...]":
        """Return the rows, in order; once nothing more is put in."""
        import polars as pl

        if self._files and self._held:
            self._write()
        if not self._files:
            return (pl.concat(self._held).lazy(),)
        return tuple(pl.scan_parquet(file, glob=False) for file in self._files)
