import { Component } from "@odoo/owl";
import { user } from "@web/core/user";
import { Frame } from "@gas_mobile/page/frame";
import { usePlace } from "@gas_mobile/page/place";
import { usePositionReports } from "@gas_mobile/page/position";
import { useStore } from "@gas_mobile/page/store";
import { OrderList } from "./order_list";
import { OrderScreen } from "./order_screen";

/** The screens of a crew: its orders, or one of them. */
export class CrewApp extends Component {
    static template = "gas_workorder.CrewApp";
    static components = { Frame, OrderList, OrderScreen };
    static props = {};

    setup() {
        this.store = useStore();
        this.place = usePlace();
        this.name = user.name;
        // The dispatcher sees where a crew is that is on its way.
        usePositionReports(
            () => this.store.records.find((order) => order.state === "on_way")?.id
        );
    }

    get order() {
        return this.store.record(this.place.id);
    }
}
