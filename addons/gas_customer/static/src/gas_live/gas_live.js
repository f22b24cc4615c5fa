import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onMounted, onWillUnmount, xml } from "@odoo/owl";

const PERIOD = 2000;

/**
 * Keeps a form up to date while something works on its record in the background:
 *
 *     <widget name="gas_live" invisible="state != 'checking'" />
 *
 * Its `invisible` says when there is nothing to wait for. What the user is typing is
 * never reloaded away, and a page in the background asks nothing.
 */
export class GasLive extends Component {
    static template = xml`<i class="o_gas_live fa fa-refresh fa-spin" />`;
    static props = { ...standardWidgetProps };

    setup() {
        onMounted(() => this.wait());
        onWillUnmount(() => {
            this.gone = true;
            clearTimeout(this.timer);
        });
    }

    wait() {
        if (!this.gone) {
            this.timer = setTimeout(() => this.reload(), PERIOD);
        }
    }

    async reload() {
        const { record } = this.props;
        try {
            if (!document.hidden && record.resId && !(await record.isDirty())) {
                await record.load();
            }
        } catch (error) {
            // The server will be back; any other error is shown, once.
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
        this.wait();
    }
}

registry.category("view_widgets").add("gas_live", { component: GasLive });
