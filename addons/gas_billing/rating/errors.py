"""The one exception of the rating core, and the text of every refusal."""


# There is no env here.
# pylint: disable=prefer-env-translation


def _(text):
    """Mark ``text`` for the catalogue of terms; the caller translates it."""
    return text


#: ``{code: English template}``. The code is the stable key under which a caller
#: translates; the ``%(name)s`` holes are filled from ``TariffError.params``.
#: Each text gives the cause, then the way out; the path in front gives the place.
MESSAGES = {
    # the file
    "file_unreadable": _("cannot be read (%(detail)s); check the path and the rights"),
    "not_json": _("is not JSON (%(detail)s); correct the text at that place"),
    "duplicate_key": _("key %(key)s is written twice in one object; keep one of them"),
    "unknown_code": _("there is no tariff %(code)s; this file has %(known)s"),
    "code_twice": _("tariff %(code)s is defined twice; give each its own code"),
    # one value
    "missing_key": _("is missing; add it"),
    "unknown_key": _("is not a known key; the keys here are %(known)s"),
    "not_object": _(
        "%(value)s is not an object; write { ... } with the keys %(known)s"
    ),
    "not_list": _("%(value)s is not a list; write [ ... ]"),
    "wrong_count": _("has %(count)s entries; write %(minimum)s to %(maximum)s"),
    "repeated": _("%(value)s is listed twice; keep one"),
    "not_text": _("%(value)s is not text; write it between double quotes"),
    "empty_text": _("is empty; write at least one character"),
    "not_number": _('%(value)s is not a decimal number; write text such as "3.07"'),
    "binary_float": _(
        "%(value)s is a binary float, which cannot hold a price exactly; "
        'write it as text: "%(value)s"'
    ),
    "out_of_range": _(
        "%(value)s is out of range; stay below 10^12 with at most 6 decimals"
    ),
    "negative": _("%(value)s is negative; write zero or more"),
    "not_above_zero": _("%(value)s is not above zero; write a positive number"),
    "wrong_decimals": _(
        "%(value)s has %(decimals)s decimals; write %(minimum)s to %(maximum)s"
    ),
    "not_integer": _(
        "%(value)s does not fit; write a whole number, %(minimum)s to %(maximum)s"
    ),
    "not_percent": _("%(value)s is not a rate; write 0 or more, below 100"),
    "not_boolean": _("%(value)s is neither true nor false; write one of them"),
    "not_date": _("%(value)s is not a date; write YYYY-MM-DD, years 1900 to 2999"),
    "not_month_day": _("%(value)s is not a day of every year; write MM-DD"),
    "not_choice": _("%(value)s is not known; choose %(choices)s"),
    # a tariff that contradicts itself
    "first_tier_ratio": _(
        "the first tier is the base price and cannot be a ratio of itself; "
        "state its price"
    ),
    "price_or_ratio": _("a tier needs either a price or a ratio; write exactly one"),
    "bound_missing": _("only the last tier has no upper bound; write its bound"),
    "bound_on_last": _("the last tier has no upper bound; remove it"),
    "bounds_not_ascending": _(
        "%(value)s is not above the bound before it, %(previous)s; "
        "write the bounds in ascending order"
    ),
    "tiers_or_seasons": _(
        "a version has either tiers or seasons; write exactly one of them"
    ),
    "seasons_not_cycle": _(
        "seasons start on %(seasons)s, the cycle on %(cycle)s; "
        "give one season for each start of the cycle"
    ),
    "season_all_year": _(
        "%(first_day)s to %(last_day)s is the whole year; "
        "write a flat price of one tier instead"
    ),
    "cycle_needed": _(
        "this version counts over a cycle but the tariff has none; "
        "give the tariff a cycle"
    ),
    "uplift_too_long": _(
        "%(count)s additions for %(bounds)s bounds; give at most one for each bound"
    ),
    "uplift_per_person": _(
        "bounds per person already grow with the household; remove the uplift"
    ),
    "min_people_needed": _(
        "bounds per person need the household size to assume when none is "
        "registered; add it"
    ),
    "min_people_unused": _("only bounds per person use it; remove it"),
    "negotiable_tiers": _(
        "a cap for a negotiated price has one tier; remove the others or the setting"
    ),
    "version_ends_early": _(
        "ends on %(valid_to)s, before it begins on %(valid_from)s; correct one of them"
    ),
    "version_without_start": _(
        "only the earliest version may leave its first day open; write it"
    ),
    "versions_overlap": _(
        "begins on %(valid_from)s while the version of %(previous)s still holds; "
        "end that one earlier"
    ),
    # a use that cannot be rated
    "period_reversed": _(
        "%(end)s is before the start of the period, %(start)s; correct one of them"
    ),
    "negative_volume": _(
        "%(value)s is negative; to correct a bill, cancel it and rate the true "
        "volume again"
    ),
    "reading_outside": _(
        "%(day)s is not inside the period %(start)s to %(end)s; "
        "give only readings between the first and the last"
    ),
    "reading_order": _(
        "the reading of %(day)s gives %(volume)s, which does not lie between its "
        "neighbours; correct it"
    ),
    "reading_needed": _(
        "tariff %(tariff)s changes on %(day)s and wants an actual reading of that "
        "day; add it to the readings or bill up to it"
    ),
    "no_version": _(
        "tariff %(tariff)s has no version on %(day)s; add one or correct the date"
    ),
    "anchor_needed": _(
        "the cycle runs from the household's own date; give its anchor date"
    ),
    "area_needed": _(
        "the bounds are per square metre heated; give the heated floor area"
    ),
    "months_needed": _(
        "tariff %(tariff)s counts by the month and the bill has no duration; "
        "give the number of months"
    ),
    "price_not_negotiable": _(
        "tariff %(tariff)s has a fixed price; remove the agreed price"
    ),
    "price_above_cap": _(
        "%(price)s is above the cap of %(cap)s; agree on a price up to the cap"
    ),
    "moved_in_late": _(
        "%(moved_in)s is after the start of the period, %(start)s; "
        "start the period on the day of moving in"
    ),
    "accumulator_ahead": _(
        "the accumulator began on %(since)s, after %(expected)s where the cycle of "
        "this bill began; rate bills in the order of their dates"
    ),
}


class TariffError(ValueError):
    """A tariff, or a use of gas, that cannot be rated.

    ``code``: key of :data:`MESSAGES`, for translation and tests.
    ``params``: values of the message's holes.
    ``path``: place inside the data, such as ``tariffs[0].versions[1].tiers[2].to``.
    ``source``: name of the file, or ``""`` when the data came from elsewhere.
    """

    def __init__(self, code, path="", /, **params):
        super().__init__(code, path)
        self.code = code
        self.path = path
        self.params = params
        self.source = ""

    def within(self, step):
        """Put ``step`` (a key, or ``[index]``) before the path; return self."""
        joint = "." if self.path and not self.path.startswith("[") else ""
        self.path = f"{step}{joint}{self.path}"
        return self

    @property
    def message(self):
        """Return cause and way out, in English, without the place."""
        return MESSAGES[self.code] % self.params

    def __str__(self):
        return ": ".join(filter(None, (self.source, self.path, self.message)))
