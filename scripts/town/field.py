"""Who goes out in 清源市, through which pipes the gas comes, and what has happened.

Plain rows, no Odoo. No entry stands for a real person, car or address.
"""

# Where communities lie: (latitude, longitude) of their first building.
PLACES = {
    "锦绣花园": (22.8170, 108.3665),
    "湖滨新村": (22.8215, 108.3752),
    "学府里": (22.8288, 108.3701),
    "东门老街": (22.8105, 108.3720),
    "江畔雅苑": (22.8052, 108.3402),
    "船厂宿舍": (22.8003, 108.3305),
    "凤凰小区": (22.8127, 108.3311),
    "码头里": (22.8079, 108.3247),
    "北辰佳园": (22.8601, 108.3585),
    "铁路新村": (22.8533, 108.3667),
    "科技园": (22.8672, 108.3724),
    "清源工业园": (22.8769, 108.3503),
}
# Between one building and the next.
STEP = 0.0006

# login: (name, crew); the first of a crew leads it.
WORKERS = {
    "qiangxiu": ("马永强", "抢险一班"),
    "qiangxiu2": ("农志勇", "抢险一班"),
    "qiangxiu3": ("梁国栋", "抢险二班"),
    "qiangxiu4": ("蒙永福", "抢险二班"),
    "qiangxiu5": ("卢世荣", "抢险三班"),
    "qiangxiu6": ("莫家辉", "抢险三班"),
    "weixiu": ("孙志刚", "东湖维修班"),
    "weixiu2": ("罗文斌", "东湖维修班"),
    "weixiu3": ("苏德明", "西江维修班"),
    "weixiu4": ("谭振华", "西江维修班"),
    "weixiu5": ("甘浩然", "北郊维修班"),
    "weixiu6": ("陆思远", "北郊维修班"),
}
# crew: (station or None for the whole company, community where it stands)
CREWS = {
    "抢险一班": (None, "东门老街"),
    "抢险二班": (None, "凤凰小区"),
    "抢险三班": (None, "铁路新村"),
    "东湖维修班": ("DH", "湖滨新村"),
    "西江维修班": ("XJ", "江畔雅苑"),
    "北郊维修班": ("BJ", "北辰佳园"),
}

# code, name, kind (see gas.fee.item), unit, price with tax
FEES = [
    ("M01", "上门费", "door", "次", 20),
    ("W01", "检修灶具", "work", "台", 30),
    ("W02", "检修热水器", "work", "台", 50),
    ("W03", "更换软管人工", "work", "次", 15),
    ("W04", "更换阀门人工", "work", "只", 30),
    ("W05", "户内改管", "work", "米", 45),
    ("W06", "热水器清洗", "work", "台", 80),
    ("P01", "不锈钢波纹软管", "part", "米", 35),
    ("P02", "球阀DN15", "part", "只", 42),
    ("P03", "自闭阀", "part", "只", 68),
    ("P04", "脉冲点火器", "part", "只", 55),
    ("P05", "一号电池", "part", "节", 6),
]

TOOLS = [("JC", "可燃气体检测仪"), ("YL", "数字压力计")]
# Of certificates, until they end; of instruments, since they were calibrated.
DAYS_LEFT = (400, 700, 45, 300, -20, 500)
DAYS_AGO = (60, 200, 300, 340, 380, 120)
# topic, kind, days from the month billed last
TRAININGS = [
    ("抢修现场安全与个人防护", "safety", 20),
    ("户内抢险处置演练", "emergency", 45),
    ("壁挂炉常见故障维修", "skill", 70),
    ("上门服务规范", "service", 100),
]

# Rounds: name, station, crew, every, unit, days ago they began, what to look for
PATROLS = [
    (
        "调压箱周巡检",
        "DH",
        "东湖维修班",
        1,
        "week",
        8,
        "出口压力、有无漏气、箱门与警示牌",
    ),
    (
        "调压箱周巡检",
        "XJ",
        "西江维修班",
        1,
        "week",
        7,
        "出口压力、有无漏气、箱门与警示牌",
    ),
    (
        "北郊阀门月度维护",
        "BJ",
        "北郊维修班",
        1,
        "month",
        0,
        "启闭灵活、井内无积水无燃气",
    ),
]
# What the first round has found at its second point.
PATROL_FAULT = "出口压力偏高 3.4 kPa，箱门锁损坏"

