"""Your own clicks: the page that opens a file, and every page with what is in it."""

from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from attnviz.interactions.dataset import Interactions, interactions_of
from attnviz.learning import fit
from attnviz.learning.store import Shelf, Store
from attnviz.scenario.settings import Settings
from attnviz.ui.compute import cache, user_data
from attnviz.ui.state import keys
from attnviz.ui.state.pages import PAGES
from tests.export.odd import odd_clicks
from tests.interactions import written as files
from tests.pages.opening import ROOT, chosen, link, opened, pressed, whole, whole_training, words
from tests.ui.components.test_picture import unpack

PAGE_NAMES = [n for n, page in PAGES.items() if page.settings and n not in ("overview", "data")]
ASKED = {"items": "own", "sequence_length": 6, "epochs": 1, "mode": "multi_head"}


@pytest.fixture(autouse=True)
def worker() -> Iterator[None]:
    """Give each test a training worker of its own."""
    cache.trainer.clear()
    yield
    cache.trainer.clear()


@pytest.fixture(scope="module")
def data() -> Interactions:
    content, items = files.tasted(60)
    return interactions_of(content, items_content=items)


@pytest.fixture(scope="module")
def mine(data: Interactions) -> user_data.UserData:
    """Return clicks in a session, so that the pages share what is trained on them."""
    return user_data.UserData(data)


