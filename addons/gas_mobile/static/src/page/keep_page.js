import { browser } from "@web/core/browser/browser";
import { page } from "./page";

/** Let the service worker keep all that this page has loaded, to open without signal. */
export async function keepPage() {
    const { serviceWorker } = browser.navigator;
    if (!serviceWorker || odoo.debug) {
        return; // not over https: the page works, with signal only
    }
    await serviceWorker.register(`${page.url}/worker.js`, { scope: page.url });
    const { active } = await serviceWorker.ready;
    if (document.readyState !== "complete") {
        await new Promise((resolve) => browser.addEventListener("load", resolve));
    }
    const urls = performance.getEntriesByType("resource").map((entry) => entry.name);
    active.postMessage({ keep: urls });
}
