"""What an exporter is: a roster in, files out."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import ClassVar

from scheduler.render.edition import Edition


class Exporter(ABC):
    """Makes one kind of output. Same edition, same bytes."""

    name: ClassVar[str]
    words: ClassVar[str]
    place: ClassVar[str | None] = None
    """File or folder that people open, relative to the output folder."""
    where: ClassVar[str] = ""
    """Message id of the line that says where it is, with ``{path}``."""

    @abstractmethod
    def render(self, edition: Edition) -> Iterator[tuple[PurePosixPath, bytes]]:
        """Yield the files: path relative to the output folder, and content."""
