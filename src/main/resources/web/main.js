// Puts the page together: header, notices, routes, keys.

import { attribute, byId, el, facts, text } from './dom.js';
import * as format from './format.js';
import { Line } from './line.js';
import { AnomalyList, Grid } from './grid.js';
import { AnomalyView, CameraView } from './detail.js';
import { AlarmStrip, AlarmsView } from './alarms.js';
import { stepBack } from './pictures.js';
import { TeachView } from './teach.js';

const line = new Line();
const grid = new Grid(line);
const anomalies = new AnomalyList(line, byId('anomalies'), { none: byId('no-anomalies') });
const alarms = new AlarmStrip(line);
const slider = byId('opacity');
let view = null;

/** What the service says of itself: how to send a frame, and why nothing can be changed from here. */
let about = { sendCommand: '', changesRefused: 'The service has not said yet whether it takes changes.' };

async function askAbout() {
  const response = await fetch('api/about').catch(() => null);
  if (response?.ok) about = await response.json();
}

// Heatmap opacity: one property for the whole page, remembered in this browser.

const OPACITY = 'mekiki-heatmap-opacity';
let opacityBefore = 60;

function setOpacity(percent) {
  slider.value = String(percent);
  slider.setAttribute('aria-valuetext', `${percent} %`);
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

// Header.

const NAMED = 2;

/** The state of the line in one sentence: [state, sentence, cameras that it is about]. */
function verdict() {
  const cameras = line.sorted();
  const by = { bad: [], recent: [], warn: [], silent: [], good: [] };
  for (const camera of cameras) by[line.state(camera)].push(camera);
  const red = [...by.bad, ...by.recent];
  if (!line.summary) return ['none', 'Connecting…', []];
  if (red.length) return ['bad', `${format.plural(red.length, 'camera')} anomalous`, red];
  if (by.warn.length) {
    return ['warn', `${format.plural(by.warn.length, 'camera')} not scored`, by.warn];
  }
  if (!cameras.length) return ['none', 'No frames yet', []];
  if (by.silent.length === cameras.length) return ['none', 'No frames at the moment', []];
  if (by.silent.length) {
    return ['warn', `${format.plural(by.silent.length, 'camera')} silent`, by.silent];
  }
  return ['good', cameras.length === 1 ? 'Good' : `All ${format.count(cameras.length)} cameras good`, []];
}

let said = '';

function header() {
  const [state, sentence, about] = verdict();
  const element = byId('verdict');
  element.dataset.state = state;
  const signature = [sentence, ...about.map((camera) => camera.key)].join(' ');
  if (signature !== said) {
    said = signature;
    const links = about.slice(0, NAMED).flatMap((camera, i) => [
      i === 0 ? ': ' : ', ',
      el('a', { href: `#/camera/${camera.key}` }, camera.camera),
    ]);
    const more = about.length > NAMED ? ` and ${about.length - NAMED} more` : '';
    element.replaceChildren(sentence, ...links, more);
  }
  const title = state === 'bad' ? `(${about.length}) Anomalous – Mekiki` : 'Mekiki';
  if (document.title !== title) document.title = title;
  connection();
  const sum = line.summary;
  if (!sum) return;
  stepBack(line.behind);
  facts(byId('figures'), [
    ['Rate', format.rate(sum.framesPerSecond), 'Frames a second, scored and not, over ten seconds'],
    ['Lag', line.lag === null ? '–' : format.count(line.lag), lagTitle()],
    ['Anomalous', format.count(sum.anomalous), 'Frames at or above their threshold, since the service started'],
    ['Scored', format.count(sum.scored), 'Frames scored since the service started'],
    ['Not scored', format.count(sum.rejected), 'Frames that became dead letters'],
    ['Median', format.millis(sum.latencyP50Millis), 'Captured to scored, half of the last frames'],
    ['p99', format.millis(sum.latencyP99Millis), 'Captured to scored, 99 % of the last frames'],
  ]);
}

function lagTitle() {
  const title = 'Frames that wait to be scored by this service';
  return line.behind ? `${title}; until they are, this page is renewed less often` : title;
}

function connection() {
  const words = { live: 'Live', lost: 'Not connected', waiting: '…', paused: 'Paused' };
  const element = byId('link');
  element.dataset.state = line.connection;
  text(element, words[line.connection]);
  document.body.classList.toggle('offline', line.connection === 'lost');
}

function alarmCount() {
  const open = line.alarms.open.length;
  const element = byId('alarm-count');
  element.hidden = open === 0;
  text(element, format.count(open));
  attribute(element, 'title', format.plural(open, 'open alarm'));
}

// Notices: what a person should know that is no camera's fault.

let noticed = '';

function notices() {
  const notes = [];
  if (line.connection === 'lost' && line.summary) {
    notes.push('The service does not answer. What you see is old; this page keeps trying.');
  }
  for (const refused of line.models.refused) {
    const served = line.modelOf(refused.model);
    notes.push(
      `Model ${refused.model} v${refused.version} was refused: ${refused.message}` +
      (served ? ` Version ${served.version} goes on scoring.` : ''));
  }
  const signature = notes.join('\n');
  if (signature === noticed) return;
  noticed = signature;
  byId('notices').replaceChildren(...notes.slice(0, 5).map((note) => el('p', {}, note)));
}

// Empty state.

function empty() {
  const root = byId('empty');
  const nothing = line.summary !== null && line.cameras.size === 0;
  if (root.hidden === !nothing) {
    if (nothing) learning(root);
    return;
  }
  root.hidden = !nothing;
  byId('overview').classList.toggle('nothing', nothing);
  if (!nothing) return;
  const { sendCommand } = about;
  root.replaceChildren(
    el('h1', {}, 'No frames yet'),
    el('p', {}, 'As soon as a camera’s frame is scored, it appears here by itself.'),
    ...(sendCommand ? [el('p', {}, 'Send one:'), el('pre', {}, el('code', {}, sendCommand))] : []),
    el('p', { class: 'learning' }));
  learning(root);
}

function learning(root) {
  const learned = Object.entries(line.summary.learned)
    .map(([model, frames]) => `${model}: ${format.plural(frames, 'good frame')} learned`);
  const element = root.querySelector('.learning');
  if (element) text(element, learned.join(' · '));
}

// Routes.

const PAGES = { camera: 'line', anomaly: 'line', alarms: 'alarms', teach: 'teach' };

function route() {
  const [, kind, id] = location.hash.match(/^#\/(camera|anomaly|alarms|teach)(?:\/(.+))?$/) ?? [];
  view?.dispose();
  view = null;
  const detail = byId('detail');
  if (kind === 'camera' && id) view = new CameraView(line, decodeURIComponent(id));
  else if (kind === 'anomaly' && id) view = new AnomalyView(line, id, about.changesRefused);
  else if (kind === 'alarms') view = new AlarmsView(line);
  else if (kind === 'teach') {
    view = new TeachView(line, id ? decodeURIComponent(id) : null, () => about.changesRefused);
  }
  const page = view ? PAGES[kind] : 'line';
  for (const link of document.querySelectorAll('.pages a')) {
    if (link.dataset.page === page) attribute(link, 'aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  byId('overview').hidden = view !== null;
  document.body.classList.toggle('inside', view !== null);
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
  const typing = target instanceof HTMLInputElement;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') {
    if (view) location.hash = '#/';
    else if (typing) target.blur();
    return;
  }
  if (typing) return;
  if (event.key === 'h') toggleHeatmap();
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

askAbout().then(() => {
  route();
  line.start();
});
