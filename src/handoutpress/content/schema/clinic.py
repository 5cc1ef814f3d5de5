"""The clinic profile: who hands the leaflet out. Name, city and phone are required, all else may be absent."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema, field_validator, model_validator

from handoutpress.content.schema.base import Id, Language, Localised, MailAddress, Model, Text, Url
from handoutpress.content.schema.hours import Opening, hold_together, hours_list
from handoutpress.content.schema.style import StyleId
from handoutpress.support.picture_kind import picture_formats

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_ONE_NUMBER = re.compile(r"(?:\+?[0-9]+|\([0-9]+\))(?:[ .-][0-9]+)*")
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def _brand(value: Any) -> str:
    text = str(value).strip()
    if not _HEX.fullmatch(text):
        if (likely := _hex_of(text)) is not None:
            raise ValueError(f"is not a colour as it is written here; write '{likely}' (with the quotes)")
        raise ValueError("is not a colour; write it as '#0f6e73' (with quotes, # and six digits or letters a to f)")
    digits = text[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(c * 2 for c in digits))


def _hex_of(text: str) -> str | None:
    """A colour that is written in another way, as teal, 0f6e73 or rgb(15, 110, 115); None: it is none."""
    from PIL import ImageColor

    for guess in (text, f"#{text.removeprefix('0x')}", text.replace(" ", "")):
        with suppress(ValueError):
            return "#{:02x}{:02x}{:02x}".format(*ImageColor.getrgb(guess)[:3])
    return None


def plain_quotes(value: Any) -> Any:
    """A text as it is. Raises ValueError: it stands in curly quotes, which YAML takes for part of it."""
    curly = re.fullmatch(r"\s*[“”„«‘]([^“”„«‘»]*)[“”»’]\s*", value) if isinstance(value, str) else None
    if curly:
        raise ValueError(f'is in curly quotes, which would be printed; write "{curly[1]}"')
    return value


Brand = Annotated[str, BeforeValidator(_brand), WithJsonSchema({"type": "string", "pattern": f"^{_HEX.pattern}$"})]

# what else people call a field: heads of lists, and fields of profiles that are written from memory
ALSO_CALLED = {
    "name": ("clinic", "clinic name", "location", "location name", "practice", "practice name", "clínica", "nombre"),
    "city": ("town", "city/town", "ciudad"),
    "phone": ("telephone", "phone number", "tel", "main phone", "office phone", "teléfono", "mobile"),
    "address": ("street", "street address", "address 1", "dirección"),
    "website": ("web", "url", "web site", "site"),
    "booking": ("book", "booking link", "booking url", "online booking"),
    "brand": ("colour", "color", "colors", "brand colour", "brand color"),
    "hours": ("opening hours", "office hours", "horario", "open"),
    "email": ("e-mail address", "e-mail", "mail", "correo"),
    "practitioners": ("providers", "staff", "doctors", "team"),
    "state": ("province",),  # printed behind the city
}
# what else people call a country
_COUNTRIES = {
    name: code
    for code, names in {
        "US": "usa,united states,united states of america,america", "CA": "canada", "MX": "mexico,méxico", "PR": "puerto rico",
        "PH": "philippines", "GB": "uk,united kingdom,great britain,britain,england,scotland,wales,northern ireland",
        "IE": "ireland,eire", "ES": "spain,españa", "PT": "portugal", "FR": "france", "DE": "germany,deutschland",
        "AT": "austria,österreich", "CH": "switzerland,schweiz,suisse", "IT": "italy,italia", "NL": "netherlands,nederland,holland",
        "BE": "belgium", "DK": "denmark,danmark", "NO": "norway,norge", "SE": "sweden,sverige", "FI": "finland,suomi",
        "PL": "poland,polska", "AU": "australia", "NZ": "new zealand", "ZA": "south africa", "IN": "india", "SG": "singapore",
    }.items()
    for name in names.split(",")
}  # fmt: skip
# fields with a text of their own for each language
LOCALISED = (
    "after_hours",
    "interpreter",
    "footer",
)


@lru_cache(512)  # 14 µs, three times for each clinic
def number_of(phone: str, country: str) -> PhoneNumber | None:
    """A number as its digits mean it in a country; None if it is none."""
    import phonenumbers

    try:
        return phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return None


def _is_possible(number: PhoneNumber) -> bool:
    """Whether it can be dialled from afar.

    'Possible', not 'valid': sample numbers such as (707) 555-0142 are possible and never in use; without its area code a number
    is possible only for neighbours, and a link with it would dial nobody.
    """
    import phonenumbers

    return bool(phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE)


@lru_cache(512)  # 25 µs, twice a leaflet: without, a batch takes 11 % longer
def phone_number(phone: str, country: str) -> tuple[str, str, str]:
    """A clinic's phone as patients read it, its digits if it has letters (else empty), and in E.164.

    It is printed as typed, so that its people know it again; letters get the number to dial beside them, and digits without a
    break, or not of ASCII, the breaks of their country.
    """
    import phonenumbers

    number = number_of(phone, country)
    assert number is not None, "a profile's phone is one"
    at_home = number.country_code == phonenumbers.country_code_for_region(country)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    dialled = phonenumbers.format_number(number, form)
    typed = re.sub("[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", phone))
    typed = re.sub(r"^[^\d+(]+", "", typed)  # tel:, Call
    tel = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if re.search(r"(?i)(?!ext)[a-z]{3}", typed):
        return typed, dialled, tel
    return (typed if typed.isascii() and re.search(r"\d[^\d]+\d", typed) else dialled), "", tel


class _Typed(Model):
    """What people type: no text of it stands in curly quotes."""

    _plain_quotes = field_validator("*", mode="before")(plain_quotes)


class Practitioner(_Typed):
    """A person patients may see. The title is the licence's own letters (DC, DPT, MD), never a bare 'Dr.'."""

    name: Text
    title: Annotated[str, Field(min_length=2, max_length=30)]

    @field_validator("name")
    @classmethod
    def _no_bare_doctor(cls, value: str) -> str:
        if re.match(r"(?:dr|dra|doctor|doctora|prof|professor)\b", value, re.IGNORECASE):
            raise ValueError(f"starts with '{value.split()[0]}'; leave it out and give the licence letters as title (DC, DPT, MD)")
        return value


