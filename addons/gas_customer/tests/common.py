import base64
import itertools
from datetime import date

from odoo.tests import TransactionCase, new_test_user

QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "no_reset_password": True,
}

# Whose users see their own stations only; an administrator sees all.
STAFF = (
    "agent dispatcher technician inspector reader cashier billing finance station_head "
    "manager"
).split()


class GasCase(TransactionCase):
    """A company with two stations, a community each, and builders for the rest."""

    _numbers = itertools.count(1)  # one row of numbers for all tests

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, **QUIET})
        areas = cls.env["gas.area"]
        cls.root = areas.create({"name": "Gas Co", "code": "T", "kind": "company"})
        cls.east, cls.west = areas.create(
            [
                {
                    "name": name,
                    "code": code,
                    "kind": "station",
                    "parent_id": cls.root.id,
                }
                for name, code in (("East", "TE"), ("West", "TW"))
            ]
        )
        cls.garden, cls.harbour = areas.create(
            [
                {"name": "锦绣", "code": "TE01", "parent_id": cls.east.id},
                {"name": "码头", "code": "TW01", "parent_id": cls.west.id},
            ]
        )

    @classmethod
    def role(cls, name, areas=None):
        """Return a new user with the role ``name`` who works for ``areas``."""
        return new_test_user(
            cls.env,
            login=f"test_{name}_{cls._next()}",
            groups=f"gas_customer.gas_customer_group_{name}",
            gas_area_ids=[(6, 0, (cls.root if areas is None else areas).ids)],
            lang="en_US",
            context=QUIET,
        )

    @classmethod
    def _next(cls):
        return next(GasCase._numbers)

    @classmethod
    def make_point(cls, community=None, **vals):
        number = cls._next()
        premise = cls.env["gas.premise"].create(
            {
                "community_id": (community or cls.garden).id,
                "street": f"人民路{number}号",
                "building": "1栋",
            }
        )
        return cls.env["gas.service.point"].create(
            {"premise_id": premise.id, "unit": "2单元", "room": "502", **vals}
        )

    @classmethod
    def make_meter(cls, **vals):
        return cls.env["gas.meter"].create({"name": f"TM{cls._next():06d}", **vals})

    @classmethod
    def hang(cls, meter, point, start=date(2025, 1, 1), index=0, **vals):
        return cls.env["gas.meter.installation"].create(
            {
                "meter_id": meter.id,
                "service_point_id": point.id,
                "date_start": start,
                "index_start_m3": index,
                **vals,
            }
        )

    @classmethod
    def make_household(cls, community=None, customer=None, meter=None, **vals):
        """Return a running contract with a customer and a hanging meter."""
        number = cls._next()
        point = cls.make_point(community)
        cls.hang(meter or cls.make_meter(), point)
        customer = customer or cls.env["res.partner"].create(
            {"name": f"王测试{number}", "phone": f"1900000{number:04d}"}
        )
        return cls.env["gas.contract"].create(
            {
                "partner_id": customer.id,
                "service_point_id": point.id,
                "date_start": date(2025, 1, 1),
                "state": "running",
                **vals,
            }
        )

    def send_in(self, kind, content, user, **vals):
        """Return the file ``content`` (bytes), sent in by ``user`` and checked."""
        record = (
            self.env["gas.import"]
            .with_user(user)
            .with_context(queue_job__no_delay=True)
            .create(
                {
                    "kind": kind,
                    "file": base64.b64encode(content),
                    "file_name": f"{kind}.csv",
                    **vals,
                }
            )
        )
        record.action_check()
        return record

    def send_text(self, kind, text, user, dry_run=False):
        """Return the file ``text``, checked, and taken over unless it is a dry run."""
        record = self.send_in(kind, text.encode("gb18030"), user)
        if not dry_run and record.good_count:
            record.action_import()
        return record

    @staticmethod
    def counts(record):
        """Return how many rows of an import are good, there already, and refused."""
        return record.good_count, record.present_count, record.refused_count

    @staticmethod
    def close(household):
        """End a contract, as an application does."""
        today = date.today()
        household._move_to("closed", date_end=household.date_end or today)
