"""Reuse in layout: a body is laid out once, and filled for each clinic. It makes a batch 17 times as fast.

Shared is the body: title, sections, red flags, small print; all that follows from the handout's text, the template, the paper, the
mode and the plates, and from what the text asks of the clinic (`clinic_fields` of its blocks: services, phone, hours). The clinic's own
are its parts: masthead, running head, call to action, contact panel, its line in the small print (`clinic_parts`). A body leaves gaps
for them (`gaps`), which become placeholders in its base pages; parts are measured before the body is composed, since it flows around
them, and drawn into the placeholders after.

What decides is the `BodyKey` (`body_cache`). The body is composed of a leaflet that is stripped of all of the clinic that the key does
not hold, so a key that forgets something prints nothing there, and never another clinic's. Two clinics share a body if their texts,
their heights of parts and what their blocks tell are equal. Bodies are kept in memory and on disk (`body_store`), as plain data.
"""
