/**
 * What an order needs next and what an action does to it: plain functions of plain
 * objects, so that work goes on where no server answers. The server asks the same again
 * (`_obstacles` of fsm.order).
 */
import { _t } from "@web/core/l10n/translation";
import { pick } from "@web/core/utils/objects";

export const CHECKS = "checks:";

/** Points of the checklist that keep the work from going on, as the server would say. */
export function openChecks(order, phase) {
    return order.checks.filter(
        (line) => line.phase === phase && (line.required ? !line.is_done : false)
    );
}

export function isOutside(line) {
    return (
        line.is_done &&
        line.has_limits &&
        (line.reading < line.lowest || line.reading > line.highest)
    );
}

function* checks(order, phase) {
    const lines = order.checks.filter((line) => line.phase === phase);
    if (openChecks(order, phase).length || lines.some(isOutside)) {
        yield CHECKS + phase;
    }
}

function* result(order) {
    const exchanged = order.change === "meter_exchange";
    if (
        !order.method ||
        (order.needs_seal && !order.seal) ||
        (exchanged && !(order.new_meter && order.exchange_reason))
    ) {
        yield "note";
    }
}

function* leaving(order) {
    if (order.needs_signature && !order.signed_on) {
        yield "sign";
    }
    yield "done";
}

function* upcoming(order) {
    switch (order.state) {
        case "dispatched":
            yield "accept";
            break;
        case "accepted":
            yield* checks(order, "before");
            yield "depart";
            break;
        case "on_way":
            yield "arrive";
            break;
        case "on_site":
        case "diagnosed":
        case "agreed":
            yield* checks(order, "door");
            if (order.needs_diagnosis && order.state === "on_site") {
                yield "diagnose";
            }
            if (order.needs_agreement && !order.agreed_on) {
                yield "fees";
            }
            yield* checks(order, "site");
            yield "start";
            break;
        case "working":
            yield* checks(order, "round");
            yield* result(order);
            yield* checks(order, "after");
            if (order.needs_check) {
                yield "checked";
            } else {
                yield* leaving(order);
            }
            break;
        case "checked":
        case "signed":
            yield* result(order);
            yield* leaving(order);
    }
}

/** What is still to be done until the next state, the next thing first. */
export function tasks(order) {
    return [...upcoming(order)];
}

export const TASK_LABELS = {
    accept: _t("Accept the Order"),
    [CHECKS + "before"]: _t("Check Before Leaving"),
    depart: _t("Set Out"),
    arrive: _t("I Am Here"),
    [CHECKS + "door"]: _t("Check at the Door"),
    diagnose: _t("Enter the Cause"),
    fees: _t("Tell Time and Price"),
    [CHECKS + "site"]: _t("Check Before Work"),
    start: _t("Begin the Work"),
    [CHECKS + "round"]: _t("Points of the Round"),
    note: _t("Enter What Was Done"),
    [CHECKS + "after"]: _t("Check After Work"),
    checked: _t("All Is Safe"),
    sign: _t("Let the Customer Sign"),
    done: _t("Finish the Order"),
};

/** The promise that is due first and that nothing entered here has kept. */
export function nextPromise(order) {
    return order.promises.find((promise) => !order[promise.kept_by]);
}

export function isEmergency(order) {
    return order.urgency === "emergency" && !isOver(order);
}

export function isOver(order) {
    return ["done", "failed", "cancelled"].includes(order.state);
}

// Fees

/** The fees that may be quoted on an order. */
export function offeredFees(order, synced) {
    return synced.fees.filter(
        (item) =>
            item.schedule_id === order.fee_schedule_id &&
            (!item.user_class || item.user_class === order.user_class)
    );
}

/** Rows as the server would make them of `[{item_id, quantity}]`. */
export function feesOf(order, quantities, synced) {
    return quantities.map(({ item_id, quantity }) => {
        const known = order.fees.find((fee) => fee.item_id === item_id);
        const item = synced.fees.find((each) => each.id === item_id);
        const kind = item?.kind || known.kind;
        const free = order.is_free && kind !== "part";
        const price = free ? 0 : known?.price || item?.price || 0;
        return { item_id, kind, quantity, price, amount: toFen(price * quantity) };
    });
}

function toFen(amount) {
    return Math.round(amount * 100 + 1e-6) / 100;
}

export function total(fees) {
    return toFen(fees.reduce((sum, fee) => sum + fee.amount, 0));
}

// Actions

const steps = (state, field) => (order, action) => ({
    state,
    [field]: order[field] || action.done_on,
});

const EFFECTS = {
    accept: steps("accepted", "accepted_on"),
    contact: (order, { data, done_on }) => ({
        contacted_on: order.contacted_on || done_on,
        scheduled_date_start: data.appointment || order.scheduled_date_start,
    }),
    depart: steps("on_way", "departed_on"),
    arrive: (order, action) => ({
        ...steps("on_site", "arrived_on")(order, action),
        appointment_arrived_on: order.appointment_arrived_on || action.done_on,
    }),
    check: (order, { data }) => ({
        checks: order.checks.map((line) =>
            line.id === data.line_id
                ? { ...line, ...pick(data, "is_done", "reading", "words", "is_faulty") }
                : line
        ),
    }),
    diagnose: (order, action) => ({
        ...steps("diagnosed", "diagnosed_on")(order, action),
        ...action.data,
    }),
    quote: (order, { data }, synced) => {
        const fees = feesOf(order, data.fees, synced);
        return { fees, fee_amount: total(fees) };
    },
    agree: (order, { data, done_on }) => ({
        state: "agreed",
        agreed_on: done_on,
        agreed_by: data.name,
        agreed_amount: data.amount,
        quoted_minutes: data.minutes,
    }),
    quote_anew: () => ({
        state: "diagnosed",
        agreed_on: false,
        agreed_by: false,
        agreed_amount: 0,
    }),
    start: steps("working", "work_started_on"),
    note: (order, { data }) => data.values,
    photo: (order, { uuid, data }) => ({
        photos: [...order.photos, { uuid, phase: data.phase, image: data.image }],
    }),
    checked: steps("checked", "checked_on"),
    sign: (order, { data, done_on }) => ({
        state: "signed",
        signed_on: done_on,
        signed_by: data.name,
        rating: String(data.rating || ""),
    }),
    invoice: (order) => ({ invoiced_amount: order.agreed_amount }),
    done: steps("done", "done_on"),
    fail: (order, { data }) => ({ state: "failed", unfinished_reason: data.reason }),
    hand_over: (order, { data }) => ({ state: "new", unfinished_reason: data.reason }),
};

/** The order as it is after `action`; `synced` is what the server sent last. */
export function withAction(order, action, synced) {
    return { ...order, ...EFFECTS[action.kind](order, action, synced) };
}
