/** The server's addresses. Every failure is an ApiError whose message is written for people. */

const meta = (name) => document.querySelector(`meta[name="dtabd-${name}"]`)?.content ?? '';

let token = meta('token');

export const readOnly = meta('read-only') === 'true';
export const styleNonce = meta('style-nonce');

export class ApiError extends Error {
  /**
   * @param status 0 when there was no answer
   * @param details what a JSON answer held besides
   */
  constructor(status, message, details = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

async function request(method, path, {headers = {}, body, signal} = {}) {
  const changes = method !== 'GET';
  const send = () =>
    fetch(path, {
      method,
      signal,
      body,
      cache: 'no-store',
      headers: changes ? {...headers, 'X-Dtabd-Token': token} : headers,
    });
  let response = await reached(send);
  if (response.status === 403 && response.headers.get('Dtabd-Reload') === 'token') {
    // The server was restarted. Its page has the new token; what was typed here stays.
    await renewToken();
    response = await reached(send);
  }
  if (!response.ok) {
    throw await problem(response);
  }
  return response;
}

async function reached(send) {
  try {
    return await send();
  } catch (cause) {
    if (cause.name === 'AbortError') {
      throw cause;
    }
    throw new ApiError(0, 'The server does not answer. Is it running, and can this machine reach it?');
  }
}

async function renewToken() {
  const page = await reached(() => fetch('/', {headers: {Accept: 'text/html'}, cache: 'no-store'}));
  const shell = new DOMParser().parseFromString(await page.text(), 'text/html');
  token = shell.querySelector('meta[name="dtabd-token"]')?.content ?? token;
}

async function problem(response) {
  const text = (await response.text()).trim();
  if (response.headers.get('Content-Type')?.startsWith('application/json')) {
    try {
      const details = JSON.parse(text);
      return new ApiError(response.status, details.error ?? text, details);
    } catch {
      // Not JSON after all: the text is what there is to say.
    }
  }
  return new ApiError(response.status, text || `${response.status} ${response.statusText}`);
}

async function json(path, options) {
  const response = await request('GET', path, options);
  return response.json();
}

const query = (parameters) => {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
};

const table = (namespace) => `/api/1/dtabs/${encodeURIComponent(namespace)}`;
/** With comments, layout and every digit of the weights. */
const SOURCE = 'application/vnd.dtabd.source';
const TEXT = {'Content-Type': SOURCE};

/** A dtab as its author wrote it: `{text, version}`; null when there is no such namespace. */
export async function readDtab(namespace, signal) {
  try {
    const response = await request('GET', table(namespace), {signal, headers: {Accept: SOURCE}});
    return {text: await response.text(), version: response.headers.get('ETag')};
  } catch (error) {
    if (error.status === 404) {
      return null;
    }
    throw error;
  }
}

/**
 * Replaces the dtab if it is still `version`; gives `{version, warnings}`. 412 when it is not.
 *
 * @param check `refuse` or `warn`: what becomes of a table that breaks names that somebody watches; 409 with `refused`
 */
export async function saveDtab(namespace, text, version, check) {
  const headers = {...TEXT, 'If-Match': version};
  const response = await request('PUT', `${table(namespace)}?check=${check}`, {body: text, headers});
  return response.json();
}

/** Takes a step of a shift; gives `{version, before, after, old, warnings}`. 412 when the dentry is not as `expect` says. */
export async function shift(namespace, step, {check, dryRun = false, signal}) {
  const response = await request('POST', `/api/1/shift/${encodeURIComponent(namespace)}${query({check, dryRun: dryRun || ''})}`, {
    body: JSON.stringify(step),
    signal,
    headers: {'Content-Type': 'application/json'},
  });
  return response.json();
}

/** Creates a namespace, whatever its dtab breaks; gives `{version, warnings}`. */
export async function createDtab(namespace, text) {
  const response = await request('POST', `${table(namespace)}?check=warn`, {body: text, headers: TEXT});
  return response.json();
}

export async function deleteDtab(namespace, check) {
  await request('DELETE', `${table(namespace)}?check=${check}`);
}

/** @param paths names to compare besides those that are watched */
export async function preview(namespace, text, paths, signal) {
  const more = paths.length === 0 ? '' : `?${new URLSearchParams(paths.map((path) => ['path', path]))}`;
  const response = await request('POST', `/api/1/preview/${encodeURIComponent(namespace)}${more}`, {
    body: text,
    signal,
    headers: {...TEXT, Accept: 'application/json'},
  });
  return response.json();
}

export const history = (namespace, signal) => json(`${table(namespace)}/history`, {signal});

export const delegate = (namespace, path, dtab, signal) =>
  json(`/api/1/delegate/${encodeURIComponent(namespace)}${query({path, dtab})}`, {signal});

export const namers = (signal) => json('/api/1/namers', {signal});

export const health = (signal) => json('/api/1/health', {signal});

/** The watchers of all replicas. */
export const watchers = (parameters, signal) => json(`/watchers.json${query({...parameters, replicas: 'all'})}`, {signal});

/** How far a version has come, on all replicas. */
export const propagation = (namespace, parameters, signal) =>
  json(`/api/1/propagation/${encodeURIComponent(namespace)}${query(parameters)}`, {signal});
