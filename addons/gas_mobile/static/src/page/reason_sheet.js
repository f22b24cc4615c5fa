import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Phrases } from "./phrases";
import { Sheet } from "./sheet";

/** Why: tapped or typed, and never left out. */
export class ReasonSheet extends Component {
    static template = "gas_mobile.ReasonSheet";
    static components = { Phrases, Sheet };
    static props = { title: String, button: String, reasons: Array, onConfirm: Function };

    setup() {
        this.state = useState({ words: "" });
    }

    get missing() {
        return this.state.words.trim() ? "" : _t("Say why");
    }

    confirm() {
        return this.props.onConfirm(this.state.words.trim());
    }
}
