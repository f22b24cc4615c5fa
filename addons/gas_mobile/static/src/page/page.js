import { session } from "@web/session";

/** The page that is open, as its server calls it: `{url, name}` (see `MobilePage`). */
export const page = session.gas_mobile;
