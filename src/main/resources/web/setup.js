// Setting up what the next teaching sees of a camera's frames: areas, alignment, what it costs, how frames look.

import { attribute, el, facts, nodes, post, text } from './dom.js';
import { t } from './texts.js';
import * as format from './format.js';
import { AreaStage, areaName } from './areas.js';
import { link, panel } from './detail.js';

/** What was drawn stays while the page is open, also after a look at something else. */
const drawings = new Map();

const KINDS = { region: 'setup.region', ignored: 'setup.ignored', anchor: 'setup.anchor' };
const ALIGNMENTS = { none: 'setup.alignNone', shift: 'setup.alignShift', part: 'setup.alignPart', anchor: 'setup.alignAnchor' };
const ALIGN_HINTS = { none: 'setup.noneHint', shift: 'setup.shiftHint', part: 'setup.partHint', anchor: 'setup.anchorHint' };
const PADDINGS = { pad: 'setup.pad', stretch: 'setup.stretch' };
const INPUTS = [96, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768];
const SIDES = ['setup.left', 'setup.top', 'setup.width', 'setup.height'];

const select = (options, value, onchange) =>
  el('select', { onchange: (event) => onchange(event.target.value) },
    ...options.map(([key, name]) => el('option', { value: key, selected: key === value }, name)));

const labelled = (name, control) => el('label', {}, el('span', {}, name), control);

/** A length of a stored view in pixels of the frame. */
function pixels(length, side) {
  const value = typeof length === 'string' && length.endsWith('%')
    ? (Number.parseFloat(length) * side) / 100 : Number(length);
  return Number.isFinite(value) ? Math.round(value) : 0;
}

/** A view as the page draws it; `scale` leads from its frame's size to that of this one. */
function drawingOf(view, width, height) {
  const frame = view.frame ?? { width, height };
  const across = (x) => Math.round((pixels(x, frame.width) * width) / frame.width);
  const down = (y) => Math.round((pixels(y, frame.height) * height) / frame.height);
  const area = (kind, json) => ({
    kind, name: json.name ?? '', input: json.input ?? null,
    ...(json.polygon
      ? { polygon: json.polygon.map(([x, y]) => [across(x), down(y)]) }
      : { box: [across(json.box[0]), down(json.box[1]), across(json.box[2]), down(json.box[3])] }),
  });
  return {
    align: typeof view.align === 'object' ? view.align.align : (view.align ?? 'none'),
    padding: view.padding ?? 'pad',
    input: view.input ?? null,
    areas: [
      ...(view.regions ?? []).map((json) => area('region', json)),
      ...(view.ignored ?? []).map((json) => area('ignored', json)),
      ...(view.anchor ? [area('anchor', { box: view.anchor })] : []),
    ],
  };
}

const outline = (area) => (area.polygon ? { polygon: area.polygon } : { box: area.box });

const hasAnchor = (align) => align === 'anchor' || align === 'shift';

/** A drawing as JSON after schemas/view.schema.json. */
function viewOf(drawing, width, height) {
  const of = (kind) => drawing.areas.filter((area) => area.kind === kind);
  const anchor = hasAnchor(drawing.align) ? of('anchor')[0] : null;
  return {
    frame: { width, height },
    align: drawing.align,
    ...(anchor ? { anchor: anchor.box } : {}),
    padding: drawing.padding,
    ...(drawing.input ? { input: drawing.input } : {}),
    regions: of('region').map((area) => ({
      ...(area.name ? { name: area.name } : {}), ...outline(area), ...(area.input ? { input: area.input } : {}),
    })),
    ignored: of('ignored').map(outline),
  };
}

