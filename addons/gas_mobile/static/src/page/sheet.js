import { Component } from "@odoo/owl";
import { back } from "./place";

/** A whole screen over a record, for one thing to be entered, with one big button. */
export class Sheet extends Component {
    static template = "gas_mobile.Sheet";
    static props = {
        title: String,
        button: String,
        missing: { type: String, optional: true },
        onConfirm: Function,
        slots: Object,
    };

    setup() {
        this.back = back;
    }
}
