"""What is raised when the server cannot run here."""


class NotStarted(RuntimeError):
    """The server cannot run here; the text, in Vietnamese, says why and what helps."""
