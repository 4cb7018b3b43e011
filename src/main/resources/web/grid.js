// All cameras at a glance, and the list of the last anomalies.

import { byId, el, text, attribute, nodes } from './dom.js';
import { t } from './texts.js';
import * as format from './format.js';
import { seenAt } from './line.js';
import { Shot } from './pictures.js';
import { drawSpark, onRepaint } from './chart.js';

const ATTENTION = new Set(['bad', 'recent', 'warn', 'silent']);
const CARD_PIXELS = 720;
const THUMB_PIXELS = 200;

export function badge(line, camera, state) {
  const now = line.now();
  switch (state) {
    case 'bad':
      return t('badge.anomalous');
    case 'recent':
      return t('badge.anomalousAgo', { ago: format.justNow(now - camera.lastAnomalyAtMillis) });
    case 'warn':
      return format.sentence(format.reasonText(camera.rejected.reason));
    case 'silent':
      return t(lastWasAnomalous(camera) ? 'badge.silentAnomalous' : 'badge.silent', {
        span: format.span(now - seenAt(camera)),
      });
    default:
      return t('badge.good');
  }
}

const lastWasAnomalous = (camera) => camera.latest?.anomalous && !camera.rejected.newest;

/**
 * What a camera's picture is loaded from: its newest frame, which has no heatmap where it could not be
 * scored; null where there is none.
 */
export function pictureOf(line, camera) {
  const live = { epoch: line.epoch, live: true };
  if (camera.rejected.newest && camera.rejected.picture) {
    return { ...live, base: `api/cameras/${camera.key}/unscored`, sequence: camera.rejected.picture, plain: true };
  }
  return camera.latest && camera.hasPicture
    ? { ...live, base: `api/cameras/${camera.key}`, sequence: camera.latest.sequence,
      urgent: camera.latest.anomalous }
    : null;
}

/** One camera. It is a link, so that it is reached and opened by keyboard as everywhere. */
class Card {
  constructor(line, key) {
    this.line = line;
    this.key = key;
    this.shot = new Shot(CARD_PIXELS);
    this.badge = el('span', { class: 'badge' });
    this.why = el('p', { class: 'why' });
    this.alarm = el('span', { class: 'alarm-mark', hidden: true });
    this.stage = el('div', { class: 'stage' }, this.shot.element, this.why, this.badge, this.alarm);
    this.name = el('strong', { class: 'name' });
    this.share = el('span', { class: 'share', title: t('card.shareTitle') });
    this.spark = el('canvas', { class: 'spark', 'aria-hidden': 'true' });
    this.modelName = el('span', { class: 'of' });
    this.modelVersion = el('span');
    this.model = el('span', { class: 'model' }, this.modelName, this.modelVersion);
    this.rate = el('span');
    this.age = el('span', { class: 'age' });
    this.element = el(
      'a',
      { class: 'card', href: `#/camera/${key}` },
      // Read first, shown below the picture.
      el('div', { class: 'head' }, this.name, this.share),
      this.stage,
      this.spark,
      el('div', { class: 'meta' }, this.model, this.rate, this.age));
  }

  update() {
    const camera = this.line.cameras.get(this.key);
    if (!camera) return;
    const frame = camera.latest;
    text(this.name, camera.camera);
    attribute(this.name, 'title', camera.camera);
    text(this.share, frame ? format.share(frame) : '');
    this.#model(camera);
    const picture = pictureOf(this.line, camera);
    if (frame && !picture?.plain) this.shot.shape(frame);
    if (picture) this.shot.show(picture);
    this.stage.classList.toggle('blank', !frame && !picture);
    text(this.why, frame || picture ? '' : format.hint(camera.rejected.reason));
    this.tick();
    this.draw();
  }

