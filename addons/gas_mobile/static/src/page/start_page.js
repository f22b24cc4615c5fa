import { mountComponent } from "@web/env";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { reactive, whenReady } from "@odoo/owl";
import { Box } from "./box";
import { keepPage } from "./keep_page";
import { page } from "./page";

/**
 * Clear what this telephone keeps of the customers of other users: it has changed hands.
 * What they have entered and not sent waits for them.
 */
async function forgetOthers() {
    const mine = `${page.name}_${user.userId}`;
    const databases = (await indexedDB.databases?.()) || [];
    for (const { name } of databases) {
        if (name.startsWith(`${page.name}_`) && name !== mine) {
            await new Box(name).clear("kept");
        }
    }
}

/**
 * Open the page: `App` is its root component, `Store` extends `MobileStore`. What one
 * user has entered is never sent by another: each has a database of their own.
 */
export function startPage(App, Store) {
    forgetOthers();
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
