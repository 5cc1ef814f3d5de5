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
from handoutpress.web.engine.request_context import RequestContext, Routes

FIELDS = ("host", "port", "security", "user")
_BEGUN = "# The mail server that takes the clinic's messages. No password stands here. More: docs/email.md\nhost: {host}\n"


def page(context: RequestContext, status: int = 200, errors: dict[str, Problem] | None = None) -> Response:
    """The form."""
    typed = {name: context.field(name) for name in FIELDS} if context.form else dict.fromkeys(FIELDS, "")
    if not context.form and _path(context).is_file():
        data = _data(context)
        typed |= {name: value for name in FIELDS if isinstance(value := data.get(name), str)}
    typed["security"] = typed["security"] or "starttls"
    return context.render("mail.html", status, typed=typed, errors=errors or {})


def _path(context: RequestContext) -> Path:
    return context.workspace.folder / mailing.SETTINGS


def _data(context: RequestContext) -> dict[str, Data]:
    data, _ = parse(_path(context).read_text("utf-8-sig"), mailing.SETTINGS)
    assert isinstance(data, dict)
    return data


def save(context: RequestContext) -> Response:
    """Write the settings, and keep the password where the computer keeps such things."""
    with context.workspace.write_lock:
        there = _path(context).is_file()
        before = _data(context) if there else {}
        change = {name: context.field(name) or None for name in FIELDS if (context.field(name) or None) != before.get(name)}
        wanted: dict[str, Data] = {key: value for key, value in {**before, **change}.items() if value is not None}
        try:
            places: dict[tuple[str | int, ...], tuple[int, int]] = {(key,): (number, 0) for number, key in enumerate(wanted, 1)}
            settings = validate(wanted, Positions(mailing.SETTINGS, places, {}), MailSettings)
        except InvalidSource as error:
            place = Place(mailing.SETTINGS)
            return page(context, 422, {one.field or "host": Problem(one.what, one.mend, place) for one in error.problems})
        if password := context.secret("password"):
            if password != password.strip():
                problem = Problem("the password begins or ends with a blank", "Delete it, or keep it with: email --save-password")
                return page(context, 422, {"password": problem})
            try:
                password_store.keep(settings, password)
            except HandoutError as error:
                return page(context, 422, {"password": error.problems[0]})
        if change:
            text = _path(context).read_text("utf-8-sig") if there else _BEGUN.format(host=profile_editor.scalar(settings.host))
            atomic_write.write(_path(context), profile_editor.changed(text, mailing.SETTINGS, change).encode())
    return context.redirect("/mail", said="saved")


GETS: Routes = {"/mail": page}
POSTS: Routes = {"/mail": save}
