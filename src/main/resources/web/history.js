// The last anomalies and the frames that could not be scored: by time, camera and verdict; for spreadsheets.

import { el, nodes, text, words } from './dom.js';
import { t } from './texts.js';
import * as format from './format.js';

const VERDICTS = ['all', 'anomalous', 'unmarked', 'defect', 'good', 'refused'];
const FIELDS = ['camera', 'verdict', 'from', 'to'];
/** New entries are asked for this often at most. */
const RENEW_MILLIS = 3000;

const field = (name, input) => el('label', {}, el('span', {}, t(`history.${name}`)), input);

/** What a local date and time of a form is since 1970; empty where none is given. */
const millis = (local) => (local ? String(new Date(local).getTime()) : '');

const whatIsWrong = ({ notAligned, unlike, regions }) =>
  notAligned ? words(format.notAligned(notAligned))
    : unlike ? words(format.unlike(unlike)) : [t('anomalies.regions', { n: regions.length })];

function whyRefused(refused) {
  const { why, detail } = format.refusal(refused);
  const times = refused.frames > 1 ? ` ${t('history.times', { n: refused.frames })}` : '';
  return words({ why: why + times, detail });
}

export class HistoryView {
  #asked = 0;
  #due = false;
  #seen = '';
  #rows = new Map();

  /** @param query of the address: camera, verdict, from, to (as in the form) */
  constructor(line, query) {
    this.line = line;
    const given = new URLSearchParams(query ?? '');
    this.heading = el('h1', { tabIndex: -1 }, t('history.title'));
    this.camera = el('select', { name: 'camera' }, el('option', { value: '' }, t('history.allCameras')));
    if (given.get('camera')) this.#cameras([given.get('camera')]);
    this.verdict = el('select', { name: 'verdict' },
      ...VERDICTS.map((verdict) => el('option', { value: verdict }, t(`history.${verdict}`))));
    this.from = el('input', { type: 'datetime-local', name: 'from' });
    this.to = el('input', { type: 'datetime-local', name: 'to' });
    for (const name of FIELDS) if (given.get(name)) this[name].value = given.get(name);
    this.csv = el('a', { class: 'button', download: 'mekiki-history.csv' }, t('history.csv'));
    this.count = el('p', { class: 'quiet', role: 'status' });
    this.body = el('tbody');
    const form = el('form', { class: 'filters', onchange: () => this.#changed() },
      ...FIELDS.map((name) => field(name, this[name])), this.csv);
    this.element = el('div', { class: 'view' },
      el('div', { class: 'detail-head' }, this.heading),
      el('p', { class: 'quiet explain' }, t('history.explain')),
      form, this.count,
      el('div', { class: 'scroll panel', tabIndex: 0, role: 'region', 'aria-label': t('history.title') },
        el('table', { class: 'wide history' },
          el('thead', {}, el('tr', {},
            ...['time', 'camera', 'verdict', 'score', 'what', 'frame']
              .map((name) => el('th', { scope: 'col' }, t(`history.${name}`))))),
          this.body)));
    this.#load();
  }

  #query() {
    return new URLSearchParams({
      camera: this.camera.value,
      verdict: this.verdict.value,
      from: millis(this.from.value),
      to: millis(this.to.value),
    });
  }

  /** The address says what is shown, so that it can be handed on. */
  #changed() {
    const shown = new URLSearchParams();
    for (const name of FIELDS) {
      if (this[name].value && this[name].value !== 'all') shown.set(name, this[name].value);
    }
    const query = shown.toString();
    history.replaceState(null, '', query ? `#/history?${query}` : '#/history');
    this.#load();
  }

  async #load() {
    this.#asked = Date.now();
    this.#due = false;
    const query = this.#query();
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.csv.href = `api/history.csv?${query}&zone=${encodeURIComponent(zone)}`;
    const response = await fetch(`api/history?${query}`).catch(() => null);
    if (!response?.ok || query.toString() !== this.#query().toString()) return;
    const { total, cameras, rows } = await response.json();
    this.#cameras(cameras);
    text(this.count, total > rows.length
      ? t('history.someOf', { n: rows.length, total }) : t('history.count', { n: total }));
    this.#rows = new Map(rows.map((row) => {
      const key = JSON.stringify(row);
      return [key, this.#rows.get(key) ?? this.#row(row)];
    }));
    nodes(this.body, [...this.#rows.values()]);
  }

  #cameras(cameras) {
    const there = new Set([...this.camera.options].map((option) => option.value));
    for (const camera of cameras) {
      if (!there.has(camera)) this.camera.append(el('option', { value: camera }, camera));
    }
  }

  #row(row) {
    const { anomaly, refused } = row;
    const said = t(`history.is.${row.verdict}`);
    return el('tr', { data: { verdict: row.verdict } },
      el('td', {}, format.dateTime(row.atMillis)),
      el('td', {}, row.camera || '–'),
      el('td', {}, el('span', { class: 'said' }, said)),
      el('td', {}, anomaly ? format.share(anomaly) : '–'),
      el('td', { class: 'what-cell' }, ...(anomaly ? whatIsWrong(anomaly) : whyRefused(refused))),
      el('td', {}, anomaly
        ? el('a', { href: `#/anomaly/${anomaly.address}` }, anomaly.frameId)
        : el('a', { href: `api/refused/${refused.address}/frame`, target: '_blank', rel: 'noopener' },
          refused.frameId || '–')));
  }

  update() {
    const seen = `${this.line.epoch} ${this.line.summary?.rejected} ` +
      this.line.anomalies.slice(0, 200).map((a) => a.address + (a.feedback ?? '')).join();
    if (seen !== this.#seen) {
      this.#seen = seen;
      this.#due = true;
    }
    this.tick();
  }

  tick() {
    if (this.#due && Date.now() - this.#asked > RENEW_MILLIS) this.#load();
  }

  onKey() {
    return false;
  }

  dispose() {}
}
