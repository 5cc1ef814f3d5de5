"""Messages to a mail server: a real one with TLS, and bad ones. Each trouble has one clear result, and the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest

from handoutpress.content.library import Library
from handoutpress.content.schema.mail import MailSettings
from handoutpress.delivery import dispatch
from handoutpress.delivery.approved_leaflets import ApprovedLeaflets
from handoutpress.delivery.email_channel import EmailChannel
from handoutpress.delivery.order import Order
from handoutpress.delivery.outbox import Outbox, OutboxEntry
from handoutpress.delivery.smtp import Sender
from handoutpress.errors import DeliveryFailed, UsageError
from tests.helpers import mailserver
from tests.helpers.mailserver import DROP, HOST, PASSWORD, SILENCE, TOKEN, USER, Authority
from tests.helpers.workspace import CLINIC, workspace

DESK = CLINIC + f"email: {USER}\nreply_to: answers@clinic.example.org\n"


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return mailserver.authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module")
def leaflets(tmp_path_factory: pytest.TempPathFactory) -> ApprovedLeaflets:
    """Made once for all tests: what is tested here is what goes over the line."""
    return ApprovedLeaflets(Library(workspace(tmp_path_factory.mktemp("w"), DESK)), allow_unreviewed=True)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    found = Outbox(tmp_path)
    yield found
    found.close()


def queue(outbox: Outbox, *names: str, handouts: tuple[str, ...] = ("get-help",), unreviewed: bool = True) -> None:
    outbox.add(
        Order(
            "email",
            f"{name}@patients.example.org",
            "test",
            handouts,
            "en",
            f"<{uuid4().hex}@clinic.example.org>",
            row=row,
            unreviewed=unreviewed,
        )
        for row, name in enumerate(names, 2)
    )


def settings(port: int, **more: object) -> MailSettings:
    return MailSettings.model_validate({"host": HOST, "port": port, "per_minute": 0, "timeout": 5, "retry_after": 0.01, **more})


def sender(port: int, trust: Authority, **more: object) -> Sender:
    """Signed in over STARTTLS."""
    given = settings(port, user=USER, ca=str(trust.file), **more)
    return Sender(given, lambda: PASSWORD)


def plain(port: int, **more: object) -> Sender:
    """Without encryption, to this computer."""
    return Sender(settings(port, security="plain", **more), final_seconds=0.3)


def run(outbox: Outbox, leaflets: ApprovedLeaflets, with_: Sender, patience: float = 30) -> list[OutboxEntry]:
    """Send; where each message stands at the end."""
    with with_:
        list(dispatch.send(outbox, EmailChannel(leaflets, with_), patience=patience))
    return sorted(outbox.entries(), key=lambda entry: entry.id)


# -- a real server ---------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:Requiring AUTH while:UserWarning")  # aiosmtpd does not see that TLS is around it
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mailing_over_tls(outbox: Outbox, leaflets: ApprovedLeaflets, trust: Authority, security: str) -> None:
    queue(outbox, "ana", "ben", "cy")
    before = leaflets.made
    with mailserver.real(trust, tls=security == "tls") as server, sender(server.port, trust, security=security) as post:
        states = [entry.state for entry in run(outbox, leaflets, post)]
        connections = post.connections
    assert states == ["sent"] * 3
    assert [taken.to.partition("@")[0] for taken in server.taken] == ["ana", "ben", "cy"]
    assert connections == 1 and leaflets.made <= before + 1
    assert len({taken.message["Message-ID"] for taken in server.taken}) == 3
    given = outbox.log()
    assert [(line.channel, line.handout, line.version, line.language) for line in given] == [("email", "get-help", "1.1", "en")] * 3
    assert {(line.clinic, line.template, line.copies) for line in given} == {("test", "leaflet", 1)}
    assert {line.reference for line in given} == {taken.message["Message-ID"] for taken in server.taken}


def test_what_a_patient_gets(outbox: Outbox, leaflets: ApprovedLeaflets, trust: Authority) -> None:
    queue(outbox, "ana", handouts=("get-help", "ice-heat-tens"))
    with mailserver.real(trust) as server:
        run(outbox, leaflets, sender(server.port, trust))
    (taken,) = server.taken
    message = taken.message
    assert (message["From"], message["Reply-To"]) == (f"Test Clinic <{USER}>", "answers@clinic.example.org")
    assert message["Subject"] == "Your leaflets from Test Clinic"
    pdfs = list(message.iter_attachments())
    assert [pdf.get_filename() for pdf in pdfs] == ["test-get-help-en-leaflet.pdf", "test-ice-heat-tens-en-leaflet.pdf"]
    key = leaflets.get("test", "get-help", "en")
    assert pdfs[0].get_content() == key.pdf
    assert pdfs[0].get_content_type() == "application/pdf"


def test_a_line_that_begins_with_a_dot_arrives_whole(outbox: Outbox, leaflets: ApprovedLeaflets, trust: Authority) -> None:
    """SMTP takes a dot at the begin of a line for its own (RFC 5321, 4.5.2): "half a tablet" must not arrive as five."""
    note = ".5 tablet at night\n..\n.\nand no more"
    outbox.add(
        [
            Order(
                "email",
                "ana@patients.example.org",
                "test",
                ("get-help",),
                "en",
                "<1@clinic.example.org>",
                note=note,
                unreviewed=True,
            )
        ]
    )
    with mailserver.real(trust) as server:
        assert [entry.state for entry in run(outbox, leaflets, sender(server.port, trust))] == ["sent"]
    body = server.taken[0].message.get_body(("plain",))
    assert body is not None and note in "\n".join(body.get_content().splitlines())


@pytest.mark.parametrize("raw", [b"Subject: a\r\n\r\n.\r\n", b"Subject: a\r\n\r\nno line end at the end"])
def test_any_message_arrives_as_it_was(trust: Authority, raw: bytes) -> None:
    with mailserver.real(trust) as server, sender(server.port, trust) as post:
        assert post.deliver(raw, USER, "ana@patients.example.org", lambda: True).outcome == "sent"
    assert server.taken[0].raw.rstrip(b"\r\n") == raw.rstrip(b"\r\n")


def test_xoauth2(outbox: Outbox, leaflets: ApprovedLeaflets, trust: Authority) -> None:
    queue(outbox, "ana")
    with mailserver.real(trust) as server:
        given = settings(server.port, user=USER, auth="xoauth2", ca=str(trust.file))
        with pytest.raises(DeliveryFailed, match="refused the user or the access token"):
            run(outbox, leaflets, Sender(given, lambda: "old"))
        assert run(outbox, leaflets, Sender(given, lambda: TOKEN))[0].state == "sent"


@pytest.mark.parametrize(("word", "says"), [("wrong", "refused the user or the password"), ("", "needs a password")])
def test_a_wrong_password_sends_nothing(outbox: Outbox, leaflets: ApprovedLeaflets, trust: Authority, word: str, says: str) -> None:
    queue(outbox, "ana")
    with mailserver.real(trust) as server, pytest.raises(DeliveryFailed, match=says) as caught:
        run(outbox, leaflets, Sender(settings(server.port, user=USER, ca=str(trust.file)), lambda: word))
    assert outbox.counts()["queued"] == 1 and server.taken == []
    assert "--save-password" in str(caught.value)


def test_a_message_larger_than_the_server_takes(outbox: Outbox, leaflets: ApprovedLeaflets, trust: Authority) -> None:
    queue(outbox, "ana")
    with mailserver.real(trust, size=10_000) as server:
        (entry,) = run(outbox, leaflets, sender(server.port, trust))
    assert entry.state == "failed" and "larger than the mail server takes" in entry.reason


# -- lies about TLS --------------------------------------------------------------------------------


def test_a_certificate_nobody_vouches_for(outbox: Outbox, leaflets: ApprovedLeaflets, trust: Authority) -> None:
    queue(outbox, "ana")
    with mailserver.real(trust) as server, pytest.raises(DeliveryFailed, match="not to be trusted; nothing was sent"):
        run(outbox, leaflets, Sender(settings(server.port, user=USER), lambda: PASSWORD))
    assert outbox.counts()["queued"] == 1


def test_a_certificate_of_another_computer(outbox: Outbox, leaflets: ApprovedLeaflets, trust: Authority) -> None:
    queue(outbox, "ana")
    with mailserver.bad(lambda *_: None, tls=trust.stranger) as server, pytest.raises(DeliveryFailed, match="not to be trusted"):
        run(outbox, leaflets, sender(server.port, trust))
    assert "MAIL" not in server.verbs and "AUTH" not in server.verbs


@pytest.mark.parametrize(
    ("lie", "says"),
    [
        (lambda verb, _: "250-bad\n250 8BITMIME" if verb == "EHLO" else None, "offers no encryption"),
        (lambda verb, _: "454 not today" if verb == "STARTTLS" else None, "refuses to encrypt"),
        (lambda verb, _: "220 go\n220 surprise, in clear" if verb == "STARTTLS" else None, "does not speak TLS"),
    ],
    ids=["not-offered", "refused", "in-clear"],
)
def test_encryption_that_is_promised_and_not_given(
    outbox: Outbox, leaflets: ApprovedLeaflets, trust: Authority, lie: mailserver.Say, says: str
) -> None:
    queue(outbox, "ana")
    with mailserver.bad(lie, tls=trust.server) as server, pytest.raises(DeliveryFailed, match=says):
        run(outbox, leaflets, sender(server.port, trust))
    assert "MAIL" not in server.verbs and "AUTH" not in server.verbs
    assert outbox.counts()["queued"] == 1


def test_plain_mail_stays_on_this_computer() -> None:
    far = MailSettings(host="mail.example.org", security="plain")
    with pytest.raises(UsageError, match="--allow-plain"):
        Sender(far)
    Sender(far, allow_plain=True)
    for near in ("localhost", "127.0.0.1", "::1"):
        Sender(MailSettings(host=near, security="plain"))


# -- refusals --------------------------------------------------------------------------------------


def test_one_recipient_is_refused_and_the_rest_goes_on(outbox: Outbox, leaflets: ApprovedLeaflets) -> None:
    queue(outbox, "ana", "gone", "cy")

    def say(verb: str, argument: str) -> str | None:
        return "550 5.1.1 <gone@patients.example.org> unknown" if verb == "RCPT" and "gone" in argument else None

    with mailserver.bad(say) as server:
        entries = run(outbox, leaflets, plain(server.port))
    assert [entry.state for entry in entries] == ["sent", "failed", "sent"]
    assert (entries[1].code, entries[1].row, entries[1].attempts) == (550, 3, 1)
    assert entries[1].reason == "the mail server knows no such address; check it with the patient"
    assert server.verbs.count("GREETING") == 1


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "END"])
def test_a_server_that_says_later_is_asked_again(outbox: Outbox, leaflets: ApprovedLeaflets, verb: str) -> None:
    queue(outbox, "ana", "ben")
    asked: list[str] = []

    def greylist(at: str, argument: str) -> str | None:
        if at != verb:
            return None
        asked.append(argument)
        return "451 4.7.1 greylisted" if len(asked) <= 3 else None

    with mailserver.bad(greylist) as server:
        entries = run(outbox, leaflets, plain(server.port))
    assert [entry.state for entry in entries] == ["sent", "sent"]
    assert sorted(taken.to.partition("@")[0] for taken in server.taken) == ["ana", "ben"]
    assert sum(entry.attempts for entry in entries) == 5


def test_a_server_that_always_says_later(outbox: Outbox, leaflets: ApprovedLeaflets) -> None:
    queue(outbox, "ana")
    with mailserver.bad(lambda verb, _: "450 4.2.0 later" if verb == "RCPT" else None) as server:
        (entry,) = run(outbox, leaflets, plain(server.port, attempts=3))
    assert (entry.state, entry.attempts, server.verbs.count("RCPT")) == ("failed", 3, 3)
    assert "tried 3 times" in entry.reason and f"outbox retry {entry.id}" in entry.reason


def test_patience_is_for_waiting_and_not_for_work(outbox: Outbox, leaflets: ApprovedLeaflets) -> None:
    """A mailing that takes an hour still waits for what was put off; and never longer than it may."""
    queue(outbox, "ana", "ben")
    hours = iter(range(0, 3_600_000, 3_600))
    said = iter(["451 4.7.1 greylisted"])
    with mailserver.bad(lambda verb, _: next(said, None) if verb == "RCPT" else None) as server, plain(server.port) as post:
        list(
            dispatch.send(outbox, EmailChannel(leaflets, post), patience=60, clock=lambda: float(next(hours)), sleep=lambda _: None)
        )
    assert [entry.state for entry in outbox.entries()] == ["sent", "sent"]
    queue(outbox, "cy")
    with (
        mailserver.bad(lambda verb, _: "451 later" if verb == "RCPT" else None) as server,
        plain(server.port, retry_after=90) as post,
    ):
        slept: list[float] = []
        list(dispatch.send(outbox, EmailChannel(leaflets, post), patience=60, sleep=slept.append))
    assert (outbox.counts()["queued"], slept) == (1, [])


def test_what_is_put_off_is_slept_for_once_each_time_twice_as_long(outbox: Outbox, leaflets: ApprovedLeaflets) -> None:
    """By a clock that only sleeping moves on."""
    queue(outbox, "ana")
    said = iter(["451 later"] * 3)
    slept: list[float] = []
    with (
        mailserver.bad(lambda verb, _: next(said, None) if verb == "RCPT" else None) as server,
        plain(server.port, retry_after=10) as post,
    ):
        list(dispatch.send(outbox, EmailChannel(leaflets, post), clock=lambda: 1_000.0 + sum(slept), sleep=slept.append))
    assert outbox.entries()[0].state == "sent"
    assert [least <= pause <= 1.2 * least for least, pause in zip((10, 20, 40), slept, strict=True)] == [True] * 3


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "END"])
def test_a_no_is_a_no(outbox: Outbox, leaflets: ApprovedLeaflets, verb: str) -> None:
    queue(outbox, "ana")
    with mailserver.bad(lambda at, _: "554 5.7.1 no" if at == verb else None) as server:
        (entry,) = run(outbox, leaflets, plain(server.port))
    assert (entry.state, entry.attempts, server.verbs.count(verb)) == ("failed", 1, 1)
    assert "by its own rules" in entry.reason


@pytest.mark.parametrize(
    ("code", "state", "says"),
    [
        (450, "queued", "come back later"), (452, "queued", "has no room"), (499, "queued", "just now"),
        (500, "failed", ""), (551, "failed", "mailbox is elsewhere"), (552, "failed", "mailbox is full"),
        ("550 5.2.1", "failed", "mailbox is closed"), ("550 5.7.1", "failed", "may take the message for spam"),
        ("550 5.1.1x", "failed", "knows no such address"), ("550 nothing 5.2.1", "failed", "knows no such address"),
    ],
)  # fmt: skip
def test_refusals_have_words_of_our_own(outbox: Outbox, leaflets: ApprovedLeaflets, code: str, state: str, says: str) -> None:
    queue(outbox, "ana")
    reply = f"{code} <ana@patients.example.org> and much more"
    with mailserver.bad(lambda verb, _: reply if verb == "RCPT" else None) as server:
        (entry,) = run(outbox, leaflets, plain(server.port, retry_after=90), patience=0)
    assert (entry.state, entry.code) == (state, int(str(code)[:3]))
    assert entry.reason and says in entry.reason and "ana" not in entry.reason


def test_a_sender_that_may_not_send_stops_the_mailing(outbox: Outbox, leaflets: ApprovedLeaflets) -> None:
    """It would be the same for everybody: nobody is crossed off."""
    queue(outbox, "ana", "ben")
    with (
        mailserver.bad(lambda verb, _: "553 5.7.1 not yours" if verb == "MAIL" else None) as server,
        pytest.raises(DeliveryFailed, match="does not let the clinic's address send"),
    ):
        run(outbox, leaflets, plain(server.port))
    assert outbox.counts()["queued"] == 2


# -- servers that go away --------------------------------------------------------------------------


def test_a_drop_in_the_middle_is_sent_again(leaflets: ApprovedLeaflets) -> None:
    """A server throws half a message away, so sending it again is safe. The message is larger than what the line holds."""
    asked: list[bool] = []
    with mailserver.bad(lambda verb, _: DROP if verb == "BODY" else None) as server, plain(server.port) as post:
        raw = b"Subject: large\r\n\r\n" + b"x" * 70 + b"\r\n" * 20_000_000
        answer = post.deliver(raw, USER, "ana@patients.example.org", lambda: bool(asked.append(True)) or True)
    assert (answer.outcome, asked, server.taken) == ("later", [], [])


def test_a_drop_in_the_middle_of_a_mailing(outbox: Outbox, leaflets: ApprovedLeaflets) -> None:
    """Noticed in time, the message is sent again; too late, it is in doubt. Nobody gets two, and the rest goes on."""
    queue(outbox, "ana", "ben")
    with mailserver.bad(
        lambda verb, to: DROP if verb == "BODY" and "ana" in to and server.verbs.count("DATA") < 3 else None
    ) as server:
        entries = run(outbox, leaflets, plain(server.port))
    assert entries[0].state in ("sent", "uncertain") and entries[1].state == "sent"
    assert [taken.to.partition("@")[0] for taken in server.taken].count("ana") == (entries[0].state == "sent")


@pytest.mark.parametrize("how", [DROP, SILENCE, "999 what", "nonsense"])
def test_no_answer_to_a_whole_message_is_in_doubt_and_never_sent_again(
    outbox: Outbox, leaflets: ApprovedLeaflets, how: str
) -> None:
    queue(outbox, "ana", "ben")
    with mailserver.bad(lambda verb, to: how if verb == "END" and "ana" in to else None, keep_anyway=True) as server:
        entries = run(outbox, leaflets, plain(server.port))
        assert [entry.state for entry in entries] == ["uncertain", "sent"]
        assert entries[0].reference.startswith("<") and "gave no answer" in entries[0].reason
        run(outbox, leaflets, plain(server.port))
    assert [taken.to.partition("@")[0] for taken in server.taken] == ["ana", "ben"]
    assert len(outbox.log()) == 1


def test_a_server_that_hangs_up_between_messages(outbox: Outbox, leaflets: ApprovedLeaflets) -> None:
    """Found out at the next message's first word: connect again, and count no attempt."""
    queue(outbox, "ana", "ben")
    mails: list[str] = []

    def idle(verb: str, argument: str) -> str | None:
        if verb == "MAIL":
            mails.append(argument)
        return DROP if verb == "MAIL" and len(mails) == 2 else None

    with mailserver.bad(idle) as server, plain(server.port) as post:
        entries = run(outbox, leaflets, post)
    assert [(entry.state, entry.attempts) for entry in entries] == [("sent", 1), ("sent", 1)]
    assert server.verbs.count("GREETING") == 2


