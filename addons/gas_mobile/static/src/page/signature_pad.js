import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { base64Of } from "./pictures";

/** A field to sign in with a finger; gives the picture as PNG in base64. */
export class SignaturePad extends Component {
    static template = "gas_mobile.SignaturePad";
    static props = { onChange: Function };

    setup() {
        this.canvas = useRef("canvas");
        this.state = useState({ isEmpty: true });
        onMounted(() => this.clear());
    }

    /** As many dots as the screen has, or the line is coarse. */
    clear() {
        const { el } = this.canvas;
        const density = window.devicePixelRatio || 1;
        el.width = el.clientWidth * density;
        el.height = el.clientHeight * density;
        this.pen = el.getContext("2d");
        this.pen.scale(density, density);
        Object.assign(this.pen, { lineWidth: 3, lineCap: "round", lineJoin: "round" });
        this.pen.strokeStyle = "#10244a";
        this.state.isEmpty = true;
        this.props.onChange("");
    }

    begin(ev) {
        ev.target.setPointerCapture(ev.pointerId);
        this.isDown = true;
        this.state.isEmpty = false;
        this.pen.beginPath();
        this.pen.moveTo(ev.offsetX, ev.offsetY);
    }

    draw(ev) {
        if (this.isDown) {
            this.pen.lineTo(ev.offsetX, ev.offsetY);
            this.pen.stroke();
        }
    }

    end() {
        if (this.isDown) {
            this.isDown = false;
            this.props.onChange(base64Of(this.canvas.el.toDataURL("image/png")));
        }
    }
}
