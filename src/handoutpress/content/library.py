"""The library: finds clinic profiles, handouts, sections, templates and the rest by id, and loads each once.

Look-up order: the workspace, then what comes with the program. A workspace file of the same id takes the built-in one's
place, but for the red flags: what is an emergency is not a clinic's choice. It may only add them in a language they lack.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from handoutpress.content import markup, red_flags, safety_floor
from handoutpress.content.figure_names import figure_id
from handoutpress.content.finder import FOLDERS, SOURCE_LANGUAGE, first, ids_in, unknown
from handoutpress.content.profile_files import SAMPLES, Profiles, is_path, strays
from handoutpress.content.schema import model
from handoutpress.content.yaml_reader import Loaded, both, load, read, refuse_unknown_parts
from handoutpress.errors import Forbidden, InvalidSource, NotFound, Place, Problem
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from pydantic import BaseModel

    from handoutpress.content.schema import handout as h
    from handoutpress.content.schema.clinic import Clinic
    from handoutpress.content.schema.page import Messages, PageWords
    from handoutpress.content.schema.questions import ReaderQuestions
    from handoutpress.content.schema.red_flags import RedFlags
    from handoutpress.content.schema.style import StyleFamily
    from handoutpress.content.schema.template import Template
    from handoutpress.content.schema.trial import KitWords
    from handoutpress.content.schema.wordlists import WordLists
    from handoutpress.content.schema.words import Words

RED_FLAGS = "handouts/red_flags"
MOST_CLINICS = 256  # kept in memory
M = TypeVar("M", bound="BaseModel")
Overlay = Callable[["Loaded[M]", "Loaded[M]"], "Loaded[M]"]


def built_in() -> Path:
    """The folder with the clinic profiles, handouts and templates that come with the program."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "library"
    return inside if inside.is_dir() else package.parent.parent