def with_data(page: str, mine: user_data.UserData, **settings: object) -> AppTest:
    """Return a page at a link's settings, opened by a learner who has brought their clicks."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for name, value in (ASKED | settings).items():
        app.query_params[name] = str(value)
    app.session_state[keys.USER_DATA] = mine
    app = whole(app.run())
    return app if page == "overview" else whole(app.switch_page(f"pages/{page}.py").run())


def brought(name: str, content: bytes, items: bytes | None = None) -> AppTest:
    """Return the page that opens files, with these."""
    app = opened("data", batch_size=3)
    app.file_uploader(key="own_clicks").set_value((name, content, "text/plain"))
    if items is not None:
        app.file_uploader(key="own_items").set_value(("items.csv", items, "text/csv"))
    return whole(app.run())


def typed(app: AppTest, key: str, text: str) -> AppTest:
    """Return the app after something that is not listed was typed into a list."""
    box = app.selectbox(key=key)
    box.options.append(text)
    return whole(box.set_value(text).run())


def said(app: AppTest) -> str:
    return "\n".join([words(app), *(error.value for error in app.error)])


def test_a_file_is_shown_as_it_is_read_with_its_checks_before_anything_runs() -> None:
    content, items = files.tasted(60)
    app = brought("clicks.csv", content + b"61,,5\n", items)
    rows = len(files.with_tastes(60))
    assert f"**{rows:,}** of {rows + 1:,} rows are used: clicks of 60 users" in words(app)
    assert "the item is empty" in words(app)
    assert f"line {rows + 2}" in words(app)
    assert list(app.dataframe[0].value.columns) == [
        "user → user",
        "item → item",
        "timestamp → time",
    ]
    assert list(app.dataframe[1].value.columns)[1] == "title → title"
    assert keys.USER_DATA not in app.session_state
    assert chosen(app, "items") == "catalogue"


def test_what_was_guessed_can_be_corrected_on_the_page() -> None:
    frame = files.with_tastes(60).rename(columns={"item": "what", "timestamp": "when"})
    app = brought("clicks.csv", files.text(frame, ";", "user;what;when"))
    assert "No column was found for item and time among: user, what, when" in said(app)
    (item,) = (box for box in app.selectbox if box.label == "Item")
    app = whole(item.set_value("what").run())
    (when,) = (box for box in app.selectbox if box.label == "Time")
    app = whole(when.set_value("when").run())
    assert "clicks of 60 users" in words(app)
    assert words(app).count("No categories are known") == 1  # before anything is trained
    app = whole(app.selectbox(key="own_clicks_separator").set_value(",").run())
    assert "No columns were found" in said(app)


def test_a_wrong_file_is_told_and_loses_nothing(mine: user_data.UserData) -> None:
    app = with_data("data", mine)
    app.file_uploader(key="own_clicks").set_value(("x.csv", b"no table", "text/csv"))
    app = whole(app.run())
    assert "No columns were found in 'no table'" in said(app)
    assert app.session_state[keys.USER_DATA] is mine
    assert chosen(app, "items") == "own"
    assert "60 users" in words(app)


def test_use_train_look_and_forget() -> None:
    app = pressed(brought("clicks.csv", *files.tasted(60)), "Split and train")
    assert chosen(app, "items") == "own"
    app = whole_training(app)
    assert "The AUC goes from" in words(app)
    assert "for 3 epochs, D 16, histories of 20" in words(app)
    order = [getattr(one, "label", "") or str(getattr(one, "value", "")) for one in app.main]
    places = [order.index(name) for name in ("First row", "Split and train", "In this session")]
    assert words(app).count(" rows are used: clicks of 60 users") == 1
    assert places == sorted(places)  # what comes of a press is below what was pressed
    app = pressed(app, "Forget these clicks")
    assert app.session_state[keys.USER_DATA] is None
    assert chosen(app, "items") == "catalogue"
    assert "In this session" not in words(app)
    # As Back does, to a view of the clicks: it is not told of as a stranger's.
    app.session_state[keys.VISIT].chosen["items"] = "own"
    app = whole(app.run())
    assert "You have **forgotten** these clicks: open the file again" in words(app)
    assert "Open the file" not in [one.proto.label for one in app.get("page_link")]
    app = whole(app.switch_page("pages/walk.py").run())
    assert "You have **forgotten** these clicks" in words(app)
    assert "Open the file" in [one.proto.label for one in app.get("page_link")]


def test_what_is_used_is_what_the_form_says_however_quick_the_press() -> None:
    frame = files.with_tastes(60)
    frame["shop"] = frame["item"] % 12
    app = brought("clicks.csv", files.text(frame, ",", "user,item,timestamp,shop"))
    assert "clicks of 60 users on 60 items" in words(app)
    (item,) = (box for box in app.selectbox if box.label == "Item")
    item.set_value("shop")  # with the press, as both come where the page is behind
    app = pressed(app, "Split and train")
    assert app.session_state[keys.USER_DATA].data.items.vocabulary_size == 13
    assert chosen(app, "items") == "own"


def test_a_press_on_what_cannot_be_read_by_then_uses_nothing_later() -> None:
    app = brought("clicks.csv", files.tasted(60)[0])
    app.selectbox(key="own_clicks_separator").set_value(";")
    app = pressed(app, "Split and train")
    assert "No columns were found" in said(app)
    assert keys.USES_FILE not in app.session_state
    app.file_uploader(key="own_clicks").set_value(None)
    app = whole(app.run())
    assert keys.USER_DATA not in app.session_state


def test_forgetting_gives_back_what_opening_the_file_has_moved() -> None:
    def shown(app: AppTest) -> list[object]:
        names = ("sequence_length", "embedding_dim", "epochs")
        return [app.session_state[keys.VISIT].chosen[name] for name in names]

    app = opened("data", sequence_length=12, epochs=1)
    before = shown(app)
    content, _ = files.tasted(60)
    app.file_uploader(key="own_clicks").set_value(("clicks.csv", content, "text/plain"))
    app = pressed(whole(app.run()), "Split and train")
    assert shown(app) == [20, 16, 3] != before
    app = whole(app.slider(key="sequence_length").set_value(6).run())  # the learner's own choice
    app = pressed(whole_training(app), "Forget these clicks")
    assert shown(app) == [6, *before[1:]]


def test_what_the_file_has_moved_is_given_back_after_a_reload_too() -> None:
    """A reload is a new session, and the clicks are those of the one before."""
    app = pressed(brought("clicks.csv", *files.tasted(60)), "Split and train")
    assert link(app)["sequence_length"] == "20"
    again = with_data("data", app.session_state[keys.USER_DATA], **link(app))
    again = pressed(again, "Forget these clicks")
    assert not {"sequence_length", "embedding_dim", "epochs", "items"} & set(link(again))


def test_a_training_on_own_clicks_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit, "_STEPS_AT_ONCE", 1)
    app = brought("clicks.csv", *files.tasted(60))
    app = pressed(app, "Split and train")
    if app.get("progress"):  # it may have ended already
        app = pressed(app, "Cancel")
        assert any("The training was cancelled" in box.value for box in app.info)
        app = pressed(app, "Train")
    assert "The AUC goes from" in words(whole_training(app))


@pytest.mark.parametrize("page", ["overview", *PAGE_NAMES])
def test_every_page_shows_the_learners_items(page: str, mine: user_data.UserData) -> None:
    app = whole_training(with_data(page, mine))
    assert "After epoch 1, seed 0" in words(app)
    assert "needs their file" not in words(app)
    assert {box.label for box in app.selectbox} >= {"Find a user", "Candidate"}


def test_a_user_and_a_candidate_are_found_by_name_and_the_link_has_numbers(
    mine: user_data.UserData,
) -> None:
    data, app = mine.data, whole_training(with_data("overview", mine))
    app = whole(app.selectbox(key="own_user").select(41).run())
    assert chosen(app, "first_user") == 42
    assert data.users[41] == "42"
    app = whole(app.selectbox(key="own_candidate").select(3).run())
    title = data.items.title(3)
    assert f"For {title}, " in words(whole_training(app))
    assert link(app)["candidate"] == "3"
    assert "Film" not in str(link(app))
    row = next(row for row in range(1, 8) if data.items.title(row) not in (title, f"Film {row}"))
    app = typed(app, "own_candidate", str(row))
    assert f"For Film {row}, " in words(whole_training(app))
    app = typed(app, "own_candidate", "999")
    assert [toast.value for toast in app.toast] == [
        "No item of your file has the id 999, and none has it in its title as a whole number."
    ]


def test_a_link_without_the_file_asks_for_it_and_shows_the_built_in_clicks() -> None:
    app = opened("walk", **(ASKED | {"candidate": 3, "first_user": 9}))
    assert "**needs their file**" in words(app)
    assert link(app)["items"] == "own"
    assert link(app)["candidate"] == "3"
    app = whole(app.switch_page("app.py").run())
    assert "needs their file" in words(app)
    assert chosen(app, "items") == "own"


def test_a_job_of_ones_own_is_in_no_shared_place(data: Interactions) -> None:
    mine, worker = user_data.UserData(data), cache.trainer()
    settings = replace(Settings(**ASKED), vocabulary_size=data.items.vocabulary_size)  # type: ignore[arg-type]  # values of links
    job = mine.job(settings, worker)
    assert mine.job(settings, worker) is job
    assert mine.job(replace(settings, sequence_length=5), worker) is not job
    assert worker.known(mine.key(settings)) is None
    assert job.future.result().epochs[-1].epoch == 1
    assert job.share == 1
    assert (job.speed or 0) > 0
    assert not worker._jobs


def test_only_the_last_trainings_of_a_learner_are_waited_for(data: Interactions) -> None:
    mine, worker = user_data.UserData(data), cache.trainer()
    first = replace(Settings(**ASKED), vocabulary_size=data.items.vocabulary_size, epochs=30)  # type: ignore[arg-type]  # values of links
    jobs = [mine.job(replace(first, seed=seed), worker) for seed in range(4)]
    assert [job.cancelled for job in jobs] == [True, False, False, False]
    mine.end_all()


def test_a_training_ends_when_its_learner_is_gone(data: Interactions) -> None:
    mine, worker = user_data.UserData(data), cache.trainer()
    settings = replace(Settings(**ASKED), vocabulary_size=data.items.vocabulary_size, epochs=30)  # type: ignore[arg-type]  # values of links
    job = mine.job(settings, worker)
    del mine
    with pytest.raises(CancelledError):
        job.future.result(timeout=60)


def test_clicks_that_had_to_go_are_asked_for_again(
    data: Interactions, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Store(2_000_000)
    monkeypatch.setattr(user_data, "STORE", room)
    mine = user_data.UserData(data)
    app = with_data("walk", mine, epoch=0)
    assert "needs their file" not in words(app)
    others = Shelf(room)
    others.put("of others", np.zeros(2_000_000, np.uint8))
    assert mine.gone
    app = whole(app.run())
    assert "**needs your file** once more. Your settings are kept." in words(app)
    assert list(mine.shelf) == []


def test_views_of_other_clicks_with_the_same_settings_are_told_apart() -> None:
    marks = set()
    for seed in (0, 1):
        content = files.text(files.with_tastes(60, seed), ",", "user,item,timestamp")
        app = with_data("walk", user_data.UserData(interactions_of(content)), epoch=0)
        marks |= {_version(app)}
    assert len(marks) == 2


def _version(app: AppTest) -> str:
    """Return what the walk's picture calls its frames."""
    pictures = (
        one.proto
        for one in app.get("bidi_component")
        if one.proto.component_name == "attnviz_picture"
    )
    sent = (unpack(proto.bytes) for proto in pictures)
    (version,) = {str(one["version"]) for one in sent if one.get("version")}
    return version


