import { registry } from "@web/core/registry";
import { patient } from "@gas_customer/../tests/tours/patience";

const tours = registry.category("web_tour.tours");

/** Type something into the one box and search. */
function searchFor(text) {
    return [
        {
            content: `type ${text} into the one box`,
            trigger: ".o_searchview_input",
            run: `edit ${text}`,
        },
        {
            content: "search",
            trigger: ".o_searchview_input",
            run: "press Enter",
        },
    ];
}

/** An agent has a customer on the phone and wants to know what he owes. */
tours.add("gas_household_by_phone", {
    steps: () => patient([
        ...searchFor("190 0099 8877"),
        {
            content: "one household is left",
            trigger: ".o_pager_value:contains('1-1')",
        },
        {
            content: "open it",
            trigger: ".o_list_view .o_data_row .o_data_cell[name=address]",
            run: "click",
        },
        {
            content: "the debt is seen at a glance",
            trigger: ".o_form_view .alert-danger:contains('92.10')",
        },
        {
            content: "the last bills are a click away",
            trigger: ".o_notebook .nav-link[name=bills]",
            run: "click",
        },
        {
            content: "the bill is there",
            trigger: ".o_field_widget[name=last_bill_ids] .o_data_row",
        },
    ]),
});

/** A clerk reviews a day's readings: the odd one only after a word on it. */
tours.add("gas_review_readings", {
    steps: () => patient([
        {
            content: "the odd reading stands on top, coloured",
            trigger: ".o_list_view .o_data_row:first-child.text-warning",
        },
        {
            content: "take all",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "review",
            trigger: ".o_control_panel button[name=action_review]",
            run: "click",
        },
        {
            content: "the odd one is left",
            trigger: ".o_pager_value:contains('1-1')",
        },
        {
            content: "say how it was verified",
            trigger: ".o_data_row.text-warning .o_data_cell[name=handling]",
            run: "click",
        },
        {
            content: "choose from the list",
            trigger: ".o_selected_row .o_field_widget[name=handling] input",
            run: "click",
        },
        {
            content: "the photo was checked",
            trigger: ".o_select_menu_item:contains('照片')",
            run: "click",
        },
        {
            content: "save",
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            content: "review it",
            trigger: ".o_data_row button[name=action_review]",
            run: "click",
        },
        {
            content: "nothing is left to review",
            trigger: ".o_view_nocontent",
        },
    ]),
});

/** A customer comes to the counter, says his phone number and pays in cash. */
tours.add("gas_cashier_takes_cash", {
    steps: () => patient([
        ...searchFor("190 0099 8877"),
        {
            content: "one household is left",
            trigger: ".o_pager_value:contains('1-1')",
        },
        {
            content: "take a payment",
            trigger: ".o_data_row button[name=action_pay]",
            run: "click",
        },
        {
            content: "cash is chosen already",
            trigger: ".modal .o_field_widget[name=journal_id] input:checked + label:contains('现金'), .modal .o_field_widget[name=journal_id] .o_radio_item:has(input:checked)",
        },
        {
            content: "the whole debt is proposed",
            trigger: ".modal .o_field_widget[name=source_amount]:contains('92.10')",
        },
        {
            content: "take it",
            trigger: ".modal button[name=action_take]",
            run: "click",
        },
        {
            content: "the cashier is told",
            trigger: ".o_notification:contains('收款成功')",
        },
        {
            content: "he is back at the list, and the debt is gone",
            trigger: ".o_list_view .o_view_nocontent",
        },
    ]),
});

/** A clerk bills a month from an empty form to bills that can be approved. */
tours.add("gas_campaign", {
    steps: () => patient([
        {
            content: "a new campaign",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "the month is shown as a month",
            trigger: ".o_field_widget[name=month] button:contains('年'):contains('月')",
            run: "click",
        },
        {
            content: "and chosen from twelve months",
            trigger:
                ".o_datetime_picker:has(.o_date_item_cell:eq(11)):not(:has(.o_date_item_cell:eq(12))) .o_date_item_cell.o_selected",
            run: "click",
        },
        {
            content: "without saying so, all routes are meant",
            trigger: ".o_field_widget[name=route_ids] input[placeholder^='全部']",
        },
        {
            content: "stations are offered",
            trigger: ".o_field_widget[name=station_id] input",
            run: "edit East",
        },
        {
            content: "choose one",
            trigger: ".o-autocomplete--dropdown-item:contains('East')",
            run: "click",
        },
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "one household is expected",
            trigger: ".o_field_widget[name=expected_count]:contains('1')",
        },
        {
            content: "rate",
            trigger: "button[name=action_rate]:contains('2')",
            run: "click",
        },
        {
            content: "the form shows the sums by itself",
            trigger: ".o_field_widget[name=summary_ids] .o_data_row:contains('第1阶梯')",
        },
        {
            content: "they have a total",
            trigger: ".o_field_widget[name=summary_ids] tfoot:contains('92.10')",
        },
        {
            content: "the sums are right",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "approved",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('已批准')",
        },
    ]),
});
