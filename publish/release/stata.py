"""Stata files (format 118, Stata 14 and later) with labels.

Written here, row by row, because the libraries that write them hold the whole table in memory and put the time of the
clock into the file. https://www.stata.com/help.cgi?dta describes the format.
"""

import struct
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from publish.columns import Column, Kind

LONGEST_LABEL = 80
"""Characters of the label of a file, a variable or a value."""
_LONGEST_NAME = 32
_LONGEST_FIXED = 2045
"""Bytes of a text of fixed width; longer ones are kept apart (`strL`)."""
_LARGEST_LONG = 2_147_483_620
_EPOCH, _FIRST_MOMENT = date(1960, 1, 1), datetime(1960, 1, 1, tzinfo=UTC)
_MISSING_BYTE, _MISSING_LONG = 101, 2_147_483_621
_MISSING_DOUBLE = struct.unpack("<d", bytes.fromhex("000000000000e07f"))[0]
_BYTE, _LONG, _DOUBLE, _APART = 65530, 65528, 65526, 32768


@dataclass(frozen=True, slots=True)
class _Variable:
    column: Column
    type: int
    packing: str
    format: str
    labels: str
    """Name of its value labels; empty where it has none."""
    convert: Callable[[Any], Any]


def write_stata(
    path: Path,
    columns: Sequence[Column],
    batches: Iterable[Sequence[tuple[Any, ...]]],
    *,
    longest: Mapping[str, int],
    label: str,
) -> int:
    """Writes batches of rows of plain values; returns how many rows.

    `longest` gives the bytes of the longest text and the largest integer of each column: widths are fixed before the
    first row. Raises ValueError for a name that Stata does not take.
    """
    written = 0
    with path.open("wb") as file, tempfile.TemporaryFile(dir=path.parent) as texts:
        apart = _Texts(texts)
        variables = [
            _variable(column, longest.get(column.name, 0), apart, number)
            for number, column in enumerate(columns, start=1)
        ]
        sections = _Sections(file)
        sections.begin(variables, label)
        row = struct.Struct("<" + "".join(variable.packing for variable in variables))
        converters = [variable.convert for variable in variables]
        for rows in batches:
            for values in rows:
                file.write(
                    row.pack(*(convert(value) for convert, value in zip(converters, values, strict=True)))
                )
                apart.row += 1
            written += len(rows)
        sections.end(variables, written, texts)
    return written


def label_of(text: str) -> str:
    """The first sentence of a text, cut at a word where it is too long for a label."""
    sentence = text.partition(". ")[0].rstrip(".")
    if len(sentence) <= LONGEST_LABEL:
        return sentence
    return sentence[: LONGEST_LABEL - 1].rpartition(" ")[0].rstrip(",;:") + "…"


class _Sections:
    """The parts of the file around its rows, and the map of where each begins."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: list[int] = [0]

    def begin(self, variables: Sequence[_Variable], label: str) -> None:
        count = len(variables)
        self._file.write(b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder>")
        self._file.write(b"<K>" + struct.pack("<H", count) + b"</K><N>")
        self._rows_at = self._file.tell()
        written = label_of(label).encode()
        self._file.write(struct.pack("<Q", 0) + b"</N><label>" + struct.pack("<H", len(written)) + written)
        self._file.write(
            b"</label><timestamp>\x00</timestamp></header>"
        )  # no time: the same rows, the same bytes
        self._begin("map", struct.pack("<14Q", *[0] * 14))
        self._map_at = self._places[-1] + len("<map>")
        self._begin("variable_types", b"".join(struct.pack("<H", one.type) for one in variables))
        self._begin("varnames", b"".join(_padded(_name(one.column.name), 129) for one in variables))
        self._begin("sortlist", bytes(2 * (count + 1)))
        self._begin("formats", b"".join(_padded(one.format, 57) for one in variables))
        self._begin("value_label_names", b"".join(_padded(one.labels, 129) for one in variables))
        labels = (_padded(label_of(one.column.text), 321) for one in variables)
        self._begin("variable_labels", b"".join(labels))
        self._begin("characteristics", b"")
        self._places.append(self._file.tell())
        self._file.write(b"<data>")

    def end(self, variables: Sequence[_Variable], rows: int, texts: IO[bytes]) -> None:
        self._file.write(b"</data>")
        self._places.append(self._file.tell())
        self._file.write(b"<strls>")
        texts.seek(0)
        while some := texts.read(1 << 20):
            self._file.write(some)
        self._file.write(b"</strls>")
        self._begin("value_labels", b"".join(_value_labels(variables)))
        self._places.append(self._file.tell())
        self._file.write(b"</stata_dta>")
        self._places.append(self._file.tell())
        self._file.seek(self._map_at)
        self._file.write(struct.pack("<14Q", *self._places))
        self._file.seek(self._rows_at)
        self._file.write(struct.pack("<Q", rows))

    def _begin(self, name: str, content: bytes) -> None:
        self._places.append(self._file.tell())
        self._file.write(f"<{name}>".encode() + content + f"</{name}>".encode())


class _Texts:
    """Texts of any length, which rows name by the number of their variable and row."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.row = 1

    def variable(self, number: int) -> Callable[[str | None], bytes]:
        """How the texts of a variable are written, and what stands for them in the row."""

        def write(text: str | None) -> bytes:
            if not text:
                return bytes(8)
            written = text.encode() + b"\x00"
            self._file.write(b"GSO" + struct.pack("<IQBI", number, self.row, 130, len(written)) + written)
            return struct.pack("<H", number) + self.row.to_bytes(6, "little")

        return write


