// Setting up what the next teaching sees of a camera's frames: areas, alignment, what it costs, how frames look.

import { ask, attribute, el, facts, nodes, post, sayNot, text, words } from './dom.js';
import { t } from './texts.js';
import * as format from './format.js';
import { AreaStage } from './areas.js';
import { AreaRow } from './arearow.js';
import { SetupControls } from './controls.js';
import { alignmentOf, drawingOf, onFrame, partFound, partLost, viewOf } from './drawing.js';
import { link, panel } from './detail.js';

/** What was drawn stays while the page is open, also after a look at something else. */
const drawings = new Map();

/** A picture as the API's JSON has it; null if it is none. */
const bitmapOf = (base64) =>
  createImageBitmap(new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))])).catch(() => null);

export class SetupView {
  #begun = null;
  #drawing;
  #disposed = false;
  #onPart = true;
  /** How many questions are under way, and of those the one for the part. */
  #asked = 0;
  #looking = false;
  /** The newest frame; the one whose part was found, and that part: null until then. */
  #pictures = { newest: null, frame: null, part: null };

  constructor(line, key, refusal) {
    this.line = line;
    this.key = key;
    const camera = line.cameras.get(key)?.camera ?? key;
    this.heading = el('h1', { tabIndex: -1 }, t('setup.title', { camera }));
    this.#drawing = drawings.get(key) ?? null;
    this.stage = new AreaStage({ onchange: () => this.#changed(), onchoose: () => this.#rows() });
    this.freezeButton = el('button', { type: 'button', onclick: () => this.#freeze() }, t('setup.freeze'));
    this.list = el('ol', { class: 'area-list' });
    this.noAreas = el('p', { class: 'quiet' }, t('setup.noAreas'));
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
    this.blocked = Boolean(blocked);
    this.controls = new SetupControls(this.stage, this.freezeButton, {
      blocked: this.blocked,
      onside: (onPart) => this.#side(onPart),
      onalign: () => this.#aligned(),
      onchange: () => this.#changed(),
    });
    const { sides, tools, add, hint, options, alignHint } = this.controls;
    this.body = el('div', { class: 'detail-body' },
      el('div', { class: 'picture' }, sides, tools, this.stage.element, add, hint),
      el('div', { class: 'side' },
        panel(t('setup.how'), options, alignHint),
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
  #freeze() {
    return this.#wait(() => this.#frozenAnew());
  }

  async #frozenAnew() {
    const response = await fetch(`api/cameras/${this.key}/setup`).catch(() => null);
    if (this.#disposed) return;
    if (!response?.ok) {
      this.#say('bad', t('error.noAnswer'));
      return;
    }
    const begun = await response.json();
    const bitmap = await this.#picture(begun.frames[0]);
    if (this.#disposed) return;
    this.none.hidden = Boolean(bitmap);
    this.body.hidden = !bitmap;
    if (!bitmap) return;
    this.#begun = begun;
    const { width, height } = bitmap;
    this.#drawing ??= drawingOf(begun.stored?.view ?? begun.inForce ?? {}, width, height);
    drawings.set(this.key, this.#drawing);
    partLost(this.#drawing, { width, height });
    this.#take({ newest: bitmap, frame: null, part: null });
    this.#lay();
    this.#changed();
    this.#known();
    await this.#lookForPart();
  }

  async #picture(frame) {
    const picture = frame && await fetch(`api/cameras/${this.key}/setup/${frame.sequence}/frame`).catch(() => null);
    return picture?.ok ? createImageBitmap(await picture.blob()).catch(() => null) : null;
  }

  #take(pictures) {
    const before = this.#pictures;
    this.#pictures = { ...before, ...pictures };
    for (const [name, bitmap] of Object.entries(before)) {
      if (bitmap !== this.#pictures[name]) bitmap?.close();
    }
  }

  /** With alignment by part, areas lie on the part as the service aligns it. */
  async #lookForPart() {
    if (this.#drawing.align !== 'part' || this.#drawing.part.aligned || this.blocked || this.#looking) return;
    this.#looking = true;
    await this.#ask(t('setup.aligning'), async () => {
      const begun = this.#begun;
      const aligned = await ask('api/changes/view/aligned', { ...this.#frozen(), view: alignmentOf(this.#drawing) });
      const found = begun.frames.find((other) => other.sequence === aligned.sequences[aligned.frame]);
      const [frame, part] = await Promise.all([this.#picture(found), bitmapOf(aligned.jpeg)]);
      if (this.#disposed) return;
      if (!frame || !part) throw new Error(t('error.noAnswer'));
      this.#take({ frame, part });
      partFound(this.#drawing, aligned);
      this.#say('', '');
      if (this.#drawing.align !== 'part') return; // another one was chosen meanwhile
      this.#lay();
      this.#rows();
    });
    this.#looking = false;
  }

  /** What is drawn on: the frame, or its part. How the part's areas lie on the frame can be looked at only. */
  #lay() {
    const { align, areas, part } = this.#drawing;
    const { newest, frame, part: picture } = this.#pictures;
    const { aligned } = part;
    const { stage } = this;
    stage.chosen = null;
    stage.locked = align === 'part' && !(aligned && this.#onPart);
    if (align !== 'part') {
      stage.areas = areas;
      stage.show(newest);
    } else if (aligned && this.#onPart) {
      stage.areas = part.areas;
      stage.show(picture, aligned, t('setup.onPart'));
    } else {
      stage.areas = aligned ? onFrame(aligned, part.areas) : [];
      stage.show(aligned ? frame : newest);
    }
    this.controls.update(this.#drawing);
  }

  #side(onPart) {
    this.#onPart = onPart;
    this.#lay();
    this.#rows();
    return onPart ? this.#lookForPart() : null;
  }

  #aligned() {
    this.#onPart = true;
    this.#lay();
    this.#changed();
    return this.#lookForPart();
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
    const areas = this.stage.locked ? [] : this.stage.areas;
    const rows = [...this.list.children].map((element) => element.row);
    nodes(this.list, areas.map((area) => {
      const row = rows.find((known) => known.area === area && known.boxed === Boolean(area.box)) ??
        new AreaRow(area, this.stage, () => this.#changed());
      row.element.row = row;
      return row.element;
    }));
    for (const element of this.list.children) element.row.update();
    this.noAreas.hidden = areas.length > 0;
    const { align, part } = this.#drawing;
    text(this.noAreas, t(align !== 'part' ? 'setup.noAreas' : !part.aligned ? 'setup.partNotFound'
      : this.stage.locked ? 'setup.onFrameHint' : 'setup.noAreasOnPart'));
  }

  #say(state, words) {
    attribute(this.status, 'data-state', state);
    text(this.status, words);
  }

  #frozen() {
    return { epoch: this.#begun.epoch, frames: this.#begun.frames.map((frame) => frame.sequence) };
  }

  #drawn() {
    const { width, height } = this.#pictures.newest;
    return { ...this.#frozen(), view: viewOf(this.#drawing, { width, height }) };
  }

  /** Nothing else can be asked for meanwhile; the button that was pressed gets the focus back that it loses so. */
  async #wait(asks) {
    const pressed = document.activeElement;
    this.#asked += 1;
    this.#enable();
    try {
      await asks();
    } finally {
      this.#asked -= 1;
      this.#enable();
      const lost = document.activeElement === document.body && this.#asked === 0 && this.body.contains(pressed);
      if (lost) pressed.focus({ preventScroll: true });
    }
  }

  #enable() {
    const waits = this.#asked > 0;
    this.freezeButton.disabled = waits;
    for (const button of [this.tryButton, this.saveButton, this.forgetButton]) button.disabled = waits || this.blocked;
  }

  /** Asks for something that takes seconds. */
  #ask(words, ask) {
    return this.#wait(async () => {
      this.#say('busy', words);
      try {
        await ask();
      } catch (error) {
        attribute(this.status, 'data-state', 'bad');
        sayNot(this.status, error);
      }
    });
  }

  #try() {
    return this.#ask(t('setup.trying'), async () => {
      const { frames } = this.#begun;
      const trial = await ask('api/changes/view/try', this.#drawn());
      this.#say('', '');
      await this.#show(trial, frames);
    });
  }

  async #show(trial, begun) {
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
    const frames = await Promise.all(trial.frames.map((seen, i) =>
      this.#frame(seen, begun.find((frame) => frame.sequence === trial.sequences[i]))));
    if (this.#disposed) return;
    this.seen.replaceChildren(...frames);
    this.results.hidden = false;
    this.results.scrollIntoView({ block: 'nearest' });
  }

  async #frame({ jpeg, reason, failure }, frame) {
    const { why, detail } = failure ? format.refusal({ reason, message: failure }) : {};
    const caption = failure ? t('setup.fails', { why }) : frame?.frameId ?? '';
    const bitmap = jpeg && await bitmapOf(jpeg);
    const canvas = bitmap ? el('canvas', { role: 'img', 'aria-label': caption }) : null;
    if (canvas) {
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      canvas.getContext('2d').drawImage(bitmap, 0, 0);
      bitmap.close();
    }
    return el('li', { data: { state: failure ? 'bad' : 'good' } }, canvas,
      el('span', {}, ...words({ why: caption, detail })));
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
    this.#take({ newest: null, frame: null, part: null });
    this.stage.dispose();
  }
}