class Reviewer(_Typed):
    """Who at the clinic answers for its handouts. Not printed: a leaflet names who has signed for its very text."""

    name: Text
    title: Text


def _beside_the_profile(value: str) -> str:
    """A file beside the profile. Raises ValueError: it leads elsewhere."""
    path = PurePath(value.replace("\\", "/"))
    if not path.name or path.is_absolute() or ".." in path.parts or ":" in value:
        raise ValueError("must be a file beside the profile; write its name alone, as logo.png")
    return value


PictureFile = Annotated[str, Field(max_length=100), AfterValidator(_beside_the_profile)]
Share = Annotated[float, Field(ge=0, le=1)]


class CoverSlot(_Typed):
    """What stands on covers in place of the handout's figure: a photo of the clinic's own, or a figure that comes with the program."""

    photo: Annotated[PictureFile, Field(description="File beside the profile: JPEG, PNG or another picture")] | None = None
    alt: Annotated[Localised, Field(description="What the photo shows, for people who cannot see it")] | None = None
    focus: Annotated[
        tuple[Share, Share], Field(description="What of the photo stays when it is cut: from the left and the top, 0 to 1")
    ] = (0.5, 0.5)
    scene: Annotated[Id, Field(description="Name of a figure: `list figures` shows them")] | None = None

    @model_validator(mode="after")
    def _one_picture(self) -> Self:
        if (self.photo is None) == (self.scene is None):
            raise ValueError("needs one picture; write photo: with a file beside the profile, or scene: with the name of a figure")
        if self.photo and not self.alt:
            raise ValueError("has a photo and no alt; write in alt what the photo shows, as alt: Our treatment room on the plaza")
        if self.scene and self.alt:
            raise ValueError("has an alt for a scene, which has its own; delete the line alt")
        return self


