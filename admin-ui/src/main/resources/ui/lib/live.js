/**
 * The overview of all namespaces, kept up to date over one stream. The stream is read by hand: the browser's own
 * reader of events hides the heartbeat, without which a dead connection looks like a quiet one.
 */

/** The server sends something every 5 s; after two misses nobody is there. */
const SILENCE = 12_000;
const FIRST_RETRY = 500;
const LONGEST_RETRY = 10_000;

export class Live extends EventTarget {
  namespaces = new Map();
  store = null;

  /** Whose watchers are counted: `silent` lists the replicas that are not. */
  replicas = null;

  /** How many there are, which may be more than the overview holds. */
  count = 0;

  /** `connecting`, `live` or `lost`. */
  state = 'connecting';

  /** When the server was last heard of, in this machine's time. */
  heard = Date.now();

  #retry = FIRST_RETRY;

  start() {
    this.#run();
    return this;
  }

  /** Calls `listener` with `{names, all}` at every change until `signal` is aborted. */
  onChange(listener, signal) {
    this.addEventListener('change', (event) => listener(event.detail), {signal});
  }

  async #run() {
    for (;;) {
      try {
        await this.#listen();
      } catch {
        // Whatever it was, the connection is gone; the page says so and goes on trying.
      }
      this.#become('lost');
      // Many pages must not all return in the same moment.
      const delay = this.#retry * (0.5 + Math.random() / 2);
      this.#retry = Math.min(this.#retry * 2, LONGEST_RETRY);
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }

  async #listen() {
    const stop = new AbortController();
    let watchdog = setTimeout(() => stop.abort(), SILENCE);
    try {
      const response = await fetch('/api/1/events', {signal: stop.signal, headers: {Accept: 'text/event-stream'}});
      if (!response.ok) {
        throw new Error(await response.text());
      }
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let pending = '';
      for (;;) {
        const {value, done} = await reader.read();
        if (done) {
          return;
        }
        clearTimeout(watchdog);
        watchdog = setTimeout(() => stop.abort(), SILENCE);
        this.heard = Date.now();
        this.#retry = FIRST_RETRY;
        this.#become('live');
        const parts = (pending + value).split('\n\n');
        pending = parts.pop();
        parts.forEach((part) => this.#take(part));
      }
    } finally {
      clearTimeout(watchdog);
      stop.abort();
    }
  }

  #become(state) {
    if (this.state !== state) {
      this.state = state;
      this.dispatchEvent(new CustomEvent('state'));
    }
  }

  #take(text) {
    let name = '';
    let data = '';
    for (const line of text.split('\n')) {
      if (line.startsWith('event:')) {
        name = line.slice(6).trim();
      } else if (line.startsWith('data:')) {
        data += line.slice(5).trimStart();
      }
    }
    if (data === '') {
      return;
    }
    const message = JSON.parse(data);
    this.store = message.store ?? this.store;
    this.replicas = message.replicas ?? this.replicas;
    // Before anyone is told: who listens draws at once.
    this.count = message.namespaceCount ?? this.count;
    if (name === 'overview') {
      this.#takeAll(message);
    } else {
      this.#takeChange(message);
    }
  }

  #takeAll(message) {
    const before = this.namespaces;
    const known = this.loaded;
    this.namespaces = new Map(message.namespaces.map((row) => [row.name, row]));
    this.loaded = true;
    for (const row of this.namespaces.values()) {
      const old = before.get(row.name);
      // What changed while the connection was away is news too.
      row.seen = known && old?.version !== row.version ? Date.now() : (old?.seen ?? 0);
    }
    this.#tell([...this.namespaces.keys()], true);
  }

  #takeChange(message) {
    for (const row of message.namespaces) {
      const old = this.namespaces.get(row.name);
      row.seen = old?.version === row.version ? old.seen : Date.now();
      this.namespaces.set(row.name, row);
    }
    for (const name of message.removed ?? []) {
      this.namespaces.delete(name);
    }
    this.#tell([...message.namespaces.map((row) => row.name), ...(message.removed ?? [])], false);
  }

  #tell(names, all) {
    this.dispatchEvent(new CustomEvent('change', {detail: {names: new Set(names), all}}));
  }

  loaded = false;
}
