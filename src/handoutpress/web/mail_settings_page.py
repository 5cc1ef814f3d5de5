"""Setting e-mail up: which server takes the clinic's messages. The password goes into the computer's key store, never into a file."""

from __future__ import annotations

import json
from pathlib import Path

from starlette.responses import Response

from handoutpress.content import profile_editor
from handoutpress.content.schema.mail import MailSettings
from handoutpress.content.yaml_reader import Data, Positions, parse, validate
from handoutpress.delivery import mailing, password_store
from handoutpress.errors import HandoutError, InvalidSource, Place, Problem
from handoutpress.support import atomic_write
from handoutpress.web.engine.request_context import RequestContext, Routes, file_stamp

FIELDS = ("host", "port", "security", "user")
_BEGUN = "# The mail server that takes the clinic's messages. No password stands here. More: docs/email.md\nhost: {host}\n"


def page(
    context: RequestContext, status: int = 200, errors: dict[str, Problem] | None = None, *, typed: dict[str, str] | None = None,
    shown: dict[str, str] | None = None, stamp: str = "", conflict: bool = False,
) -> Response:  # fmt: skip
    """The form; `shown` and `stamp`: of the file when its values were last shown."""
    if shown is None:
        raw, data = _read(context)
        shown, stamp = _shown(data), file_stamp(raw)
    return context.render(
        "mail.html", status, typed=typed or shown, errors=errors or {}, shown=json.dumps(shown), stamp=stamp, conflict=conflict
    )


def _path(context: RequestContext) -> Path:
    return context.workspace.folder / mailing.SETTINGS


def _read(context: RequestContext) -> tuple[bytes, dict[str, Data]]:
    """The file, and what it says; nothing if it is not there."""
    if not _path(context).is_file():
        return b"", {}
    raw = _path(context).read_bytes()
    try:
        data, _ = parse(raw.decode("utf-8-sig").replace("\r\n", "\n"), mailing.SETTINGS)
    except UnicodeDecodeError:
        place = Place(mailing.SETTINGS)
        raise InvalidSource(Problem("the file is not UTF-8 text", "Save it as UTF-8 in your editor", place)) from None
    assert isinstance(data, dict)
    return raw, data


def _shown(data: dict[str, Data]) -> dict[str, str]:
    """What the form shows of the settings."""
    texts = {name: value.strip() if isinstance(value := data.get(name), str) else "" for name in FIELDS}
    return texts | {"security": texts["security"] or "starttls"}


def _carried(context: RequestContext, otherwise: dict[str, str]) -> dict[str, str]:
    """What a form says it has shown."""
    try:
        values = json.loads(context.field("shown"))
    except (ValueError, RecursionError):
        return otherwise
    return values if isinstance(values, dict) and values.keys() == otherwise.keys() else otherwise


def save(context: RequestContext) -> Response:
    """Write what was changed of the settings, and keep the password where the computer keeps such things."""
    typed = {name: context.field(name) for name in FIELDS}
    with context.workspace.write_lock:
        raw, before = _read(context)
        now, stamp = _shown(before), context.field("stamp")
        shown = _carried(context, now)
        touched = {name for name in FIELDS if typed[name] != shown[name]}
        if stamp != file_stamp(raw):
            merged = {name: (typed if name in touched else now)[name] for name in FIELDS}
            return page(context, 409, typed=merged, shown=now, stamp=file_stamp(raw), conflict=True)
        change = {name: typed[name] or None for name in FIELDS if name in touched and (typed[name] or name in before)}
        wanted: dict[str, Data] = {key: value for key, value in {**before, **change}.items() if value is not None}

        def again(errors: dict[str, Problem]) -> Response:
            return page(context, 422, errors, typed=typed, shown=shown, stamp=stamp)

        try:
            places: dict[tuple[str | int, ...], tuple[int, int]] = {(key,): (number, 0) for number, key in enumerate(wanted, 1)}
            settings = validate(wanted, Positions(mailing.SETTINGS, places, {}), MailSettings)
        except InvalidSource as error:
            place = Place(mailing.SETTINGS)
            return again({one.field or "host": Problem(one.what, one.mend, place) for one in error.problems})
        if password := context.secret("password"):
            if password != password.strip():
                problem = Problem("the password begins or ends with a space", "Delete it, or keep it with: email --save-password")
                return again({"password": problem})
            try:
                password_store.keep(settings, password)
            except HandoutError as error:
                return again({"password": error.problems[0]})
        if change:
            text = raw.decode("utf-8") if raw else _BEGUN.format(host=profile_editor.scalar(settings.host))
            atomic_write.write(_path(context), profile_editor.changed(text, mailing.SETTINGS, change).encode())
    return context.redirect("/mail", said="saved")


GETS: Routes = {"/mail": page}
POSTS: Routes = {"/mail": save}
