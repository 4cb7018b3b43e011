// One camera, live, or one anomaly: a large picture with regions, the figures, the chart.

import { attribute, el, svg, text, facts, post } from './dom.js';
import * as format from './format.js';
import { Shot } from './pictures.js';
import { Chart } from './chart.js';
import { AnomalyList, badge } from './grid.js';
import { driftFacts, driftMeter, noDrift } from './alarms.js';

const LARGE_PIXELS = 2048;
const STAGES = [
  ['decodeMillis', 'decode'],
  ['backboneMillis', 'backbone'],
  ['mahalanobisMillis', 'distances'],
  ['mapMillis', 'map'],
  ['heatmapMillis', 'heatmap'],
];

/** The picture with its map and the boxes of its regions. */
class Stage {
  constructor() {
    this.shot = new Shot(LARGE_PIXELS);
    this.shot.element.removeAttribute('aria-hidden');
    this.shot.element.setAttribute('role', 'img');
    this.boxes = svg('svg', { class: 'boxes', 'aria-hidden': 'true' });
    this.shot.element.append(this.boxes);
    this.badge = el('span', { class: 'badge' });
    this.element = el('div', { class: 'stage large' }, this.shot.element, this.badge);
    this.pending = new Map();
    this.ondrawn = null;
    this.shot.ondraw = (_, sequence) => this.#drawn(sequence);
  }

  /** Boxes are drawn with the picture that they belong to, not before. */
  show(source, frame) {
    this.pending.set(frame.sequence, frame);
    if (this.pending.size > 40) this.pending.delete(this.pending.keys().next().value);
    this.element.style.setProperty('--ratio', (frame.width / frame.height).toFixed(5));
    this.shot.shape(frame);
    this.shot.element.setAttribute('aria-label', `Frame ${frame.frameId} with its heatmap`);
    this.shot.show(source);
  }

  #drawn(sequence) {
    const frame = this.pending.get(sequence);
    this.boxes.replaceChildren();
    if (!frame) return;
    this.ondrawn?.(frame);
    this.boxes.setAttribute('viewBox', `0 0 ${frame.width} ${frame.height}`);
    for (const region of frame.regions) {
      this.boxes.append(
        svg('rect', {
          x: region.x, y: region.y, width: region.width, height: region.height,
          'vector-effect': 'non-scaling-stroke',
        }));
    }
  }

  dispose() {
    this.shot.dispose();
  }
}

function stageTimes(frame) {
  if (!frame.stages) return [el('p', { class: 'quiet' }, 'Another instance scored it, or one before.')];
  const total = frame.stages.totalMillis || 1;
  const bar = el('div', { class: 'stages-bar', 'aria-hidden': 'true' });
  STAGES.forEach(([key, name], i) => {
    const part = el('span', { data: { stage: String(i) }, title: `${name} ${format.millis(frame.stages[key])}` });
    part.style.flexGrow = String(frame.stages[key] / total);
    bar.append(part);
  });
  const legend = el('dl', { class: 'legend' });
  STAGES.forEach(([key, name], i) => {
    legend.append(
      el('div', {}, el('dt', { data: { stage: String(i) } }, name),
        el('dd', {}, format.millis(frame.stages[key]))));
  });
  return [bar, legend];
}

function regionsTable(frame) {
  if (!frame.regions.length) return el('p', { class: 'quiet' }, 'No region reaches the threshold.');
  const rows = frame.regions.slice(0, 8).map((region) =>
    el('tr', {},
      el('td', {}, `${region.x}, ${region.y}`),
      el('td', {}, `${region.width} × ${region.height}`),
      el('td', {}, format.number(region.peak)),
      el('td', {}, `${(100 * region.area).toFixed(region.area < 0.01 ? 2 : 1)} %`)));
  return el('table', {},
    el('thead', {}, el('tr', {},
      ...['at x, y', 'size', 'peak', 'area'].map((name) => el('th', { scope: 'col' }, name)))),
    el('tbody', {}, ...rows));
}

function frameFacts(line, frame) {
  const model = line.modelOf(frame.model);
  const current = model && model.version === frame.modelVersion ? model : null;
  return [
    ['Score', `${format.number(frame.score)} (${format.share(frame)} threshold)`],
    ['Threshold', format.number(frame.threshold), current?.thresholdDescription],
    ['Model', `${frame.model} v${frame.modelVersion}`],
    current && ['Taught', `${format.ago(line.now() - current.createdAtMillis)}, ${format.plural(current.trainedFrames, 'good frame')}`],
    ['Captured', format.dateTime(frame.capturedAtMillis)],
    ['Until scored', format.millis(Math.max(0, frame.seenAtMillis - frame.capturedAtMillis))],
    ['Picture', `${frame.width} × ${frame.height}`],
    ['Frame', frame.frameId],
  ];
}

