"""Lessons: views in an order, each with what a learner may change, a note, a question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from attnviz.lessons.draw_question import DrawQuestion
from attnviz.lessons.gone_question import GoneQuestion
from attnviz.lessons.marked import escaped
from attnviz.lessons.question import Question, WeightQuestion, read_question
from attnviz.lessons.sides_question import SidesQuestion
from attnviz.scenario.settings import KINDS, VIEW, Settings
from attnviz.scenario.values import Choice, Flag, Float, Integer, InvalidValue, Kind, Text
from attnviz.trace.sides import looking_alike, moved_along

# The pages that show one trace, and the one that shows two.
_OF_ONE = ("overview", "samples", "walk", "heads", "masks", "normalization", "training")
COMPARISON = "compare"
# The pages that a view can be of.
PAGES = (*_OF_ONE, COMPARISON)
# What of a page a view can show alone, in place of its first picture.
PARTS: Mapping[str, tuple[str, ...]] = {
    "overview": ("article",),
    "masks": ("effects",),
    "normalization": ("average", "root"),
    "training": ("measures", "map", "explains"),
}
# How many times a lesson can be taken again on new numbers.
MOST_AGAIN = 4
VERSION = 3
"""How lessons are written. A lesson without a version is of version 1: its texts had no marks. One
of version 2 has no comparison."""
TITLE, NOTE, MOST_VIEWS = Text(80), Text(1000), 12
_WITHOUT_MARKS = Text(500)
_PAGE = Choice(PAGES)
_OF_CANDIDATE = (WeightQuestion, DrawQuestion, GoneQuestion)
_AGAIN = "The same questions once more, on new numbers. Predict first, then look."
_CONTROLS = tuple(name for name in KINDS if name not in VIEW)


@dataclass(frozen=True)
class View:
    """A view of a lesson.

    Attributes:
        page: The page, one of `PAGES`.
        settings: What it shows at first; of a comparison, side B.
        note: What the learner is told, as `marked` reads it.
        controls: Settings whose controls are shown, in their order; all others are hidden.
        fixed: Settings that cannot be changed, by no means.
        limits: Settings that can be changed within a range: the least and the greatest value, or
            the values to choose from. The view's own value is always allowed.
        question: What is asked before the page is shown.
        whole: Whether all of the page is shown, also what comes below its first picture.
        part: What of the page is shown alone, one of its `PARTS`; "" for its first picture, or
            for all of it.
        again: What it shows each time that the lesson is taken again, so that the question has new
            numbers.
        beside: Side A of a comparison; None on any other page.
        both_move: Whether at first the controls move both sides of a comparison, where they have
            the same.

    Raises:
        ValueError: for what is not allowed; it names the field, the value and what is allowed.
    """

    page: str
    settings: Settings = field(default_factory=Settings)
    note: str = ""
    controls: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    limits: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    question: Question | None = None
    whole: bool = True
    part: str = ""
    again: tuple[Settings, ...] = ()
    beside: Settings | None = None
    both_move: bool = False

    def __post_init__(self) -> None:
        _PAGE.check("page", self.page)
        _check_part(self)
        _check_sides(self)
        if self.beside is not None:  # it looks at what B looks at, and no number is typed there
            object.__setattr__(self, "beside", self.beside.computed.without_numbers)
            object.__setattr__(self, "settings", self.settings.without_numbers)
        NOTE.check("note", self.note)
        for name in (*self.controls, *self.fixed, *self.limits):
            if name not in _CONTROLS:
                raise InvalidValue("control", name, "one of " + ", ".join(_CONTROLS))
        for what, names in (("controls", self.controls), ("fixed", self.fixed)):
            if len(set(names)) < len(names):
                raise InvalidValue(what, names, "each setting once")
        for name, limit in self.limits.items():
            _check_limit(name, limit)
        if isinstance(self.question, _OF_CANDIDATE) and self.settings.self_attention:
            raise InvalidValue("question", self.question.kind, "one where the candidate asks")
        if len(self.again) > MOST_AGAIN:
            raise InvalidValue("again", len(self.again), f"at most {MOST_AGAIN} times")

    @property
    def sides(self) -> tuple[Settings, ...]:
        """What it shows: its settings, or of a comparison those of A and those of B."""
        own = self.settings
        return (own,) if self.beside is None else (looking_alike(self.beside, own), own)

    @property
    def swapped(self) -> "View":
        """A comparison with its sides exchanged: what it lets a learner choose of A."""
        assert self.beside is not None
        return replace(self, settings=self.beside, beside=self.settings, question=None)

    def allows(self, name: str, value: Any) -> bool:
        """Whether a learner may give a setting this value."""
        if value == getattr(self.settings, name):
            return True
        if name in self.fixed:
            return False
        if name not in self.limits:
            return True
        limit = self.limits[name]
        if is_range(KINDS[name]):
            return value is not None and limit[0] <= value <= limit[1]
        return value in limit

    def data(self) -> dict[str, Any]:
        """Return the view as texts, lists and dicts, without what is empty."""
        limits = {
            name: [KINDS[name].write(value) for value in limit]
            for name, limit in self.limits.items()
        }
        fields = {
            "page": self.page,
            "settings": self.settings.to_query(),
            "note": self.note,
            "controls": list(self.controls),
            "fixed": list(self.fixed),
            "limits": limits,
            "question": None if self.question is None else self.question.data(),
        }
        shown: dict[str, Any] = {} if self.whole else {"whole": False}
        shown |= {"part": self.part} if self.part else {}
        shown |= {"again": [settings.to_query() for settings in self.again]} if self.again else {}
        shown |= {} if self.beside is None else {"beside": self.beside.to_query()}
        shown |= {"both_move": True} if self.both_move else {}
        return {name: value for name, value in fields.items() if value} | shown


@dataclass(frozen=True)
class Lesson:
    """A lesson.

    Attributes:
        title: Its title, plain text.
        note: What it is about, as `marked` reads it.
        views: Its views in their order, 1 .. `MOST_VIEWS`.
        learned: What a learner knows at its end, as `marked` reads it.

    Raises:
        ValueError: for what is not allowed.
    """

    title: str
    note: str
    views: tuple[View, ...]
    learned: str = ""

    def __post_init__(self) -> None:
        TITLE.check("title", self.title)
        NOTE.check("note", self.note)
        NOTE.check("learned", self.learned)
        if not 1 <= len(self.views) <= MOST_VIEWS:
            raise InvalidValue("views", len(self.views), f"1 to {MOST_VIEWS} views")

    def data(self) -> dict[str, Any]:
        """Return the lesson as texts, lists and dicts: what `read_lesson` reads."""
        learned = {"learned": self.learned} if self.learned else {}
        return {
            "version": VERSION,
            "title": self.title,
            "note": self.note,
            "views": [view.data() for view in self.views],
            **learned,
        }

    def taken_again(self) -> "Lesson | None":
        """Return the same questions on new numbers, without the notes; None where there are none.

        What a note says of its view may not hold on other numbers.
        """
        views = tuple(
            replace(_on_new_numbers(view), note="", again=view.again[1:])
            for view in self.views
            if view.question is not None and view.again
        )
        return replace(self, note=_AGAIN, views=views) if views else None


def is_range(kind: Kind) -> bool:
    """Whether a setting is limited by a least and a greatest value, not by a choice of them."""
    return isinstance(kind, Integer | Float)


def can_be_limited(kind: Kind) -> bool:
    """Whether a setting can be limited at all: what is typed cannot."""
    return is_range(kind) or isinstance(kind, Choice | Flag)


def _on_new_numbers(view: View) -> View:
    """Return a view as it is shown next time; side A of a comparison takes the same new numbers."""
    own, beside = view.again[0], view.beside
    other = None if beside is None else moved_along(beside, view.settings, own)
    return replace(view, settings=own, beside=other)


def _check_sides(view: View) -> None:
    if (view.page == COMPARISON) != (view.beside is not None):
        known = None if view.beside is None else view.beside.to_query()
        allowed = f"the settings of side A on the page {COMPARISON}, and nothing on another"
        raise InvalidValue("beside", known, allowed)
    if view.both_move and view.beside is None:
        raise InvalidValue("both_move", view.both_move, f"false on another page than {COMPARISON}")
    if isinstance(view.question, SidesQuestion) and view.beside is None:
        raise InvalidValue("question", view.question.kind, "another kind: the view has one side")


def _check_part(view: View) -> None:
    parts = PARTS.get(view.page, ())
    if view.part and view.part not in parts:
        allowed = f"nothing, or one of {', '.join(parts)}" if parts else "nothing on this page"
        raise InvalidValue("part", view.part, allowed)
    if view.part and view.whole:
        raise InvalidValue("whole", view.whole, "false where a part is shown alone")


def _check_limit(name: str, limit: tuple[Any, ...]) -> None:
    if not can_be_limited(KINDS[name]):
        raise InvalidValue(f"limits of {name}", limit, "nothing: what is typed has no limits")
    for value in limit:
        KINDS[name].check(name, value)
    if is_range(KINDS[name]) and (len(limit) != 2 or limit[0] >= limit[1]):
        raise InvalidValue(f"limits of {name}", limit, "a least and a greater value")
    if not limit or len(set(limit)) < len(limit):
        raise InvalidValue(f"limits of {name}", limit, "at least one value, and each of them once")


def read_lesson(data: Any) -> Lesson:
    """Read a lesson from what `Lesson.data` wrote.

    Raises:
        ValueError: for anything else; it names the view, the field, the value and what is allowed.
    """
    version = data.get("version", 1) if isinstance(data, dict) else 1
    if Integer(VERSION + 1).accepts(version):
        raise InvalidValue("version", version, f"1 to {VERSION}: a newer attnviz wrote it")
    Integer(1, VERSION).check("version", version)
    fields = _fields("lesson", data, ("version", "title", "note", "views", "learned"))
    views = fields.get("views", [])
    if not isinstance(views, list) or len(views) > MOST_VIEWS:
        raise InvalidValue("views", views, f"a list of 1 to {MOST_VIEWS} views")
    return Lesson(
        fields.get("title", ""),
        _words("note", fields.get("note", ""), version),
        tuple(_numbered(number, view, version) for number, view in enumerate(views, start=1)),
        _words("learned", fields.get("learned", ""), version),
    )


def _words(name: str, text: Any, version: int) -> Any:
    """Return an author's text as this version reads it."""
    return escaped(_WITHOUT_MARKS.check(name, text)) if version == 1 else text


