// Areas drawn over a picture, with mouse, finger or keys: regions, ignored areas, the anchor.

import { attribute, el, svg } from './dom.js';
import { t } from './texts.js';
import * as format from './format.js';

/** Least width and height of a drawn area, in pixels of the frame; less is a slip of the hand. */
const LEAST = 4;
/** Pixels of the screen from the middle of a handle to where a finger still finds it. */
const HANDLE = 9;

const CORNERS = [[0, 0], [1, 0], [0, 1], [1, 1]];

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** What an area is called: its name, or its kind and number. */
export function areaName(area, areas) {
  if (area.kind === 'anchor') return t('setup.anchor');
  const number = areas.filter((other) => other.kind === area.kind).indexOf(area) + 1;
  if (area.kind === 'ignored') return t('setup.ignoredNumber', { n: number });
  return area.name || t('setup.regionNumber', { n: number });
}

const placed = ([x, y, width, height]) =>
  t('setup.place', { x: format.count(x), y: format.count(y), width: format.count(width), height: format.count(height) });

/**
 * The frame that is drawn on. `areas` is the list that it shows and changes: { kind, name, box: [left, top,
 * width, height] } or { kind, name, polygon: [[x, y], …] }, in pixels of the frame. `onchange` is called after each change, `onchoose` when another
 * area is chosen. While it is `locked`, the areas, all of them polygons, can be looked at only.
 */
export class AreaStage {
  #drag = null;

