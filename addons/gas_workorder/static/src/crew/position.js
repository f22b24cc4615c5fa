import { browser } from "@web/core/browser/browser";
import { rpc } from "@web/core/network/rpc";
import { useEffect } from "@odoo/owl";

const PATIENCE_MS = 12_000;
const REPORT_MS = 60_000;

function told({ coords }) {
    const { latitude, longitude, accuracy } = coords;
    return { latitude, longitude, accuracy };
}

/** Where this telephone is; null when it does not say so in time. */
export function whereAmI(timeout = PATIENCE_MS) {
    return new Promise((resolve) => {
        const { geolocation } = browser.navigator;
        if (!geolocation) {
            return resolve(null);
        }
        geolocation.getCurrentPosition(
            (position) => resolve(told(position)),
            () => resolve(null),
            { enableHighAccuracy: true, timeout, maximumAge: 15_000 }
        );
    });
}

/**
 * While an order is on the way, tell the dispatcher where the crew is, at most once a
 * minute. A report that does not get through is of no use later: the next one is.
 */
export function useReports(getOrderId) {
    useEffect(
        (orderId) => {
            const { geolocation } = browser.navigator;
            if (!orderId || !geolocation) {
                return;
            }
            let last = 0;
            const watch = geolocation.watchPosition(
                (position) => {
                    if (Date.now() - last >= REPORT_MS) {
                        last = Date.now();
                        const params = { order_id: orderId, position: told(position) };
                        rpc("/gas/crew/position", params, { silent: true }).catch(() => {});
                    }
                },
                () => {},
                { enableHighAccuracy: true, maximumAge: 30_000 }
            );
            return () => geolocation.clearWatch(watch);
        },
        () => [getOrderId()]
    );
}
