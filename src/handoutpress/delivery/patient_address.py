"""Addresses of patients as lists have them -> as mail servers take them, or what is wrong with them; never repeated."""

from __future__ import annotations

import re

from handoutpress.support import optional_parts

_ONE = re.compile(r"[^\s,;/|<>@]+@[^\s,;/|<>@]+")


def address(text: str) -> str:
    """An address as mail servers take it; `Ana <ana@example.org>`, `mailto:` and a full stop at the end are understood.

    Raises:
        ValueError: it is none; its arguments are what is wrong and the mend, never what was written.
        FontMissing: the part of the program for e-mail is not installed.
    """
    try:
        from email_validator import EmailNotValidError, validate_email
    except ImportError:
        raise optional_parts.missing_part("mail", "e-mail") from None
    bare = _bare(text)
    try:
        found = validate_email(bare, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError:
        raise ValueError(*_fault(bare)) from None
    return found.ascii_email or found.normalized


def _bare(text: str) -> str:
    """The address of what people and programs write around one."""
    text = text.strip()
    if named := re.fullmatch(r"[^<>@\r\n]*<([^<>]*)>", text):
        text = named[1].strip()
    return re.sub("^mailto:", "", text, flags=re.IGNORECASE).rstrip(".,;")


def _fault(text: str) -> tuple[str, str]:
    if len(_ONE.findall(text)) > 1:
        return "holds two addresses", "Give each a row of its own"
    what = "is not an e-mail address"
    if not text:
        what = "is empty"
    elif text.count("@") != 1:
        what = "is not an e-mail address: it needs one @"
    elif re.search(r"[,;\s]", text):
        what = "holds a blank, comma or semicolon"
    elif not text.isascii():
        what = "has letters that mail servers do not take"
    elif "." not in text.rpartition("@")[2]:
        what = "lacks the end after the @, as .org"
    return what, "Write it as name@example.org"
