"""The keys of a session: of what is kept in `st.session_state`, and of widgets.

A widget that stands several times adds what tells it from the others.
"""

# What a session is about: keys of its own, as Streamlit drops those of widgets (see `visit`).
ALL_USERS = "attnviz: all users"
ASKED_FOR_DRAFT = "attnviz: the tab was asked for its draft"
# Of this learner, by key: the training that was asked for again, and those that were cancelled.
CANCELLED_TRAININGS = "attnviz: trainings cancelled"
# The settings whose trainings this learner has asked for here, by items: these may be cancelled.
COMPARED_TRAININGS = "attnviz: compared, "
# Whether the page is run again for a control, and so is painted by its picture first.
CONTROL_MOVED = "attnviz: a control moved"
DRAFT = "attnviz: draft"
DRAFT_BEFORE = "attnviz: draft before"
DRAFT_OPENED = "attnviz: view of the draft that is open"
DRAFT_TURN = "attnviz: turn of the draft"
HEAD = "attnviz: head"
# By lesson and place: how the learner's last answer was judged there.
JUDGED = "attnviz: judged"
LEARNER = "attnviz: who asks"
LESSON = "attnviz: lesson"
LESSON_BY_LINK = "attnviz: link of a lesson to start from"
LESSON_IN_FILE = "attnviz: lesson in a file"
LESSON_TO_START_FROM = "attnviz: lesson to start from"
PLACE_IN_LESSON = "attnviz: place in the lesson"
PREDICTION = "attnviz: chosen"
# By lesson and place: what was shown when the answer came, and the number of the option, or the
# per cent of each bar that was drawn; None for "show me". What is right is never kept.
PREDICTIONS = "attnviz: predictions"
READ_USER_FILES = "attnviz: own files read"
SIZE_OF_VOCABULARY = "attnviz: own vocabulary"
# Of this learner, by key: the training that was asked for again, and those that were cancelled.
TRAINED_AGAIN = "attnviz: trained again"
TRAIN_AGAIN = "train_again"
# What the page's own training is, for the shell, which tells of it behind the picture.
TRAINING_OF_PAGE = "attnviz: training of the page"
# What an author has typed, by the key of the field.
TYPED_BY_AUTHOR = "attnviz: typed by the author"
UNKNOWN_NAME = "attnviz: unknown name"
USER_DATA = "attnviz: own clicks"
USER_FILES = "attnviz: own files"
USER_WITH_HISTORY = "attnviz: own history of"
VISIT = "attnviz: visit"
# Whose weights the page shows, for the shell, which says it when the picture has been sent.
WEIGHTS_CAPTION = "attnviz: weights of the page"

# Widgets and containers. A container's key is a class of its style as well: st-key-...
ARTICLE_RIBBONS = "article_ribbons"
ARTICLE_TEST = "article_test"
CANCEL_COMPARED = "cancel_compared"
CANDIDATES = "chips"
CHOSEN_CANDIDATE = "own_candidate"
CHOSEN_USER = "own_user"
COURSE = "course"
DIAGRAM = "diagram"
FAITHFULNESS = "explains"
HAND = "hand"
HEAD_ABLATION = "heads_apart"
DRAWING = "drawing"
DRAWN = "drawn"
LESSON_BAR = "lesson_bar"
LESSON_END = "lesson_end"
LESSON_NOTE = "lesson_note"
KEPT_DRAFT = "kept_draft"
MORE_SETTINGS = "more_settings"
NEEDS_FILE = "needs_file"
OPENED = "opened"
OPENED_BAR = "opened_bar"
OPEN_GLOSSARY = "open_glossary"
OPEN_SHARE = "open_share"
OPERANDS = "operands"
OTHER_LESSON = "other_lesson"
PAGE_SETTINGS = "own_settings"
PROJECTOR = "for_projector"
PUT_BACK = "put_back"
PREDICTION_BOX = "prediction"
RECIPE_TABLE = "recipe_table"
REPLAY = "replay"
SCRUBBER = "scrubber"
STEP_NOTES = "step_notes"
TAB = "tab"
TAKE_AWAY = "take_away"
VARIANT = "variant_of_lesson"
USER_OF_HISTORY = "own_history"
