import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Phrases } from "@gas_mobile/page/phrases";
import { back } from "@gas_mobile/page/place";
import { Sheet } from "@gas_mobile/page/sheet";
import { useStore } from "@gas_mobile/page/store";

/** What was done, and the numbers that the archive takes over. */
export class NoteSheet extends Component {
    static template = "gas_workorder.CrewNoteSheet";
    static components = { Phrases, Sheet };
    static props = { order: Object };

    setup() {
        this.store = useStore();
        const { order } = this.props;
        this.state = useState({
            method: order.method || order.plan || "",
            index_m3: order.index_m3 || "",
            seal: order.seal || "",
            new_meter: order.new_meter || "",
            new_index_m3: order.new_index_m3 || "",
            exchange_reason: order.exchange_reason || "",
        });
        this.methods = [
            _t("Part replaced"),
            _t("Joint tightened"),
            _t("Cleaned and adjusted"),
            _t("Right use shown"),
            _t("No fault found"),
        ];
    }

    get isExchange() {
        return this.props.order.change === "meter_exchange";
    }

    get asksIndex() {
        return this.isExchange || this.props.order.needs_seal || this.props.order.change;
    }

    get reasons() {
        return Object.entries(this.store.synced.labels.exchange_reason);
    }

    get missing() {
        if (!this.state.method.trim()) {
            return _t("Enter what was done");
        }
        if (this.props.order.needs_seal && !this.state.seal.trim()) {
            return _t("Enter the number of the seal");
        }
        if (this.isExchange && !this.state.new_meter.trim()) {
            return _t("Enter the number of the new meter");
        }
        if (this.isExchange && !this.state.exchange_reason) {
            return _t("Say why the meter was exchanged");
        }
        return "";
    }

    async confirm() {
        const values = { method: this.state.method.trim() };
        for (const name of ["seal", "new_meter", "exchange_reason"]) {
            if (this.state[name].trim()) {
                values[name] = this.state[name].trim();
            }
        }
        for (const name of ["index_m3", "new_index_m3"]) {
            const number = Number.parseFloat(this.state[name]);
            if (Number.isFinite(number)) {
                values[name] = number;
            }
        }
        await this.store.add(this.props.order, "note", { values });
        back();
    }
}
