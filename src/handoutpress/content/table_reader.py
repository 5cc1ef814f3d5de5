"""Lists saved as CSV by any program: bytes -> which column holds which field, and the rows below the heads.

Nothing is guessed that a person should decide: a file that is no table, or no text, is refused with what to do, and what was left
out or taken on trust is named in `notes`. What a cell says is never repeated in a message.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path

from handoutpress.errors import InvalidSource, NotFound, Place, Problem, without_addresses

DELIMITERS = ",;\t|"
FIRST_ROWS = 20  # among which the heads of the columns are looked for: exports put titles and dates above them
SAVE_AGAIN = "Save it as CSV UTF-8 (Excel: Save as, type 'CSV UTF-8')"
_NO_TABLE = (
    (b"PK\x03\x04", "this is a spreadsheet, not a CSV file"),  # .xlsx, .ods and .numbers are ZIP archives
    (b"\xd0\xcf\x11\xe0", "this is a spreadsheet, not a CSV file"),  # .xls
    (b"%PDF", "this is a PDF, not a CSV file"),
    (b"{\\rtf", "this is a text document, not a CSV file"),
)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
_HINT = re.compile(r"sep=(.)", re.IGNORECASE)  # a first line by which Excel says what divides the cells
# accented small letters of Mac Roman, by bytes that in Windows-1252 never stand after a small letter
_MAC = re.compile(rb"[a-z][\x81\x87-\x8b\x8d-\x90\x98\x9b\x9d\x9f]")
_WINDOWS = re.compile(rb"[A-Za-z][\xc0-\xff]|[\xc0-\xff][a-z]")
_NOT_WESTERN = re.compile(r"[À-ÖØ-öø-ÿ]{3}|[ÂÃ][\x80-\xbf‚-™]")  # letters of other scripts, and UTF-8, read as Windows-1252
_INVISIBLE = " \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff"
_BLANK = frozenset({"n/a", "-", "–", "—"})
_ERROR = re.compile(r"#[^\s#]*[!?]|#N/[A-Z]+|#NV|#GETTING_DATA|#{3,}|Err:\d{3}")
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)


@dataclass(frozen=True)
class CsvTable:
    """A list, read.

    Attributes:
        heads: names of the columns as they are written there, but for addresses, since messages name them; those of a column
            without a name are empty.
        head_row: number of the row they stand in, from 1 as spreadsheets count; 0: no row names a field.
        columns: which columns (from 0) name each field, in the order of the file.
        rows: those below the heads, with their numbers; without empty rows.
        notes: what people should know of it, sentences without full stop.
    """

    heads: tuple[str, ...]
    head_row: int
    columns: dict[str, list[int]]
    rows: list[tuple[int, list[str]]]
    notes: tuple[str, ...]

    def too_wide(self, cells: Sequence[str]) -> bool:
        """Whether a row has text where no column is: a comma in it divided a cell."""
        return any(cell.strip() for cell in cells[len(self.heads) :])

    def unused(self, used: Iterable[int]) -> list[str]:
        """Heads of the columns that are not among those used."""
        taken = set(used)
        return [head for at, head in enumerate(self.heads) if head and at not in taken]


def file_bytes(path: Path, name: str, most_bytes: int, *, what: str = "the list") -> bytes:
    """What stands in a file; messages call it `what`, and its place `name`.

    Raises NotFound: it is not there, or cannot be read; InvalidSource: it is larger than `most_bytes`.
    """
    try:
        if path.stat().st_size > most_bytes:
            raise _too_large(most_bytes, Place(name))
        return path.read_bytes()
    except OSError as error:
        why = "is not there" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror or 'reading failed'})"
        raise NotFound(Problem(f"{what} {why}", "Check the name and the folder", Place(name))) from None


def read_table(
    raw: bytes, name: str, field_of: Callable[[str], str], *, most_rows: int, most_bytes: int
) -> CsvTable:  # fmt: skip
    """Read a list: whatever divides its cells, whatever encoding it has, with or without a title above the heads.

    Args:
        name: the list in messages.
        field_of: the field a head names; empty: none.

    Raises:
        InvalidSource: it is no CSV, not text, too long, or a quotation mark in it is not closed.
    """
    place = Place(name)
    if len(raw) > most_bytes:
        raise _too_large(most_bytes, place)
    text, encoding = _decoded(raw, place)
    rows, head = [], None
    for row in _records(text, _delimiter(text, field_of), place):
        if any(cell.strip(_INVISIBLE) for cell in row[1]):
            rows.append(row)
            if len(rows) > most_rows + FIRST_ROWS:
                break
    head = _head(rows, field_of)
    if head is None:  # what may be heads: the widest row before the first address
        names: list[str] = max(_before_addresses(rows), key=len, default=[])
        return CsvTable(tuple(map(_named, names)), 0, {}, rows, ())
    number, cells = rows[head]
    heads = tuple(map(_named, cells))
    while heads and not heads[-1]:
        heads = heads[:-1]
    below = [row for row in rows[head + 1 :] if row[1] != cells]  # printed reports repeat the heads on every page
    if len(below) > most_rows:
        raise InvalidSource(Problem(f"the list has more than {most_rows:,} rows", "Divide it into several", place))
    columns: dict[str, list[int]] = {}
    for at, one in enumerate(heads):
        if found := field_of(one):
            columns.setdefault(found, []).append(at)
    told = (f"the list is not UTF-8 and was read as {encoding}: check letters with accents",) if encoding else ()
    return CsvTable(heads, number, columns, below, told)


def head_key(text: str) -> str:
    """A head as heads are compared: small letters and digits alone, accents dropped ("E-Mail_Address *" -> emailaddress)."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum())


