import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { back } from "@gas_mobile/page/place";
import { Sheet } from "@gas_mobile/page/sheet";
import { useStore } from "@gas_mobile/page/store";
import { toServer } from "@gas_mobile/page/times";

const { DateTime } = luxon;
const FORMAT = "yyyy-MM-dd'T'HH:mm";

/** Call the customer, and note the time that both agreed on; or a later one. */
export class AppointmentSheet extends Component {
    static template = "gas_workorder.CrewAppointmentSheet";
    static components = { Sheet };
    static props = { order: Object };

    setup() {
        this.store = useStore();
        this.state = useState({ time: "" });
        const now = DateTime.fromMillis(this.store.now).startOf("minute");
        this.choices = [
            [_t("In 20 minutes"), now.plus({ minutes: 20 })],
            [_t("In 30 minutes"), now.plus({ minutes: 30 })],
            [_t("In 1 hour"), now.plus({ hours: 1 })],
            [_t("In 2 hours"), now.plus({ hours: 2 })],
            [_t("Tomorrow at 9"), now.plus({ days: 1 }).set({ hour: 9, minute: 0 })],
            [_t("Tomorrow at 14"), now.plus({ days: 1 }).set({ hour: 14, minute: 0 })],
        ].map(([label, time]) => ({ label, value: time.toFormat(FORMAT) }));
    }

    get button() {
        return this.state.time ? _t("Agreed on This Time") : _t("Called, Coming Now");
    }

    async confirm() {
        const { time } = this.state;
        const appointment = time && toServer(DateTime.fromFormat(time, FORMAT).toMillis());
        await this.store.add(this.props.order, "contact", appointment ? { appointment } : {});
        back();
    }
}
