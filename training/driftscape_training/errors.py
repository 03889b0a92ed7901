"""The one kind of error the commands report as a single line instead of a traceback."""


class TrainingError(Exception):
    """An expected failure: the message says what was expected, what came and what to do."""