function panel(title, ...children) {
  return el('section', { class: 'panel' }, el('h2', {}, title), ...children);
}

/** What both kinds of detail have in common. */
class View {
  constructor(line, heading) {
    this.line = line;
    this.stage = new Stage();
    this.heading = el('h1', { tabIndex: -1 }, heading);
    this.buttons = el('div', { class: 'buttons' });
    this.head = el('div', { class: 'detail-head' },
      el('a', { class: 'button back', href: '#/' }, '← All cameras'), this.heading, this.buttons);
    this.facts = el('dl', { class: 'facts' });
    this.times = el('div', { class: 'times' });
    this.regions = el('div', { class: 'regions' });
    this.open = el('a', { class: 'button', target: '_blank', rel: 'noopener' }, 'Picture as it came');
    this.boxesToggle = el('button', {
      type: 'button', class: 'button', 'aria-pressed': 'true', title: 'R',
      onclick: () => this.toggleBoxes(),
    }, 'Regions');
    this.below = el('div', { class: 'under-stage' }, this.boxesToggle, this.open);
    this.side = el('div', { class: 'side' },
      panel('This frame', this.facts),
      panel('Time spent', this.times),
      panel('Regions', this.regions));
    this.body = el('div', { class: 'detail-body' },
      el('div', { class: 'picture' }, this.stage.element, this.below), this.side);
  }

  toggleBoxes() {
    const shown = this.boxesToggle.getAttribute('aria-pressed') !== 'true';
    this.boxesToggle.setAttribute('aria-pressed', String(shown));
    this.stage.boxes.toggleAttribute('hidden', !shown);
  }

  /** The figures are those of the frame that is seen: they change with the picture. */
  showFrame(base, frame, live, hasPicture) {
    this.open.href = `${base}/frame`;
    const seen = this.stage.ondrawn !== null;
    this.stage.ondrawn = (drawn) => this.#figures(drawn);
    if (!seen || !hasPicture) this.#figures(frame);
    this.stage.show({ base, epoch: live ? this.line.epoch : null, sequence: frame.sequence, live }, frame);
  }

  #figures(frame) {
    facts(this.facts, frameFacts(this.line, frame));
    this.times.replaceChildren(...stageTimes(frame));
    this.regions.replaceChildren(regionsTable(frame));
  }

  dispose() {
    this.stage.dispose();
  }
}

function link(label, target, title) {
  return el('a', { class: 'button', href: target ?? null, title,
    'aria-disabled': target ? null : 'true' }, label);
}

/** One camera, live. */
export class CameraView extends View {
  #frozen = false;

  constructor(line, key) {
    super(line, line.cameras.get(key)?.camera ?? key);
    this.key = key;
    this.freezeButton = el('button', {
      type: 'button', class: 'button', 'aria-pressed': 'false', title: 'Space',
      onclick: () => this.freeze(),
    }, 'Freeze');
    this.below.prepend(this.freezeButton);
    this.cursor = el('p', { class: 'cursor quiet' });
    this.chart = new Chart({
      label: 'Score of the last frames against the threshold',
      format: format.time,
      oncursor: (at, points) => this.#cursorText(at, points),
      onpick: (sequence) => this.#open(sequence),
    });
    this.counts = el('dl', { class: 'facts' });
    this.list = el('ol', { class: 'anomaly-list across' });
    this.none = el('p', { class: 'quiet' }, 'None of the last anomalies is from this camera.');
    this.anomalies = new AnomalyList(line, this.list, { camera: key, limit: 24, none: this.none });
    this.driftBar = el('div');
    this.drift = el('dl', { class: 'facts' });
    this.noDrift = el('p', { class: 'quiet' });
    this.alarms = el('ol', { class: 'alarm-list own' });
    this.side.append(panel('Camera', this.counts), panel('Drift', this.driftBar, this.drift, this.noDrift));
    this.element = el('div', { class: 'view' }, this.head, this.alarms, this.body,
      panel('Score against threshold', this.chart.element, this.cursor),
      panel('Last anomalies of this camera', this.list, this.none));
    this.#history();
  }