/** One area in the list: its numbers for those who don't draw. */
class AreaRow {
  constructor(area, stage, onchange) {
    this.area = area;
    this.stage = stage;
    this.fields = area.box
      ? SIDES.map((side, i) => labelled(t(side), el('input', {
        type: 'number', min: '0', step: '1', inputMode: 'numeric',
        onchange: (event) => stage.place(area, area.box.map((value, at) =>
          (at === i ? Math.round(Number(event.target.value)) || 0 : value))),
      })))
      : [];
    this.title = el('button', { type: 'button', class: 'plain', onclick: () => stage.choose(area) });
    const name = area.kind === 'region' ? [labelled(t('setup.name'), el('input', {
      type: 'text', maxLength: 64, value: area.name, autocomplete: 'off',
      onchange: (event) => { area.name = event.target.value.trim(); onchange(); },
    }))] : [];
    const input = area.kind === 'region'
      ? [labelled(t('setup.input'), inputSelect(area.input, (sides) => { area.input = sides; onchange(); }))] : [];
    this.boxed = Boolean(area.box);
    const turn = area.kind === 'anchor' ? null : el('button', { type: 'button', onclick: () => stage.turn(area) },
      t(area.box ? 'setup.corners' : 'setup.box'));
    this.remove = el('button', { type: 'button', onclick: () => stage.remove(area) }, t('setup.remove'));
    this.element = el('li', { class: 'area-row', data: { kind: area.kind } },
      el('div', { class: 'area-head' }, this.title, turn, this.remove),
      el('div', { class: 'area-fields' }, ...name, ...this.fields, ...input));
    this.update();
  }

  update() {
    const name = areaName(this.area, this.stage.areas);
    text(this.title, name);
    this.remove.setAttribute('aria-label', t('setup.removeArea', { area: name }));
    attribute(this.title, 'aria-pressed', String(this.area === this.stage.chosen));
    this.element.toggleAttribute('data-chosen', this.area === this.stage.chosen);
    this.fields.forEach((field, i) => {
      const value = String(this.area.box[i]);
      if (field.lastChild.value !== value) field.lastChild.value = value;
    });
  }
}

/** Sides of an input: as the service chooses them, or square, or those that a stored view has. */
function inputSelect(input, onchange) {
  const known = INPUTS.map((side) => [`${side}x${side}`, `${side} × ${side}`]);
  const own = input ? input.join('x') : '';
  const further = own && !known.some(([key]) => key === own) ? [[own, input.join(' × ')]] : [];
  return select([['', t('setup.inputOwn')], ...further, ...known], own, (value) =>
    onchange(value ? value.split('x').map(Number) : null));
}

export class SetupView {
  #begun = null;
  #drawing;
  #disposed = false;

