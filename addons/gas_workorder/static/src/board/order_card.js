import { Component } from "@odoo/owl";
import { Countdown } from "@gas_promise/countdown/countdown";
import { deserializeDateTime } from "@web/core/l10n/dates";

const WAITING = ["new", "failed"];

/** One order on the board; a click opens it. */
export class OrderCard extends Component {
    static template = "gas_workorder.OrderCard";
    static components = { Countdown };
    static props = {
        order: Object,
        isNews: { type: Boolean, optional: true },
        onOpen: Function,
        onSend: Function,
        onPoint: Function,
    };

    get deadline() {
        const { deadline } = this.props.order;
        return deadline && deserializeDateTime(deadline);
    }

    get warning() {
        const { warning } = this.props.order;
        return warning && deserializeDateTime(warning);
    }

    get reportedOn() {
        return deserializeDateTime(this.props.order.reported_on).toFormat("HH:mm");
    }

    get appointment() {
        const { appointment } = this.props.order;
        return appointment && deserializeDateTime(appointment).toFormat("MM-dd HH:mm");
    }

    get isWaiting() {
        return WAITING.includes(this.props.order.state);
    }
}
