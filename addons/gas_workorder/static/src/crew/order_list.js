import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { Countdown } from "./countdown";
import { isEmergency, isOver } from "./order_steps";
import { Refusals } from "./refusals";
import { shown } from "./times";

/** My orders: emergencies first, what is over today last. */
export class OrderList extends Component {
    static template = "gas_workorder.CrewOrderList";
    static components = { Countdown, Refusals };
    static props = { name: String };

    setup() {
        this.crew = useState(useService("gas_crew"));
        this.isEmergency = isEmergency;
    }

    get open() {
        const orders = this.crew.orders.filter((order) => !isOver(order));
        const rank = (order) => (isEmergency(order) ? 0 : 1);
        return orders.sort((one, other) => rank(one) - rank(other));
    }

    get over() {
        return this.crew.orders.filter(isOver);
    }

    shown(text) {
        return shown(text, this.crew.now);
    }

    label(order) {
        return this.crew.told.labels.state[order.state];
    }
}
