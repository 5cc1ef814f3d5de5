"""Pages of long work: begin it, look at it, take what it made."""

from __future__ import annotations

import io
import zipfile

from starlette.exceptions import HTTPException
from starlette.responses import Response

from handoutpress.content.finder import unknown
from handoutpress.press import render
from handoutpress.web import make_page
from handoutpress.web.engine import background_tasks
from handoutpress.web.engine.request_context import Visit


def page(visit: Visit) -> Response:
    """All long work."""
    return visit.show("work.html", tasks=visit.desk.tasks.all())


def _asked(visit: Visit) -> background_tasks.Task:
    found = visit.desk.tasks.get(visit.request.path_params["task"])
    if found is None:
        raise HTTPException(404)
    return found


def one(visit: Visit) -> Response:
    """One piece of work: how far it is."""
    return visit.show("task.html", task=_asked(visit))


def make_all(visit: Visit) -> Response:
    """Begin making every handout of a clinic, in every language that may be given to patients."""
    clinic = visit.given("clinic")
    if clinic not in visit.library.clinics():
        raise unknown("clinic", clinic, visit.library.clinics())
    jobs = render.plan(visit.library, clinics=(clinic,))
    work = background_tasks.making(visit.desk, visit.library, jobs, visit.desk.workspace / "out")
    task = visit.desk.tasks.start("making", make_page.clinic_name(visit.library, clinic), work)
    return visit.go(f"/jobs/{task.id}")


def files(visit: Visit) -> Response:
    """What was made, as one file."""
    task = _asked(visit)
    there = [path for path in task.files if path.is_file()]
    if not there:
        raise HTTPException(404)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:  # PDFs are packed already
        for path in there:
            bundle.write(path, path.name)
    name = there[0].name.removesuffix(".pdf")
    return Response(
        out.getvalue(), media_type="application/zip", headers={"content-disposition": f'attachment; filename="{name}-and-more.zip"'}
    )
