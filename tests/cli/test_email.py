"""`email` and `outbox` at the command line: what staff type, what they see, and that nobody's address is seen anywhere."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from handoutpress.content.library import Library
from handoutpress.content.schema.mail import MailSettings
from handoutpress.delivery import password_store
from handoutpress.delivery.outbox import Outbox
from handoutpress.errors import DeliveryFailed, ExitCode
from tests.conftest import Run
from tests.helpers import mailserver
from tests.helpers.mailserver import DROP, PASSWORD, USER, Authority, Bad
from tests.helpers.workspace import CLINIC, workspace, write

MAIL = "host: localhost\nport: {port}\nsecurity: plain\nper_minute: 0\nretry_after: 0.01\ntimeout: 5\n"
NAMES = ("ana.gomez", "benjamin.oh", "cy.young")
LIST = "Correo;name;handouts;note\n" + "".join(
    f"{name}@patients.example.org;{name.upper()};get-help;Note for {name}\n" for name in NAMES
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = workspace(tmp_path / "w", CLINIC + f"email: {USER}\n")
    write(found / "list.csv", LIST)
    return found


@pytest.fixture
def server(folder: Path) -> Iterator[Bad]:
    with mailserver.bad(lambda *_: None) as found:
        write(folder / "mail.yaml", MAIL.format(port=found.port))
        yield found


def to_list(folder: Path, *more: str) -> tuple[object, ...]:
    return ("email", "-w", folder, "--recipients", folder / "list.csv", "--column", "email=Correo", "--allow-unreviewed", *more)


def leaks(text: str) -> list[str]:
    """Parts of patients' names and addresses in a text."""
    return [part for name in NAMES for part in (name, name.partition(".")[2] + "@") if part in text.lower()]


# -- the whole way ---------------------------------------------------------------------------------


def test_a_list_gets_its_leaflets(folder: Path, run: Run, server: Bad) -> None:
    code, out, err = run(*to_list(folder))
    assert (code, out) == (ExitCode.OK, ""), err
    assert "3 sent." in err
    assert sorted(taken.to.partition("@")[0] for taken in server.taken) == sorted(NAMES)
    assert all("Note for" in taken.message.as_string() for taken in server.taken)
    code, out, err = run("outbox", "list", "-w", folder)
    assert code == ExitCode.OK and out.count("sent") == 3 and "row 2" in out and "3 sent." in err
    rows = list(csv.DictReader(io.StringIO(run("outbox", "log", "--csv", "-w", folder)[1])))
    assert [(row["channel"], row["handout"], row["version"], row["language"]) for row in rows] == [
        ("email", "get-help", "1.1", "en")
    ] * 3
    assert leaks(str(rows)) == []


def test_the_same_mailing_again_sends_nothing(folder: Path, run: Run, server: Bad) -> None:
    run(*to_list(folder))
    code, _, err = run(*to_list(folder))
    assert code == ExitCode.OK and "3 had it already" in err and "--again" in err
    assert len(server.taken) == 3
    run(*to_list(folder, "--again"))
    assert len(server.taken) == 6


def test_one_patient(folder: Path, run: Run, server: Bad) -> None:
    address = f"{NAMES[0]}@patients.example.org"
    arguments = ("email", "get-help", "ice-heat-tens", "--to", address, "--note", "Walk.", "-w", folder)
    code, _, err = run(*arguments, "--allow-unreviewed")
    assert code == ExitCode.OK, err
    (taken,) = server.taken
    assert len(list(taken.message.iter_attachments())) == 2 and "Walk." in taken.message.as_string()


def test_a_dry_run_sends_and_keeps_nothing(folder: Path, run: Run) -> None:
    """It needs no mail server, and tells who would get what."""
    code, out, err = run(*to_list(folder, "--dry-run"))
    assert code == ExitCode.OK, err
    assert out.splitlines()[0] == "row 2: a***@p***.org en get-help"
    assert "3 would be written to. Nothing was sent." in err
    assert not list(folder.glob("*.sqlite*"))
    told = json.loads(run(*to_list(folder, "--dry-run", "--json"))[1])
    assert [letter["row"] for letter in told["letters"]] == [2, 3, 4] and leaks(str(told)) == []


