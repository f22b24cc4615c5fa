const EARTH_M = 6371000;

/** Return the metres between two [latitude, longitude], as the crow flies. */
export function metresBetween([latitude, longitude], [toLatitude, toLongitude]) {
    const radians = (degrees) => (degrees * Math.PI) / 180;
    const height = Math.sin(radians(toLatitude - latitude) / 2);
    const width = Math.sin(radians(toLongitude - longitude) / 2);
    const shrunk = Math.cos(radians(latitude)) * Math.cos(radians(toLatitude));
    return 2 * EARTH_M * Math.asin(Math.sqrt(height ** 2 + shrunk * width ** 2));
}
