import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";
import { patient } from "./patience";

const tours = registry.category("web_tour.tours");

/** What happens to the file elsewhere is seen on the open form. */
tours.add("gas_import_follows", {
    steps: () => patient([
        {
            content: "the form shows how far the check is; meanwhile it ends",
            trigger: ".o_form_view .alert-info:contains('400')",
            async run() {
                const id = Number(window.location.pathname.split("/").at(-1));
                await rpc("/web/dataset/call_kw/gas.import/action_stop", {
                    model: "gas.import",
                    method: "action_stop",
                    args: [[id]],
                    kwargs: {},
                });
            },
        },
        {
            content: "the form has noticed",
            trigger: ".o_form_view .o_statusbar_status [data-value=draft].o_arrow_button_current",
        },
        {
            content: "nobody waits any more",
            trigger: ".o_form_view:not(:has(.o_gas_live))",
        },
    ]),
});

const choose = (field, text) => [
    {
        content: `type into ${field}`,
        trigger: `.o_field_widget[name=${field}] input`,
        run: `edit ${text}`,
    },
    {
        content: `choose ${text}`,
        trigger: `.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains('${text}')`,
        run: "click",
    },
];
const pick = (field, text) => [
    {
        content: `open ${field}`,
        trigger: `.o_field_widget[name=${field}] input`,
        run: "click",
    },
    {
        content: `pick ${text}`,
        trigger: `.o_select_menu_item:contains('${text}')`,
        run: "click",
    },
];
const fill = (field, text) => ({
    content: `fill ${field}`,
    trigger: `.o_field_widget[name=${field}] input, .o_field_widget[name=${field}] textarea`,
    run: `edit ${text}`,
});
const press = (name) => ({
    content: `press ${name}`,
    trigger: `.o_form_view button[name=${name}]:enabled`,
    run: "click",
});
const stateIs = (state) => ({
    content: `the application is ${state}`,
    trigger: `.o_form_view .o_statusbar_status [data-value=${state}].o_arrow_button_current`,
});
const complete = [
    press("action_done"),
    {
        content: "yes, all is right",
        trigger: ".modal .modal-footer .btn-primary",
        run: "click",
    },
    stateIs("done"),
];
/** Papers, identity, and the counter is done with it. */
const takeIn = [press("action_all_brought"), press("action_verify_identity"), press("action_submit")];
/** The steps that were done at the customer's, told by the technician. */
const tickStep = [
    {
        content: "the steps",
        trigger: ".o_notebook .nav-link[name=steps]",
        run: "click",
    },
    {
        content: "the step on site is done",
        trigger: ".o_field_widget[name=step_line_ids] .o_data_row:first-child button[name=action_done]",
        run: "click",
    },
    {
        content: "it is ticked off",
        trigger: ".o_field_widget[name=step_line_ids] .o_data_row:first-child.text-success",
    },
];

/** A household goes away for a while. */
tours.add("gas_application_suspend", {
    steps: () => patient([
        {
            content: "a new application",
            trigger: ".o_list_button_add",
            run: "click",
        },
        ...pick("kind_id", "报停"),
        fill("contract_id", "190 0088 7766"),
        {
            content: "the household is found by its phone",
            trigger: ".o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains('周远行')",
            run: "click",
        },
        fill("stop_reason", "外出务工"),
        {
            content: "what is missing is said before",
            trigger: ".o_form_view .alert-warning:contains('身份尚未核实')",
        },
        ...takeIn,
        stateIs("accepted"),
        ...tickStep,
        fill("seal", "F20260001"),
        ...complete,
        {
            content: "the contract is suspended",
            trigger: ".o_form_view .o_field_widget[name=contract_state]:contains('报停')",
        },
    ]),
});

/** A household is sold; a colleague reviews it later. */
tours.add("gas_application_transfer", {
    steps: () => patient([
        {
            content: "from the household",
            trigger: ".o_form_view button[name=action_apply]",
            run: "click",
        },
        ...pick("kind_id", "更名"),
        {
            content: "the one question: the house has another owner",
            trigger: ".o_field_widget[name=property_passes] .o_radio_item:first-child input",
            run: "click",
        },
        press("action_all_brought"),
        {
            content: "so it is a transfer, whatever was chosen",
            trigger: ".o_form_view .o_field_widget[name=new_partner_id] input",
        },
        ...choose("new_partner_id", "赵新户"),
        ...takeIn,
        stateIs("submitted"),
    ]),
});

tours.add("gas_application_transfer_review", {
    steps: () => patient([
        {
            content: "one waits for review",
            trigger: ".o_list_view .o_data_row .o_data_cell[name=kind_id]:contains('过户')",
            run: "click",
        },
        press("action_accept"),
        stateIs("accepted"),
        ...tickStep,
        fill("index_m3", "120"),
        ...complete,
        {
            content: "the new household is on the form",
            trigger: ".o_form_view .o_field_widget[name=new_contract_id]:contains('80')",
        },
    ]),
});

/** A meter is exchanged by age. */
tours.add("gas_application_exchange", {
    steps: () => patient([
        {
            content: "from the household",
            trigger: ".o_form_view button[name=action_apply]",
            run: "click",
        },
        ...pick("kind_id", "换表"),
        ...pick("exchange_reason", "到期更换"),
        press("action_submit"),
        stateIs("accepted"),
        ...tickStep,
        {
            content: "the leak test too",
            trigger: ".o_field_widget[name=step_line_ids] .o_data_row:nth-child(2) button[name=action_done]",
            run: "click",
        },
        {
            content: "ticked off",
            trigger: ".o_field_widget[name=step_line_ids] .o_data_row:nth-child(2).text-success",
        },
        fill("index_m3", "777"),
        ...choose("new_meter_id", "TMNEW"),
        ...complete,
    ]),
});
