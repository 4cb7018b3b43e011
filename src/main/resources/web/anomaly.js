// One anomaly, as it was; the good frame before it; and what people say of it.

import { attribute, el, nodes, text, post, sayNot } from './dom.js';
import { t } from './texts.js';
import * as format from './format.js';
import { View, link } from './detail.js';

export class AnomalyView extends View {
  #loading = false;

  constructor(line, address, refusal) {
    super(line, t('anomaly.title'));
    this.address = address;
    this.compares = false;
    this.missing = el('p', { class: 'empty-note', hidden: true }, t('anomaly.missing'));
    this.body.hidden = true; // nothing can be said of an anomaly that has not come yet
    this.element = el('div', { class: 'view' }, this.head, this.missing, this.body);
    this.stage.element.dataset.state = 'bad';
    this.stage.label(t('badge.anomalous'));
    this.compareButton = el('button', {
      type: 'button', class: 'button', hidden: true, 'aria-pressed': 'false',
      title: t('detail.key', { key: 'C' }), data: { key: 'c' }, onclick: () => this.compare(),
    }, t('anomaly.compare'));
    this.reference = el('p', { class: 'quiet' });
    this.below.prepend(this.compareButton);
    this.#judging(refusal);
    this.#load();
  }

  /** What a person says of it goes to a topic. */
  #judging(refusal) {
    const button = (verdict, label, key) => el('button', {
      type: 'button', class: 'button', title: refusal || t('detail.key', { key }), disabled: Boolean(refusal),
      'aria-pressed': 'false', data: { verdict }, onclick: () => this.#judge(verdict),
    }, label);
    this.verdicts = [button('DEFECT', t('anomaly.bad'), 'B'), button('GOOD', t('anomaly.good'), 'G')];
    this.said = el('p', { class: 'status', role: 'status' });
    this.refusal = refusal;
    this.picture.append(
      this.reference,
      el('div', { class: 'judging', role: 'group', 'aria-label': t('anomaly.question') },
        el('span', {}, t('anomaly.question')), ...this.verdicts, this.said));
    if (refusal) text(this.said, refusal);
  }

  async #judge(verdict) {
    if (this.refusal || !this.anomaly || this.said.dataset.state === 'busy') return;
    attribute(this.said, 'data-state', 'busy');
    text(this.said, t('anomaly.storing'));
    try {
      const { camera, frameId, capturedAtMillis } = this.anomaly;
      await post('api/changes/feedback', { camera, frameId, capturedAtMillis, verdict });
      attribute(this.said, 'data-state', 'good');
      text(this.said, t('anomaly.stored', { verdict: format.verdictText(verdict) }));
      this.anomaly.feedback = verdict;
      this.line.judged(this.anomaly.address, verdict);
    } catch (error) {
      attribute(this.said, 'data-state', 'bad');
      sayNot(this.said, error);
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
    this.#loading = true;
    const response = await fetch(`api/anomalies/${this.address}`).catch(() => null);
    const anomaly = response?.ok ? await response.json().catch(() => null) : null;
    this.#loading = false;
    if (anomaly) this.#show(anomaly);
    else this.missing.hidden = response?.status !== 404;
  }

  #show(anomaly) {
    this.missing.hidden = true;
    this.body.hidden = false;
    this.anomaly = anomaly;
    text(this.heading, anomaly.camera);
    this.below.append(link(t('anomaly.cameraNow'), `#/camera/${anomaly.key}`));
    if (!anomaly.hasPicture) this.stage.shot.element.classList.add('gone');
    const { good } = anomaly;
    this.compareButton.hidden = !good;
    text(this.reference, good
      ? t('anomaly.reference', {
        span: format.span(anomaly.seenAtMillis - good.seenAtMillis),
        share: format.share(good),
        frame: good.frameId,
      })
      : t('anomaly.noReference'));
    this.#picture();
    this.#pressed();
    this.update();
  }

  #picture() {
    const base = `api/anomalies/${this.anomaly.address}`;
    const { good, sequence } = this.anomaly;
    if (this.compares) {
      this.stage.show({ base: `${base}/good`, epoch: 'good', sequence, live: false }, { ...good, regions: [] });
    } else {
      this.showFrame({ base, epoch: 'own', sequence, live: false }, this.anomaly, this.anomaly.hasPicture);
    }
  }

  /** Between the anomaly and the good frame: the eye finds what differs where the picture jumps. */
  compare() {
    if (!this.anomaly?.good) return;
    this.compares = !this.compares;
    attribute(this.compareButton, 'aria-pressed', String(this.compares));
    this.stage.element.dataset.state = this.compares ? 'good' : 'bad';
    this.#picture();
    this.tick();
  }

  update() {
    const known = this.line.anomaly(this.anomaly?.address ?? this.address);
    if (!this.anomaly) {
      if (this.#loading) return;
      // It may have been read from its topic meanwhile, or the service can be asked again.
      if (known) this.#show(known);
      else if (this.missing.hidden) this.#load();
      return;
    }
    if (known && known !== this.anomaly) {
      this.anomaly = known;
      this.#pressed();
    }
    const all = this.line.anomalies;
    const at = all.findIndex((anomaly) => anomaly.address === this.anomaly.address);
    const newer = at > 0 ? `#/anomaly/${all[at - 1].address}` : null;
    const older = at >= 0 && at < all.length - 1 ? `#/anomaly/${all[at + 1].address}` : null;
    if (newer !== this.newer || older !== this.older || !this.buttons.children.length) {
      this.newer = newer;
      this.older = older;
      nodes(this.buttons, [link(t('anomaly.newer'), newer), link(t('anomaly.older'), older)]);
    }
    this.tick();
  }

  tick() {
    if (!this.anomaly) return;
    this.stage.label(this.compares
      ? t('anomaly.lastGood')
      : t('badge.anomalousAgo', { ago: format.justNow(this.line.now() - this.anomaly.seenAtMillis) }));
  }

  onKey(event) {
    if (event.key === 'b') this.#judge('DEFECT');
    else if (event.key === 'g') this.#judge('GOOD');
    else if (event.key === 'c') this.compare();
    else if (event.key === 'ArrowLeft' && this.newer) location.hash = this.newer;
    else if (event.key === 'ArrowRight' && this.older) location.hash = this.older;
    else return super.onKey(event);
    return true;
  }
}
