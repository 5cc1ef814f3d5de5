"""Reuse in PDF files: what many files share is written once, as bytes.

A file is made of three parts, one after the other:

1. Base pages (`base_pages`), the same for all clinics: content streams, elements, fonts, pictures and links of the body, packed and
   compressed once. Where the clinic's parts stand, a page has placeholders in its contents and slots in its tree.
2. Shared objects (`shared_objects`), the same for all files whose clinic's parts are tagged alike: their elements, the parent tree,
   page dictionaries, bookmarks, the catalogue, the metadata but for the author. They are kept with their base pages.
3. The file's own objects (`file_writer`): streams in the placeholders, alternate texts, links, palette, resources, author, cross
   references. The hash of a file goes on from that of the first two parts.

What decides: base pages follow from what was drawn and from nothing else. Shared objects follow from their `Signature`, which is
taken from the tree of the clinic's parts; a logo (a Figure) and initials (decoration) have two signatures, two phone numbers have
one. Colours are numbers of a palette, so a brand colour changes one object of the third part.
"""