class Library:
    """Everything that can be asked for by id; `rows`: clinics of a list, which take the place of files.

    Every method raises NotFound for what is not there, and InvalidSource, with every problem, for a file that is wrong.
    """

    def __init__(self, workspace: Path | None = None) -> None:
        """Look in a workspace first.

        Raises:
            NotFound: the workspace is not a folder, or one of its folders may not be opened.
            Forbidden: it brings red flags of its own where the program has them.
        """
        if workspace is not None and not workspace.is_dir():
            raise NotFound(f"the workspace {shown(workspace)} is not a folder", "Name the folder with clinic_profiles/ in it")
        for folder in (workspace, *(workspace / name for name in FOLDERS)) if workspace else ():
            if folder.is_dir() and not os.access(folder, os.R_OK | os.X_OK):
                raise NotFound(f"the folder {shown(folder)} cannot be read", "Check that you may open it")
        own = workspace is not None and workspace.resolve() != built_in()
        self.workspace = workspace
        self.roots: tuple[Path, ...] = (workspace, built_in()) if own and workspace else (built_in(),)
        if own and workspace:
            safety_floor.refuse_red_flags(workspace / RED_FLAGS, built_in() / RED_FLAGS)
        self._cache: dict[Path, Loaded[BaseModel]] = {}
        self._overlays: dict[Path, Loaded[BaseModel]] = {}  # files with the built-in ones they are laid over, by path
        self._found: dict[str, Path] = {}
        self._read: dict[str, Loaded[Any]] = {}
        self._figures: dict[Path, str] = {}  # one figure stands in several handouts
        self._names: dict[tuple[str, str, str], dict[str, str]] = {}  # with a country's words for care: asked for by each leaflet
        self._clinics: dict[str, Loaded[Clinic]] = {}
        self._outlines: dict[str, Loaded[h.Handout]] = {}
        self.profiles = Profiles(self.roots, built_in() if own or workspace is None else None)
        self.rows: dict[str, Loaded[Clinic]] = {}

    # -- finding -----------------------------------------------------------------------------------

    def ids(self, folder: str) -> tuple[str, ...]:
        """Ids of the files in a folder, over all roots."""
        return tuple(sorted({name for root in self.roots for name in ids_in(root / folder)}))

    def find(self, relative: str) -> Path | None:
        """The first file of that relative path, or None."""
        if relative not in self._found and (place := first(self.roots, relative)):  # what is not there may come
            self._found[relative] = Path(place)
        return self._found.get(relative)

    def _load(self, path: Path, kind: str) -> Loaded[Any]:
        if path not in self._cache:
            self._cache[path] = load(path, model(kind))
        return self._cache[path]

    def _at(self, relative: str, kind: str) -> Loaded[Any] | None:
        """The first file of that relative path, read as a model of that name; None: there is none."""
        if relative not in self._read and (path := self.find(relative)):
            self._read[relative] = self._load(path, kind)
        return self._read.get(relative)

    def _in_language(self, folder: str, language: str, what: str, kind: str) -> Loaded[Any]:
        found = self._at(f"handouts/{folder}/{language}.yaml", kind)
        if found is None:
            have = self.ids(f"handouts/{folder}")
            raise NotFound(f"{what} is not there in language '{language}'", f"Written so far: {', '.join(have) or 'none'}")
        return found

    # -- things by id ------------------------------------------------------------------------------

    def clinics(self) -> tuple[str, ...]:
        """Ids of the clinics: those of a list and the workspace's own, else the samples that come with the program."""
        if self.workspace is not None:
            own = self.profiles.ids(self.workspace)
            if own or self.rows:
                return tuple(sorted(own | self.rows.keys()))
            if unread := strays(self.workspace):
                raise InvalidSource(unread)
        return tuple(sorted({*SAMPLES, *self.rows}))

    def clinic(self, name: str | Path) -> Loaded[Clinic]:
        """A clinic profile by id, or by the path of its file."""
        if str(name) in self.rows:
            return self.rows[str(name)]
        place = self.clinic_place(name)
        if place not in self._clinics:
            loaded = load(Path(place), model("clinic.Clinic"), self.profiles.taken(place))
            while len(self._clinics) >= MOST_CLINICS:  # a press of ten thousand clinics needs each for a moment only
                del self._clinics[next(iter(self._clinics))]
            self._clinics[place] = loaded
        return self._clinics[place]

    def clinic_place(self, name: str | Path) -> str:
        """The path of a clinic profile's file, as text: a press asks for thousands."""
        if isinstance(name, Path):
            return str(name)
        place = name if is_path(name) else self.profiles.place(name)
        if place is None:
            raise unknown("clinic", name, self.clinics())
        return place

    def handouts(self) -> tuple[str, ...]:
        """Ids of the handouts."""
        other = {"facts", "sources", "countries"}
        return tuple(name for name in self.ids("handouts") if name not in other)

    def handout(self, name: str) -> Loaded[h.Handout]:
        """A handout's outline."""
        if name not in self._outlines:
            found = self._at(f"handouts/{name}.yaml", "handout.Handout") if name in self.handouts() else None
            if found is None:
                raise unknown("handout", name, self.handouts())
            if self.is_own(found.path) and (base := self.roots[-1] / f"handouts/{name}.yaml").is_file():
                outline = self._load(base, "handout.Handout").value
                locked = [entry.section for entry in outline.sections if self.section_about(entry.section).value.locked]
                safety_floor.refuse_without_locked(found, outline, locked)
            self._outlines[name] = found
        return self._outlines[name]

    def languages(self, handout: str) -> tuple[str, ...]:
        """Languages a handout is written in."""
        return self.ids(f"handouts/titles/{handout}")

    def texts(self) -> tuple[tuple[str, str], ...]:
        """All handouts, each in every language it is written in."""
        return tuple((handout, language) for handout in self.handouts() for language in self.languages(handout))

    def titles(self, handout: str, language: str) -> Loaded[h.Titles]:
        """A handout's title, summary, main message and key points."""
        return self._in_language(f"titles/{handout}", language, f"the handout '{handout}'", "handout.Titles")

    def sections(self) -> tuple[str, ...]:
        """Ids of the sections."""
        return tuple(sorted({path.name for root in self.roots for path in (root / "handouts/sections").glob("*") if path.is_dir()}))

    def section(self, name: str, language: str) -> Loaded[h.Section]:
        """A section's text."""
        loaded = self._in_language(f"sections/{name}", language, f"the section '{name}'", "handout.Section")
        if self.is_own(loaded.path) and (base := self.roots[-1] / f"handouts/sections/{name}/{language}.yaml").is_file():
            safety_floor.refuse_locked_section(loaded, self._load(base, "handout.Section"), self.section_about(name).value)
        return loaded

    def section_about(self, name: str) -> Loaded[h.SectionAbout]:
        """What is true of a section in every language."""
        relative = f"handouts/sections/{name}/about.yaml"
        found = self._at(relative, "handout.SectionAbout")
        if found is None:
            raise unknown("section", name, self.sections())
        if self.is_own(found.path) and (base := self.roots[-1] / relative).is_file():
            known = self._load(base, "handout.SectionAbout")
            safety_floor.refuse_locked_section(found, known, known.value)
        return found

    def topics(self) -> tuple[str, ...]:
        """Ids of the topics whose red flags are written."""
        return tuple(sorted({path.parent.name for root in self.roots for path in (root / RED_FLAGS).glob("*/*.yaml")}))

    def red_flags(self, handout: str, language: str) -> Loaded[RedFlags]:
        """The safety block of a handout's topic: the built-in one, or, where there is none, the workspace's.

        Raises Forbidden: no red flags are written for its topic.
        """
        outline = self.handout(handout)
        topic = outline.value.topic
        path = self.red_flags_path(topic, language)
        if path.is_file():
            return self._red_flags(path, topic)
        english = f"{RED_FLAGS}/{topic}/{SOURCE_LANGUAGE}.yaml"
        if topic not in self.topics():
            mend = f"Write {english}, or name a topic that has them: {', '.join(self.topics())}"
            raise Forbidden(outline.problem(f"no red flags are written for the topic '{topic}'", mend, "topic"))
        mend = f"No leaflet can be made without them: translate all of {english} as {language}.yaml"
        raise NotFound(f"the red flags of '{topic}' are not there in language '{language}'", mend)

    def _red_flags(self, path: Path, topic: str) -> Loaded[RedFlags]:
        if path not in self._overlays:
            loaded = self._load(path, "red_flags.RedFlags")
            source = self.red_flags_path(topic, SOURCE_LANGUAGE)
            if not source.is_file():
                mend = f"Write {RED_FLAGS}/{topic}/{SOURCE_LANGUAGE}.yaml first: it says which signs every language must have"
                raise NotFound(Problem(f"the red flags of '{topic}' are not there in English", mend, Place(shown(path))))
            problems = list(red_flags.incomplete(loaded))
            if source != path:
                problems += red_flags.untranslated(loaded, self._red_flags(source, topic))
            if problems:
                raise InvalidSource(problems)
            self._overlays[path] = loaded
        return self._overlays[path]  # type: ignore[return-value]

    def questions(self, handout: str, language: str) -> tuple[Loaded[ReaderQuestions], ...]:
        """What readers are asked of a handout: of itself and of its topic's red flags; nothing in a language without questions."""
        names = (handout, f"red_flags/{self.handout(handout).value.topic}")
        relative = (f"handouts/questions/{name}/{language}.yaml" for name in names)
        found = [self._at(one, "questions.ReaderQuestions") for one in relative]
        return tuple(one for one in found if one) if found[0] else ()

    def red_flags_path(self, topic: str, language: str) -> Path:
        """Where the safety block of a topic in a language stands, or would: the built-in one before the workspace's."""
        name = f"{RED_FLAGS}/{topic}/{language}.yaml"
        return next((path for root in reversed(self.roots) if (path := root / name).is_file()), self.roots[0] / name)

    def services(self, language: str) -> Loaded[h.ServiceNames]:
        """Names of services: the built-in ones, and over them the workspace's."""
        return self._over_built_in("services", language, "the list of services", "handout.ServiceNames")

    def service_names(self, language: str, country: str) -> dict[str, str]:
        """What patients in a country read of each service, by id."""
        if (key := ("services", language, country)) not in self._names:
            loaded = self.services(language)
            named = loaded.value.names.items()
            self._names[key] = {id: self._said(loaded, (id, "name"), name, language, country) for id, name in named}
        return self._names[key]

    def disciplines(self, language: str, country: str) -> dict[str, str]:
        """What patients in a country read of each kind of clinic, by id."""
        if (key := ("disciplines", language, country)) not in self._names:
            loaded, what = self.words(language), "disciplines"
            named = loaded.value.disciplines.model_dump().items()
            self._names[key] = {id.replace("_", "-"): self._said(loaded, (what, id), name, language, country) for id, name in named}
        return self._names[key]

    def _said(self, loaded: Loaded[Any], path: tuple[str, ...], text: str, language: str, country: str) -> str:
        if "{care." not in text:
            return text
        care = self.care_words(language).value.of(country)
        try:
            return markup.plain(markup.fill(markup.parse(text), care.__getitem__))
        except KeyError as unknown:
            what = f"there is nothing called {{{unknown.args[0]}}}"
            raise InvalidSource(loaded.problem(what, f"Known: {', '.join(care)}", *path)) from None

    def care_words(self, language: str) -> Loaded[h.CareWords]:
        """What care is called, by country: the built-in words, and over them the workspace's, but for those of the red flags."""
        loaded = self._in_language("care_words", language, "the list of words for care", kind := "handout.CareWords")

        def overlay(own: Loaded[h.CareWords], built_in: Loaded[h.CareWords]) -> Loaded[h.CareWords]:
            flags = (self.roots[-1] / RED_FLAGS).glob(f"*/{language}.yaml")
            locked = {name for path in flags for name in re.findall(r"\{care\.(\w+)\}", path.read_text("utf-8"))}
            return safety_floor.overlay_care_words(both(own, built_in), built_in, locked)

        return self._overlaid(loaded, f"handouts/care_words/{language}.yaml", kind, overlay)

    def language_names(self, language: str) -> Loaded[h.LanguageNames]:
        """What languages are called: the built-in names, and over them the workspace's."""
        return self._over_built_in("languages", language, "the list of language names", "handout.LanguageNames")

    def words(self, language: str) -> Loaded[Words]:
        """The fixed words of leaflets."""
        return self._fixed("interface", language, "the list of fixed words", "words.Words")

    def kit_words(self, language: str) -> Loaded[KitWords]:
        """The words of the kit for trying leaflets with readers."""
        return self._fixed("interface/test-kit", language, "the test kit", "trial.KitWords")

    def _fixed(self, name: str, language: str, what: str, kind: str) -> Loaded[Any]:
        loaded = self._in_language(name, language, what, kind)
        return self._overlaid(loaded, f"handouts/{name}/{SOURCE_LANGUAGE}.yaml", kind, refuse_unknown_parts)

    def page_words(self, language: str) -> Loaded[PageWords]:
        """The words of the front desk's page."""
        return self._in_language("interface/page", language, "the page", "page.PageWords")

    def word_lists(self, language: str) -> Loaded[WordLists]:
        """What the checks look for in a language."""
        if language not in self.ids("handouts/wording") and "-" in language:  # es-MX is checked as es
            language = language.partition("-")[0]
        loaded = self._in_language("wording", language, "the list of words the checks look for", kind := "wordlists.WordLists")
        return self._overlaid(loaded, f"handouts/wording/{language}.yaml", kind, safety_floor.overlay_word_lists)

    def messages(self, language: str) -> Loaded[Messages]:
        """What the page says of mistakes in other words than the program does."""
        return self._in_language("interface/messages", language, "what the page says of mistakes", "page.Messages")

    def _one(self, name: str, kind: str) -> Loaded[Any]:
        found = self._at(f"handouts/{name}.yaml", kind)
        if found is None:
            raise NotFound(f"handouts/{name}.yaml is not there", "Restore it from the program's own copy")
        return found

    def _overlaid(self, own: Loaded[M], relative: str, kind: str, overlay: Overlay[M]) -> Loaded[M]:
        """A workspace's file laid over the built-in one, if there is one; what would weaken the floor is refused."""
        if own.path not in self._overlays:  # asked for twice a leaflet
            base = self.roots[-1] / relative
            both = overlay(own, self._load(base, kind)) if self.is_own(own.path) and base.is_file() else own
            self._overlays[own.path] = both  # type: ignore[assignment]
        return self._overlays[own.path]  # type: ignore[return-value]

    def is_own(self, path: Path) -> bool:
        """Whether a file is the workspace's."""
        return len(self.roots) > 1 and path.is_relative_to(self.roots[0])

    def facts(self) -> Loaded[h.Facts]:
        """Every number copy may use."""
        kind = "handout.Facts"
        return self._overlaid(self._one("facts", kind), "handouts/facts.yaml", kind, safety_floor.overlay_facts)

    def fact_values(self) -> dict[str, str]:
        """Those numbers by what placeholders call them, as "ice.max_minutes"."""
        groups = self.facts().value.root
        return {f"{group}.{name}": fact.value for group, members in groups.items() for name, fact in members.items()}

    def sources(self) -> Loaded[h.Sources]:
        """The evidence: the program's, and over it the workspace's."""
        kind = "handout.Sources"
        return self._overlaid(self._one("sources", kind), "handouts/sources.yaml", kind, both)

    def countries(self) -> Loaded[h.Countries]:
        """What differs by country."""
        kind = "handout.Countries"
        return self._overlaid(self._one("countries", kind), "handouts/countries.yaml", kind, safety_floor.overlay_countries)

    def figures(self) -> tuple[str, ...]:
        """Ids of the figures."""
        return self.ids("handouts/figures")

    def figure(self, name: str) -> tuple[Path, str]:
        """A figure's file, and what is in it as JSON."""
        if (path := self.find(f"handouts/figures/{figure_id(name)}.yaml")) is None:
            raise unknown("figure", figure_id(name), self.figures())
        return path, self._figures.get(path) or self._figures.setdefault(path, json.dumps(read(path)[0]))

    def figure_texts(self, language: str) -> Loaded[h.FigureTexts]:
        """Alternate texts and captions of figures: the built-in ones, and over them the workspace's."""
        return self._over_built_in("figures/text", language, "the list of figure texts", "handout.FigureTexts")

    def _over_built_in(self, name: str, language: str, what: str, kind: str) -> Loaded[Any]:
        """A mapping of the workspace's over the program's own."""
        loaded = self._in_language(name, language, what, kind)
        return self._overlaid(loaded, f"handouts/{name}/{language}.yaml", kind, both)

    def styles(self) -> tuple[str, ...]:
        """Ids of the style families."""
        return self.ids("templates/styles")

    def style(self, name: str) -> Loaded[StyleFamily]:
        """A style family."""
        if (found := self._at(f"templates/styles/{name}.yaml", "style.StyleFamily")) is None:
            raise unknown("style", name, self.styles())
        return found

    def templates(self) -> tuple[str, ...]:
        """Ids of the templates."""
        return self.ids("templates")

    def template(self, name: str) -> Loaded[Template]:
        """A template, with what its base says below it."""
        if (path := self.find(f"templates/{name}.yaml")) is None:
            raise unknown("template", name, self.templates())
        if path not in self._cache:
            from handoutpress.content import template_files

            self._cache[path] = template_files.load(path, self.roots)  # type: ignore[assignment]
        return self._cache[path]  # type: ignore[return-value]