@pytest.mark.parametrize("title", ["<b>", "$x$", "**bold** `code` _it_", "{x} [y](https://z.org)"])
def test_a_number_that_is_opened_shows_a_title_as_it_is(title: str) -> None:
    odd = odd_clicks()
    settings = {"candidate": odd.items.find(title), "pin": "candidate:0,0", "epoch": 0}
    app = with_data("walk", user_data.UserData(odd), **settings)
    assert f", {title}." in words(app)


def dated(date: str, users: int = 12) -> bytes:
    """Return clicks on days 1 .. 9 of a month, in a column of dates in this form."""
    lines = ["user,item,date,title"]
    for user in range(users):
        lines += [
            f"u{user},{item},{date.format(day=day)},Film *{item}*"
            for day in (3, 1, 9, 4)
            for item in [(user + day) % 8]
        ]
    return "\n".join([*lines, ""]).encode()


def times(app: AppTest) -> list[str]:
    """Return the times of the history that is shown, from the top."""
    shown: list[str] = app.dataframe[-1].value["time"].tolist()
    return shown


def test_one_users_history_is_shown_oldest_first_and_another_can_be_chosen() -> None:
    app = brought("clicks.csv", dated("2023-04-0{day}"))
    assert times(app) == [f"2023-04-0{day} 00:00:00" for day in (1, 3, 4, 9)]
    assert app.dataframe[-1].value["title"].tolist() == [f"Film *{n}*" for n in (1, 3, 4, 1)]
    assert app.selectbox(key="own_history").value == "u0"
    app = whole(app.selectbox(key="own_history").select("u5").run())
    assert app.dataframe[-1].value["title"].tolist() == [f"Film *{n}*" for n in (6, 0, 1, 6)]