# Whom to ring up outside: kind, name, phone
CONTACTS = [
    ("authority", "市燃气管理办公室（值班）", "0771-5550001"),
    ("emergency", "市应急管理局（值班）", "0771-5550002"),
    ("fire", "消防救援", "119"),
    ("police", "公安报警", "110"),
    ("hospital", "急救中心", "120"),
    ("utility", "供电抢修", "95598"),
]


def ring(communities):
    """Return (nodes, pipes) of a medium-pressure ring and its branches.

    Nodes: {code: (name, kind, community)}; pipes: [(code, from, to, community)]. From
    the gate, a ring of one valve and one tee a community; each tee feeds a regulator,
    behind which a pipe of low pressure runs along the buildings.

    >>> nodes, pipes = ring(["甲", "乙", "丙"])
    >>> len(nodes), len(pipes), pipes[0]
    (16, 16, ('G00', 'Q00', 'F01', None))
    """
    nodes = {"Q00": ("清源门站", "gate", None)}
    pipes, before = [], "Q00"
    for number, community in enumerate(communities, start=1):
        valve, tee = f"F{number:02}", f"J{number:02}"
        inlet, regulator, end = f"B{number:02}", f"T{number:02}", f"M{number:02}"
        nodes[valve] = (f"{community}环网阀", "valve", community)
        nodes[tee] = (f"{community}三通", "junction", community)
        nodes[inlet] = (f"{community}支管阀", "valve", community)
        nodes[regulator] = (f"{community}调压箱", "regulator", community)
        nodes[end] = (f"{community}庭院管末端", "end", community)
        pipes += [
            (f"G{number - 1:02}", before, valve, None),
            (f"H{number:02}", valve, tee, None),
            (f"Z{number:02}", tee, inlet, None),
            (f"Y{number:02}", inlet, regulator, None),
            (f"D{number:02}", regulator, end, community),
        ]
        before = tee
    pipes.append((f"G{len(communities):02}", before, "Q00", None))
    return nodes, pipes


# kind of order, state it has come to, hours ago, station, what was reported, fault code
AT_WORK = [
    ("repair", "done", 220, "DH", "灶具打不着火", "no_flame"),
    ("repair", "done", 170, "XJ", "热水器频繁熄火", "no_flame"),
    ("emergency_indoor", "done", 150, "DH", "厨房有燃气味", "hose"),
    ("ignition", "done", 130, "BJ", "新装点火", None),
    ("repair", "done", 100, "BJ", "表不走字", "meter_stuck"),
    ("repair", "done", 98, "DH", "灶前阀拧不动", "valve"),
    ("meter_exchange", "done", 76, "XJ", "表到期更换", None),
    ("repair", "done", 75, "DH", "又打不着火", "no_flame"),
    ("emergency_indoor", "done", 52, "XJ", "软管脱落", "hose"),
    ("repair", "done", 50, "XJ", "燃气卡插卡无反应", "meter_card"),
    ("repair", "done", 28, "DH", "灶具火小", "pressure"),
    ("repair", "failed", 26, "XJ", "热水器打不着，约好无人在家", "no_flame"),
    ("alteration", "done", 27, "BJ", "燃气表移位", None),
    ("repair", "on_site", 1.2, "DH", "灶具漏气报警", "leak"),
    ("repair", "on_way", 0.7, "XJ", "表后阀关不上", "valve"),
    ("repair", "accepted", 0.6, "BJ", "热水器不出热水", "no_flame"),
    ("repair", "dispatched", 0.4, "DH", "灶具一侧打不着", "no_flame"),
    ("repair", "new", 0.3, "XJ", "燃气表显示故障代码", "meter_card"),
    ("repair", "new", 0.2, "BJ", "壁挂炉报警", "pressure"),
    ("emergency_indoor", "on_site", 0.5, "DH", "楼道有很重的燃气味", None),
    ("emergency_indoor", "new", 0.03, "XJ", "厨房闻到燃气味", None),
    ("meter_exchange", "new", 5, "DH", "表到期更换", None),
    ("meter_exchange", "new", 5, "DH", "表到期更换", None),
    ("ignition", "new", 20, "BJ", "新装点火", None),
    ("alteration", "new", 30, "XJ", "加装壁挂炉支管", None),
]
