"""What must hold for every add-on of the suite, tested by one class."""

import re
from pathlib import Path

import polib
from lxml import etree

from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase, new_test_user

# Spelling of older Odoo versions that 19 refuses, or worse, ignores in silence.
OLD_SPELLING = {
    r"_sql_constraints\s*=": "models.Constraint",
    r't-name="kanban-box"': 't-name="card"',
    r"view_mode\">[^<]*\btree": "list",
    r"oe_chatter": "<chatter/>",
    r"\bgroups_id\b": "group_ids",
    r"<tree[ >]": "<list>",
    r'attrs="\{': "an expression",
    r"\bt-esc=": "t-out",
    r"odoo\.osv": "fields.Domain",
    r"\bname_get\b": "_compute_display_name",
}
# Half-width punctuation beside a character, or a line break with its indentation.
NOT_CHINESE = re.compile(
    r"[\u4e00-\u9fff][,:;!?()]|[,:;!?()][\u4e00-\u9fff]|[\u3000-\uffef]\n[ \t]+"
)
# Names that are the same in every language are Chinese enough.
CHINESE = re.compile(r"[\u4e00-\u9fff]|^[A-Z0-9 ]*$")


class StructureCase(TransactionCase):
    """Subclasses name their add-on in ``MODULE`` and its roles in ``GROUPS``."""

    MODULE = None
    GROUPS = ()
    # Models with a station that all stations may see.
    OPEN_TO_ALL = ()
    # Models whose links are found by an index that begins with them.
    INDEXED_OTHERWISE = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls is StructureCase or not cls.MODULE:
            return
        cls.users = {
            group: new_test_user(cls.env, login=f"structure_{group}", groups=group)
            for group in cls.GROUPS
        }

    def _own(self, model):
        ids = (
            self.env["ir.model.data"]
            .search([("module", "=", self.MODULE), ("model", "=", model)])
            .mapped("res_id")
        )
        return self.env[model].browse(ids).exists()

    def _own_models(self):
        return [
            model
            for model in self.env.values()
            if model._original_module == self.MODULE and not model._abstract
        ]

    def _files(self, *suffixes):
        root = Path(get_module_path(self.MODULE))
        for path in root.rglob("*"):
            if path.suffix in suffixes and "tests" not in path.parts:
                yield path

    def test_nothing_is_offered_by_a_company_it_gives(self):
        """A new record has no company until that is chosen: the list would be empty."""
        for model in self._own_models():
            company = model._fields.get("company_id")
            if not company:
                continue
            depends = self.env.registry.field_depends[company]
            givers = {path.partition(".")[0] for path in depends}
            checked = {
                name
                for name, field in model._fields.items()
                if getattr(field, "check_company", False)
            }
            with self.subTest(model=model._name):
                self.assertFalse(givers & checked)

    def test_models_are_guarded(self):
        for model in self._own_models():
            with self.subTest(model=model._name):
                guards = self.env["ir.model"]._get(model._name)
                self.assertTrue(
                    guards.access_ids.filtered("group_id"), "no access line for a group"
                )
                if model._transient:
                    continue
                if model._fields.get("company_id", None) is not None and (
                    model._fields["company_id"].store
                ):
                    self.assertTrue(
                        guards.rule_ids.filtered("global"), "no company rule"
                    )
                if (
                    "station_id" in model._fields
                    and model._name not in self.OPEN_TO_ALL
                ):
                    domains = guards.rule_ids.mapped("domain_force")
                    self.assertIn("station", str(domains), "no station rule")

    def test_record_rules_reach_every_database(self):
        """A wall that is mended is mended where the add-on is installed already."""
        kept = self.env["ir.model.data"].search(
            [
                ("module", "=", self.MODULE),
                ("model", "=", "ir.rule"),
                ("noupdate", "=", True),
            ]
        )
        self.assertFalse(kept.mapped("name"))

    def test_everybody_can_open_what_his_menus_offer(self):
        actions = self._own("ir.actions.act_window")
        menus = self._own("ir.ui.menu").filtered("action")
        opened = set()
        for role, user in self.users.items():
            env = self.env(user=user)
            visible = env["ir.ui.menu"]._visible_menu_ids()
            for menu in menus.filtered(lambda menu: menu.id in visible):  # noqa: B023
                action = menu.action
                if action._name != "ir.actions.act_window":
                    continue
                opened.add(action.id)
                for mode in action.view_mode.split(","):
                    with self.subTest(role=role, menu=menu.name, mode=mode):
                        env[action.res_model].check_access("read")
                        env[action.res_model].get_views([(False, mode)])
        with_menu = {
            menu.action.id
            for menu in menus
            if menu.action._name == "ir.actions.act_window"
        }
        self.assertEqual(with_menu, opened, "menus that no role sees")
        self.assertTrue(actions)

    def test_actions_open_and_cards_are_cards(self):
        known = dict(self.env["ir.ui.view"]._fields["type"].selection)
        for action in self._own("ir.actions.act_window"):
            for mode in action.view_mode.split(","):
                with self.subTest(action=action.name, mode=mode):
                    self.assertIn(mode, known)
                    self.env[action.res_model].get_view(view_type=mode)
            if action.target != "new":
                with self.subTest(action=action.name):
                    self.assertTrue(action.help, "an empty list says what to do")
        for view in self._own("ir.ui.view").filtered(lambda v: v.type == "kanban"):
            self.assertIn('t-name="card"', view.arch, view.name)

    def test_lists_have_a_search(self):
        for action in self._own("ir.actions.act_window"):
            if "list" not in action.view_mode or action.target == "new":
                continue
            views = self.env["ir.ui.view"].search(
                [("model", "=", action.res_model), ("type", "=", "search")]
            )
            with self.subTest(model=action.res_model):
                self.assertTrue(views, "no search view")

    def test_buttons_lead_somewhere(self):
        for view in self._own("ir.ui.view").filtered("model"):
            model = self.env[view.model]
            for button in etree.fromstring(view.arch).iter("button"):
                if button.get("position"):
                    continue  # one of the view it inherits from, checked there
                name, kind = button.get("name"), button.get("type")
                with self.subTest(view=view.xml_id, button=name):
                    if kind == "object":
                        self.assertTrue(
                            callable(getattr(self._model_of(button, model), name, None))
                        )
                    elif kind == "action":
                        self.assertTrue(
                            self.env["ir.actions.actions"].browse(int(name)).exists()
                        )
                    else:
                        self.assertEqual(button.get("special"), "cancel")

    def _model_of(self, node, model):
        """Return the model a node belongs to: x2many fields nest views."""
        path = [
            parent.get("name")
            for parent in node.iterancestors("field")
            if parent.get("name") in model._fields
        ]
        for name in reversed(path):
            model = self.env[model._fields[name].comodel_name]
        return model

    def test_spelling_is_of_odoo_19(self):
        for path in self._files(".py", ".xml", ".js"):
            text = path.read_text(encoding="utf-8")
            for pattern, instead in OLD_SPELLING.items():
                with self.subTest(file=path.name, instead=instead):
                    self.assertIsNone(re.search(pattern, text))

    def test_stored_computes_and_inverses_are_sound(self):
        for model in self._own_models():
            for name, field in model._fields.items():
                if field._module != self.MODULE:
                    continue
                with self.subTest(model=model._name, field=name):
                    if field.store and field.compute and not field.related:
                        self.assertTrue(self.env.registry.field_depends[field])
                    if field.type == "one2many" and field.store:
                        inverse = self.env[field.comodel_name]._fields[
                            field.inverse_name
                        ]
                        self.assertTrue(
                            inverse.index
                            or field.comodel_name in self.INDEXED_OTHERWISE,
                            f"{inverse} has no index",
                        )

    def test_chinese_is_complete_and_fresh(self):
        """Every term that the add-on shows now stands in zh_CN.po, translated."""
        folder = Path(get_module_path(self.MODULE)) / "i18n"
        template = polib.pofile(str(folder / f"{self.MODULE}.pot"))
        chinese = polib.pofile(str(folder / "zh_CN.po"))
        self.assertEqual(chinese.untranslated_entries(), [])
        self.assertEqual(chinese.fuzzy_entries(), [])
        self.assertEqual(
            {entry.msgid for entry in template},
            {entry.msgid for entry in chinese if not entry.obsolete},
        )
        shown = self._exported_terms()
        stale = shown ^ {entry.msgid for entry in template}
        self.assertEqual(stale - self._foreign_labels(), set(), "run `make i18n`")
        holes = re.compile(r"%(?:\(\w+\))?[.\d]*[sdgf]")
        for entry in chinese:
            with self.subTest(term=entry.msgid):
                self.assertEqual(
                    sorted(holes.findall(entry.msgid)),
                    sorted(holes.findall(entry.msgstr)),
                )

    def test_chinese_is_set_as_chinese(self):
        """Full-width punctuation, and no blanks where the source breaks its lines."""
        chinese = polib.pofile(
            str(Path(get_module_path(self.MODULE)) / "i18n" / "zh_CN.po")
        )
        for entry in chinese:
            with self.subTest(term=entry.msgid):
                self.assertIsNone(NOT_CHINESE.search(entry.msgstr), entry.msgstr)

    def test_labels_shown_are_chinese(self):
        """Those of other add-ons on our screens, too: who reads them reads no other.

        What add-ons that we do not stand on put there is for those above to try.
        """
        own, below = self._own("ir.ui.view"), self._below()
        for view in self._screens():
            model = self.env[view.model].with_context(lang="zh_CN")
            shown = etree.fromstring(model.get_view(view.id)["arch"])
            for node in shown.iter("field", "button"):
                foreign = view not in own and self._is_of_odoo(node, model)
                foreign = foreign or self._origin(node, model) not in below
                if not (self._is_hidden(node) or foreign):
                    with self.subTest(view=view.xml_id, node=node.get("name")):
                        self.assertRegex(self._label(node, model), CHINESE)

    def _screens(self):
        """Return the views that people see: our own, and those that we add to."""
        ours = self._own("ir.ui.view").filtered(
            lambda v: v.model and v.type in ("form", "list", "search")
        )
        shown = ours.browse()
        for view in ours:
            while view.mode == "extension":
                view = view.inherit_id
            shown |= view
        return shown

    def _below(self):
        """Return the names of all add-ons that ours stands on, and its own."""
        module = self.env["ir.module.module"]._get(self.MODULE)
        others = module.upstream_dependencies(exclude_states=("uninstallable",))
        return {"base", self.MODULE, *others.mapped("name")}

    def _origin(self, node, model):
        """Return the add-on whose field, method or action a node shows."""
        name, model = node.get("name"), self._model_of(node, model)
        if node.tag == "field":
            return model._fields[name]._module
        if node.get("type") == "action":
            action = self.env["ir.actions.actions"].browse(int(name))
            return next(iter(action.get_external_id().values())).partition(".")[0]
        if method := getattr(type(model), name or "", None):
            return method.__module__.removeprefix("odoo.addons.").partition(".")[0]
        return self.MODULE

    def _is_of_odoo(self, node, model):
        """Return whether what stands on a screen is a field of Odoo's own."""
        if node.tag != "field":
            return False
        field = self._model_of(node, model)._fields[node.get("name")]
        return self.env["ir.module.module"]._get(field._module).author == "Odoo S.A."

    def _label(self, node, model):
        """Return what a field or button of a view in Chinese is called."""
        name, text = node.get("name"), node.get("string")
        if node.tag == "field":
            holder = self._model_of(node, model).with_context(lang="zh_CN")
            return text or holder.fields_get([name], ["string"])[name]["string"]
        if node.get("type") == "action":
            action = self.env["ir.actions.actions"].browse(int(name))
            action = self.env[action.type].browse(action.id)
            return action.with_context(lang="zh_CN").name
        return text or ""

    @staticmethod
    def _is_hidden(node):
        return any(
            each.get(name) in ("1", "True")
            for each in (node, *node.iterancestors())
            for name in ("invisible", "column_invisible")
        )

    def _foreign_labels(self):
        """Labels that other add-ons put on our models, or on those that we extend.

        Whether they are exported depends on the order in which add-ons came in.
        """
        mine = [
            field for model in self._own_models() for field in model._fields.values()
        ]
        for record in self._own("ir.model.fields").filtered("model"):
            if field := self.env[record.model]._fields.get(record.name):
                mine.append(field)
        return {
            text
            for field in mine
            if field._module != self.MODULE
            for text in (field.string, field.help)
        }

    def _exported_terms(self):
        import io

        from odoo.tools.translate import trans_export

        stream = io.BytesIO()
        trans_export(None, [self.MODULE], stream, "po", self.env)
        return {entry.msgid for entry in polib.pofile(stream.getvalue().decode())}
