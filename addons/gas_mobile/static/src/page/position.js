import { browser } from "@web/core/browser/browser";
import { rpc } from "@web/core/network/rpc";
import { user } from "@web/core/user";
import { useEffect } from "@odoo/owl";
import { page } from "./page";

const PATIENCE_MS = 12_000;
const REPORT_MS = 60_000;

function plain({ coords }) {
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
            (position) => resolve(plain(position)),
            () => resolve(null),
            { enableHighAccuracy: true, timeout, maximumAge: 15_000 }
        );
    });
}

/**
 * While `getId` names a record, report where this telephone is, at most once a minute. A
 * report that does not get through is of no use later: the next one is.
 */
export function usePositionReports(getId) {
    useEffect(
        (id) => {
            const { geolocation } = browser.navigator;
            if (!id || !geolocation) {
                return;
            }
            let last = 0;
            const watch = geolocation.watchPosition(
                (position) => {
                    if (Date.now() - last >= REPORT_MS) {
                        last = Date.now();
                        const params = {
                            user_id: user.userId,
                            res_id: id,
                            position: plain(position),
                        };
                        rpc(`${page.url}/position`, params, { silent: true }).catch(() => {});
                    }
                },
                () => {},
                { enableHighAccuracy: true, maximumAge: 30_000 }
            );
            return () => geolocation.clearWatch(watch);
        },
        () => [getId()]
    );
}
