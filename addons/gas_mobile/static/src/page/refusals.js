import { Component } from "@odoo/owl";
import { useStore } from "./store";
import { shown } from "./times";

/** What the server has refused: it stays until somebody says to have seen it. */
export class Refusals extends Component {
    static template = "gas_mobile.Refusals";
    static props = { refusals: Array };

    setup() {
        this.store = useStore();
    }

    label(refusal) {
        return this.store.synced?.labels.kind[refusal.kind] || refusal.kind;
    }

    shown(refusal) {
        return shown(refusal.done_on, this.store.now);
    }
}