def _variable(column: Column, longest: int, texts: _Texts, number: int) -> _Variable:
    match column.kind:
        case Kind.FLAG:
            return _Variable(column, _BYTE, "b", "%8.0g", "flag", _or(_MISSING_BYTE))
        case Kind.CODE:
            places = {str(code): place for place, code in enumerate(column.codes or (), start=1)}
            known = {None: _MISSING_LONG} | places
            return _Variable(column, _LONG, "i", "%20.0g", _name(_set(column)), known.__getitem__)
        case Kind.INTEGER if longest <= _LARGEST_LONG:
            return _Variable(column, _LONG, "i", "%12.0g", "", _or(_MISSING_LONG))
        case Kind.INTEGER | Kind.NUMBER:
            return _Variable(column, _DOUBLE, "d", "%14.0g", "", _or(_MISSING_DOUBLE))
        case Kind.DAY:
            return _Variable(column, _LONG, "i", "%tdCCYY-NN-DD", "", _days)
        case Kind.MOMENT:
            return _Variable(column, _DOUBLE, "d", "%tcCCYY-NN-DD!THH:MM:SS", "", _milliseconds)
    if longest > _LONGEST_FIXED:
        return _Variable(column, _APART, "8s", "%9s", "", texts.variable(number))
    width = max(longest, 1)
    return _Variable(column, width, f"{width}s", f"%-{min(width, 40)}s", "", _bytes)


def _value_labels(variables: Sequence[_Variable]) -> Iterable[bytes]:
    """Each set of labels once: a code is its own label, as in the other formats."""
    sets: dict[str, list[tuple[int, str]]] = {}
    for variable in variables:
        if variable.labels == "flag":
            sets["flag"] = [(0, "false"), (1, "true")]
        elif variable.labels:
            codes = enumerate(variable.column.codes or (), start=1)
            sets[variable.labels] = [(place, label_of(str(code))) for place, code in codes]
    for name, entries in sorted(sets.items()):
        texts = [text.encode() + b"\x00" for _, text in entries]
        offsets, joined = [], b""
        for text in texts:
            offsets.append(len(joined))
            joined += text
        count = len(entries)
        table = struct.pack(
            f"<ii{count}i{count}i", count, len(joined), *offsets, *(place for place, _ in entries)
        )
        content = struct.pack("<i", len(table) + len(joined)) + _padded(name, 129) + bytes(3) + table + joined
        yield b"<lbl>" + content + b"</lbl>"


def _set(column: Column) -> str:
    return column.codes.__name__.lower() if column.codes else ""


def _name(name: str) -> str:
    if len(name) > _LONGEST_NAME or not name.isidentifier() or not name.isascii():
        raise ValueError(f"{name!r} is no name for Stata")
    return name


def _padded(text: str, width: int) -> bytes:
    written = text.encode()
    if len(written) >= width:
        raise ValueError(f"{text!r} is longer than {width - 1} bytes")
    return written.ljust(width, b"\x00")


def _or(missing: float) -> Callable[[Any], Any]:
    return lambda value: missing if value is None else value


def _days(value: str | None) -> int:
    return _MISSING_LONG if value is None else (date.fromisoformat(value) - _EPOCH).days


def _milliseconds(value: str | None) -> float:
    if value is None:
        return float(_MISSING_DOUBLE)
    return (datetime.fromisoformat(value) - _FIRST_MOMENT).total_seconds() * 1000


def _bytes(value: str | None) -> bytes:
    return value.encode() if value else b""
