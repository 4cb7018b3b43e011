// The list beside a drawing: an area's name, numbers and input, for those who don't draw.

import { attribute, el, text } from './dom.js';
import { t } from './texts.js';
import { areaName } from './areas.js';

const INPUTS = [96, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768];
const SIDES = ['setup.left', 'setup.top', 'setup.width', 'setup.height'];

export const select = (options, value, onchange) =>
  el('select', { onchange: (event) => onchange(event.target.value) },
    ...options.map(([key, name]) => el('option', { value: key, selected: key === value }, name)));

export const labelled = (name, control) => el('label', {}, el('span', {}, name), control);

/** Sides of an input: as the service chooses them, or square, or those that a stored view has. */
export function inputSelect(input, onchange) {
  const known = INPUTS.map((side) => [`${side}x${side}`, `${side} × ${side}`]);
  const own = input ? input.join('x') : '';
  const further = own && !known.some(([key]) => key === own) ? [[own, input.join(' × ')]] : [];
  return select([['', t('setup.inputOwn')], ...further, ...known], own, (value) =>
    onchange(value ? value.split('x').map(Number) : null));
}

/** One area in the list. */
export class AreaRow {
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