  /** The model's name only where it is not the camera's own. */
  #model(camera) {
    const frame = camera.latest;
    if (!frame) {
      text(this.modelName, '');
      text(this.modelVersion, t('card.noVersion'));
      return;
    }
    const served = this.line.modelOf(frame.model);
    const age =
      served?.version === frame.modelVersion
        ? `, ${t('card.old', { span: format.span(this.line.now() - served.createdAtMillis) })}`
        : '';
    const name = frame.model === camera.camera ? t('card.model') : frame.model;
    text(this.modelName, `${name} `);
    text(this.modelVersion, `v${frame.modelVersion}${age}`);
    attribute(this.model, 'title', `${t('card.modelTitle', { model: frame.model, version: String(frame.modelVersion) })}${age}`);
  }

  /** What changes with time alone. */
  tick() {
    const camera = this.line.cameras.get(this.key);
    if (!camera) return;
    const state = this.line.state(camera);
    const age = this.line.now() - seenAt(camera);
    this.element.dataset.state = state;
    text(this.badge, badge(this.line, camera, state));
    text(this.rate, format.rate(age > 10_000 ? 0 : camera.framesPerSecond));
    text(this.age, format.ago(age));
    this.#alarms();
  }

  #alarms() {
    const open = this.line.alarmsOf(this.key);
    this.alarm.hidden = open.length === 0;
    this.alarm.classList.toggle('seen', open.every((alarm) => alarm.acknowledgedAtMillis));
    const kinds = open.map((alarm) => format.alarmText(alarm.kind)).join(', ');
    text(this.alarm, kinds && t('card.alarm', { kinds }));
  }

  draw() {
    drawSpark(this.spark, this.line.cameras.get(this.key)?.points);
  }

  dispose() {
    this.shot.dispose();
  }
}

export class Grid {
  #cards = new Map();
  #attentionOnly = false;
  #wanted = '';

  constructor(line) {
    this.line = line;
    this.root = byId('grid');
    this.search = byId('search');
    this.all = byId('show-all');
    this.attention = byId('show-attention');
    this.all.onclick = () => this.#filter(false);
    this.attention.onclick = () => this.#filter(true);
    this.search.oninput = () => {
      this.#wanted = this.search.value.trim().toLowerCase();
      this.#arrange();
    };
    this.root.addEventListener('keydown', (event) => this.#arrowKeys(event));
    onRepaint(() => this.redraw());
    new ResizeObserver(() => this.redraw()).observe(this.root);
  }

  #filter(attentionOnly) {
    this.#attentionOnly = attentionOnly;
    attribute(this.all, 'aria-pressed', String(!attentionOnly));
    attribute(this.attention, 'aria-pressed', String(attentionOnly));
    this.#arrange();
  }

