"""Tell a refusal of the rating core in the user's language."""

from ..rating import MESSAGES


def explain(env, error):
    """Return one sentence: the place, the cause, the way out."""
    # The texts are marked for extraction where they stand, in rating/errors.py.
    text = env._(MESSAGES[error.code]) % error.params  # pylint: disable=translation-not-lazy
    return f"{error.path}: {text}" if error.path else text
