"""Pages of long work: begin it, look at it, take what it made."""

from __future__ import annotations

import io
import zipfile

from starlette.exceptions import HTTPException
from starlette.responses import Response

from handoutpress.press.select import select_jobs
from handoutpress.web.engine import background_tasks, leaflet_choice
from handoutpress.web.engine.request_context import MenuEntry, RequestContext, Routes


def page(context: RequestContext) -> Response:
    """All long work."""
    return context.render("work.html", tasks=context.workspace.tasks.all())


def _asked(context: RequestContext) -> background_tasks.BackgroundTask:
    task = context.workspace.tasks.get(context.request.path_params["task"])
    if task is None:
        raise HTTPException(404)
    return task


def one(context: RequestContext) -> Response:
    """One piece of work: how far it is."""
    return context.render("task.html", task=_asked(context))


def make_all(context: RequestContext) -> Response:
    """Begin making every handout of a clinic, in every language that may be given to patients."""
    clinic = leaflet_choice.known_id("clinic", context.field("clinic"), context.library.clinics())
    jobs = select_jobs(context.library, clinics=(clinic,))
    shared, name = context.workspace, leaflet_choice.clinic_name(context.library, clinic)
    same = next((task for task in shared.tasks.all() if (task.what, task.about, task.state) == ("making", name, "running")), None)
    if same is None:
        work = background_tasks.make_leaflets(context.library, jobs, shared.folder / "out", shared.render_pool.executor)
        same = shared.tasks.start("making", name, work)
    return context.redirect(f"/jobs/{same.id}")


def files(context: RequestContext) -> Response:
    """What was made, as one file."""
    task = _asked(context)
    paths = [path for path in task.files if path.is_file()]
    if not paths:
        raise HTTPException(404)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:  # PDFs are packed already
        for path in paths:
            bundle.write(path, path.name)
    name = paths[0].name.removesuffix(".pdf")
    return context.file(out.getvalue(), "application/zip", f"{name}-and-more.zip")


GETS: Routes = {"/jobs": page, "/jobs/{task}": one, "/jobs/{task}/leaflets.zip": files}
POSTS: Routes = {"/jobs": make_all}
MENU = MenuEntry(60, "/jobs", "work", shown=lambda context: bool(context.workspace.tasks.all()))
