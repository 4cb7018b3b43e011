// Teaching: how runs go, what was learned, and the way back to an older version.

import { el, text, attribute, facts, post } from './dom.js';
import * as format from './format.js';
import { histogram } from './histogram.js';

const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** A run in a few words. */
function summary(row) {
  const { run } = row;
  if (run?.state === 'LEARNING') return `Learning, ${format.count(run.learned)} frames`;
  if (run?.state === 'FITTING') return 'Fitting';
  if (run?.state === 'FAILED') return 'Teaching failed';
  return row.current ? `Version ${row.current} scores` : 'No version';
}

const running = (run) => run?.state === 'LEARNING' || run?.state === 'FITTING';

function headline(run) {
  switch (run.state) {
    case 'LEARNING':
      return run.expected
        ? `Learning: ${format.count(run.learned)} of ${format.plural(run.expected, 'good frame')}`
        : `Learning: ${format.plural(run.learned, 'good frame')} so far`;
    case 'FITTING':
      return `All ${format.plural(run.learned, 'good frame')} are in; version ${run.version} is being fitted`;
    case 'PUBLISHED':
      return `Version ${run.version} was published, from ${format.plural(run.frames, 'good frame')}`;
    default:
      return 'No version was published';
  }
}

/** How the last run of a model goes. */
class RunPanel {
  constructor() {
    this.headline = el('p', { class: 'headline' });
    this.bar = el('progress', { 'aria-label': 'Good frames learned' });
    this.note = el('p', { class: 'note' });
    this.age = el('p', { class: 'quiet' });
    this.none = el('p', { class: 'quiet' });
    this.element = el('section', { class: 'panel run' },
      el('h2', {}, 'Last teaching run'), this.headline, this.bar, this.note, this.age, this.none);
  }

  update(run, model, now) {
    for (const part of [this.headline, this.bar, this.note, this.age]) part.hidden = !run;
    this.none.hidden = Boolean(run);
    text(this.none, run ? '' :
      `None in the last days. mekiki teach DIR --model ${model} starts one, from 30 to 300 good frames.`);
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
    const refused = run.refused
      ? `${format.plural(run.refused, 'frame')} refused${run.message ? `; the last: ${run.message}` : ''}`
      : '';
    text(this.note, run.state === 'FAILED' ? (run.message ?? '') : refused);
    this.note.hidden = !this.note.textContent;
    text(this.age, running(run)
      ? `Begun ${format.ago(now - run.startedAtMillis)}, last sign ${format.ago(now - run.atMillis)}`
      : `Ended ${format.ago(now - run.atMillis)}, after ${format.span(run.atMillis - run.startedAtMillis)}`);
  }
}

function versionFacts(version) {
  return [
    ['Good frames', `${format.count(version.frames)}, ${format.count(version.validationFrames)} judged for the threshold`],
    ['Threshold', `${format.number(version.threshold)}: ${version.thresholdDescription}`],
    ['Scale', `${format.number(version.min)} … ${format.number(version.max)}`],
    ['Network', `${version.backbone}, ${version.input}`],
    ['Features', version.features],
    ['Layers', version.layers],
    ['Patches', version.grid],
    ['Covariance', version.covariance],
    ['Size', `${format.bytes(version.bytes)}, ${version.precision}`],
    ['Fitted in', `${version.seconds.toFixed(1)} s`],
  ];
}

