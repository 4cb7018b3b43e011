// Open alarms, and how far each camera's scores have drifted.

import { byId, el, text, attribute, nodes, post, sayNot } from './dom.js';
import { t } from './texts.js';
import * as format from './format.js';

const SHOWN_AT_FIRST = 3;

/** One open alarm as an element of a list; `age` tells how long it has been open. */
function entry(alarm, acknowledge) {
  const age = el('span', { class: 'age' });
  const seen = alarm.acknowledgedAtMillis > 0;
  const note = el('span', { class: 'quiet' },
    seen ? t('alarms.acknowledgedAt', { time: format.time(alarm.acknowledgedAtMillis) }) : '');
  const button = seen || !acknowledge ? null : el('button', {
    type: 'button', title: t('alarms.acknowledgeTitle'), onclick: () => acknowledge(alarm, note),
  }, t('alarms.acknowledge'));
  return {
    age,
    raisedAtMillis: alarm.raisedAtMillis,
    element: el('li', { class: seen ? 'alarm seen' : 'alarm', data: { kind: alarm.kind } },
      el('strong', { class: 'kind' }, format.alarmText(alarm.kind)),
      alarm.key
        ? el('a', { class: 'camera', href: `#/camera/${alarm.key}` }, alarm.camera)
        : el('span', { class: 'camera' }, alarm.camera),
      el('span', { class: 'message' }, format.alarmSentence(alarm)),
      note, age, button),
  };
}

/** Takes note of an alarm, for all who watch this service. */
async function acknowledge(alarm, note) {
  try {
    await post('api/changes/acknowledge', { alarm: alarm.id });
  } catch (error) {
    sayNot(note, error);
  }
}

/**
 * A list of alarms. While the pointer or the focus is in it, newer alarms come below the others, so
 * that nothing slips away under somebody's finger.
 */
export class AlarmList {
  #entries = new Map();
  #order = [];

  /** @param refusal why nothing can be changed from here, or an empty text */
  constructor(line, root, refusal = () => '') {
    this.line = line;
    this.root = root;
    this.refusal = refusal;
  }

  update(open, limit = open.length) {
    const used = this.root.matches(':hover, :focus-within');
    const newest = open.slice(0, limit);
    const shown = used ? this.#inPlace(open, newest) : newest;
    this.#order = shown.map((alarm) => alarm.id);
    this.#entries = new Map(shown.map((alarm) => {
      const state = `${alarm.id} ${alarm.acknowledgedAtMillis}`;
      return [state, this.#entries.get(state) ?? entry(alarm, this.refusal() ? null : acknowledge)];
    }));
    nodes(this.root, [...this.#entries.values()].map((known) => known.element));
    this.tick();
  }

  #inPlace(open, newest) {
    const byId = new Map(open.map((alarm) => [alarm.id, alarm]));
    const still = this.#order.map((id) => byId.get(id)).filter((alarm) => alarm);
    return [...still, ...newest.filter((alarm) => !still.includes(alarm))];
  }

  tick() {
    const now = this.line.now();
    for (const { age, raisedAtMillis } of this.#entries.values()) {
      text(age, t('alarms.for', { span: format.span(now - raisedAtMillis) }));
    }
  }
}

/** The newest alarms above the cameras that nobody has taken note of. */
export class AlarmStrip {
  constructor(line) {
    this.line = line;
    this.root = byId('alarms');
    this.list = new AlarmList(line, byId('alarm-list'));
    this.heading = byId('alarms-title');
    this.more = byId('alarms-more');
  }

