"""Fields of forms in which posts are written."""

import re

from cocreate.kernel.fields import Line

_BETWEEN = re.compile(r"[,，、;；#＃\s]+")


class Tags(Line):
    """Tags, typed with commas, spaces or a # between them."""

    @property
    def names(self) -> list[str]:
        """Each of them, in their order."""
        return [name for name in _BETWEEN.split(self.data or "") if name]
