"""Document metadata: the XMP packet (PDF/UA-1, PDF/A-2a), the chosen date, and the sRGB output intent."""

from __future__ import annotations

import datetime
from html import escape
from pathlib import Path
from typing import Literal

from handoutpress.pdf.objects import text
from handoutpress.support.values import immutable

# PDF/A wants every property outside its own list described; pdfuaid is one (ISO 19005-2, 6.6.2.3)
_EXTENSION = """
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
  <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
   <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
     <pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
     <pdfaProperty:category>internal</pdfaProperty:category>
     <pdfaProperty:description>part of ISO 14289 the file conforms to</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


Flip = Literal["long", "short", "no"]


@immutable
class Metadata:
    """What a document says of itself; `language` is a BCP 47 code, `flip` the edge its sheets are turned over on, if they are."""

    title: str
    author: str
    subject: str
    keywords: str
    creator: str
    language: str
    date: datetime.date
    flip: Flip = "no"
    producer: str = "handoutpress"

    @property
    def but_author(self) -> tuple[object, ...]:
        """All of it but the author: a clinic, where all else is the same for many."""
        return self.title, self.subject, self.keywords, self.creator, self.language, self.date, self.flip, self.producer


def information(data: Metadata) -> tuple[bytes, bytes]:
    """The information dictionary, in two parts, between which the author's name stands: it says what the XMP packet says."""
    day = b"(D:%s000000+00'00')" % data.date.strftime("%Y%m%d").encode()
    said = ((b"Subject", data.subject), (b"Keywords", data.keywords), (b"Creator", data.creator), (b"Producer", data.producer))
    entries = b"".join(b"/%s %s" % (key, text(value)) for key, value in said)
    return b"<</Title %s/Author " % text(data.title), b"%s/CreationDate %s/ModDate %s>>" % (entries, day, day)


def packet(data: Metadata, *, pdfa: bool) -> tuple[bytes, bytes]:
    """The XMP packet, in two parts, between which the author's name stands (as `escaped` has it)."""
    iso = f"{data.date.isoformat()}T00:00:00+00:00"

    def alternatives(text: str) -> str:
        return f'<rdf:Alt><rdf:li xml:lang="x-default">{escaped(text)}</rdf:li></rdf:Alt>'

    whole = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
   <dc:format>application/pdf</dc:format><dc:title>{alternatives(data.title)}</dc:title>
   <dc:creator><rdf:Seq><rdf:li>{_AUTHOR}</rdf:li></rdf:Seq></dc:creator>
   <dc:description>{alternatives(data.subject)}</dc:description>
   <dc:language><rdf:Bag><rdf:li>{escaped(data.language)}</rdf:li></rdf:Bag></dc:language>
   <pdf:Producer>{escaped(data.producer)}</pdf:Producer><pdf:Keywords>{escaped(data.keywords)}</pdf:Keywords>
   <xmp:CreatorTool>{escaped(data.creator)}</xmp:CreatorTool>
   <xmp:CreateDate>{iso}</xmp:CreateDate><xmp:ModifyDate>{iso}</xmp:ModifyDate>
   <pdfuaid:part>1</pdfuaid:part></rdf:Description>{_EXTENSION if pdfa else ""}
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()
    before, _, after = whole.partition(_AUTHOR.encode())
    return before, after


_AUTHOR = "\0"  # its place; XML has no such character


def escaped(text: str) -> str:
    """Text as XML has it."""
    return escape(text, quote=False)


def srgb() -> bytes:
    """The sRGB profile (littleCMS's, public domain) with its time of making fixed, so that it never varies."""
    return Path(__file__).with_name("srgb.icc").read_bytes()
