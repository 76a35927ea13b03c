"""Any dataframe, as one: the engine does the work, and only small results come out.

A list of people may be a pandas frame of 51 rows or a folder of files behind DuckDB, Dask or Spark. Narwhals gives them
one interface. What it leaves open is settled here, once: a frame of any engine becomes a lazy one (:func:`lazy`);
columns become texts with one missing mark, the empty text, and one spelling of days and numbers (:func:`texts`), so
that groups and joins mean the same everywhere; a small table is made in the engine of a large frame, so that the two
can be joined there (:func:`small`, :func:`attach`); a small result comes out as pandas with one set of types
(:func:`collect`); a large result goes back as what came in (:func:`hand_back`). Whatever comes out is limited in size:
an engine is never asked for its rows.

Simulated people look like others. That they are made up must not get lost on the way, so whatever is said of them says
so too (:func:`said_of`); and several simulated worlds one above the other are several lists, not one.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import warnings
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import is_dataclass
from functools import partial
from typing import Any, TypeVar

import narwhals as nw
import pandas as pd

from musterbook.errors import MusterError, Unanswerable, UnknownName

# A frame of any engine, not yet computed.
Frame = nw.LazyFrame[Any]
Small = TypeVar("Small", pd.DataFrame, pd.Series)

ENGINES = "pandas, Polars, PyArrow, DuckDB, Dask or Spark"
SIMULATED, WORLD = "simulated", "world"
MOST_ROWS = 5_000_000
DAY, MOMENT = "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"
EXACT_FLOATS = 2**53
# What a type of pandas is called in DuckDB and Spark.
_SQL = {"str": "string", "Int64": "bigint", "Float64": "double"}
_DASK_KEYS = {"int64", "Int64", "str", "string", "string[pyarrow]", "large_string[pyarrow]"}
_PEOPLE = "musterbook_people"
# How DuckDB words an interruption: of its own work, and of Arrow's that it waits for.
_INTERRUPTED = re.compile(r"^Query interrupted$|: KeyboardInterrupt:?\s*$")


def lazy(native: Any) -> Frame:
    """Take a frame of any engine; a list that was read stands for its records.

    >>> lazy(pd.DataFrame({"age": [24]})).collect_schema().names()
    ['age']
    >>> lazy([24])
    Traceback (most recent call last):
    musterbook.errors.MusterError: expected a frame of pandas, Polars, PyArrow, DuckDB, Dask or Spark, found a list
    """
    native = records_of(native)
    with warnings.catch_warnings():
        # A hint about where Narwhals will keep its Dask side in future: nothing a caller could do here.
        warnings.filterwarnings("ignore", "Dask support is moving out", FutureWarning)
        try:
            frame: Frame = nw.from_native(native).lazy()
        except TypeError as error:
            hint = "; hand in its .records" if hasattr(native, "records") else ""
            raise MusterError(f"expected a frame of {ENGINES}, found a {type(native).__name__}{hint}") from error
        except nw.exceptions.DuplicateError as error:
            raise MusterError(f"expected columns of different names: {' '.join(str(error).split())}") from error
    return frame


def records_of(native: Any) -> Any:
    """Give the records of a list that was read, and anything else as it is."""
    is_list = is_dataclass(native) and hasattr(native, "records") and not hasattr(native, "claims")
    return native.records if is_list else native


def engine_of(frame: Frame) -> str:
    """Give the name of the engine behind a frame.

    >>> engine_of(lazy(pd.DataFrame({"age": [24]})))
    'pandas'
    """
    return str(frame.implementation.name).lower()


def require(frame: Frame, *columns: str) -> None:
    """Make sure that a frame has some columns; the error lists those there are."""
    names = frame.collect_schema().names()
    if absent := [column for column in columns if column not in names]:
        raise UnknownName.of("column", absent[0], names)


def completed(native: Any, *columns: str) -> Frame:
    """Add the columns that a frame does not have, with nothing stated in them.

    >>> completed(pd.DataFrame({"age": ["24"]}), "age", "party").collect_schema().names()
    ['age', 'party']
    """
    frame = lazy(native)
    names = frame.collect_schema().names()
    lacking = [nw.lit("").alias(name) for name in dict.fromkeys(columns) if name not in names]
    return frame.with_columns(*lacking) if lacking else frame


def texts(native: Any, columns: Mapping[str, str], *, moments: bool = False, kept: Collection[str] = ()) -> Frame:
    """Give columns of a frame as texts, under new names; the empty text where nothing is stated.

    Parameters
    ----------
    native : DataFrame
        Of any engine.
    columns : mapping of str to str
        New name to name in the frame. Other columns are left out.
    moments : bool
        Whether times of day are kept (``2023-08-22 13:05:00``); by default a day is all that is.
    kept : collection of str
        New names of columns that keep their type and what is missing in them, to be spelled later on fewer rows.

    Returns
    -------
    Frame
        As many rows as the frame has, not yet computed. Days are ISO 8601, whole numbers have no point.

    Examples
    --------
    >>> frame = texts(pd.DataFrame({"age": [24.0, None]}), {"value": "age"})
    >>> collect(frame)["value"].tolist()
    ['24', '']
    """
    frame = lazy(native)
    require(frame, *columns.values())
    with limits_of(frame):
        native, schema = frame.to_native(), frame.collect_schema()
        # Columns of Python objects, which only pandas has, become texts first.
        spelled = {old for new, old in columns.items() if new not in kept and schema[old] in (nw.Object, nw.Unknown)}
        if spelled and isinstance(native, pd.DataFrame):
            told = {name: native[name].map(partial(text_of, moments=moments)).astype("str") for name in spelled}
            frame = lazy(native.assign(**told))
            schema = frame.collect_schema()
        held = [nw.col(name).cast(nw.String) for name in {*columns.values()} if schema[name] == nw.String]
        if held and engine_of(frame) == "pyarrow":
            # It has several kinds of texts, and joins none with another.
            frame = frame.with_columns(*held)
        return frame.select(
            (nw.col(old) if new in kept else _text_column(old, schema[old], moments)).alias(new)
            for new, old in columns.items()
        )


def text_of(value: Any, *, moments: bool = False) -> str:
    """Give one value as the text it would have in a file: dates as days, whole numbers without a point.

    >>> text_of(dt.datetime(2023, 8, 22, 13)), text_of(24.0), text_of(None)
    ('2023-08-22', '24', '')
    """
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    if isinstance(value, dt.datetime):
        return value.strftime(MOMENT) if moments else value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def count_texts(native: Any, column: str) -> Counter[str]:
    """Count how often each text of a column stands there, ``""`` where nothing is stated.

    >>> count_texts(pd.DataFrame({"age": ["24", None, "24"]}), "age")
    Counter({'24': 2, '': 1})
    """
    return Counter({text: times for (text,), times in count_rows(native, [column]).items()})


def count_rows(native: Any, columns: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Count in one question how often each combination of texts of some columns stands there.

    >>> count_rows(pd.DataFrame({"age": ["24", None, "24"], "sex": ["m", "m", "m"]}), ["age", "sex"])
    Counter({('24', 'm'): 2, ('', 'm'): 1})
    """
    frame = lazy(native)
    require(frame, *columns)
    schema = frame.collect_schema()
    places = {f"column{place}": name for place, name in enumerate(columns)}
    # Grouping comes first and spelling after, but for values that are finer than their texts.
    kinds = (nw.String, nw.Date, nw.Boolean, nw.Categorical, nw.Enum)
    kept = [new for new, old in places.items() if schema[old] in kinds or schema[old].is_integer()]
    found = count_distinct(texts(frame, places, kept=kept))
    people: Counter[tuple[str, ...]] = Counter()
    for *values, times in found[[*places, "people"]].itertuples(index=False):
        people[tuple(map(text_of, values))] += int(times)
    return people


