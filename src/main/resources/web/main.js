// Puts the page together: header, notices, routes, keys.

import { attribute, byId, el, facts, nodes, text, words } from './dom.js';
import { choose, language, languages, load, t } from './texts.js';
import * as format from './format.js';
import { Line } from './line.js';
import { AnomalyList, Grid } from './grid.js';
import { AnomalyView } from './anomaly.js';
import { CameraView } from './camera.js';
import { AlarmStrip, AlarmsView } from './alarms.js';
import { HistoryView } from './history.js';
import { keysDialog } from './keys.js';
import { stepBack } from './pictures.js';
import { SetupView } from './setup.js';
import { TeachView } from './teach.js';

await load();

const line = new Line();
const grid = new Grid(line);
const anomalies = new AnomalyList(line, byId('anomalies'), { none: byId('no-anomalies') });
const alarms = new AlarmStrip(line);
const slider = byId('opacity');
const keys = keysDialog();
let view = null;

/** What the service says of itself: its kind, how to send a frame, why nothing can be changed from here. */
let about = { role: 'score', sendCommand: '', changesRefused: t('page.changesUnknown') };

const isTrainer = () => about.role === 'train';

async function askAbout() {
  const response = await fetch('api/about').catch(() => null);
  if (response?.ok) about = await response.json();
  document.body.classList.toggle('trainer', isTrainer());
  text(byId('version'), about.version ? `Mekiki ${about.version}` : '');
}

// Heatmap opacity: one property for the whole page, remembered in this browser.

const OPACITY = 'mekiki-heatmap-opacity';
let opacityBefore = 60;

function setOpacity(percent) {
  slider.value = String(percent);
  slider.setAttribute('aria-valuetext', format.percent(percent, 0));
  document.documentElement.style.setProperty('--heat', String(percent / 100));
  try {
    localStorage.setItem(OPACITY, String(percent));
  } catch {
    // A browser that remembers nothing shows the default next time.
  }
}

function storedOpacity() {
  try {
    const stored = Number.parseInt(localStorage.getItem(OPACITY) ?? '', 10);
    return stored >= 0 && stored <= 100 ? stored : 60;
  } catch {
    return 60;
  }
}

setOpacity(storedOpacity());
slider.addEventListener('input', () => setOpacity(Number(slider.value)));

function toggleHeatmap() {
  const now = Number(slider.value);
  if (now > 0) opacityBefore = now;
  setOpacity(now > 0 ? 0 : opacityBefore);
}

// Footer.

text(byId('zone'), t('page.zone', { zone: format.zone() }));
byId('language').append(...languages.map(([tag, name]) =>
  el('option', { value: tag, selected: tag === language, lang: tag }, name)));
byId('language').addEventListener('change', (event) => choose(event.target.value));
byId('keys').addEventListener('click', () => keys.show());

// Header.

const NAMED = 2;

/** The state of the line in one sentence: [state, sentence, cameras that it is about]. */
function verdict() {
  if (!line.summary) return ['none', t('line.connecting'), []];
  if (isTrainer()) return ['none', t('line.trainer'), []];
  const cameras = line.sorted();
  const by = { bad: [], recent: [], warn: [], silent: [], good: [] };
  for (const camera of cameras) by[line.state(camera)].push(camera);
  const red = [...by.bad, ...by.recent];
  if (red.length) return ['bad', t('line.anomalous', { n: red.length }), red];
  if (by.warn.length) return ['warn', t('line.notScored', { n: by.warn.length }), by.warn];
  if (!cameras.length) return ['none', t('line.noFrames'), []];
  if (by.silent.length === cameras.length) return ['none', t('line.allSilent'), []];
  if (by.silent.length) return ['warn', t('line.silent', { n: by.silent.length }), by.silent];
  return ['good', t('line.good', { n: cameras.length }), []];
}

let said = '';

function header() {
  const [state, sentence, cameras] = verdict();
  const element = byId('verdict');
  element.dataset.state = state;
  const signature = [sentence, ...cameras.map((camera) => camera.key)].join(' ');
  if (signature !== said) {
    said = signature;
    const known = new Map([...element.querySelectorAll('a')].map((link) => [link.hash, link]));
    const links = cameras.slice(0, NAMED).flatMap((camera, i) => {
      const hash = `#/camera/${camera.key}`;
      const link = known.get(hash) ?? el('a', { href: hash }, camera.camera);
      return [document.createTextNode(i === 0 ? ': ' : ', '), link];
    });
    const more = cameras.length > NAMED ? ` ${t('line.more', { n: cameras.length - NAMED })}` : '';
    nodes(element, [sentence, ...links, more].map((node) =>
      typeof node === 'string' ? document.createTextNode(node) : node));
  }
  const title = state === 'bad' ? t('page.titleBad', { n: cameras.length }) : 'Mekiki';
  if (document.title !== title) document.title = title;
  connection();
  const sum = line.summary;
  if (!sum) return;
  stepBack(line.behind);
  facts(byId('figures'), [
    [t('figures.rate'), format.rate(sum.framesPerSecond), t('figures.rateTitle')],
    [t('figures.lag'), line.lag === null ? '–' : format.count(line.lag),
      t(line.behind ? 'figures.lagBehindTitle' : 'figures.lagTitle')],
    [t('figures.anomalous'), format.count(sum.anomalous), t('figures.anomalousTitle')],
    [t('figures.notScored'), format.count(sum.rejected), t('figures.notScoredTitle')],
    [t('figures.scored'), format.count(sum.scored), t('figures.scoredTitle')],
    [t('figures.median'), format.millis(sum.latencyP50Millis), t('figures.medianTitle')],
    [t('figures.p99'), format.millis(sum.latencyP99Millis), t('figures.p99Title')],
  ]);
}

