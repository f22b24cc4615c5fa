import { Component, useState } from "@odoo/owl";
import { scaledPhoto } from "./pictures";
import { whereAmI } from "./position";

const POSITION_MS = 3000;

/**
 * Photos of a record, taken by the camera at once: a button for each of `phases`
 * (`[[phase, name]]`), and below, those that there are.
 *
 * `photos`: `[{phase, id}]` of the server, records of `model`; those in the outbox have
 * `uuid` and `image` instead of `id`.
 */
export class Photos extends Component {
    static template = "gas_mobile.Photos";
    static props = { phases: Array, photos: Array, model: String, onTake: Function };

    setup() {
        this.state = useState({ busy: "" });
    }

    get phases() {
        return this.props.phases.map(([phase, name]) => ({
            phase,
            name,
            count: this.props.photos.filter((photo) => photo.phase === phase).length,
        }));
    }

    source(photo) {
        return photo.image
            ? `data:image/jpeg;base64,${photo.image}`
            : `/web/image/${this.props.model}/${photo.id}/image/160x160`;
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
            await this.props.onTake({ phase, image, position });
        } finally {
            this.state.busy = "";
        }
    }
}
