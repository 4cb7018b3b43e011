// Open alarms, and how far each camera's scores have drifted.

import { byId, el, text, attribute } from './dom.js';
import * as format from './format.js';

const SHOWN_AT_FIRST = 3;

/** One open alarm as an element of a list; `now` keeps its age. */
function entry(alarm) {
  const age = el('span', { class: 'age' });
  return {
    age,
    raisedAtMillis: alarm.raisedAtMillis,
    element: el('li', { class: 'alarm', data: { kind: alarm.kind } },
      el('strong', { class: 'kind' }, format.alarmText(alarm.kind)),
      el('a', { class: 'camera', href: `#/camera/${alarm.key}` }, alarm.camera),
      el('span', { class: 'message' }, format.withoutCamera(alarm.message, alarm.camera)),
      age),
  };
}

/** A list of alarms that is drawn anew only where it changed. */
class AlarmList {
  #entries = [];
  #shown = null;

  constructor(line, root) {
    this.line = line;
    this.root = root;
  }

  update(open, limit) {
    const signature = open.slice(0, limit).map((alarm) => alarm.id).join('\n');
    if (signature !== this.#shown) {
      this.#shown = signature;
      this.#entries = open.slice(0, limit).map(entry);
      this.root.replaceChildren(...this.#entries.map((known) => known.element));
    }
    this.tick();
  }

  tick() {
    const now = this.line.now();
    for (const { age, raisedAtMillis } of this.#entries) {
      text(age, `for ${format.span(now - raisedAtMillis)}`);
    }
  }
}

/** The newest alarms above the cameras. */
export class AlarmStrip {
  constructor(line) {
    this.line = line;
    this.root = byId('alarms');
    this.list = new AlarmList(line, byId('alarm-list'));
    this.heading = byId('alarms-title');
    this.more = byId('alarms-more');
  }

  update() {
    const { open } = this.line.alarms;
    this.root.hidden = open.length === 0;
    text(this.heading, format.plural(open.length, 'open alarm'));
    this.list.update(open, SHOWN_AT_FIRST);
    this.more.hidden = open.length <= SHOWN_AT_FIRST;
    text(this.more, `All ${format.count(open.length)} alarms`);
  }

  tick() {
    this.list.tick();
  }
}

/** What a camera's index is held against: the limit, or what so few frames reach by chance. */
export const driftLimit = (drift, limits) => Math.max(limits.psi, drift.chance);

/** A bar that is full at twice the limit, the limit in its middle. */
export function driftMeter(drift, limits) {
  const limit = driftLimit(drift, limits);
  const bar = el('span', { class: 'meter', 'aria-hidden': 'true' }, el('span'));
  bar.firstChild.style.width = `${Math.min(100, (50 * drift.psi) / limit)}%`;
  bar.dataset.state = drift.psi >= limit ? 'bad' : drift.psi > Math.max(limits.clearPsi, limit / 2) ? 'warn' : 'good';
  return bar;
}

function signed(value) {
  const size = Math.abs(value).toFixed(2);
  return Number(size) === 0 ? '0 σ' : `${value < 0 ? '−' : '+'}${size} σ`;
}

/** Drift of a camera as pairs for a list of facts. */
export function driftFacts(drift, limits) {
  return [
    ['Index', `${drift.psi.toFixed(2)} of ${driftLimit(drift, limits).toFixed(2)}`],
    ['Mean', signed(drift.meanShift)],
    ['Spread', `${drift.spread.toFixed(2)}×`],
    ['Frames', format.count(drift.frames)],
  ];
}

/** Why there is no drift to show. */
export function noDrift(limits) {
  return limits
    ? `Not measured yet: it takes ${format.count(limits.minimumFrames)} good frames by one model` +
      ` version within ${format.span(limits.windowMillis)}, and a model with enough validation scores.`
    : '';
}

const COLUMNS = ['Camera', 'Stability index', 'Limit', 'Mean', 'Spread', 'Good frames'];

/** All open alarms, and every camera's drift. */
export class AlarmsView {
  #rows = new Map();

  constructor(line) {
    this.line = line;
    this.heading = el('h1', { tabIndex: -1 }, 'Alarms and drift');
    this.root = el('ol', { class: 'alarm-list' });
    this.list = new AlarmList(line, this.root);
    this.none = el('p', { class: 'quiet' });
    this.body = el('tbody');
    this.table = el('table', { class: 'wide' },
      el('thead', {}, el('tr', {}, ...COLUMNS.map((name) => el('th', { scope: 'col' }, name)))),
      this.body);
    this.noDrift = el('p', { class: 'quiet' });
    this.element = el('div', { class: 'view' },
      el('div', { class: 'detail-head' }, this.heading),
      el('section', { class: 'panel' }, el('h2', {}, 'Open alarms'), this.root, this.none),
      el('section', { class: 'panel' },
        el('h2', {}, 'Drift'),
        el('p', { class: 'quiet explain' },
          'How far the scores of good frames lie from those that the model was calibrated with: a dirty' +
          ' lens or a lamp going dim shows here before false alarms come.'),
        el('div', { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Drift of each camera' },
          this.table),
        this.noDrift));
    this.update();
  }

  update() {
    const { open, complete, drift: limits } = this.line.alarms;
    this.list.update(open, open.length);
    this.none.hidden = open.length > 0;
    text(this.none, complete ? 'No alarm is open.' : 'Reading the alarms…');
    const cameras = this.line.sorted();
    const there = new Set(cameras.map((camera) => camera.key));
    for (const [key, row] of this.#rows) {
      if (!there.has(key)) {
        row.element.remove();
        this.#rows.delete(key);
      }
    }
    if (limits) cameras.forEach((camera, i) => this.#row(camera, limits, i));
    const measured = cameras.some((camera) => camera.drift);
    this.table.hidden = cameras.length === 0;
    this.noDrift.hidden = measured;
    text(this.noDrift, noDrift(limits));
  }

  #row(camera, limits, at) {
    let row = this.#rows.get(camera.key);
    if (!row) {
      const cells = COLUMNS.slice(1).map(() => el('td'));
      const name = el('th', { scope: 'row' }, el('a', { href: `#/camera/${camera.key}` }, camera.camera));
      row = { element: el('tr', {}, name, ...cells), cells, drift: undefined };
      this.#rows.set(camera.key, row);
    }
    if (this.body.children[at] !== row.element) {
      this.body.insertBefore(row.element, this.body.children[at] ?? null);
    }
    const { drift } = camera;
    const signature = drift ? JSON.stringify(drift) : '';
    if (row.drift === signature) return;
    row.drift = signature;
    attribute(row.element, 'class', drift ? '' : 'quiet');
    const [index, limit, mean, spread, frames] = row.cells;
    index.replaceChildren(...(drift ? [driftMeter(drift, limits), ` ${drift.psi.toFixed(2)}`] : ['–']));
    text(limit, drift ? driftLimit(drift, limits).toFixed(2) : '–');
    text(mean, drift ? signed(drift.meanShift) : '–');
    text(spread, drift ? `${drift.spread.toFixed(2)}×` : '–');
    text(frames, drift ? format.count(drift.frames) : '–');
  }

  tick() {
    this.list.tick();
  }

  onKey() {
    return false;
  }

  dispose() {}
}
