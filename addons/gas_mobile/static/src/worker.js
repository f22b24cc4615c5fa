// Keeps a page on the telephone, so that it opens without signal. Sent by the server with
// the settings of the page on top: SETTINGS = { page, cache, kept }.
const { page: PAGE, cache: CACHE, kept: KEPT } = SETTINGS;
// A new page is kept here until all that it needs is kept, too.
const COMING = `${PAGE}/coming`;
const TRANSLATIONS = "/web/webclient/translations";
// A weak signal is none: longer than this, nobody waits on a stair for what is kept.
// What is not kept yet is waited for: without it, there is no page at all.
const PATIENCE_MS = 5000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
    if (event.data.keep) {
        event.waitUntil(keep(event.data.keep));
    }
});
self.addEventListener("fetch", (event) => {
    const { method, mode, url } = event.request;
    const { origin, pathname, searchParams } = new URL(url);
    if (method !== "GET" || origin !== self.location.origin) {
        return;
    }
    if (mode === "navigate") {
        event.respondWith(pageFirstFromNetwork(event.request));
    } else if (pathname === TRANSLATIONS && searchParams.get("hash")) {
        // Odoo keeps its terms by itself, and asks only whether there are newer ones.
        const unchanged = () => Response.json({ hash: searchParams.get("hash") });
        event.respondWith(fromNetwork(event.request).catch(unchanged));
    } else if (isForEver(pathname)) {
        event.respondWith(cached(event.request).catch(() => fetch(event.request)));
    }
});

/** The address of a bundle changes with what is in it. */
function isForEver(pathname) {
    return KEPT.some((part) => pathname.includes(part));
}

/** Keep what the page has loaded: that is what it needs. The rest is of older ones. */
async function keep(urls) {
    const cache = await caches.open(CACHE);
    const loaded = urls.filter((url) => isForEver(new URL(url).pathname));
    const wanted = new Set(loaded.map((url) => new URL(url, self.location).href));
    const kept = (await cache.keys()).map(({ url }) => url);
    const missing = [...wanted].filter((url) => !kept.includes(url));
    await Promise.all(missing.map((url) => cache.add(url)));
    const coming = await cache.match(COMING);
    if (coming) {
        await cache.put(PAGE, coming);
    } else if (!(await cache.match(PAGE))) {
        await cache.add(PAGE);
    }
    wanted.add(new URL(PAGE, self.location).href);
    await Promise.all(kept.filter((url) => !wanted.has(url)).map((url) => cache.delete(url)));
}

async function pageFirstFromNetwork(request) {
    const kept = await cached(PAGE).catch(() => null);
    let response;
    try {
        response = await (kept ? fromNetwork(request) : fetch(request));
    } catch (error) {
        if (!kept) {
            throw error;
        }
        return kept;
    }
    if (response.status >= 500) {
        return kept || response;
    }
    if (response.ok && new URL(request.url).pathname === PAGE) {
        const cache = await caches.open(CACHE);
        await cache.put(COMING, response.clone());
    }
    return response;
}

async function fromNetwork(request) {
    let timer;
    const patience = new Promise((_resolve, reject) => {
        timer = setTimeout(() => reject(new TypeError("no signal")), PATIENCE_MS);
    });
    try {
        return await Promise.race([fetch(request), patience]);
    } finally {
        clearTimeout(timer);
    }
}

async function cached(request) {
    const cache = await caches.open(CACHE);
    const response = await cache.match(request, { ignoreSearch: true });
    if (!response) {
        throw new TypeError("not kept");
    }
    return response;
}
