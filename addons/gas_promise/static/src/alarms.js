import { registry } from "@web/core/registry";

/**
 * Alarms of promises stay on the screen until what they tell of is over, or until a
 * later alarm of the same promises says more.
 */
export const promiseAlarms = {
    dependencies: ["bus_service", "notification"],

    start(env, { bus_service: bus, notification }) {
        let shown = [];

        function withdraw(ids) {
            for (const alarm of shown) {
                ids.forEach((id) => alarm.ids.delete(id));
                if (!alarm.ids.size) {
                    alarm.close();
                }
            }
            shown = shown.filter((alarm) => alarm.ids.size);
        }

        bus.subscribe("gas_promise_alarm", ({ promise_ids, message, title, type }) => {
            withdraw(promise_ids);
            const close = notification.add(message, { title, type, sticky: true });
            shown.push({ ids: new Set(promise_ids), close });
        });
        bus.subscribe("gas_promise_over", ({ promise_ids }) => withdraw(promise_ids));
    },
};

registry.category("services").add("gas_promise_alarms", promiseAlarms);
