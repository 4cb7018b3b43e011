// Small helpers around the DOM. Text is always set as text, never as HTML.

import { t } from './texts.js';
import { changeRefusal } from './format.js';

/** Control characters and those that turn the direction of writing or hide; as org.mekiki.text.Plain. */
const UNPRINTABLE = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const SHOWN = new Set(['textContent', 'title', 'alt', 'ariaLabel', 'aria-label', 'label']);

/** Text from outside, as people may see it. */
const plain = (value) => (typeof value === 'string' ? value.replace(UNPRINTABLE, ' ') : value);

/** An element with properties, `data` and `aria` attributes, and children. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === 'class') element.className = value;
    else if (name === 'data') Object.assign(element.dataset, value);
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else {
      const shown = SHOWN.has(name) ? plain(value) : value;
      if (name in element && name !== 'list') element[name] = shown;
      else element.setAttribute(name, shown);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined).map(plain));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Sets text only where it changed: layout and screen readers are left in peace. */
export function text(element, value) {
  const shown = plain(value);
  if (element.textContent !== shown) element.textContent = shown;
}

export function attribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** In the service's own English. */
export const serviceWords = (words) => el('span', { class: 'service-words quiet', lang: 'en' }, words);

/** What is said in the reader's language, and below it the service's own sentence, if it says more. */
export const words = ({ why, detail }) => [why, ...(detail ? [serviceWords(detail)] : [])];

/** Says why, where nothing else is said; only where it changed. */
export function say(element, said) {
  const wanted = words(said).map(plain);
  const shown = wanted.map((node) => node.textContent ?? node).join('');
  if (element.textContent !== shown) element.replaceChildren(...wanted);
}

/** Something that was asked for was not done; `said` is for people. */
class NotDone extends Error {
  constructor(said) {
    super(said.why);
    this.said = said;
  }
}

/** Says of an error why something was not done. */
export const sayNot = (element, error) => say(element, error.said ?? { why: error.message });

/** Asks the service for something that changes nothing; the answer's JSON, or an error that `sayNot` says. */
export const ask = (path, body) =>
  answer(path, body, () => t('error.noAnswer'), (status) => t('error.status', { status }));

/** The same of a change. Where the service gives no answer, nobody knows whether it made the change. */
export const post = (path, body) =>
  answer(path, body, () => t('error.noAnswerToChange'),
    (status) => t(status >= 500 ? 'error.statusToChange' : 'error.status', { status }));

async function answer(path, body, ofNone, ofStatus) {
  let response;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    throw new NotDone({ why: ofNone() });
  }
  const said = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new NotDone(said.error
      ? changeRefusal({ ...said, message: said.error })
      : { why: ofStatus(String(response.status)) });
  }
  return said;
}

const FOCUSABLE = 'a[href], button:not(:disabled), input, select, [tabindex="0"]';

/**
 * Makes these the nodes of an element. People who use the keyboard keep their place: what stays is
 * not moved where it need not be, because a moved element loses the focus, and the focus of one
 * that goes passes to what takes its place, or to the page's main part where nothing does.
 */
export function nodes(root, wanted) {
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  const at = focused ? [...root.childNodes].findIndex((node) => node.contains(focused)) : -1;
  const stays = new Set(wanted);
  for (const node of [...root.childNodes]) if (!stays.has(node)) node.remove();
  wanted.forEach((node, i) => {
    if (root.childNodes[i] !== node) root.insertBefore(node, root.childNodes[i] ?? null);
  });
  if (at < 0 || document.activeElement === focused) return;
  const heir = wanted[Math.min(at, wanted.length - 1)];
  const next = focused.isConnected ? focused
    : heir?.matches?.(FOCUSABLE) ? heir : heir?.querySelector?.(FOCUSABLE);
  (next ?? root.closest('main'))?.focus({ preventScroll: true });
}

export const byId = (id) => document.getElementById(id);

const describe = (element, value) =>
  (typeof value === 'object' && value !== null ? say(element, value) : text(element, value));

/** Term and description pairs of a `dl`, a text or `words`; where the terms stay, only these change. */
export function facts(list, pairs) {
  const wanted = pairs.filter((pair) => pair);
  const rows = [...list.children];
  const same =
    rows.length === wanted.length &&
    rows.every((row, i) => row.firstChild.textContent === wanted[i][0]);
  if (same) {
    rows.forEach((row, i) => describe(row.lastChild, wanted[i][1]));
    return;
  }
  list.replaceChildren(
    ...wanted.map(([term, value, title]) => {
      const description = el('dd');
      describe(description, value);
      return el('div', { title }, el('dt', {}, term), description);
    }));
}
