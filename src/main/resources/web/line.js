// What is known of the line: kept up to date by server-sent events, told to all listeners.

const HISTORY = 500;
const ANOMALIES = 200;
const FIELDS = ['sequence', 'atMillis', 'score', 'threshold', 'anomalous'];
/** For so long a camera stays marked after an anomaly: one bad frame of a fast camera is seen. */
export const RECENT_MILLIS = 15_000;
/** A camera counts as silent after this time without a frame, and this number of its usual pauses. */
const SILENT_MILLIS = 10_000;
const SILENT_PAUSES = 3;
/** Pauses that tell what is usual. */
const USUAL_OF = 20;

/** For so long the first event may be on its way; a proxy that holds events back never hands it on. */
const FIRST_EVENT_MILLIS = 6_000;
/** How often is asked instead. */
const ASK_EVERY_MILLIS = 2_000;

const RETRY_FIRST_MILLIS = 500;
const RETRY_LAST_MILLIS = 8_000;

const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export class Line {
  cameras = new Map();
  anomalies = [];
  summary = null;
  lag = null;
  behind = false;
  models = { served: [], refused: [] };
  alarms = { complete: false, drift: null, open: [] };
  /** Teaching and versions of each model, by its key. */
  training = new Map();
  connection = 'waiting';

  #listeners = new Set();
  #source = null;
  /** Whether it has to ask: events don't come through. */
  #asks = false;
  #epoch = null;
  #sequence = null;
  #clockOffset = 0;
  #retryMillis = RETRY_FIRST_MILLIS;
  #retry = 0;

  /** Called with {cameras: Set of keys, full}. */
  listen(listener) {
    this.#listeners.add(listener);
  }

  /** Of the process that the sequences are of. */
  get epoch() {
    return this.#epoch;
  }

  /** By the server's clock. */
  now() {
    return Date.now() + this.#clockOffset;
  }

  /** A tab that nobody sees costs the service nothing. */
  start() {
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.#disconnect('paused');
      else this.#connect();
    });
    if (!document.hidden) this.#connect();
  }

  #connect() {
    if (this.#source) return;
    clearTimeout(this.#retry);
    if (this.#asks) {
      this.#ask();
      return;
    }
    const source = new EventSource('events');
    this.#source = source;
    const late = setTimeout(() => {
      this.#asks = true;
      this.#disconnect('waiting');
      this.#ask();
    }, FIRST_EVENT_MILLIS);
    source.addEventListener('line', (event) => {
      clearTimeout(late);
      this.#retryMillis = RETRY_FIRST_MILLIS;
      this.#take(JSON.parse(event.data));
    });
    source.onerror = () => {
      clearTimeout(late);
      this.#disconnect('lost');
      this.#retry = setTimeout(() => this.#connect(), this.#retryMillis);
      this.#retryMillis = Math.min(2 * this.#retryMillis, RETRY_LAST_MILLIS);
    };
  }

  /** Asks for what is new, and again in a while, until the tab is hidden. */
  async #ask() {
    const known = this.#sequence === null ? '' : `?epoch=${this.#epoch}&after=${this.#sequence}`;
    const response = await fetch(`api/line${known}`).catch(() => null);
    const message = response?.ok ? await response.json().catch(() => null) : null;
    if (document.hidden) return;
    if (message) this.#take(message);
    else this.#disconnect('lost');
    this.#retry = setTimeout(() => this.#ask(), ASK_EVERY_MILLIS);
  }

  #disconnect(connection) {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#retry);
    this.connection = connection;
    this.#tell({ cameras: new Set(), full: false });
  }

  #take(message) {
    const restarted = this.#epoch !== null && this.#epoch !== message.epoch;
    this.#epoch = message.epoch;
    this.#sequence = message.sequence;
    this.#clockOffset = message.nowMillis - Date.now();
    this.connection = 'live';
    this.summary = message.summary;
    this.lag = message.lag;
    this.behind = message.behind;
    if (message.models) this.models = message.models;
    if (message.alarms) this.alarms = message.alarms;
    if (message.full) this.training.clear();
    for (const row of message.training) {
      if (row.run || row.versions.length) this.training.set(row.model, row);
      else this.training.delete(row.model);
    }
    if (message.full) this.#forgetMissing(message, restarted);
    for (const row of message.cameras) this.#merge(row);
    this.#mergeAnomalies(message.anomalies, message.full);
    this.#tell({
      cameras: new Set(message.cameras.map((row) => row.key)),
      full: message.full,
    });
  }

  #forgetMissing(message, restarted) {
    const there = new Set(message.cameras.map((row) => row.key));
    for (const key of this.cameras.keys()) {
      if (restarted || !there.has(key)) this.cameras.delete(key);
    }
  }

  #merge(row) {
    const known = this.cameras.get(row.key);
    const points = append(known?.points, row.points);
    this.cameras.set(row.key, { ...row, points });
  }

  /** What is sent replaces what is known of the same frame: it may have been judged meanwhile. */
  #mergeAnomalies(sent, all) {
    if (!all && !sent.length) return;
    const known = new Map(all ? [] : this.anomalies.map((anomaly) => [anomaly.address, anomaly]));
    for (const anomaly of sent) known.set(anomaly.address, anomaly);
    this.anomalies = [...known.values()]
      .sort((a, b) => b.seenAtMillis - a.seenAtMillis || b.sequence - a.sequence)
      .slice(0, ANOMALIES);
  }

  /** One of the last anomalies, by its frame's address. */
  anomaly(address) {
    return this.anomalies.find((anomaly) => anomaly.address === address) ?? null;
  }

  /** All cameras, cam-2 before cam-10. */
  sorted() {
    return [...this.cameras.values()].sort((a, b) => natural.compare(a.camera, b.camera));
  }

  modelOf(name) {
    return this.models.served.find((model) => model.model === name) ?? null;
  }

  /** Open alarms that nobody has taken note of. */
  unseenAlarms() {
    return this.alarms.open.filter((alarm) => !alarm.acknowledgedAtMillis);
  }

  alarmsOf(key) {
    return this.alarms.open.filter((alarm) => alarm.key === key);
  }

  /** What a person said of an anomaly on this page. */
  judged(address, verdict) {
    const anomaly = this.anomaly(address);
    if (anomaly) anomaly.feedback = verdict;
    this.#tell({ cameras: new Set(), full: false });
  }

  /** Takes in a camera that was asked for with its whole history. */
  adopt(row) {
    const known = this.cameras.get(row.key);
    this.cameras.set(row.key, { ...row, points: append(row.points, known?.points) });
  }

  /**
   * How a camera is: silent, warn (its last frame could not be scored), bad (was anomalous), recent (one a
   * moment ago was), good. What a camera was before it fell silent says nothing of now.
   */
  state(camera) {
    const now = this.now();
    if (now - seenAt(camera) > silentAfter(camera)) return 'silent';
    if (camera.rejected.newest && camera.rejected.total > 0) return 'warn';
    if (camera.latest?.anomalous) return 'bad';
    return camera.lastAnomalyAtMillis > 0 && now - camera.lastAnomalyAtMillis < RECENT_MILLIS
      ? 'recent'
      : 'good';
  }

  #tell(change) {
    for (const listener of this.#listeners) listener(change);
  }
}

/** Milliseconds: a camera that sends a frame a minute isn't silent after ten seconds. */
export function silentAfter(camera) {
  const times = (camera.points?.atMillis ?? []).slice(-USUAL_OF - 1);
  const pauses = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
  const usual = pauses[Math.floor(pauses.length / 2)] ?? 0;
  return Math.max(SILENT_MILLIS, SILENT_PAUSES * usual);
}

export const seenAt = (camera) =>
  Math.max(camera.latest?.seenAtMillis ?? 0, camera.rejected.atMillis);

function append(known, fresh) {
  if (!known?.sequence.length) return fresh ?? known;
  if (!fresh?.sequence.length) return known;
  const last = known.sequence[known.sequence.length - 1];
  const from = fresh.sequence.findIndex((sequence) => sequence > last);
  if (from < 0) return known;
  const joined = {};
  for (const field of FIELDS) {
    joined[field] = known[field].concat(fresh[field].slice(from)).slice(-HISTORY);
  }
  return joined;
}
