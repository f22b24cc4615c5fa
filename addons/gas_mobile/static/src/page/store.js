import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import {
    ConnectionAbortedError,
    ConnectionLostError,
    RPCError,
    rpc,
} from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { pick } from "@web/core/utils/objects";
import { uuid } from "@web/core/utils/strings";
import { markRaw, useState } from "@odoo/owl";
import { user } from "@web/core/user";
import { page } from "./page";
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

/** The store of the page; who calls this is drawn anew when something changes in it. */
export function useStore() {
    return useState(useService("gas_mobile"));
}

/**
 * What a page shows, and what was entered on it and the server has not answered yet.
 *
 * What a screen shows is what the server sent last (`synced`) with all that waits in the
 * outbox done to it. An action waits for ever, until it is answered: done, or refused
 * with a reason that stays on the screen until somebody has seen it.
 *
 * A page extends it: it says what its records are and how an action changes one. What
 * the server sends to it is `{now, labels: {kind: {kind: name}}, [table]: [{id, name}]}`
 * with whatever else its screens show.
 */
export class MobileStore {
    /** The model of the records, which inherits `gas.mobile.mixin`. */
    model = "";
    /** Where the records stand in what the server sends. */
    table = "records";
    /** Below the address of the page: where to load from, and where to send to. */
    routes = { load: "load", send: "send" };

    constructor(box) {
        this.box = box;
        this.synced = null;
        this.outbox = markRaw([]);
        this.refusals = markRaw([]);
        this.trouble = "";
        this.isOpen = false;
        this.tick = Date.now();
    }

    // What a page says

    /** Return the record as it is after `action`; `synced` is what the server sent last. */
    withAction(record, action, synced) {
        return record;
    }

    /** Return whether a record is still to be shown, after what waits in the outbox. */
    isShown(record) {
        return true;
    }

    /** Called with what the server sends, before it takes the place of `synced`. */
    onLoad(loaded) {}

    // What there is

    async open() {
        const [synced, outbox, refusals] = await Promise.all([
            this.box.get("kept", "synced"),
            this.box.all("outbox"),
            this.box.all("refusals"),
        ]);
        this.synced = synced ? markRaw(synced) : null;
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
        return this.tick + (this.synced?.ahead || 0);
    }

    get records() {
        const records = this.synced?.[this.table] || [];
        return markRaw(
            records.map((each) => this.withOutbox(each)).filter((each) => this.isShown(each))
        );
    }

    record(id) {
        return this.records.find((record) => record.id === id);
    }

    withOutbox(record) {
        return this.outbox
            .filter((action) => action.res_id === record.id)
            .reduce((each, action) => this.effect(each, action), record);
    }

    /** A word that this page does not know (it is older) changes nothing it shows. */
    effect(record, action) {
        try {
            return this.withAction(record, action, this.synced);
        } catch (error) {
            console.warn(`An action of kind ${action.kind} cannot be shown`, error);
            return record;
        }
    }

    refusalsOf(record) {
        return this.refusals.filter((refusal) => refusal.res_id === record.id);
    }

    /** Refusals of records that are no longer on this telephone. */
    get strayRefusals() {
        const ids = new Set(this.records.map((record) => record.id));
        return this.refusals.filter((refusal) => !ids.has(refusal.res_id));
    }

    // What is entered

    /**
     * Enter that something was done. It is on the disk when this resolves.
     *
     * @param {number} [at] when it was done, if the telephone had to think meanwhile
     */
    async add(record, kind, data = {}, at = Date.now()) {
        await this.keep({
            uuid: uuid(),
            res_model: this.model,
            res_id: record.id,
            record_name: record.name,
            kind,
            data,
            done_on: toServer(at + (this.synced?.ahead || 0)),
        });
        this.sync();
    }

