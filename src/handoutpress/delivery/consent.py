"""Columns of a list that say whether somebody may be written to: "Email Opt Out", "Consent". Whoever has said no is left alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handoutpress.content.table_reader import head_key

# looked for in heads as `head_key` has them; what stops comes first, since "unsubscribed" holds "subscribed"
_OPT_OUT = re.compile(
    "opte?d?out|unsubscri|d(o|id)n?o?t(e?mail|contact|send|write|disturb)|^no(e?mail|mails|contact)|(e?mail|contact)(blocked|refused|stop)"
    "|nocontactar|noenviar|noescribir|dadodebaja|abgemeldet|desabonn|desinscri"
)
_OPT_IN = re.compile(
    "opte?d?in|consent|permission|permitted|subscri|(e?mail|contact)(ok|allowed|approved|agreed)|okto(e?mail|contact|write)"
    "|may(we)?(e?mail|contact|write)|(allow|accept|agree)s?(to)?(e?mail|contact|marketing|messages)|authori[sz]|autoriza|acepta"
    "|einwilligung|zustimmung"
)
_OTHER = re.compile(
    "sms|text|phone|mobile|call|fax|postal|letter|voice|whatsapp|photo|treatment|telefon|mensaje"
)  # ways and matters
_NO = frozenset({"", "no", "n", "false", "f", "0", "off", "none", "never", "unchecked", "nein", "non", "nao", "falso"})
_YES = frozenset({
    "yes", "y", "true", "t", "1", "x", "on", "ok", "checked", "si", "s", "ja", "oui", "sim", "verdadero", "optedin", "optin", "agreed",
    "accepted", "given", "granted", "received", "signed", "onfile", "subscribed", "active", "allowed", "permitted",
})  # fmt: skip
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*")


@dataclass(frozen=True)
class ConsentColumn:
    """A column that says who may be written to.

    Attributes:
        at: number of the column, from 0.
        head: its name in the list.
        opt_out: whether yes means no.
    """

    at: int
    head: str
    opt_out: bool

    def stops(self, cell: str) -> bool:
        """Whether its cell keeps somebody from being written to; what can be read both ways does."""
        answer = "yes" if cell.strip() in ("✓", "✔", "☑", "☒") else head_key(cell)
        if self.opt_out:
            return answer not in _NO
        return answer not in _YES and not _DATE.fullmatch(cell.strip())  # the day they agreed


def consent_column(at: int, head: str) -> ConsentColumn | None:
    """A column as one of consent, if its head says so and speaks of e-mail or of nothing in particular."""
    key = head_key(head)
    if _OTHER.search(key) and "mail" not in key.replace("postalmail", ""):
        return None
    if _OPT_OUT.search(key):
        return ConsentColumn(at, head, opt_out=True)
    return ConsentColumn(at, head, opt_out=False) if _OPT_IN.search(key) else None