def test_messages_as_files(folder: Path, run: Run) -> None:
    code, out, err = run(*to_list(folder, "--eml", str(folder / "eml")))
    assert code == ExitCode.OK, err
    assert "3 written." in err
    files = sorted((folder / "eml").iterdir())
    assert len(files) == len(out.split()) == 3
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert all(re.fullmatch(r"\d{6}-[0-9a-f]{8}\.eml", path.name) for path in files) and leaks(out) == []
    assert b"To: " in files[0].read_bytes() and NAMES[0].encode() in files[0].read_bytes()
    assert run("outbox", "log", "-w", folder)[1].count(" file ") == 3


def test_files_are_those_asked_for_and_not_all_that_waits(folder: Path, run: Run) -> None:
    write(folder / "mail.yaml", MAIL.format(port=1))
    run(*to_list(folder, "--patience", "0"))
    address = f"{NAMES[1]}@patients.example.org"
    code, out, err = run("email", "get-help", "--to", address, "-w", folder, "--allow-unreviewed", "--eml", folder / "eml")
    assert code == ExitCode.OK and len(out.split()) == 1, err
    assert Outbox(folder).counts()["queued"] == 2


def test_bad_rows_are_told_and_the_rest_goes_on(folder: Path, run: Run, server: Bad) -> None:
    rows = "nobody;X;;\ndee@patients.example.org;D;no-such-handout;\neve@patients.example.org;E;;\n;;;\n"
    write(folder / "list.csv", LIST + rows)
    code, _, err = run(*to_list(folder))
    assert code == ExitCode.PARTIAL
    assert "row 5, email: is not an e-mail address" in err
    assert "row 6: there is no handout of that name. There are: " in err
    assert "row 7: no handout is named" in err
    assert len(server.taken) == 3 and "3 sent." in err


def test_a_list_without_a_good_row(folder: Path, run: Run, server: Bad) -> None:
    write(folder / "list.csv", "Correo\nnobody\n")
    code, _, err = run(*to_list(folder))
    assert code == ExitCode.DELIVERY and "row 2" in err and "nothing can be sent" in err


def test_a_draft_is_refused(folder: Path, run: Run, server: Bad) -> None:
    code, _, err = run(*to_list(folder, "-l", "es"))
    assert code == ExitCode.DELIVERY
    assert "row 2: 'get-help' in 'es'" in err and "Drafts are never given to patients" in err
    assert server.taken == []


def test_an_unsigned_text_wants_a_word(folder: Path, run: Run, server: Bad) -> None:
    code, _, err = run("email", "get-help", "--to", "ana.gomez@patients.example.org", "-w", folder)
    assert code == ExitCode.DELIVERY and "--allow-unreviewed" in err
    assert server.taken == []


def test_many_patients_want_a_yes(folder: Path, run: Run, server: Bad) -> None:
    write(folder / "list.csv", "Correo,handouts\n" + "".join(f"p{n}@patients.example.org,get-help\n" for n in range(21)))
    code, _, err = run(*to_list(folder))
    assert code == ExitCode.USAGE and "21 messages were not sent" in err and "--yes" in err
    assert server.taken == [] and not list(folder.glob("*.sqlite"))
    assert run(*to_list(folder, "--yes"))[0] == ExitCode.OK and len(server.taken) == 21


# -- trouble ---------------------------------------------------------------------------------------


def test_trouble_is_listed_and_can_be_mended(folder: Path, run: Run) -> None:
    """One refused, one in doubt, one sent; then each in its way."""
    mood = {"bad": True}

    def say(verb: str, argument: str) -> str | None:
        if not mood["bad"]:
            return None
        if verb == "RCPT" and NAMES[0] in argument:
            return f"550 5.1.1 <{NAMES[0]}@patients.example.org> unknown here"
        return DROP if verb == "END" and NAMES[1] in argument else None

    with mailserver.bad(say) as server:
        write(folder / "mail.yaml", MAIL.format(port=server.port))
        code, _, err = run(*to_list(folder))
        assert code == ExitCode.PARTIAL
        assert "1 sent; 1 failed; 1 uncertain" in err and "knows no such address" in err
        code, out, err = run("outbox", "show", 2, "-w", folder)
        assert "state: uncertain" in out and re.search(r"message id: <[0-9a-f]{32}@clinic\.example\.org>", out)
        assert "outbox settle 2" in err and "outbox retry 2" in err
        mood["bad"] = False
        code, _, err = run("outbox", "retry", "-w", folder)
        assert (code, err) == (ExitCode.OK, "Nothing is waiting.\n")  # what failed and what is in doubt is not sent by itself
        assert run("outbox", "settle", 2, "-w", folder)[0] == ExitCode.OK
        assert run("outbox", "retry", "--failed", "-w", folder)[0] == ExitCode.OK
    assert [entry["state"] for entry in json.loads(run("outbox", "list", "--json", "-w", folder)[1])] == ["sent"] * 3


