"""The seal of a report that was sent: whether it still says what it said."""

import hashlib
import json


def canonical(content):
    """Return ``content`` as JSON, the same facts always in the same letters.

    >>> canonical({"b": 1, "a": ["燃气", None]})
    '{"a":["燃气",null],"b":1}'
    """
    return json.dumps(
        content,
        allow_nan=False,
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )


def seal(content):
    """Return the SHA-256 of ``content`` (64 letters).

    >>> one = seal({"kept": 9, "broken": 1})
    >>> one == seal({"broken": 1, "kept": 9}), one == seal({"broken": 0, "kept": 9})
    (True, False)
    >>> len(one)
    64
    """
    return hashlib.sha256(canonical(content).encode()).hexdigest()
