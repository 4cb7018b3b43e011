// Teaching: how runs go, what was learned, and the way back to an older version.

import { el, text, attribute, facts, nodes, post, say, sayNot } from './dom.js';
import { t } from './texts.js';
import * as format from './format.js';
import { histogram } from './histogram.js';
import { sight } from './sight.js';

const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** A run in a few words. */
function summary(row) {
  const { run } = row;
  if (run?.state === 'LEARNING') return t('run.learningShort', { n: run.learned });
  if (run?.state === 'FITTING') return t('run.fittingShort');
  if (run?.state === 'FAILED') return t('run.failedShort');
  return row.current ? t('run.scores', { version: String(row.current) }) : t('run.noVersion');
}

const running = (run) => run?.state === 'LEARNING' || run?.state === 'FITTING';

function headline(run) {
  const version = String(run.version);
  switch (run.state) {
    case 'LEARNING':
      return run.expected
        ? t('run.learningOf', { learned: run.learned, n: run.expected })
        : t('run.learning', { n: run.learned });
    case 'FITTING':
      return t('run.fitting', { n: run.learned, version });
    case 'PUBLISHED':
      return t('run.published', { n: run.frames, version });
    default:
      return t('run.failed');
  }
}

/** Why a run failed, or frames were refused. */
function note({ state, refused, why: last, model }) {
  if (state === 'FAILED') return last ? format.runFailure({ ...last, model }) : { why: '' };
  if (!refused) return { why: '' };
  const count = t('run.refused', { n: refused });
  if (!last) return { why: count };
  const { why, detail } = format.refusal({ ...last, model });
  return { why: `${count} ${t('run.lastRefused', { message: why })}`, detail };
}

/** How the last run of a model goes. */
class RunPanel {
  constructor() {
    this.headline = el('p', { class: 'headline' });
    this.bar = el('progress', { 'aria-label': t('run.bar') });
    this.note = el('p', { class: 'note' });
    this.age = el('p', { class: 'quiet' });
    this.none = el('p', { class: 'quiet' });
    this.element = el('section', { class: 'panel run' },
      el('h2', {}, t('run.title')), this.headline, this.bar, this.note, this.age, this.none);
  }

  update(run, model, now) {
    for (const part of [this.headline, this.bar, this.note, this.age]) part.hidden = !run;
    this.none.hidden = Boolean(run);
    text(this.none, run ? '' : t('run.none', { model }));
    if (!run) return;
    this.element.dataset.state = run.state;
    text(this.headline, headline(run));
    this.bar.hidden = !running(run);
    const done = run.learned + run.refused;
    if (run.state === 'LEARNING' && run.expected) {
      this.bar.max = run.expected;
      this.bar.value = Math.min(done, run.expected);
    } else {
      this.bar.removeAttribute('value');
    }
    say(this.note, note({ ...run, model }));
    this.note.hidden = !this.note.textContent;
    text(this.age, running(run)
      ? t('run.begun', { begun: format.ago(now - run.startedAtMillis), sign: format.ago(now - run.atMillis) })
      : t('run.ended', { ago: format.ago(now - run.atMillis), span: format.span(run.atMillis - run.startedAtMillis) }));
  }
}

function versionFacts(version) {
  return [
    [t('version.goodFrames'), t('version.judged', { n: version.frames, judged: version.validationFrames })],
    [t('version.threshold'), { why: format.number(version.threshold), detail: version.thresholdDescription }],
    [t('version.scale'), `${format.number(version.min)} … ${format.number(version.max)}`],
    [t('version.network'), `${version.backbone}, ${version.input}`],
    [t('version.features'), version.features],
    [t('version.layers'), version.layers],
    [t('version.patches'), version.grid],
    [t('version.covariance'), version.covariance],
    [t('version.size'), `${format.bytes(version.bytes)}, ${version.precision}`],
    [t('version.fittedIn'), `${format.fixed(version.seconds, 1)} s`],
  ];
}

