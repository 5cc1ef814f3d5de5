"""The readers that `fuzz.py` gives changed files to: what each begins with, and how it reads."""

from __future__ import annotations

import json
import random
import re
import shutil
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from PIL import Image, ImageDraw

from handoutpress.content import clinics_table
from handoutpress.content.library import Library
from handoutpress.content.schema.clinic import Clinic
from handoutpress.content.schema.figure import Figure
from handoutpress.content.schema.template import Template
from handoutpress.content.yaml_reader import load
from handoutpress.delivery import backup, database, recipients
from handoutpress.delivery.handout_record import RecordLine
from handoutpress.delivery.order import STATES, Order
from handoutpress.delivery.outbox import Outbox
from handoutpress.delivery.waiting_room import WaitingRoom
from handoutpress.errors import HandoutError, InvalidSource, OutputFailed
from handoutpress.layout.components import figure_box, logo, qr_code
from handoutpress.layout.reuse import body_cache
from handoutpress.pdf import svg_render
from handoutpress.pdf.font_file import Font
from handoutpress.pdf.print_colours import SCREEN
from handoutpress.pdf.svg_art import read_svg
from handoutpress.pdf.svg_gate import refusal
from handoutpress.press import leaflet_cache, render
from handoutpress.press.job import Job
from handoutpress.press.manifest import Manifest, ManifestEntry
from handoutpress.press.stores import Folder, Stamp
from handoutpress.support import disk_cache

V = TypeVar("V")
ROOT = Path(__file__).resolve().parents[1]
WORD = re.compile(rb"[\w.#%+-]+")
STRANGE = (
    *(bytes([byte]) for byte in b"\n\t\0\"'{}[]#&*!|>%,;=<\xff0"), b": ", b"- ", b"/>", b"-1", b"1e999", b"nan", b"null", b"true",
    b"9" * 40, b"\xc2\xa0", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xae",
)  # fmt: skip
PATIENTS = "email,First Name,Last Name,Language,handouts,note,Consent\nana@example.org,Ana,Gomez,es,get-help,bring it,yes\n"
LINE = RecordLine("", "print", "harbor-spine", "get-help", "1.0", "en", "leaflet", 20, "ipp://example.org/7")