function connection() {
  const element = byId('link');
  element.dataset.state = line.connection;
  text(element, t(`link.${line.connection}`));
  document.body.classList.toggle('offline', line.connection === 'lost');
}

function alarmCount() {
  const open = line.unseenAlarms().length;
  const element = byId('alarm-count');
  element.hidden = open === 0;
  text(element, format.count(open));
  attribute(element, 'title', t('alarms.open', { n: open }));
}

// Notices: what a person should know that is no camera's fault.

let noticed = '';

function notices() {
  const notes = [];
  if (line.connection === 'lost' && line.summary) notes.push({ said: t('notice.lost') });
  for (const refused of line.models.refused) {
    const served = line.modelOf(refused.model);
    const { model, version } = refused;
    const { why, detail } = format.modelRefusal(refused);
    notes.push({
      said: t('notice.refused', { model, version, message: format.ended(why) }) +
        (served ? ` ${t('notice.keeps', { version: served.version })}` : ''),
      detail,
    });
  }
  const signature = JSON.stringify(notes);
  if (signature === noticed) return;
  noticed = signature;
  byId('notices').replaceChildren(...notes.slice(0, 5).map(({ said, detail }) =>
    el('p', {}, ...words({ why: said, detail }))));
}

// Empty state.

function empty() {
  const root = byId('empty');
  const nothing = line.summary !== null && line.cameras.size === 0;
  if (root.hidden !== nothing) {
    if (nothing) learning(root);
    return;
  }
  root.hidden = !nothing;
  byId('overview').classList.toggle('nothing', nothing && line.anomalies.length === 0);
  if (!nothing) return;
  const { sendCommand } = about;
  root.replaceChildren(
    el('h1', {}, t('empty.title')),
    el('p', {}, t('empty.explain')),
    ...(sendCommand ? [el('p', {}, t('empty.send')), el('pre', { tabIndex: 0 }, el('code', {}, sendCommand))] : []),
    el('p', { class: 'learning' }));
  learning(root);
}

function learning(root) {
  const learned = Object.entries(line.summary.learned)
    .map(([model, n]) => t('empty.learned', { model, n }));
  const element = root.querySelector('.learning');
  if (element) text(element, learned.join(' · '));
}

// Routes.

const PAGES = { camera: 'line', setup: 'line', anomaly: 'line', alarms: 'alarms', teach: 'teach', history: 'history' };
const ROUTE = /^#\/(camera|setup|anomaly|alarms|teach|history)(?:\/([^?]+))?(?:\?(.*))?$/;

const refusal = () => about.changesRefused;

function newView(kind, id, query) {
  if (kind === 'camera' && id) return new CameraView(line, decodeURIComponent(id), { refusal, isTrainer });
  if (kind === 'setup' && id) return new SetupView(line, decodeURIComponent(id), refusal);
  if (kind === 'anomaly' && id) return new AnomalyView(line, id, refusal());
  if (kind === 'alarms') return new AlarmsView(line, refusal);
  if (kind === 'history') return new HistoryView(line, query);
  // A trainer sees no camera: what it has to show is how teaching goes.
  if (kind === 'teach' || isTrainer()) {
    return new TeachView(line, kind === 'teach' && id ? decodeURIComponent(id) : null, refusal, isTrainer());
  }
  return null;
}

function route() {
  const [, kind, id, query] = location.hash.match(ROUTE) ?? [];
  view?.dispose();
  view = newView(kind, id, query);
  const detail = byId('detail');
  const page = view ? (PAGES[kind] ?? 'teach') : 'line';
  for (const link of document.querySelectorAll('.pages a')) {
    if (link.dataset.page === page) attribute(link, 'aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  byId('overview').hidden = view !== null;
  document.body.classList.toggle('inside', view !== null);
  document.body.dataset.view = view === null ? 'line' : (kind ?? 'teach');
  detail.hidden = view === null;
  detail.replaceChildren(...(view ? [view.element] : []));
  if (view) {
    scrollTo(0, 0);
    view.heading.focus({ preventScroll: true });
    if (kind === 'camera') view.update();
  } else {
    grid.redraw();
  }
}

// Keys.

document.addEventListener('keydown', (event) => {
  const target = event.target;
  const typing = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (event.key === 'Escape') {
    if (document.fullscreenElement) return;
    if (view) location.hash = '#/';
    else if (typing) target.blur();
    return;
  }
  if (typing) return;
  if (event.key === 'h') toggleHeatmap();
  else if (event.key === '?') keys.show();
  else if (event.key === '/' && !view && !byId('search').hidden) {
    byId('search').focus();
    event.preventDefault();
  } else if (view && !(event.key === ' ' && target instanceof HTMLButtonElement)) {
    if (view.onKey(event)) event.preventDefault();
  }
});

addEventListener('hashchange', route);

line.listen((change) => {
  if (change.full) askAbout(); // the service may be another one than before
  grid.update(change);
  anomalies.update();
  alarms.update();
  alarmCount();
  header();
  notices();
  empty();
  view?.update();
});

setInterval(() => {
  grid.tick();
  anomalies.tick();
  alarms.tick();
  header();
  view?.tick();
}, 1000);

header();
askAbout().then(() => {
  route();
  line.start();
});
