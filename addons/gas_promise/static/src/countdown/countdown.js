import { Component, onWillUnmount, reactive, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatDateTime } from "@web/core/l10n/dates";

const { DateTime, Duration } = luxon;

// One clock for all countdowns on the screen.
const clock = reactive({ now: DateTime.now() });
let ahead = 0;
let watchers = 0;
let timer = null;

function tick() {
    clock.now = DateTime.now().plus(ahead);
}

/** Let all countdowns go by the clock of the server, on which it is `now`. */
export function setClock(now) {
    ahead = now.diff(DateTime.now()).as("milliseconds");
    tick();
}

export function useClock() {
    watchers += 1;
    if (!timer) {
        tick();
        timer = setInterval(tick, 1000);
    }
    onWillUnmount(() => {
        watchers -= 1;
        if (!watchers) {
            clearInterval(timer);
            timer = null;
        }
    });
    return useState(clock);
}

/** The time that is left until a deadline: green, amber after the warning, red. */
export class Countdown extends Component {
    static template = "gas_promise.Countdown";
    static props = {
        deadline: { type: Object },
        warning: { type: [Object, { value: false }], optional: true },
    };

    setup() {
        this.clock = useClock();
    }

    get isLate() {
        return this.clock.now > this.props.deadline;
    }

    get tone() {
        const { warning } = this.props;
        if (this.isLate) {
            return "text-danger fw-bold";
        }
        return warning && this.clock.now >= warning
            ? "text-warning-emphasis fw-bold"
            : "text-success";
    }

    get icon() {
        return this.isLate ? "fa-exclamation-circle" : "fa-clock-o";
    }

    get text() {
        const left = Math.abs(this.props.deadline.diff(this.clock.now).as("seconds"));
        const days = Math.floor(left / 86400);
        const rest = Duration.fromObject({ seconds: Math.floor(left % 86400) });
        const time = rest.toFormat("hh:mm:ss");
        const span = days ? _t("%(days)s d %(time)s", { days, time }) : time;
        return this.isLate ? _t("%s late", span) : span;
    }

    get title() {
        return formatDateTime(this.props.deadline);
    }
}
