import { _t } from "@web/core/l10n/translation";

/** Times as Odoo writes them: UTC, "2026-11-23 02:00:00". On a screen: the company's day. */
const { DateTime } = luxon;
const FORMAT = "yyyy-MM-dd HH:mm:ss";

/** @returns {number} milliseconds */
export function fromServer(text) {
    return DateTime.fromFormat(text, FORMAT, { zone: "utc" }).toMillis();
}

export function toServer(milliseconds) {
    return DateTime.fromMillis(milliseconds, { zone: "utc" }).toFormat(FORMAT);
}

/** The hour of today, or day and hour. */
export function shown(text, now) {
    const time = DateTime.fromMillis(fromServer(text));
    const isToday = time.hasSame(DateTime.fromMillis(now), "day");
    return time.toFormat(isToday ? "HH:mm" : "M-d HH:mm");
}

/** "03:05", "1:20:00", "4 days": as fine as it matters. */
export function countdown(milliseconds) {
    const seconds = Math.floor(Math.abs(milliseconds) / 1000);
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(seconds / 3600);
    if (hours >= 48) {
        return _t("%s days", Math.floor(hours / 24));
    }
    const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
    return hours ? `${hours}:${rest}` : rest;
}
