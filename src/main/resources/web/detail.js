// What a camera and an anomaly have in common: a large picture with regions, and the figures beside it.

import { el, facts } from './dom.js';
import { t } from './texts.js';
import * as format from './format.js';
import { Stage } from './stage.js';

const STAGES = ['decode', 'backbone', 'mahalanobis', 'map', 'heatmap', 'align'];

function stageTimes({ stages }) {
  if (!stages) return [el('p', { class: 'quiet' }, t('detail.noTimes'))];
  const total = stages.totalMillis || 1;
  const bar = el('div', { class: 'stages-bar', 'aria-hidden': 'true' });
  const legend = el('dl', { class: 'legend' });
  STAGES.forEach((stage, i) => {
    const millis = stages[`${stage}Millis`];
    if (stage === 'align' && !millis) return; // this model aligns nothing
    const name = t(`stages.${stage}`);
    const part = el('span', { data: { stage: String(i) }, title: `${name} ${format.millis(millis)}` });
    part.style.flexGrow = String(millis / total);
    bar.append(part);
    legend.append(
      el('div', {}, el('dt', { data: { stage: String(i) } }, name), el('dd', {}, format.millis(millis))));
  });
  return [bar, legend];
}

function regionsTable(frame) {
  if (!frame.regions.length) return el('p', { class: 'quiet' }, t('regions.none'));
  const rows = frame.regions.slice(0, 8).map((region) =>
    el('tr', {},
      el('td', {}, `${region.x}, ${region.y}`),
      el('td', {}, `${region.width} × ${region.height}`),
      el('td', {}, format.number(region.peak)),
      el('td', {}, format.percent(100 * region.area, region.area < 0.01 ? 2 : 1))));
  return el('table', {},
    el('thead', {}, el('tr', {},
      ...['place', 'size', 'peak', 'area'].map((name) => el('th', { scope: 'col' }, t(`regions.${name}`))))),
    el('tbody', {}, ...rows));
}

function frameFacts(line, frame) {
  const model = line.modelOf(frame.model);
  const current = model && model.version === frame.modelVersion ? model : null;
  return [
    frame.notAligned
      ? [t('frame.notAligned'), format.notAligned(frame.notAligned)]
      : frame.unlike
        ? [t('frame.unlike'), format.unlike(frame.unlike)]
        : [t('frame.score'), t('frame.scoreOf', { score: format.number(frame.score), share: format.share(frame) })],
    frame.viewRegion && [t('frame.viewRegion'), frame.viewRegion],
    [t('frame.threshold'), { why: format.number(frame.threshold), detail: current?.thresholdDescription ?? '' }],
    [t('frame.model'), `${frame.model} v${frame.modelVersion}`],
    current && [t('frame.taught'), t('frame.taughtFrom', {
      ago: format.ago(line.now() - current.createdAtMillis), n: current.trainedFrames,
    })],
    [t('frame.captured'), format.dateTime(frame.capturedAtMillis)],
    frame.stages &&
      [t('frame.untilScored'), format.millis(Math.max(0, frame.seenAtMillis - frame.capturedAtMillis))],
    [t('frame.picture'), `${frame.width} × ${frame.height}`],
    [t('frame.frame'), frame.frameId],
  ];
}

export function panel(title, ...children) {
  return el('section', { class: 'panel' }, el('h2', {}, title), ...children);
}

export function link(label, target, title) {
  return el('a', { class: 'button', href: target ?? null, title,
    'aria-disabled': target ? null : 'true' }, label);
}

export class View {
  constructor(line, heading) {
    this.line = line;
    this.stage = new Stage();
    this.heading = el('h1', { tabIndex: -1 }, heading);
    this.buttons = el('div', { class: 'buttons' });
    this.head = el('div', { class: 'detail-head' },
      el('a', { class: 'button back', href: '#/' }, t('detail.all')), this.heading, this.buttons);
    this.facts = el('dl', { class: 'facts' });
    this.times = el('div', { class: 'times' });
    this.regions = el('div', { class: 'regions' });
    this.open = el('a', { class: 'button', target: '_blank', rel: 'noopener' }, t('detail.open'));
    this.boxesToggle = el('button', {
      type: 'button', class: 'button', 'aria-pressed': 'true', title: t('detail.key', { key: 'R' }),
      data: { key: 'r' }, onclick: () => this.toggleBoxes(),
    }, t('detail.regions'));
    this.below = el('div', { class: 'under-stage' }, this.boxesToggle, this.open);
    this.side = el('div', { class: 'side' },
      panel(t('detail.thisFrame'), this.facts),
      panel(t('detail.timeSpent'), this.times),
      panel(t('detail.regions'), this.regions));
    this.picture = el('div', { class: 'picture' }, this.stage.element, this.below);
    this.body = el('div', { class: 'detail-body' }, this.picture, this.side);
  }

  toggleBoxes() {
    const shown = this.boxesToggle.getAttribute('aria-pressed') !== 'true';
    this.boxesToggle.setAttribute('aria-pressed', String(shown));
    this.stage.boxes.toggleAttribute('hidden', !shown);
  }

  /** The figures are those of the frame that is seen: they change with the picture. */
  showFrame(source, frame, hasPicture) {
    this.open.href = `${source.base}/frame`;
    const seen = this.stage.ondrawn !== null;
    this.stage.ondrawn = (drawn) => this.#figures(drawn);
    if (!seen || !hasPicture) this.#figures(frame);
    this.stage.show(source, frame);
  }

  #figures(frame) {
    if (!frame.model) return; // it was not scored: there are none
    facts(this.facts, frameFacts(this.line, frame));
    this.times.replaceChildren(...stageTimes(frame));
    this.regions.replaceChildren(regionsTable(frame));
  }

  /** The keys that both have; false where it is none of them. */
  onKey(event) {
    if (event.key === 'r') this.toggleBoxes();
    else return this.stage.onKey(event.key);
    return true;
  }

  dispose() {
    this.stage.dispose();
  }
}
