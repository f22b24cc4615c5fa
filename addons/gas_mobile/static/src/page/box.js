/**
 * What a telephone keeps while the page is closed, by its own database: three tables of
 * plain objects. Odoo's own `IndexedDB` is a cache that empties itself when the server
 * changes; what waits in an outbox must outlive that.
 */
export class Box {
    constructor(name) {
        this.opened = new Promise((resolve, reject) => {
            const request = indexedDB.open(name, 1);
            request.onupgradeneeded = () => {
                request.result.createObjectStore("kept");
                request.result.createObjectStore("outbox", {
                    keyPath: "seq",
                    autoIncrement: true,
                });
                request.result.createObjectStore("refusals", { keyPath: "uuid" });
            };
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
        });
    }

    get(table, key) {
        return this.run(table, "readonly", (store) => store.get(key));
    }

    all(table) {
        return this.run(table, "readonly", (store) => store.getAll());
    }

    put(table, value, key) {
        return this.run(table, "readwrite", (store) => store.put(value, key));
    }

    remove(table, key) {
        return this.run(table, "readwrite", (store) => store.delete(key));
    }

    clear(table) {
        return this.run(table, "readwrite", (store) => store.clear());
    }

    /** Resolves when it is on the disk, not before. */
    async run(table, mode, work) {
        const database = await this.opened;
        return new Promise((resolve, reject) => {
            const transaction = database.transaction(table, mode);
            const request = work(transaction.objectStore(table));
            transaction.oncomplete = () => resolve(request.result);
            transaction.onerror = transaction.onabort = () => reject(transaction.error);
        });
    }
}
