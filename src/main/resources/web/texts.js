// What the page says, in the reader's language: one file for each, texts.LANGUAGE.json.

const NAMES = { en: 'English', de: 'Deutsch', ja: '日本語' };
const CHOSEN = 'mekiki-language';

let texts = {};
let plurals = new Intl.PluralRules('en');
let numbers = new Intl.NumberFormat('en');

export const languages = Object.entries(NAMES);
export let language = 'en';

function chosen() {
  try {
    return localStorage.getItem(CHOSEN);
  } catch {
    return null; // a browser that remembers nothing goes by its own language
  }
}

/** The one that was chosen here, else the first of the browser's that there is, else English. */
function wanted() {
  const own = (navigator.languages ?? []).map((tag) => tag.toLowerCase().split('-')[0]);
  return [chosen(), ...own].find((tag) => tag in NAMES) ?? 'en';
}

export async function load() {
  language = wanted();
  const response = await fetch(`assets/texts.${language}.json`);
  texts = await response.json();
  plurals = new Intl.PluralRules(language);
  numbers = new Intl.NumberFormat(language);
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-t]')) {
    element.textContent = t(element.dataset.t);
  }
  for (const element of document.querySelectorAll('[data-t-label]')) {
    element.setAttribute('aria-label', t(element.dataset.tLabel));
  }
  for (const element of document.querySelectorAll('[data-t-title]')) {
    element.title = t(element.dataset.tTitle);
  }
  for (const element of document.querySelectorAll('[data-t-hint]')) {
    element.placeholder = t(element.dataset.tHint);
  }
}

/** Another language from now on, in this browser. */
export function choose(tag) {
  try {
    localStorage.setItem(CHOSEN, tag);
  } catch {
    return;
  }
  location.reload();
}

export const has = (key) => key in texts;

/**
 * A text; `{name}` in it is replaced by that value, whole numbers as the language writes them. A text
 * with several forms is chosen by `n`.
 */
export function t(key, values = {}) {
  const entry = texts[key] ?? key;
  const text = typeof entry === 'string' ? entry : (entry[plurals.select(values.n)] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (_, name) =>
    typeof values[name] === 'number' ? numbers.format(values[name]) : (values[name] ?? ''));
}
