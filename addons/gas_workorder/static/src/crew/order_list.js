import { Component } from "@odoo/owl";
import { Countdown } from "@gas_mobile/page/countdown";
import { Refusals } from "@gas_mobile/page/refusals";
import { useStore } from "@gas_mobile/page/store";
import { shown } from "@gas_mobile/page/times";
import { isEmergency, isOver, nextPromise } from "./order_steps";

/** My orders: emergencies first, what is over today last. */
export class OrderList extends Component {
    static template = "gas_workorder.CrewOrderList";
    static components = { Countdown, Refusals };
    static props = { name: String };

    setup() {
        this.store = useStore();
        this.isEmergency = isEmergency;
        this.nextPromise = nextPromise;
    }

    get open() {
        const orders = this.store.records.filter((order) => !isOver(order));
        const rank = (order) => (isEmergency(order) ? 0 : 1);
        return orders.sort((one, other) => rank(one) - rank(other));
    }

    get over() {
        return this.store.records.filter(isOver);
    }

    shown(text) {
        return shown(text, this.store.now);
    }

    label(order) {
        return this.store.synced.labels.state[order.state];
    }
}
