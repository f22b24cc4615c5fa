import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { back } from "@gas_mobile/page/place";
import { Sheet } from "@gas_mobile/page/sheet";
import { SignaturePad } from "@gas_mobile/page/signature_pad";
import { useStore } from "@gas_mobile/page/store";

/** The customer says how it was and signs for the work. */
export class SignSheet extends Component {
    static template = "gas_workorder.CrewSignSheet";
    static components = { Sheet, SignaturePad };
    static props = { order: Object };

    setup() {
        this.store = useStore();
        const { agreed_by, customer, reporter } = this.props.order;
        const name = agreed_by || customer || reporter || "";
        this.state = useState({ name, rating: 0, words: "", signature: "" });
        this.stars = [1, 2, 3, 4, 5];
    }

    get rated() {
        return this.store.synced.labels.rating[this.state.rating] || "";
    }

    get missing() {
        if (!this.state.rating) {
            return _t("The customer taps a star");
        }
        if (!this.state.name.trim()) {
            return _t("Enter who signs");
        }
        return this.state.signature ? "" : _t("The customer signs in the field");
    }

    async confirm() {
        const { name, rating, words, signature } = this.state;
        const data = { name: name.trim(), rating, words: words.trim(), signature };
        await this.store.add(this.props.order, "sign", data);
        back();
    }
}
