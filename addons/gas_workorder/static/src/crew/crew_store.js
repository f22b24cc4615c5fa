import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import {
    ConnectionAbortedError,
    ConnectionLostError,
    RPCError,
    rpc,
} from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { pick } from "@web/core/utils/objects";
import { uuid } from "@web/core/utils/strings";
import { markRaw, reactive } from "@odoo/owl";
import { Box } from "./box";
import { isEmergency, withEntry } from "./order_steps";
import { fromServer, toServer } from "./times";

const SYNC_MS = 30_000;
const PATIENCE_MS = 20_000;
// Slower than 10 kB a second is no signal.
const BYTES_PER_MS = 10;
const PORTION_BYTES = 200_000;

/** What was entered is not on the disk: the screen stays, and says so. */
class NotKeptError extends Error {}

registry.category("error_handlers").add(
    "gas_not_kept",
    (env, error, original) => {
        if (original instanceof NotKeptError) {
            error.unhandledRejectionEvent?.preventDefault();
            const words = _t("This phone is full and has not kept it. Make room, and try again.");
            env.services.notification.add(words, { type: "danger", sticky: true });
            return true;
        }
    },
    { sequence: 1 }
);

/**
 * The orders of a crew, and what it has entered and the server has not answered yet.
 *
 * What a screen shows is what the server told last with all that waits in the outbox
 * done to it. An entry waits for ever, until it is answered: done, or refused with a
 * reason that stays on the screen until somebody has seen it.
 */
export class CrewStore {
    constructor(box) {
        this.box = box;
        this.told = null;
        this.outbox = markRaw([]);
        this.refusals = markRaw([]);
        this.trouble = "";
        this.isOpen = false;
        this.tick = Date.now();
    }

    async open() {
        const [told, outbox, refusals] = await Promise.all([
            this.box.get("kept", "told"),
            this.box.all("outbox"),
            this.box.all("refusals"),
        ]);
        this.told = told ? markRaw(told) : null;
        this.outbox = markRaw(outbox);
        this.refusals = markRaw(refusals);
        this.isOpen = true;
        browser.setInterval(() => (this.tick = Date.now()), 1000);
        browser.setInterval(() => this.sync(), SYNC_MS);
        browser.addEventListener("online", () => this.sync());
        document.addEventListener("visibilitychange", () => {
            if (!document.hidden) {
                this.sync();
            }
        });
        this.sync();
    }

    /** The time by the server's clock, as far as this telephone knows it. */
    get now() {
        return this.tick + (this.told?.ahead || 0);
    }

    get orders() {
        const orders = (this.told?.orders || []).map((order) => this.withOutbox(order));
        return markRaw(orders.filter((order) => order.state !== "new"));
    }

    order(id) {
        return this.orders.find((order) => order.id === id);
    }

    withOutbox(order) {
        return this.outbox
            .filter((entry) => entry.order_id === order.id)
            .reduce((each, entry) => withEntry(each, entry, this.told), order);
    }

    refusalsOf(order) {
        return this.refusals.filter((refusal) => refusal.order_id === order.id);
    }

    /** Refusals of orders that are no longer on this telephone. */
    get strayRefusals() {
        const ids = new Set(this.orders.map((order) => order.id));
        return this.refusals.filter((refusal) => !ids.has(refusal.order_id));
    }

    // Entries

    /** Enter that something was done. It is on the disk when this resolves. */
    async add(order, kind, data = {}) {
        await this.enter({
            uuid: uuid(),
            order_id: order.id,
            order_name: order.name,
            kind,
            data,
            done_on: toServer(Date.now() + (this.told?.ahead || 0)),
        });
        this.sync();
    }

    async enter(entry) {
        // A screen's own state is no plain object, and a database takes nothing else.
        const plain = JSON.parse(JSON.stringify(entry));
        const seq = await this.box.put("outbox", plain).catch((cause) => {
            throw new NotKeptError("not kept", { cause });
        });
        this.outbox = markRaw([...this.outbox, { ...plain, seq }]);
    }

    /** Send once more what was refused: its reason may be gone. */
    async retry(refusal) {
        const { words, seq, ...entry } = refusal;
        await this.enter({ ...entry, uuid: uuid() });
        await this.dismiss(refusal);
        this.sync();
    }