  update(change) {
    let arranged = false;
    for (const key of this.#cards.keys()) {
      if (!this.line.cameras.has(key)) {
        this.#cards.get(key).dispose();
        this.#cards.delete(key);
        arranged = true;
      }
    }
    for (const key of change.cameras) {
      if (!this.#cards.has(key)) {
        this.#cards.set(key, new Card(this.line, key));
        arranged = true;
      }
    }
    if (arranged || this.#attentionOnly) this.#arrange();
    for (const key of change.cameras) this.#cards.get(key)?.update();
    this.#count();
  }

  tick() {
    for (const card of this.#cards.values()) card.tick();
    if (this.#attentionOnly) this.#arrange();
    this.#count();
  }

  redraw() {
    for (const card of this.#cards.values()) card.draw();
  }

  /** The order is by name and stays: people know where on the wall a camera is. */
  #arrange() {
    const cameras = this.line.sorted();
    byId('tools').hidden = cameras.length === 0;
    this.search.hidden = cameras.length <= 12;
    this.root.dataset.density =
      cameras.length <= 1 ? 'one' : cameras.length <= 6 ? 'few' : cameras.length <= 40 ? 'some' : 'many';
    const wanted = cameras
      .filter((camera) => camera.camera.toLowerCase().includes(this.#wanted))
      .filter((camera) => !this.#attentionOnly || this.#needsAttention(camera))
      .map((camera) => this.#cards.get(camera.key)?.element)
      .filter((element) => element);
    const same =
      wanted.length === this.root.children.length &&
      wanted.every((element, i) => element === this.root.children[i]);
    if (same) return;
    const why = t(this.#wanted ? 'grid.noSuchCamera' : 'grid.noAttention');
    nodes(this.root, wanted.length || !cameras.length ? wanted : [el('p', { class: 'quiet' }, why)]);
    this.redraw();
  }

  #needsAttention(camera) {
    return ATTENTION.has(this.line.state(camera)) ||
      this.line.alarmsOf(camera.key).some((alarm) => !alarm.acknowledgedAtMillis);
  }

  #count() {
    const cameras = [...this.line.cameras.values()];
    const attention = cameras.filter((camera) => this.#needsAttention(camera)).length;
    text(this.all, t('grid.all', { count: cameras.length }));
    text(this.attention, t('grid.attention', { count: attention }));
  }

  #arrowKeys(event) {
    const cards = [...this.root.querySelectorAll('.card')];
    const at = cards.indexOf(document.activeElement);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const columns = Math.max(1, getComputedStyle(this.root).gridTemplateColumns.split(' ').length);
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    if (event.key in steps) {
      cards[Math.min(cards.length - 1, Math.max(0, at + steps[event.key]))].focus();
      event.preventDefault();
    }
  }
}

/** An entry of a list of anomalies. */
function entry(anomaly) {
  const shot = new Shot(THUMB_PIXELS);
  shot.shape(anomaly);
  if (anomaly.hasPicture) {
    const base = `api/anomalies/${anomaly.address}`;
    shot.show({ base, sequence: anomaly.sequence, live: false });
  } else {
    shot.element.classList.add('gone');
  }
  const age = el('time', { class: 'age' });
  const said = el('span', { class: 'quiet' });
  const item = el(
    'li',
    {},
    el(
      'a',
      { href: `#/anomaly/${anomaly.address}` },
      el('div', { class: 'thumb' }, shot.element),
      el(
        'div',
        { class: 'what' },
        el('strong', { title: anomaly.camera }, anomaly.camera),
        el('span', { class: 'share' }, format.share(anomaly)),
        said,
        age)));
  age.dateTime = new Date(anomaly.seenAtMillis).toISOString();
  age.title = format.dateTime(anomaly.seenAtMillis);
  return { item, shot, age, said, anomaly };
}

export class AnomalyList {
  #entries = new Map();

  constructor(line, root, { camera = null, limit = 200, none = null } = {}) {
    this.line = line;
    this.root = root;
    this.camera = camera;
    this.limit = limit;
    this.none = none;
  }

  update() {
    const wanted = this.line.anomalies
      .filter((anomaly) => !this.camera || anomaly.key === this.camera)
      .slice(0, this.limit);
    const there = new Set(wanted.map((anomaly) => anomaly.address));
    for (const [address, known] of this.#entries) {
      if (!there.has(address)) {
        known.shot.dispose();
        this.#entries.delete(address);
      }
    }
    nodes(this.root, wanted.map((anomaly) => {
      const known = this.#entries.get(anomaly.address) ?? entry(anomaly);
      known.anomaly = anomaly;
      this.#entries.set(anomaly.address, known);
      return known.item;
    }));
    if (this.none) this.none.hidden = wanted.length > 0;
    this.tick();
  }

  tick() {
    const now = this.line.now();
    for (const { age, said, anomaly } of this.#entries.values()) {
      text(age, format.ago(now - anomaly.seenAtMillis));
      text(said, anomaly.feedback
        ? t('anomalies.marked', { verdict: format.verdictText(anomaly.feedback) })
        : anomaly.notAligned || anomaly.unlike ? '' : t('anomalies.regions', { n: anomaly.regions.length }));
    }
  }

  dispose() {
    for (const { shot } of this.#entries.values()) shot.dispose();
    this.#entries.clear();
  }
}
