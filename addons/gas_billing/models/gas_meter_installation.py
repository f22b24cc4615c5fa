from odoo import api, models


class GasMeterInstallation(models.Model):
    _inherit = "gas.meter.installation"

    @api.model_create_multi
    def create(self, vals_list):
        installations = super().create(vals_list)
        installations._record_final_readings()
        return installations

    def write(self, vals):
        result = super().write(vals)
        if "date_end" in vals or "index_end_m3" in vals:
            self._record_final_readings()
        return result

    def _record_final_readings(self):
        """Make the end index of a removed meter a reading of its household.

        Gas up to an exchange is thus billed with the old meter's last index and not
        lost between the two meters.
        """
        ended = self.filtered("date_end")
        if not ended:
            return
        readings = self.env["gas.meter.reading"].sudo()
        present = {
            (reading.meter_id, reading.date)
            for reading in readings.search(
                [
                    ("meter_id", "in", ended.meter_id.ids),
                    ("state", "!=", "rejected"),
                ]
            )
        }
        contracts = (
            self.env["gas.contract"]
            .sudo()
            .search(
                [
                    ("service_point_id", "in", ended.service_point_id.ids),
                    ("state", "in", ("running", "suspended", "closed")),
                ]
            )
            .grouped("service_point_id")
        )
        vals_list = []
        for installation in ended:
            if (installation.meter_id, installation.date_end) in present:
                continue
            contract = next(
                (
                    contract
                    for contract in contracts.get(installation.service_point_id, ())
                    if contract.date_start <= installation.date_end
                    and (
                        not contract.date_end
                        or installation.date_end <= contract.date_end
                    )
                ),
                None,
            )
            if contract:
                vals_list.append(
                    {
                        "contract_id": contract.id,
                        "meter_id": installation.meter_id.id,
                        "date": installation.date_end,
                        "index_m3": installation.index_end_m3,
                        "source": "exchange",
                        "entered_by_id": self.env.uid,
                    }
                )
        readings.create(vals_list)
