// Numbers, times and states in words.

const REASONS = {
  'empty-value': 'empty message',
  'not-an-image': 'not an image',
  'truncated-image': 'image cut off',
  'image-too-large': 'image too large',
  'unreadable-image': 'image damaged',
  'other-shape': 'image of another shape',
  'unknown-schema': 'unknown Avro schema',
  'unreadable-frame': 'frame damaged',
  'bad-metadata': 'bad header or field',
  'no-camera': 'no camera named',
  'no-model': 'no model yet',
  'model-refused': 'model refused',
  'not-finite': 'numbers out of range',
  'bad-command': 'bad command',
  'result-too-large': 'result too large',
  crashed: 'killed the process',
  skipped: 'skipped',
  'internal-error': 'internal error',
};

export const reasonText = (reason) => REASONS[reason] ?? reason;

const ALARMS = {
  anomalous: 'Anomalous frames',
  unscorable: 'Frames not scored',
  'no-frames': 'No frames',
  drift: 'Drift',
};

export const alarmText = (kind) => ALARMS[kind] ?? sentence(kind);

/** A message without the camera that it begins with, where the camera stands beside it. */
export function withoutCamera(message, camera) {
  const start = `${camera}: `;
  return sentence(message.startsWith(start) ? message.slice(start.length) : message);
}

export const VERDICTS = { DEFECT: 'really bad', GOOD: 'was good' };

/** What to do about a camera none of whose frames was scored. */
export function hint(reason) {
  if (reason === 'no-model') return 'Frames arrive. Teach a model, and they are scored.';
  return 'Frames arrive, but none could be scored. The dead letters say why.';
}

const whole = new Intl.NumberFormat('en');

export const count = (value) => whole.format(value);

/** Four significant digits at most, without an exponent where people would not want one. */
export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) return value.toExponential(2);
  return size >= 1000 ? whole.format(Math.round(value)) : String(Number(value.toPrecision(4)));
}

export function rate(perSecond) {
  return `${perSecond >= 100 ? Math.round(perSecond) : perSecond.toFixed(1)}/s`;
}

export function millis(value) {
  if (value === null || value === undefined) return '–';
  if (value >= 60_000) return span(value);
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  return value >= 10 || value === 0 ? `${Math.round(value)} ms` : `${value.toFixed(1)} ms`;
}

/** A span of time, coarse: 4 s, 12 min, 3 h, 5 d. */
export function span(value) {
  const seconds = Math.max(0, value) / 1000;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

export const ago = (value) => (value < 1000 ? 'now' : `${span(value)} ago`);

export const justNow = (value) => (value < 1000 ? 'just now' : ago(value));

export const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1);

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false,
});
const calendar = new Intl.DateTimeFormat(undefined, {
  year: 'numeric', month: 'short', day: '2-digit',
  hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false,
});

export const time = (atMillis) => clock.format(atMillis);
export const dateTime = (atMillis) => calendar.format(atMillis);

export function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Score as a share of the threshold, the one figure that means the same for every camera. */
export function share(frame) {
  if (!(frame.threshold > 0)) return number(frame.score);
  const ratio = frame.score / frame.threshold;
  return ratio >= 10 ? `${Math.round(ratio)}×` : `${ratio.toFixed(2)}×`;
}

export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;
