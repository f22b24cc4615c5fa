import { Component } from "@odoo/owl";

/** Words to enter, with phrases to tap: nobody types with gloves on. */
export class Phrases extends Component {
    static template = "gas_mobile.Phrases";
    static props = { phrases: Array, words: String, onChange: Function };

    add(phrase) {
        const { words, onChange } = this.props;
        onChange(words ? `${words}；${phrase}` : `${phrase}`);
    }
}
