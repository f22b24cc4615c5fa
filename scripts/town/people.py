"""What the archive knows of the people of the town; of some of them, little.

Plain rows, no Odoo. The numbers are nobody's: no person is registered in 450100, and
only their check digits are right.
"""

import random
from datetime import date, timedelta

from stdnum.cn import ric, uscc

COLUMNS = "证件类型 证件号码 房屋用途 采暖方式 联系人".split()
HOME = "居民"


def archive_of(household):
    """Return the cells of ``COLUMNS``; empty where nobody has asked yet."""
    # Its own dice: the rest of the town does not change with its papers.
    pick = random.Random(f"people{household.number}")
    if household.user_class == HOME:
        cells = [
            "居民身份证",
            resident_id(pick, household.sequence),
            pick.choices(("自住", "出租", "空置"), (80, 17, 3))[0],
            pick.choices(("不采暖", "燃气壁挂炉", "电采暖或其他"), (70, 10, 20))[0],
            "",
        ]
        known = pick.random() < 0.7
    else:
        use = {"工业": "工厂", "公共福利": "学校或幼儿园"}.get(
            household.user_class, "餐饮"
        )
        cells = [
            "统一社会信用代码",
            credit_code(household.sequence),
            use,
            "",
            pick.choice(("张经理", "李主任", "陈会计", "黄老板", "韦师傅")),
        ]
        known = pick.random() < 0.85
    if known:
        return cells
    # Papers that were never copied, questions that were never asked.
    gaps = pick.choice(((0, 1), (2, 3), (0, 1, 2, 3, 4)))
    return ["" if place in gaps else cell for place, cell in enumerate(cells)]


def resident_id(pick, number):
    """Return a number with the right check digit, another for each household.

    >>> resident_id(random.Random(1), 1)[:6]
    '450100'
    """
    born = date(1940, 1, 1) + timedelta(days=pick.randrange(365 * 62))
    body = f"450100{born:%Y%m%d}{number % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def credit_code(number):
    """
    >>> uscc.is_valid(credit_code(7))
    True
    """
    body = f"92450100MA{number:07d}"
    return body + uscc.calc_check_digit(body)