  constructor({ onchange, onchoose }) {
    this.areas = [];
    this.chosen = null;
    this.kind = 'region';
    this.locked = false;
    this.width = 0;
    this.height = 0;
    this.onchange = onchange;
    this.onchoose = onchoose;
    this.canvas = el('canvas', { role: 'img', 'aria-label': t('setup.frozen') });
    this.canvas.width = 0;
    this.layer = svg('svg', { class: 'areas', preserveAspectRatio: 'none', role: 'group', 'aria-label': t('setup.areas') });
    this.element = el('div', { class: 'area-stage' }, this.canvas, this.layer);
    this.#listen();
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.element);
  }

  /** Shows a picture; areas are in pixels of `size`. */
  show(bitmap, { width, height } = bitmap, name = t('setup.frozen')) {
    this.width = width;
    this.height = height;
    this.canvas.width = width;
    this.canvas.height = height;
    this.canvas.getContext('2d').drawImage(bitmap, 0, 0, width, height);
    this.canvas.setAttribute('aria-label', name);
    this.layer.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.layer.classList.toggle('locked', this.locked);
    this.element.style.setProperty('--ratio', (width / height).toFixed(5));
    this.draw();
  }

  /** Pixels of the frame for one of the screen. */
  #scale() {
    const box = this.layer.getBoundingClientRect();
    return box.width > 0 ? this.width / box.width : 1;
  }

  #at(event) {
    const box = this.layer.getBoundingClientRect();
    const within = (value, most) => Math.round(Math.min(most, Math.max(0, value)));
    return [
      within(((event.clientX - box.left) / box.width) * this.width, this.width),
      within(((event.clientY - box.top) / box.height) * this.height, this.height),
    ];
  }

  draw() {
    const focused = this.layer.contains(document.activeElement) ? document.activeElement : null;
    const shapes = this.areas.map((area) => this.#shape(area));
    const handles = this.areas.includes(this.chosen) ? this.#handles(this.chosen) : [];
    this.layer.replaceChildren(...shapes, ...handles);
    if (!focused) return;
    const { at, after } = focused.dataset;
    const handle = (at || after) &&
      handles.find((other) => other.dataset.at === at && other.dataset.after === after);
    (handle || shapes[this.areas.indexOf(this.chosen)])?.focus();
  }

  /** The corners; those of a polygon take keys too, and between two of them another can be added. */
  #handles({ box, polygon }) {
    const circle = ([cx, cy], properties) => svg('circle', { r: HANDLE * this.#scale(), cx, cy, ...properties });
    if (box) {
      return CORNERS.map(([right, below]) => circle([box[0] + right * box[2], box[1] + below * box[3]],
        { class: 'handle', 'data-corner': `${right}${below}` }));
    }
    const taking = { tabindex: '0', role: 'button' };
    return polygon.flatMap(([x, y], i) => {
      const [nextX, nextY] = polygon[(i + 1) % polygon.length];
      const place = { n: i + 1, x: format.count(x), y: format.count(y) };
      return [
        circle([x, y], { ...taking, class: 'handle', 'data-at': i, 'aria-label': t('setup.corner', place) }),
        circle([(x + nextX) / 2, (y + nextY) / 2],
          { ...taking, class: 'handle between', 'data-after': i, 'aria-label': t('setup.addCorner', place) }),
      ];
    });
  }

  #shape(area) {
    if (this.locked) return svg('polygon', { class: 'area', 'data-kind': area.kind, points: area.polygon.map((corner) => corner.join()).join(' ') });
    const properties = {
      class: 'area', 'data-kind': area.kind, tabindex: '0', role: 'button',
      'aria-pressed': String(area === this.chosen),
      'aria-label': `${areaName(area, this.areas)}${area.box ? `: ${placed(area.box)}` : ''}`,
    };
    const shape = area.box
      ? svg('rect', { ...properties, x: area.box[0], y: area.box[1], width: area.box[2], height: area.box[3] })
      : svg('polygon', { ...properties, points: area.polygon.map((corner) => corner.join()).join(' ') });
    shape.area = area;
    shape.addEventListener('focus', () => this.choose(area));
    return shape;
  }

  choose(area) {
    if (this.chosen === area) return;
    this.chosen = area;
    this.draw();
    this.onchoose();
  }

  /** Adds an area of a kind; there is one anchor only. */
  add(kind, box) {
    if (kind === 'anchor') this.#drop((area) => area.kind === 'anchor');
    const area = { kind, name: '', box, input: null };
    this.areas.push(area);
    this.chosen = area;
    this.#changed();
    return area;
  }

  /** In the middle, half as wide and high as the frame: for those who go on with keys or numbers. */
  addInTheMiddle(kind) {
    const [width, height] = [Math.round(this.width / 2), Math.round(this.height / 2)];
    return this.add(kind, [Math.round(this.width / 4), Math.round(this.height / 4), width, height]);
  }

  remove(area) {
    this.#drop((other) => other === area);
    this.#changed();
  }

  #drop(which) {
    const kept = this.areas.filter((area) => !which(area));
    this.areas.splice(0, this.areas.length, ...kept);
    if (!kept.includes(this.chosen)) this.chosen = null;
  }

  #changed() {
    this.draw();
    this.onchange();
  }

  /** Moves or sizes an area so that it stays within the frame. */
  place(area, [left, top, width, height]) {
    const w = Math.min(this.width, Math.max(LEAST, width));
    const h = Math.min(this.height, Math.max(LEAST, height));
    area.box = [
      Math.min(this.width - w, Math.max(0, left)), Math.min(this.height - h, Math.max(0, top)), w, h,
    ];
    this.#changed();
  }

  /** Makes a polygon of a box, or the box around a polygon. */
  turn(area) {
    if (area.box) {
      const [left, top, width, height] = area.box;
      const [right, bottom] = [left + width, top + height];
      area.polygon = [[left, top], [right, top], [right, bottom], [left, bottom]];
      delete area.box;
    } else {
      const [xs, ys] = [0, 1].map((axis) => area.polygon.map((corner) => corner[axis]));
      const [left, top] = [Math.min(...xs), Math.min(...ys)];
      delete area.polygon;
      this.place(area, [left, top, Math.max(...xs) - left, Math.max(...ys) - top]);
    }
    this.chosen = area;
    this.#changed();
  }

  /** Moves a polygon so that it stays within the frame. */
  #shift(area, polygon, by) {
    const sides = [this.width, this.height];
    const [dx, dy] = by.map((distance, axis) => {
      const along = polygon.map((corner) => corner[axis]);
      return Math.max(-Math.min(...along), Math.min(sides[axis] - Math.max(...along), distance));
    });
    area.polygon = polygon.map(([x, y]) => [x + dx, y + dy]);
    this.#changed();
  }

  #moveCorner(area, at, [x, y]) {
    const within = (value, most) => Math.min(most, Math.max(0, value));
    area.polygon[at] = [within(x, this.width), within(y, this.height)];
    this.#changed();
  }

  /** Adds a corner between one and the next. */
  #addCorner(area, after) {
    const [[x, y], [nextX, nextY]] = [area.polygon[after], area.polygon[(after + 1) % area.polygon.length]];
    area.polygon.splice(after + 1, 0, [Math.round((x + nextX) / 2), Math.round((y + nextY) / 2)]);
    this.#changed();
    this.#focusCorner(after + 1);
  }

  /** Three are left at least. */
  #removeCorner(area, at) {
    if (area.polygon.length <= 3) return;
    area.polygon.splice(at, 1);
    this.#changed();
    this.#focusCorner(Math.min(at, area.polygon.length - 1));
  }

  #focusCorner(at) {
    this.layer.querySelector(`[data-at="${at}"]`)?.focus();
  }

  #listen() {
    this.layer.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || !this.width || this.locked) return;
      const from = this.#at(event);
      const { corner, at, after } = event.target.dataset;
      const area = event.target.area;
      if (at) {
        this.#drag = { at: Number(at), area: this.chosen };
      } else if (after) {
        this.#addCorner(this.chosen, Number(after));
        this.#drag = { at: Number(after) + 1, area: this.chosen };
      } else if (corner) {
        const [x, y, width, height] = this.chosen.box;
        const fixed = [x + (corner[0] === '1' ? 0 : width), y + (corner[1] === '1' ? 0 : height)];
        this.#drag = { fixed, area: this.chosen };
      } else if (area && (area === this.chosen || area.kind === this.kind)) {
        this.choose(area);
        this.#drag = { from, area, box: area.box, polygon: area.polygon };
      } else { // an ignored area, say, is drawn inside a region; a click chooses the region
        this.#drag = { fixed: from, area: null, under: area };
      }
      this.layer.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    this.layer.addEventListener('pointermove', (event) => {
      if (this.#drag) this.#dragTo(this.#at(event));
    });
    for (const end of ['pointerup', 'pointercancel']) {
      this.layer.addEventListener(end, () => {
        const { area, at, under } = this.#drag ?? {};
        this.#drag = null;
        if (at !== undefined) this.#focusCorner(at);
        else if (area ?? under) this.#focus(area ?? under);
      });
    }
    this.layer.addEventListener('keydown', (event) => this.#key(event));
  }

  #dragTo([x, y]) {
    const drag = this.#drag;
    if (drag.at !== undefined) {
      this.#moveCorner(drag.area, drag.at, [x, y]);
      return;
    }
    if (drag.polygon) {
      this.#shift(drag.area, drag.polygon, [x - drag.from[0], y - drag.from[1]]);
      return;
    }
    if (drag.from) {
      const [left, top, width, height] = drag.box;
      this.place(drag.area, [left + x - drag.from[0], top + y - drag.from[1], width, height]);
      return;
    }
    const box = [
      Math.min(x, drag.fixed[0]), Math.min(y, drag.fixed[1]),
      Math.abs(x - drag.fixed[0]), Math.abs(y - drag.fixed[1]),
    ];
    if (drag.area) this.place(drag.area, box);
    else if (box[2] >= LEAST && box[3] >= LEAST) drag.area = this.add(this.kind, box);
  }

  #focus(area) {
    [...this.layer.children].find((shape) => shape.area === area)?.focus();
  }

  /**
   * Arrows move the chosen area or corner, Shift and arrows size a box, Ctrl makes steps of ten pixels; Delete
   * removes an area or corner; Enter leads to the corners of an area, and between two of them adds one.
   */
  #key(event) {
    const { area, dataset: { at, after } } = event.target;
    const step = STEPS[event.key]?.map((by) => by * (event.ctrlKey ? 10 : 1));
    const removes = event.key === 'Delete' || event.key === 'Backspace';
    if (step && area) {
      this.#step(area, step, event.shiftKey);
    } else if (step && at) {
      const [x, y] = this.chosen.polygon[at];
      this.#moveCorner(this.chosen, Number(at), [x + step[0], y + step[1]]);
    } else if (event.key === 'Enter' && area?.polygon) {
      this.choose(area);
      this.#focusCorner(0);
    } else if (removes && area) {
      this.remove(area);
    } else if (removes && at) {
      this.#removeCorner(this.chosen, Number(at));
    } else if (after && (event.key === 'Enter' || event.key === ' ')) {
      this.#addCorner(this.chosen, Number(after));
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #step(area, [dx, dy], sizes) {
    if (area.polygon) {
      this.#shift(area, area.polygon, [dx, dy]);
      return;
    }
    const [x, y, width, height] = area.box;
    this.place(area, sizes ? [x, y, width + dx, height + dy] : [x + dx, y + dy, width, height]);
  }

  /** Which kind is drawn next. */
  draws(kind) {
    this.kind = kind;
    if (this.chosen && this.chosen.kind !== kind) this.choose(null);
    attribute(this.layer, 'data-draws', kind);
  }

  dispose() {
    this.observer.disconnect();
  }
}