/** Asks before a version is made current again. */
function confirmation(onYes) {
  const question = el('p', { id: 'rollback-question' });
  const yes = el('button', { type: 'submit', value: 'yes', class: 'primary' }, t('rollback.yes'));
  const dialog = el('dialog', { 'aria-labelledby': 'rollback-question' },
    el('form', { method: 'dialog' }, question,
      el('p', { class: 'quiet' }, t('rollback.explain')),
      el('div', { class: 'buttons' },
        el('button', { type: 'submit', value: 'no' }, t('rollback.no')), yes)));
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'yes') onYes(dialog.version);
  });
  return {
    dialog,
    ask(model, version) {
      dialog.returnValue = '';
      dialog.version = version;
      text(question, t('rollback.question', { version: String(version), model }));
      dialog.showModal();
    },
  };
}

/** One model: run, histogram, versions, facts. */
class ModelPanel {
  #details = null;
  #changed = 0;
  #chosen = null;

  constructor(line, model, refusal) {
    this.line = line;
    this.model = model;
    this.refusal = refusal;
    this.run = new RunPanel();
    this.status = el('p', { class: 'status', role: 'status' });
    this.body = el('tbody');
    this.confirmation = confirmation((version) => this.#rollback(version));
    this.chart = el('div');
    this.chartTitle = el('h2');
    this.facts = el('dl', { class: 'facts' });
    this.sightTitle = el('h2');
    this.sight = el('div');
    this.versions = el('section', { class: 'panel' },
      el('h2', {}, t('version.title')),
      el('div', { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': t('version.title') },
        el('table', { class: 'wide versions' },
          el('thead', {}, el('tr', {},
            ...['version', 'taught', 'goodFrames', 'threshold', 'action']
              .map((name) => el('th', { scope: 'col' }, t(`version.${name}`))))),
          this.body)),
      refusal ? el('p', { class: 'quiet' }, refusal) : null,
      this.status);
    this.learned = el('section', { class: 'panel' }, this.chartTitle, this.chart);
    this.factsPanel = el('section', { class: 'panel' }, el('h2', {}, t('version.facts')), this.facts);
    this.sightPanel = el('section', { class: 'panel' }, this.sightTitle, this.sight);
    this.element = el('div', { class: 'model' },
      el('h2', { class: 'model-name' }, model),
      el('div', { class: 'column' }, this.run.element, this.versions, this.sightPanel),
      el('div', { class: 'column' }, this.learned, this.factsPanel),
      this.confirmation.dialog);
    this.update();
  }

  update() {
    const row = this.line.training.get(this.model);
    if (!row) return;
    this.run.update(row.run, this.model, this.line.now());
    const known = row.versions.length > 0 && this.#details?.versions.length > 0;
    for (const part of [this.learned, this.versions, this.factsPanel, this.sightPanel]) part.hidden = !known;
    const signature = `${row.current}/${row.versions.join()}/${row.sights}`;
    if (signature !== this.#changed) {
      this.#changed = signature;
      this.#load();
    }
  }

  async #load() {
    const response = await fetch(`api/training?model=${encodeURIComponent(this.model)}`).catch(() => null);
    if (!response?.ok) {
      this.#changed = 0;
      return;
    }
    this.#details = await response.json();
    this.#draw();
    this.update();
  }

  #draw() {
    const { versions, current } = this.#details;
    const newestFirst = [...versions].sort((a, b) => b.version - a.version);
    const chosen = newestFirst.find((v) => v.version === (this.#chosen ?? current)) ?? newestFirst[0];
    if (!chosen) return;
    nodes(this.body, newestFirst.map((v) => this.#row(v, current, chosen)));
    text(this.chartTitle, t('version.scores', { version: String(chosen.version) }));
    this.chart.replaceChildren(histogram(chosen));
    facts(this.facts, versionFacts(chosen));
    text(this.sightTitle, t('sight.title', { version: String(chosen.version) }));
    this.sight.replaceChildren(...sight(this.model, chosen));
  }

  #row(version, current, chosen) {
    const scores = version.version === current;
    const show = el('button', {
      type: 'button', class: 'plain', 'aria-pressed': String(version === chosen),
      title: t('version.show'),
      onclick: () => {
        this.#chosen = version.version;
        this.#draw();
        this.body.querySelector('[aria-pressed=true]')?.focus();
      },
    }, `v${version.version}`);
    const back = scores
      ? el('span', { class: 'current' }, t('version.current'))
      : el('button', {
        type: 'button', class: 'rollback', disabled: Boolean(this.refusal),
        onclick: () => this.confirmation.ask(this.model, version.version),
      }, t(version.version < current ? 'rollback.back' : 'rollback.forward', { version: String(version.version) }));
    return el('tr', {},
      el('td', {}, show),
      el('td', {}, format.date(version.createdAtMillis)),
      el('td', {}, format.count(version.frames)),
      el('td', {}, format.number(version.threshold)),
      el('td', {}, back));
  }

  async #rollback(version) {
    attribute(this.status, 'data-state', 'busy');
    text(this.status, t('rollback.going', { version: String(version) }));
    try {
      await post('api/changes/rollback', { model: this.model, version });
      this.#chosen = null;
      attribute(this.status, 'data-state', 'good');
      text(this.status, t('rollback.done', { version: String(version) }));
    } catch (error) {
      attribute(this.status, 'data-state', 'bad');
      sayNot(this.status, error);
    }
  }
}

/** All models, and the one that is chosen. */
export class TeachView {
  #links = new Map();
  #panel = null;

  constructor(line, model, refusal, isTrainer) {
    this.line = line;
    this.model = model;
    this.refusal = refusal;
    this.heading = el('h1', { tabIndex: -1 }, t('page.teaching'));
    this.list = el('nav', { class: 'models', 'aria-label': t('teach.models') });
    this.place = el('div');
    this.none = el('p', { class: 'empty-note' });
    this.element = el('div', { class: 'view' },
      el('div', { class: 'detail-head' }, this.heading),
      isTrainer ? el('p', { class: 'quiet explain' }, t('teach.trainer')) : null,
      el('div', { class: 'teach-body' }, this.list, this.place), this.none);
    this.update();
  }

  update() {
    const rows = [...this.line.training.values()].sort((a, b) => natural.compare(a.model, b.model));
    this.none.hidden = rows.length > 0;
    text(this.none, this.line.summary ? t('teach.none') : '');
    this.list.hidden = rows.length < 2;
    this.element.classList.toggle('single', rows.length < 2);
    this.#names(rows);
    const wanted = rows.find((row) => row.model === this.model) ?? (this.model ? null : rows[0]);
    if (wanted && this.#panel?.model !== wanted.model) {
      this.#panel = new ModelPanel(this.line, wanted.model, this.refusal());
      this.place.replaceChildren(this.#panel.element);
    }
    this.#panel?.update();
  }

  #names(rows) {
    for (const model of this.#links.keys()) {
      if (!this.line.training.has(model)) this.#links.delete(model);
    }
    nodes(this.list, rows.map((row) => {
      let link = this.#links.get(row.model);
      if (!link) {
        const state = el('span', { class: 'quiet' });
        const element = el('a', { href: `#/teach/${encodeURIComponent(row.model)}` },
          el('strong', {}, row.model), state);
        link = { element, state };
        this.#links.set(row.model, link);
      }
      text(link.state, summary(row));
      link.element.toggleAttribute('data-running', running(row.run));
      const chosen = row.model === (this.model ?? rows[0].model);
      if (chosen) attribute(link.element, 'aria-current', 'true');
      else link.element.removeAttribute('aria-current');
      return link.element;
    }));
  }

  tick() {
    this.#panel?.update();
  }

  onKey() {
    return false;
  }

  dispose() {}
}
