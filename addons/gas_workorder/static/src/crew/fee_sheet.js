import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { back } from "@gas_mobile/page/place";
import { Sheet } from "@gas_mobile/page/sheet";
import { useStore } from "@gas_mobile/page/store";
import { feesOf, isOver, offeredFees, total } from "./order_steps";

/** What it costs, from the schedule: quoted before work begins. */
export class FeeSheet extends Component {
    static template = "gas_workorder.CrewFeeSheet";
    static components = { Sheet };
    static props = { order: Object };

    setup() {
        this.store = useStore();
        const { fees } = this.props.order;
        this.state = useState({
            quantities: Object.fromEntries(fees.map((fee) => [fee.item_id, fee.quantity])),
        });
    }

    get isAgreed() {
        return Boolean(this.props.order.agreed_on);
    }

    get agreed() {
        const { agreed_by, agreed_amount } = this.props.order;
        return _t("%(name)s has agreed with %(amount)s yuan.", {
            name: agreed_by,
            amount: agreed_amount.toFixed(2),
        });
    }

    get items() {
        const offered = offeredFees(this.props.order, this.store.synced);
        return this.isAgreed ? offered.filter((item) => this.quantity(item)) : offered;
    }

    quantity(item) {
        return this.state.quantities[item.id] || 0;
    }

    change(item, step) {
        this.state.quantities[item.id] = Math.max(0, this.quantity(item) + step);
    }

    get wanted() {
        return Object.entries(this.state.quantities)
            .filter(([, quantity]) => quantity > 0)
            .map(([id, quantity]) => ({ item_id: Number(id), quantity }));
    }

    get rows() {
        return feesOf(this.props.order, this.wanted, this.store.synced);
    }

    price(item) {
        return feesOf(this.props.order, [{ item_id: item.id, quantity: 1 }], this.store.synced)[0]
            .price;
    }

    get total() {
        return total(this.rows).toFixed(2);
    }

    get isChanged() {
        const before = this.props.order.fees.map((fee) => [fee.item_id, fee.quantity]);
        const now = this.wanted.map((fee) => [fee.item_id, fee.quantity]);
        return JSON.stringify(before.sort()) !== JSON.stringify(now.sort());
    }

    kind(item) {
        return this.store.synced.labels.fee[item.kind];
    }

    get button() {
        return this.isAgreed ? _t("Back to the Order") : _t("Show It to the Customer");
    }

    async confirm() {
        const { order } = this.props;
        if (this.isAgreed) {
            return back();
        }
        if (this.isChanged) {
            await this.store.add(order, "quote", { fees: this.wanted });
        }
        browser.location.replace(`#${order.id}/agree`);
    }

    get mayQuoteAnew() {
        const { order } = this.props;
        const isEarly = ["agreed", "working"].includes(order.state);
        return this.isAgreed && isEarly && !order.invoiced_amount;
    }

    quoteAnew() {
        return this.store.add(this.props.order, "quote_anew");
    }

    get mayInvoice() {
        const { order } = this.props;
        return this.isAgreed && order.agreed_amount && !order.invoiced_amount && !isOver(order);
    }

    async invoice() {
        await this.store.add(this.props.order, "invoice");
        back();
    }
}
