"""Setting e-mail up: which server takes the clinic's messages. The password goes into the computer's key store, never into a file."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response

from handoutpress.content import profile_editor
from handoutpress.content.schema.mail import MailSettings
from handoutpress.content.yaml_reader import Data, Positions, parse, validate
from handoutpress.delivery import mailing, password_store
from handoutpress.errors import HandoutError, InvalidSource, Place, Problem
from handoutpress.support import atomic_write
from handoutpress.web.engine.request_context import Visit

FIELDS = ("host", "port", "security", "user")
_BEGUN = "# The mail server that takes the clinic's messages. No password stands here. More: docs/email.md\nhost: {host}\n"


def page(visit: Visit, status: int = 200, errors: dict[str, Problem] | None = None) -> Response:
    """The form."""
    typed = {name: visit.given(name) for name in FIELDS} if visit.form else dict.fromkeys(FIELDS, "")
    if not visit.form and _path(visit).is_file():
        data = _data(visit)
        typed |= {name: value for name in FIELDS if isinstance(value := data.get(name), str)}
    typed["security"] = typed["security"] or "starttls"
    return visit.show("mail.html", status, typed=typed, errors=errors or {})


def _path(visit: Visit) -> Path:
    return visit.desk.workspace / mailing.SETTINGS


def _data(visit: Visit) -> dict[str, Data]:
    data, _ = parse(_path(visit).read_text("utf-8-sig"), mailing.SETTINGS)
    assert isinstance(data, dict)
    return data


def save(visit: Visit) -> Response:
    """Write the settings, and keep the password where the computer keeps such things."""
    with visit.desk.writing:
        there = _path(visit).is_file()
        before = _data(visit) if there else {}
        change = {name: visit.given(name) or None for name in FIELDS if (visit.given(name) or None) != before.get(name)}
        wanted: dict[str, Data] = {key: value for key, value in {**before, **change}.items() if value is not None}
        try:
            places: dict[tuple[str | int, ...], tuple[int, int]] = {(key,): (number, 0) for number, key in enumerate(wanted, 1)}
            settings = validate(wanted, Positions(mailing.SETTINGS, places, {}), MailSettings)
        except InvalidSource as error:
            return page(
                visit, 422, {one.field or "host": Problem(one.what, one.mend, Place(mailing.SETTINGS)) for one in error.problems}
            )
        if password := visit.given("password"):
            try:
                password_store.keep(settings, password)
            except HandoutError as error:
                return page(visit, 422, {"password": error.problems[0]})
        if change:
            text = _path(visit).read_text("utf-8-sig") if there else _BEGUN.format(host=profile_editor.scalar(settings.host))
            atomic_write.write(_path(visit), profile_editor.changed(text, mailing.SETTINGS, change).encode())
    return visit.go("/mail", said="saved")
