import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Phrases } from "./phrases";
import { Sheet, back } from "./sheet";

/** What is wrong, why, and what is to be done: mostly by tapping. */
export class DiagnoseSheet extends Component {
    static template = "gas_workorder.CrewDiagnoseSheet";
    static components = { Phrases, Sheet };
    static props = { order: Object };

    setup() {
        this.crew = useState(useService("gas_crew"));
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
        const { faults } = this.crew.told;
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
        await this.crew.add(this.props.order, "diagnose", data);
        back();
    }
}