def count_distinct(frame: Frame) -> pd.DataFrame:
    """Count in the engine how often each combination of values occurs: its columns, and ``people``.

    >>> count_distinct(texts(pd.DataFrame({"age": [24, 24]}), {"age": "age"})).to_dict("list")
    {'age': ['24'], 'people': [2]}
    """
    names = frame.collect_schema().names()
    with limits_of(frame):
        # Without this an engine of SQL may take the name of a column for that of the count.
        grouped = frame.group_by(*names).agg(nw.len().alias(_PEOPLE))
    table = collect(grouped, types={_PEOPLE: "Int64"}).rename(columns={_PEOPLE: "people"})
    return table.sort_values(names, ignore_index=True) if names else table


def small(table: pd.DataFrame, beside: Frame) -> Frame:
    """Make a small table in the engine of another frame, to be joined with it there; it leaves nothing behind.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns of texts (``str``), whole numbers (``Int64``) or numbers (``Float64``), at most some hundred thousand
        rows. A value that is missing stays missing.
    beside : Frame
        The frame whose engine is meant; for DuckDB and Spark also whose connection.

    Raises
    ------
    Unanswerable
        If the engine has no way to take a few rows from Python.
    """
    engine, table, other = engine_of(beside), table.reset_index(drop=True), beside.to_native()
    if engine == "pandas":
        return lazy(table)
    if engine == "dask":
        import dask.dataframe as dd

        made = dd.from_pandas(table, npartitions=1)  # type: ignore[no-untyped-call]
        # Dask warns where the two sides of a join hold texts, or whole numbers, in different types.
        kinds = {name: other.dtypes[name] for name in table if name in other.columns and table[name].notna().all()}
        return lazy(made.astype({name: kind for name, kind in kinds.items() if str(kind) in _DASK_KEYS}))
    plain = table.astype(object).where(table.notna(), None)
    types = {str(name): _SQL[str(kind)] for name, kind in table.dtypes.items()}
    if engine in {"polars", "pyarrow"}:
        schema, backend = nw.from_native(table).schema, beside.implementation.to_native_namespace()
        return lazy(nw.from_dict({name: plain[name].tolist() for name in schema}, schema, backend=backend))
    if engine == "duckdb":
        # Written into a query on the connection of the other relation, which takes no name and no file.
        quoted = [json.dumps(one).replace("'", "''") for one in (plain.to_dict("records"), [types])]
        nothing = other.limit(0).aggregate("count(*) as musterbook_rows")
        return lazy(nothing.project("unnest(from_json('{}', '{}'), recursive := true)".format(*quoted)))
    if engine in {"pyspark", "pyspark_connect"}:
        form = ", ".join(f"`{name}` {kind}" for name, kind in types.items())
        return lazy(other.sparkSession.createDataFrame(list(plain.itertuples(index=False, name=None)), form))
    raise Unanswerable(f"{engine} lacks a way to make a small table in it; hand in a frame of {ENGINES}")


