"""How people write phones and search words. Pure text, no Odoo."""

import re
import unicodedata

_COUNTRY_CODE = "86"
# Digits of the numbers that can be called within China.
_PHONES = {
    "mobile": r"1[3-9]\d{9}",
    "hotline": r"[48]00\d{7}",  # 400 and 800: whoever is called pays
    "landline": r"0(10|2\d)\d{8}|0[3-9]\d{2}\d{7,8}",  # with its area code
    "service": r"95\d{3,6}|96\d{3,4}|12\d{3}",  # 95598, 96777, 12345
}


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


def natural_key(text):
    """Return the key that sorts names as people do: numbers by their size.

    >>> sorted(["10栋1单元", "2栋10单元", "2栋9单元"], key=natural_key)
    ['2栋9单元', '2栋10单元', '10栋1单元']
    """
    # Text and digits in turns, so that like is compared with like.
    parts = re.split(r"([0-9]+)", normalized(text))
    return [int(part) if part.isdecimal() else part for part in parts]


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


def doubled(text):
    """Return ``text`` with every Chinese character twice.

    An index of trigrams knows nothing shorter than three characters, and most given
    names are two: 建国 is looked up as 建建国国.

    >>> doubled("王建国 502")
    '王王建建国国 502'
    """
    return re.sub(r"([^\x00-\x7f])", r"\1\1", text)


def phone_kind(text):
    """Return what kind of phone the number is, or None when nobody can call it.

    >>> phone_kind("138 0771 1234"), phone_kind("0771-3456789"), phone_kind("95598")
    ('mobile', 'landline', 'service')
    >>> phone_kind("400-123-4567"), phone_kind("010 6552 9988")
    ('hotline', 'landline')
    >>> phone_kind("3456789"), phone_kind("1380771123"), phone_kind("")
    (None, None, None)
    """
    digits = digits_of_phone(text)
    for kind, shape in _PHONES.items():
        if re.fullmatch(shape, digits):
            return kind
    return None


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
