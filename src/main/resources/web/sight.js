// What a version of a model can see: from which size on painted defects are found, and where it is blind.

import { el } from './dom.js';
import { t } from './texts.js';
import * as format from './format.js';

/** Below the mark that was not reached: 26 of 29 found are 89 %, not 90. */
const percent = (share) => format.percent(Math.min(100 * share, 89), 0);

function from({ reached, largest, found }) {
  if (reached !== null) return t('sight.size', { size: reached });
  return largest === null ? t('sight.notTried') : t('sight.notReached', { share: percent(found), size: largest });
}

function row(kind) {
  const name = kind.kind.toLowerCase().replace('_', '-');
  return el('tr', {},
    el('th', { scope: 'row' }, t(`sight.kind.${name}`)),
    el('td', {}, kind.contrast ? format.count(kind.contrast) : ''),
    el('td', { class: kind.reached === null ? 'quiet' : undefined }, from(kind)));
}

function map(model, version, { pixels, contrast, places, missed }, hasMap) {
  const about = t('sight.blind', { missed, places, size: pixels, contrast });
  const query = new URLSearchParams({ model, version });
  return el('figure', { class: 'blind' },
    hasMap ? el('img', { src: `api/training/blind-spots?${query}`, alt: t('sight.map'), loading: 'lazy' }) : null,
    el('figcaption', { class: 'quiet' }, about));
}

function basis({ frames: n, others }, version) {
  return others ? t('sight.basisSecond', { n, others, version }) : t('sight.basis', { n });
}

/** All of it as elements; a sentence where nobody has measured it. */
export function sight(model, { version, sight: seen }) {
  if (!seen) return [el('p', { class: 'quiet' }, t('sight.none', { model }))];
  const title = t('sight.title', { version: String(version) });
  return [
    el('p', { class: 'quiet' }, `${basis(seen, String(version))} ${t('sight.alarms', { n: seen.alarms })}`),
    el('div', { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': title },
      el('table', { class: 'wide sight' },
        el('thead', {}, el('tr', {},
          ...['defect', 'contrast', 'from'].map((name) => el('th', { scope: 'col' }, t(`sight.${name}`))))),
        el('tbody', {}, ...seen.kinds.map(row)))),
    seen.blind ? map(model, version, seen.blind, seen.map) : null,
  ].filter(Boolean);
}
