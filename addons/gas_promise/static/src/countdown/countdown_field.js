import { Component, onWillUnmount, reactive, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatDateTime } from "@web/core/l10n/dates";

const { DateTime, Duration } = luxon;

// One clock for all countdowns on the screen.
const clock = reactive({ now: DateTime.now() });
let watchers = 0;
let timer = null;

function useClock() {
    watchers += 1;
    if (!timer) {
        clock.now = DateTime.now();
        timer = setInterval(() => (clock.now = DateTime.now()), 1000);
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
export class CountdownField extends Component {
    static template = "gas_promise.CountdownField";
    static props = {
        ...standardFieldProps,
        warningField: { type: String, optional: true },
        openField: { type: String, optional: true },
    };

    setup() {
        this.clock = useClock();
    }

    get deadline() {
        const { data } = this.props.record;
        const { openField } = this.props;
        return (!openField || data[openField]) && data[this.props.name];
    }

    get isLate() {
        return this.clock.now > this.deadline;
    }

    get tone() {
        const warning = this.props.record.data[this.props.warningField];
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
        const left = Math.abs(this.deadline.diff(this.clock.now).as("seconds"));
        const days = Math.floor(left / 86400);
        const rest = Duration.fromObject({ seconds: Math.floor(left % 86400) });
        const time = rest.toFormat("hh:mm:ss");
        const span = days ? _t("%(days)s d %(time)s", { days, time }) : time;
        return this.isLate ? _t("%s late", span) : span;
    }

    get title() {
        return formatDateTime(this.deadline);
    }
}

export const countdownField = {
    component: CountdownField,
    displayName: _t("Countdown"),
    supportedTypes: ["datetime"],
    extractProps: ({ options }) => ({
        warningField: options.warning_field,
        openField: options.open_field,
    }),
};

registry.category("fields").add("gas_countdown", countdownField);