def test_a_list_read_wrongly_repeats_nobody(folder: Path, run: Run, server: Bad) -> None:
    """Columns mixed up: names stand where handouts and languages should."""
    code, _, err = run(*to_list(folder, "--column", "handouts=name"))
    assert code == ExitCode.DELIVERY and err.count("there is no handout of that name") == 3 and leaks(err) == []
    code, _, err = run(*to_list(folder, "--column", "language=name"))
    assert code == ExitCode.DELIVERY and err.count("'get-help' is not there in that language") == 3 and leaks(err) == []
    code, _, err = run("email", "get-hlp", "--to", "ana@patients.example.org", "-w", folder)
    assert code == ExitCode.MISSING and "Did you mean get-help" in err


def test_a_mailing_that_stops_in_the_middle_is_no_success(folder: Path, run: Run) -> None:
    def say(verb: str, _: str) -> str | None:
        return "553 5.7.1 not yours" if verb == "MAIL" and server.taken else None

    with mailserver.bad(say) as server:
        write(folder / "mail.yaml", MAIL.format(port=server.port))
        code, _, err = run(*to_list(folder))
    assert code == ExitCode.PARTIAL
    assert "does not let the clinic's address send" in err and "2 wait in the outbox" in err and "1 sent" in err


def test_no_server_keeps_everything_waiting(folder: Path, run: Run) -> None:
    write(folder / "mail.yaml", MAIL.format(port=1))
    code, _, err = run(*to_list(folder, "--patience", "0"))
    assert code == ExitCode.DELIVERY and "does not answer" in err and "outbox retry" in err
    assert Outbox(folder).counts()["queued"] == 3
    assert run("outbox", "cancel", "-w", folder)[0] == ExitCode.USAGE
    code, _, err = run("outbox", "cancel", "--all", "-w", folder)
    assert (code, err) == (ExitCode.OK, "Cancelled: 3.\n")
    assert "Deleted: 3." in run("outbox", "purge", "--older-than", "0", "-w", folder)[2]
    assert run("outbox", "purge", "--older-than", "soon", "-w", folder)[0] == ExitCode.USAGE
    assert run("outbox", "show", 1, "-w", folder)[0] == ExitCode.MISSING


@pytest.mark.parametrize(
    ("files", "arguments", "code", "says"),
    [
        ({}, ("--to", "ana.gomez@patients.example.org"), ExitCode.MISSING, "mail.yaml: the mail settings are not there"),
        ({"mail": "host: localhost\npassword: x\n"}, ("--to", "a@patients.example.org"), ExitCode.INVALID, "no field 'password' here"),
        ({"mail": "host: far.example.org\nsecurity: plain\n"}, ("--to", "ana.gomez@patients.example.org"), ExitCode.USAGE, "--allow-plain"),
        ({}, (), ExitCode.USAGE, "--to ADDRESS, or --recipients FILE"),
        ({"mail": "host: localhost\n"}, ("--to", "nobody"), ExitCode.INVALID, "needs one @"),
        ({"mail": "host: localhost\n"}, ("--to", "a@patients.example.org", "--column", "email"), ExitCode.USAGE, "--recipients"),
        ({"mail": "host: localhost\n"}, ("--recipients", "none.csv"), ExitCode.MISSING, "none.csv: the list is not there"),
        ({"mail": "host: localhost\n"}, ("--recipients", "none.csv", "--column", "email"), ExitCode.USAGE, "--column email=Correo"),
        ({}, ("--save-password",), ExitCode.MISSING, "mail.yaml"),
        ({"mail": "host: localhost\n"}, ("--save-password",), ExitCode.USAGE, "names no user"),
    ],
)  # fmt: skip
def test_wrong_command_lines(
    folder: Path, run: Run, files: dict[str, str], arguments: tuple[str, ...], code: int, says: str
) -> None:
    for name, text in files.items():
        write(folder / f"{name}.yaml", text)
    found, out, err = run("email", "get-help", "-w", folder, "--allow-unreviewed", *arguments)
    assert (found, out) == (code, "") and says in err and leaks(err) == []


