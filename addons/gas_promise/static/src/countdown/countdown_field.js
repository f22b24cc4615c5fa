import { Component, xml } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Countdown } from "./countdown";

/** Counts down to a Date & Time of a record. */
export class CountdownField extends Component {
    static template = xml`<Countdown t-if="deadline" deadline="deadline" warning="warning" />`;
    static components = { Countdown };
    static props = {
        ...standardFieldProps,
        warningField: { type: String, optional: true },
        openField: { type: String, optional: true },
    };

    get deadline() {
        const { data } = this.props.record;
        const { openField } = this.props;
        return (!openField || data[openField]) && data[this.props.name];
    }

    get warning() {
        return this.props.record.data[this.props.warningField] || false;
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