def mutated(raw: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """A file with a few bytes, words or pieces changed, left out, added or taken from another."""
    out = bytearray(raw)
    for _ in range(dice.choice((1, 1, 2, 3, 8))):
        way, at = dice.random(), dice.randrange(len(out) + 1)
        end = min(len(out), at + dice.randrange(1, 40))
        other = dice.choice(others)
        start = dice.randrange(len(other) + 1)
        if way < 0.25 and at < len(out):
            out[at] = dice.randrange(256)
        elif way < 0.45:
            out[at:at] = dice.choice(STRANGE)
        elif way < 0.6:
            del out[at:end]
        elif way < 0.75:
            out[at:at] = other[start : start + dice.randrange(1, 60)]
        elif way < 0.95:  # a word for a word
            words, theirs = (list(WORD.finditer(text, place, place + 200)) for text, place in ((out, at), (other, start)))
            if words:
                word = dice.choice(words)
                out[word.start() : word.end()] = dice.choice(theirs)[0] if theirs and way < 0.87 else dice.choice(STRANGE)
        else:
            del out[at:]
    return bytes(out)


def _kept(raw: bytes, _: random.Random) -> bytes:
    return raw


@dataclass
class Reader:
    """Files to begin with, what reads one, suffixes of further ones, the last touch to a changed one, and what leaves one well formed."""

    seeds: list[bytes]
    read: Callable[[bytes], object]
    suffixes: tuple[str, ...] = ()
    finish: Callable[[bytes, random.Random], bytes] = _kept
    well_formed: re.Pattern[bytes] | None = None

    def changed(self, seeds: Sequence[bytes], dice: random.Random) -> bytes:
        """One of the files, changed; half of the time only within the parts that keep the file well formed, if there are such."""
        raw = dice.choice(seeds)
        parts = list(self.well_formed.finditer(raw)) if self.well_formed and dice.random() < 0.5 else []
        for part in sorted(dice.sample(parts, min(len(parts), dice.choice((1, 2, 5)))), key=re.Match.start, reverse=True):
            other = self.well_formed and dice.choice(list(self.well_formed.finditer(dice.choice(seeds))) or parts)[0]
            text = re.sub(rb'[<>"]', b"", mutated(part[0], [other or b"0"], dice).decode("utf-8", "ignore").encode())
            raw = raw[: part.start()] + text + raw[part.end() :]
        return raw if parts else self.finish(mutated(raw, seeds, dice), dice)


def _files(pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(ROOT.glob(pattern))]


def _yaml(model: type, pattern: str) -> Callable[[Path], Reader]:
    return lambda folder: Reader(_files(pattern), lambda raw: load(folder / "x.yaml", model, raw), (".yaml", ".yml"))


def _clinics(folder: Path) -> Reader:
    table = "id,name,city,phone,hours,brand\nharbor,Harbor Spine,\"Fairview, CA\",(707) 555-0123,mon-fri 9-5,'#0077cc'\n"
    return Reader([table.encode()], lambda raw: clinics_table.read(raw, Library(), where="x.csv"), (".csv", ".tsv"))


def _patients(folder: Path) -> Reader:
    return Reader([PATIENTS.encode(), PATIENTS.replace(",", ";").encode("utf-16")], recipients.read, (".csv", ".tsv"))


def _raster(kind: str) -> Callable[[Path], Reader]:
    def reader(folder: Path) -> Reader:
        picture = Image.linear_gradient("L").resize((60, 40))
        ImageDraw.Draw(picture).ellipse((10, 5, 40, 35), 10)
        modes = ("L", "RGB", "CMYK") if kind == "JPEG" else ("L", "1", "P", "LA", "RGB", "RGBA", "I;16")
        seeds = []
        for mode in modes:
            exif = Image.Exif()
            exif[0x112] = 6
            made = picture.convert("I").convert(mode) if mode == "I;16" else picture.convert(mode)
            for more in ({}, {"exif": exif, "progressive": True, "dpi": (300, 300)}):
                made.save(out := BytesIO(), kind, **more)
                seeds.append(out.getvalue())
        suffixes = (".png",) if kind == "PNG" else (".jpg", ".jpeg")
        return Reader(
            seeds, lambda raw: logo._decoded.__wrapped__(folder / "x", raw), suffixes, _summed if kind == "PNG" else _kept
        )

    return reader


def _summed(raw: bytes, dice: random.Random) -> bytes:
    """Half of the changed PNG files with sums that are right: their readers look further."""
    if dice.random() < 0.5:
        return raw
    out, at = bytearray(raw), 8
    while at + 12 <= len(out):
        end = at + 8 + struct.unpack(">I", out[at : at + 4])[0]
        if end + 4 > len(out):
            break
        out[end : end + 4] = struct.pack(">I", zlib.crc32(out[at + 4 : end]))
        at = end + 4
    return bytes(out)


def _svg(folder: Path) -> Reader:
    """The gate, and what the process that draws does, on a small picture."""
    svg_render.SIDE, svg_render._JUDGED = 100, 40

    def read(raw: bytes) -> None:
        if refused := refusal(raw):
            raise InvalidSource(refused.what, refused.mend)
        found = svg_render._drawn(raw)
        if found.picture and (art := read_svg(raw)) and len(art.operators(SCREEN)) <= svg_render.MAX_CODE:
            svg_render._alike(art, found.picture)
        svg_render.Rendered.from_json(found.to_json())
        if found.refusal:
            raise InvalidSource(found.refusal.what, found.refusal.mend)

    return Reader(_files("clinic_profiles/*.svg"), read, (".svg",), well_formed=re.compile(rb'(?<==")[^"<>]*(?=")'))


class _Miss(HandoutError):
    """What is made anew: no fault."""


class _OneEntry(disk_cache.DiskCache):
    """A cache that gives one text for any entry of a kind."""

    kind, data = "", b""

    def get(self, kind: str, inputs: tuple[object, ...]) -> bytes | None:
        return self.data if kind == self.kind else super().get(kind, inputs)

    def cached(
        self,
        kind: str,
        inputs: tuple[object, ...],
        make: Callable[[], V],
        encode: Callable[[V], bytes],
        decode: Callable[[bytes], V],
    ) -> V:
        if kind != self.kind:
            return super().cached(kind, inputs, make, encode, decode)
        try:
            return decode(self.data)
        except Exception:
            raise _Miss("it is made anew") from None


def _cache(folder: Path) -> Reader:
    """Entries whose sums are right and whose content is not: worked out anew, or as good as what was there."""
    profiles = ROOT / "clinic_profiles"
    svg, fonts = (profiles / "harbor-spine.svg").read_bytes(), sorted(ROOT.glob(".venv/lib/*/site-packages/**/*Sans*-Regular.ttf"))
    library, job = Library(ROOT), Job("harbor-spine", "get-help")
    card = render.merge_job(library, job)
    figure = card.figures[0][0]

    def body() -> None:
        body_cache.forget()
        render.render_job(library, job)

    uses: dict[str, Callable[[], object]] = {
        "qr": lambda: qr_code._form.__wrapped__("https://example.org", "m").packed,
        "figure": lambda: figure_box._picture.__wrapped__(card.figure_text(figure).drawing, figure).operators(20),
        "logo": lambda: logo._decoded.__wrapped__(folder / "x", svg),
        "leaflet": lambda: leaflet_cache.get(("x",)),
        "profile": lambda: leaflet_cache.inputs(library, job),
        "body": body,
        **({"font": lambda: Font(fonts[0]).covers("B")} if fonts else {}),
    }
    cache = _OneEntry(folder / "cache")
    disk_cache._opened = lambda _: cache  # type: ignore[assignment]
    for use in uses.values():
        use()
    leaflet_cache.put(library, job, ("x",), b"", ())
    cache.put("leaflet", ("x",), b'["a note"]\n%PDF-1.7')
    names = list(uses)
    seeds = []
    for number, kind in enumerate(names):
        entries = sorted((folder / "cache" / kind).iterdir())[:3]
        seeds += [b"%c" % number + path.read_bytes().partition(b"\n")[2] for path in entries]

    def read(raw: bytes) -> None:
        cache.kind, cache.data = names[raw[0] % len(names)] if raw else "qr", raw[1:]
        try:
            uses[cache.kind]()
        finally:
            cache.kind = ""

    return Reader(seeds, read)


def _database(folder: Path) -> Reader:
    """The SQLite file: bytes changed, or a value of any kind put in any column."""
    place = folder / database.NAME
    new = Order("email", "new@example.org", "test", ("get-help",), "en", "<new>")
    orders = [Order("email", f"p{n}@example.org", "test", ("get-help",), "en", f"<{n}>", note="bring it") for n in range(8)]

    def clean() -> None:
        for left in folder.glob(f"{database.NAME}*"):
            left.unlink()

    with closing(Outbox(place)) as outbox:
        outbox.add(orders)
        with outbox.change() as change:
            for number, state in enumerate(STATES, 1):
                change.execute("UPDATE deliveries SET state = ? WHERE id = ?", (state, number))
    with closing(WaitingRoom(place)) as room:
        room.printed(LINE)
        room.set("test", "get-help", "leaflet", "en", copies=3, reorder=5)
        whole = room.copied()

    filled = [at for at, byte in enumerate(whole) if byte]

    def finish(raw: bytes, dice: random.Random) -> bytes:
        way = dice.random()
        if way < 0.1:
            return raw
        if way < 0.5:
            out = bytearray(whole)
            for _ in range(dice.choice((1, 1, 2, 8))):
                out[dice.choice(filled)] = dice.randrange(256)
            return bytes(out)
        table = dice.choice(list(database._COLUMNS))
        column = dice.choice([*database._COLUMNS[table], "rowid"])
        value = dice.choice(
            [None, -1, 2**63 - 1, 1e308, "", "x", "{", '["a", 1]', "[]", "9999-99-99", b"\xff", "\ud7ff", raw[:90], 0]
        )
        where = dice.choice(["", " WHERE rowid = 1"])
        how = dice.choice(
            ["UPDATE {0} SET {1} = ?{2}"] * 4
            + ["ALTER TABLE {0} DROP COLUMN {1}", "PRAGMA user_version = {3}", "DELETE FROM {0}{2}"]
        )
        statement = how.format(table, column, where, dice.randrange(-2, 9))
        with closing(sqlite3.connect(":memory:")) as changed, suppress(sqlite3.Error):
            changed.deserialize(whole[:18] + b"\1\1" + whole[20:])
            changed.execute("PRAGMA ignore_check_constraints = ON")
            changed.execute(statement, (value,) if "?" in statement else ())
            changed.commit()
            return changed.serialize()
        return raw

    good = folder / "backup.zip"
    clean()
    place.write_bytes(whole)
    backup.back_up(folder, good)

    def read(raw: bytes) -> None:
        clean()
        place.write_bytes(raw)
        try:
            use()
        except OutputFailed:
            if zlib.crc32(raw) % 8 == 0:  # what the message advises must cure; it takes longer than all the rest
                aside = backup.restore(good, folder).aside
                use()
                shutil.rmtree(aside or folder / "none", ignore_errors=True)
            raise

    def use() -> None:
        with closing(Outbox(place)) as outbox:
            outbox.entries()
            outbox.log()
            outbox.standing(orders)
            outbox.counts()
            if job := outbox.next("email"):
                outbox.sending(job.id)
                outbox.sent(job.id, [LINE], 250)
            outbox.due("email")
            outbox.recover("email", "it was killed")
            outbox.add([*orders[:2], new], again=False)
            outbox.purge(0)
        with closing(WaitingRoom(place)) as room:
            room.piles()
            for reference in room.on_printers():
                room.take_back(reference)
            room.printed(LINE)

    return Reader([whole], read, finish=finish)


def _manifest(folder: Path) -> Reader:
    """A manifest, and the same file as the journal of a press that was killed."""
    entry = ManifestEntry("k", {"text": "t"}, "0" * 64, 4, "1", "test", "get-help", "en", "leaflet", "GH-01", more={"b": "0" * 64})
    out = folder / "out"
    (out / "x").mkdir(parents=True)
    (out / "a.pdf").write_bytes(b"%PDF")
    stamp: Stamp = Folder(out).stamps()["a.pdf"]
    made = Manifest(Folder(out))
    made.update("a.pdf", entry.stamped(stamp))
    made.remember({"test.yaml": ("0", "logo.svg")})
    made.close()
    line = b'{"file": "a.pdf", ' + entry.stamped(stamp).json[1:] + b"\n"
    seeds = [(out / "manifest.json").read_bytes(), line, line + line]

    def read(raw: bytes) -> None:
        for name in ("manifest.json", ".manifest-0123456789ab.part"):
            (out / name).write_bytes(raw)
        manifest = Manifest(Folder(out))
        for name in manifest.entries:
            manifest.is_touched(name)
        manifest.update("b.pdf", entry)
        manifest.close(orderly=False)
        if len(Manifest(Folder(out)).entries) < len(manifest.entries):
            raise ValueError("entries are lost")

    return Reader(seeds, read)


def _backup(folder: Path) -> Reader:
    """A backup that is put back: the archive changed, or one whose sums are right and whose names and contents are not."""
    source, workspace = folder / "backup.zip", folder / "workspace"
    (workspace / "clinic_profiles").mkdir(parents=True)
    (workspace / "clinic_profiles" / "test.yaml").write_text(
        "name: Test Clinic\ncity: Fairview, CA\nphone: (707) 555-0123\n", "utf-8"
    )
    Outbox(workspace).close()
    backup.back_up(workspace, source)
    whole = source.read_bytes()
    names = [
        "clinic_profiles/a.yaml",
        "../a",
        "/a",
        "mail.yaml",
        "reviews/a/b",
        "reviews",
        "reviews/",
        "templates/a\ud800",
        "handouts/" + 300 * "a",
    ]

    def finish(raw: bytes, dice: random.Random) -> bytes:
        if dice.random() < 0.5:
            return raw
        files = {dice.choice([*names, database.NAME]): raw[: dice.randrange(200)] for _ in range(dice.randrange(1, 4))}
        contents = json.dumps(
            {"format": 1, "made": "today", "files": {name: sha256(data).hexdigest() for name, data in files.items()}}
        )
        listed = contents.encode() if dice.random() < 0.5 else mutated(contents.encode(), [contents.encode()], dice)
        with zipfile.ZipFile(out := BytesIO(), "w") as archive, suppress(ValueError):
            for name, data in {backup.CONTENTS: listed, **files}.items():
                archive.writestr(name, data)
        return out.getvalue()

    def read(raw: bytes) -> None:
        shutil.rmtree(workspace, ignore_errors=True)
        source.write_bytes(raw)
        backup.restore(source, workspace)

    return Reader([whole], read, (".zip",), finish)


READERS: dict[str, Callable[[Path], Reader]] = {
    "clinic": _yaml(Clinic, "clinic_profiles/*.yaml"),
    "template": _yaml(Template, "templates/*.yaml"),
    "figure": _yaml(Figure, "handouts/figures/*.yaml"),
    "clinics": _clinics,
    "patients": _patients,
    "png": _raster("PNG"),
    "jpeg": _raster("JPEG"),
    "svg": _svg,
    "cache": _cache,
    "database": _database,
    "manifest": _manifest,
    "backup": _backup,
}