class Clinic(_Typed):
    """A clinic profile."""

    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "US"
    name: Annotated[str, Field(min_length=2, max_length=60)]
    city: Annotated[str, Field(min_length=2, max_length=60)]
    phone: Annotated[str, Field(max_length=30, description="As patients dial it; (707) 555-0142")]
    address: Annotated[str, Field(max_length=90)] | None = None
    towns_served: Annotated[tuple[Text, ...], Field(description="Printed as: Towns we serve")] = ()
    discipline: Annotated[
        Literal["chiropractic", "physical-therapy", "medical", "massage"] | None,
        Field(description="Kind of clinic, printed where the name does not say it"),
    ] = None
    practitioners: Annotated[tuple[Practitioner, ...], Field(description="Printed with their licence letters")] = ()
    hours: Annotated[tuple[Opening, ...], BeforeValidator(hours_list), AfterValidator(hold_together)] = ()
    after_hours: Localised | None = None
    email: Annotated[MailAddress, Field(description="Sender of messages to patients")] | None = None
    reply_to: Annotated[MailAddress, Field(description="Where patients' answers go. Default: email")] | None = None
    website: Url | None = None
    booking: Url | None = None
    leaflet_site: (
        Annotated[
            Url,
            Field(
                description="Folder of your site that holds these leaflets as web pages, named as `make --format html` names them"
            ),
        ]
        | None
    ) = None
    services: tuple[Id, ...] = ()
    languages: Annotated[tuple[Language, ...], Field(description="Codes of the languages spoken, as en, es. Printed by name")] = ()
    interpreter: Localised | None = None
    masthead: Annotated[
        Literal["standard", "name", "band", "logo"],
        Field(
            description="standard: logo or initials and name; name: the name alone; band: the name on a band in your colour; "
            "logo: the logo alone, since it holds the name"
        ),
    ] = "standard"
    footer: Annotated[Localised, Field(description="A line of your own in the small print")] | None = None
    next_visit: Annotated[
        bool | None,
        Field(description="A box to write the next visit in: true: on leaflets with room too; false: nowhere"),
    ] = None
    templates: Annotated[tuple[Id, ...], Field(description="Sheets to make when none is named")] = ()
    notice_1557: Annotated[bool, Field(description="Print your notice of free language help and aids (45 CFR 92.11)")] = False
    notice_text: Annotated[
        dict[Language, Annotated[str, Field(min_length=1, max_length=1200)]],
        Field(description="The words of that notice as you have had them approved, one text per language code"),
    ] = Field(default_factory=dict)
    logo: Annotated[PictureFile, Field(description=f"File beside the profile: {picture_formats()}")] | None = None
    cover: CoverSlot | None = None
    brand: Brand = "#0f6e73"
    style: StyleId = "clinical"
    print: Literal["process", "spot"] | None = None
    ink: Annotated[str, Field(min_length=2, max_length=60, description="Name of the spot ink, as PANTONE 3145 C")] | None = None
    emergency_number: Annotated[str, Field(pattern=r"^[0-9]{2,5}$")] | None = None
    paper: Literal["letter", "a4"] | None = None
    reviewer: Reviewer | None = None

    @field_validator("country", mode="before")
    @classmethod
    def _by_its_code(cls, value: object) -> object:
        plain = " ".join(value.replace(".", "").split()).casefold().removeprefix("the ") if isinstance(value, str) else ""
        code = _COUNTRIES.get(plain) or (plain.upper() if re.fullmatch("[a-z]{2}", plain) else value)
        if code != value:
            raise ValueError(f"is called {code} here; write {code}")
        return value

    @field_validator("interpreter", "after_hours", "footer", mode="before")
    @classmethod
    def _words_to_read(cls, value: object) -> object:
        if isinstance(value, str) and value.strip().casefold() in ("yes", "no", "true", "false", "on", "off"):
            raise ValueError("would be printed as it is; write the line that patients should read, or delete the line")
        return value

    @field_validator("name", "city", "phone", "address", mode="before")
    @classmethod
    def _on_one_line(cls, value: object) -> object:
        return " ".join(value.split()) if isinstance(value, str) else value

    @field_validator("phone", mode="before")
    @classmethod
    def _one_number(cls, value: object, info: ValidationInfo) -> object:
        import phonenumbers

        if isinstance(value, str) and (country := info.data.get("country")) in phonenumbers.SUPPORTED_REGIONS:
            if len(value) <= 30 and _ONE_NUMBER.fullmatch(value) and (number := number_of(value, country)) and _is_possible(number):
                return value  # as all but few are: looking for several takes 40 µs
            matches = phonenumbers.PhoneNumberMatcher(value, country, phonenumbers.Leniency.POSSIBLE)
            found = [match.raw_string for match in matches if _is_possible(match.number)]
            if len(found) > 1:
                raise ValueError(f"holds {len(found)} numbers; write the one patients should call, as {found[0]}")
            if found and (len(value) > 30 or number_of(value, country) is None):
                raise ValueError(f"holds more than a phone number; write {found[0]} alone")
        return value

    @field_validator("phone")
    @classmethod
    def _dialable(cls, value: str, info: ValidationInfo) -> str:
        import phonenumbers

        country = info.data.get("country")
        if country not in phonenumbers.SUPPORTED_REGIONS:
            return value  # the country is what is wrong, and will be said
        number = number_of(value, country)
        if number is None or not _is_possible(number):
            raise ValueError(
                "is not a phone number; write it with its area code, as (707) 555-0142, or with + and the country's code"
            )
        return value

    @field_validator("ink")
    @classmethod
    def _an_ink_of_its_own(cls, value: str) -> str:
        if value.casefold() in ("all", "none", "black", "cyan", "magenta", "yellow"):
            raise ValueError("is not the name of a spot ink; write the one on the colour fan, as PANTONE 3145 C")
        return value

    @model_validator(mode="after")
    def _spot_has_a_name(self) -> Self:
        if self.print == "spot" and not self.ink:
            raise ValueError("print: spot needs the name of the ink; write it in the field ink, as PANTONE 3145 C")
        return self

    @property
    def pictures(self) -> tuple[str, ...]:
        """Files beside the profile that it names."""
        return tuple(name for name in (self.logo, self.cover and self.cover.photo) if name)
