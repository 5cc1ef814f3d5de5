"""The message around a leaflet: whole, accessible, in the patient's language, and nothing put in that was not meant."""

from __future__ import annotations

import dataclasses
import datetime
import email
import email.header
import email.policy
import email.utils
from email.message import EmailMessage
from pathlib import Path

import html5lib
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from handoutpress.content.library import Library
from handoutpress.delivery import letters
from handoutpress.delivery.approved_leaflets import ApprovedLeaflet, ApprovedLeaflets
from handoutpress.errors import CheckFailed, InvalidSource
from tests.helpers.workspace import CLINIC, workspace

DAY = datetime.datetime(2026, 11, 25, 12, 0, tzinfo=datetime.UTC)
ID = "<1@clinic.example.org>"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(workspace(tmp_path_factory.mktemp("w"), CLINIC + "email: desk@clinic.example.org\n"))


@pytest.fixture(scope="module")
def piece(library: Library) -> ApprovedLeaflet:
    return ApprovedLeaflets(library, allow_unreviewed=True).get("test", "get-help", "en")


def written(library: Library, piece: ApprovedLeaflet, language: str = "en", **more: str) -> EmailMessage:
    form = letters.LetterForm(letters.letterhead(library, "test", language), [piece])
    raw = form.filled("ana@patients.example.org", message_id=ID, date=DAY, **more)
    assert raw.isascii() and max(map(len, raw.split(b"\r\n"))) <= 998 and b"\n" not in raw.replace(b"\r\n", b"")
    assert f"\r\nDate: {email.utils.format_datetime(DAY)}\r\n".encode() in raw
    assert b"=0D" not in raw and b"=0A" not in raw, "line ends stand as they are: else all text is one line of the message"
    return email.message_from_bytes(raw, policy=email.policy.default)  # type: ignore[return-value]


def bodies(message: EmailMessage) -> tuple[str, str]:
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and page is not None
    return text.get_content(), page.get_content()


def test_a_filled_form_is_the_composed_message(library: Library, piece: ApprovedLeaflet) -> None:
    desk = letters.letterhead(library, "test", "en")
    whole = letters.compose(desk, "ana@patients.example.org", [piece, piece], message_id=ID, name="Ana", note="Note", date=DAY)
    raw = letters.LetterForm(desk, [piece, piece]).filled(
        "ana@patients.example.org", message_id=ID, name="Ana", note="Note", date=DAY
    )
    flat = email.message_from_bytes(raw, policy=email.policy.default)
    both = [
        [part.get_content() for part in message.walk() if not part.is_multipart()]  # type: ignore[attr-defined]
        for message in (flat, email.message_from_bytes(whole.as_bytes(), policy=email.policy.default))
    ]
    assert both[0] == both[1]
    assert both[0][-1] == piece.pdf
    assert {key: flat[key] for key in ("From", "To", "Subject", "Date", "Message-ID")} == {
        key: str(whole[key]) for key in ("From", "To", "Subject", "Date", "Message-ID")
    }


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", ("Hello Ana,", "Call us at (707) 555-0123", "Call 911", "attached to this message")),
        ("es", ("Hola, Ana:", "Llámenos al (707) 555-0123", "Llame al 911", "va con este mensaje")),
    ],
)
def test_it_speaks_the_patients_language(library: Library, piece: ApprovedLeaflet, language: str, says: tuple[str, ...]) -> None:
    message = written(library, piece, language, name="Ana", note="Walk each day.")
    for body in bodies(message):
        plain = body.replace('<a href="tel:+17075550123" style="color:#0b4f8a">(707) 555-0123</a>', "(707) 555-0123")
        assert all(part in plain for part in (*says, "Test Clinic", "Walk each day.", piece.title))
    assert message["Content-Language"] == language
    assert f'lang="{language}"' in bodies(message)[1]


