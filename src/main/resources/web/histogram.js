// How good frames scored when a model was judged, and where its threshold lies.

import { el, svg } from './dom.js';
import { t } from './texts.js';
import * as format from './format.js';

const WIDTH = 600;
const HEIGHT = 150;
const GAP = 1;

/** Bars of one width with an edge at the threshold, so that each lies wholly on one side of it. */
function bins(scores, threshold) {
  const lowest = scores[0];
  const highest = scores[scores.length - 1];
  const wanted = Math.max(8, Math.min(40, Math.round(2 * Math.sqrt(scores.length))));
  const width = (Math.max(highest, threshold) - Math.min(lowest, threshold)) / wanted || 1;
  const place = (score) => Math.floor((score - threshold) / width);
  const first = Math.min(place(lowest), -1);
  const last = Math.max(place(highest), 0);
  const counts = new Array(last - first + 1).fill(0);
  for (const score of scores) counts[place(score) - first]++;
  return { counts, below: -first, from: threshold + first * width, to: threshold + (last + 1) * width };
}

/** Bars, the threshold as a line, and what lies at or above it in red. Scores are ascending. */
export function histogram({ scores, threshold }) {
  if (!scores.length) return el('p', { class: 'quiet' }, t('histogram.none'));
  const { counts, below, from, to } = bins(scores, threshold);
  const tallest = Math.max(...counts);
  const width = WIDTH / counts.length;
  const at = below * width;
  const bars = counts.map((count, i) => {
    const height = count ? Math.max(2, (HEIGHT * count) / tallest) : 0;
    return svg('rect', {
      x: i * width + GAP / 2, y: HEIGHT - height, width: Math.max(0.5, width - GAP), height,
      class: i < below ? 'below' : 'above',
    });
  });
  const over = scores.filter((score) => score >= threshold).length;
  const words = t('histogram.words', {
    n: scores.length,
    lowest: format.number(scores[0]),
    highest: format.number(scores[scores.length - 1]),
    threshold: format.number(threshold),
    over,
  });
  const picture = svg('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': words,
  }, ...bars, svg('line', { x1: at, x2: at, y1: 0, y2: HEIGHT, 'vector-effect': 'non-scaling-stroke' }));
  const mark = el('span', { class: 'mark' }, t('histogram.threshold', { threshold: format.number(threshold) }));
  mark.style.left = `${(100 * at) / WIDTH}%`;
  if (at > WIDTH * 0.6) mark.classList.add('to-left');
  return el('figure', { class: 'histogram' },
    el('div', { class: 'marks', 'aria-hidden': 'true' }, mark),
    picture,
    el('div', { class: 'axis', 'aria-hidden': 'true' },
      el('span', {}, format.number(from)),
      el('span', {}, t('histogram.axis', { n: scores.length })),
      el('span', {}, format.number(to))),
    el('figcaption', { class: 'quiet' }, `${words}.`));
}