def test_the_long_wait_is_for_the_answer_to_a_whole_message_only(outbox: Outbox, leaflets: ApprovedLeaflets) -> None:
    """After it the usual time counts again: here longer, so that a slow server keeps its connection."""
    queue(outbox, "ana", "ben")

    def slow(verb: str, _: str) -> None:
        if verb == "MAIL":
            Event().wait(0.8)

    with mailserver.bad(slow) as server:
        entries = run(outbox, leaflets, plain(server.port))
    assert [entry.state for entry in entries] == ["sent", "sent"]
    assert server.verbs.count("GREETING") == 1


def test_421_means_hang_up_and_come_back(outbox: Outbox, leaflets: ApprovedLeaflets) -> None:
    queue(outbox, "ana")
    said = iter(["421 4.3.2 closing"])
    with mailserver.bad(lambda verb, _: next(said, None) if verb == "RCPT" else None) as server:
        (entry,) = run(outbox, leaflets, plain(server.port))
    assert entry.state == "sent" and server.verbs.count("GREETING") == 2


@pytest.mark.parametrize("greeting", [SILENCE, DROP, "554 no", "421 busy"])
def test_a_server_that_does_not_talk(outbox: Outbox, leaflets: ApprovedLeaflets, greeting: str) -> None:
    queue(outbox, "ana")
    with (
        mailserver.bad(lambda verb, _: greeting if verb == "GREETING" else None) as server,
        pytest.raises(DeliveryFailed, match="does not answer"),
    ):
        run(outbox, leaflets, plain(server.port, timeout=0.2), patience=0)
    assert outbox.counts()["queued"] == 1