/** Asks before a version is made current again. */
function confirmation(onYes) {
  const question = el('p', { id: 'rollback-question' });
  const yes = el('button', { type: 'submit', value: 'yes', class: 'primary' }, 'Roll back');
  const dialog = el('dialog', { 'aria-labelledby': 'rollback-question' },
    el('form', { method: 'dialog' }, question,
      el('p', { class: 'quiet' }, 'Scorers swap between two frames. Nothing is deleted; the newer version stays until the next teaching.'),
      el('div', { class: 'buttons' },
        el('button', { type: 'submit', value: 'no' }, 'Cancel'), yes)));
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'yes') onYes(dialog.version);
  });
  return {
    dialog,
    ask(model, version) {
      dialog.returnValue = '';
      dialog.version = version;
      text(question, `Let version ${version} of ${model} score again?`);
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
    this.versions = el('section', { class: 'panel' },
      el('h2', {}, 'Versions'),
      el('div', { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Versions' },
        el('table', { class: 'wide versions' },
          el('thead', {}, el('tr', {},
            ...['Version', 'Taught', 'Good frames', 'Threshold', ''].map((name) => el('th', { scope: 'col' }, name)))),
          this.body)),
      refusal ? el('p', { class: 'quiet' }, refusal) : null,
      this.status);
    this.learned = el('section', { class: 'panel' }, this.chartTitle, this.chart);
    this.factsPanel = el('section', { class: 'panel' }, el('h2', {}, 'Facts'), this.facts);
    this.element = el('div', { class: 'model' },
      el('h2', { class: 'model-name' }, model),
      el('div', { class: 'column' }, this.run.element, this.versions),
      el('div', { class: 'column' }, this.learned, this.factsPanel),
      this.confirmation.dialog);
    this.update();
  }

  update() {
    const row = this.line.training.get(this.model);
    if (!row) return;
    this.run.update(row.run, this.model, this.line.now());
    const known = row.versions.length > 0;
    for (const part of [this.learned, this.versions, this.factsPanel]) part.hidden = !known;
    const signature = `${row.current}/${row.versions.join()}`;
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
  }

  #draw() {
    const { versions, current } = this.#details;
    const newestFirst = [...versions].sort((a, b) => b.version - a.version);
    const chosen = newestFirst.find((v) => v.version === (this.#chosen ?? current)) ?? newestFirst[0];
    if (!chosen) return;
    this.body.replaceChildren(...newestFirst.map((v) => this.#row(v, current, chosen)));
    text(this.chartTitle, `Scores of good frames, version ${chosen.version}`);
    this.chart.replaceChildren(histogram(chosen));
    facts(this.facts, versionFacts(chosen));
  }

  #row(version, current, chosen) {
    const scores = version.version === current;
    const show = el('button', {
      type: 'button', class: 'plain', 'aria-pressed': String(version === chosen),
      title: 'Show its scores and facts',
      onclick: () => {
        this.#chosen = version.version;
        this.#draw();
        this.body.querySelector('[aria-pressed=true]')?.focus();
      },
    }, `v${version.version}`);
    const back = scores
      ? el('span', { class: 'current' }, 'Scores now')
      : el('button', {
        type: 'button', class: 'rollback', disabled: Boolean(this.refusal),
        onclick: () => this.confirmation.ask(this.model, version.version),
      }, version.version < current ? `Roll back to v${version.version}` : `Let v${version.version} score`);
    return el('tr', {},
      el('td', {}, show),
      el('td', {}, format.dateTime(version.createdAtMillis)),
      el('td', {}, format.count(version.frames)),
      el('td', {}, format.number(version.threshold)),
      el('td', {}, back));
  }

  async #rollback(version) {
    attribute(this.status, 'data-state', 'busy');
    text(this.status, `Going to version ${version}…`);
    try {
      await post('api/changes/rollback', { model: this.model, version });
      this.#chosen = null;
      attribute(this.status, 'data-state', 'good');
      text(this.status, `Version ${version} scores again.`);
    } catch (error) {
      attribute(this.status, 'data-state', 'bad');
      text(this.status, `Not rolled back: ${error.message}`);
    }
  }
}

/** All models, and the one that is chosen. */
export class TeachView {
  #links = new Map();
  #panel = null;

  constructor(line, model, refusal) {
    this.line = line;
    this.model = model;
    this.refusal = refusal;
    this.heading = el('h1', { tabIndex: -1 }, 'Teaching');
    this.list = el('nav', { class: 'models', 'aria-label': 'Models' });
    this.place = el('div');
    this.none = el('p', { class: 'empty' });
    this.element = el('div', { class: 'view' },
      el('div', { class: 'detail-head' }, this.heading),
      el('div', { class: 'teach-body' }, this.list, this.place), this.none);
    this.update();
  }

  update() {
    const rows = [...this.line.training.values()].sort((a, b) => natural.compare(a.model, b.model));
    this.none.hidden = rows.length > 0;
    text(this.none, this.line.summary
      ? 'No model yet. mekiki teach DIR --model KEY teaches one from 30 to 300 good frames; its progress shows here.'
      : '');
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
    for (const [model, link] of this.#links) {
      if (!this.line.training.has(model)) {
        link.element.remove();
        this.#links.delete(model);
      }
    }
    rows.forEach((row, i) => {
      let link = this.#links.get(row.model);
      if (!link) {
        const state = el('span', { class: 'quiet' });
        const element = el('a', { href: `#/teach/${encodeURIComponent(row.model)}` },
          el('strong', {}, row.model), state);
        link = { element, state };
        this.#links.set(row.model, link);
      }
      if (this.list.children[i] !== link.element) {
        this.list.insertBefore(link.element, this.list.children[i] ?? null);
      }
      text(link.state, summary(row));
      link.element.toggleAttribute('data-running', running(row.run));
      const chosen = row.model === (this.model ?? rows[0].model);
      if (chosen) attribute(link.element, 'aria-current', 'true');
      else link.element.removeAttribute('aria-current');
    });
  }

  tick() {
    this.#panel?.update();
  }

  onKey() {
    return false;
  }

  dispose() {}
}
