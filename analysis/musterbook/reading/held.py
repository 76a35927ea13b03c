"""A text for Polars: what will be looked at again and again is held parsed, all else is parsed when asked for.

Of a list with many columns hardly any is ever counted. Parsing all of them would take longer, and far more memory, than
everything that is asked of the few. What is parsed later must be what was checked: a file that has changed is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musterbook.reading.archives import Stamp
from musterbook.reading.rules import ROW, part
from musterbook.reading.scanning import Looked

if TYPE_CHECKING:
    import polars as pl

_NONE = part("text", "none")


@dataclass(frozen=True)
class Held:
    """``columns`` are held, the numbers of rows among them; ``text`` scans the files for the others."""

    columns: pl.DataFrame
    text: pl.LazyFrame
    stamps: tuple[Stamp, ...]

    @classmethod
    def of(cls, text: pl.LazyFrame, stamps: tuple[Stamp, ...], looked: Looked) -> Held:
        """Parse what will be looked at; of ids their hashes, which tell nearly always that none stands twice."""
        import polars as pl

        ids = (
            pl.when(pl.col(name).is_not_null()).then(pl.col(name).hash()).alias(part(name, "hash"))
            for name in looked.ids
        )
        columns = text.select(*looked.texts, *ids).collect(engine="streaming")
        return cls(columns.with_row_index(ROW, 1).with_columns(pl.col(ROW).cast(pl.Int64)), text, stamps)

    @property
    def frame(self) -> pl.LazyFrame:
        """The text as one frame."""
        import polars as pl
        from polars.io.plugins import register_io_source

        # First a column with nothing in it, for Polars takes the first where it needs none.
        schema: dict[str, Any] = {_NONE: pl.Null, **self.text.select(self._others).collect_schema()}
        others = register_io_source(self._give, schema=schema, is_pure=True)
        return pl.concat([self.columns.lazy(), others], how="horizontal")

    @property
    def _others(self) -> list[str]:
        return [name for name in self.text.collect_schema().names() if name not in self.columns.columns]

    def _give(
        self, names: list[str] | None, condition: pl.Expr | None, most: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        """Parse columns that are not held."""
        import polars as pl

        wanted = [_NONE, *self._others] if names is None else names
        nothing = pl.LazyFrame({_NONE: pl.repeat(None, len(self.columns), dtype=pl.Null, eager=True)})
        for stamp in self.stamps if set(wanted) != {_NONE} else ():
            stamp.check()
        others = self.text.select(name for name in wanted if name != _NONE)
        parts = [nothing] * (_NONE in wanted) + [others] * (set(wanted) != {_NONE})
        frame = pl.concat(parts, how="horizontal").select(wanted)
        frame = frame if condition is None else frame.filter(condition)
        yield (frame if most is None else frame.head(most)).collect(engine="streaming")
