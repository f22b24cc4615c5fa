import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { back } from "@gas_mobile/page/place";
import { Sheet } from "@gas_mobile/page/sheet";
import { SignaturePad } from "@gas_mobile/page/signature_pad";
import { useStore } from "@gas_mobile/page/store";

/** The customer reads what is done, how long it takes and what it costs, and signs. */
export class AgreeSheet extends Component {
    static template = "gas_workorder.CrewAgreeSheet";
    static components = { Sheet, SignaturePad };
    static props = { order: Object };

    setup() {
        this.store = useStore();
        const { customer, reporter } = this.props.order;
        this.state = useState({ name: customer || reporter || "", minutes: 30, signature: "" });
        this.choices = [15, 30, 60, 120, 240];
    }

    itemName(fee) {
        return this.store.synced.fees.find((item) => item.id === fee.item_id)?.name;
    }

    get missing() {
        if (!this.state.name.trim()) {
            return _t("Enter who agrees");
        }
        return this.state.signature ? "" : _t("The customer signs in the field");
    }

    async confirm() {
        const { name, minutes, signature } = this.state;
        const { order } = this.props;
        const data = { name: name.trim(), minutes, signature, amount: order.fee_amount };
        await this.store.add(order, "agree", data);
        back();
    }
}
