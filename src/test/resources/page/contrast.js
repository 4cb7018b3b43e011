// Pairs of the style sheet's colours that text is written in, with a contrast below WCAG 2's 4.5.
const style = getComputedStyle(document.documentElement);
const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
const luminance = (colour) => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const colour = (name) => (name.startsWith('#') ? name : style.getPropertyValue(`--${name}`).trim());
const pairs = [
  ['ink', 'page'], ['ink', 'surface'], ['ink', 'sunken'], ['muted', 'page'], ['muted', 'surface'],
  ['muted', 'sunken'], ['accent', 'surface'], ['good', 'surface'], ['good', 'good-tint'],
  ['bad', 'surface'], ['warn', 'surface'], ['warn', 'warn-tint'], ['surface', 'accent'],
  ['surface', 'ink'], ['#ffffff', 'bad-fill'], ['#ffffff', 'warn-fill'],
];
return pairs
  .map(([text, ground]) => {
    const [light, dark] = [luminance(colour(text)), luminance(colour(ground))].sort((a, b) => b - a);
    return [`${text} on ${ground}`, (light + 0.05) / (dark + 0.05)];
  })
  .filter(([, ratio]) => ratio < 4.5)
  .map(([name, ratio]) => `${name}: ${ratio.toFixed(2)}`);
