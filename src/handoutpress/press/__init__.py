"""The press: one leaflet as bytes, or many as files.

`render` makes one leaflet, `select` says which leaflets are meant, `run` makes many. What has not changed is left alone:
`fingerprints` says what a leaflet depends on, `staleness` compares that with the `manifest` of the folder, and the `leaflet_cache`
does the same for a single file. The rest becomes `tasks` that the `scheduler` hands to `worker` processes of this machine or, with
what `remote` packs, of others; the files go into one of the `stores`.

A run that is killed at any moment, and a worker that is, leaves no file cut short. None that was finished is made again, and what
is started again makes just what is missing (see `manifest` for object stores).
"""