def test_no_server_at_all_is_told_at_once(outbox: Outbox, leaflets: ApprovedLeaflets) -> None:
    queue(outbox, "ana")
    slept: list[float] = []
    with plain(1) as post, pytest.raises(DeliveryFailed, match="does not answer"):
        list(dispatch.send(outbox, EmailChannel(leaflets, post), sleep=slept.append))
    (entry,) = outbox.entries()
    assert (entry.state, entry.attempts, slept) == ("queued", 0, [])


def test_a_server_that_goes_and_comes_back_is_waited_for(outbox: Outbox, leaflets: ApprovedLeaflets) -> None:
    queue(outbox, "ana", "ben")
    greetings: list[str] = []

    def restarts(verb: str, _: str) -> str | None:
        if verb == "GREETING":
            greetings.append(verb)
        if verb == "MAIL" and len(greetings) == 1 and server.taken:
            return DROP
        return "421 starting" if verb == "GREETING" and len(greetings) in (2, 3) else None

    slept: list[float] = []
    with mailserver.bad(restarts) as server, plain(server.port) as post:
        list(dispatch.send(outbox, EmailChannel(leaflets, post), sleep=slept.append))
    assert [entry.state for entry in outbox.entries()] == ["sent", "sent"]
    assert len(greetings) == 4 and len(slept) == 2 and slept[1] > slept[0] > 0