def attach(frame: Frame, table: pd.DataFrame, on: str | list[str]) -> Frame:
    """Put the columns of a small table beside the rows of a frame that have its keys; rows without a match stay.

    Keys are texts (see :func:`texts`) and unique in the table. The engine keeps or changes the order of rows.
    """
    with limits_of(frame):
        return frame.join(small(table, frame), on=on, how="left")


def keep_matching(frame: Frame, table: pd.DataFrame, on: str | list[str]) -> Frame:
    """Keep the rows of a frame whose keys stand in a small table."""
    keys = [on] if isinstance(on, str) else on
    with limits_of(frame):
        return frame.join(small(table[keys].drop_duplicates(), frame), on=keys, how="semi")


def collect(frame: Frame, types: Mapping[str, str] | None = None, *, most: int = MOST_ROWS) -> pd.DataFrame:
    """Compute a small result and give it as pandas: ``str``, ``Int64``, ``Float64``, ``boolean``, ``datetime64[s]``.

    Parameters
    ----------
    frame : Frame
        What to compute; at most ``most`` rows.
    types : mapping of str to str, optional
        Types of columns where the engine's own are not to be followed.

    Raises
    ------
    Unanswerable
        If the result has more rows than can be called small.
    """
    with limits_of(frame):
        how: dict[str, Any] = {"engine": "streaming"} if engine_of(frame) == "polars" else {}
        found = frame.head(most + 1).collect(**how)
    if len(found) > most:
        raise Unanswerable(
            f"the answer would have more than {most:,} rows; ask of fewer people, or look for a key that many share"
        )
    kinds = {nw.String: "str", nw.Boolean: "boolean", nw.Date: "datetime64[s]", nw.Datetime: "datetime64[s]"}
    wanted = {
        name: "Int64" if kind.is_integer() else "Float64" if kind.is_float() else kinds.get(type(kind), "")
        for name, kind in found.schema.items()
    } | dict(types or {})
    return found.to_pandas().astype({name: kind for name, kind in wanted.items() if kind}).reset_index(drop=True)