def test_what_a_date_does_not_tell_is_asked_and_the_answer_holds() -> None:
    app = brought("clicks.csv", dated("0{day}/04/2023"))
    (asked,) = app.radio
    assert "nothing in the file tells whether the day or the month comes first" in asked.label
    assert times(app)[0] == "2023-04-01 00:00:00"
    app = whole(asked.set_value("month-first").run())
    assert times(app) == [f"2023-0{month}-04 00:00:00" for month in (1, 3, 4, 9)]
    assert not app.radio
    assert app.selectbox(key="own_clicks_time_format").value == "month-first"
    app = whole(app.selectbox(key="own_clicks_time_format").set_value("as guessed").run())
    assert times(app)[0] == "2023-04-01 00:00:00"


def test_the_files_order_can_be_taken_where_no_time_is_known() -> None:
    content = b"user,item\n" + b"".join(b"u%d,%d\n" % (n % 12, n % 7) for n in range(60))
    app = brought("clicks.csv", content)
    assert "No column was found for time among: user, item" in said(app)
    app = whole(app.selectbox(key="own_clicks_time_format").set_value("file-order").run())
    assert app.dataframe[-1].value["item"].tolist() == [str(n % 7) for n in range(0, 60, 12)]
    app = whole(app.selectbox(key="own_clicks_time_format").set_value("reversed-file-order").run())
    assert app.dataframe[-1].value["item"].tolist() == [str(n % 7) for n in range(48, -1, -12)]


def test_a_file_and_what_was_said_of_it_outlast_a_change_of_page() -> None:
    app = brought("clicks.csv", dated("0{day}/04/2023"))
    app = whole(app.radio[0].set_value("month-first").run())
    app = whole(app.selectbox(key="own_history").select("u5").run())
    shown = app.dataframe[-1].value
    app = whole(app.switch_page("pages/walk.py").run())
    app = whole(app.switch_page("pages/data.py").run())
    assert app.dataframe[-1].value.equals(shown)
    assert app.selectbox(key="own_clicks_time_format").value == "month-first"
    assert any(text.value == "Open: clicks.csv" for text in app.text)
    app = pressed(app, "Close")
    assert not app.dataframe
    assert not any("Open: " in text.value for text in app.text)


def test_too_few_users_are_told_and_their_history_is_shown_all_the_same() -> None:
    app = brought("clicks.csv", dated("2023-04-0{day}", users=1))
    assert "1 user with a history is left of 4 rows; at least 10 are needed" in said(app)
    assert "clicks of 1 user on" in words(app)
    assert times(app)[0] == "2023-04-01 00:00:00"
    assert not any(button.label == "Split and train" for button in app.button)


def test_a_pattern_that_reads_no_time_is_told_once_with_what_to_do() -> None:
    app = typed(brought("clicks.csv", dated("2023-04-0{day}")), "own_clicks_time_format", "%H:%M")
    assert said(app).count("the time cannot be read (line 2: ") == 1
    (error,) = app.error
    assert error.value.endswith("at least 10 are needed. Change *How times are read*.")


def test_what_is_wrong_or_not_sure_says_of_which_file_it_is() -> None:
    content, _ = files.tasted(60)
    words_alone = b"".join(
        b"%s,%s\n" % (b"abcdefgh"[n : n + 1], b"stuvwxyz"[n : n + 1]) for n in range(8)
    )
    app = brought("clicks.csv", content, words_alone)
    assert any(box.label.startswith("In items.csv: All cells are texts") for box in app.radio)
    app = brought("clicks.csv", content, b"nothing")
    assert "In items.csv: No columns were found in 'nothing'" in said(app)


def test_a_file_without_a_header_asks_who_is_who() -> None:
    content = dated("2023-04-0{day}").split(b"\n", 1)[1]
    app = brought("clicks.csv", content)
    (asked,) = (box for box in app.radio if "the other way round" in box.label)
    assert asked.label.startswith("In clicks.csv: No header names the columns")
    assert asked.options == ["column 1", "column 2"]
    app = whole(asked.set_value("column 2").run())
    assert app.selectbox(key="own_clicks_user").value == "column 2"
    assert app.selectbox(key="own_clicks_item").value == "column 1"
