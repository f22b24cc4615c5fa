"""How people write phones and search words. Pure text, no Odoo."""

import re
import unicodedata

_COUNTRY_CODE = "86"


def normalized(text):
    """Return ``text`` with full-width forms made plain and blanks trimmed.

    >>> normalized(" 138　0771ABC ")
    '138 0771ABC'
    """
    return " ".join(unicodedata.normalize("NFKC", str(text or "")).split())


def plain_number(value, digits=3):
    """Return a number as people write it: no exponent, no empty decimals.

    >>> plain_number(1234567.5), plain_number(50.0), plain_number(0.1 + 0.2)
    ('1234567.5', '50', '0.3')
    """
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def digits_of_phone(text):
    """Return the digits of a Chinese phone number, without the country code.

    >>> digits_of_phone("+86 138-0771-1234"), digits_of_phone("0771-3456789")
    ('13807711234', '07713456789')
    >>> digits_of_phone("")
    ''
    """
    digits = re.sub(r"\D", "", normalized(text))
    for prefix in ("00" + _COUNTRY_CODE, _COUNTRY_CODE):
        # No number within China is longer than twelve digits (0xxx + eight).
        if digits.startswith(prefix) and len(digits) - len(prefix) >= 10:
            return digits[len(prefix) :]
    return digits


def search_words(text):
    """Split what was typed into a search box; a phone number stays one word.

    >>> search_words("王建国 锦绣花园")
    ['王建国', '锦绣花园']
    >>> search_words("138 0771 1234"), search_words("+86 0771-3456789")
    (['13807711234'], ['07713456789'])
    """
    text = normalized(text)
    if re.fullmatch(r"[+\d][\d ()-]{6,}", text):
        return [digits_of_phone(text)]
    return text.split()