def _numbered(number: int, data: Any, version: int) -> View:
    try:
        return _view(data, version)
    except ValueError as error:
        raise ValueError(f"View {number}: {error}") from None


def _view(data: Any, version: int) -> View:
    fields = _fields("view", data, tuple(View.__dataclass_fields__))
    question = fields.get("question")
    if isinstance(question, dict) and "why" in question:
        question = question | {"why": _words("why", question["why"], version)}
    return View(
        fields.get("page", ""),
        Settings.from_query(_texts("settings", fields.get("settings", {}))),
        _words("note", fields.get("note", ""), version),
        _names("controls", fields.get("controls", [])),
        _names("fixed", fields.get("fixed", [])),
        {name: _limit(name, texts) for name, texts in _dict(fields.get("limits", {})).items()},
        None if question is None else read_question(question),
        Flag().check("whole", fields.get("whole", True)),
        Text(20).check("part", fields.get("part", "")),
        _again(fields.get("again", [])),
        _beside(fields.get("beside")),
        Flag().check("both_move", fields.get("both_move", False)),
    )


def _beside(data: Any) -> Settings | None:
    return None if data is None else Settings.from_query(_texts("beside", data))


def _again(data: Any) -> tuple[Settings, ...]:
    if not isinstance(data, list) or len(data) > MOST_AGAIN:
        raise InvalidValue("again", data, f"a list of settings, at most {MOST_AGAIN} times")
    return tuple(Settings.from_query(_texts("again", texts)) for texts in data)


def _limit(name: str, texts: Any) -> tuple[Any, ...]:
    if name not in KINDS:
        raise InvalidValue("limits", name, "of a setting")
    try:
        return tuple(KINDS[name].parse(text) for text in _names("limits", texts))
    except ValueError:
        raise InvalidValue(f"limits of {name}", texts, KINDS[name].allowed) from None


def _fields(what: str, data: Any, names: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise InvalidValue(what, data, "fields by name")
    for name in data:
        if name not in names:
            raise InvalidValue("field", name, "one of " + ", ".join(names))
    return data


def _dict(data: Any) -> dict[str, Any]:
    return _each("limits", data, dict, lambda value: isinstance(value, list))


def _texts(name: str, data: Any) -> dict[str, str]:
    return _each(name, data, dict, lambda value: isinstance(value, str))


def _names(name: str, data: Any) -> tuple[str, ...]:
    return tuple(_each(name, data, list, lambda value: isinstance(value, str)))


def _each(name: str, data: Any, kind: type, fits: Callable[[Any], bool]) -> Any:
    values = data.values() if isinstance(data, dict) else data
    if not isinstance(data, kind) or not all(fits(value) for value in values):
        raise InvalidValue(name, data, "texts by name" if kind is dict else "a list of texts")
    return data
