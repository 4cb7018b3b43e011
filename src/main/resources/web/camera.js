// One camera, live.

import { el, text, facts, post, sayNot } from './dom.js';
import { t } from './texts.js';
import * as format from './format.js';
import { Chart } from './chart.js';
import { AnomalyList, badge, pictureOf } from './grid.js';
import { AlarmList, driftFacts, driftMeter, noDrift } from './alarms.js';
import { View, link, panel } from './detail.js';

/** A command to copy. */
function command(words) {
  const code = el('code', {}, words);
  const copy = el('button', {
    type: 'button', onclick: () => {
      // Without TLS a browser has no clipboard for pages: the text is selected instead.
      if (navigator.clipboard) {
        navigator.clipboard.writeText(words).then(() => text(copy, t('teachThis.copied')), () => {});
      } else {
        getSelection().selectAllChildren(code);
      }
    },
  }, t('teachThis.copy'));
  return el('div', { class: 'command' }, el('pre', { tabIndex: 0 }, code), copy);
}

export class CameraView extends View {
  #frozen = false;
  #missing = false;

  /** @param service tells why nothing can be changed from here, and whether it is a trainer */
  constructor(line, key, service) {
    super(line, line.cameras.get(key)?.camera ?? nameOf(line, key));
    this.key = key;
    this.service = service;
    this.freezeButton = el('button', {
      type: 'button', class: 'button', 'aria-pressed': 'false', title: t('detail.key', { key: 'Space' }),
      onclick: () => this.freeze(),
    }, t('camera.freeze'));
    this.retireButton = el('button', {
      type: 'button', class: 'button', hidden: true, title: t('camera.retireTitle'),
      onclick: () => this.#retire(),
    }, t('camera.retire'));
    this.said = el('p', { class: 'status', role: 'status' });
    this.below.prepend(this.freezeButton);
    this.below.append(link(t('setup.open'), `#/setup/${key}`, t('setup.openTitle')));
    this.below.append(this.retireButton, this.said);
    this.unseen = el('p', { class: 'empty-note' });
    this.why = el('p', { class: 'reason' });
    this.whyDetail = el('p', { class: 'quiet', lang: 'en' });
    this.whyFrame = el('p', { class: 'quiet' });
    this.refused = el('section', { class: 'panel refused', hidden: true },
      el('h2', {}, t('camera.whyRefused')), this.why, this.whyDetail,
      this.whyFrame,
      el('a', { href: `#/history?verdict=refused` }, t('camera.allRefused')));
    this.teach = el('section', { class: 'panel teach-this', hidden: true });
    this.side.prepend(this.teach, this.refused);
    this.cursor = el('p', { class: 'cursor quiet' });
    this.chart = new Chart({
      label: t('chart.label'),
      format: format.time,
      oncursor: (at, points) => this.#cursorText(at, points),
      onpick: (sequence) => this.#open(sequence),
    });
    this.counts = el('dl', { class: 'facts' });
    this.list = el('ol', { class: 'anomaly-list across' });
    this.none = el('p', { class: 'quiet' }, t('camera.noAnomalies'));
    this.anomalies = new AnomalyList(line, this.list, { camera: key, limit: 24, none: this.none });
    this.driftBar = el('div');
    this.drift = el('dl', { class: 'facts' });
    this.noDrift = el('p', { class: 'quiet' });
    this.alarms = el('ol', { class: 'alarm-list own' });
    this.alarmList = new AlarmList(line, this.alarms, service.refusal);
    this.side.append(
      panel(t('camera.title'), this.counts),
      panel(t('drift.title'), this.driftBar, this.drift, this.noDrift));
    this.chartPanel = panel(t('camera.chart'), this.chart.element, this.cursor);
    this.element = el('div', { class: 'view' }, this.head, this.alarms, this.unseen, this.body,
      this.chartPanel, panel(t('camera.anomalies'), this.list, this.none));
    this.#found(line.cameras.has(key));
    this.#history();
  }

