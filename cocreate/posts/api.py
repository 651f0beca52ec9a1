"""Posts for programs: what every feature asks before a token changes one."""

from werkzeug.exceptions import Forbidden

from cocreate.kernel.access import has_scope
from cocreate.members.reading import writer
from cocreate.posts.models import Post


def check_entitled(post: Post) -> None:
    """Raise `Forbidden` when the caller's token acts on what others wrote without the scope ``staff``."""
    if post.author_id != writer().id and not has_scope("staff"):
        raise Forbidden
