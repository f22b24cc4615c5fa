import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { page } from "./page";
import { useStore } from "./store";

/** The frame of a page: a bar that says what is wrong with the connection, and screens. */
export class Frame extends Component {
    static template = "gas_mobile.Frame";
    static components = { MainComponentsContainer };
    static props = { slots: Object };

    setup() {
        this.store = useStore();
        this.ways = { login: `/web/login?redirect=${page.url}`, other: page.url };
    }

    /** What is wrong with the connection, in so many words. */
    get trouble() {
        const count = this.store.outbox.length;
        switch (this.store.trouble) {
            case "signal":
                return count
                    ? _t("No signal: %s entries wait and are sent later", count)
                    : _t("No signal: work on, it is kept here");
            case "other":
                return _t("Somebody else has logged in on this phone: open the page again");
            case "login":
                return _t("Log in again: %s entries wait", count);
            case "server":
                return _t("The server fails: %s entries wait", count);
        }
        return count ? _t("%s entries are being sent", count) : "";
    }
}