  constructor(line, key, refusal) {
    this.line = line;
    this.key = key;
    const camera = line.cameras.get(key)?.camera ?? key;
    this.heading = el('h1', { tabIndex: -1 }, t('setup.title', { camera }));
    this.#drawing = drawings.get(key) ?? null;
    this.stage = new AreaStage({ onchange: () => this.#changed(), onchoose: () => this.#rows() });
    this.tools = el('div', { class: 'chips', role: 'group', 'aria-label': t('setup.draws') });
    this.add = el('div', { class: 'under-stage' });
    this.freezeButton = el('button', { type: 'button', onclick: () => this.#freeze() }, t('setup.freeze'));
    this.list = el('ol', { class: 'area-list' });
    this.noAreas = el('p', { class: 'quiet' }, t('setup.noAreas'));
    this.options = el('div', { class: 'setup-options' });
    this.alignHint = el('p', { class: 'quiet' });
    this.tryButton = el('button', { type: 'button', onclick: () => this.#try() }, t('setup.try'));
    this.saveButton = el('button', { type: 'button', class: 'primary', onclick: () => this.#save() }, t('setup.save'));
    this.forgetButton = el('button', { type: 'button', onclick: () => this.#forget() }, t('setup.forget'));
    this.status = el('p', { class: 'status', role: 'status' });
    this.inForce = el('p', { class: 'quiet' });
    this.stored = el('p', { class: 'quiet' });
    this.costs = el('dl', { class: 'facts' });
    this.seen = el('ol', { class: 'frames-seen' });
    this.results = panel(t('setup.results'), this.costs, this.seen);
    this.results.hidden = true;
    const blocked = refusal();
    for (const button of [this.tryButton, this.saveButton, this.forgetButton]) button.disabled = Boolean(blocked);
    this.body = el('div', { class: 'detail-body' },
      el('div', { class: 'picture' }, this.tools, this.stage.element, this.add, el('p', { class: 'quiet' }, t('setup.hint'))),
      el('div', { class: 'side' },
        panel(t('setup.how'), this.options, this.alignHint),
        panel(t('setup.areas'), this.list, this.noAreas),
        panel(t('setup.next'), this.inForce, this.stored,
          el('div', { class: 'under-stage' }, this.tryButton, this.saveButton, this.forgetButton),
          blocked ? el('p', { class: 'quiet' }, blocked) : null, this.status)));
    this.none = el('p', { class: 'empty-note', hidden: true }, t('setup.noFrames'));
    this.element = el('div', { class: 'view setup' },
      el('div', { class: 'detail-head' }, link(t('setup.back'), `#/camera/${key}`), this.heading),
      this.none, this.body, this.results);
    this.body.hidden = true;
    this.#freeze();
  }

  /** Takes the newest picture to draw on, and the ones before it to try a view with. */
  async #freeze() {
    const base = `api/cameras/${this.key}/setup`;
    const response = await fetch(base).catch(() => null);
    if (this.#disposed) return;
    if (!response?.ok) {
      this.#say('bad', t('error.noAnswer'));
      return;
    }
    const begun = await response.json();
    const newest = begun.frames[0];
    const picture = newest && await fetch(`${base}/${newest.sequence}/frame`).catch(() => null);
    const bitmap = picture?.ok ? await createImageBitmap(await picture.blob()).catch(() => null) : null;
    if (this.#disposed) return;
    this.none.hidden = Boolean(bitmap);
    this.body.hidden = !bitmap;
    if (!bitmap) return;
    this.#begun = begun;
    const { width, height } = bitmap;
    this.#drawing ??= drawingOf(begun.stored?.view ?? begun.inForce ?? {}, width, height);
    drawings.set(this.key, this.#drawing);
    this.stage.areas = this.#drawing.areas;
    this.stage.show(bitmap);
    bitmap.close();
    this.#controls();
    this.#changed();
    this.#known();
  }

  #controls() {
    const drawing = this.#drawing;
    const kinds = Object.entries(KINDS).filter(([kind]) => kind !== 'anchor' || hasAnchor(drawing.align));
    if (!kinds.some(([kind]) => kind === this.stage.kind)) this.stage.draws('region');
    this.tools.replaceChildren(...kinds.map(([kind, name]) => el('button', {
      type: 'button', 'aria-pressed': String(kind === this.stage.kind), data: { kind },
      onclick: () => { this.stage.draws(kind); this.#controls(); },
    }, t(name))));
    this.add.replaceChildren(this.freezeButton, ...kinds.map(([kind, name]) => el('button', {
      type: 'button', onclick: () => this.stage.addInTheMiddle(kind),
    }, t('setup.add', { area: t(name) }))));
    const names = (texts) => Object.entries(texts).map(([key, name]) => [key, t(name)]);
    this.options.replaceChildren(
      labelled(t('setup.align'), select(names(ALIGNMENTS), drawing.align, (value) => {
        drawing.align = value;
        this.#controls();
        this.#changed();
      })),
      labelled(t('setup.padding'), select(names(PADDINGS), drawing.padding, (value) => {
        drawing.padding = value;
        this.#changed();
      })),
      labelled(t('setup.inputAll'), inputSelect(drawing.input, (sides) => {
        drawing.input = sides;
        this.#changed();
      })));
    text(this.alignHint, t(ALIGN_HINTS[drawing.align]));
  }

  /** What the model that scores sees, and what is stored. */
  #known() {
    const { model, version, inForce, stored } = this.#begun;
    text(this.inForce, version
      ? t(inForce ? 'setup.inForce' : 'setup.inForceWhole', { model, version: String(version) })
      : t('setup.noVersion', { model }));
    text(this.stored, stored
      ? t('setup.stored', { ago: format.ago(this.line.now() - stored.atMillis) }) : t('setup.notStored'));
    this.forgetButton.hidden = !stored;
  }

  /** The drawing is another one: what was measured is of the one before. */
  #changed() {
    this.results.hidden = true;
    this.#say('', '');
    this.#rows();
  }

  #rows() {
    const areas = this.stage.areas;
    const rows = [...this.list.children].map((element) => element.row);
    nodes(this.list, areas.map((area) => {
      const row = rows.find((known) => known.area === area && known.boxed === Boolean(area.box)) ??
        new AreaRow(area, this.stage, () => this.#changed());
      row.element.row = row;
      return row.element;
    }));
    for (const element of this.list.children) element.row.update();
    this.noAreas.hidden = areas.length > 0;
  }

  #say(state, words) {
    attribute(this.status, 'data-state', state);
    text(this.status, words);
  }

  #drawn() {
    return {
      epoch: this.#begun.epoch,
      frames: this.#begun.frames.map((frame) => frame.sequence),
      view: viewOf(this.#drawing, this.stage.width, this.stage.height),
    };
  }

  /** Asks for something that takes seconds; nothing else can be asked for meanwhile. */
  async #ask(words, ask) {
    const buttons = [this.tryButton, this.saveButton, this.forgetButton, this.freezeButton];
    for (const button of buttons) button.disabled = true;
    this.#say('busy', words);
    try {
      await ask();
    } catch (error) {
      this.#say('bad', error.message);
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  }

  #try() {
    return this.#ask(t('setup.trying'), async () => {
      const trial = await post('api/changes/view/try', this.#drawn());
      this.#say('', '');
      await this.#show(trial);
    });
  }

  async #show(trial) {
    const { cost } = trial;
    facts(this.costs, [
      [t('setup.patch'), t('setup.patchOf', {
        width: format.fixed(trial.patchWidth, 1), height: format.fixed(trial.patchHeight, 1),
      })],
      [t('setup.smallest'), t('setup.pixels', { n: Math.ceil(trial.smallestDefect) })],
      [t('setup.network'), t('setup.networkGets', {
        width: format.count(trial.inputWidth), height: format.count(trial.inputHeight),
        columns: format.count(trial.columns), rows: format.count(trial.rows),
      })],
      [t('setup.time'), t('setup.timeOf', { millis: format.millis(cost.total), decode: format.millis(cost.decode),
        align: format.millis(cost.align + cost.cut), network: format.millis(cost.network), distances: format.millis(cost.distances) })],
      [t('setup.rate'), format.rate(cost.framesPerSecond)],
      [t('setup.size'), format.bytes(trial.modelBytes)],
    ]);
    const frames = await Promise.all(trial.frames.map((frame, i) => this.#frame(frame, i)));
    if (this.#disposed) return;
    this.seen.replaceChildren(...frames);
    this.results.hidden = false;
    this.results.scrollIntoView({ block: 'nearest' });
  }

  async #frame({ jpeg, failure }, i) {
    const frame = this.#begun.frames[i];
    const caption = failure ? t('setup.fails', { why: failure }) : frame?.frameId ?? '';
    const bytes = jpeg && Uint8Array.from(atob(jpeg), (char) => char.charCodeAt(0));
    const bitmap = bytes &&
      await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' })).catch(() => null);
    const canvas = bitmap ? el('canvas', { role: 'img', 'aria-label': caption }) : null;
    if (canvas) {
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      canvas.getContext('2d').drawImage(bitmap, 0, 0);
      bitmap.close();
    }
    return el('li', { data: { state: failure ? 'bad' : 'good' } }, canvas, el('span', {}, caption));
  }

  #save() {
    const { model } = this.#begun;
    return this.#ask(t('setup.saving'), async () => {
      await post('api/changes/view', { model, ...this.#drawn() });
      this.#begun.stored = { view: null, atMillis: this.line.now() };
      this.#known();
      this.#say('good', t('setup.saved', { model }));
    });
  }

  #forget() {
    const { model } = this.#begun;
    return this.#ask(t('setup.saving'), async () => {
      await post('api/changes/view', { model, view: null });
      this.#begun.stored = null;
      this.#known();
      this.#say('good', t('setup.forgotten', { model }));
    });
  }

  update() {}

  tick() {}

  onKey() {
    return false;
  }

  dispose() {
    this.#disposed = true;
    this.stage.dispose();
  }
}
