import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { isIOS } from "@web/core/browser/feature_detection";
import { metresBetween } from "@gas_mobile/distance";
import { Countdown } from "@gas_mobile/page/countdown";
import { Photos } from "@gas_mobile/page/photos";
import { back, goTo } from "@gas_mobile/page/place";
import { whereAmI } from "@gas_mobile/page/position";
import { ReasonSheet } from "@gas_mobile/page/reason_sheet";
import { Refusals } from "@gas_mobile/page/refusals";
import { useStore } from "@gas_mobile/page/store";
import { shown } from "@gas_mobile/page/times";
import { AgreeSheet } from "./agree_sheet";
import { AppointmentSheet } from "./appointment_sheet";
import { CheckSheet } from "./check_sheet";
import { DiagnoseSheet } from "./diagnose_sheet";
import { FeeSheet } from "./fee_sheet";
import { NoteSheet } from "./note_sheet";
import { SignSheet } from "./sign_sheet";
import {
    CHECKS,
    TASK_LABELS,
    isEmergency,
    isOver,
    nextPromise,
    openChecks,
    tasks,
} from "./order_steps";

const SHEETS = {
    agree: AgreeSheet,
    appointment: AppointmentSheet,
    diagnose: DiagnoseSheet,
    fees: FeeSheet,
    note: NoteSheet,
    sign: SignSheet,
};

/** One order: where, who, what is wrong, and one big button for what comes next. */
export class OrderScreen extends Component {
    static template = "gas_workorder.CrewOrderScreen";
    static components = { CheckSheet, Countdown, Photos, ReasonSheet, Refusals };
    static props = { order: Object, sheet: String };

    setup() {
        this.store = useStore();
        this.state = useState({ isBusy: false, position: null });
        this.isEmergency = isEmergency;
        this.isOver = isOver;
        this.nextPromise = nextPromise;
        this.back = back;
    }

    get order() {
        return this.props.order;
    }

    shown(text) {
        return shown(text, this.store.now);
    }

    get status() {
        return this.store.synced.labels.state[this.order.state];
    }

    // What comes next

    get tasks() {
        return tasks(this.order);
    }

    get later() {
        return this.tasks.slice(1).map((task) => TASK_LABELS[task]);
    }

    get button() {
        return this.state.isBusy ? _t("Looking for your position…") : TASK_LABELS[this.tasks[0]];
    }

    async next() {
        const [task] = this.tasks;
        switch (task) {
            case "depart":
                return this.depart();
            case "arrive":
                return this.arrive();
            case "accept":
            case "start":
            case "checked":
                return this.store.add(this.order, task);
            case "done":
                await this.store.add(this.order, task);
                return goTo();
        }
        this.show(task);
    }

    show(sheet) {
        goTo(this.order.id, sheet);
    }

    async locate() {
        this.state.isBusy = true;
        try {
            return await whereAmI();
        } finally {
            this.state.isBusy = false;
        }
    }

    async depart() {
        const at = Date.now();
        const position = await this.locate();
        await this.store.add(this.order, "depart", { position }, at);
    }

    /** The server asks for a reason, too; here it is asked before it can be refused. */
    async arrive() {
        this.arrivedAt = Date.now();
        const position = await this.locate();
        this.state.position = position;
        if (this.order.latitude && !this.isNear(position)) {
            return this.show("far");
        }
        await this.store.add(this.order, "arrive", { position }, this.arrivedAt);
    }

    isNear(position) {
        return position && this.metres(position) <= this.order.arrival_metres;
    }

    metres(position) {
        const { latitude, longitude } = this.order;
        return Math.round(
            metresBetween([position.latitude, position.longitude], [latitude, longitude])
        );
    }

    // Sheets

    get Sheet() {
        return SHEETS[this.props.sheet];
    }

    get phase() {
        return this.props.sheet.startsWith(CHECKS) && this.props.sheet.slice(CHECKS.length);
    }

    get askedReason() {
        return {
            far: {
                title: this.state.position
                    ? _t("%s m From the Address", this.metres(this.state.position))
                    : _t("Your Position Is Not Known"),
                button: _t("I Am Here"),
                reasons: [
                    _t("Position is wrong indoors"),
                    _t("Address on file is wrong"),
                    _t("Entrance is elsewhere"),
                    _t("Work is on the street"),
                ],
                kind: "arrive",
                data: { position: this.state.position },
                at: this.arrivedAt,
            },
            fail: {
                title: _t("Visit Failed"),
                button: _t("Visit Failed"),
                reasons: [
                    _t("Nobody at home"),
                    _t("Customer refuses"),
                    _t("Part is missing"),
                    _t("Cannot get in"),
                    _t("Customer wants another day"),
                ],
                kind: "fail",
                data: {},
            },
            hand_over: {
                title: _t("Hand Over"),
                button: _t("Hand Over to the Dispatcher"),
                reasons: [
                    _t("At another order"),
                    _t("Car or tool broken"),
                    _t("Needs more people"),
                    _t("Not our work"),
                ],
                kind: "hand_over",
                data: {},
            },
        }[this.props.sheet];
    }

    async giveReason(reason) {
        const { kind, data, at } = this.askedReason;
        await this.store.add(this.order, kind, { ...data, reason }, at);
        back();
    }

    // Photos

    get photoPhases() {
        return Object.entries(this.store.synced.labels.photo);
    }

    addPhoto(photo) {
        return this.store.add(this.order, "photo", photo);
    }

    // What is shown

    get phases() {
        const phases = this.store.synced.phases.map(([phase, name]) => ({
            phase,
            name,
            count: this.order.checks.filter((line) => line.phase === phase).length,
            open: openChecks(this.order, phase).length,
        }));
        return phases.filter(({ count }) => count);
    }

    get fault() {
        return this.store.synced.faults.find((fault) => fault.id === this.order.fault_id)?.name;
    }

    /** Maps of telephones understand these without signal; the address is looked for. */
    get way() {
        const { address, latitude, longitude } = this.order;
        const place = `${latitude || 0},${longitude || 0}`;
        const asked = encodeURIComponent(address);
        return isIOS() ? `maps:?ll=${place}&q=${asked}` : `geo:${place}?q=${asked}`;
    }

    get isAtCustomers() {
        return ["on_site", "diagnosed", "agreed", "working", "checked", "signed"].includes(
            this.order.state
        );
    }

    get mayFail() {
        return !isOver(this.order) && this.order.state !== "signed";
    }

    get mayHandOver() {
        return ["dispatched", "accepted", "on_way"].includes(this.order.state);
    }

    get mayQuote() {
        return this.order.needs_diagnosis && this.order.diagnosed_on;
    }
}
