"""The keys of a session: of what is kept in `st.session_state`, and of widgets.

A widget that stands several times adds what tells it from the others.
"""

# What a session is about: keys of its own, as Streamlit drops those of widgets (see `visit`).
ALL_USERS = "attnviz: all users"
# Of this learner, by key: the training that was asked for again, and those that were cancelled.
CANCELLED_TRAININGS = "attnviz: trainings cancelled"
# The settings whose trainings this learner has asked for here, by items: these may be cancelled.
COMPARED_TRAININGS = "attnviz: compared, "
# Whether the page is run again for a control, and so is painted by its picture first.
CONTROL_MOVED = "attnviz: a control moved"
DRAFT = "attnviz: draft"
DRAFT_TURN = "attnviz: turn of the draft"
HEAD = "attnviz: head"
# By lesson and place: how the learner's last answer was judged there.
JUDGED = "attnviz: judged"
LEARNER = "attnviz: who asks"
LESSON = "attnviz: lesson"
LESSON_TO_START_FROM = "attnviz: lesson to start from"
PLACE_IN_LESSON = "attnviz: place in the lesson"
PREDICTION = "attnviz: chosen"
# By lesson and place: what was shown when the answer came, and the number of the option; None for
# "show me". What is right is never kept.
PREDICTIONS = "attnviz: predictions"
READ_USER_FILES = "attnviz: own files read"
SIZE_OF_VOCABULARY = "attnviz: own vocabulary"
# Of this learner, by key: the training that was asked for again, and those that were cancelled.
TRAINED_AGAIN = "attnviz: trained again"
TRAIN_AGAIN = "train_again"
# What the page's own training is, for the shell, which tells of it behind the picture.
TRAINING_OF_PAGE = "attnviz: training of the page"
UNKNOWN_NAME = "attnviz: unknown name"
USER_DATA = "attnviz: own clicks"
USER_FILES = "attnviz: own files"
USER_WITH_HISTORY = "attnviz: own history of"
VISIT = "attnviz: visit"
# Whose weights the page shows, for the shell, which says it when the picture has been sent.
WEIGHTS_CAPTION = "attnviz: weights of the page"

# Widgets and containers. A container's key is a class of its style as well: st-key-...
ADD_CLICK = "add_click"
ARTICLE_RIBBONS = "article_ribbons"
ARTICLE_TEST = "article_test"
BUILD_HISTORY = "build_history"
CANCEL_COMPARED = "cancel_compared"
CANDIDATES = "chips"
CHANGE_NUMBER = "change_number"
CHOSEN_CANDIDATE = "own_candidate"
CHOSEN_USER = "own_user"
DIAGRAM = "diagram"
FAITHFULNESS = "explains"
HAND = "hand"
HEAD_ABLATION = "heads_apart"
ITEM_TO_ADD = "item_to_add"
LESSON_BAR = "lesson_bar"
LESSON_END = "lesson_end"
LESSON_NOTE = "lesson_note"
MORE_SETTINGS = "more_settings"
MOVE_CLICK = "move_click"
NEEDS_FILE = "needs_file"
NUMBER_FORM = "number_form"
OPENED = "opened"
OPENED_BAR = "opened_bar"
OPEN_GLOSSARY = "open_glossary"
OPEN_SHARE = "open_share"
OPERANDS = "operands"
PAGE_SETTINGS = "own_settings"
PREDICTION_BOX = "prediction"
RECIPE_TABLE = "recipe_table"
REPLAY = "replay"
SCRUBBER = "scrubber"
STEP_NOTES = "step_notes"
TAB = "tab"
TAKE_AWAY = "take_away"
TYPED_NUMBER = "typed_number"
USER_OF_HISTORY = "own_history"
WHAT_IF = "what_if"
