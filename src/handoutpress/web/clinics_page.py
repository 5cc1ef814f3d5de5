"""Clinics: what profiles there are, a new one from three fields, and a form for all of a profile."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from handoutpress.content import profile_editor
from handoutpress.content.library import Library
from handoutpress.content.yaml_reader import Data, parse
from handoutpress.errors import HandoutError, InvalidSource, OutputFailed, Problem
from handoutpress.layout.components import logo
from handoutpress.layout.drawing.brand_palette import roles
from handoutpress.support import atomic_write
from handoutpress.support.colour import contrast
from handoutpress.support.invocation import invocation
from handoutpress.support.picture_kind import picture_formats, picture_kind, picture_suffixes
from handoutpress.web import clinic_form
from handoutpress.web.engine.leaflet_choice import known_id
from handoutpress.web.engine.request_context import MenuEntry, RequestContext, Routes, file_stamp

BRAND = "#0f6e73"  # shown while a clinic's profile is not right
EACH = 48  # clinics on a page of the list


def page(context: RequestContext) -> Response:
    """The clinics, so many at a time; those whose id or profile holds the words looked for."""
    wanted = " ".join(context.query("q").split())
    names = [name for name in context.library.clinics() if _holds(context, name, wanted.casefold())]
    last = max(1, -(-len(names) // EACH))
    asked = context.query("page", "1")
    number = min(max(1, int(asked)), last) if asked.isdecimal() and len(asked) < 9 else 1
    rows = []
    for name in names[(number - 1) * EACH : number * EACH]:
        row: dict[str, Any] = {"id": name, "own": _own(context, name) is not None, "problems": (), "clinic": None, "inks": None}
        try:
            row["clinic"] = context.library.clinic(name).value
            row["inks"] = roles(row["clinic"].brand)
            row["initials"] = logo.initials(row["clinic"].name)
        except HandoutError as error:
            row["problems"] = error.problems
        rows.append(row)
    many = bool(wanted) or len(names) > EACH
    return context.render("clinics.html", rows=rows, many=many, wanted=wanted, number=number, last=last, count=len(names))


def _holds(context: RequestContext, name: str, words: str) -> bool:
    """Whether a clinic's id or the text of its profile holds words (in small letters)."""
    if not words or words in name.casefold():
        return True
    try:
        return words in Path(context.library.clinic_place(name)).read_text("utf-8-sig").casefold()
    except (OSError, UnicodeDecodeError, HandoutError):
        return False


def _own(context: RequestContext, name: str) -> Path | None:
    """The file of a clinic in the workspace; None if it is one of the samples."""
    path = context.workspace.folder / "clinic_profiles" / f"{name}.yaml"
    return path if name in context.library.clinics() and path.is_file() else None


def new(context: RequestContext, status: int = 200, errors: dict[str, Problem] | None = None) -> Response:
    """Three fields to begin with."""
    return context.render(
        "clinic-new.html", status, errors=errors or {}, typed={name: context.field(name) for name in ("name", "city", "phone")}
    )


def begin(context: RequestContext) -> Response:
    """Write a new profile; never over another."""
    name, city, phone = (context.field(field) for field in ("name", "city", "phone"))
    short = profile_editor.short_name(name)
    try:
        countries = context.library.countries().value.root
        text = profile_editor.begun(name, city, phone, short=short, command=invocation(), countries=countries)
    except InvalidSource as error:
        return new(context, 422, {problem.field: problem for problem in error.problems})
    path = context.workspace.folder / "clinic_profiles" / f"{short}.yaml"
    with context.workspace.write_lock:
        if path.exists():
            what, mend = f"there is a profile of that name already ({short}.yaml)", "Change that one, or give this one another name"
            return new(context, 409, {"name": Problem(what, mend)})
        atomic_write.write(path, text.encode())
    context.workspace.reload()
    return context.redirect(f"/clinics/{short}", said="made")


def edit(context: RequestContext) -> Response:
    """The form for all of a profile."""
    name, path = _asked(context)
    raw = path.read_bytes()
    values = clinic_form.form_values(_data(raw, name))
    return _form(context, name, values, stamp=file_stamp(raw), shown=values)


