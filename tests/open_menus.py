"""Open what the menus of an add-on lead to, as administrator: `open_menus.py … ADDON`.

Prints as JSON how many there are, and {menu: what is wrong with it}.
"""

import json

import session


def trouble_of(action):
    """Return what keeps a window from opening; None if it opens."""
    if action._name != "ir.actions.act_window":
        return None
    model = action.env[action.res_model]
    if model.is_transient():
        return None if model.default_get(list(model._fields)) is not None else "?"
    views = [(view_id or False, kind) for view_id, kind in action.views]
    found = model.get_views(views, {"action_id": action.id})
    assert found["views"], "no view"
    model.search([], limit=3).read(
        [
            name
            for name, field in found["models"][model._name]["fields"].items()
            if field["type"] != "binary"
        ]
    )
    return None


database, (addon,) = session.arguments()
with session.environment(database) as env:
    admin = env.ref("base.user_admin")
    admin.group_ids |= env["res.groups"].browse(
        env["ir.model.data"]
        .search([("module", "=like", "gas\\_%"), ("model", "=", "res.groups")])
        .mapped("res_id")
    )
    env = env(user=admin)
    ids = env["ir.model.data"].search(
        [("module", "=", addon), ("model", "=", "ir.ui.menu")]
    )
    menus = env["ir.ui.menu"].browse(ids.mapped("res_id")).filtered("action")
    troubles = {}
    for menu in menus:
        try:
            trouble = trouble_of(menu.action)
        except Exception as error:
            trouble = repr(error)
        if trouble:
            troubles[menu.complete_name] = trouble
    print(json.dumps({"menus": len(menus), "troubles": troubles}))
