"""Your own clicks: bring a file, and every page shows what the layer learns from it."""

from attnviz.scenario.settings import Settings
from attnviz.ui.sections.user_file.bringing import bring, brought, privacy
from attnviz.ui.shell.shell import shell


@shell(
    "data",
    "What does it learn from your clicks?",
    "Open a file of clicks: who, what and when. The layer learns from it in this session, and "
    "every page shows your users and your items.",
)
def data(settings: Settings) -> None:
    privacy()
    brought(settings, bring())