  async #history() {
    const response = await fetch(`api/cameras/${this.key}`).catch(() => null);
    if (response?.ok) {
      this.line.adopt(await response.json());
      this.update();
    } else if (response?.status === 404) {
      this.body.replaceChildren(el('p', { class: 'empty' }, 'No frame of this camera has been seen.'));
    }
  }

  update() {
    const camera = this.line.cameras.get(this.key);
    if (!camera) return;
    text(this.heading, camera.camera);
    this.#neighbours();
    if (camera.latest && !this.#frozen) {
      this.showFrame(`api/cameras/${this.key}`, camera.latest, true, camera.hasPicture);
    }
    this.chart.show(camera.points);
    this.anomalies.update();
    this.tick();
  }

  tick() {
    const camera = this.line.cameras.get(this.key);
    if (!camera) return;
    const state = this.line.state(camera);
    this.stage.element.dataset.state = state;
    text(this.stage.badge, this.#frozen ? 'Frozen' : badge(this.line, camera, state));
    facts(this.counts, [
      ['Rate', format.rate(state === 'silent' ? 0 : camera.framesPerSecond)],
      ['Good', format.count(camera.good)],
      ['Anomalous', format.count(camera.anomalous)],
      ['Not scored', format.count(camera.rejected.total)],
      ...Object.entries(camera.rejected.byReason).map(([reason, total]) =>
        [`· ${format.reasonText(reason)}`, format.count(total)]),
      ...Object.entries(camera.misplaced ?? {}).map(([reason, total]) =>
        [`Misplaced: ${format.reasonText(reason)}`, format.count(total)]),
    ]);
    this.#drift(camera);
    this.#alarms();
    this.anomalies.tick();
  }

  #drift({ drift }) {
    const limits = this.line.alarms.drift;
    const known = Boolean(drift && limits);
    this.noDrift.hidden = known;
    this.driftBar.hidden = !known;
    this.drift.hidden = !known;
    text(this.noDrift, known ? '' : noDrift(limits));
    if (!known) return;
    this.driftBar.replaceChildren(driftMeter(drift, limits));
    facts(this.drift, driftFacts(drift, limits));
  }

  #alarms() {
    const open = this.line.alarmsOf(this.key);
    this.alarms.hidden = open.length === 0;
    const signature = open.map((alarm) => alarm.id).join();
    if (this.alarms.dataset.shown !== signature) {
      this.alarms.dataset.shown = signature;
      this.alarms.replaceChildren(...open.map((alarm) =>
        el('li', { class: 'alarm', data: { kind: alarm.kind } },
          el('strong', { class: 'kind' }, format.alarmText(alarm.kind)),
          el('span', { class: 'message' }, format.withoutCamera(alarm.message, alarm.camera)),
          el('span', { class: 'age' }))));
    }
    open.forEach((alarm, i) =>
      text(this.alarms.children[i].lastChild, `for ${format.span(this.line.now() - alarm.raisedAtMillis)}`));
  }

  #neighbours() {
    const cameras = this.line.sorted();
    if (cameras.length < 2) return;
    const at = cameras.findIndex((camera) => camera.key === this.key);
    const target = (step) => `#/camera/${cameras[(at + step + cameras.length) % cameras.length].key}`;
    this.previous = target(-1);
    this.next = target(1);
    if (!this.buttons.children.length) {
      this.buttons.append(link('← Previous', this.previous), link('Next →', this.next));
    }
    this.buttons.children[0].href = this.previous;
    this.buttons.children[1].href = this.next;
  }

  freeze() {
    this.#frozen = !this.#frozen;
    this.freezeButton.setAttribute('aria-pressed', String(this.#frozen));
    text(this.freezeButton, this.#frozen ? 'Go on' : 'Freeze');
    this.update();
  }

  #cursorText(at, points) {
    const found = at !== null && this.line.anomalies.some((a) => a.sequence === points.sequence[at]);
    text(this.cursor, at === null
      ? 'Point at a frame, or focus the chart and use the arrow keys.'
      : `${format.time(points.atMillis[at])}  score ${format.number(points.score[at])},` +
        ` threshold ${format.number(points.threshold[at])}` +
        (points.anomalous[at] ? ', anomalous' : '') + (found ? ' – click or Enter opens it' : ''));
  }

  #open(sequence) {
    const anomaly = this.line.anomalies.find((known) => known.sequence === sequence);
    if (anomaly) {
      location.hash = `#/anomaly/${anomaly.address}`;
    }
  }

  onKey(event) {
    if (event.key === ' ') this.freeze();
    else if (event.key === 'r') this.toggleBoxes();
    else if (event.key === 'ArrowLeft' && this.previous) location.hash = this.previous;
    else if (event.key === 'ArrowRight' && this.next) location.hash = this.next;
    else return false;
    return true;
  }

  dispose() {
    super.dispose();
    this.chart.dispose();
    this.anomalies.dispose();
  }
}

