import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";

const tours = registry.category("web_tour.tours");

/** What happens to the file elsewhere is seen on the open form. */
tours.add("gas_import_follows", {
    steps: () => [
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
    ],
});