# -- others ----------------------------------------------------------------------------------------


def test_cancelled_at_the_last_moment(outbox: Outbox, leaflets: ApprovedLeaflets) -> None:
    """Somebody cancels while the message is on the line: its end is never said, so it counts for nothing."""
    queue(outbox, "ana", "ben")

    def say(verb: str, _: str) -> None:
        if verb == "DATA" and outbox.counts()["queued"] == 2:
            outbox.cancel([1])

    with mailserver.bad(say) as server:
        entries = run(outbox, leaflets, plain(server.port))
    assert [entry.state for entry in entries] == ["cancelled", "sent"]
    assert [taken.to.partition("@")[0] for taken in server.taken] == ["ben"]


def test_only_one_sends_at_a_time(outbox: Outbox, leaflets: ApprovedLeaflets) -> None:
    queue(outbox, "ana", "ben")
    with mailserver.bad(lambda *_: None) as server, plain(server.port) as post:
        first = dispatch.send(outbox, EmailChannel(leaflets, post))
        next(first)
        with pytest.raises(DeliveryFailed, match="another mailing"):
            next(dispatch.send(Outbox(outbox.path), EmailChannel(leaflets, post)))
        assert len(list(first)) == 1
    assert len(server.taken) == 2


def test_a_text_nobody_signed_for_does_not_go_out(outbox: Outbox, leaflets: ApprovedLeaflets) -> None:
    queue(outbox, "ana", unreviewed=False)
    queue(outbox, "ben")
    with mailserver.bad(lambda *_: None) as server:
        entries = run(outbox, leaflets, plain(server.port))
    assert [entry.state for entry in entries] == ["failed", "sent"]
    assert "no clinician of this clinic has signed" in entries[0].reason


def test_the_pace_is_kept(outbox: Outbox, leaflets: ApprovedLeaflets, monkeypatch: pytest.MonkeyPatch) -> None:
    queue(outbox, "ana", "ben", "cy")
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr("time.monotonic", lambda: 100 + sum(slept))
    with mailserver.bad(lambda *_: None) as server:
        run(outbox, leaflets, plain(server.port, per_minute=30))
    assert [round(pause, 6) for pause in slept if pause > 0.5] == [2, 2]
