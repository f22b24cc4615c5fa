import { mountComponent } from "@web/env";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { reactive, whenReady } from "@odoo/owl";
import { Box } from "./box";
import { keepPage } from "./keep_page";
import { page } from "./page";

/**
 * Open the page: `App` is its root component, `Store` extends `MobileStore`. What one
 * user has entered is never sent by another: each has a database of their own.
 */
export function startPage(App, Store) {
    registry.category("services").add("gas_mobile", {
        start() {
            const store = reactive(new Store(new Box(`${page.name}_${user.userId}`)));
            store.open();
            // Not to be thrown away when the telephone needs room.
            browser.navigator.storage?.persist?.();
            return store;
        },
    });
    whenReady(() => mountComponent(App, document.body));
    keepPage();
}