    async keep(action) {
        // A screen's own state is no plain object, and a database takes nothing else.
        const plain = JSON.parse(JSON.stringify(action));
        const seq = await this.box.put("outbox", plain).catch((cause) => {
            throw new NotKeptError("not kept", { cause });
        });
        this.outbox = markRaw([...this.outbox, { ...plain, seq }]);
    }

    /** Send once more what was refused: its reason may be gone. */
    async retry(refusal) {
        const { words, seq, ...action } = refusal;
        await this.keep({ ...action, uuid: uuid() });
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

    /** Send what waits and load the records; one at a time, again if asked meanwhile. */
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
                if (this.trouble === "other") {
                    await this.forget();
                }
                return;
            }
        }
    }

    /** Show and keep nothing of customers any more; what was entered stays. */
    async forget() {
        this.synced = null;
        await this.box.clear("kept");
    }

    /**
     * Send the outbox, record by record: what fails at one keeps no other waiting.
     *
     * @returns {Promise<RPCError|undefined>} what the server failed at
     */
    async send() {
        let failure;
        for (const actions of byRecord(this.outbox)) {
            try {
                for (const portion of portions(actions)) {
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
        const actions = portion.map((action) =>
            pick(action, "uuid", "res_model", "res_id", "kind", "data", "done_on")
        );
        const answers = await call(`${page.url}/${this.routes.send}`, { actions });
        for (const [index, answer] of answers.entries()) {
            await this.applyAnswer(portion[index], answer);
        }
    }

    /** Take an answered action out of the outbox; keep what it did, or why it did not. */
    async applyAnswer(action, answer) {
        if (answer.state === "refused") {
            const refusal = { ...action, words: answer.words };
            await this.box.put("refusals", refusal);
            this.refusals = markRaw([...this.refusals, refusal]);
        }
        await this.box.remove("outbox", action.seq);
        if (answer.state === "done" && this.synced) {
            const records = this.synced[this.table].map((record) =>
                record.id === action.res_id ? this.effect(record, action) : record
            );
            this.synced = markRaw({ ...this.synced, [this.table]: records });
        }
        this.outbox = markRaw(this.outbox.filter((each) => each.seq !== action.seq));
    }

    async load() {
        const loaded = await call(`${page.url}/${this.routes.load}`, {});
        const ahead = fromServer(loaded.now) - Date.now();
        this.onLoad(loaded);
        this.synced = markRaw({ ...loaded, ahead });
        await this.box.put("kept", this.synced, "synced");
    }
}

function byRecord(outbox) {
    const found = new Map();
    for (const action of outbox) {
        found.set(action.res_id, [...(found.get(action.res_id) || []), action]);
    }
    return found.values();
}

/** Photos go one by one: on a weak signal, each is kept as soon as it is through. */
function* portions(actions) {
    let portion = [];
    let bytes = 0;
    for (const action of actions) {
        const size = JSON.stringify(action.data).length;
        if (portion.length && bytes + size > PORTION_BYTES) {
            yield portion;
            portion = [];
            bytes = 0;
        }
        portion.push(action);
        bytes += size;
    }
    if (portion.length) {
        yield portion;
    }
}

/** Call the server in the name of who has opened the page, whoever is logged in now. */
async function call(url, values) {
    const params = { ...values, user_id: user.userId };
    const request = rpc(url, params, { silent: true });
    const patience = PATIENCE_MS + JSON.stringify(params).length / BYTES_PER_MS;
    const timer = browser.setTimeout(() => request.abort(), patience);
    try {
        return await request;
    } finally {
        browser.clearTimeout(timer);
    }
}

const TROUBLES = {
    "odoo.http.SessionExpiredException": "login",
    "odoo.addons.gas_mobile.controllers.page.OtherUserError": "other",
};

function troubleOf(error) {
    if (error instanceof ConnectionLostError || error instanceof ConnectionAbortedError) {
        return "signal";
    }
    if (error instanceof RPCError) {
        return TROUBLES[error.exceptionName] || "server";
    }
    throw error;
}
