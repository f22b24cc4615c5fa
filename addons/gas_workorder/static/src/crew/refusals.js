import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { shown } from "./times";

/** What the server has refused: it stays until somebody says that he has seen it. */
export class Refusals extends Component {
    static template = "gas_workorder.CrewRefusals";
    static props = { refusals: Array };

    setup() {
        this.crew = useState(useService("gas_crew"));
    }

    label(refusal) {
        return this.crew.told?.labels.kind[refusal.kind] || refusal.kind;
    }

    shown(refusal) {
        return shown(refusal.done_on, this.crew.now);
    }
}