def _asked(context: RequestContext) -> tuple[str, Path]:
    name = known_id("clinic", context.request.path_params["clinic"], context.library.clinics())
    path = _own(context, name)
    if path is None:
        raise OutputFailed(f"'{name}' is a sample that comes with the program", "Make a clinic of your own: Clinics, New clinic")
    return name, path


def _data(raw: bytes, name: str) -> dict[str, Data]:
    """What a profile's file holds. Raises InvalidSource: it is not YAML, so no form can show it."""
    try:
        data, _ = parse(raw.decode("utf-8-sig").replace("\r\n", "\n"), f"{name}.yaml")
    except UnicodeDecodeError:
        raise InvalidSource(Problem("the file is not UTF-8 text", "Save it as UTF-8 in your editor")) from None
    assert isinstance(data, dict)
    return data


def _form(
    context: RequestContext, name: str, values: clinic_form.Values, *, stamp: str, shown: clinic_form.Values, status: int = 200,
    errors: dict[str, Problem] | None = None, conflict: list[tuple[str, str, str]] | None = None,
) -> Response:  # fmt: skip
    """The form with values in it; `stamp` and `shown`: of the file and its values when they were last shown."""
    library = context.library
    code = context.language if context.language in library.ids("handouts/services") else "en"
    names = library.language_names(context.language if context.language in library.ids("handouts/languages") else "en")
    countries = context.words.root["countries"]
    codes = [key for key in dict.fromkeys([*library.countries().value.root, values["country"]]) if key]
    chosen = values["brand"] if re.fullmatch(r"#[0-9a-fA-F]{6}", values["brand"]) else BRAND
    labels = {field: clinic_form.label(field, problem, context.t) for field, problem in (errors or {}).items()}
    return context.render(
        "clinic.html", status, clinic=name, typed=values, errors=errors or {}, labels=labels, conflict=conflict, stamp=stamp,
        shown=json.dumps(shown), services=library.service_names(code, values["country"] or "US"),
        countries=[(key, f"{countries[key]} ({key})" if key in countries else key) for key in codes], brand=chosen,
        sheets=[(key, context.sheet_name(key)) for key in library.templates()],
        styles=[(key, context.style_name(key)) for key in library.styles()],
        cover=clinic_form.cover_picture(_data(_asked(context)[1].read_bytes(), name)),
        formats=picture_formats(), suffixes=picture_suffixes(),
        spoken=sorted(names.value.root.items(), key=lambda item: item[0] not in values["languages"]), **_swatches(chosen),
    )  # fmt: skip


def save(context: RequestContext) -> Response:
    """Write what was changed into the profile, and nothing else of it."""
    name, path = _asked(context)
    values = clinic_form.read_form(context.field, lambda key: [str(item) for item in context.form.getlist(key)], context.form)
    errors: dict[str, Problem] = {}
    picture = _logo(context, name, errors)  # outside the lock: it may take long
    with context.workspace.write_lock:
        raw = path.read_bytes()
        data, stamp = _data(raw, name), context.field("stamp")
        shown = clinic_form.shown_values(context.field("shown")) or clinic_form.form_values(data)
        if stamp != file_stamp(raw):
            return _changed_meanwhile(context, name, raw, values, shown)
        change = clinic_form.changes(values, shown, data)
        if picture:
            change["logo"] = picture[0]
        elif context.field("logo_off") and "logo" in data:
            change["logo"] = None
        wanted = {key: value for key, value in {**data, **change}.items() if value is not None}
        try:
            profile_editor.checked(wanted, f"{name}.yaml")
        except InvalidSource as error:
            for problem in error.problems:
                errors.setdefault(clinic_form.field_of(problem.field, values), problem)
        errors |= clinic_form.repeated_languages(values)
        if errors:
            return _form(context, name, values, stamp=stamp, shown=shown, status=422, errors=errors)
        if picture:
            atomic_write.write(path.parent / picture[0], picture[1])
        if change:
            atomic_write.write(path, profile_editor.changed(raw.decode("utf-8"), f"{name}.yaml", change).encode())
    context.workspace.reload()
    return context.redirect(f"/clinics/{name}", said="saved")