    async dismiss(refusal) {
        await this.box.remove("refusals", refusal.uuid);
        this.refusals = markRaw(
            this.refusals.filter((each) => each.uuid !== refusal.uuid)
        );
    }

    // The server

    /** Send what waits and load the orders; one at a time, and again if asked meanwhile. */
    sync() {
        this.isAsked = true;
        this.running ||= this.run().finally(() => (this.running = null));
        return this.running;
    }

    async run() {
        while (this.isAsked) {
            this.isAsked = false;
            try {
                const failure = await this.send();
                await this.load();
                this.trouble = failure ? "server" : "";
            } catch (error) {
                this.trouble = troubleOf(error);
                return;
            }
        }
    }

    /**
     * Send the outbox, order by order: what fails at one keeps no other waiting.
     *
     * @returns {Promise<RPCError|undefined>} what the server failed at
     */
    async send() {
        let failure;
        for (const entries of grouped(this.outbox)) {
            try {
                for (const portion of portions(entries)) {
                    await this.deliver(portion);
                }
            } catch (error) {
                if (troubleOf(error) !== "server") {
                    throw error;
                }
                failure = error;
            }
        }
        return failure;
    }

    async deliver(portion) {
        const entries = portion.map((entry) =>
            pick(entry, "uuid", "order_id", "kind", "data", "done_on")
        );
        const answers = await call("/gas/crew/send", { entries });
        for (const [index, answer] of answers.entries()) {
            await this.settle(portion[index], answer);
        }
    }

    async settle(entry, answer) {
        if (answer.state === "refused") {
            const refusal = { ...entry, words: answer.words };
            await this.box.put("refusals", refusal);
            this.refusals = markRaw([...this.refusals, refusal]);
        }
        await this.box.remove("outbox", entry.seq);
        if (answer.state === "done" && this.told) {
            const orders = this.told.orders.map((order) =>
                order.id === entry.order_id ? withEntry(order, entry, this.told) : order
            );
            this.told = markRaw({ ...this.told, orders });
        }
        this.outbox = markRaw(this.outbox.filter((each) => each.seq !== entry.seq));
    }

    async load() {
        const told = await call("/gas/crew/orders", {});
        const ahead = fromServer(told.now) - Date.now();
        this.alarm(told.orders);
        this.told = markRaw({ ...told, ahead });
        await this.box.put("kept", this.told, "told");
    }

    alarm(orders) {
        const known = new Set((this.told?.orders || []).map((order) => order.id));
        const isNew = (order) => isEmergency(order) && !known.has(order.id);
        if (orders.some(isNew)) {
            browser.navigator.vibrate?.([600, 200, 600, 200, 600]);
        }
    }
}

function grouped(outbox) {
    const byOrder = new Map();
    for (const entry of outbox) {
        byOrder.set(entry.order_id, [...(byOrder.get(entry.order_id) || []), entry]);
    }
    return byOrder.values();
}

/** Photos go one by one: on a weak signal, each is kept as soon as it is through. */
function* portions(entries) {
    let portion = [];
    let bytes = 0;
    for (const entry of entries) {
        const size = JSON.stringify(entry.data).length;
        if (portion.length && bytes + size > PORTION_BYTES) {
            yield portion;
            portion = [];
            bytes = 0;
        }
        portion.push(entry);
        bytes += size;
    }
    if (portion.length) {
        yield portion;
    }
}

async function call(url, params) {
    const request = rpc(url, params, { silent: true });
    const patience = PATIENCE_MS + JSON.stringify(params).length / BYTES_PER_MS;
    const timer = browser.setTimeout(() => request.abort(), patience);
    try {
        return await request;
    } finally {
        browser.clearTimeout(timer);
    }
}

function troubleOf(error) {
    if (error instanceof ConnectionLostError || error instanceof ConnectionAbortedError) {
        return "signal";
    }
    if (error instanceof RPCError) {
        const expired = error.exceptionName === "odoo.http.SessionExpiredException";
        return expired ? "login" : "server";
    }
    throw error;
}

registry.category("services").add("gas_crew", {
    start() {
        const store = reactive(new CrewStore(new Box(`gas_crew_${user.userId}`)));
        store.open();
        // Not to be thrown away when the telephone needs room.
        browser.navigator.storage?.persist?.();
        return store;
    },
});
