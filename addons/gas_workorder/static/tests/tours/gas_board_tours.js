import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { patient } from "@gas_customer/../tests/tours/patience";

const tours = registry.category("web_tour.tours");

/** Call `method` of the server as another user: what somebody does at another desk. */
async function callAs(login, model, method, ...args) {
    const call = async (service, name, params) => {
        const answer = await fetch("/jsonrpc", {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({
                jsonrpc: "2.0",
                method: "call",
                params: { service, method: name, args: params },
            }),
        });
        const { result, error } = await answer.json();
        if (error) {
            throw new Error(error.data.message);
        }
        return result;
    };
    const uid = await call("common", "login", [session.db, login, login]);
    return call("object", "execute", [session.db, uid, login, model, method, ...args]);
}

tours.add("gas_dispatch_board", {
    steps: () => patient([
        {
            content: "what waits is there",
            trigger: ".o_gas_board .o_waiting .o_gas_order.o_urgent",
        },
        {
            content: "the board hears of news",
            trigger: ".o_gas_board_state.o_green",
        },
        {
            content: "elsewhere, an agent enters an emergency",
            trigger: ".o_gas_board:not(:has(.o_gas_board_emergencies .o_news))",
            async run() {
                const agent = "gas_board_agent";
                const [kind] = await callAs(agent, "fsm.order.type", "search", [
                    ["code", "=", "emergency_indoor"],
                ]);
                const [contract] = await callAs(agent, "gas.contract", "search", [
                    ["name", "=", "GASBOARD01"],
                ]);
                await callAs(agent, "fsm.order", "create", {
                    type: kind,
                    contract_id: contract,
                    fault: "厨房有燃气味",
                });
            },
        },
        {
            content: "it is on top, with its clock, and nobody has looked yet",
            trigger:
                ".o_gas_board_emergencies .o_gas_order.o_news:contains('厨房有燃气味') .o_gas_countdown",
        },
        {
            content: "somebody looks",
            trigger: ".o_gas_board_emergencies .o_gas_order_send",
            run: "click",
        },
        {
            content: "the crew that is nearest is proposed",
            trigger: ".modal button[name=action_dispatch]:enabled",
            run: "click",
        },
        {
            content: "it is sent, and nobody has to reload",
            trigger: ".o_gas_board_zones .o_gas_board_zone:not(.o_waiting) .o_gas_order.o_emergency",
            run: "click",
        },
        {
            content: "a click on the card opens the order",
            trigger: ".o_form_view .o_statusbar_status [data-value=dispatched].o_arrow_button_current",
        },
        {
            content: "and back to the board",
            trigger: ".o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "the crew is busy",
            trigger: ".o_gas_board .o_gas_crew.o_busy",
        },
    ]),
});
