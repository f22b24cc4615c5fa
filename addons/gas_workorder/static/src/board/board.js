import {
    Component,
    markRaw,
    onMounted,
    onWillStart,
    onWillUnmount,
    reactive,
    useEffect,
    useExternalListener,
    useState,
} from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { KeepLast } from "@web/core/utils/concurrency";
import { registry } from "@web/core/registry";
import { setClock } from "@gas_promise/countdown/countdown";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";
import { BoardFacts } from "./facts";
import { CrewCard } from "./crew_card";
import { OrderCard } from "./order_card";
import { Siren } from "./siren";

const CHANNEL = "gas_board";
// Without news, the board asks all the same: of positions, there are none.
const PERIOD = 60000;
const AT_MOST_EVERY = 1000;
const KEPT = "gas_workorder.board";
// Emergencies that somebody has looked at, while this page is open.
const seen = reactive(new Set());

/** The dispatcher's wall: what waits, what runs, who is free. */
export class DispatchBoard extends Component {
    static template = "gas_workorder.DispatchBoard";
    static components = { BoardFacts, CrewCard, OrderCard };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.connection = useState(useService("bus.monitoring_service"));
        this.seen = useState(seen);
        this.keepLast = new KeepLast();
        this.siren = new Siren((isUnlocked) => (this.state.isUnlocked = isUnlocked));
        const kept = JSON.parse(browser.localStorage.getItem(KEPT) || "{}");
        this.state = useState({
            data: null,
            stationId: kept.stationId || false,
            urgency: kept.urgency || false,
            wantsSound: Boolean(kept.wantsSound),
            isUnlocked: false,
            isOffline: false,
            pointed: false,
        });
        const onNews = () => this.onNews();
        onWillStart(() => this.fetch());
        onMounted(() => {
            this.bus.subscribe(CHANNEL, onNews);
            this.bus.addEventListener("BUS:RECONNECT", onNews);
            this.bus.addChannel(CHANNEL);
        });
        onWillUnmount(() => {
            this.isGone = true;
            clearTimeout(this.timer);
            clearTimeout(this.soon);
            this.bus.unsubscribe(CHANNEL, onNews);
            this.bus.removeEventListener("BUS:RECONNECT", onNews);
            this.bus.deleteChannel(CHANNEL);
            this.siren.close();
        });
        useExternalListener(window, "pointerdown", (ev) => this.onLook(ev));
        useExternalListener(window, "keydown", (ev) => this.onLook(ev));
        useEffect(
            (isLoud) => (isLoud ? this.siren.start() : this.siren.stop()),
            () => [this.state.wantsSound && this.news.length > 0]
        );
    }

    // Data

    onNews() {
        if (!this.soon) {
            const wait = Math.max(0, this.asked + AT_MOST_EVERY - Date.now());
            this.soon = setTimeout(() => this.fetch(), wait);
        }
    }

    async fetch() {
        clearTimeout(this.timer);
        clearTimeout(this.soon);
        this.soon = null;
        this.asked = Date.now();
        const { stationId, urgency } = this.state;
        try {
            const data = await this.keepLast.add(
                this.orm.silent.call("fsm.order", "board_data", [], {
                    station_id: stationId,
                    urgency,
                })
            );
            this.show(data);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.isOffline = true;
        }
        if (!this.isGone) {
            this.timer = setTimeout(() => this.fetch(), PERIOD);
        }
    }

    show(data) {
        setClock(deserializeDateTime(data.now));
        this.state.data = markRaw(data);
        this.state.isOffline = false;
        // Whoever comes back to wait is news again.
        const waiting = new Set(data.waiting.map((order) => order.id));
        for (const id of [...this.seen]) {
            if (!waiting.has(id)) {
                this.seen.delete(id);
            }
        }
    }

    // Zones

    get emergencies() {
        return this.state.data.waiting.filter((o) => o.urgency === "emergency");
    }

    get waiting() {
        return this.state.data.waiting.filter((o) => o.urgency !== "emergency");
    }

    get stages() {
        const { running } = this.state.data;
        const isSent = (o) => ["dispatched", "accepted"].includes(o.state);
        const isOnWay = (o) => o.state === "on_way";
        return [
            { key: "sent", title: _t("Sent"), orders: running.filter(isSent) },
            { key: "on_way", title: _t("On the Way"), orders: running.filter(isOnWay) },
            {
                key: "on_site",
                title: _t("On Site"),
                orders: running.filter((o) => !isSent(o) && !isOnWay(o)),
            },
        ];
    }

    /** The order to which the distances of crews are told. */
    get target() {
        const { waiting } = this.state.data;
        return this.state.pointed || waiting.find((order) => order.position);
    }

    get targetText() {
        return _t("Distance to %s", this.target.address);
    }

    get moreText() {
        const { waiting, waiting_count } = this.state.data;
        const more = waiting_count - waiting.length;
        return more && _t("%s more, less urgent", more);
    }

    get urgencies() {
        return [
            ["emergency", _t("Emergencies")],
            ["urgent", _t("Emergencies and Urgent")],
        ];
    }

    // News

    get news() {
        return this.emergencies.filter((order) => !this.seen.has(order.id));
    }

    onLook(ev) {
        if (ev.target.closest?.(".o_gas_board_sound")) {
            return; // who switches the sound on wants to hear it
        }
        if (this.state.wantsSound && !this.state.isUnlocked) {
            this.siren.unlock();
        }
        this.news.forEach((order) => this.seen.add(order.id));
    }

    onSound() {
        this.state.wantsSound = !(this.state.wantsSound && this.state.isUnlocked);
        if (this.state.wantsSound) {
            this.siren.unlock();
        }
        this.keep();
    }

    // Choices

    onFilter() {
        this.keep();
        return this.fetch();
    }

    keep() {
        const { stationId, urgency, wantsSound } = this.state;
        browser.localStorage.setItem(
            KEPT,
            JSON.stringify({ stationId, urgency, wantsSound })
        );
    }

    onStation(ev) {
        this.state.stationId = Number(ev.target.value) || false;
        return this.onFilter();
    }

    onUrgency(ev) {
        this.state.urgency = ev.target.value || false;
        return this.onFilter();
    }

    onPoint(order) {
        this.state.pointed = order.position ? order : false;
    }

    // What one goes to

    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    send(order) {
        return this.action.doActionButton({
            type: "object",
            name: "action_open_dispatch",
            resModel: "fsm.order",
            resId: order.id,
            resIds: [order.id],
            onClose: () => this.fetch(),
        });
    }
}

registry.category("actions").add("gas_dispatch_board", DispatchBoard);
