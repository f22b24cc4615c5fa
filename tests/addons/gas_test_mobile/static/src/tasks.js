import { Component, useState } from "@odoo/owl";
import { Frame } from "@gas_mobile/page/frame";
import { Refusals } from "@gas_mobile/page/refusals";
import { Sheet } from "@gas_mobile/page/sheet";
import { SignaturePad } from "@gas_mobile/page/signature_pad";
import { back, goTo, usePlace } from "@gas_mobile/page/place";
import { startPage } from "@gas_mobile/page/start_page";
import { MobileStore, useStore } from "@gas_mobile/page/store";

const EFFECTS = {
    task_begin: () => ({ state: "begun" }),
    task_note: (task, { data }) => ({ words: data.words }),
    task_finish: () => ({ state: "finished" }),
};

class TaskStore extends MobileStore {
    model = "gas.test.task";
    table = "tasks";

    withAction(task, action) {
        return { ...task, ...EFFECTS[action.kind](task, action) };
    }

    isShown(task) {
        return task.state !== "finished";
    }
}

/** Notes a task, with a signature that stays here. */
class NoteSheet extends Component {
    static template = "gas_test_mobile.NoteSheet";
    static components = { Sheet, SignaturePad };
    static props = { task: Object };

    setup() {
        this.store = useStore();
        this.state = useState({ words: "", signature: "" });
    }

    get missing() {
        return this.state.signature ? "" : "Sign first";
    }

    async confirm() {
        await this.store.add(this.props.task, "task_note", { words: this.state.words });
        back();
    }
}

class TaskApp extends Component {
    static template = "gas_test_mobile.TaskApp";
    static components = { Frame, NoteSheet, Refusals };
    static props = {};

    setup() {
        this.store = useStore();
        this.place = usePlace();
        this.goTo = goTo;
    }

    get task() {
        return this.store.record(this.place.id);
    }

    get next() {
        return { new: "task_begin", begun: "task_finish" }[this.task.state];
    }
}

startPage(TaskApp, TaskStore);
