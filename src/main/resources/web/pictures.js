// Pictures: fetched a few at a time, scaled to what is shown, drawn only while they can be seen.

import { t } from './texts.js';

const AT_ONCE = 4;
const SETTLE_MILLIS = 120;
/** Of all live cameras together a new picture starts this often: enough for eyes, and little to serve. */
const LIVE_EVERY_MILLIS = 100;
/** The same while frames wait to be scored, which comes first. */
const LIVE_EVERY_MILLIS_BEHIND = 300;

const waiting = new Set();
let running = 0;
let lastLiveMillis = 0;
let liveEveryMillis = LIVE_EVERY_MILLIS;

/** Takes note of whether frames wait to be scored: live pictures are renewed less often then. */
export function stepBack(behind) {
  liveEveryMillis = behind ? LIVE_EVERY_MILLIS_BEHIND : LIVE_EVERY_MILLIS;
}

/**
 * A frame with its heatmap over it. `source` says where they are: { base, epoch, sequence, live, urgent }.
 * A live source shows the newest frame whenever there is a newer one, or one of another process (epoch);
 * another is loaded once. A plain one has no heatmap.
 */
export class Shot {
  #source = null;
  #shown = -1;
  #visible = false;
  #busy = false;
  #lastMillis = 0;
  #frame;
  #heat;
  #longestSide;

  constructor(longestSide) {
    this.#longestSide = longestSide;
    this.#frame = document.createElement('canvas');
    this.#frame.className = 'frame';
    this.#heat = document.createElement('canvas');
    this.#heat.className = 'heat';
    this.element = document.createElement('div');
    this.element.className = 'shot';
    this.element.setAttribute('aria-hidden', 'true'); // what it shows is said beside it
    this.element.dataset.gone = t('stage.gone');
    // A canvas begins with 300 by 150; this one is empty until something is drawn.
    this.#frame.width = 0;
    this.#heat.width = 0;
    this.element.append(this.#frame, this.#heat);
    this.element.shot = this;
    observer.observe(this.element);
    this.ondraw = null;
  }

  /** Its shape is known before the picture is there, so nothing jumps. */
  shape(frame) {
    this.element.style.setProperty('--ratio', (frame.width / frame.height).toFixed(5));
  }

  show(source) {
    if (this.#source?.epoch !== source.epoch) this.#shown = -1;
    this.#source = source;
    this.#want();
  }

  visible(visible) {
    this.#visible = visible;
    this.#want();
  }

  #want() {
    const due = this.#visible && this.#source && this.#source.sequence > this.#shown;
    if (due && !this.#busy) {
      waiting.add(this);
      next();
    }
  }

  get urgent() {
    return this.#source.urgent || !this.#source.live ? 1 : 0;
  }

  /** Whether it only replaces a picture by a newer one. */
  get renews() {
    return this.#source.live && this.#shown >= 0;
  }

  /** Milliseconds until it may be fetched again. */
  restMillis() {
    const own = this.#lastMillis + SETTLE_MILLIS;
    return (this.renews ? Math.max(own, lastLiveMillis + liveEveryMillis) : own) - performance.now();
  }

  /** When it was fetched last, or tried. */
  get lastMillis() {
    return this.#lastMillis;
  }

  async load() {
    this.#busy = true;
    const source = this.#source;
    try {
      const frame = await get(`${source.base}/frame`);
      const sequence = frame.sequence || source.sequence;
      const heat = source.plain ? null : await get(`${source.base}/heatmap.png?sequence=${sequence}`);
      const [picture, map] = await Promise.all([this.#bitmap(frame.blob), heat && bitmap(heat.blob)]);
      if (source.base === this.#source.base) {
        const size = { width: picture.width, height: picture.height };
        draw(this.#frame, picture);
        draw(this.#heat, heat && heat.etag === frame.etag ? map : null);
        if (source.plain) this.shape(size);
        this.element.classList.remove('gone');
        this.#shown = Math.max(sequence, source.sequence);
        this.ondraw?.(size, sequence);
      }
    } catch {
      if (source.base === this.#source.base) {
        this.#shown = source.sequence;
        this.element.classList.toggle('gone', !this.#frame.width || !source.live);
      }
    } finally {
      this.#lastMillis = performance.now();
      this.#busy = false;
      this.#want();
    }
  }

  async #bitmap(blob) {
    const full = await bitmap(blob);
    const scale = this.#longestSide / Math.max(full.width, full.height);
    if (scale >= 1) return full;
    const small = await createImageBitmap(full, {
      resizeWidth: Math.max(1, Math.round(full.width * scale)),
      resizeHeight: Math.max(1, Math.round(full.height * scale)),
      resizeQuality: 'medium',
    });
    full.close();
    return small;
  }

  dispose() {
    observer.unobserve(this.element);
    waiting.delete(this);
    this.#visible = false;
  }
}

const observer = new IntersectionObserver(
  (entries) => entries.forEach((entry) => entry.target.shot.visible(entry.isIntersecting)),
  { rootMargin: '120px' });

let timer = 0;

/**
 * Starts what may start: what went wrong and what is loaded only once come first, then whoever waits
 * longest.
 */
function next() {
  clearTimeout(timer);
  let soonest = Infinity;
  const ready = [];
  for (const shot of waiting) {
    const rest = shot.restMillis();
    if (rest <= 0) ready.push(shot);
    else soonest = Math.min(soonest, rest);
  }
  ready.sort((a, b) => b.urgent - a.urgent || a.lastMillis - b.lastMillis);
  for (const shot of ready.slice(0, AT_ONCE - running)) {
    const rest = shot.restMillis();
    if (rest > 0) {
      // One before it in this round has taken the turn of the live ones.
      soonest = Math.min(soonest, rest);
      continue;
    }
    if (shot.renews) lastLiveMillis = performance.now();
    waiting.delete(shot);
    running++;
    shot.load().finally(() => {
      running--;
      next();
    });
  }
  if (soonest < Infinity) timer = setTimeout(next, soonest);
}

async function get(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return {
    blob: await response.blob(),
    sequence: Number(response.headers.get('Mekiki-Sequence')),
    // Names the frame and the process: sequences of another process are others.
    etag: response.headers.get('ETag'),
  };
}

// As the network sees it: turned upright as the file's orientation says, or its map would lie elsewhere.
const bitmap = (blob) => createImageBitmap(blob, { imageOrientation: 'from-image' });

function draw(canvas, picture) {
  if (!picture) {
    canvas.width = 0;
    return;
  }
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext('2d').drawImage(picture, 0, 0);
  picture.close();
}
