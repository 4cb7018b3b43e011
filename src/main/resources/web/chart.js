// Score against threshold, on a canvas: a small one on each card, a large one with axis and cursor.

const palette = {};
const repaints = new Set();

function readPalette() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ['ink', 'muted', 'faint', 'rule', 'bad', 'bad-tint', 'accent', 'surface']) {
    palette[name] = style.getPropertyValue(`--${name}`).trim();
  }
}

readPalette();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  readPalette();
  repaints.forEach((repaint) => repaint());
});

/** Repaints when the colours change; returns how to stop. */
export function onRepaint(repaint) {
  repaints.add(repaint);
  return () => repaints.delete(repaint);
}

/** Fits a canvas to its box and gives its context in CSS pixels, or null where it has no box. */
function prepare(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return null;
  const ratio = Math.min(devicePixelRatio || 1, 3);
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/** Room above the threshold always; an outlier does not flatten all the rest. */
function top(points, from, clip) {
  let highest = 0;
  let threshold = 0;
  for (let i = from; i < points.score.length; i++) {
    highest = Math.max(highest, points.score[i]);
    threshold = Math.max(threshold, points.threshold[i]);
  }
  const wanted = Math.max(threshold * 1.35, highest * 1.06, Number.MIN_VALUE);
  return threshold > 0 ? Math.min(wanted, threshold * clip) : wanted;
}

function plot(context, points, from, box, clip) {
  const last = points.score.length - 1;
  const highest = top(points, from, clip);
  const step = box.slots > 1 ? box.width / (box.slots - 1) : 0;
  const x = (i) => box.x + box.width - (last - i) * step;
  const y = (value) => box.y + box.height * (1 - Math.min(1, Math.max(0, value / highest)));
  return { x, y, from, last, highest, step };
}

function drawThreshold(context, points, scale, box, dash) {
  const { x, y, from, last } = scale;
  context.beginPath();
  context.moveTo(box.x, y(points.threshold[from]));
  for (let i = from; i <= last; i++) {
    if (i > from) context.lineTo(x(i), y(points.threshold[i - 1]));
    context.lineTo(x(i), y(points.threshold[i]));
  }
  context.lineTo(box.x + box.width, y(points.threshold[last]));
  context.strokeStyle = palette.bad;
  context.globalAlpha = 0.75;
  context.lineWidth = 1;
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
  context.lineTo(box.x + box.width, box.y);
  context.lineTo(box.x, box.y);
  context.closePath();
  context.globalAlpha = 1;
  context.fillStyle = palette['bad-tint'];
  context.fill();
}

function drawScores(context, points, scale, width, radius) {
  const { x, y, from, last } = scale;
  context.beginPath();
  for (let i = from; i <= last; i++) context.lineTo(x(i), y(points.score[i]));
  context.strokeStyle = palette.accent;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.stroke();
  for (let i = from; i <= last; i++) {
    if (points.anomalous[i] || i === last) {
      context.beginPath();
      context.arc(x(i), y(points.score[i]), radius, 0, 2 * Math.PI);
      context.fillStyle = points.anomalous[i] ? palette.bad : palette.accent;
      context.fill();
    }
  }
}

/** The last scores on a card, newest at the right edge. */
export function drawSpark(canvas, points, slots = 60) {
  const area = prepare(canvas);
  if (!area || !points?.score.length) return;
  const box = { x: 2, y: 3, width: area.width - 6, height: area.height - 6, slots };
  const from = Math.max(0, points.score.length - slots);
  const scale = plot(area.context, points, from, box, 2.2);
  drawThreshold(area.context, points, scale, box, [3, 3]);
  drawScores(area.context, points, scale, 1.4, 2.2);
}

const LEFT = 46;
const RIGHT = 14;
const TOP = 10;
const BOTTOM = 24;
/** Pixels from one time to the next at least. */
const TICK_EVERY = 110;

/** The large chart: axis, threshold by name, a cursor that follows pointer and arrow keys. */
export class Chart {
  #points = null;
  #scale = null;
  #cursor = null;
  #format;

  constructor({ label, format, oncursor, onpick }) {
    this.element = document.createElement('canvas');
    this.element.className = 'chart';
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'img');
    this.element.setAttribute('aria-label', label);
    this.#format = format;
    this.oncursor = oncursor;
    this.onpick = onpick;
    this.#listen();
    this.stop = onRepaint(() => this.draw());
    this.resize = new ResizeObserver(() => this.draw());
    this.resize.observe(this.element);
  }

  #listen() {
    const canvas = this.element;
    canvas.addEventListener('pointermove', (event) => this.#move(this.#nearest(event.offsetX)));
    canvas.addEventListener('pointerleave', () => this.#move(null));
    canvas.addEventListener('blur', () => this.#move(null));
    canvas.addEventListener('click', (event) => this.#pick(this.#nearest(event.offsetX)));
    canvas.addEventListener('keydown', (event) => {
      if (!this.#points?.score.length) return;
      const last = this.#points.score.length - 1;
      const at = this.#index() ?? last;
      const moves = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last };
      if (event.key in moves) {
        this.#move(this.#points.sequence[Math.min(last, Math.max(0, moves[event.key]))]);
        event.preventDefault();
        event.stopPropagation();
      } else if (event.key === 'Enter') {
        this.#pick(this.#cursor);
      }
    });
  }

  #index() {
    const at = this.#cursor === null ? -1 : this.#points.sequence.indexOf(this.#cursor);
    return at < 0 ? null : at;
  }

  #nearest(offsetX) {
    if (!this.#scale) return null;
    const { x, step, from, last } = this.#scale;
    const back = step > 0 ? Math.round((x(last) - offsetX) / step) : 0;
    return this.#points.sequence[Math.min(last, Math.max(from, last - back))];
  }

  #move(sequence) {
    this.#cursor = sequence;
    this.draw();
  }

  #pick(sequence) {
    if (sequence !== null) this.onpick?.(sequence);
  }

  show(points) {
    this.#points = points;
    this.draw();
  }

  draw() {
    const points = this.#points;
    const area = prepare(this.element);
    if (!area || !points?.score.length) return;
    const { context, width, height } = area;
    const box = {
      x: LEFT,
      y: TOP,
      width: width - LEFT - RIGHT,
      height: height - TOP - BOTTOM,
      slots: Math.max(60, Math.min(500, points.score.length)),
    };
    this.#scale = plot(context, points, 0, box, 4);
    this.#axis(context, box, height);
    drawThreshold(context, points, this.#scale, box, [5, 4]);
    drawScores(context, points, this.#scale, 1.5, 2.6);
    this.#drawCursor(context, box);
  }

  #axis(context, box, height) {
    const { y, x, last, highest, from } = this.#scale;
    context.font = '11px system-ui, sans-serif';
    context.fillStyle = palette.muted;
    context.strokeStyle = palette.rule;
    context.lineWidth = 1;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    const step = niceStep(highest / 4);
    for (let value = 0; value <= highest; value += step) {
      const at = Math.round(y(value)) + 0.5;
      context.beginPath();
      context.moveTo(box.x, at);
      context.lineTo(box.x + box.width, at);
      context.stroke();
      context.fillText(String(Number(value.toPrecision(6))), box.x - 8, at);
    }
    context.textBaseline = 'alphabetic';
    for (const i of ticks(from, last, (x(last) - x(from)) / TICK_EVERY)) {
      const at = Math.round(x(i)) + 0.5;
      context.beginPath();
      context.moveTo(at, box.y + box.height);
      context.lineTo(at, box.y + box.height + 4);
      context.strokeStyle = palette.muted;
      context.stroke();
      // At the edges beside the tick, or it would be cut off.
      context.textAlign = at > box.x + box.width - 30 ? 'right' : at < box.x + 30 ? 'left' : 'center';
      context.fillText(this.#format(this.#points.atMillis[i]), at, height - 4);
    }
  }

  #drawCursor(context, box) {
    const at = this.#index();
    this.oncursor?.(at === null ? null : at, this.#points);
    if (at === null) return;
    const x = Math.round(this.#scale.x(at)) + 0.5;
    context.beginPath();
    context.moveTo(x, box.y);
    context.lineTo(x, box.y + box.height);
    context.strokeStyle = palette.muted;
    context.lineWidth = 1;
    context.stroke();
    context.beginPath();
    context.arc(x, this.#scale.y(this.#points.score[at]), 4, 0, 2 * Math.PI);
    context.fillStyle = palette.surface;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = this.#points.anomalous[at] ? palette.bad : palette.accent;
    context.stroke();
  }

  dispose() {
    this.stop();
    this.resize.disconnect();
  }
}

/** Frames whose time is written: the newest, and others at even distances before it. */
function ticks(from, last, most) {
  const step = Math.max(1, Math.ceil((last - from) / Math.max(1, Math.floor(most))));
  const at = [];
  for (let i = last; i >= from; i -= step) at.push(i);
  return at;
}

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough);
  return factor * power;
}