def test_answers_go_where_the_profile_says(library: Library, piece: ApprovedLeaflet, tmp_path: Path) -> None:
    assert written(library, piece)["Reply-To"] is None
    profile = CLINIC + "email: desk@clinic.example.org\nreply_to: answers@clinic.example.org\n"
    message = written(Library(workspace(tmp_path, profile)), piece)
    assert (message["From"].addresses[0].addr_spec, message["Reply-To"]) == (
        "desk@clinic.example.org",
        "answers@clinic.example.org",
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_one_leaflet_is_one_and_several_are_several(library: Library, piece: ApprovedLeaflet, language: str) -> None:
    words, desk = library.words(language).value.mail, letters.letterhead(library, "test", language)
    one, several = (letters.compose(desk, "ana@patients.example.org", [piece] * count, message_id=ID) for count in (1, 2))
    for message, subject, lead in ((one, words.subject, words.lead), (several, words.subject_many, words.lead_many)):
        assert message["Subject"] == subject.format(clinic="Test Clinic")
        assert all(lead.format(clinic="Test Clinic") in body for body in bodies(message))
    assert words.lead != words.lead_many


def test_the_subject_names_no_illness(library: Library, piece: ApprovedLeaflet) -> None:
    """It is read on lock screens, over people's shoulders."""
    for language in ("en", "es"):
        subject = str(written(library, piece, language)["Subject"]).lower()
        assert "test clinic" in subject
        assert not any(word in subject for word in ("back", "pain", "spasm", "espalda", "dolor", piece.title.lower()))


def test_the_page_is_sound_and_fetches_nothing(library: Library, piece: ApprovedLeaflet) -> None:
    page = bodies(written(library, piece, name="A <b> & Co", note="<script>x</script>\nline two"))[1]
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    tags = [node.tag for node in tree.iter() if isinstance(node.tag, str)]
    assert tags.count("h1") == tags.count("main") == tags.count("title") == 1
    assert not {"script", "img", "link", "iframe", "object", "b"} & set(tags)
    assert "http" not in page
    assert "A &lt;b&gt; &amp; Co" in page and "&lt;script&gt;x&lt;/script&gt;<br>line two" in page
    assert [node.get("href") for node in tree.iter("a")] == ["tel:+17075550123"] * 2


@pytest.mark.parametrize("name", ["Ana\r\nBcc: eve@patients.example.org", "Ana\nX: y"])
def test_no_head_line_can_be_put_in(library: Library, piece: ApprovedLeaflet, name: str) -> None:
    """Lists refuse such names; should one come here all the same, no message is made."""
    with pytest.raises(ValueError, match=r"CR|LF|newline|linefeed"):
        written(library, piece, name=name)


@pytest.mark.parametrize("name", ['Ana "Bo" Gómez, PhD', "<eve@patients.example.org>", "李小龍", "a" * 100])
def test_odd_names_stay_names(library: Library, piece: ApprovedLeaflet, name: str) -> None:
    message = written(library, piece, name=name)
    (address,) = message["To"].addresses
    assert (address.display_name, address.addr_spec) == (name, "ana@patients.example.org")
    assert message["Bcc"] is None and message["Cc"] is None


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.one_of(
        st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=100),
        st.lists(st.sampled_from("<>@,;:\"\\()[] =?utf8q_ abc.é 'x" + "b" * 9), max_size=100).map("".join),
    ),
    local=st.from_regex(r"[a-z0-9][a-z0-9.!#$%&'*+/=?^_`{|}~-]{0,60}[a-z0-9]", fullmatch=True).filter(
        lambda part: ".." not in part
    ),
)
@example(name="x <thief@evil.example.org>, " + "b" * 60, local="ana")
@example(name="María de los Ángeles Fernández-Villaverde, Juan Carlos Fernández-Villaverde y de la Cruz", local="ana")
@example(name="Maximiliana Bartholomew-Featherstone, Christopher Bartholomew-Featherstone-Longbottom", local="ana")
def test_a_letter_is_to_one_and_from_one(library: Library, piece: ApprovedLeaflet, name: str, local: str) -> None:
    """By whatever name of a patient or a clinic, read as mail programs read it."""
    head = dataclasses.replace(letters.letterhead(library, "test", "en"), name=name or "Test")
    to = f"{local}@patients.example.org"
    try:
        raw = letters.LetterForm(head, [piece]).filled(to, message_id="<1@x.example.org>", name=name)
    except ValueError:
        assert not name.isprintable()
        return
    lines = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert all(len(line) <= 200 for line in lines) and raw.isascii()
    new, old = (email.message_from_bytes(raw, policy=policy) for policy in (email.policy.default, email.policy.compat32))
    for field, address, shown in (("To", to, name), ("From", head.email, head.name)):
        assert [one.addr_spec for one in new[field].addresses] == [address], "exactly one, and the right one"
        ((got, found),) = email.utils.getaddresses([old[field]])
        assert found == address
        assert "".join(str(email.header.make_header(email.header.decode_header(got))).split()) == "".join(shown.split())
    assert new["Message-ID"] == "<1@x.example.org>" and new["Date"]


def test_without_an_address_of_its_own_a_clinic_sends_nothing(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match=r"test\.yaml.*email: the profile has no e-mail address"):
        letters.letterhead(Library(workspace(tmp_path)), "test", "en")


# -- which leaflets may go out ---------------------------------------------------------------------


def test_unsigned_texts_want_a_word_and_drafts_never_go(library: Library) -> None:
    with pytest.raises(CheckFailed, match="--allow-unreviewed"):
        ApprovedLeaflets(library).get("test", "get-help", "en")
    with pytest.raises(CheckFailed, match="Drafts are never given to patients"):
        ApprovedLeaflets(library, allow_unreviewed=True).get("test", "get-help", "es")


def test_a_leaflet_is_made_once(library: Library) -> None:
    leaflets = ApprovedLeaflets(library, allow_unreviewed=True)
    first = leaflets.get("test", "get-help", "en")
    assert leaflets.get("test", "get-help", "en") is first
    leaflets.get("test", "get-help", "en", paper="a4")
    assert leaflets.made == 2
