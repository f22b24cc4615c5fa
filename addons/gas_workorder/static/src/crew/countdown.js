import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { nextPromise } from "./order_steps";
import { countdown, fromServer } from "./times";

/** How long is left until what was promised next, or how late it is. */
export class Countdown extends Component {
    static template = "gas_workorder.CrewCountdown";
    static props = { order: Object };

    setup() {
        this.crew = useState(useService("gas_crew"));
    }

    get promise() {
        return nextPromise(this.props.order);
    }

    get left() {
        return fromServer(this.promise.deadline) - this.crew.now;
    }

    get time() {
        return countdown(this.left);
    }
}
