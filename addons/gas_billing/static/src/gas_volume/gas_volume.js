import { registry } from "@web/core/registry";
import { floatField } from "@web/views/fields/float/float_field";
import { formatFloat } from "@web/views/fields/formatters";
import { FIELD_WIDTHS } from "@web/views/list/column_width_hook";

/**
 * Cubic metres: whole ones without a decimal point, fractions as far as they go. The
 * option `hide_trailing_zeros` does the same but for the sums of a list.
 */
registry.category("fields").add("gas_volume", {
    ...floatField,
    extractProps: (fieldInfo) => ({
        ...floatField.extractProps(fieldInfo),
        trailingZeros: false,
    }),
    listViewWidth: [FIELD_WIDTHS.float, 120], // the unit in Chinese brackets is wide
});

registry
    .category("formatters")
    .add("gas_volume", (value, options = {}) =>
        formatFloat(value, { ...options, digits: [16, 3], trailingZeros: false })
    );