def _changed_meanwhile(
    context: RequestContext, name: str, raw: bytes, values: clinic_form.Values, shown: clinic_form.Values
) -> Response:
    """The form again, for a file that is not any more what it showed: what was touched as it was typed, all else as it is now."""
    now = clinic_form.form_values(_data(raw, name))
    mine, theirs = clinic_form.touched(values, shown), clinic_form.touched(now, shown)
    merged = {key: values[key] if key in mine else now[key] for key in values}
    conflict = [(key, _words(now[key]), _words(merged[key])) for key in values if key in mine | theirs]
    return _form(context, name, merged, stamp=file_stamp(raw), shown=now, status=409, conflict=conflict)


def _words(value: Any) -> str:
    return "; ".join(filter(None, map(_words, value))) if isinstance(value, list) else str(value) or "–"


def _logo(context: RequestContext, name: str, errors: dict[str, Problem]) -> tuple[str, bytes] | None:
    """An uploaded logo's file name (ours, never theirs) and bytes, if it is one the leaflets can take."""
    sent = context.upload("logo_file")
    if sent is None:
        return None
    data = sent[1]
    kind = picture_kind(data)
    filename = f"{name}-logo{kind.suffixes[0] if kind else ''}"  # without a kind it is refused
    with tempfile.TemporaryDirectory() as folder:  # looked at outside the workspace
        trial = Path(folder) / filename
        trial.write_bytes(data)
        try:
            context.workspace.render_pool.run(context.stamp, _load_logo, trial)
        except HandoutError as error:
            errors["logo_file"] = Problem(error.problems[0].what, error.problems[0].mend)
            return None
        except TimeoutError:
            errors["logo_file"] = Problem("the logo takes too long to draw", "Simplify it, or save it as PNG")
            return None
    return filename, data


def _load_logo(_: Library, path: Path) -> None:
    """Look at a logo, in a process that others do not wait for. Raises HandoutError: as `logo.load` does."""
    logo.load(path)


def logo_file(context: RequestContext) -> Response:
    """A clinic's logo, if it is one the leaflets can take."""
    name = context.request.path_params["clinic"]
    if name not in context.library.clinics():
        raise HTTPException(404)
    try:
        loaded = context.library.clinic(name)
        path = loaded.path.parent / (loaded.value.logo or "")
        logo.load(path)
    except HandoutError:
        raise HTTPException(404) from None
    data = path.read_bytes()
    kind = picture_kind(data)
    return Response(data, media_type=kind.media_type if kind else "application/octet-stream", headers={"cache-control": "no-store"})


# -- colours -----------------------------------------------------------------------------------------

# what is shown of a brand: what it is called by, the ink of the text, and the ground that is hardest to read it on
_SHOWN = (
    ("fill", "on_fill", "fill"), ("brand", "brand", "tint"), ("deep", "deep", "tint"), ("ink", "ink", "tint"), ("soft", "soft", "tint2"),
)  # fmt: skip


def swatches(context: RequestContext) -> Response:
    """The inks that follow from a colour, with their contrasts."""
    asked = context.query("brand")
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", asked):
        raise HTTPException(400, "Write a colour as #0f6e73.")
    return context.render("_colours.html", **_swatches(asked))


def _swatches(brand: str) -> dict[str, Any]:
    inks = roles(brand.lower())
    pairs = [(role, inks[role], inks[ink], inks[on], round(contrast(inks[ink], inks[on]), 1)) for role, ink, on in _SHOWN]
    return {"inks": inks, "pairs": pairs}


GETS: Routes = {
    "/clinics": page,
    "/clinics/new": new,
    "/clinics/{clinic}": edit,
    "/clinics/{clinic}/logo": logo_file,
    "/colours": swatches,
}
POSTS: Routes = {"/clinics/new": begin, "/clinics/{clinic}": save}
MENU = MenuEntry(20, "/clinics", "clinics")