def test_without_a_workspace_there_is_no_outbox(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HANDOUTPRESS_WORKSPACE", raising=False)
    for command in (("outbox", "list"), ("stock",)):
        code, _, err = run(*command)
        assert code == ExitCode.MISSING and "new workspace" in err


def test_doctor_tells_whether_the_mail_server_answers(folder: Path, run: Run, tmp_path: Path) -> None:
    trust = mailserver.authority(tmp_path)
    code, out, _ = run("doctor", "-w", folder)
    assert code == ExitCode.OK and "--   mail: " in out and "mail.yaml: the mail settings are not there" in out
    with mailserver.bad(lambda *_: None, tls=trust.server) as server:
        write(folder / "mail.yaml", f"host: localhost\nport: {server.port}\nuser: {USER}\nca: {trust.file}\n")
        code, out, _ = run("doctor", "-w", folder)
        assert code == ExitCode.OK and f"ok   mail: localhost:{server.port} answers, encrypted" in out
        write(folder / "mail.yaml", f"host: localhost\nport: {server.port}\nuser: {USER}\n")
        assert "--   mail: the certificate of" in run("doctor", "-w", folder)[1]
    assert "AUTH" not in server.verbs and "MAIL" not in server.verbs


# -- passwords -------------------------------------------------------------------------------------


def test_the_password_comes_from_key_store_environment_or_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr("keyring.get_password", lambda service, user: kept.get((service, user)))
    monkeypatch.setattr("keyring.set_password", lambda service, user, word: kept.update({(service, user): word}))
    for name in (password_store.PASSWORD, password_store.TOKEN, password_store.TOKEN_COMMAND):
        monkeypatch.delenv(name, raising=False)
    settings = MailSettings(host="mail.example.org", user=USER)
    asked: list[int] = []

    def ask() -> str:
        asked.append(1)
        return "typed"

    give = password_store.secret(settings, ask)
    assert [give(), give(), len(asked)] == ["typed", "typed", 1]
    assert password_store.secret(settings)() == ""
    password_store.keep(settings, "kept")
    assert password_store.secret(settings)() == "kept"
    monkeypatch.setenv(password_store.PASSWORD, "from environment")
    assert password_store.secret(settings)() == "from environment"

    def locked(*_: str) -> str:
        raise RuntimeError("locked")

    monkeypatch.delenv(password_store.PASSWORD)
    monkeypatch.setattr("keyring.get_password", locked)
    monkeypatch.setattr("keyring.set_password", locked)
    assert password_store.secret(settings, ask)() == "typed"
    with pytest.raises(DeliveryFailed, match="key store"):
        password_store.keep(settings, "kept")


def test_access_tokens_come_from_the_environment_or_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = MailSettings(host="mail.example.org", user=USER, auth="xoauth2")
    monkeypatch.delenv(password_store.TOKEN, raising=False)
    monkeypatch.setenv(password_store.TOKEN_COMMAND, "echo 'a token; rm'")
    assert password_store.secret(settings)() == "a token; rm"  # no shell looks at it
    monkeypatch.setenv(password_store.TOKEN_COMMAND, "false")
    with pytest.raises(DeliveryFailed, match="gives no access token"):
        password_store.secret(settings)()
    monkeypatch.setenv(password_store.TOKEN, "given")
    assert password_store.secret(settings)() == "given"


def test_signing_in_over_tls_from_the_command_line(
    folder: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    trust: Authority = mailserver.authority(tmp_path)
    monkeypatch.setenv(password_store.PASSWORD, PASSWORD)
    with mailserver.real(trust) as server:
        write(folder / "mail.yaml", f"host: localhost\nport: {server.port}\nuser: {USER}\nca: {trust.file}\nper_minute: 0\n")
        code, _, err = run(*to_list(folder))
        assert code == ExitCode.OK, err
        monkeypatch.setenv(password_store.PASSWORD, "wrong-secret")
        code, out, err = run(*to_list(folder, "--again", "-v"))
    assert code == ExitCode.DELIVERY and "refused the user or the password" in err
    assert len(server.taken) == 3
    assert PASSWORD not in out + err and "wrong-secret" not in out + err


# -- nobody's address is seen ----------------------------------------------------------------------


def test_no_address_in_anything_that_is_said_or_named(folder: Path, run: Run) -> None:
    """Every way a mailing can go, talkative; then all that was said, every file's name, and every file but outbox, list and letters."""

    def say(verb: str, argument: str) -> str | None:
        if verb == "RCPT" and NAMES[0] in argument:
            return f"550 5.1.1 <{NAMES[0]}@patients.example.org> unknown, {NAMES[0]}"
        if verb == "END" and NAMES[1] in argument:
            return f"999 {NAMES[1]}"
        return f"451 4.7.1 {NAMES[2]} greylisted" if verb == "RCPT" and NAMES[2] in argument else None

    said = []
    rows = f"{NAMES[0]}@patients@patients.example.org;x;get-help;\n{NAMES[1]}@patients.example.org;{NAMES[1]}\x07;get-help;\n"
    write(folder / "list.csv", LIST + rows + f"{NAMES[2]}@patients.example.org;;get-help;\n")
    with mailserver.bad(say) as server:
        write(folder / "mail.yaml", MAIL.format(port=server.port) + "attempts: 2\n")
        for command in (
            to_list(folder, "--dry-run"),
            to_list(folder, "--dry-run", "--json"),
            to_list(folder, "-v"),
            to_list(folder, "-v", "--json"),
            to_list(folder, "--eml", str(folder / "eml"), "--again"),
            ("email", "get-help", "--to", f"{NAMES[0]}@patients", "-w", folder, "-v"),
            ("outbox", "list", "-v", "-w", folder),
            ("outbox", "list", "--json", "-w", folder),
            *(("outbox", "show", number, "-w", folder) for number in (1, 2, 3)),
            ("outbox", "retry", 2, "-v", "-w", folder),
            ("outbox", "log", "--csv", "-w", folder),
            ("make", "get-help", "-w", folder, "-o", folder / "out"),
        ):
            said += [str(part) for part in run(*command)]
    assert "uncertain" in "".join(said) and "failed" in "".join(said) and "row 5" in "".join(said)
    assert leaks("".join(said)) == []
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert leaks("\n".join(path.relative_to(folder).as_posix() for path in files)) == []
    private = {".sqlite", ".sqlite-wal", ".sqlite-shm", ".sqlite-sender-email", ".eml", ".csv"}
    assert [path.name for path in files if path.suffix not in private and leaks(path.read_bytes().decode("latin-1"))] == []


def test_an_address_that_is_said_is_seen() -> None:
    """The test above would find one."""
    assert leaks("to Ana.Gomez@patients.example.org") and leaks("mail for <oh@x>") and not leaks("a***@p***.org row 2")


def test_a_list_of_a_practice_is_understood_and_what_is_left_out_is_told(folder: Path, run: Run, server: Bad) -> None:
    heads = "First Name,Email,Preferred Language,Handout,Phone,Email Opt Out\n"
    rows = f"Ana,{NAMES[0]}@patients.example.org,English,Get help now,707,No\nBen,{NAMES[1]}@patients.example.org,,get-help,,Yes\n"
    write(
        folder / "list.csv", (heads + rows).replace("Get help now", Library().titles("get-help", "en").value.title).encode("utf-16")
    )
    code, _, err = run("email", "-w", folder, "--recipients", folder / "list.csv", "--allow-unreviewed")
    assert code == ExitCode.PARTIAL
    assert "Note: columns that are not used: Phone." in err
    assert "row 3: is not written to: see the column 'Email Opt Out'" in err
    (taken,) = server.taken
    assert taken.to == f"{NAMES[0]}@patients.example.org" and "Hello Ana," in taken.message.as_string()
