// What is shown and drawn under "Set up", and how frames are aligned. All of it is made once: the keyboard keeps its place.

import { attribute, el, text } from './dom.js';
import { t } from './texts.js';
import { inputSelect, labelled, select } from './arearow.js';
import { hasAnchor } from './drawing.js';

const SIDES = [[true, 'setup.onPart'], [false, 'setup.onFrame']];
const KINDS = { region: 'setup.region', ignored: 'setup.ignored', anchor: 'setup.anchor' };
const ALIGNMENTS = { none: 'setup.alignNone', shift: 'setup.alignShift', part: 'setup.alignPart', anchor: 'setup.alignAnchor' };
const ALIGN_HINTS = { none: 'setup.noneHint', shift: 'setup.shiftHint', part: 'setup.partHint', anchor: 'setup.anchorHint' };
const PADDINGS = { pad: 'setup.pad', stretch: 'setup.stretch' };

const names = (texts) => Object.entries(texts).map(([key, name]) => [key, t(name)]);

/** `onside` is called with whether the part is to be shown, `onalign` after another alignment was chosen, `onchange` after another size. */
export class SetupControls {
  constructor(stage, freezeButton, { blocked, onside, onalign, onchange }) {
    this.stage = stage;
    this.onalign = onalign;
    this.onchange = onchange;
    this.sides = el('div', { class: 'chips', role: 'group', 'aria-label': t('setup.shown') },
      ...SIDES.map(([onPart, name]) => el('button', {
        type: 'button', disabled: onPart && blocked, data: { side: name }, onclick: () => onside(onPart),
      }, t(name))));
    this.tools = el('div', { class: 'chips', role: 'group', 'aria-label': t('setup.draws') },
      ...names(KINDS).map(([kind, name]) => el('button', {
        type: 'button', data: { kind }, onclick: () => { stage.draws(kind); this.#press(); },
      }, name)));
    this.adds = names(KINDS).map(([kind, area]) => el('button', {
      type: 'button', data: { adds: kind }, onclick: () => stage.addInTheMiddle(kind),
    }, t('setup.add', { area })));
    this.add = el('div', { class: 'under-stage' }, freezeButton, ...this.adds);
    this.hint = el('p', { class: 'quiet' }, t('setup.hint'));
    this.options = el('div', { class: 'setup-options' });
    this.alignHint = el('p', { class: 'quiet' });
  }

  /** After the drawing or what is shown has changed; it is always the same drawing. */
  update(drawing) {
    if (!this.options.firstChild) this.options.append(...this.#choices(drawing));
    const { locked } = this.stage;
    const anchored = hasAnchor(drawing.align);
    if (this.stage.kind === 'anchor' && !anchored) this.stage.draws('region');
    this.sides.hidden = drawing.align !== 'part';
    this.tools.hidden = locked;
    this.hint.hidden = locked;
    for (const tool of this.tools.children) tool.hidden = tool.dataset.kind === 'anchor' && !anchored;
    for (const button of this.adds) button.hidden = locked || (button.dataset.adds === 'anchor' && !anchored);
    text(this.alignHint, t(ALIGN_HINTS[drawing.align]));
    this.#press();
  }

  #press() {
    const { locked, kind } = this.stage;
    SIDES.forEach(([onPart], i) => attribute(this.sides.children[i], 'aria-pressed', String(onPart === !locked)));
    for (const tool of this.tools.children) attribute(tool, 'aria-pressed', String(tool.dataset.kind === kind));
  }

  #choices(drawing) {
    return [
      labelled(t('setup.align'), select(names(ALIGNMENTS), drawing.align, (value) => {
        drawing.align = value;
        this.onalign();
      })),
      labelled(t('setup.padding'), select(names(PADDINGS), drawing.padding, (value) => {
        drawing.padding = value;
        this.onchange();
      })),
      labelled(t('setup.inputAll'), inputSelect(drawing.input, (sides) => {
        drawing.input = sides;
        this.onchange();
      })),
    ];
  }
}
