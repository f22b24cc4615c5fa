"""Amounts in the capital numerals of Chinese receipts (人民币大写). Pure text."""

from decimal import ROUND_HALF_UP, Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def capital_yuan(amount):
    """Return an amount that is not negative as a receipt has it.

    Source: 支付结算办法, appendix 1 (正确填写票据和结算凭证的基本规定).

    >>> capital_yuan(107.96), capital_yuan(1680.32), capital_yuan(50)
    ('壹佰零柒元玖角陆分', '壹仟陆佰捌拾元零叁角贰分', '伍拾元整')
    >>> capital_yuan(100400.02), capital_yuan(0.5), capital_yuan(0)
    ('壹拾万零肆佰元零贰分', '伍角整', '零元整')
    """
    fen = int((Decimal(str(amount)) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    yuan, (jiao, fen) = fen // 100, divmod(fen % 100, 10)
    text = f"{_integer(yuan)}元" if yuan else ""
    if not jiao and not fen:
        return (text or "零元") + "整"
    # A zero stands for what is empty between yuan and fen, or before the point.
    if yuan and (not jiao or yuan % 10 == 0):
        text += "零"
    text += f"{_DIGITS[jiao]}角" if jiao else ""
    return text + (f"{_DIGITS[fen]}分" if fen else "整")


def _integer(number):
    """Return a whole number in groups of four digits, with one zero for a gap."""
    text, gap = "", False
    digits = str(number)
    for index, digit in enumerate(map(int, digits)):
        place = len(digits) - index - 1
        group, inside = divmod(place, 4)
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[inside]
            gap = False
        else:
            gap = bool(text)
        # The name of the group, unless all its four digits are empty.
        if not inside and number // 10**place % 10000:
            text += _GROUPS[group]
    return text
