"""The keys of a session: of what is kept in `st.session_state`, and of widgets.

A widget that stands several times adds what tells it from the others.
"""

# What a session is about: keys of its own, as Streamlit drops those of widgets (see `visit`).
ALL_USERS = "attnviz: all users"
ASKED_FOR_DRAFT = "attnviz: the tab was asked for its draft"
# By what this session is known in rooms.
BADGE = "attnviz: badge"
# Of this learner, by key: the training that was asked for again, and those that were cancelled.
CANCELLED_TRAININGS = "attnviz: trainings cancelled"
# In which room's vote, by code, place and number of the vote, a learner changes the answer.
CHANGED_ANSWER = "attnviz: answer to be changed"
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
LESSON_BY_LINK = "attnviz: link of a lesson to start from"
LESSON_IN_FILE = "attnviz: lesson in a file"
LESSON_TO_START_FROM = "attnviz: lesson to start from"
PREDICTION = "attnviz: chosen"
# By lesson and place: what was shown when the answer came, and the number of the option, or the
# per cent of each bar that was drawn; None for "show me". What is right is never kept.
PREDICTIONS = "attnviz: predictions"
READ_USER_FILES = "attnviz: own files read"
# Set once the server has let the session in.
SEATED = "attnviz: seated"
# Whether this run shows a record of the layer, as the layer itself is not there yet.
SHOWS_RECORD = "attnviz: shows a record"
SIZE_OF_VOCABULARY = "attnviz: own vocabulary"
# The questions of rooms, by code and place, whose answer has become the learner's own.
TAKEN_FROM_ROOM = "attnviz: answers taken from rooms"
# Of this learner, by key: the training that was asked for again, and those that were cancelled.
TRAINED_AGAIN = "attnviz: trained again"
TRAIN_AGAIN = "train_again"
# What the page's own training is, for the shell, which tells of it behind the picture.
TRAINING_OF_PAGE = "attnviz: training of the page"
# Where this run tells what the numbers lack, over them.
TOLD = "attnviz: told over the numbers"
# What an author has typed, by the key of the field.
TYPED_BY_AUTHOR = "attnviz: typed by the author"
UNKNOWN_NAME = "attnviz: unknown name"
USER_DATA = "attnviz: own clicks"
# The ids of the files that are to be used as soon as they are read.
USES_FILE = "attnviz: own files to be used"
USER_FILES = "attnviz: own files"
USER_WITH_HISTORY = "attnviz: own history of"
VISIT = "attnviz: visit"
# Whose weights the page shows, for the shell, which says it when the picture has been sent.
WEIGHTS_CAPTION = "attnviz: weights of the page"

# Widgets and containers. A container's key is a class of its style as well: st-key-...
ADD_CLICK = "add_click"
OTHER_UNIT = "other_unit"
UNIT_RIBBONS = "unit_ribbons"
ARTICLE_TEST = "article_test"
ASK_THE_CLASS = "ask_the_class"
BADGE_OF_TAB = "badge_of_tab"
BOTH_MOVE = "both_move"
BUILD_HISTORY = "build_history"
CANCEL_COMPARED = "cancel_compared"
CANDIDATES = "chips"
CHANGE_NUMBER = "change_number"
CHOSEN_CANDIDATE = "own_candidate"
CHOSEN_USER = "own_user"
COURSE = "course"
COMPARED_STEP = "compared_step"
COPY = "copy"
DIAGRAM = "diagram"
FAITHFULNESS = "explains"
HAND = "hand"
HEAD_ABLATION = "heads_apart"
JOIN_ROOM = "join_room"
KEPT_SIDE = "kept_side"
DRAWING = "drawing"
DRAWN = "drawn"
ITEM_TO_ADD = "item_to_add"
LESSON_BAR = "lesson_bar"
LESSON_END = "lesson_end"
LESSON_NOTE = "lesson_note"
KEPT_DRAFT = "kept_draft"
LOADING = "loading"
PASSING = "passing"
# Parts of a page that can run without the rest: what shows numbers, what follows them, and what
# says their link.
NUMBERS = "numbers"
ENDING = "ending"
LINKS = "links"
MORE_SETTINGS = "more_settings"
MOVE_CLICK = "move_click"
NEEDS_FILE = "needs_file"
NUMBER_FORM = "number_form"
OPENED = "opened"
OPENED_BAR = "opened_bar"
OUT_OF_A_FRAME = "out_of_a_frame"
OPEN_GLOSSARY = "open_glossary"
OPEN_SHARE = "open_share"
OPERANDS = "operands"
OTHER_LESSON = "other_lesson"
PAGE_SCRIPT = "page_script"
PAGE_SETTINGS = "own_settings"
WAYS_ON = "ways_on"
WAYS_BELOW = "ways_below"
PROJECTOR = "for_projector"
PUT_BACK = "put_back"
PREDICTION_BOX = "prediction"
RECIPE_TABLE = "recipe_table"
REPLAY = "replay"
ROOM_BAR = "room_bar"
ROOM_CODE = "room_code"
SAME_WEIGHTS = "same_weights_of"
SCRUBBER = "scrubber"
SUGGESTED = "suggested_"
STEP_CODE = "step_code"
STEP_NOTES = "step_notes"
TAB = "tab"
TAKE_AWAY = "take_away"
VARIANT = "variant_of_lesson"
TYPED_NUMBER = "typed_number"
USER_OF_HISTORY = "own_history"
WHAT_IF = "what_if"
