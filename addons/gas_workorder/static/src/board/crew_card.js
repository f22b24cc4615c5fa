import { Component } from "@odoo/owl";
import { useClock } from "@gas_promise/countdown/countdown";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { metresBetween } from "@gas_mobile/distance";

// A crew that drives may be anywhere by then.
const OLD_MINUTES = 30;

/** One crew on the board: free or busy, and how far from `target` ([lat, long]). */
export class CrewCard extends Component {
    static template = "gas_workorder.CrewCard";
    static props = {
        crew: Object,
        target: { type: [Array, { value: false }] },
        onOpen: Function,
    };

    setup() {
        this.clock = useClock();
    }

    get tone() {
        const { crew } = this.props;
        if (!crew.on_duty) {
            return "o_off";
        }
        return crew.busy ? "o_busy" : "o_free";
    }

    get loadText() {
        const { load } = this.props.crew;
        return load && _t("%s orders", load);
    }

    get distanceText() {
        const { crew, target } = this.props;
        if (!crew.position || !target) {
            return false;
        }
        const kilometres = metresBetween(crew.position, target) / 1000;
        return _t("%s km", kilometres.toFixed(1));
    }

    get positionMinutes() {
        const since = deserializeDateTime(this.props.crew.position_on);
        return Math.max(0, Math.floor(this.clock.now.diff(since).as("minutes")));
    }

    get positionText() {
        return this.props.crew.position
            ? _t("%s min ago", this.positionMinutes)
            : _t("Position unknown");
    }

    get isPositionOld() {
        return this.props.crew.position && this.positionMinutes > OLD_MINUTES;
    }
}