def clean(cell: str) -> str:
    """A cell without what spreadsheets put around its text: spaces, invisible marks, ="…", the .0 of a number; n/a is empty."""
    text = cell.strip(_INVISIBLE)
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1].strip(_INVISIBLE)
    if text.endswith(".0") and len(text) > 8 and text[:-2].isdecimal():
        text = text[:-2]
    return "" if text.casefold() in _BLANK else text


def _named(cell: str) -> str:
    return without_addresses(clean(cell))


def cell_fault(cell: str) -> tuple[str, str] | None:
    """What is wrong with a cell whatever it is for, and the mend: errors, formulas and rounded numbers of the spreadsheet."""
    if not cell or cell[0] not in "#=E0123456789":
        return None
    if _ERROR.fullmatch(cell):
        return "holds an error of the spreadsheet, not a value", "Mend it there, then save the list as CSV again"
    if cell.startswith("="):
        return "holds a formula, not its value", "Save the list as CSV from the spreadsheet again"
    if _ROUNDED.fullmatch(cell):
        return "is a number the spreadsheet has shortened", "Give the column the format Text, and type it again"
    return None


def csv_cell(value: object) -> str:
    """A value as a cell of a CSV that spreadsheets open: what they would run as a formula is made text by an apostrophe."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _too_large(most_bytes: int, place: Place) -> InvalidSource:
    return InvalidSource(Problem(f"the list is larger than {most_bytes // 1_000_000} MB", "Divide it into several", place))


def _decoded(raw: bytes, place: Place) -> tuple[str, str]:
    """The text of a file, and the encoding it was taken for; empty: it is sure.

    A fixed order does: of the encodings programs write today only UTF-8 and UTF-16 prove themselves. What is left is Windows-1252
    or Mac Roman, told apart by their letters; a list is far too short for statistics to know more.

    Raises:
        InvalidSource: it is another kind of file, or its encoding is none of these.
    """
    for magic, what in _NO_TABLE:
        if raw.startswith(magic):
            raise InvalidSource(Problem(what, SAVE_AGAIN, place))
    encoding = next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), "")
    begin = raw[:1000].rstrip(b"\0")
    zeros = [at % 2 for at, byte in enumerate(begin) if not byte]
    if not encoding and len(zeros) * 3 > len(begin):  # UTF-16 without its mark: every other byte of Latin text is zero
        encoding = "utf-16-le" if sum(zeros) * 2 > len(zeros) else "utf-16-be"
    guess = ""
    try:
        text = raw.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        text, guess = ("", "") if encoding else _western(raw)
        if not text:
            line = raw[: error.start].count(b"\n") + 1
            raise InvalidSource(Problem("the list is not UTF-8 text", SAVE_AGAIN, place, f"row {line}")) from None
    text = text.rstrip("\0")  # some programs fill the last block of a file
    if "\0" in text:
        raise InvalidSource(Problem("the list holds zero bytes: it is damaged, or not text", SAVE_AGAIN, place))
    if text.lstrip(_INVISIBLE).startswith("<"):
        raise InvalidSource(Problem("this is a web page, not a CSV file", SAVE_AGAIN, place))
    return text, guess


def _western(raw: bytes) -> tuple[str, str]:
    """Text as Windows-1252 or Mac Roman, and which; empty: it is neither."""
    if len(_MAC.findall(raw)) > len(_WINDOWS.findall(raw)):
        return raw.decode("mac-roman"), "Mac Roman"
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return "", ""
    return ("", "") if _NOT_WESTERN.search(text) else (text, "Windows-1252")


def _delimiter(text: str, field_of: Callable[[str], str]) -> str:
    """What divides cells: as the file says itself, else the mark by which most heads are known, or most cells come about."""
    first = next((line for line in text[:100_000].splitlines() if line.strip(_INVISIBLE + DELIMITERS + "\"'")), "")
    if hint := _HINT.fullmatch(first.strip(_INVISIBLE + "\"'")):
        return hint[1]

    def known(mark: str) -> tuple[int, int]:
        best = (0, 0)
        with suppress(csv.Error):  # the rows before count
            for row in islice(csv.reader(StringIO(text[:100_000], newline=""), delimiter=mark), FIRST_ROWS):
                best = max(best, (_fields(row, field_of), len(row)))
        return best

    return max(DELIMITERS, key=known)


def _records(text: str, delimiter: str, place: Place) -> Iterator[tuple[int, list[str]]]:
    """Rows with their numbers, from 1, as spreadsheets count them."""
    number = 0
    try:
        for number, cells in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            if not (number == 1 and re.fullmatch(r"sep=.?", delimiter.join(cells).strip(_INVISIBLE + delimiter), re.IGNORECASE)):
                yield number, cells
    except csv.Error:  # strict: else a mark that is not closed takes the rows below it into one cell
        what = f"a quotation mark is opened and not closed, or a cell is longer than {csv.field_size_limit():,} characters"
        mend = "Close it with the same mark, or shorten the cell"
        raise InvalidSource(Problem(what, mend, place, f"row {number + 1}")) from None


def _head(rows: Sequence[tuple[int, list[str]]], field_of: Callable[[str], str]) -> int | None:
    """Which of the first rows names most fields; None: none names any."""
    known = [_fields(cells, field_of) for _, cells in rows[:FIRST_ROWS]]
    best = max(known, default=0)
    return known.index(best) if best else None


def _fields(cells: Sequence[str], field_of: Callable[[str], str]) -> int:
    """How many fields a row names."""
    return len({field_of(clean(cell)) for cell in cells} - {""})


def _before_addresses(rows: Sequence[tuple[int, list[str]]]) -> Iterator[list[str]]:
    for _, cells in rows[:FIRST_ROWS]:
        if any("@" in cell for cell in cells):
            return
        yield cells
