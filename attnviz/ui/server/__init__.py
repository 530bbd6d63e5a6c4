"""What stands before every request: origins, uploads, headers, places for sessions, readiness."""

from starlette.middleware import Middleware

from attnviz.ui.server.headers import SayHowToUseIt
from attnviz.ui.server.origins import RefuseForeignOrigins
from attnviz.ui.server.replicas import AnswerReadiness, NameServer
from attnviz.ui.server.uploads import BoundUploads

LIMITS = [
    Middleware(one)
    for one in (SayHowToUseIt, RefuseForeignOrigins, BoundUploads, NameServer, AnswerReadiness)
]
