// Numbers, times and states in words.

import { has, language, t } from './texts.js';

/** Why frames weren't scored, in a few words. */
export const reasonText = (reason) => (has(`reason.${reason}`) ? t(`reason.${reason}`) : reason);

export const alarmText = (kind) => (has(`alarm.${kind}`) ? t(`alarm.${kind}`) : sentence(kind));

export const misplacedText = (reason) =>
  (has(`misplaced.${reason}`) ? t(`misplaced.${reason}`) : reason);

const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z/g;

/** A sentence of the service: times in it, which are in UTC, as the page shows times. */
export const localTimes = (message) => message.replace(INSTANT, (at) => dateTime(Date.parse(at)));

/**
 * Why a frame was not scored: by its reason in the reader's language, with the service's sentence, which
 * has the figures, as a detail. English needs no other sentence than the service's.
 */
export const refusal = (refused) => ownWords('reason', refused);

/** The same of a part that was not found in a frame that has scores. */
export const notAligned = (message) => refusal({ reason: 'not-aligned', message });

/** The same of a frame that is anomalous for what its whole picture is like. */
export const unlike = (message) => ownWords('frame', { reason: 'unlike', message });

/** The same of a teaching run that ended without a version. */
export const runFailure = (failed) => ownWords('run', failed);

/** The same of something that was asked for on the page and not done. */
export const changeRefusal = (refused) => ownWords('change', refused);

/** The same of a model that was refused; its reasons are written as WRONG_BACKBONE. */
export const modelRefusal = (refused) =>
  ownWords('model', { ...refused, reason: refused.reason.toLowerCase().replaceAll('_', '-') });

/** A reason that these texts don't know, of a newer service perhaps, has general words. */
function ownWords(of, { reason, message, model, figures = {}, whole = false }) {
  const said = localTimes(sentence(message));
  const key = [reason, 'other'].map((name) => `${of}.why.${name}`).find(has);
  return key
    ? { why: t(key, { model: model ?? '–', ...figures }), detail: whole ? '' : said }
    : { why: said, detail: '' };
}

/** What an alarm's kind counts, which chooses the form of its text. */
const COUNTED = { anomalous: 'badFrames', unscorable: 'badFrames', expired: 'expiredRecords' };

/**
 * Why an alarm is open: from what was measured, whose names the texts put in, else in the service's
 * words. Offsets are names, not quantities.
 */
export function alarmSentence({ kind, camera, message, evidence }) {
  const key = `alarm.why.${kind}`;
  if (Object.keys(evidence).length === 0 || !has(key)) return withoutCamera(message, camera);
  const values = { n: evidence[COUNTED[kind]], ...evidence };
  for (const name of Object.keys(values).filter((each) => each.endsWith('Offset'))) {
    values[name] = String(values[name]);
  }
  return localTimes(t(key, values));
}

/** A message without the camera that it begins with, where the camera stands beside it. */
function withoutCamera(message, camera) {
  const start = `${camera}: `;
  return localTimes(sentence(message.startsWith(start) ? message.slice(start.length) : message));
}

export const verdictText = (verdict) => t(`verdict.${verdict.toLowerCase()}`);

/** What to do about a camera none of whose frames was scored. */
export const hint = (reason) => t(reason === 'no-model' ? 'card.noModel' : 'card.noneScored');

const formats = new Map();

function formatter(name, make) {
  if (!formats.has(name)) formats.set(name, make());
  return formats.get(name);
}

const decimals = (digits) =>
  formatter(`fixed ${digits}`, () =>
    new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }));

export const count = (value) =>
  formatter('whole', () => new Intl.NumberFormat(language)).format(value);

/** With this many digits after the decimal point. */
export const fixed = (value, digits) => decimals(digits).format(value);

export const percent = (value, digits) => t('unit.percent', { value: fixed(value, digits) });

/** Four significant digits at most, without an exponent where people would not want one. */
export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) return value.toExponential(2);
  if (size >= 1000) return count(Math.round(value));
  return formatter('four', () =>
    new Intl.NumberFormat(language, { maximumSignificantDigits: 4 })).format(value);
}

export const rate = (perSecond) =>
  t('unit.perSecond', { value: perSecond >= 100 ? count(Math.round(perSecond)) : fixed(perSecond, 1) });

export function millis(value) {
  if (value === null || value === undefined) return '–';
  if (value >= 60_000) return span(value);
  if (value >= 10_000) return `${fixed(value / 1000, 1)} s`;
  if (value >= 1000) return `${fixed(value / 1000, 2)} s`;
  return value >= 10 || value === 0 ? `${count(Math.round(value))} ms` : `${fixed(value, 1)} ms`;
}

/** A span of time, coarse: 4 s, 12 min, 3 h, 5 d. */
export function span(value) {
  const seconds = Math.max(0, value) / 1000;
  if (seconds < 60) return t('unit.seconds', { value: Math.floor(seconds) });
  if (seconds < 3600) return t('unit.minutes', { value: Math.floor(seconds / 60) });
  if (seconds < 172_800) return t('unit.hours', { value: Math.floor(seconds / 3600) });
  return t('unit.days', { value: Math.floor(seconds / 86_400) });
}

export const ago = (value) => (value < 1000 ? t('time.now') : t('time.ago', { span: span(value) }));

export const justNow = (value) => (value < 1000 ? t('time.justNow') : ago(value));

/** With a full stop, so that another sentence can follow. */
export const ended = (words) => (/[.!?。]$/.test(words) ? words : `${words}.`);

export const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** A month by its name, or 2026/03/01 where dates are written so. */
const day = () =>
  ({ year: 'numeric', month: language === 'ja' ? '2-digit' : 'short', day: '2-digit' });
const MINUTE = { hour: '2-digit', minute: '2-digit', hour12: false };
const SECOND = { ...MINUTE, second: '2-digit' };

const clock = (name, options) =>
  formatter(name, () => new Intl.DateTimeFormat(language, options));

export const time = (atMillis) => clock('time', SECOND).format(atMillis);
export const dateTime = (atMillis) => clock('date and time', { ...day(), ...SECOND }).format(atMillis);
export const date = (atMillis) => clock('date and minute', { ...day(), ...MINUTE }).format(atMillis);

/** The zone that all times are in, said once. */
export function zone() {
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const parts = new Intl.DateTimeFormat(language, { timeZoneName: 'shortOffset' }).formatToParts(Date.now());
  const offset = parts.find((part) => part.type === 'timeZoneName').value;
  return name === offset ? name : `${name} (${offset})`;
}

export function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? count(Math.round(value)) : fixed(value, 1)} ${units[unit]}`;
}

/** Score as a share of the threshold, the one figure that means the same for every camera. */
export function share(frame) {
  if (frame.notAligned) return t('frame.notAligned');
  if (frame.unlike) return t('frame.unlike');
  if (!(frame.threshold > 0)) return number(frame.score);
  const ratio = frame.score / frame.threshold;
  return ratio >= 10 ? `${count(Math.round(ratio))}×` : `${fixed(ratio, 2)}×`;
}
