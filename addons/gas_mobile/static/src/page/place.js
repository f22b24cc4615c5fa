import { onMounted, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/**
 * Where one is on the page: it stands behind the # of the address (`#12` a record,
 * `#12/fees` a sheet of it), so that the telephone's own way back works.
 */
class Place {
    constructor() {
        this.hash = browser.location.hash;
    }

    get id() {
        return Number.parseInt(this.hash.slice(1));
    }

    get sheet() {
        return this.hash.split("/")[1] || "";
    }
}

/** Return where one is; who calls this is drawn anew when that changes. */
export function usePlace() {
    const place = useState(new Place());
    const follow = () => (place.hash = browser.location.hash);
    onMounted(() => browser.addEventListener("hashchange", follow));
    onWillUnmount(() => browser.removeEventListener("hashchange", follow));
    return place;
}

/** Go to a record, to one of its sheets, or without either to the list. */
export function goTo(id, sheet) {
    browser.location.hash = [id, sheet].filter(Boolean).join("/");
}

/** Leave a sheet, or a record, as the telephone's own way back does. */
export function back() {
    history.back();
}
