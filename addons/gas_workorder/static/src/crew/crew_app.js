import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { useService } from "@web/core/utils/hooks";
import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";
import { OrderList } from "./order_list";
import { OrderScreen } from "./order_screen";
import { useReports } from "./position";

/**
 * The screens of a crew. Where one is stands behind the # of the address (`#12` an order,
 * `#12/fees` a sheet of it), so that the telephone's own way back works.
 */
export class CrewApp extends Component {
    static template = "gas_workorder.CrewApp";
    static components = { MainComponentsContainer, OrderList, OrderScreen };
    static props = {};

    setup() {
        this.crew = useState(useService("gas_crew"));
        this.place = useState({ hash: browser.location.hash });
        this.name = user.name;
        const follow = () => (this.place.hash = browser.location.hash);
        onMounted(() => browser.addEventListener("hashchange", follow));
        onWillUnmount(() => browser.removeEventListener("hashchange", follow));
        useReports(() => this.crew.orders.find((order) => order.state === "on_way")?.id);
    }

    get order() {
        return this.crew.order(Number.parseInt(this.place.hash.slice(1)));
    }

    get sheet() {
        return this.place.hash.split("/")[1] || "";
    }

    /** What is wrong with the connection, in so many words. */
    get trouble() {
        const count = this.crew.outbox.length;
        switch (this.crew.trouble) {
            case "signal":
                return count
                    ? _t("No signal: %s entries wait and are sent later", count)
                    : _t("No signal: work on, it is kept here");
            case "login":
                return _t("Log in again: %s entries wait", count);
            case "server":
                return _t("The server fails: %s entries wait", count);
        }
        return count ? _t("%s entries are being sent", count) : "";
    }
}
