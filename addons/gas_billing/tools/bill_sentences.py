"""Tell how a bill was calculated in sentences: at the counter and on the notice."""

from itertools import pairwise

from odoo.tools import format_date

from odoo.addons.gas_customer.tables.text import plain_number

from ..rating import GAS_KINDS
from ..rating.periods import split_period


def price_notices(bill, request):
    """Return what the prices of ``bill`` were published by, and since when."""
    found = []
    for segment in split_period(request.tariff, request.usage):
        version = segment.rule.version
        words = [version.document]
        if version.valid_from:
            since = format_date(bill.env, version.valid_from)
            words.append(bill.env._("(in force since %s)", since))
        found.append(" ".join(filter(None, words)))
    return list(dict.fromkeys(found))


def sentences(bill, request):
    """Return the sentences on ``bill``; ``request``: what it was rated from.

    All of them come from what was frozen with the bill, none from today's records.
    In the language of the bill's context.
    """
    segments = split_period(request.tariff, request.usage)
    found = _accumulated(bill, segments[-1].rule)
    for segment in segments:
        found += _rules(bill.env, request.usage, segment.rule)
    if request.usage.agreed_price is not None:
        found.append(bill.env._("The price was agreed in the contract."))
    for _before, segment in pairwise(segments):
        found.append(
            bill.env._(
                "The rule changed on %s: what was used before and after is counted "
                "apart.",
                format_date(bill.env, segment.start),
            )
        )
    if bill.amount_tax:
        found.append(
            bill.env._(
                "Prices include %(percent)s%% VAT: %(net).2f yuan net, %(tax).2f yuan "
                "VAT.",
                percent=plain_number(request.tariff.vat_percent),
                net=bill.amount_net,
                tax=bill.amount_tax,
            )
        )
    return list(dict.fromkeys(found))


def _accumulated(bill, rule):
    if not rule.version.counts_over_cycle:
        return []
    of_cycle = [
        line
        for line in bill.line_ids
        if line.kind in GAS_KINDS and line.date_start >= rule.since
    ]
    first = (of_cycle or bill.line_ids)[0]
    return [
        bill.env._(
            "Counted since %(since)s: %(before)s m³ before this bill, %(after)s m³ "
            "with it.",
            since=format_date(bill.env, rule.since),
            before=plain_number(first.used_before_m3),
            after=plain_number(bill.cycle_volume_m3),
        )
    ]


def _rules(env, usage, rule):
    """Return what makes this household's steps other than the published ones."""
    version, found = rule.version, []
    if version.uplift and (added := version.uplift.additions(rule.people)):
        found.append(
            env._(
                "Household of %(people)s people: the bounds of the steps are "
                "%(added)s m³ higher.",
                people=rule.people,
                added=" / ".join(plain_number(volume) for volume in added),
            )
        )
    if version.bounds_per == "person":
        people = max(rule.people or 0, version.min_people)
        found.append(env._("The bounds of the steps are for %s people.", people))
    if version.bounds_per == "m2":
        area = plain_number(usage.floor_area)
        found.append(
            env._("The bounds of the steps are for %s m² of heated floor.", area)
        )
    if allowance := version.allowance:
        share = {
            "volume": plain_number(allowance.volume),
            "price": plain_number(allowance.price),
        }
        found.append(
            env._("%(volume)s m³ a month cost %(price)s yuan/m³.", **share)
            if allowance.per == "month"
            else env._("%(volume)s m³ a cycle cost %(price)s yuan/m³.", **share)
        )
    if rule.at_tier_one:
        found.append(env._("In the heating season all gas has the price of step 1."))
    return found
