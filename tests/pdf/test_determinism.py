"""The same input gives the same bytes: in any process, at any time, as any document of a process, in any thread."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pikepdf
import pytest

from tests.helpers.processes import python
from tests.helpers.tagged import INKS, paper, runs, sample

_PROGRAM = "import sys; from tests.helpers.tagged import sample; sys.stdout.buffer.write(sample())"


def test_processes_with_other_hashes_zones_and_dates() -> None:
    one = python(_PROGRAM, PYTHONHASHSEED="1", TZ="UTC")
    other = python(_PROGRAM, PYTHONHASHSEED="2", TZ="Asia/Tokyo", SOURCE_DATE_EPOCH="86400", LC_ALL="C")
    assert one == other == sample()


def test_a_document_does_not_depend_on_those_before_it() -> None:
    first = sample()
    tree, canvas = paper()
    canvas.line(20, 300, runs("Zyzzyva: żółć, Ж, ½ \u03df", bold=True), tree.root.add("P"))
    canvas.finish()
    assert sample() == first


def test_documents_made_in_turns() -> None:
    def halves(text: str, ready: list[bytes]):  # a generator, so that two documents can be drawn in turns
        tree, canvas = paper()
        for word in text.split():
            canvas.line(20, 300, runs(word), tree.root.add("P"))
            yield
        ready.append(canvas.finish())

    def alone(text: str) -> bytes:
        ready: list[bytes] = []
        for _ in halves(text, ready):
            pass
        return ready[0]

    mixed: list[bytes] = []
    both = [halves("walk a little", mixed), halves("zinc box quay", mixed)]
    for _ in range(4):
        for one in both:
            next(one, None)
    assert mixed == [alone("walk a little"), alone("zinc box quay")]


def test_threads() -> None:
    expected = sample()
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: sample(), range(12)))
    assert set(made) == {expected}


def _streams(data: bytes) -> list[str]:
    with pikepdf.open(BytesIO(data)) as pdf:
        return [hashlib.sha256(page.Contents.read_bytes()).hexdigest() for page in pdf.pages]


def _id(data: bytes) -> bytes:
    with pikepdf.open(BytesIO(data)) as pdf:
        first, second = pdf.trailer.ID
        assert bytes(first) == bytes(second)
        return bytes(first)


def test_streams_are_the_same_for_every_palette() -> None:
    other = sample({**INKS, "brand": (0.7, 0.1, 0.1), "pale": (1.0, 0.9, 0.9)})
    assert other != sample()
    assert _streams(other) == _streams(sample())


def test_the_id_follows_from_the_content() -> None:
    assert _id(sample()) == _id(sample())
    assert len(_id(sample())) == 16
    assert _id(sample()) != _id(sample({**INKS, "brand": (0.7, 0.1, 0.1)}))
    assert _id(sample()) != _id(sample(title="Another"))


@pytest.mark.parametrize("alt", ["A red block", "A green block"])
def test_the_id_follows_from_what_is_said_too(alt: str) -> None:
    def document(words: str) -> bytes:
        tree, canvas = paper()
        with canvas.content(tree.root.add("Figure", alt=words, BBox=[0, 0, 9, 9])):
            canvas.code("0 0 9 9 re f")
        return canvas.finish()

    assert (_id(document(alt)) == _id(document("A red block"))) is (alt == "A red block")
