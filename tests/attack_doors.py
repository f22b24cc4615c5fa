"""Try every door and every wall as each role: `attack_doors.py …`.

On whatever records the database holds, so that a new model is tried without anybody
thinking of it. Prints {kind of attack: [what got through]} and how often each was
tried, as JSON. Everything is taken back.
"""

import contextlib
import json
import logging
import sys
from collections import Counter, defaultdict
from pathlib import Path

from odoo.exceptions import AccessError, UserError

import session

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from town.field import WORKERS  # noqa: E402
from town.names import STAFF  # noqa: E402

OURS = ("gas.", "fsm.")
# Records of each state and role that are tried; of each wall.
EACH = 2
found, tried = defaultdict(list), Counter()


class TakenBack(Exception):
    """Ends an attack: what it did is taken back."""


def attempt(cr, attack):
    """Return (result, None) or (None, refusal) of ``attack``, taken back."""
    outcome = None, None
    with contextlib.suppress(TakenBack), cr.savepoint():
        try:
            with cr.savepoint():
                outcome = attack(), None
                env.flush_all()
        except (UserError, AccessError) as refusal:
            outcome = None, str(refusal)
        raise TakenBack
    env.invalidate_all()
    return outcome


def models():
    return [
        model
        for name, model in sorted(env.registry.items())
        if name.startswith(OURS) and not model._abstract and model._auto
    ]


def try_states(user):
    """A raw state does what the button does, with the same refusal, or nothing."""
    for model in models():
        if not getattr(model, "_MOVES", None):
            continue
        records = env[model._name].with_user(user)
        if not records.has_access("write"):
            continue
        for state in model._MOVES:
            for record in records.search([("state", "=", state)], limit=EACH):
                for then in model._MOVES:
                    try_state(user, record, then)


def try_state(user, record, then):
    tried["state"] += 1
    what = f"{user.login}: {record._name} {record.state} -> {then}"
    before = record.state
    against = list(speaks_against(user, record, then))

    def write():
        record.write({"state": then})
        return record.state

    state, refusal = attempt(env.cr, write)
    if refusal or state == before:
        return
    if against:
        found["state"].append(f"{what}: {against}")
    step = record._STEPS.get(then)
    if not step:
        found["state"].append(f"{what}: no step leads there")
        return

    def press():
        getattr(record, step)()
        return record.state

    pressed, refusal = attempt(env.cr, press)
    if refusal or pressed != state:
        found["state"].append(f"{what}: the button does not ({refusal})")


def speaks_against(user, record, then):
    """Yield what the model declares against a step, asked apart from its door."""
    if then not in record._MOVES[record.state]:
        yield "does not follow"
        return
    roles = record._ROLES.get(then, ())
    if roles and not any(map(user.has_group, roles)):
        yield "another role takes it"
    name = record._FOUR_EYES.get(then)
    if name and record.sudo()[name] == user:
        yield "the second pair of eyes is the first"
    yield from record.sudo()._obstacles(then)


def try_server_fields(user):
    for model in models():
        records = env[model._name].with_user(user)
        names = records._server_fields()
        if records.has_access("write"):
            for record in records.search([], limit=1):
                for name in names - {"state"}:
                    tried["field"] += 1
                    value = (
                        record.sudo()
                        ._fields[name]
                        .convert_to_write(record.sudo()[name], record)
                    )
                    _done, refusal = attempt(
                        env.cr, lambda r=record, n=name, v=value: r.write({n: v})
                    )
                    if not refusal:
                        found["field"].append(f"{user.login}: {model._name}.{name}")
        if records.has_access("create"):
            for name in names:
                tried["create"] += 1
                _done, refusal = attempt(
                    env.cr, lambda r=records, n=name: r.create({n: False})
                )
                if not refusal:
                    found["create"].append(f"{user.login}: {model._name}.{name}")


def try_walls(user):
    """A record that the user may not read is named by no field."""
    hidden = {}
    for model in models():
        records = env[model._name].with_user(user)
        for name, comodel in records._walled_fields().items():
            field = model._fields[name]
            is_entered = field.store and name not in records._server_fields()
            if field.type != "many2one" or not is_entered:
                continue
            if comodel not in hidden:
                hidden[comodel] = hidden_from(user, comodel)
            for foreign in hidden[comodel]:
                try_wall(user, records, name, foreign)


def hidden_from(user, model):
    """Return ids of records that are there and that ``user`` may not read."""
    some = env[model].sudo().search([], limit=500)
    theirs = env[model].with_user(user)
    if not theirs.has_access("read"):
        return some[:EACH].ids
    seen = theirs.search([("id", "in", some.ids)])
    return (some - seen.sudo())[:EACH].ids


def try_wall(user, records, name, foreign):
    what = f"{user.login}: {records._name}.{name} = {foreign}"
    if records.has_access("create"):
        tried["onchange"] += 1
        _done, refusal = attempt(
            env.cr, lambda: records.onchange({name: foreign}, [name], {name: {}})
        )
        if not refusal:
            found["onchange"].append(what)
        begun = records.with_context(**{f"default_{name}": foreign})
        for how, create in (
            ("created", lambda: records.create({name: foreign})),
            ("begun with", lambda: begun.create({})),
        ):
            tried["named"] += 1
            _done, refusal = attempt(env.cr, create)
            if not refusal:
                found["named"].append(f"{what}, {how}")
    if records.has_access("write"):
        for record in records.search([(name, "!=", foreign)], limit=1):
            tried["named"] += 1
            _done, refusal = attempt(env.cr, lambda r=record: r.write({name: foreign}))
            if not refusal:
                found["named"].append(f"{what}, written")


# {name of a guard: (model, method, what stands in for it)}: put out of work, one at a
# time, to see that the attacks find it missing.
GUARDS = {
    "fields": ("base", "_refuse_server_fields", lambda self, vals: None),
    "names": ("base", "_check_named", lambda self, vals_list: None),
    "step": ("gas.state.mixin", "_take_step", lambda self, state: self._move_to(state)),
    "moves": ("gas.state.mixin", "_check_follows", lambda self, state: None),
    "roles": ("gas.state.mixin", "_check_role", lambda self, state: None),
    "obstacles": ("gas.state.mixin", "_refuse_for", lambda self, obstacles: None),
}


def put_out_of_work(guard):
    model, method, stand_in = GUARDS[guard]
    for each in env.registry.values():
        if issubclass(each, env.registry[model]):
            setattr(each, method, stand_in)


database, arguments = session.arguments()
# What the attacks provoke is not news.
for name in ("odoo.sql_db", "odoo.models", "odoo.addons.base.models.ir_rule"):
    logging.getLogger(name).setLevel(logging.CRITICAL)
with session.environment(database) as env:
    for guard in arguments:
        put_out_of_work(guard)
    for user in env["res.users"].search([("login", "in", [*STAFF, *WORKERS])]):
        try_states(user)
        try_server_fields(user)
        try_walls(user)
    env.cr.rollback()
print(json.dumps({"found": found, "tried": tried}, ensure_ascii=False))
