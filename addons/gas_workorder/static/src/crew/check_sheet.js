import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { back } from "@gas_mobile/page/place";
import { Sheet } from "@gas_mobile/page/sheet";
import { useStore } from "@gas_mobile/page/store";
import { isOutside, isOver, openChecks } from "./order_steps";

/** The checklist of one moment: a tap for each point, a number where one is measured. */
export class CheckSheet extends Component {
    static template = "gas_workorder.CrewCheckSheet";
    static components = { Sheet };
    static props = { order: Object, phase: String };

    setup() {
        this.store = useStore();
        // Points said to be not in order, before anybody has said what is wrong.
        this.state = useState({ faulty: {} });
        this.isOutside = isOutside;
        this.back = back;
    }

    get title() {
        return Object.fromEntries(this.store.synced.phases)[this.props.phase];
    }

    get lines() {
        return this.props.order.checks.filter((line) => line.phase === this.props.phase);
    }

    get missing() {
        const open = openChecks(this.props.order, this.props.phase).length;
        if (open) {
            return _t("%s points are open", open);
        }
        const outside = this.lines.find(isOutside);
        return outside ? _t("%s: work must not go on", outside.name) : "";
    }

    get isFixed() {
        return isOver(this.props.order);
    }

    answer(line, values) {
        const { is_done, reading, words, is_faulty } = { ...line, ...values };
        const data = { line_id: line.id, is_done, reading, words: words || false, is_faulty };
        return this.store.add(this.props.order, "check", data);
    }

    toggle(line) {
        return this.answer(line, { is_done: !line.is_done });
    }

    read(line, ev) {
        const reading = Number.parseFloat(ev.target.value.replace(",", "."));
        const isNumber = Number.isFinite(reading);
        return this.answer(line, { is_done: isNumber, reading: isNumber ? reading : 0 });
    }

    say(line, ev) {
        const words = ev.target.value.trim();
        return this.answer(line, { is_done: Boolean(words), words });
    }

    isFaulty(line) {
        return Boolean(line.is_faulty || this.state.faulty[line.id]);
    }

    isFine(line) {
        return line.is_done && !this.isFaulty(line);
    }

    findFine(line) {
        this.state.faulty[line.id] = false;
        return this.answer(line, { is_done: true, is_faulty: false, words: "" });
    }

    /** Nothing is sent before it is said what is wrong. */
    findFaulty(line) {
        this.state.faulty[line.id] = true;
    }

    sayFaulty(line, ev) {
        const words = ev.target.value.trim();
        if (words) {
            return this.answer(line, { is_done: true, is_faulty: true, words });
        }
    }
}