/** One anomaly, as it was. */
export class AnomalyView extends View {
  constructor(line, address, refusal) {
    super(line, 'Anomaly');
    this.address = address;
    this.element = el('div', { class: 'view' }, this.head, this.body);
    this.stage.element.dataset.state = 'bad';
    text(this.stage.badge, 'Anomalous');
    this.#judging(refusal);
    this.#load();
  }

  /** What a person says of it goes to a topic. */
  #judging(refusal) {
    const button = (verdict, label, key) => el('button', {
      type: 'button', class: 'button', title: refusal || `Key ${key}`, disabled: Boolean(refusal),
      'aria-pressed': 'false', data: { verdict }, onclick: () => this.#judge(verdict),
    }, label);
    this.verdicts = [button('DEFECT', 'Really bad', 'B'), button('GOOD', 'Was good', 'G')];
    this.said = el('p', { class: 'status', role: 'status' });
    this.refusal = refusal;
    this.body.querySelector('.picture').append(
      el('div', { class: 'judging', role: 'group', 'aria-label': 'What was it really?' },
        el('span', {}, 'What was it really?'), ...this.verdicts, this.said));
    if (refusal) text(this.said, refusal);
  }

  async #judge(verdict) {
    if (this.refusal || !this.anomaly || this.said.dataset.state === 'busy') return;
    attribute(this.said, 'data-state', 'busy');
    text(this.said, 'Storing…');
    try {
      const { camera, frameId, capturedAtMillis } = this.anomaly;
      await post('api/changes/feedback', { camera, frameId, capturedAtMillis, verdict });
      attribute(this.said, 'data-state', 'good');
      text(this.said, `Stored: ${format.VERDICTS[verdict]}.`);
      this.anomaly.feedback = verdict;
      this.line.judged(this.anomaly.address, verdict);
    } catch (error) {
      attribute(this.said, 'data-state', 'bad');
      text(this.said, `Not stored: ${error.message}`);
    }
    this.#pressed();
  }

  #pressed() {
    for (const button of this.verdicts) {
      attribute(button, 'aria-pressed', String(button.dataset.verdict === this.anomaly?.feedback));
    }
  }

  async #load() {
    const known = this.line.anomaly(this.address);
    if (known) {
      this.#show(known);
      return;
    }
    const response = await fetch(`api/anomalies/${this.address}`).catch(() => null);
    if (response?.ok) this.#show(await response.json());
    else this.body.replaceChildren(
      el('p', { class: 'empty' }, 'This is none of the last anomalies. The anomalies topic has them all.'));
  }

  #show(anomaly) {
    this.anomaly = anomaly;
    text(this.heading, anomaly.camera);
    this.below.append(link('This camera now', `#/camera/${anomaly.key}`));
    if (!anomaly.hasPicture) this.stage.shot.element.classList.add('gone');
    this.showFrame(`api/anomalies/${anomaly.address}`, anomaly, false, anomaly.hasPicture);
    this.#pressed();
    this.update();
  }

  update() {
    const known = this.anomaly && this.line.anomaly(this.anomaly.address);
    if (known && known !== this.anomaly) {
      this.anomaly = known;
      this.#pressed();
    }
    const all = this.line.anomalies;
    const at = all.findIndex((anomaly) => anomaly.address === this.anomaly?.address);
    const newer = at > 0 ? `#/anomaly/${all[at - 1].address}` : null;
    const older = at >= 0 && at < all.length - 1 ? `#/anomaly/${all[at + 1].address}` : null;
    if (newer !== this.newer || older !== this.older || !this.buttons.children.length) {
      this.newer = newer;
      this.older = older;
      this.buttons.replaceChildren(link('← Newer', newer), link('Older →', older));
    }
    this.tick();
  }

  tick() {
    if (!this.anomaly) return;
    text(this.stage.badge,
      `Anomalous ${format.justNow(this.line.now() - this.anomaly.seenAtMillis)}`);
  }

  onKey(event) {
    if (event.key === 'r') this.toggleBoxes();
    else if (event.key === 'b') this.#judge('DEFECT');
    else if (event.key === 'g') this.#judge('GOOD');
    else if (event.key === 'ArrowLeft' && this.newer) location.hash = this.newer;
    else if (event.key === 'ArrowRight' && this.older) location.hash = this.older;
    else return false;
    return true;
  }
}
