// A large picture with its map and the boxes of its regions; it can be zoomed, moved and fill the screen.

import { attribute, el, svg, text } from './dom.js';
import { t } from './texts.js';
import { Shot } from './pictures.js';

const LARGE_PIXELS = 2048;
const LARGEST_ZOOM = 16;
const ZOOM_STEP = 1.5;

const corners = () => svg('svg', { viewBox: '0 0 12 12', 'aria-hidden': 'true' },
  svg('path', { d: 'M1 4V1h3M8 1h3v3M11 8v3H8M4 11H1V8' }));

export class Stage {
  #zoom = 1;
  #x = 0;
  #y = 0;
  #pending = new Map();

  constructor() {
    this.shot = new Shot(LARGE_PIXELS);
    this.shot.element.removeAttribute('aria-hidden');
    this.shot.element.setAttribute('role', 'img');
    this.shot.element.setAttribute('aria-label', t('stage.none'));
    this.boxes = svg('svg', { class: 'boxes', 'aria-hidden': 'true' });
    this.shot.element.append(this.boxes);
    this.badge = el('span', { class: 'badge' });
    const button = (label, name, onclick) =>
      el('button', { type: 'button', title: name, 'aria-label': name, onclick }, label);
    this.zoomButtons = el('div', { class: 'zoom' },
      button('+', t('stage.zoomIn'), () => this.zoomBy(ZOOM_STEP)),
      button('−', t('stage.zoomOut'), () => this.zoomBy(1 / ZOOM_STEP)),
      button(corners(), t('stage.fullScreen'), () => this.fullScreen()));
    this.element = el('div', { class: 'stage large' }, this.shot.element, this.badge, this.zoomButtons);
    this.ondrawn = null;
    this.shot.ondraw = (_, sequence) => this.#drawn(sequence);
    this.#listen();
  }

  #listen() {
    this.element.addEventListener('wheel', (event) => {
      // Turned without a key, the wheel moves the page; with one, as on maps, it zooms.
      if (!event.ctrlKey && !event.shiftKey && this.#zoom === 1) return;
      event.preventDefault();
      const box = this.element.getBoundingClientRect();
      const by = (event.deltaY || event.deltaX) < 0 ? 1.2 : 1 / 1.2;
      this.zoomBy(by, event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2);
    }, { passive: false });
    this.shot.element.addEventListener('dblclick', () => this.zoomTo(this.#zoom > 1 ? 1 : 3));
    let from = null;
    this.shot.element.addEventListener('pointerdown', (event) => {
      if (this.#zoom === 1) return;
      from = { x: event.clientX - this.#x, y: event.clientY - this.#y };
      this.shot.element.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    this.shot.element.addEventListener('pointermove', (event) => {
      if (from) this.#move(event.clientX - from.x, event.clientY - from.y);
    });
    for (const end of ['pointerup', 'pointercancel']) {
      this.shot.element.addEventListener(end, () => { from = null; });
    }
  }

  /** Magnifies; the point at (x, y) from the middle of the stage stays where it is. */
  zoomBy(factor, x = 0, y = 0) {
    const zoom = Math.min(LARGEST_ZOOM, Math.max(1, this.#zoom * factor));
    const by = zoom / this.#zoom;
    this.#zoom = zoom;
    this.#move(x - (x - this.#x) * by, y - (y - this.#y) * by);
  }

  zoomTo(zoom) {
    this.#zoom = zoom;
    this.#move(0, 0);
  }

  get zoom() {
    return this.#zoom;
  }

  /** Never so far that nothing is seen. */
  #move(x, y) {
    const box = this.element.getBoundingClientRect();
    const roomX = (box.width * (this.#zoom - 1)) / 2;
    const roomY = (box.height * (this.#zoom - 1)) / 2;
    this.#x = Math.min(roomX, Math.max(-roomX, x));
    this.#y = Math.min(roomY, Math.max(-roomY, y));
    const { style } = this.shot.element;
    style.transform = this.#zoom === 1
      ? '' : `translate(${this.#x}px, ${this.#y}px) scale(${this.#zoom})`;
    this.element.classList.toggle('zoomed', this.#zoom > 1);
  }

  fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.element.requestFullscreen?.().catch(() => {}); // a browser may not allow it
  }

  /** The keys of a picture; false where it is none of them. */
  onKey(key) {
    if (key === '+' || key === '=') this.zoomBy(ZOOM_STEP);
    else if (key === '-') this.zoomBy(1 / ZOOM_STEP);
    else if (key === '0') this.zoomTo(1);
    else if (key === 'f') this.fullScreen();
    else return false;
    return true;
  }

  /** Boxes are drawn with the picture that they belong to, not before. */
  show(source, frame) {
    this.#pending.set(source.sequence, frame);
    if (this.#pending.size > 40) this.#pending.delete(this.#pending.keys().next().value);
    if (frame.width) this.shape(frame);
    attribute(this.shot.element, 'aria-label',
      t(source.plain ? 'stage.picture' : 'stage.pictureWithHeatmap', { frame: frame.frameId }));
    this.shot.show(source);
  }

  shape(size) {
    this.element.style.setProperty('--ratio', (size.width / size.height).toFixed(5));
    this.shot.shape(size);
  }

  #drawn(sequence) {
    const frame = this.#pending.get(sequence);
    this.boxes.replaceChildren();
    if (!frame) return;
    this.ondrawn?.(frame);
    if (!frame.width) return;
    this.boxes.setAttribute('viewBox', `0 0 ${frame.width} ${frame.height}`);
    for (const region of frame.regions ?? []) {
      this.boxes.append(
        svg('rect', {
          x: region.x, y: region.y, width: region.width, height: region.height,
          'vector-effect': 'non-scaling-stroke',
        }));
    }
  }

  label(words) {
    text(this.badge, words);
  }

  dispose() {
    this.shot.dispose();
  }
}