  async #history() {
    const response = await fetch(`api/cameras/${this.key}`).catch(() => null);
    if (response?.ok) this.line.adopt(await response.json());
    else if (response?.status === 404) this.#missing = true;
    this.update();
  }

  /** A camera without a frame here has its alarms and anomalies all the same. */
  #found(found) {
    this.body.hidden = !found;
    this.chartPanel.hidden = !found;
    this.unseen.hidden = found || !this.#missing;
    if (!this.unseen.hidden && this.line.summary) {
      text(this.unseen, t(this.service.isTrainer() ? 'teach.trainer' : 'camera.unseen', {
        since: format.date(this.line.summary.startedAtMillis),
      }));
    }
  }

  update() {
    const camera = this.line.cameras.get(this.key);
    this.#found(Boolean(camera));
    this.alarmList.update(this.line.alarmsOf(this.key));
    this.alarms.hidden = this.alarms.children.length === 0;
    this.anomalies.update();
    if (!camera) {
      text(this.heading, nameOf(this.line, this.key));
      return;
    }
    text(this.heading, camera.camera);
    this.#neighbours();
    if (!this.#frozen) this.#picture(camera);
    this.chartPanel.hidden = !camera.points?.score.length;
    this.chart.show(camera.points);
    this.tick();
  }

  #picture(camera) {
    const source = pictureOf(this.line, camera);
    const scored = camera.latest;
    for (const part of [this.facts, this.times, this.regions]) part.parentElement.hidden = !scored;
    if (source?.plain) this.showFrame(source, { frameId: camera.rejected.frameId, regions: [] }, true);
    else if (scored) {
      const base = `api/cameras/${this.key}`;
      this.showFrame(source ?? { base, epoch: this.line.epoch, sequence: scored.sequence, live: true },
        scored, camera.hasPicture);
    }
  }

  tick() {
    this.alarmList.tick();
    this.anomalies.tick();
    const camera = this.line.cameras.get(this.key);
    if (!camera) return;
    const state = this.line.state(camera);
    this.stage.element.dataset.state = state;
    this.stage.label(this.#frozen ? t('camera.frozen') : badge(this.line, camera, state));
    this.retireButton.hidden = state !== 'silent' || Boolean(this.service.refusal());
    facts(this.counts, [
      [t('figures.rate'), format.rate(state === 'silent' ? 0 : camera.framesPerSecond)],
      [t('badge.good'), format.count(camera.good)],
      [t('figures.anomalous'), format.count(camera.anomalous)],
      [t('figures.notScored'), format.count(camera.rejected.total)],
      ...Object.entries(camera.rejected.byReason).map(([reason, total]) =>
        [`· ${format.reasonText(reason)}`, format.count(total)]),
      ...Object.entries(camera.misplaced ?? {}).map(([reason, total]) =>
        [t('camera.misplaced', { reason: format.misplacedText(reason) }), format.count(total)]),
    ]);
    this.#whyRefused(camera.rejected);
    this.#drift(camera);
  }

  #whyRefused(rejected) {
    this.refused.hidden = !rejected.message;
    if (!rejected.message) return;
    const { why, detail } = format.refusal(rejected);
    text(this.why, why);
    text(this.whyDetail, detail);
    this.whyDetail.hidden = !detail;
    text(this.whyFrame, t('camera.refusedFrame', {
      frame: rejected.frameId, ago: format.ago(this.line.now() - rejected.atMillis),
    }));
    const wanted = rejected.reason === 'no-model' && rejected.newest ? rejected.model : null;
    this.teach.hidden = !wanted;
    if (wanted && this.teach.dataset.model !== wanted) {
      this.teach.dataset.model = wanted;
      this.teach.replaceChildren(
        el('h2', {}, t('teachThis.title')),
        el('p', {}, t('teachThis.explain')),
        command(`mekiki teach images/good --model ${wanted}`));
    }
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

  #neighbours() {
    const cameras = this.line.sorted();
    if (cameras.length < 2) return;
    const at = cameras.findIndex((camera) => camera.key === this.key);
    const target = (step) => `#/camera/${cameras[(at + step + cameras.length) % cameras.length].key}`;
    this.previous = target(-1);
    this.next = target(1);
    if (!this.buttons.children.length) {
      this.buttons.append(link(t('detail.previous'), this.previous), link(t('detail.next'), this.next));
    }
    this.buttons.children[0].href = this.previous;
    this.buttons.children[1].href = this.next;
  }

  freeze() {
    this.#frozen = !this.#frozen;
    this.freezeButton.setAttribute('aria-pressed', String(this.#frozen));
    text(this.freezeButton, t(this.#frozen ? 'camera.goOn' : 'camera.freeze'));
    this.update();
  }

  async #retire() {
    try {
      await post('api/changes/retire', { camera: this.line.cameras.get(this.key)?.camera });
      location.hash = '#/';
    } catch (error) {
      sayNot(this.said, error);
    }
  }

  #cursorText(at, points) {
    const found = at !== null && this.line.anomalies.some((a) => a.sequence === points.sequence[at]);
    text(this.cursor, at === null
      ? t('chart.hint')
      : t('chart.frame', {
        time: format.time(points.atMillis[at]),
        score: format.number(points.score[at]),
        threshold: format.number(points.threshold[at]),
      }) + (points.anomalous[at] ? t('chart.anomalous') : '') + (found ? t('chart.opens') : ''));
  }

  #open(sequence) {
    const anomaly = this.line.anomalies.find((known) => known.sequence === sequence);
    if (anomaly) location.hash = `#/anomaly/${anomaly.address}`;
  }

  onKey(event) {
    if (event.key === ' ') this.freeze();
    else if (event.key === 'ArrowLeft' && this.previous) location.hash = this.previous;
    else if (event.key === 'ArrowRight' && this.next) location.hash = this.next;
    else return super.onKey(event);
    return true;
  }

  dispose() {
    super.dispose();
    this.chart.dispose();
    this.anomalies.dispose();
  }
}

/** A camera's id where only alarms or anomalies tell of it; the key, which mostly is the id, if not even they. */
const nameOf = (line, key) =>
  line.alarmsOf(key)[0]?.camera ?? line.anomalies.find((anomaly) => anomaly.key === key)?.camera ?? key;
