import { Component } from "@odoo/owl";
import { useStore } from "./store";
import { countdown, fromServer } from "./times";

/** How long is left until a deadline, or how late it is. */
export class Countdown extends Component {
    static template = "gas_mobile.Countdown";
    static props = { name: String, deadline: String };

    setup() {
        this.store = useStore();
    }

    get left() {
        return fromServer(this.props.deadline) - this.store.now;
    }

    get time() {
        return countdown(this.left);
    }
}
