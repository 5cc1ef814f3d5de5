"""A folder as a channel: leaflets handed to another system of the clinic, which watches the folder.

Each job is its PDFs and one manifest, `000012-1a2b3c4d.json`. The manifest is written last, so whoever sees it sees all its files
whole. Names of files hold nothing of the patient; the manifest does, so only the folder's owner may read it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from handoutpress.delivery.approved_leaflets import ApprovedLeaflets
from handoutpress.delivery.channel import ChannelOptions, QueuedChannel, Receipt, record_lines
from handoutpress.delivery.database import now
from handoutpress.delivery.order import DeliveryJob
from handoutpress.errors import NotFound, OutputFailed
from handoutpress.support import atomic_write

NAME = "folder"
FOLDER = "hand-off"  # in the workspace


class FolderChannel(QueuedChannel):
    """Leaflets as files with a manifest."""

    name = NAME

    def __init__(self, leaflets: ApprovedLeaflets, folder: Path) -> None:
        """Take the folder, which is made when it is needed."""
        self.leaflets, self.folder = leaflets, folder

    def deliver(self, job: DeliveryJob, begin: Callable[[], bool]) -> Receipt:
        """Write the files, then the manifest that makes them count. Written twice, they are the same files.

        Raises OutputFailed: the folder cannot be written; nothing of the job is left in it.
        """
        order, stem = job.order, f"{job.id:06d}-{hashlib.sha256(job.order.reference.encode()).hexdigest()[:8]}"
        leaflets = self.leaflets.of(order)
        files = {f"{stem}-{leaflet.job.file_name}": leaflet for leaflet in leaflets}
        manifest = {
            "job": job.id, "reference": order.reference, "written": now(), "to": order.address, "name": order.name, "note": order.note,
            "clinic": order.clinic, "language": order.language,
            "files": [
                {
                    "file": name, "handout": leaflet.job.handout, "title": leaflet.title, "version": leaflet.version,
                    "media_type": "application/pdf", "bytes": len(leaflet.pdf), "sha256": hashlib.sha256(leaflet.pdf).hexdigest(),
                }
                for name, leaflet in files.items()
            ],
        }  # fmt: skip
        contents = {name: leaflet.pdf for name, leaflet in files.items()}
        contents[f"{stem}.json"] = json.dumps(manifest, ensure_ascii=False, indent=2).encode() + b"\n"
        try:
            for name, content in contents.items():
                atomic_write.write(self.folder / name, content, private=True)
        except OutputFailed:
            for name in contents:
                with suppress(OSError):  # it did not come to that
                    (self.folder / name).unlink()
            raise
        record = record_lines(order, [leaflet.version for leaflet in leaflets], self.name)
        return Receipt("sent", reference=f"{stem}.json", record=record)


def set_up(options: ChannelOptions) -> FolderChannel:
    """The workspace's folder for it. Raises NotFound: there is no workspace."""
    workspace = options.leaflets.library.workspace
    if workspace is None:
        raise NotFound("this is kept in a workspace, and there is none here", "Make one: new workspace FOLDER")
    return FolderChannel(options.leaflets, workspace / FOLDER)
