import { browser } from "@web/core/browser/browser";
import { MobileStore } from "@gas_mobile/page/store";
import { isEmergency, withAction } from "./order_steps";

/** The orders of a crew, and what it has entered. */
export class CrewStore extends MobileStore {
    model = "fsm.order";
    table = "orders";
    routes = { load: "orders", send: "send" };

    withAction(order, action, synced) {
        return withAction(order, action, synced);
    }

    /** Say on which visit it was entered: the order may be given out anew meanwhile. */
    add(order, kind, data = {}, at = undefined) {
        return super.add(order, kind, { ...data, visit_id: order.visit_id }, at);
    }

    /** An order that was handed over is nobody's. */
    isShown(order) {
        return order.state !== "new";
    }

    /** Shake when an emergency has come. */
    onLoad({ orders }) {
        const known = new Set((this.synced?.orders || []).map((order) => order.id));
        const isNew = (order) => isEmergency(order) && !known.has(order.id);
        if (orders.some(isNew)) {
            browser.navigator.vibrate?.([600, 200, 600, 200, 600]);
        }
    }
}
