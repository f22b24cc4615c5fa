// High and low in turns, as fire engines do.
const TONES = [880, 660, 880, 660];
const TONE_SECONDS = 0.25;
const PERIOD = 3000;

/**
 * A sound that goes on until it is stopped. Browsers let no page make a noise before
 * somebody has clicked on it: `unlock` is called by a click.
 */
export class Siren {
    constructor(onUnlocked) {
        this.onUnlocked = onUnlocked;
    }

    unlock() {
        if (!this.context) {
            this.context = new AudioContext();
            this.context.onstatechange = () => this.onUnlocked(this.isUnlocked);
        }
        this.context.resume();
    }

    get isUnlocked() {
        return this.context?.state === "running";
    }

    start() {
        if (!this.timer) {
            this.sound();
            this.timer = setInterval(() => this.sound(), PERIOD);
        }
    }

    stop() {
        clearInterval(this.timer);
        this.timer = null;
    }

    close() {
        this.stop();
        this.context?.close();
    }

    sound() {
        if (!this.isUnlocked) {
            return;
        }
        const { context } = this;
        const tone = context.createOscillator();
        const volume = context.createGain();
        volume.gain.value = 0.4;
        tone.type = "square";
        TONES.forEach((hertz, place) =>
            tone.frequency.setValueAtTime(
                hertz,
                context.currentTime + place * TONE_SECONDS
            )
        );
        tone.connect(volume).connect(context.destination);
        tone.start();
        tone.stop(context.currentTime + TONES.length * TONE_SECONDS);
    }
}
