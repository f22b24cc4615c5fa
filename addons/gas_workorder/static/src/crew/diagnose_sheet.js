import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Phrases } from "@gas_mobile/page/phrases";
import { back } from "@gas_mobile/page/place";
import { Sheet } from "@gas_mobile/page/sheet";
import { useStore } from "@gas_mobile/page/store";

/** What is wrong, why, and what is to be done: mostly by tapping. */
export class DiagnoseSheet extends Component {
    static template = "gas_workorder.CrewDiagnoseSheet";
    static components = { Phrases, Sheet };
    static props = { order: Object };

    setup() {
        this.store = useStore();
        const { fault_id, cause, plan } = this.props.order;
        this.state = useState({ fault_id, cause: cause || "", plan: plan || "" });
        this.plans = [
            _t("Replace the part"),
            _t("Tighten the joint"),
            _t("Clean and adjust"),
            _t("Show the right use"),
            _t("Close the valve"),
        ];
    }

    choose(fault) {
        const { faults } = this.store.synced;
        const isName = faults.some((each) => each.name === this.state.cause);
        if (!this.state.cause || isName) {
            this.state.cause = fault.name;
        }
        this.state.fault_id = fault.id;
    }

    get missing() {
        if (!this.state.fault_id) {
            return _t("Choose what is wrong");
        }
        return this.state.cause.trim() ? "" : _t("Enter the cause");
    }

    async confirm() {
        const { fault_id, cause, plan } = this.state;
        const data = { fault_id, cause: cause.trim(), plan: plan.trim() };
        await this.store.add(this.props.order, "diagnose", data);
        back();
    }
}