def hand_back(frame: Frame, given: Any) -> Any:
    """Give a frame as the kind of frame that was handed in: a computed Polars frame where one came, else as it is."""
    native = frame.to_native()
    is_polars = engine_of(frame) == "polars" and hasattr(native, "collect") and not hasattr(given, "collect")
    return native.collect() if is_polars else native


@contextmanager
def limits_of(frame: Frame) -> Iterator[None]:
    """Say which engine cannot do something, where it cannot; an interruption is one, whatever the engine calls it."""
    try:
        yield
    except (NotImplementedError, ModuleNotFoundError, nw.exceptions.UnsupportedDTypeError) as error:
        raise Unanswerable(f"{engine_of(frame)} cannot do this: {error}; another engine may: {ENGINES}") from error
    except Exception as error:
        if _INTERRUPTED.search(str(error)):
            raise KeyboardInterrupt from error
        raise


# --- whether people are real


def is_simulated(people: Any, *, everybody: bool = False) -> bool:
    """Tell whether anybody of a list is simulated, by a column or by what is attached to the frame.

    >>> is_simulated(pd.DataFrame({"simulated": [False, True]})), is_simulated(pd.DataFrame({"age": ["20"]}))
    (True, False)
    >>> is_simulated(pd.DataFrame({"simulated": [False, True]}), everybody=True)
    False
    """
    is_attached = bool(getattr(people, "attrs", {}).get(SIMULATED))
    if SIMULATED not in lazy(people).collect_schema().names():
        return is_attached
    is_true = [text.lower() in {"true", "1"} for text in count_texts(people, SIMULATED)]
    return bool(is_true) and all(is_true) if everybody else any(is_true) or is_attached


def one_list(people: Any) -> Any:
    """Make sure that a frame is one list of people, and give it back.

    >>> one_list(pd.DataFrame({"world": [1, 2], "simulated": [True, True]}))
    Traceback (most recent call last):
    musterbook.errors.MusterError: these people are of 2 simulated worlds, each a list of its own: take one, as \
people[people["world"] == 1], or ask of each with combine
    """
    people = records_of(people)
    names = lazy(people).collect_schema().names()
    worlds = count_texts(people, WORLD) if {WORLD, SIMULATED} <= set(names) else {}
    if len(worlds) > 1:
        raise MusterError(
            f"these people are of {len(worlds):,} simulated worlds, each a list of its own: take one, as "
            'people[people["world"] == 1], or ask of each with combine'
        )
    return people


def marked(result: Small, *, simulated: bool) -> Small:
    """Attach to what is counted of simulated people that they are, as it is attached to them."""
    if simulated:
        result.attrs[SIMULATED] = True
    return result


def said_of(sentence: str, *, simulated: bool) -> str:
    """Begin a sentence about simulated people with that.

    >>> said_of("2 people left.", simulated=True), said_of("2 people left.", simulated=False)
    ('Simulated: 2 people left.', '2 people left.')
    """
    return f"Simulated: {sentence}" if simulated else sentence


# --- types and texts


def _text_column(name: str, kind: nw.dtypes.DType, moments: bool) -> nw.Expr:
    """Spell a column as texts inside the engine."""
    column = nw.col(name)
    if kind in (nw.Date, nw.Datetime):
        # PyArrow adds fractions of a second to the seconds.
        form, length = (MOMENT, 19) if moments and kind == nw.Datetime else (DAY, 10)
        spelled = column.dt.to_string(form).str.slice(0, length)
    elif kind.is_float() or kind.is_decimal():
        number = column.cast(nw.Float64)
        # Engines differ in what they do with a number that no whole number can hold.
        whole = nw.when(number.abs() < EXACT_FLOATS).then(number).otherwise(nw.lit(0.0)).round(0)
        text = nw.when(whole == number).then(whole.cast(nw.Int64).cast(nw.String)).otherwise(number.cast(nw.String))
        spelled = nw.when(~number.is_nan()).then(text)
    elif kind == nw.Boolean:
        spelled = nw.when(~column.is_null()).then(nw.when(column).then(nw.lit("True")).otherwise(nw.lit("False")))
    else:
        spelled = column.cast(nw.String)
    return spelled.fill_null("")
