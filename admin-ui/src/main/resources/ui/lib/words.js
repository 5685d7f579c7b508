/** How times, versions and numbers are said. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `3 min ago`; empty when there is no time. */
export function ago(iso, now = Date.now()) {
  return iso ? `${duration(Math.max(0, now - Date.parse(iso)))} ago` : '';
}

/** `5 s`, `3 min`, `2 h 5 min`, `4 d`. */
export function duration(millis) {
  if (millis < MINUTE) {
    return `${Math.floor(millis / SECOND)} s`;
  }
  if (millis < HOUR) {
    return `${Math.floor(millis / MINUTE)} min`;
  }
  if (millis < DAY) {
    const minutes = Math.floor((millis % HOUR) / MINUTE);
    return `${Math.floor(millis / HOUR)} h${minutes ? ` ${minutes} min` : ''}`;
  }
  return `${Math.floor(millis / DAY)} d`;
}

/** In the operator's own zone, with seconds. */
export function clock(iso) {
  return iso ? new Date(iso).toLocaleString(undefined, {dateStyle: 'medium', timeStyle: 'medium'}) : '';
}

/**
 * A version as people can tell it from another: stores that count have eight bytes, which are shown as the
 * number; others are shown by the end of what they sent.
 */
export function version(etag) {
  if (!etag) {
    return 'none';
  }
  try {
    const bytes = Uint8Array.from(atob(etag), (char) => char.charCodeAt(0));
    if (bytes.length === 8) {
      return `v${new DataView(bytes.buffer).getBigUint64(0)}`;
    }
    const text = String.fromCharCode(...bytes);
    if (/^[!-~]+$/.test(text)) {
      return text.length <= 12 ? text : `…${text.slice(-10)}`;
    }
  } catch {
    // Not base64: shown as it is.
  }
  return etag.length <= 12 ? etag : `…${etag.slice(-10)}`;
}

/** A part of one as percent, never 0 for something nor 100 for not everything. */
export function percent(share) {
  if (share <= 0) {
    return '0 %';
  }
  const value = share * 100;
  if (value < 0.1) {
    return '< 0.1 %';
  }
  if (value > 99.9 && value < 100 - 1e-9) {
    return '> 99.9 %';
  }
  return `${Number(value.toFixed(value < 10 ? 1 : value > 99 ? 1 : 0))} %`;
}

export function bytes(count) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export const plural = (count, word, words = `${word}s`) =>
  `${count.toLocaleString('en')} ${count === 1 ? word : words}`;
