import { Component } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { useClock } from "@gas_promise/countdown/countdown";

/** The time, and how many there are of each. */
export class BoardFacts extends Component {
    static template = "gas_workorder.BoardFacts";
    static props = { data: Object };

    setup() {
        this.clock = useClock();
    }

    get time() {
        return this.clock.now.toFormat("HH:mm:ss");
    }

    get emergencyCount() {
        return this.props.data.waiting.filter((o) => o.urgency === "emergency").length;
    }

    get lateCount() {
        const { waiting, running } = this.props.data;
        return [...waiting, ...running].filter(
            (o) => o.deadline && deserializeDateTime(o.deadline) < this.clock.now
        ).length;
    }

    get freeCount() {
        return this.props.data.crews.filter((c) => c.on_duty && !c.busy).length;
    }
}