  update() {
    const unseen = this.line.unseenAlarms();
    const all = this.line.alarms.open.length;
    text(this.heading, t('alarms.open', { n: unseen.length }));
    this.list.update(unseen, SHOWN_AT_FIRST);
    this.root.hidden = unseen.length === 0;
    this.more.hidden = all <= SHOWN_AT_FIRST;
    text(this.more, t('alarms.all', { n: all }));
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
  const size = Math.abs(value);
  return size < 0.005 ? '0 σ' : `${value < 0 ? '−' : '+'}${format.fixed(size, 2)} σ`;
}

/** Drift of a camera as pairs for a list of facts. */
export function driftFacts(drift, limits) {
  return [
    [t('drift.index'), t('drift.indexOf', {
      index: format.fixed(drift.psi, 2), limit: format.fixed(driftLimit(drift, limits), 2),
    })],
    [t('drift.mean'), signed(drift.meanShift)],
    [t('drift.spread'), `${format.fixed(drift.spread, 2)}×`],
    [t('drift.frames'), format.count(drift.frames)],
  ];
}

/** Why there is no drift to show. */
export function noDrift(limits) {
  return limits
    ? t('drift.none', { frames: limits.minimumFrames, span: format.span(limits.windowMillis) })
    : '';
}

const COLUMNS = ['camera', 'stability', 'limit', 'mean', 'spread', 'goodFrames'];

/** All open alarms, and every camera's drift. */
export class AlarmsView {
  #rows = new Map();

  constructor(line, refusal) {
    this.line = line;
    this.heading = el('h1', { tabIndex: -1 }, t('alarms.title'));
    this.root = el('ol', { class: 'alarm-list' });
    this.list = new AlarmList(line, this.root, refusal);
    this.none = el('p', { class: 'quiet' });
    this.body = el('tbody');
    this.table = el('table', { class: 'wide' },
      el('thead', {}, el('tr', {}, ...COLUMNS.map((name) => el('th', { scope: 'col' }, t(`drift.${name}`))))),
      this.body);
    this.noDrift = el('p', { class: 'quiet' });
    this.element = el('div', { class: 'view' },
      el('div', { class: 'detail-head' }, this.heading),
      el('section', { class: 'panel' }, el('h2', {}, t('alarms.openTitle')), this.root, this.none,
        el('p', { class: 'quiet explain' }, t('alarms.explain'))),
      el('section', { class: 'panel' },
        el('h2', {}, t('drift.title')),
        el('p', { class: 'quiet explain' },
          t('drift.explain')),
        el('div', { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': t('drift.label') },
          this.table),
        this.noDrift));
    this.update();
  }

  update() {
    const { open, complete, drift: limits } = this.line.alarms;
    this.list.update(open);
    this.none.hidden = open.length > 0;
    text(this.none, t(complete ? 'alarms.none' : 'alarms.reading'));
    const cameras = this.line.sorted();
    const there = new Set(cameras.map((camera) => camera.key));
    for (const key of this.#rows.keys()) if (!there.has(key)) this.#rows.delete(key);
    if (limits) nodes(this.body, cameras.map((camera) => this.#row(camera, limits)));
    const measured = cameras.some((camera) => camera.drift);
    this.table.hidden = cameras.length === 0;
    this.noDrift.hidden = measured;
    text(this.noDrift, noDrift(limits));
  }

  #row(camera, limits) {
    let row = this.#rows.get(camera.key);
    if (!row) {
      const cells = COLUMNS.slice(1).map(() => el('td'));
      const name = el('th', { scope: 'row' }, el('a', { href: `#/camera/${camera.key}` }, camera.camera));
      row = { element: el('tr', {}, name, ...cells), cells, drift: undefined };
      this.#rows.set(camera.key, row);
    }
    const { drift } = camera;
    const signature = drift ? JSON.stringify(drift) : '';
    if (row.drift === signature) return row.element;
    row.drift = signature;
    attribute(row.element, 'class', drift ? '' : 'quiet');
    const [index, limit, mean, spread, frames] = row.cells;
    index.replaceChildren(...(drift ? [driftMeter(drift, limits), ` ${format.fixed(drift.psi, 2)}`] : ['–']));
    text(limit, drift ? format.fixed(driftLimit(drift, limits), 2) : '–');
    text(mean, drift ? signed(drift.meanShift) : '–');
    text(spread, drift ? `${format.fixed(drift.spread, 2)}×` : '–');
    text(frames, drift ? format.count(drift.frames) : '–');
    return row.element;
  }

  tick() {
    this.list.tick();
  }

  onKey() {
    return false;
  }

  dispose() {}
}
