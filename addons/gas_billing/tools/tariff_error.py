"""Tell a refusal of the rating core in the user's language."""

from ..rating import MESSAGES


def explain(env, error):
    """Return the cause and the way out."""
    # The texts are marked for translation where they stand, in rating/errors.py.
    return env._(MESSAGES[error.code], **error.params)


def explain_file(env, error):
    """Return the place inside the file, the cause and the way out."""
    return ": ".join(filter(None, (error.path, explain(env, error))))
