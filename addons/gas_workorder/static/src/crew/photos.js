import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { scaledPhoto } from "./pictures";
import { whereAmI } from "./position";

const POSITION_MS = 3000;

/** Photos of the order: before, what is wrong, after; taken by the camera at once. */
export class Photos extends Component {
    static template = "gas_workorder.CrewPhotos";
    static props = { order: Object };

    setup() {
        this.crew = useState(useService("gas_crew"));
        this.state = useState({ busy: "" });
    }

    get phases() {
        return Object.entries(this.crew.told.labels.photo).map(([phase, name]) => ({
            phase,
            name,
            count: this.props.order.photos.filter((photo) => photo.phase === phase).length,
        }));
    }

    source(photo) {
        return photo.image
            ? `data:image/jpeg;base64,${photo.image}`
            : `/web/image/gas.order.photo/${photo.id}/image/160x160`;
    }

    async take(phase, ev) {
        const [file] = ev.target.files;
        ev.target.value = "";
        if (!file) {
            return;
        }
        this.state.busy = phase;
        try {
            const [image, position] = await Promise.all([
                scaledPhoto(file),
                whereAmI(POSITION_MS),
            ]);
            await this.crew.add(this.props.order, "photo", { phase, image, position });
        } finally {
            this.state.busy = "";
        }
    }
}
