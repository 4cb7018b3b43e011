// What the keys do.

import { el } from './dom.js';
import { t } from './texts.js';

const KEYS = [
  ['← → ↑ ↓ Enter', 'keys.cards'],
  ['/', 'keys.find'],
  ['h', 'keys.heatmap'],
  ['← →', 'keys.neighbours'],
  ['Space', 'keys.freeze'],
  ['r', 'keys.regions'],
  ['+ − 0', 'keys.zoom'],
  ['f', 'keys.fullScreen'],
  ['c', 'keys.compare'],
  ['b', 'keys.bad'],
  ['g', 'keys.good'],
  ['Esc', 'keys.back'],
  ['?', 'keys.help'],
];

/** A dialog that lists the keys; `show` opens it. */
export function keysDialog() {
  const dialog = el('dialog', { class: 'keys', 'aria-labelledby': 'keys-title' },
    el('h2', { id: 'keys-title' }, t('keys.title')),
    el('dl', { class: 'facts' }, ...KEYS.map(([key, does]) =>
      el('div', {}, el('dt', {}, el('kbd', {}, key)), el('dd', {}, t(does))))),
    el('form', { method: 'dialog', class: 'buttons' }, el('button', {}, t('keys.close'))));
  document.body.append(dialog);
  return { show: () => dialog.open || dialog.showModal() };
}
