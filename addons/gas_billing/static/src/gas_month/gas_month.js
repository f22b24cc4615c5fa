import { registry } from "@web/core/registry";
import { DateTimeField, dateField } from "@web/views/fields/datetime/datetime_field";

/** A date that stands for its month: shown as one, chosen from months. */
export class GasMonthField extends DateTimeField {
    getFormattedValue(valueIndex) {
        return this.values[valueIndex].toLocaleString({ year: "numeric", month: "long" });
    }
}

registry.category("fields").add("gas_month", {
    ...dateField,
    component: GasMonthField,
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...dateField.extractProps(fieldInfo, dynamicInfo),
        minPrecision: "months",
    }),
});
