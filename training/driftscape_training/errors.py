"""The one kind of error that commands report as a single line instead of a traceback."""


class TrainingError(Exception):
    """An expected failure: the message says what was expected, what was received and what to do."""
