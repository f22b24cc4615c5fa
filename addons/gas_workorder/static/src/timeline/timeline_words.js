import { patch } from "@web/core/utils/patch";
import { TimelineRenderer } from "@web_timeline/views/timeline/timeline_renderer.esm";

const { DateTime } = luxon;

// What stands above the lines of a timeline and, less often, above several of them.
const MINOR = {
    minute: { hour: "2-digit", minute: "2-digit" },
    hour: { hour: "2-digit", minute: "2-digit" },
    weekday: { weekday: "short", day: "numeric" },
    day: { day: "numeric" },
    week: { day: "numeric" },
    month: { month: "short" },
    year: { year: "numeric" },
};
const DAY = { weekday: "long", month: "long", day: "numeric" };
const MONTH = { year: "numeric", month: "long" };
const MAJOR = {
    minute: DAY,
    hour: DAY,
    weekday: MONTH,
    day: MONTH,
    week: MONTH,
    month: { year: "numeric" },
};

function words(formats) {
    return (moment, scale) =>
        formats[scale]
            ? DateTime.fromMillis(moment.valueOf()).toLocaleString({
                  ...formats[scale],
                  hourCycle: "h23",
              })
            : "";
}

/** The library below speaks English; dates are told in the user's language. */
patch(TimelineRenderer.prototype, {
    init_timeline() {
        this.options.format = { minorLabels: words(MINOR), majorLabels: words(MAJOR) };
        super.init_timeline();
    },
});
