import { Component } from "@odoo/owl";

/** Leave a sheet, or an order, as the telephone's own way back does. */
export function back() {
    history.back();
}

/** A whole screen over an order, for one thing to be entered, with one big button. */
export class Sheet extends Component {
    static template = "gas_workorder.CrewSheet";
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
