"""What stands before every request: origins, uploads, headers, places for sessions, readiness."""

from starlette.middleware import Middleware

from attnviz.ui.server.headers import SayHowToUseIt
from attnviz.ui.server.origins import RefuseForeignOrigins
from attnviz.ui.server.uploads import BoundUploads

LIMITS = [Middleware(SayHowToUseIt), Middleware(RefuseForeignOrigins), Middleware(BoundUploads)]
