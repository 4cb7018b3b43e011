// How good frames scored when a model was judged, and where its threshold lies.

import { el, svg } from './dom.js';
import * as format from './format.js';

const WIDTH = 600;
const HEIGHT = 150;
const GAP = 1;

function bins(scores, from, to) {
  const count = Math.max(8, Math.min(40, Math.round(2 * Math.sqrt(scores.length))));
  const counts = new Array(count).fill(0);
  for (const score of scores) {
    counts[Math.min(count - 1, Math.floor(((score - from) / (to - from)) * count))]++;
  }
  return counts;
}

/** Bars, the threshold as a line, and what lies at or above it in red. Scores are ascending. */
export function histogram({ scores, threshold }) {
  if (!scores.length) return el('p', { class: 'quiet' }, 'No scores of good frames are known.');
  const lowest = scores[0];
  const highest = scores[scores.length - 1];
  const span = Math.max(highest, threshold) - lowest || 1;
  const from = lowest - 0.02 * span;
  const to = Math.max(highest, threshold) + 0.06 * span;
  const counts = bins(scores, from, to);
  const tallest = Math.max(...counts);
  const width = WIDTH / counts.length;
  const at = WIDTH * ((threshold - from) / (to - from));
  const bars = counts.map((count, i) => {
    const height = count ? Math.max(2, (HEIGHT * count) / tallest) : 0;
    const above = (i + 0.5) * width >= at;
    return svg('rect', {
      x: i * width + GAP / 2, y: HEIGHT - height, width: Math.max(0.5, width - GAP), height,
      class: above ? 'above' : 'below',
    });
  });
  const over = scores.filter((score) => score >= threshold).length;
  const words =
    `${format.plural(scores.length, 'score')} of good frames from ${format.number(lowest)} to` +
    ` ${format.number(highest)}; the threshold is ${format.number(threshold)},` +
    ` ${over ? format.count(over) : 'none'} of them at or above it`;
  const picture = svg('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': words,
  }, ...bars, svg('line', { x1: at, x2: at, y1: 0, y2: HEIGHT, 'vector-effect': 'non-scaling-stroke' }));
  const mark = el('span', { class: 'mark' }, `threshold ${format.number(threshold)}`);
  mark.style.left = `${(100 * at) / WIDTH}%`;
  if (at > WIDTH * 0.6) mark.classList.add('to-left');
  return el('figure', { class: 'histogram' },
    el('div', { class: 'marks', 'aria-hidden': 'true' }, mark),
    picture,
    el('div', { class: 'axis', 'aria-hidden': 'true' },
      el('span', {}, format.number(lowest)),
      el('span', {}, `score of ${format.plural(scores.length, 'good frame')}`),
      el('span', {}, format.number(to))),
    el('figcaption', { class: 'quiet' }, `${words}.`));
}
